//! Real servers for the tests: started on free loopback ports in a temporary folder, stopped by pid.
//!
//! A server that cannot run here makes its tests skipped, loudly and counted, never silently green.

pub mod cert;
pub mod cyrus;
pub mod group;
pub mod hook;
pub mod prism;
pub mod proxy;
pub mod room;
pub mod smtp;
pub mod stage;

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A port that nobody uses now; whoever takes it must be ready to lose the race and try again.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Says that a test cannot run here, and counts it for `tests/run`.
///
/// Straight to the process's stderr: what goes through the test harness is hidden when a test
/// passes.
///
/// # Panics
/// With `CI` set: there, everything must run.
pub fn skip(what: &str, remedy: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "{what} cannot run, and CI may skip nothing: {remedy}"
    );
    let mut stderr = std::io::stderr();
    let _ = writeln!(
        stderr,
        "\n*** SKIPPED: {what} cannot run here\n***   {remedy}"
    );
    if let Some(path) = std::env::var_os("SECRETARIAT_SKIPPED") {
        let file = std::fs::File::options()
            .append(true)
            .create(true)
            .open(path);
        writeln!(file.unwrap(), "{what}").unwrap();
    }
}

/// A program that `tests/run --install` brings and names by a variable.
pub fn tool(variable: &str, what: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from);
    if path.is_none() {
        skip(what, &format!("tests/run --install sets {variable}"));
    }
    path
}

/// The first of some programs that is not here.
pub fn missing<'a>(programs: &[&'a str]) -> Option<&'a str> {
    programs.iter().copied().find(|name| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let here = |folder: &Path| folder.join(name).is_file();
        !Path::new(name).is_file()
            && !std::env::split_paths(&path).any(|folder| here(&folder))
            && !here(Path::new("/usr/sbin"))
    })
}

/// Runs a program to its end.
///
/// # Panics
/// If it fails, with what it said.
pub fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
