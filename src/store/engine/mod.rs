//! What the store needs of a database: ordered tables of bytes, read from one snapshot, written in
//! one atomic transaction, and a way for processes to know of each other.
//!
//! Nothing outside this folder names a database. Reads are answers to bounded questions, never
//! cursors: an engine over a network answers each of them in one round trip, a range by pages that
//! begin where the one before ended. A write may be asked to run again, so its work starts from its
//! inputs every time. Which tables there are and what their bytes mean is the business of
//! [`tables`](super::tables) and [`codec`](super::codec).
//!
//! Transactions are trait objects: a call through one costs a nanosecond or two, a row of a B-tree
//! some hundred, and no code above is compiled once per engine.

pub mod coordination;
pub mod embedded;
pub mod keys;
#[cfg(test)]
pub mod rehearsal;

use std::ops::ControlFlow;
use std::time::Duration;

pub use keys::{Keys, Span};

use super::error::{Result, StoreError};
use coordination::Coordinator;

/// How often a transaction is run again because others were in its way.
const MAX_TRIES: u32 = 20;

/// The shortest and the longest pause before a transaction is run again.
const PAUSE: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(500)];

/// One ordered table of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Table {
    /// Its place among all tables, from 0.
    pub number: usize,
    /// Its name in the database; never changes.
    pub name: &'static str,
}

/// Which end of a range comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// Takes the rows of a page, key and value; a break means that no more are wanted.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>> + 'a;

/// Takes the rows that were found, each with the place of its key in the question.
pub type Found<'a> = dyn FnMut(usize, &[u8]) -> Result<()> + 'a;

/// A database.
pub trait Engine: Send + Sync {
    /// A snapshot: everything read through it is of one moment, whatever others write meanwhile.
    fn read(&self) -> Result<Box<dyn ReadTransaction>>;

    /// Runs some work in one durable transaction; an error of the work leaves nothing behind.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another transaction was in the
    /// way: nothing was written, and the caller should call again.
    fn write(&self, work: &mut dyn FnMut(&mut dyn WriteTransaction) -> Result<()>) -> Result<()>;

    /// Bytes that the database takes.
    fn size(&self) -> Result<u64>;

    /// Locks, living processes and the bell, for all processes that use this database.
    fn coordinator(&self) -> &dyn Coordinator;
}

/// Reading from one snapshot. A table that nobody ever wrote to is empty.
pub trait ReadTransaction {
    /// The value of a key.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>>;

    /// Many keys in one question; keys without a row are passed over. Sorted keys are the fastest.
    fn get_many(&self, table: Table, keys: &Keys, found: &mut Found<'_>) -> Result<()>;

    /// At most `limit` rows of a range.
    fn scan(
        &self,
        table: Table,
        span: &Span,
        order: Order,
        limit: usize,
        visit: &mut Visit<'_>,
    ) -> Result<()>;

    /// The number of rows.
    fn count(&self, table: Table) -> Result<u64>;
}

/// Writing, and reading what was written. What is written counts once the work has ended well.
///
/// There is no call for many rows: an engine over a network keeps writes back and sends them
/// together, at the latest before a read that they could answer, and before the commit.
pub trait WriteTransaction: ReadTransaction {
    /// Writes a row, over the one that is there.
    fn put(&mut self, table: Table, key: &[u8], value: &[u8]) -> Result<()>;

    /// Removes a row, if there is one.
    fn delete(&mut self, table: Table, key: &[u8]) -> Result<()>;

    /// Removes every row of a range.
    fn delete_range(&mut self, table: Table, span: &Span) -> Result<()>;

    /// Whether [`prefetch`](Self::prefetch) is worth the work of naming the keys.
    fn prefetches(&self) -> bool {
        false
    }

    /// Says which rows the work will read next, so that an engine over a network reads them
    /// together. A promise of nothing: any other row can be read too.
    fn prefetch(&mut self, table: Table, keys: &Keys) -> Result<()> {
        let _ = (table, keys);
        Ok(())
    }
}

/// Runs a transaction until no other is in its way.
///
/// # Errors
/// [`StoreError::Conflict`] when there is always another one.
pub fn again<R>(mut attempt: impl FnMut() -> Result<R>) -> Result<R> {
    let [shortest, longest] = PAUSE;
    for tries in 0..MAX_TRIES {
        match attempt() {
            Err(StoreError::Conflict) => {}
            ended => return ended,
        }
        // Never the same for two processes.
        let pause = shortest.saturating_mul(1 << tries.min(16)).min(longest);
        std::thread::sleep(pause.mul_f64(rand::random_range(0.5..1.0)));
    }
    attempt()
}
