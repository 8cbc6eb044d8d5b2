//! What an administrator does to the store, what is refused, and which end wins.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::sync::Arc;

use secretariat::domain::clock::FixedClock;
use secretariat::domain::time::Timestamp;
use secretariat::store::{Access, Store};

use super::home::{Home, NOW, said};

fn synced() -> Home {
    let home = Home::with_sandbox(120, "");
    home.run("sync mattermost nextcloud").ends(0);
    home
}

fn first_user(home: &Home) -> serde_json::Value {
    home.run("users --json").ends(0).json()["users"][0].clone()
}

#[test]
fn a_forgotten_user_leaves_no_trace_and_a_whole_log() {
    let home = synced();
    let user = first_user(&home);
    let id = user["id"].as_str().unwrap();
    let name = "Gertrude-Unforgettable";
    home.run(&format!("user set {id} name={name} note=secret-note"))
        .ends(0);
    let head = home.run("log verify --json").ends(0).json()["head"].clone();

    let plan = home.run(&format!("forget {id}")).ends(4);
    assert!(plan.err.contains(name), "{plan:?}");
    home.run("forget Gertrude-Unforgettable --yes").ends(2);
    home.run(&format!("forget {id} --yes --reason asked-for-it"))
        .ends(0);

    let everything = home.run("export").ends(0).out;
    for trace in [name, "secret-note", id] {
        assert!(!everything.contains(trace), "{trace} is left");
    }
    let bytes = fs::read(home.path("store").join("store.redb")).unwrap();
    let left = bytes.windows(name.len()).any(|w| w == name.as_bytes());
    assert!(!left, "the file still holds the name");
    let head = head.as_str().unwrap();
    let verdict = home
        .run(&format!("log verify --json --head {head}"))
        .ends(0);
    let verdict = verdict.json();
    assert_eq!(
        (&verdict["ok"], &verdict["expected"]),
        (&true.into(), &"found".into())
    );
    assert!(verdict["erased"].as_u64().unwrap() > 0);
    home.run(&format!("forget {id} --yes")).ends(2);
    // Who is still listed comes back, as somebody new.
    home.run("sync mattermost nextcloud").ends(0);
    home.run(&format!("show {id}")).ends(2);
}

#[test]
fn a_restore_names_who_is_in_the_way_and_a_backup_needs_nobody_gone() {
    let home = synced();
    let file = home.path("copy.redb");
    let clock = Arc::new(FixedClock(Timestamp::parse(NOW).unwrap()));
    let open = Store::open(&home.path("store"), Access::ReadWrite, clock).unwrap();
    open.name_operator("ada");
    home.run(&format!("backup {}", file.display())).ends(0);
    let refused = home
        .run(&format!("restore {} --replace", file.display()))
        .ends(1);
    let me = std::process::id().to_string();
    assert!(
        refused.err.contains(&me) && refused.err.contains("ada"),
        "{refused:?}"
    );
    drop(open);
    home.run(&format!("restore {} --replace", file.display()))
        .ends(0);
    home.run("log verify").ends(0);
    home.run("restore /no/such/file --replace").ends(1);
    home.run("backup /no/such/folder/x").ends(1);
}

#[test]
fn a_store_that_is_none_is_refused_by_its_name_and_left_alone() {
    let home = synced();
    let file = home.path("store").join("store.redb");
    fs::write(&file, "somebody's letters\n".repeat(500)).unwrap();
    for line in [
        "users",
        "sync",
        "log verify",
        "services",
        "doctor mattermost",
    ] {
        let refused = home.run(line).ends(1);
        let all = format!("{}{}", refused.out, refused.err);
        assert!(all.contains("store.redb"), "{line}: {refused:?}");
        assert!(!all.contains("panicked"), "{line}: {refused:?}");
    }
    assert!(fs::read_to_string(&file).unwrap().starts_with("somebody's"));
}

#[test]
fn settings_that_others_can_write_are_refused() {
    let home = synced();
    fs::set_permissions(home.config(), Permissions::from_mode(0o666)).unwrap();
    let refused = home.run("users").ends(2);
    assert!(refused.err.contains("config.toml"), "{refused:?}");
    fs::set_permissions(home.config(), Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(home.path(""), Permissions::from_mode(0o777)).unwrap();
    home.run("users").ends(2);
    fs::set_permissions(home.path(""), Permissions::from_mode(0o700)).unwrap();
    home.run("users").ends(0);
}

#[test]
fn in_a_mixed_run_what_is_held_wins_over_what_failed_and_that_over_what_is_complete() {
    let home = synced();
    home.run("sync github").ends(0);
    let faulty = Home::with_sandbox(120, "github:empty,nextcloud:500");
    fs::copy(faulty.config(), home.config()).unwrap();
    let runs = home.run("sync github nextcloud --json").ends(4).json();
    let outcomes: Vec<_> = runs["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["held", "failed"]);
    let table = home.run("sync github nextcloud").ends(4);
    assert!(table.err.contains("--accept-removals"), "{table:?}");
    home.run("sync nextcloud").ends(3);
    home.run("sync nextcloud no-such-service").ends(2);
    // The troubles are findings, whatever the accounts look like.
    home.run("audit --rule stale-service --fail-on warning")
        .ends(5);
}

#[test]
fn what_is_accepted_or_paused_has_a_reason() {
    let home = synced();
    for reason in ["", "\u{a0}\t"] {
        let mut waive = home.command("waive stale-service github --reason");
        assert_eq!(said(&waive.arg(reason).output().unwrap()).code, 2);
        let mut pause = home.command("services pause github --reason");
        assert_eq!(said(&pause.arg(reason).output().unwrap()).code, 2);
    }
}

#[test]
fn two_syncs_of_one_service_follow_each_other() {
    let home = synced();
    let start = || {
        let mut command = home.command("sync mattermost --json");
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for child in [start(), start()] {
        let ended = said(&child.wait_with_output().unwrap()).ends(0);
        assert_eq!(ended.json()["runs"][0]["outcome"], "complete", "{ended:?}");
    }
    let log = home.run("log --json").ends(0).json();
    let of = |entry: &&serde_json::Value| entry["targets"][0] == "mattermost";
    assert_eq!(
        log["entries"].as_array().unwrap().iter().filter(of).count(),
        3
    );
    home.run("log verify").ends(0);
}

#[test]
fn no_listing_minds_a_reader_that_goes_away() {
    let home = synced();
    for line in [
        "users",
        "accounts --json",
        "groups --members --format csv",
        "audit",
        "changes",
        "log",
        "man",
        "completions bash",
        "--help",
        "export",
    ] {
        let mut child = home.command(line);
        let mut child = child
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = said(&child.wait_with_output().unwrap());
        assert!(!ended.err.contains("panicked"), "{line}: {ended:?}");
        assert_eq!(ended.code, 0, "{line}: {ended:?}");
    }
}

#[test]
fn no_name_becomes_a_formula_or_a_control_sequence() {
    let home = synced();
    let id = first_user(&home)["id"].as_str().unwrap().to_owned();
    for name in ["=1+1", "@SUM(A1)", "+33", "-2"] {
        home.run(&format!("user set {id} name={name}")).ends(0);
        let csv = home.run("users --format csv").ends(0).out;
        assert!(csv.contains(&format!("'{name}")), "{csv}");
    }
    home.run(&format!("user set {id} name=red\u{1b}[31m\u{202e}x"))
        .ends(0);
    let table = home.run("users").ends(0).out;
    assert!(table.contains("red"));
    assert!(!table.contains(['\u{1b}', '\u{202e}']), "{table}");
}
