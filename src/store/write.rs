//! Write transactions: one revision, one commit, run again where others were in the way.
//!
//! Whatever changes rows that are shown goes through [`Write`], so that the revision, the list of
//! touched users and the first frame's lines cannot be forgotten.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::Store;
use super::codec::{Record, Touched, encode};
use super::engine::{
    Found, Keys, Order, ReadTransaction, Span, Table, Visit, WriteTransaction, again,
};
use super::error::{Result, StoreError};
use super::head::Head;
use super::migrations::SCHEMA;
use super::tables::{META, META_REVISION, META_SCHEMA, Rows, TOUCHED, be64};
use crate::domain::ids::{Revision, UserId};
use crate::domain::time::Timestamp;

/// Most rows in one write transaction.
pub(super) const MAX_ROWS: usize = 10_000;

/// No transaction takes on more work after this: others wait for it.
const MAX_TIME: Duration = Duration::from_millis(150);

/// Pause between the transactions of one long write: the system's locks are not fair, and without
/// it another process may wait for the end of all of them.
const BREATH: Duration = Duration::from_millis(2);

/// Most users named by one revision; beyond, a reader had better read everything.
const MAX_TOUCHED: usize = 2_048;

/// How many revisions back a reader may advance by what was touched.
pub(super) const REVISIONS_KEPT: u64 = 512;

/// Items of a long write whose rows are asked for together.
const AHEAD: usize = 500;

/// An open write transaction.
pub(super) struct Write<'t> {
    tx: &'t mut dyn WriteTransaction,
    /// The revision that this transaction found.
    pub found: Revision,
    /// The present.
    pub now: Timestamp,
    /// The head of the log, where this transaction moved it.
    pub logged: Option<Head>,
    began: Instant,
    changed: bool,
    touched_users: BTreeSet<UserId>,
    stale_lines: BTreeSet<UserId>,
}

impl<'t> Write<'t> {
    fn open(tx: &'t mut dyn WriteTransaction, now: Timestamp) -> Result<Self> {
        let numbers = tx.many(META, [META_SCHEMA, META_REVISION], be64)?;
        let number = |at: usize| numbers.get(at).copied().flatten().unwrap_or_default();
        let (schema, revision) = (number(0), number(1));
        if schema != SCHEMA {
            // A newer program migrated the file while this one had it open.
            return Err(StoreError::Newer {
                what: "schema",
                found: u32::try_from(schema).unwrap_or(u32::MAX),
                known: u32::try_from(SCHEMA).unwrap_or(u32::MAX),
            });
        }
        Ok(Self {
            tx,
            found: Revision(revision),
            now,
            logged: None,
            began: Instant::now(),
            changed: false,
            touched_users: BTreeSet::new(),
            stale_lines: BTreeSet::new(),
        })
    }

    pub fn put(&mut self, table: Table, key: &[u8], value: &[u8]) -> Result<()> {
        self.tx.put(table, key, value)
    }

    pub fn put_record<R: Record>(&mut self, table: Table, key: &[u8], record: &R) -> Result<()> {
        self.tx.put(table, key, &encode(record)?)
    }

    pub fn delete(&mut self, table: Table, key: &[u8]) -> Result<()> {
        self.tx.delete(table, key)
    }

    pub fn delete_range(&mut self, table: Table, span: &Span) -> Result<()> {
        self.tx.delete_range(table, span)
    }

    /// Names rows that are read next, one by one; costs nothing where that is of no use.
    pub fn prefetch<K: AsRef<[u8]>>(
        &mut self,
        table: Table,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<()> {
        if self.tx.prefetches() {
            let keys: Keys = keys.into_iter().collect();
            self.tx.prefetch(table, &keys)?;
        }
        Ok(())
    }

    /// Whether this transaction should end and leave the rest to the next one.
    pub fn is_full(&self, rows: usize) -> bool {
        rows >= MAX_ROWS || self.began.elapsed() >= MAX_TIME
    }

    /// Something that is shown changed.
    pub fn change(&mut self) {
        self.changed = true;
    }

    /// Something in a user's row changed.
    pub fn touch(&mut self, user: UserId) {
        self.changed = true;
        self.touched_users.insert(user);
    }

    /// The states in a user's line may have changed; it is rewritten at the end.
    pub fn touch_line(&mut self, user: UserId) {
        self.touch(user);
        self.stale_lines.insert(user);
    }

    /// Writes what follows from the changes; returns the revision that is reached.
    fn finish(mut self) -> Result<Revision> {
        let stale = std::mem::take(&mut self.stale_lines);
        self.refresh_lines(&stale)?;
        if !self.changed {
            return Ok(self.found);
        }
        let revision = self.found.next();
        let all = self.touched_users.len() > MAX_TOUCHED;
        let users = std::mem::take(&mut self.touched_users);
        let row = Touched {
            all,
            users: if all {
                Vec::new()
            } else {
                users.into_iter().collect()
            },
        };
        let number = revision.0.to_be_bytes();
        self.put(META, META_REVISION, &number)?;
        self.put_record(TOUCHED, &number, &row)?;
        if let Some(old) = revision.0.checked_sub(REVISIONS_KEPT) {
            self.delete(TOUCHED, &old.to_be_bytes())?;
        }
        Ok(revision)
    }
}

impl ReadTransaction for Write<'_> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.tx.get(table, key)
    }

    fn get_many(&self, table: Table, keys: &Keys, found: &mut Found<'_>) -> Result<()> {
        self.tx.get_many(table, keys, found)
    }

    fn scan(
        &self,
        table: Table,
        span: &Span,
        order: Order,
        limit: usize,
        visit: &mut Visit<'_>,
    ) -> Result<()> {
        self.tx.scan(table, span, order, limit, visit)
    }

    fn count(&self, table: Table) -> Result<u64> {
        self.tx.count(table)
    }
}

