//! `--read-only`: what an auditor's process does to the machine, as the kernel saw it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use secretariat::domain::clock::FixedClock;
use secretariat::domain::time::Timestamp;
use secretariat::store::{Access, Store};

use super::home::{Home, NOW, Said, said};
use crate::peers::{missing, skip};

/// What an auditor asks.
const QUESTIONS: [&str; 15] = [
    "audit",
    "audit --json --fail-on critical",
    "users --format csv",
    "accounts service:nextcloud",
    "groups --members",
    "changes --since 7d",
    "services",
    "suggestions",
    "requests",
    "departures --all",
    "log",
    "log verify",
    "operators",
    "config check",
    "doctor",
];

/// How often a sync is killed until the store needs a repair.
const TRIES: u64 = 100;

/// Every file of a home: name, size, contents and times, of folders the names and times.
type Print = Vec<(PathBuf, Vec<u8>, i64, i64)>;

fn print_of(folder: &Path) -> Print {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let times = fs::metadata(&folder).unwrap();
        found.push((
            folder.clone(),
            Vec::new(),
            times.mtime(),
            times.mtime_nsec(),
        ));
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let times = fs::metadata(&path).unwrap();
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes, times.mtime(), times.mtime_nsec()));
        }
    }
    found.sort();
    found
}

/// Runs a line under strace with a folder for temporary files; the second is what the kernel saw of
/// sockets, and of files that were opened for writing, made, moved or removed.
fn traced(home: &Home, line: &str, temporary: &Path) -> (Said, Vec<String>) {
    let place = tempfile::tempdir().unwrap();
    let trace = place.path().join("trace");
    let program = home.command(line);
    let mut command = Command::new("strace");
    command
        .args([
            "-f",
            "-qq",
            "-y",
            "-s",
            "4096",
            "-e",
            "trace=%network,%file,ftruncate,fchmod",
        ])
        .arg("-o")
        .arg(&trace)
        .arg(program.get_program())
        .args(program.get_args())
        .env_clear()
        .env("TMPDIR", temporary)
        // Without it the C library asks the machine's name service where it is.
        .env("HOME", home.path(""));
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    let said = said(&command.output().unwrap());
    let text = fs::read_to_string(&trace).unwrap();
    assert!(
        text.contains("config.toml"),
        "the trace saw nothing: {text}"
    );
    let calls = text.lines().map(call).filter(|call| !only_reads(call));
    (said, calls.map(str::to_owned).collect())
}

/// A line without the number of its process.
fn call(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start()
}

fn only_reads(call: &str) -> bool {
    let name = call.split('(').next().unwrap_or_default();
    match name {
        "open" | "openat" | "openat2" => {
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
            !writes.iter().any(|flag| call.contains(flag))
        }
        "execve" | "access" | "faccessat" | "faccessat2" | "readlink" | "readlinkat" | "stat"
        | "lstat" | "newfstatat" | "statx" | "statfs" | "getcwd" | "chdir" => true,
        // Signals, ends of processes, and the second halves of interrupted calls.
        _ => name.starts_with(['-', '+', '<']),
    }
}

fn strace_is_here() -> bool {
    let here = missing(&["strace"]).is_none();
    if !here {
        skip("an auditor under strace", "apt-get install strace");
    }
    here
}

fn is_broken(home: &Home) -> bool {
    let clock = Arc::new(FixedClock(Timestamp::parse(NOW).unwrap()));
    Store::open(&home.path("store"), Access::ReadOnly, clock)
        .unwrap()
        .is_copy()
}

#[test]
fn an_auditor_opens_no_connection_and_writes_no_file() {
    if !strace_is_here() {
        return;
    }
    let home = Home::with_sandbox(120, "");
    home.run("sync").ends(0);
    let before = print_of(&home.path(""));
    let temporary = tempfile::tempdir().unwrap();
    for line in QUESTIONS {
        let (said, calls) = traced(&home, &format!("--read-only {line}"), temporary.path());
        assert!([0, 5].contains(&said.code), "{line}: {said:?}");
        assert_eq!(calls, [""; 0], "{line}");
    }
    assert!(print_of(&home.path("")) == before, "something was written");
    let requests = home.sandbox.as_ref().unwrap().requests("nextcloud");
    home.run("--read-only sync nextcloud").ends(4);
    assert_eq!(
        home.sandbox.as_ref().unwrap().requests("nextcloud"),
        requests
    );
}

#[test]
fn of_a_store_that_a_crash_left_an_auditor_reads_a_copy_of_its_own() {
    if !strace_is_here() {
        return;
    }
    let home = Home::with_sandbox(400, "");
    home.run("sync mattermost nextcloud").ends(0);
    let broken = (0..TRIES).any(|kill| {
        let mut sync = home.command("sync mattermost nextcloud");
        let mut sync = sync
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Some moment of its life; that it was a bad one is seen below.
        thread::sleep(Duration::from_millis(20 + 10 * kill));
        sync.kill().unwrap();
        sync.wait().unwrap();
        is_broken(&home)
    });
    assert!(broken, "no kill left a store to repair");

    let before = print_of(&home.path(""));
    let temporary = tempfile::tempdir().unwrap();
    let own = format!("{}/secretariat-", temporary.path().display());
    for line in QUESTIONS {
        let (said, calls) = traced(&home, &format!("--read-only {line}"), temporary.path());
        assert!([0, 5].contains(&said.code), "{line}: {said:?}");
        let abroad: Vec<_> = calls.iter().filter(|call| !call.contains(&own)).collect();
        assert!(abroad.is_empty(), "{line}: {abroad:?}");
    }
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    assert!(print_of(&home.path("")) == before, "something was written");
    assert!(is_broken(&home));
    // The next one who may write repairs it.
    home.run("sync mattermost nextcloud").ends(0);
    assert!(!is_broken(&home));
}

#[test]
fn an_auditor_resolves_no_secret() {
    let home = Home::with_sandbox(60, "");
    home.run("sync").ends(0);
    let marker = home.path("was-run");
    let config = fs::read_to_string(home.config()).unwrap();
    let command = format!(
        "{{ command = [\"touch\", {:?}] }}",
        marker.display().to_string()
    );
    let config: String = config
        .lines()
        .map(|line| match line.split_once(" = { file") {
            Some(("token", _)) => format!("token = {command}\n"),
            Some((key, _)) => format!("{key} = {{ file = \"/no/such/secret\" }}\n"),
            None => format!("{line}\n"),
        })
        .collect();
    home.write(&home.config(), &config);
    for line in QUESTIONS {
        let said = home.run(&format!("--read-only {line}"));
        assert!([0, 5].contains(&said.code), "{line}: {said:?}");
    }
    assert!(!marker.exists(), "a command was run for its secret");
    home.run("sync").ends(3);
    assert!(marker.exists(), "the command would have told");
}
