//! A mail server: aiosmtpd with STARTTLS and a login, which keeps every letter as a file.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::cert::{self, Certificates};
use super::group::Group;
use super::{free_port, missing, skip, tool};

/// How long it may take to greet on a loaded machine.
const START: Duration = Duration::from_secs(60);

/// A running server; stopped when dropped.
pub struct Smtp {
    /// Where it listens, on `localhost`.
    pub port: u16,
    /// Who signed its certificate.
    pub authority: PathBuf,
    group: Group,
    folder: tempfile::TempDir,
}

impl Smtp {
    /// Starts a server; `None` where that is not possible, which is counted as skipped.
    pub fn start() -> Option<Smtp> {
        let python = tool("SECRETARIAT_PYTHON", "aiosmtpd")?;
        if missing(&["openssl"]).is_some() {
            skip("aiosmtpd", "openssl is missing: apt-get install openssl");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let Certificates {
            authority,
            server,
            key,
        } = cert::make(folder.path());
        let port = free_port();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/smtp.py");
        let group = Group::spawn(
            Command::new(python)
                .arg(script)
                .arg(folder.path())
                .arg(port.to_string())
                .args([server, key]),
        );
        let mut smtp = Smtp {
            port,
            authority,
            group,
            folder,
        };
        let deadline = Instant::now() + START;
        while !greets(port) {
            assert!(
                Instant::now() < deadline && !smtp.group.has_ended(),
                "aiosmtpd does not start"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(smtp)
    }

    /// The letters so far, each with an `X-Reader` line per reader of its envelope.
    pub fn letters(&self) -> Vec<String> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect();
        paths.sort();
        paths
            .iter()
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect()
    }
}

fn greets(port: u16) -> bool {
    let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let mut line = String::new();
    let read = BufReader::new(stream).read_line(&mut line);
    read.is_ok() && line.starts_with("220 ")
}
