//! The file itself: opening it in every way, copying it, compacting it, putting it in place.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use redb::{Builder, ConcurrencyMode, DatabaseError, StorageError};
use tempfile::TempPath;

use super::paths::file_in;
use super::{Db, Embedded, locks};
use crate::domain::time::Timestamp;
use crate::store::engine::coordination::{LockName, LockWait, Signature};
use crate::store::error::{Result, StoreError};
use crate::store::holder::Holder;

/// Several processes may write; each sees the commits of the others.
const MODE: ConcurrencyMode = ConcurrencyMode::MultiWriter;

/// The database's own cache, in bytes: a part of the file between these bounds. The system's page
/// cache does the rest; a large one is dropped at every commit of another process anyway.
const CACHE: std::ops::RangeInclusive<u64> = (8 << 20)..=(64 << 20);

/// One byte of cache for so many of the file.
const CACHE_SHARE: u64 = 16;

/// How long the lock of a new runner, which nobody else wants, may take.
const OWN_LOCK: LockWait = LockWait::UpTo(Duration::from_secs(1));

impl Embedded {
    /// Opens the file of a folder for reading, beside others; `None` when it must be repaired
    /// first.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Exposed`].
    pub fn shared(dir: &Path, tables: usize) -> Result<Option<Self>> {
        let file = file_in(dir);
        match fs::metadata(&file) {
            Ok(found) if found.len() > 0 => {}
            // A folder that we may not enter is not an empty one.
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(StoreError::io(&file)(error));
            }
            _ => return Err(StoreError::Missing(dir.to_owned())),
        }
        private(dir)?;
        match builder(&file).open_read_only(&file) {
            Ok(db) => Ok(Some(Self::new(dir, &file, tables, Db::Read(db)))),
            Err(DatabaseError::RepairAborted) => Ok(None),
            Err(error) => Err(explain(error, dir)),
        }
    }

    /// Opens a file for reading only if that writes nothing and works at once.
    pub fn glance(dir: &Path, tables: usize) -> Option<Self> {
        let file = file_in(dir);
        let db = builder(&file).open_read_only(&file).ok()?;
        Some(Self::new(dir, &file, tables, Db::Read(db)))
    }

    /// Opens the file of a folder for writing, beside others, and repairs it after a crash; makes
    /// an empty one where there is none.
    pub fn writing(dir: &Path, tables: usize, now: Timestamp) -> Result<Self> {
        locks::create_dir(dir)?;
        locks::runners(dir, true)?;
        let name = LockName::Runner(uuid::Uuid::now_v7());
        let runner = locks::take(dir, &name, OWN_LOCK)?;
        runner.sign(Signature { operator: "", now });
        let file = file_in(dir);
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&file)
            .map_err(StoreError::io(&file))?;
        let db = builder(&file)
            .create(&file)
            .map_err(|error| explain(error, dir))?;
        Ok(Self {
            runner: Some(runner),
            ..Self::new(dir, &file, tables, Db::Write(db))
        })
    }

    /// Copies the file of a folder to a private place and repairs it there; `None` when it changed
    /// meanwhile.
    pub fn copied(dir: &Path, tables: usize) -> Result<Option<Self>> {
        let file = file_in(dir);
        let place = tempfile::Builder::new()
            .prefix("secretariat-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir()
            .map_err(StoreError::io(std::env::temp_dir()))?;
        let copy = file_in(place.path());
        let before = stamp(&file)?;
        fs::copy(&file, &copy).map_err(StoreError::io(&copy))?;
        if stamp(&file)? != before {
            return Ok(None);
        }
        fs::set_permissions(&copy, Permissions::from_mode(0o600)).map_err(StoreError::io(&copy))?;
        let db = builder(&copy)
            .open(&copy)
            .map_err(|error| explain(error, dir))?;
        Ok(Some(Self {
            copy: Some(place),
            ..Self::new(dir, &copy, tables, Db::Write(db))
        }))
    }

    /// Makes a new file that nobody else has open.
    pub fn create(file: &Path, tables: usize) -> Result<Self> {
        let db = alone(file).create(file)?;
        Ok(Self::new(file, file, tables, Db::Write(db)))
    }

    /// Opens any file as a store's, and repairs it where it must be.
    pub fn any(file: &Path, tables: usize) -> Result<Self> {
        let db = builder(file).open(file)?;
        Ok(Self::new(file, file, tables, Db::Write(db)))
    }

    /// Opens the file of a folder so that nobody else can; `None` when there is none that can be
    /// opened.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while any process has it open, this one included.
    pub fn held(dir: &Path, tables: usize) -> Result<Option<Self>> {
        let file = file_in(dir);
        let in_use = |holders| StoreError::InUse { holders };
        match alone(&file).open(&file) {
            Ok(db) => Ok(Some(Self::new(dir, &file, tables, Db::Write(db)))),
            Err(DatabaseError::DatabaseAlreadyOpen) => Err(in_use(locks::in_the_way(dir, &file)?)),
            // Nothing there, or damaged beyond opening, which is what a restore is for.
            Err(_) => match locks::runners(dir, false)? {
                holders if holders.is_empty() => Ok(None),
                holders => Err(in_use(holders)),
            },
        }
    }

    fn new(dir: &Path, file: &Path, tables: usize, db: Db) -> Self {
        Self {
            dir: dir.to_owned(),
            file: file.to_owned(),
            tables,
            db,
            runner: None,
            copy: None,
        }
    }
}

