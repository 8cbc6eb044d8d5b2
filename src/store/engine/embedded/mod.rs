//! The embedded database: redb in one file of the store's folder, with lock files beside it.
//!
//! Owns the folder's layout and the ways to open the file: for reading, which writes nothing; for
//! writing beside other processes; alone; and as a private copy.

mod bell;
mod errors;
pub mod files;
mod locks;
pub mod paths;
mod transaction;

use std::path::PathBuf;

use redb::{Database, ReadOnlyDatabase, ReadableDatabase};
use tempfile::TempDir;

use super::coordination::{Bell, Coordinator, Lock, LockName, LockWait, Signature};
use super::{Engine, ReadTransaction, WriteTransaction};
use crate::domain::ids::Revision;
use crate::store::error::{Result, StoreError};
use crate::store::holder::Holder;
use locks::FileLock;
use transaction::{Reading, Writing};

enum Db {
    Read(ReadOnlyDatabase),
    Write(Database),
}

/// An open file.
pub struct Embedded {
    /// The store's folder, also of a copy that lies elsewhere.
    dir: PathBuf,
    file: PathBuf,
    /// How many tables there are.
    tables: usize,
    db: Db,
    /// Shows to other processes that this one has the file open for writing.
    runner: Option<FileLock>,
    /// Where a private copy lies; removed with it.
    copy: Option<TempDir>,
}

impl Embedded {
    /// Whether nothing can be written.
    pub fn is_read_only(&self) -> bool {
        matches!(self.db, Db::Read(_))
    }

    /// Whether this is a private copy.
    pub fn is_copy(&self) -> bool {
        self.copy.is_some()
    }

    /// Closes the file, so that others may have it alone.
    pub fn close(self) -> Result<()> {
        match self.db {
            Db::Write(db) => Ok(db.close()?),
            Db::Read(_) => Ok(()),
        }
    }
}

impl Engine for Embedded {
    fn read(&self) -> Result<Box<dyn ReadTransaction>> {
        let tx = match &self.db {
            Db::Read(db) => db.begin_read()?,
            Db::Write(db) => db.begin_read()?,
        };
        Ok(Box::new(Reading::new(tx, self.tables)))
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn WriteTransaction) -> Result<()>) -> Result<()> {
        let Db::Write(db) = &self.db else {
            return Err(StoreError::ReadOnly);
        };
        let tx = db.begin_write()?;
        work(&mut Writing::new(&tx, self.tables))?;
        Ok(tx.commit()?)
    }

    fn size(&self) -> Result<u64> {
        paths::length(&self.file)
    }

    fn coordinator(&self) -> &dyn Coordinator {
        self
    }
}

impl Coordinator for Embedded {
    fn lock(&self, name: &LockName, wait: LockWait, signature: Signature<'_>) -> Result<Lock> {
        let lock = locks::take(&self.dir, name, wait)?;
        lock.sign(signature);
        Ok(Lock::new(name, lock))
    }

    fn holder(&self, name: &LockName) -> Result<Option<Holder>> {
        locks::holder_of(&self.dir, name)
    }

    fn runner(&self) -> &str {
        self.runner.as_ref().map_or("", FileLock::name)
    }

    fn sign(&self, signature: Signature<'_>) {
        if let Some(runner) = &self.runner {
            runner.sign(signature);
        }
    }

    fn announce(&self, revision: Revision) -> Result<()> {
        bell::ring(&self.dir, revision)
    }

    fn listen(&self) -> Result<Box<dyn Bell>> {
        Ok(Box::new(bell::Folder::open(&self.dir)?))
    }
}
