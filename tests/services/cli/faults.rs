//! `sync` in trouble: faults of the services, dry runs, interruptions, servers that stop.

use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::home::{Home, said};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Starts a `sync`, and returns when a service was asked so often.
fn start(home: &Home, line: &str, service: &str, requests: usize) -> Child {
    let mut command = home.command(&format!("sync --json {line}"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while home.services().requests(service) < requests {
        assert!(
            Instant::now() < deadline,
            "{service} was not asked {requests} times"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn run_of<'a>(runs: &'a [Value], service: &str) -> &'a Value {
    runs.iter().find(|run| run["service"] == service).unwrap()
}

#[test]
fn each_fault_of_a_specification_is_seen_and_has_its_own_outcome() {
    let spec = "github:429@3,nextcloud:cut@page2,mattermost:slow";
    let home = Home::with_sandbox(2_000, spec);
    let runs = home.sync("", 3);
    let github = run_of(&runs, "github");
    assert_eq!(
        github["outcome"], "complete",
        "a limit is waited for: {github}"
    );
    let asked = |fault: &str| {
        let requests = github["requests"].as_u64().unwrap();
        assert!(requests > 3, "{fault}: {github}");
        requests
    };
    let with_limit = asked("429");
    assert_eq!(run_of(&runs, "nextcloud")["outcome"], "partial");
    let mattermost = run_of(&runs, "mattermost");
    assert_eq!(mattermost["outcome"], "complete");
    assert!(mattermost["fetched"].as_u64().unwrap() > 200);

    home.make("fault", json!({"spec": ""}));
    let runs = home.sync("", 0);
    let without = run_of(&runs, "github")["requests"].as_u64().unwrap();
    assert_eq!(
        with_limit,
        without + 1,
        "the refused request is sent once more"
    );
}

#[test]
fn a_dry_run_says_what_it_would_do_and_writes_nothing() {
    let home = Home::with_sandbox(300, "");
    home.sync("", 0);
    home.make("fault", json!({"spec": "github:empty"}));
    let login = home.accounts("service:nextcloud role:user")[0]["login"].clone();
    home.make("remove", json!({"service": "nextcloud", "account": login}));
    let file = home.path("store/store.redb");
    let state = || {
        let lines = [
            "accounts --json",
            "users --json",
            "services --json",
            "log --json",
        ];
        lines.map(|line| home.run(line).ends(0).out)
    };
    let (before, bytes) = (state(), fs::read(&file).unwrap());
    let runs = home.sync("--dry-run", 4);
    assert_eq!(run_of(&runs, "github")["outcome"], "held");
    assert_eq!(run_of(&runs, "nextcloud")["gone"], 1);
    assert!(
        fs::read(&file).unwrap() == bytes,
        "the file of the store changed"
    );
    assert!(state() == before);
}

#[test]
fn an_interrupted_sync_is_130_and_touches_nothing() {
    let home = Home::with_sandbox(300, "");
    home.sync("", 0);
    let before = home.accounts("");
    home.make("forget-requests", json!({}));
    home.make("fault", json!({"spec": "github:hang@3+,nextcloud:hang@2+"}));
    let child = start(&home, "github nextcloud", "nextcloud", 2);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let said = said(&child.wait_with_output().unwrap()).ends(130);
    for run in said.json()["runs"].as_array().unwrap() {
        assert_eq!(run["outcome"], "failed", "{run}");
    }
    assert!(home.accounts("") == before);
    home.make("fault", json!({"spec": ""}));
    home.sync("", 0);
    home.run("log verify").ends(0);
}

#[test]
fn a_server_that_stops_half_way_and_a_closed_port_lose_nobody() {
    let mut home = Home::before(|options| {
        options.accounts = 1_500;
        options.latency = Duration::from_millis(40);
    });
    home.sync("", 0);
    let before = home.accounts("");
    home.make("forget-requests", json!({}));
    let child = start(&home, "", "github", 5);
    home.sandbox.take().unwrap().stop();
    let runs = said(&child.wait_with_output().unwrap()).ends(3).json();
    let runs = runs["runs"].as_array().unwrap().clone();
    let broken = |run: &Value| ["failed", "partial"].contains(&run["outcome"].as_str().unwrap());
    assert!(broken(run_of(&runs, "github")) && runs.iter().all(|run| run["gone"] == 0));
    assert!(home.accounts("") == before);

    for run in home.sync("", 3) {
        assert_eq!(
            (&run["outcome"], &run["fetched"]),
            (&"failed".into(), &0.into())
        );
        assert!(run["error"].as_str().unwrap().contains("refused"), "{run}");
    }
    assert!(home.accounts("") == before);
}

#[test]
fn a_wrong_secret_is_sent_once_by_all_processes_until_it_changes() {
    let home = Home::with_sandbox(60, "");
    let token = home.path("github.token");
    let right = fs::read_to_string(&token).unwrap();
    let asked = || home.services().requests("github");
    home.write(&token, "wrong");
    let both = [(); 2].map(|()| {
        let mut command = home.command("sync github --json");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    });
    for child in both {
        let run = said(&child.wait_with_output().unwrap()).ends(3).json();
        assert_eq!(run["runs"][0]["outcome"], "failed");
    }
    assert_eq!(asked(), 1);
    home.run("doctor github --json").ends(1);
    home.sync("github", 3);
    assert_eq!(asked(), 1);

    home.write(&token, "wrong again");
    for _ in 0..2 {
        home.sync("github", 3);
    }
    assert_eq!(asked(), 2, "another secret is asked once");
    home.run("services resume github").ends(0);
    for _ in 0..2 {
        home.sync("github", 3);
    }
    assert_eq!(asked(), 3, "who resumes the service may ask again");
    home.write(&token, &right);
    home.sync("github", 0);
}
