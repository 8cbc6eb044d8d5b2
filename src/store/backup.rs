//! Backup, restore and compaction.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable};
use tempfile::TempPath;

use super::Store;
use super::error::{Result, StoreError};
use super::locks;
use super::migrations::{self, Schema};
use super::open::{FILE, alone, builder, explain};
use super::tables::{ALL, META, META_REVISION, Read, TableDef, number};
use crate::domain::ids::Revision;
use crate::domain::time::Timestamp;

/// Rows that are copied per transaction.
const BATCH: usize = 50_000;

impl Store {
    /// Writes everything of one revision to a new file, which replaces `to` once it is whole.
    ///
    /// Others may write meanwhile. A commit that is under way is copied with its intent, and
    /// finished where the copy is opened.
    pub fn backup(&self, to: &Path) -> Result<Revision> {
        let read = self.read()?;
        let place = temporary(to)?;
        let copy = alone(&place).create(&place)?;
        for table in ALL {
            copy_table(&read, &copy, *table)?;
        }
        copy.close()?;
        let revision = read.revision()?;
        put(place, to)?;
        Ok(revision)
    }

    /// Replaces the store of a directory by a backup; the file that was there is kept aside, and
    /// its new name is returned.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while any process has the store open, this one included;
    /// [`StoreError::Newer`] for a backup of a newer program.
    pub fn restore(dir: &Path, from: &Path, now: Timestamp) -> Result<Option<PathBuf>> {
        if !from.is_file() {
            return Err(StoreError::Missing(from.to_owned()));
        }
        locks::create_dir(dir)?;
        let path = dir.join(FILE);
        let place = temporary(&path)?;
        fs::copy(from, &place).map_err(StoreError::io(from))?;
        fs::set_permissions(&place, Permissions::from_mode(0o600))
            .map_err(StoreError::io(&place))?;
        let copy = builder(&place).open(&place)?;
        if migrations::schema(&Read::new(copy.begin_read()?))? == Schema::None {
            return Err(StoreError::Missing(from.to_owned()));
        }
        migrations::migrate(&copy)?;

        // Held until the new file is in place: nobody can open the old one meanwhile.
        let held = hold(dir, &path)?;
        if let Some(old) = &held {
            outrun(&copy, old)?;
        }
        copy.close()?;
        let aside = match path.exists() {
            true => {
                let aside = dir.join(format!("{FILE}.before-restore-{}", now.0));
                // A second name, not a new one: were there no file for an instant, whoever opens
                // the store then would begin an empty one, and write to it in vain.
                fs::hard_link(&path, &aside)
                    .or_else(|_| fs::copy(&path, &aside).map(drop))
                    .map_err(StoreError::io(&path))?;
                Some(aside)
            }
            false => None,
        };
        put(place, &path)?;
        Ok(aside)
    }
}

impl Store {
    /// Gives unused pages of the file back to the disk; returns its bytes before and after.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while any process has the store open, this one included.
    pub fn compact(dir: &Path) -> Result<(u64, u64)> {
        let path = dir.join(FILE);
        let length = || -> Result<u64> {
            let file = fs::metadata(&path).map_err(StoreError::io(&path))?;
            Ok(file.len())
        };
        let before = length()?;
        let mut db = alone(&path)
            .open(&path)
            .map_err(|error| explain(error, dir))?;
        db.compact()?;
        db.close()?;
        Ok((before, length()?))
    }
}

/// An empty file beside the target, for the owner only, removed unless it is put in place.
fn temporary(target: &Path) -> Result<TempPath> {
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
fn put(place: TempPath, target: &Path) -> Result<()> {
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

fn copy_table(read: &Read, copy: &Database, table: TableDef) -> Result<()> {
    let source = read.table(table)?;
    let mut rows = source.iter()?.peekable();
    loop {
        let tx = copy.begin_write()?;
        {
            let mut target = tx.open_table(table)?;
            for row in rows.by_ref().take(BATCH) {
                let (key, value) = row?;
                target.insert(key.value(), value.value())?;
            }
        }
        tx.commit()?;
        if rows.peek().is_none() {
            return Ok(());
        }
    }
}

/// Opens the present file so that nobody else can; `None` when there is none that can be opened.
fn hold(dir: &Path, path: &Path) -> Result<Option<Database>> {
    let in_use = |holders| StoreError::InUse { holders };
    match alone(path).open(path) {
        Ok(db) => Ok(Some(db)),
        Err(DatabaseError::DatabaseAlreadyOpen) => Err(in_use(locks::in_the_way(dir, path)?)),
        // Nothing there, or damaged beyond opening, which is what a restore is for.
        Err(_) => match locks::runners(dir, false)? {
            holders if holders.is_empty() => Ok(None),
            holders => Err(in_use(holders)),
        },
    }
}

/// Sets the copy's revision beyond the old file's, so that no revision ever means two things.
fn outrun(copy: &Database, old: &Database) -> Result<()> {
    let revision = |db: &Database| -> Result<u64> {
        match Read::new(db.begin_read()?).table(META) {
            Ok(meta) => number(&meta, META_REVISION),
            Err(_) => Ok(0),
        }
    };
    let next = revision(copy)?.max(revision(old)?) + 1;
    let tx = copy.begin_write()?;
    tx.open_table(META)?
        .insert(META_REVISION, next.to_be_bytes().as_slice())?;
    tx.commit()?;
    Ok(())
}
