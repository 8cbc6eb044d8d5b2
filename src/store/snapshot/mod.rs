//! Building a snapshot from the tables.
//!
//! Users come in the order of their names, everything else is stored in other orders. So some
//! thousands of users are taken at a time, and their records and accounts are read sorted by key:
//! nearly sequential, without holding everything decoded at once.

mod advance;
mod loaded;
mod rows;

use std::ops::ControlFlow;
use std::sync::Arc;

use super::Store;
use super::accounts::services_in;
use super::engine::{Order, ReadTransaction, Span};
use super::error::Result;
use super::tables::{ACCOUNTS, PAGE, Rows, USERS_BY_NAME, parse_name_key};
use crate::domain::snapshot::{CHUNK, Chunk, Snapshot};
use loaded::{Loaded, Named, even, snapshot};
use rows::Interner;

pub use loaded::Mask;

/// How often the tables are gone through at least, where that holds less at once.
const PASSES: usize = 8;

/// Users whose accounts are read together, of so many: whole chunks, because what is read lies
/// spread over the tables, and each batch goes through all of them.
fn batch_of(users: usize) -> usize {
    (users / PASSES)
        .next_multiple_of(CHUNK)
        .clamp(16 * CHUNK, 64 * CHUNK)
}

impl Store {
    /// Everything that lists need, read from the tables.
    pub fn snapshot(&self, mask: Mask<'_>) -> Result<Snapshot> {
        let read = self.read()?;
        build(&*read, mask)
    }

    /// What a snapshot has become: only the chunks whose users were touched are built again, or
    /// everything where that is simpler.
    ///
    /// The mask is asked for touched users only: when the day or a service's freshness changes
    /// what it says of others, take a whole new snapshot.
    pub fn advance(&self, from: &Snapshot, mask: Mask<'_>) -> Result<Snapshot> {
        let read = self.read()?;
        match advance::touched_since(&*read, from)? {
            Some(users) => advance::advance(&*read, from, users, mask),
            None => build(&*read, mask),
        }
    }
}

fn build(read: &dyn ReadTransaction, mask: Mask<'_>) -> Result<Snapshot> {
    let mut intern = Interner::new(services_in(read, ACCOUNTS)?, &[]);
    let mut chunks = Vec::new();
    let users = usize::try_from(read.count(USERS_BY_NAME)?).unwrap_or(usize::MAX);
    let size = batch_of(users);
    let mut batch: Vec<Named> = Vec::with_capacity(size.min(users));
    // Used again from batch to batch: freed pieces of this size would stay with the process.
    let mut bytes = Vec::new();
    let mut rest = Span::all();
    loop {
        next_names(read, &mut rest, size, &mut batch)?;
        if batch.is_empty() {
            break;
        }
        let loaded = Loaded::read(read, &batch, bytes)?;
        for range in even(batch.len()) {
            let mut chunk = Chunk::default();
            for at in range {
                loaded.push(&batch, at, mask, &mut chunk, &mut intern)?;
            }
            chunk.shrink();
            chunks.push(Arc::new(chunk));
        }
        batch.clear();
        bytes = loaded.bytes;
    }
    snapshot(read, intern, chunks)
}

/// Reads so many of the names that are left.
fn next_names(
    read: &dyn ReadTransaction,
    rest: &mut Span,
    size: usize,
    batch: &mut Vec<Named>,
) -> Result<()> {
    let mut last = Vec::new();
    read.pages(
        USERS_BY_NAME,
        rest.clone(),
        Order::Ascending,
        PAGE,
        &mut |key, _| {
            let (sort, id) = parse_name_key(key)?;
            batch.push(Named {
                sort: sort.to_owned(),
                id,
            });
            if batch.len() < size {
                return Ok(ControlFlow::Continue(()));
            }
            last = key.to_vec();
            Ok(ControlFlow::Break(()))
        },
    )?;
    match last.as_slice() {
        // All of them were read: nothing comes after this.
        [] => rest.to = Some(rest.from.clone()),
        last => rest.after(last),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
