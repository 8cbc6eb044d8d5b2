//! The technical log: a file of the operator's own, never the terminal.
//!
//! What may be logged is decided where it is logged: secrets are of types that cannot be printed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// A longer log is put aside when the program starts, in the place of the one before it.
const LARGE: u64 = 8 << 20;

/// Writes the log until it is dropped.
#[derive(Debug)]
pub struct Logs {
    _guard: WorkerGuard,
}

/// Starts the log; `verbose` is how often `-v` was said.
pub fn start(path: &Path, verbose: u8) -> io::Result<Logs> {
    let (writer, guard) = tracing_appender::non_blocking(open(path)?);
    let level = match verbose {
        0 => "warn,secretariat=info",
        1 => "info,secretariat=debug",
        _ => "debug,secretariat=trace",
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_ansi(false)
        .with_writer(writer)
        .finish();
    // A second log in one process (tests) is not an error: the first one stays.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(Logs { _guard: guard })
}

fn open(path: &Path) -> io::Result<File> {
    if fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > LARGE) {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".old");
        fs::rename(path, aside)?;
    }
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_log_is_its_owners_alone_and_a_large_one_is_put_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let file = open(&path).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        file.set_len(LARGE + 1).unwrap();
        assert_eq!(open(&path).unwrap().metadata().unwrap().len(), 0);
        assert!(dir.path().join("log.old").exists());
    }
}