/// Makes the folder, for the owner only, and refuses one that others can write.
pub fn prepare(dir: &Path) -> Result<()> {
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir);
    made.map_err(StoreError::io(dir))?;
    private(dir)?;
    locks::create_dir(dir)
}

/// The processes that have the store of a folder open for writing.
pub fn runners(dir: &Path) -> Result<Vec<Holder>> {
    locks::runners(dir, false)
}

/// Gives unused pages of the file of a folder back to the disk.
///
/// # Errors
/// [`StoreError::InUse`] while any process has it open, this one included.
pub fn compact(dir: &Path) -> Result<()> {
    let file = file_in(dir);
    let mut db = alone(&file)
        .open(&file)
        .map_err(|error| explain(error, dir))?;
    db.compact()?;
    Ok(db.close()?)
}

/// An empty file beside the target, for the owner only, removed unless it is put in place.
pub fn temporary(target: &Path) -> Result<TempPath> {
    let dir = match target.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    tempfile::Builder::new()
        .prefix(".secretariat-")
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(dir)
        .map(tempfile::NamedTempFile::into_temp_path)
        .map_err(StoreError::io(dir))
}

/// Makes a file durable and gives it its name.
pub fn put(place: TempPath, target: &Path) -> Result<()> {
    File::open(&place)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io(target))?;
    place
        .persist(target)
        .map_err(|error| StoreError::io(target)(error.error))?;
    if let Some(dir) = target.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        File::open(dir)
            .and_then(|dir| dir.sync_all())
            .map_err(StoreError::io(dir))?;
    }
    Ok(())
}

fn builder(file: &Path) -> Builder {
    let mut builder = alone(file);
    builder.set_concurrency_mode(MODE);
    builder
}

/// For files that nobody else may have open.
fn alone(file: &Path) -> Builder {
    let length = fs::metadata(file).map_or(0, |file| file.len());
    let cache = (length / CACHE_SHARE).clamp(*CACHE.start(), *CACHE.end());
    let mut builder = Builder::new();
    builder.set_cache_size(usize::try_from(cache).unwrap_or(usize::MAX));
    builder
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

fn stamp(path: &Path) -> Result<(u64, u64, i64, i64)> {
    let file = fs::metadata(path).map_err(StoreError::io(path))?;
    Ok((file.ino(), file.len(), file.mtime(), file.mtime_nsec()))
}

fn explain(error: DatabaseError, dir: &Path) -> StoreError {
    match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::InUse {
            holders: locks::in_the_way(dir, &file_in(dir)).unwrap_or_default(),
        },
        DatabaseError::Storage(StorageError::Io(source)) => StoreError::Io {
            path: file_in(dir),
            source,
        },
        other => other.into(),
    }
}
