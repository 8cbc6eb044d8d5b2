//! Prism: a relay that checks requests and answers against an API description.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::group::Group;
use super::{free_port, skip, tool};

/// How long it may take to read a large description on a loaded machine.
const START: Duration = Duration::from_secs(120);

/// A running relay; stopped when dropped.
pub struct Prism {
    /// Where it listens.
    pub port: u16,
    _group: Group,
}

impl Prism {
    /// Starts a relay to `upstream` that reports what breaks the description of a service, in the
    /// header `sl-violations`; `None` where it cannot run, which is counted as skipped.
    pub fn start(service: &str, upstream: &str) -> Option<Prism> {
        let what = format!("prism for {service}");
        let prism = tool("SECRETARIAT_PRISM", &what)?;
        let description = description(service, &what)?;
        let port = free_port();
        let mut group = Group::spawn(
            Command::new(prism)
                .args(["proxy", "--host", "127.0.0.1", "--port", &port.to_string()])
                .arg(description)
                .arg(upstream)
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let deadline = Instant::now() + START;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                Instant::now() < deadline && !group.has_ended(),
                "prism does not start"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(Prism {
            port,
            _group: group,
        })
    }
}

/// The description of a service's API, which no package carries.
fn description(service: &str, what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SECRETARIAT_CONTRACTS").map(PathBuf::from);
    let file = folder.map(|folder| folder.join(format!("{service}.openapi.json")));
    let file = file.filter(|file| file.is_file());
    if file.is_none() {
        skip(
            what,
            &format!("set SECRETARIAT_CONTRACTS to a folder with {service}.openapi.json"),
        );
    }
    file
}
