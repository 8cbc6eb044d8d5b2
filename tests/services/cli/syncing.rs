//! `sync` against the sandbox: outcomes, exit codes, overrides.

use std::fs;

use serde_json::Value;

use super::home::Home;

fn runs(home: &Home, line: &str, code: i32) -> Vec<Value> {
    let json = home.run(line).ends(code).json();
    assert_eq!(json["schema"], 1);
    json["runs"].as_array().unwrap().clone()
}

#[test]
fn a_first_sync_inserts_all_and_a_second_one_changes_nothing() {
    let home = Home::with_sandbox(200, "");
    let first = runs(&home, "sync --json", 0);
    let users = home.run("users --json").ends(0).out;
    let second = runs(&home, "sync --json", 0);
    assert_eq!(first.len(), second.len());
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first["outcome"], "complete");
        assert_eq!(first["inserted"], first["fetched"]);
        assert_eq!(second["unchanged"], first["fetched"], "{second}");
        assert_eq!(
            (&second["inserted"], &second["updated"]),
            (&0.into(), &0.into())
        );
    }
    assert_eq!(home.run("users --json").ends(0).out, users);
    home.run("log verify").ends(0);
}

#[test]
fn one_service_can_be_chosen_and_an_unknown_one_is_2() {
    let home = Home::with_sandbox(60, "");
    let one = runs(&home, "sync github --json", 0);
    assert_eq!(one.len(), 1);
    let refused = home.run("sync gihtub").ends(2);
    assert!(refused.err.contains("github"), "{refused:?}");
}

#[test]
fn a_service_that_fails_is_3_and_no_account_is_touched() {
    let home = Home::with_sandbox(60, "");
    runs(&home, "sync --json", 0);
    let before = home.run("accounts --json service:github").ends(0).json()["accounts"].clone();
    home.write(&home.path("github.token"), "wrong");
    for _ in 0..2 {
        let failed = runs(&home, "sync github --json", 3);
        assert_eq!(failed[0]["outcome"], "failed");
        assert!(failed[0]["error"].as_str().unwrap().contains("github"));
    }
    let after = home.run("accounts --json service:github").ends(0).json()["accounts"].clone();
    assert_eq!(after, before);
}

#[test]
fn a_refused_credential_is_asked_once_and_remembered() {
    let home = Home::with_sandbox(60, "");
    home.write(&home.path("github.token"), "wrong");
    let first = runs(&home, "sync github --json", 3);
    let second = runs(&home, "sync github --json", 3);
    assert!(first[0]["requests"].as_u64().unwrap() > 0);
    assert_eq!(second[0]["requests"], 0);
}

#[test]
fn a_cut_page_is_partial_and_nobody_is_gone() {
    let home = Home::with_sandbox(600, "");
    runs(&home, "sync github --json", 0);
    let sandbox = Home::with_sandbox(600, "github:cut@20+");
    // The same organisation behind a faulty line: the settings of the one, the store of the other.
    fs::copy(sandbox.config(), home.config()).unwrap();
    let cut = runs(&home, "sync github --json", 3);
    assert!(
        ["partial", "failed"].contains(&cut[0]["outcome"].as_str().unwrap()),
        "{cut:?}"
    );
    assert_eq!(cut[0]["gone"], 0);
    let gone = home.run("accounts --json state:gone").ends(0).json();
    assert_eq!(gone["accounts"].as_array().unwrap().len(), 0);
}

#[test]
fn an_empty_answer_is_held_and_passes_only_with_its_count() {
    let home = Home::with_sandbox(200, "");
    runs(&home, "sync github --json", 0);
    let emptied = Home::with_sandbox(200, "github:empty");
    fs::copy(emptied.config(), home.config()).unwrap();
    let held = runs(&home, "sync github --json", 4);
    assert_eq!(held[0]["outcome"], "held");
    let gone = held[0]["held"]
        .as_array()
        .unwrap()
        .iter()
        .find(|h| h["rule"] == "gone");
    let count = gone.unwrap()["count"].as_u64().unwrap();
    let known = home.run("accounts --json state:active").ends(0).json();
    assert!(!known["accounts"].as_array().unwrap().is_empty());

    runs(
        &home,
        &format!("sync github --json --accept-removals {}", count + 1),
        4,
    );
    let passed = runs(
        &home,
        &format!("sync github --json --accept-removals {count}"),
        0,
    );
    assert_eq!(passed[0]["gone"], count);
}

#[test]
fn a_dry_run_makes_no_store() {
    let home = Home::with_sandbox(60, "");
    let dry = runs(&home, "sync github --json --dry-run", 0);
    assert!(dry[0]["inserted"].as_u64().unwrap() > 0);
    let store = fs::read_dir(home.path("store")).unwrap();
    let names: Vec<_> = store.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["secretariat.log"]);
    home.run("accounts --json").ends(1);
}

#[test]
fn a_paused_service_is_left_alone_until_it_is_resumed() {
    let home = Home::with_sandbox(60, "");
    home.run("services pause github --reason migration").ends(0);
    let left = home.run("sync github --json").ends(0);
    assert!(left.json()["runs"].as_array().unwrap().is_empty());
    assert!(left.err.contains("migration"), "{left:?}");
    home.run("services resume github").ends(0);
    assert_eq!(runs(&home, "sync github --json", 0).len(), 1);
    let log = home.run("log --json").ends(0).json();
    let actions: Vec<_> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["action"])
        .collect();
    assert!(
        actions.starts_with(&[&"pause".into(), &"resume".into()]),
        "{actions:?}"
    );
}
