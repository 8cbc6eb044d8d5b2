//! Locks between processes: files under `locks/`, locked through the operating system.
//!
//! A lock dies with its process, however that dies; what is written inside only tells others who
//! holds it.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Store;
use super::error::{Result, StoreError};
use crate::domain::ids::ServiceId;
use crate::domain::text::escape;
use crate::domain::time::Timestamp;

const DIR: &str = "locks";
const POLL: Duration = Duration::from_millis(25);

/// What can be locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockName {
    /// One sync per service.
    Sync(ServiceId),
    /// One change at a time per service.
    Write(ServiceId),
    /// One merge of accounts into users.
    Merging,
    /// One process that has the store open for writing.
    Runner(uuid::Uuid),
}

impl LockName {
    fn file(&self) -> String {
        match self {
            LockName::Sync(service) => format!("{service}.sync"),
            LockName::Write(service) => format!("{service}.write"),
            LockName::Merging => "merging".to_owned(),
            LockName::Runner(id) => format!("{RUNNER}{id}"),
        }
    }
}

const RUNNER: &str = "runner-";

/// How long to wait for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// Not at all.
    No,
    /// At most so long.
    UpTo(Duration),
}

/// Who holds a lock, as its file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The operator; empty when it did not say.
    pub operator: String,
    /// Since when, where it said so.
    pub since: Option<Timestamp>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.operator.is_empty() {
            write!(f, "{}, ", escape(&self.operator))?;
        }
        write!(f, "process {}", self.pid)?;
        match self.since {
            Some(since) => write!(f, " since {since}"),
            None => Ok(()),
        }
    }
}

/// A lock that is held until it is dropped, or the process ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
    name: String,
    /// Set for locks that nobody else ever waits for.
    remove: Option<PathBuf>,
}

impl Lock {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes who holds it; only for the eyes of others, so a full disk does no harm.
    pub(super) fn sign(&self, operator: &str, now: Timestamp) {
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

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.remove {
            // Left behind, it is an unlocked file, which the next process removes.
            let _ = fs::remove_file(path);
        }
    }
}

impl Store {
    /// Takes a lock for as long as the returned value lives.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when somebody else holds it, [`StoreError::ReadOnly`].
    pub fn lock(&self, name: &LockName, wait: LockWait) -> Result<Lock> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly);
        }
        let lock = take(self.dir(), name, wait)?;
        lock.sign(self.operator(), self.inner.clock.now());
        Ok(lock)
    }

    /// Who holds a lock now, if anybody does; takes and writes nothing.
    pub fn holder(&self, name: &LockName) -> Result<Option<Holder>> {
        holder(&self.dir().join(DIR).join(name.file()))
    }

    /// Whether the process of that name in the journal still lives.
    pub fn is_alive(&self, runner: &str) -> Result<bool> {
        match runner.strip_prefix(RUNNER).map(uuid::Uuid::parse_str) {
            Some(Ok(id)) => Ok(self.holder(&LockName::Runner(id))?.is_some()),
            _ => Ok(false),
        }
    }
}

/// Creates the lock directory.
pub(super) fn create_dir(dir: &Path) -> Result<()> {
    let dir = dir.join(DIR);
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&dir);
    made.map_err(StoreError::io(dir))
}

pub(super) fn take(dir: &Path, name: &LockName, wait: LockWait) -> Result<Lock> {
    let path = dir.join(DIR).join(name.file());
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
                return Ok(Lock {
                    file,
                    name: name.file(),
                    remove: matches!(name, LockName::Runner(_)).then_some(path),
                });
            }
            Err(TryLockError::Error(source)) => return Err(StoreError::Io { path, source }),
            Err(TryLockError::WouldBlock) => {
                if Instant::now() >= deadline {
                    return Err(StoreError::Locked {
                        lock: name.file(),
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
pub(super) fn runners(dir: &Path, tidy: bool) -> Result<Vec<Holder>> {
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
pub(super) fn in_the_way(dir: &Path, store: &Path) -> Result<Vec<Holder>> {
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
