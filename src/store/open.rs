//! Opening: for reading, for writing, and for reading after a crash.
//!
//! A store that is opened for reading writes nothing at all. After a crash the database refuses
//! readers until a writer has repaired it; a reader then repairs a private copy instead.

use std::fs::{self, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use redb::{Builder, ConcurrencyMode, Database, DatabaseError, ReadableDatabase, StorageError};

use super::error::{Result, StoreError};
use super::locks::{self, Lock, LockName, LockWait};
use super::migrations::{self, Schema};
use super::tables::Read;
use super::{Db, Inner, Store};
use crate::domain::clock::Clock;

/// The database's file in the store's directory.
pub const FILE: &str = "store.redb";

/// Several processes may write; each sees the commits of the others.
const MODE: ConcurrencyMode = ConcurrencyMode::MultiWriter;

/// The database's own cache, in bytes: a part of the file between these bounds. The system's page
/// cache does the rest; a large one is dropped at every commit of another process anyway.
const CACHE: std::ops::RangeInclusive<u64> = (8 << 20)..=(64 << 20);

/// One byte of cache for so many of the file.
const CACHE_SHARE: u64 = 16;

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
}

pub(super) fn builder(path: &Path) -> Builder {
    let mut builder = alone(path);
    builder.set_concurrency_mode(MODE);
    builder
}

/// For files that nobody else may have open.
pub(super) fn alone(path: &Path) -> Builder {
    let length = fs::metadata(path).map_or(0, |file| file.len());
    let cache = (length / CACHE_SHARE).clamp(*CACHE.start(), *CACHE.end());
    let mut builder = Builder::new();
    builder.set_cache_size(usize::try_from(cache).unwrap_or(usize::MAX));
    builder
}

fn inner(dir: &Path, db: Db, clock: Arc<dyn Clock>, runner: Option<Lock>) -> Inner {
    Inner {
        dir: dir.to_owned(),
        read_only: matches!(db, Db::Read(_)),
        db,
        clock,
        operator: OnceLock::new(),
        listener: OnceLock::new(),
        writing: Mutex::new(()),
        runner,
        copy: None,
    }
}

/// Refuses a folder that others can write: who can put a file in it can put another store there.
fn private(dir: &Path) -> Result<()> {
    let mode = fs::metadata(dir).map_err(StoreError::io(dir))?.mode();
    if mode & 0o022 == 0 {
        Ok(())
    } else {
        Err(StoreError::Exposed(dir.to_owned()))
    }
}

fn open_read_write(dir: &Path, clock: Arc<dyn Clock>) -> Result<Store> {
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir);
    made.map_err(StoreError::io(dir))?;
    private(dir)?;
    locks::create_dir(dir)?;
    locks::runners(dir, true)?;
    let name = LockName::Runner(uuid::Uuid::now_v7());
    let runner = locks::take(dir, &name, LockWait::UpTo(Duration::from_secs(1)))?;
    runner.sign("", clock.now());

    let path = dir.join(FILE);
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(StoreError::io(&path))?;
    refuse_newer(&path)?;
    let db = builder(&path)
        .create(&path)
        .map_err(|error| explain(error, dir))?;
    migrations::migrate(&db)?;
    let store = Store {
        inner: Arc::new(inner(dir, Db::Write(db), clock, Some(runner))),
    };
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
        holders: locks::runners(dir, false)?,
    })
}

/// Refuses a file of a newer program before it is opened for writing, which writes to it. One that
/// a crash left to be repaired, or that is none, is for that opening to judge.
fn refuse_newer(path: &Path) -> Result<()> {
    let Ok(db) = builder(path).open_read_only(path) else {
        return Ok(());
    };
    migrations::schema(&Read::new(db.begin_read()?)).map(drop)
}

/// Opens the file as it is; `None` when it must be repaired, migrated or finished first.
fn open_shared(dir: &Path, clock: &Arc<dyn Clock>) -> Result<Option<Store>> {
    let path = dir.join(FILE);
    match fs::metadata(&path) {
        Ok(file) if file.len() > 0 => {}
        // A folder that we may not enter is not an empty one.
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(StoreError::io(&path)(error));
        }
        _ => return Err(StoreError::Missing(dir.to_owned())),
    }
    private(dir)?;
    let db = match builder(&path).open_read_only(&path) {
        Ok(db) => db,
        Err(DatabaseError::RepairAborted) => return Ok(None),
        Err(error) => return Err(explain(error, dir)),
    };
    match migrations::schema(&Read::new(db.begin_read()?))? {
        Schema::Present => {
            let inner = Arc::new(inner(dir, Db::Read(db), clock.clone(), None));
            let store = Store { inner };
            Ok((!store.is_cut_off()?).then_some(store))
        }
        Schema::None => Err(StoreError::Missing(dir.to_owned())),
        Schema::Older(_) => Ok(None),
    }
}

/// Copies the file to a private directory, repairs, migrates and finishes it there; `None` when it
/// changed meanwhile.
fn open_copy(dir: &Path, clock: Arc<dyn Clock>) -> Result<Option<Store>> {
    let path = &dir.join(FILE);
    let place = tempfile::Builder::new()
        .prefix("secretariat-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(StoreError::io(std::env::temp_dir()))?;
    let copy = place.path().join(FILE);
    let before = stamp(path)?;
    fs::copy(path, &copy).map_err(StoreError::io(&copy))?;
    if stamp(path)? != before {
        return Ok(None);
    }
    fs::set_permissions(&copy, Permissions::from_mode(0o600)).map_err(StoreError::io(&copy))?;
    let db: Database = builder(&copy)
        .open(&copy)
        .map_err(|error| explain(error, dir))?;
    migrations::migrate(&db)?;
    let mut inner = inner(dir, Db::Write(db), clock, None);
    inner.read_only = true;
    inner.copy = Some(place);
    let store = Store {
        inner: Arc::new(inner),
    };
    store.recover()?;
    Ok(Some(store))
}

fn stamp(path: &Path) -> Result<(u64, u64, i64, i64)> {
    let file = fs::metadata(path).map_err(StoreError::io(path))?;
    Ok((file.ino(), file.len(), file.mtime(), file.mtime_nsec()))
}

pub(super) fn explain(error: DatabaseError, dir: &Path) -> StoreError {
    match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::InUse {
            holders: locks::in_the_way(dir, &dir.join(FILE)).unwrap_or_default(),
        },
        DatabaseError::Storage(StorageError::Io(source)) => StoreError::Io {
            path: dir.join(FILE),
            source,
        },
        other => other.into(),
    }
}
