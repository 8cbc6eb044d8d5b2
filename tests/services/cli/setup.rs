//! Before the first sync: help, settings, refusals.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Stdio;

use super::home::{Home, said};

#[test]
fn a_line_that_does_not_parse_is_2_and_help_is_0() {
    let home = Home::empty();
    home.run("nonsense").ends(2);
    home.run("sync --accept-removals 3").ends(2);
    home.run("--now yesterday users").ends(2);
    assert!(home.run("--help").ends(0).out.contains("audit"));
    assert!(
        home.run("--help --lang fr")
            .ends(0)
            .out
            .contains("Utilisation")
    );
    assert!(
        home.run("--version")
            .ends(0)
            .out
            .starts_with("secretariat ")
    );
}

#[test]
fn without_settings_every_report_is_2_and_says_what_to_do() {
    let home = Home::empty();
    for line in ["users", "audit", "sync", "doctor", "log", "config check"] {
        let said = home.run(line).ends(2);
        assert!(said.err.contains("secretariat init"), "{line}: {said:?}");
        assert!(said.out.is_empty(), "{line}");
    }
}

#[test]
fn init_writes_a_private_file_that_is_good_and_never_over_another() {
    for lang in ["en", "fr"] {
        let home = Home::empty();
        home.run(&format!(
            "--lang {lang} init --kind github --kind cyrus --timezone Europe/Paris"
        ))
        .ends(0);
        let mode = fs::metadata(home.config()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let checked = home.run("config check --json").ends(0).json();
        assert_eq!(checked["ok"], true);
        assert_eq!(checked["timezone"], "Europe/Paris");
        assert_eq!(checked["services"].as_array().unwrap().len(), 2);

        let before = fs::read(home.config()).unwrap();
        home.run("init --kind github").ends(4);
        assert_eq!(fs::read(home.config()).unwrap(), before);
    }
}

#[test]
fn init_needs_to_know_what_to_write() {
    let home = Home::empty();
    let mut command = home.command("init");
    let refused = said(&command.stdin(Stdio::null()).output().unwrap()).ends(2);
    assert!(refused.err.contains("github"), "{refused:?}");
    home.run("init --kind teapot").ends(2);
    home.run("init --kind github --timezone Atlantis").ends(2);
    assert!(!home.config().exists());
    let shown = home.run("init --kind github --stdout").ends(0);
    assert!(shown.out.contains("[[service]]"));
    assert!(!home.config().exists());
}

#[test]
fn a_wrong_setting_is_told_with_its_place() {
    let home = Home::empty();
    let text = "[organisation]\nname = \"x\"\ntimezone = \"Mars/Base\"\n";
    home.write(&home.config(), text);
    let refused = home.run("config check").ends(2);
    assert!(refused.err.contains("config.toml:3:"), "{refused:?}");
    let json = home.run("config check --json").ends(2).json();
    assert_eq!(json["ok"], false);
    assert_eq!(json["problems"][0]["line"], 3);
    assert_eq!(json["problems"][0]["field"], "organisation.timezone");
}

#[test]
fn read_only_writes_nothing_at_all() {
    let home = Home::with_sandbox(40, "");
    home.run("sync").ends(0);
    let files = |home: &Home| {
        let mut found = Vec::new();
        let mut folders = vec![home.path("")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                let data = fs::metadata(&path).unwrap();
                found.push((path, data.len(), data.mtime(), data.mtime_nsec()));
            }
        }
        found.sort();
        found
    };
    let before = files(&home);
    for line in [
        "users",
        "audit",
        "log verify",
        "services",
        "groups",
        "doctor",
        "changes",
    ] {
        home.run(&format!("--read-only {line}")).ends(0);
    }
    for line in [
        "sync",
        "services pause github --reason x",
        "undo",
        "export --out /tmp/never-written",
        "waive gone github --reason x",
    ] {
        home.run(&format!("--read-only {line}")).ends(4);
    }
    assert_eq!(files(&home), before);
}

#[test]
fn an_auditor_looks_and_changes_nothing() {
    let home = Home::with_sandbox(40, "");
    home.run("sync").ends(0);
    let me = home.run("operators --json").ends(0).json();
    let name = me["operators"][0]["name"].as_str().unwrap().to_owned();
    let config = fs::read_to_string(home.config()).unwrap();
    home.write(
        &home.config(),
        &format!("{config}\n[operators]\nauditors = [\"{name}\"]\n"),
    );
    home.run("users").ends(0);
    let refused = home.run("sync").ends(4);
    assert!(refused.err.contains(&name), "{refused:?}");
}
