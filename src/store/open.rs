//! Opening: for reading, for writing, and for reading after a crash.
//!
//! A store that is opened for reading writes nothing at all. After a crash the database refuses
//! readers until a writer has repaired it; a reader then repairs a private copy instead.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use super::engine::Engine;
use super::engine::embedded::{Embedded, files};
use super::error::{Result, StoreError};
use super::migrations::{self, Schema};
use super::tables::ALL;
use super::{Inner, Store};
use crate::domain::clock::Clock;

/// How many tables an engine must know.
pub(super) const TABLES: usize = ALL.len();

/// How often a file that changes while it is copied is copied again.
const COPIES: usize = 5;

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading; writes nothing to the store's directory. After a crash it reads a repaired copy.
    ReadOnly,
    /// Reading where that is possible at once, for a first frame; otherwise as for writing.
    ReadFirst,
    /// Reading and writing; creates the store if there is none.
    ReadWrite,
}

impl Store {
    /// Opens the store in a directory.
    ///
    /// For writing, this waits for a write of another process, repairs after a crash, migrates an
    /// older file and finishes commits that were interrupted.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is nothing to read, [`StoreError::Newer`] when a newer
    /// program wrote it, [`StoreError::InUse`] while it is restored or compacted.
    pub fn open(dir: &Path, access: Access, clock: Arc<dyn Clock>) -> Result<Store> {
        match access {
            Access::ReadOnly => open_read_only(dir, clock),
            Access::ReadFirst => match open_shared(dir, &clock) {
                Ok(Some(store)) => Ok(store),
                Ok(None) | Err(StoreError::Missing(_)) => open_read_write(dir, clock),
                Err(error) => Err(error),
            },
            Access::ReadWrite => open_read_write(dir, clock),
        }
    }

    /// A store on an engine of a test.
    #[cfg(test)]
    pub(super) fn on(dir: &Path, engine: Box<dyn Engine>, clock: Arc<dyn Clock>) -> Store {
        let opened = Opened {
            engine,
            read_only: false,
            is_copy: false,
        };
        Store::new(dir, opened, clock)
    }

    fn new(dir: &Path, opened: Opened, clock: Arc<dyn Clock>) -> Store {
        let Opened {
            engine,
            read_only,
            is_copy,
        } = opened;
        Store {
            inner: Arc::new(Inner {
                dir: dir.to_owned(),
                engine,
                read_only,
                is_copy,
                clock,
                operator: OnceLock::new(),
                listener: OnceLock::new(),
                writing: Mutex::new(()),
            }),
        }
    }
}

struct Opened {
    engine: Box<dyn Engine>,
    read_only: bool,
    is_copy: bool,
}

impl From<Embedded> for Opened {
    fn from(engine: Embedded) -> Self {
        let is_copy = engine.is_copy();
        Self {
            read_only: engine.is_read_only() || is_copy,
            is_copy,
            #[cfg(not(test))]
            engine: Box::new(engine),
            #[cfg(test)]
            engine: super::engine::rehearsal::boxed(engine),
        }
    }
}

fn open_read_write(dir: &Path, clock: Arc<dyn Clock>) -> Result<Store> {
    files::prepare(dir)?;
    // Opening for writing writes. One that a crash left to be repaired, or that is none, is for
    // that opening to judge.
    if let Some(engine) = Embedded::glance(dir, TABLES) {
        migrations::schema(&*engine.read()?)?;
    }
    let opened = Opened::from(Embedded::writing(dir, TABLES, clock.now())?);
    migrations::migrate(&*opened.engine)?;
    let store = Store::new(dir, opened, clock);
    store.recover()?;
    Ok(store)
}

fn open_read_only(dir: &Path, clock: Arc<dyn Clock>) -> Result<Store> {
    for _ in 0..COPIES {
        if let Some(store) = open_shared(dir, &clock)? {
            return Ok(store);
        }
        if let Some(store) = open_copy(dir, clock.clone())? {
            return Ok(store);
        }
    }
    Err(StoreError::InUse {
        holders: files::runners(dir)?,
    })
}

/// Opens the file as it is; `None` when it must be repaired, migrated or finished first.
fn open_shared(dir: &Path, clock: &Arc<dyn Clock>) -> Result<Option<Store>> {
    let Some(engine) = Embedded::shared(dir, TABLES)? else {
        return Ok(None);
    };
    match migrations::schema(&*engine.read()?)? {
        Schema::Present => {
            let store = Store::new(dir, engine.into(), clock.clone());
            Ok((!store.is_cut_off()?).then_some(store))
        }
        Schema::None => Err(StoreError::Missing(dir.to_owned())),
        Schema::Older(_) => Ok(None),
    }
}

/// Repairs, migrates and finishes a private copy; `None` when the file changed meanwhile.
fn open_copy(dir: &Path, clock: Arc<dyn Clock>) -> Result<Option<Store>> {
    let Some(engine) = Embedded::copied(dir, TABLES)? else {
        return Ok(None);
    };
    let opened = Opened::from(engine);
    migrations::migrate(&*opened.engine)?;
    let store = Store::new(dir, opened, clock);
    store.recover()?;
    Ok(Some(store))
}
