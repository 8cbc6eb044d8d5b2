//! The store: accounts, users, runs, history and the audit log.
//!
//! Owns the tables, their transactions and their locks, and keeps their invariants: every link
//! points to a user that lists the account, every committed change has a revision, every audit
//! entry follows from the one before. What to write is decided by the workflows. The API blocks;
//! asynchronous callers use a blocking thread.

mod accounts;
mod audit;
mod backup;
mod check;
mod codec;
mod decisions;
mod engine;
mod error;
mod forget;
mod head;
mod history;
mod holder;
mod journal;
mod locks;
mod migrations;
mod open;
mod plans_one;
mod reasons;
mod relink;
mod requests;
mod services;
mod snapshot;
mod sync;
mod tables;
mod tokens;
mod users;
mod watch;
mod write;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::domain::clock::Clock;
use crate::domain::ids::Revision;

pub use audit::{Expected, LogVerdict};
pub use check::{Problem, Report};
pub use codec::OpenStep;
pub use engine::coordination::{Lock, LockName, LockWait};
pub use engine::embedded::paths::FILE;
#[cfg(test)]
pub use engine::rehearsal::VARIABLE as REHEARSE;
pub use error::{DatabaseError, Result, StepError, StoreError};
pub use forget::Forgotten;
pub use head::{Head, Listener};
pub use holder::Holder;
pub use journal::{PlanWrite, StepWrite};
pub use open::Access;
pub use relink::{AccountMove, RelinkWrite};
pub use sync::{SyncEnd, SyncSession};
pub use users::UserWrite;
pub use watch::RevWatch;

use engine::coordination::{Coordinator, Signature};
use engine::{Engine, ReadTransaction};
use tables::Rows;

/// The store of one organisation; clones share one open file.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    engine: Box<dyn Engine>,
    read_only: bool,
    is_copy: bool,
    clock: Arc<dyn Clock>,
    operator: OnceLock<String>,
    /// Hears of the log's new head.
    listener: OnceLock<Listener>,
    /// Held while a write transaction of this process is open.
    writing: Mutex<()>,
}

impl Store {
    /// The directory of the store.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// Whether writes are refused.
    pub fn is_read_only(&self) -> bool {
        self.inner.read_only
    }

    /// Whether this is a private copy, taken because a crash left the file to be repaired.
    pub fn is_copy(&self) -> bool {
        self.inner.is_copy
    }

    /// Names the operator, for other processes that find this one in their way.
    pub fn name_operator(&self, name: &str) {
        if self.inner.operator.set(name.to_owned()).is_ok() {
            let now = self.inner.clock.now();
            self.coordinator().sign(Signature {
                operator: name,
                now,
            });
        }
    }

    /// The name of this process in the journal; empty when read-only.
    pub fn runner(&self) -> &str {
        self.coordinator().runner()
    }

    /// Waits until no write transaction of this process is open, and lets none begin while the
    /// guard lives: a process that is stopped in the middle of one stops all others.
    pub fn hold_writes(&self) -> MutexGuard<'_, ()> {
        self.inner
            .writing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of committed changes.
    pub fn revision(&self) -> Result<Revision> {
        self.read()?.revision()
    }

    fn operator(&self) -> &str {
        self.inner.operator.get().map_or("", String::as_str)
    }

    fn coordinator(&self) -> &dyn Coordinator {
        self.inner.engine.coordinator()
    }

    fn read(&self) -> Result<Box<dyn ReadTransaction>> {
        self.inner.engine.read()
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("dir", &self.inner.dir)
            .field("read_only", &self.inner.read_only)
            .finish_non_exhaustive()
    }
}
