//! Locks between processes: files under `locks/`, locked through the operating system.
//!
//! A lock dies with its process, however that dies; what is written inside only tells others who
//! holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::domain::text::escape;
use crate::domain::time::Timestamp;
use crate::store::engine::coordination::{LockName, LockWait, RUNNER, Signature};
use crate::store::error::{Result, StoreError};
use crate::store::holder::Holder;

const DIR: &str = "locks";
const POLL: Duration = Duration::from_millis(25);

/// A locked file.
#[derive(Debug)]
pub struct FileLock {
    file: File,
    name: String,
    /// Set for locks that nobody else ever waits for.
    remove: Option<PathBuf>,
}

impl FileLock {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes who holds it; only for the eyes of others, so a full disk does no harm.
    pub fn sign(&self, signature: Signature<'_>) {
        let Signature { operator, now } = signature;
        let text = format!("{}\n{}\n{}\n", std::process::id(), now.0, escape(operator));
        let mut file = &self.file;
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(text.as_bytes()));
        if let Err(error) = written {
            tracing::warn!(lock = self.name, %error, "could not sign a lock file");
        }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        if let Some(path) = &self.remove {
            // Left behind, it is an unlocked file, which the next process removes.
            let _ = fs::remove_file(path);
        }
    }
}

/// Creates the lock directory.
pub fn create_dir(dir: &Path) -> Result<()> {
    let dir = dir.join(DIR);
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&dir);
    made.map_err(StoreError::io(dir))
}

pub fn take(dir: &Path, name: &LockName, wait: LockWait) -> Result<FileLock> {
    let path = dir.join(DIR).join(name.to_string());
    // Somebody who only asks who holds it has it for an instant: one more try is always due.
    let deadline = Instant::now()
        + match wait {
            LockWait::No => POLL,
            LockWait::UpTo(longest) => longest.max(POLL),
        };
    loop {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(StoreError::io(&path))?;
        match file.try_lock() {
            // Whoever cleans up may have removed the file between the two calls.
            Ok(()) if !same_file(&file, &path)? => continue,
            Ok(()) => {
                return Ok(FileLock {
                    file,
                    name: name.to_string(),
                    remove: matches!(name, LockName::Runner(_)).then_some(path),
                });
            }
            Err(TryLockError::Error(source)) => return Err(StoreError::Io { path, source }),
            Err(TryLockError::WouldBlock) => {
                if Instant::now() >= deadline {
                    return Err(StoreError::Locked {
                        lock: name.to_string(),
                        holder: signed(&file),
                    });
                }
            }
        }
        std::thread::sleep(POLL);
    }
}

fn same_file(file: &File, path: &Path) -> Result<bool> {
    let held = file.metadata().map_err(StoreError::io(path))?;
    match fs::metadata(path) {
        Ok(there) => Ok(held.ino() == there.ino() && held.dev() == there.dev()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(StoreError::io(path)(source)),
    }
}

/// Who holds the lock of a name.
pub fn holder_of(dir: &Path, name: &LockName) -> Result<Option<Holder>> {
    holder(&dir.join(DIR).join(name.to_string()))
}

fn holder(path: &Path) -> Result<Option<Holder>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::io(path)(source)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(signed(&file).unwrap_or(Holder {
            pid: 0,
            operator: String::new(),
            since: None,
        }))),
        Err(TryLockError::Error(source)) => Err(StoreError::io(path)(source)),
    }
}

fn signed(file: &File) -> Option<Holder> {
    let mut text = String::new();
    let mut file = file;
    file.rewind().ok()?;
    file.take(1_024).read_to_string(&mut text).ok()?;
    let mut lines = text.lines();
    Some(Holder {
        pid: lines.next()?.parse().ok()?,
        since: Some(Timestamp(lines.next()?.parse().ok()?)),
        operator: lines.next()?.to_owned(),
    })
}

/// The processes that have the store of this directory open for writing; removes the files of
/// those that died when `tidy`.
pub fn runners(dir: &Path, tidy: bool) -> Result<Vec<Holder>> {
    let dir = dir.join(DIR);
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::io(dir)(source)),
    };
    let mut alive = Vec::new();
    for entry in entries {
        let entry = entry.map_err(StoreError::io(&dir))?;
        if !entry.file_name().to_string_lossy().starts_with(RUNNER) {
            continue;
        }
        match holder(&entry.path())? {
            Some(holder) => alive.push(holder),
            None if tidy => remove_if_free(&entry.path()),
            None => {}
        }
    }
    Ok(alive)
}

/// The processes in the way of whoever wants the store alone: those that write, by their own word,
/// and those that only read, who leave no trace and are known by the files they have open.
pub fn in_the_way(dir: &Path, store: &Path) -> Result<Vec<Holder>> {
    let mut holders = runners(dir, false)?;
    let told: Vec<u32> = holders.iter().map(|holder| holder.pid).collect();
    let readers = with_open(store).into_iter();
    holders.extend(readers.filter(|pid| !told.contains(pid)).map(|pid| Holder {
        pid,
        operator: String::new(),
        since: None,
    }));
    Ok(holders)
}

/// The processes that have a file open, as far as the system shows them to us (`proc(5)`).
fn with_open(path: &Path) -> Vec<u32> {
    let Ok(wanted) = fs::metadata(path) else {
        return Vec::new();
    };
    let is_wanted = |file: fs::DirEntry| {
        fs::metadata(file.path())
            .is_ok_and(|found| found.ino() == wanted.ino() && found.dev() == wanted.dev())
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| {
            let pid: u32 = process.file_name().to_str()?.parse().ok()?;
            let mut files = fs::read_dir(process.path().join("fd")).ok()?.flatten();
            files.any(is_wanted).then_some(pid)
        })
        .collect()
}

/// Removes a lock file while holding its lock, so that nobody believes to hold a removed one.
fn remove_if_free(path: &Path) {
    if let Ok(file) = OpenOptions::new().read(true).write(true).open(path)
        && file.try_lock().is_ok()
    {
        let _ = fs::remove_file(path);
    }
}
