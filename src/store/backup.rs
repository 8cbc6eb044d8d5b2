//! Backup, restore and compaction.

use std::fs::{self, Permissions};
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::Store;
use super::engine::embedded::{Embedded, files, paths};
use super::engine::{Engine, Keys, Order, ReadTransaction, Span, Table, again};
use super::error::{Result, StoreError};
use super::migrations::{self, Schema};
use super::open::TABLES;
use super::tables::{ALL, META, META_REVISION, Rows};
use crate::domain::ids::Revision;
use crate::domain::time::Timestamp;

/// Rows that are copied per transaction, and the bytes that are enough for one.
const BATCH: usize = 50_000;
const BATCH_BYTES: usize = 16 << 20;

impl Store {
    /// Writes everything of one revision to a new file, which replaces `to` once it is whole.
    ///
    /// Others may write meanwhile. A commit that is under way is copied with its intent, and
    /// finished where the copy is opened.
    pub fn backup(&self, to: &Path) -> Result<Revision> {
        let read = self.read()?;
        let place = files::temporary(to)?;
        let copy = Embedded::create(&place, TABLES)?;
        for table in ALL {
            copy_table(&*read, &copy, *table)?;
        }
        copy.close()?;
        let revision = read.revision()?;
        files::put(place, to)?;
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
        files::prepare(dir)?;
        let path = dir.join(paths::FILE);
        let place = files::temporary(&path)?;
        fs::copy(from, &place).map_err(StoreError::io(from))?;
        fs::set_permissions(&place, Permissions::from_mode(0o600))
            .map_err(StoreError::io(&place))?;
        let copy = Embedded::any(&place, TABLES)?;
        if migrations::schema(&*copy.read()?)? == Schema::None {
            return Err(StoreError::Missing(from.to_owned()));
        }
        migrations::migrate(&copy)?;

        // Held until the new file is in place: nobody can open the old one meanwhile.
        let held = Embedded::held(dir, TABLES)?;
        if let Some(old) = &held {
            outrun(&copy, old)?;
        }
        copy.close()?;
        let aside = match path.exists() {
            true => {
                let aside = dir.join(format!("{}.before-restore-{}", paths::FILE, now.0));
                // A second name, not a new one: were there no file for an instant, whoever opens
                // the store then would begin an empty one, and write to it in vain.
                fs::hard_link(&path, &aside)
                    .or_else(|_| fs::copy(&path, &aside).map(drop))
                    .map_err(StoreError::io(&path))?;
                Some(aside)
            }
            false => None,
        };
        files::put(place, &path)?;
        Ok(aside)
    }
}

impl Store {
    /// Gives unused pages of the file back to the disk; returns its bytes before and after.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while any process has the store open, this one included.
    pub fn compact(dir: &Path) -> Result<(u64, u64)> {
        let file = dir.join(paths::FILE);
        let before = paths::length(&file)?;
        files::compact(dir)?;
        Ok((before, paths::length(&file)?))
    }
}

fn copy_table(read: &dyn ReadTransaction, copy: &Embedded, table: Table) -> Result<()> {
    let mut rest = Span::all();
    let (mut keys, mut values) = (Keys::default(), Keys::default());
    loop {
        keys.clear();
        values.clear();
        read.scan(table, &rest, Order::Ascending, BATCH, &mut |key, value| {
            keys.push(key);
            values.push(value);
            Ok(if values.size() < BATCH_BYTES {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        })?;
        let Some(last) = keys.iter().last() else {
            return Ok(());
        };
        rest.after(last);
        again(|| {
            copy.write(&mut |tx| {
                let mut rows = keys.iter().zip(values.iter());
                rows.try_for_each(|(key, value)| tx.put(table, key, value))
            })
        })?;
    }
}

/// Sets the copy's revision beyond the old file's, so that no revision ever means two things.
fn outrun(copy: &Embedded, old: &Embedded) -> Result<()> {
    // The old one may be damaged: that is what a restore is for.
    let before = old.read()?.revision().unwrap_or_default();
    let next = copy.read()?.revision()?.max(before).next();
    again(|| copy.write(&mut |tx| tx.put(META, META_REVISION, &next.0.to_be_bytes())))
}
