//! The head of the audit log, kept by the system's logger, against a store that was rewritten.

use std::io::ErrorKind;
use std::os::unix::net::UnixDatagram;

use super::home::Home;

/// A home whose settings name a logger.
fn logged() -> (Home, UnixDatagram) {
    let home = Home::with_sandbox(60, "");
    let path = home.path("logger");
    let logger = UnixDatagram::bind(&path).unwrap();
    logger.set_nonblocking(true).unwrap();
    let settings = std::fs::read_to_string(home.config()).unwrap();
    let settings = settings.replace("journal = \"none\"", &format!("journal = {path:?}"));
    home.write(&home.config(), &settings);
    (home, logger)
}

/// The heads that the logger was told since the last time, by number.
fn told(logger: &UnixDatagram) -> Vec<(u64, String)> {
    let mut heads = Vec::new();
    let mut bytes = [0; 1_000];
    loop {
        let length = match logger.recv(&mut bytes) {
            Ok(length) => length,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock);
                break;
            }
        };
        let line = str::from_utf8(&bytes[..length]).unwrap();
        assert!(line.starts_with("<85>secretariat["), "{line}");
        let (_, rest) = line.split_once("audit log head ").unwrap();
        let head = rest.split(' ').next().unwrap();
        let (number, _) = head.split_once(':').unwrap();
        heads.push((number.parse().unwrap(), head.to_owned()));
    }
    heads.sort();
    heads
}

#[test]
fn each_change_tells_the_head_that_the_log_then_has() {
    let (home, logger) = logged();
    home.sync("", 0);
    let heads = told(&logger);
    let entries = home.run("log --json").ends(0).json();
    let count = entries["entries"].as_array().unwrap().len();
    assert!(count >= 4 && heads.len() == count, "{heads:?}");
    assert_eq!(entries["head"], heads.last().unwrap().1);
    for (_, head) in &heads {
        let verdict = home.run(&format!("log verify --json --head {head}"));
        assert_eq!(verdict.ends(0).json()["expected"], "found");
    }
    home.run("services pause github --reason move").ends(0);
    assert_eq!(told(&logger).len(), 1);
}

#[test]
fn a_log_that_was_rewritten_or_cut_does_not_hold_the_head() {
    let (home, logger) = logged();
    home.sync("github", 0);
    let backup = home.path("backup").display().to_string();
    home.run(&format!("backup {backup}")).ends(0);
    for reason in ["one", "two"] {
        let line = format!("services pause github --reason {reason}");
        home.run(&line).ends(0);
    }
    let heads = told(&logger);
    let [.., (_, rewritten), (_, cut)] = heads.as_slice() else {
        panic!("{heads:?}");
    };
    home.run(&format!("restore --replace {backup}")).ends(0);
    for (head, expected) in [(rewritten, "differs"), (cut, "missing")] {
        let verdict = home.run(&format!("log verify --json --head {head}"));
        let verdict = verdict.ends(1).json();
        assert_eq!(
            (&verdict["ok"], &verdict["expected"]),
            (&false.into(), &expected.into())
        );
    }
}

#[test]
fn nothing_is_told_by_who_changes_nothing() {
    let (home, logger) = logged();
    home.sync("github", 0);
    assert_ne!(told(&logger).len(), 0);
    for line in [
        "--read-only audit --json",
        "--read-only log",
        "accounts --json",
        "sync --dry-run --json",
        "doctor --json",
    ] {
        home.run(line);
    }
    home.run("--read-only sync").ends(4);
    assert_eq!(told(&logger), []);
}

#[test]
fn without_a_logger_the_work_goes_on() {
    let (home, logger) = logged();
    drop(logger);
    home.sync("github", 0);
    std::fs::remove_file(home.path("logger")).unwrap();
    home.sync("github", 0);
}