/// Lets other processes write, between two transactions of a long write.
pub(super) fn breathe() {
    std::thread::sleep(BREATH);
}

/// How a long write is made.
pub(super) struct Parts<P, A, E> {
    /// Names the rows that some items will read.
    pub ahead: A,
    /// Writes one item; returns about the number of rows.
    pub put: P,
    /// Closes the last transaction.
    pub end: E,
}

impl Store {
    /// Writes items in as many transactions as they need, each of them consistent. `S` is what one
    /// item leaves for the next.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when `based_on` is not the revision that the first transaction finds.
    pub(super) fn write_in_parts<T, S: Clone + Default>(
        &self,
        mut based_on: Option<Revision>,
        items: &[T],
        parts: &Parts<
            impl Fn(&mut Write<'_>, &mut S, &T) -> Result<usize>,
            impl Fn(&mut Write<'_>, &[T]) -> Result<()>,
            impl Fn(&mut Write<'_>) -> Result<()>,
        >,
    ) -> Result<Revision> {
        let (mut rest, mut state) = (items, S::default());
        loop {
            let ((left, reached), revision) = self.write(|write| {
                if let Some(expected) = based_on
                    && expected != write.found
                {
                    return Err(StoreError::Moved {
                        expected,
                        found: write.found,
                    });
                }
                // A run that is run again begins where the transaction before it ended.
                let (mut left, mut reached) = (rest, state.clone());
                let (mut rows, mut done) = (0, 0);
                while !write.is_full(rows)
                    && let Some((item, after)) = left.split_first()
                {
                    if done % AHEAD == 0 {
                        (parts.ahead)(write, left.get(..AHEAD).unwrap_or(left))?;
                    }
                    rows += (parts.put)(write, &mut reached, item)?;
                    done += 1;
                    left = after;
                }
                if left.is_empty() {
                    (parts.end)(write)?;
                }
                Ok((left, reached))
            })?;
            if left.is_empty() {
                self.announce(revision);
                return Ok(revision);
            }
            (rest, state, based_on) = (left, reached, None);
            breathe();
        }
    }

    /// Runs one durable write transaction; an error leaves nothing behind.
    ///
    /// The work runs again from its beginning when other transactions were in its way: it must
    /// start from its inputs each time, and change nothing outside the transaction.
    pub(super) fn write<R>(
        &self,
        work: impl FnMut(&mut Write<'_>) -> Result<R>,
    ) -> Result<(R, Revision)> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly);
        }
        self.write_anyway(work)
    }

    /// As [`Store::write`], for the repair of a read-only store's private copy too.
    pub(super) fn write_anyway<R>(
        &self,
        mut work: impl FnMut(&mut Write<'_>) -> Result<R>,
    ) -> Result<(R, Revision)> {
        let (value, revision, logged) = again(|| {
            let mut done = None;
            let _writing = self.hold_writes();
            self.inner.engine.write(&mut |tx| {
                let mut write = Write::open(tx, self.inner.clock.now())?;
                let value = work(&mut write)?;
                let logged = write.logged;
                done = Some((value, write.finish()?, logged));
                Ok(())
            })?;
            done.ok_or(StoreError::Conflict)
        })?;
        if let (Some(head), Some(listener)) = (logged, self.inner.listener.get()) {
            listener(head);
        }
        Ok((value, revision))
    }

    /// One write transaction that other processes hear of.
    pub(super) fn change<R>(
        &self,
        work: impl FnMut(&mut Write<'_>) -> Result<R>,
    ) -> Result<(R, Revision)> {
        let (value, revision) = self.write(work)?;
        self.announce(revision);
        Ok((value, revision))
    }
}
