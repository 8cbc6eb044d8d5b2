//! Write transactions: all tables open, one revision, one commit.
//!
//! Whatever changes rows that are shown goes through [`Write`], so that the revision, the list of
//! touched users and the first frame's lines cannot be forgotten.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use redb::WriteTransaction;

use super::audit::Head;
use super::codec::{Touched, encode};
use super::error::{Result, StoreError};
use super::migrations::SCHEMA;
use super::tables::{self, META_REVISION, META_SCHEMA, Table};
use super::{Db, Store};
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

/// An open write transaction.
pub(super) struct Write<'t> {
    pub meta: Table<'t>,
    pub accounts: Table<'t>,
    pub links: Table<'t>,
    pub reasons: Table<'t>,
    pub users: Table<'t>,
    pub names: Table<'t>,
    pub redirects: Table<'t>,
    pub services: Table<'t>,
    pub runs: Table<'t>,
    pub runs_by_service: Table<'t>,
    pub staging: Table<'t>,
    pub intents: Table<'t>,
    pub held: Table<'t>,
    pub changes: Table<'t>,
    pub changes_by_account: Table<'t>,
    pub decisions: Table<'t>,
    pub moved: Table<'t>,
    pub waivers: Table<'t>,
    pub restore_points: Table<'t>,
    pub journal: Table<'t>,
    pub requests: Table<'t>,
    pub audit: Table<'t>,
    pub tokens: Table<'t>,
    touched: Table<'t>,
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
    fn open(tx: &'t WriteTransaction, now: Timestamp) -> Result<Self> {
        let meta = tx.open_table(tables::META)?;
        let schema = tables::number(&meta, META_SCHEMA)?;
        if schema != SCHEMA {
            // A newer program migrated the file while this one had it open.
            return Err(StoreError::Newer {
                what: "schema",
                found: u32::try_from(schema).unwrap_or(u32::MAX),
                known: u32::try_from(SCHEMA).unwrap_or(u32::MAX),
            });
        }
        Ok(Self {
            found: Revision(tables::number(&meta, META_REVISION)?),
            meta,
            accounts: tx.open_table(tables::ACCOUNTS)?,
            links: tx.open_table(tables::LINKS)?,
            reasons: tx.open_table(tables::REASONS)?,
            users: tx.open_table(tables::USERS)?,
            names: tx.open_table(tables::USERS_BY_NAME)?,
            redirects: tx.open_table(tables::REDIRECTS)?,
            services: tx.open_table(tables::SERVICES)?,
            runs: tx.open_table(tables::RUNS)?,
            runs_by_service: tx.open_table(tables::RUNS_BY_SERVICE)?,
            staging: tx.open_table(tables::STAGING)?,
            intents: tx.open_table(tables::INTENTS)?,
            held: tx.open_table(tables::HELD)?,
            changes: tx.open_table(tables::CHANGES)?,
            changes_by_account: tx.open_table(tables::CHANGES_BY_ACCOUNT)?,
            decisions: tx.open_table(tables::DECISIONS)?,
            moved: tx.open_table(tables::MOVED)?,
            waivers: tx.open_table(tables::WAIVERS)?,
            restore_points: tx.open_table(tables::RESTORE_POINTS)?,
            journal: tx.open_table(tables::JOURNAL)?,
            requests: tx.open_table(tables::REQUESTS)?,
            audit: tx.open_table(tables::AUDIT)?,
            tokens: tx.open_table(tables::TOKENS)?,
            touched: tx.open_table(tables::TOUCHED)?,
            now,
            logged: None,
            began: Instant::now(),
            changed: false,
            touched_users: BTreeSet::new(),
            stale_lines: BTreeSet::new(),
        })
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
        for user in std::mem::take(&mut self.stale_lines) {
            self.refresh_line(user)?;
        }
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
        self.meta.insert(META_REVISION, number.as_slice())?;
        self.touched
            .insert(number.as_slice(), encode(&row)?.as_slice())?;
        if let Some(old) = revision.0.checked_sub(REVISIONS_KEPT) {
            self.touched.remove(old.to_be_bytes().as_slice())?;
        }
        Ok(revision)
    }
}

/// Lets other processes write, between two transactions of a long write.
pub(super) fn breathe() {
    std::thread::sleep(BREATH);
}

impl Store {
    /// Writes items in as many transactions as they need, each of them consistent; `end` closes
    /// the last one. `put` returns about the number of rows it wrote.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when `based_on` is not the revision that the first transaction finds.
    pub(super) fn write_in_parts<T>(
        &self,
        mut based_on: Option<Revision>,
        items: impl Iterator<Item = T>,
        mut put: impl FnMut(&mut Write<'_>, T) -> Result<usize>,
        mut end: impl FnMut(&mut Write<'_>) -> Result<()>,
    ) -> Result<Revision> {
        let mut items = items.peekable();
        loop {
            let (ended, revision) = self.write(|write| {
                if let Some(expected) = based_on.take()
                    && expected != write.found
                {
                    return Err(StoreError::Moved {
                        expected,
                        found: write.found,
                    });
                }
                let mut rows = 0;
                while !write.is_full(rows)
                    && let Some(item) = items.next()
                {
                    rows += put(write, item)?;
                }
                let ended = items.peek().is_none();
                if ended {
                    end(write)?;
                }
                Ok(ended)
            })?;
            if ended {
                self.announce(revision);
                return Ok(revision);
            }
            breathe();
        }
    }

    /// Runs one durable write transaction; an error leaves nothing behind.
    pub(super) fn write<R>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<R>,
    ) -> Result<(R, Revision)> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly);
        }
        self.write_anyway(work)
    }

    /// As [`Store::write`], for the repair of a read-only store's private copy too.
    pub(super) fn write_anyway<R>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<R>,
    ) -> Result<(R, Revision)> {
        let Db::Write(db) = &self.inner.db else {
            return Err(StoreError::ReadOnly);
        };
        let writing = self.hold_writes();
        let tx = db.begin_write()?;
        let mut write = Write::open(&tx, self.inner.clock.now())?;
        let value = work(&mut write)?;
        let logged = write.logged;
        let revision = write.finish()?;
        tx.commit()?;
        drop(writing);
        if let (Some(head), Some(listener)) = (logged, self.inner.listener.get()) {
            listener(head);
        }
        Ok((value, revision))
    }

    /// One write transaction that other processes hear of.
    pub(super) fn change<R>(
        &self,
        work: impl FnOnce(&mut Write<'_>) -> Result<R>,
    ) -> Result<(R, Revision)> {
        let (value, revision) = self.write(work)?;
        self.announce(revision);
        Ok((value, revision))
    }
}
