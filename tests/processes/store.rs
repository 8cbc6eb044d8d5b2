//! A store that several processes write, and that is killed at any moment.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use secretariat::domain::account::{Account, Actor, Profile};
use secretariat::domain::audit::{ActorSource, AuditBody};
use secretariat::domain::clock::FixedClock;
use secretariat::domain::diff::{Staged, StagedKind};
use secretariat::domain::ids::{AccountKey, RemoteId, RunId, ServiceId, UserId};
use secretariat::domain::run::{Counts, Outcome, RunRecord};
use secretariat::domain::seen::Seen;
use secretariat::domain::service::{LastRun, ServiceState};
use secretariat::domain::time::Timestamp;
use secretariat::domain::user::User;
use secretariat::store::{Access, LockWait, Store, SyncEnd, UserWrite};
use uuid::Uuid;

/// Tells the child what to do: `DIR SERVICE RUNS`.
const TASK: &str = "SECRETARIAT_TEST_CHILD";

/// More than one transaction holds.
const ACCOUNTS: u32 = 11_000;

const KILLS: u32 = 50;

fn open(dir: &Path, access: Access) -> Store {
    Store::open(
        dir,
        access,
        Arc::new(FixedClock(Timestamp(1_795_000_000_000))),
    )
    .unwrap()
}

fn key(service: &ServiceId, number: u32) -> AccountKey {
    AccountKey::new(
        service.clone(),
        RemoteId::namespaced("user", number).unwrap(),
    )
}

/// An account that says which run wrote it.
fn account(service: &ServiceId, number: u32, run: RunId) -> Account {
    Account {
        profile: Profile {
            name: Seen::Value(run.to_string()),
            ..Profile::default()
        },
        ..Account::new(key(service, number), Timestamp(0))
    }
}

fn end(service: &ServiceId, run: RunId, number: i64) -> SyncEnd {
    SyncEnd {
        run: RunRecord {
            id: run,
            service: service.clone(),
            started: Timestamp(number),
            ended: Timestamp(number),
            outcome: Outcome::Complete,
            counts: Counts::default(),
            requests: 0,
            reasons: Vec::new(),
            held: Vec::new(),
            by: "timer".to_owned(),
        },
        state: ServiceState {
            last_run: Some(LastRun {
                id: run,
                at: Timestamp(number),
                outcome: Outcome::Complete,
                text: None,
            }),
            ..ServiceState::default()
        },
        audit: AuditBody {
            actor: Actor::Rule("timer".to_owned()),
            source: ActorSource::Program,
            action: "sync".to_owned(),
            targets: vec![run.to_string()],
            old: String::new(),
            new: String::new(),
            why: String::new(),
        },
    }
}

/// Syncs every account of a service, then moves some of them between users.
fn work(store: &Store, service: &ServiceId, number: i64) {
    let run = RunId(Uuid::now_v7());
    let mut session = store
        .begin_sync(service, run, LockWait::UpTo(Duration::from_secs(30)))
        .unwrap();
    for numbers in (0..ACCOUNTS).collect::<Vec<_>>().chunks(1_000) {
        let rows = numbers.iter().map(|number| Staged {
            account: account(service, *number, run),
            kind: StagedKind::Update,
            changes: Vec::new(),
        });
        session.stage(rows.collect()).unwrap();
    }
    session.commit(end(service, run, number)).unwrap();
    let shift = u32::try_from(number % 7).unwrap();
    let users = (0..500).map(|n| User {
        accounts: vec![key(service, n + shift), key(service, n + 2_000)],
        ..User::new(
            UserId(Uuid::from_u128(u128::from(n) + 1)),
            format!("user {n} of {service}"),
            Timestamp(0),
        )
    });
    let write = UserWrite {
        users: users.collect(),
        ..UserWrite::default()
    };
    store.write_users(write).unwrap();
}

/// Not a test of its own: what the child does. Without a task it has nothing to do.
#[test]
fn child() {
    let Ok(task) = env::var(TASK) else {
        return;
    };
    let words: Vec<&str> = task.split(' ').collect();
    let [dir, service, runs] = words[..] else {
        panic!("{task}");
    };
    let store = open(Path::new(dir), Access::ReadWrite);
    println!("\nready");
    let service = ServiceId::new(service).unwrap();
    let first = store.audit_head().unwrap().seq;
    for number in 0..runs.parse().unwrap() {
        work(&store, &service, i64::try_from(first).unwrap() + number);
    }
}

fn start(dir: &Path, service: &str, runs: u32) -> Child {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "store::child", "--nocapture"])
        .env(TASK, format!("{} {service} {runs}", dir.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    assert!(output.by_ref().lines().any(|line| line.unwrap() == "ready"));
    // Kept open: what the child says later must go somewhere.
    child.stdout = Some(output.into_inner());
    child
}

/// A run is whole or absent: every account was written by the last recorded run.
fn assert_whole(store: &Store, service: &ServiceId) {
    let report = store.check().unwrap();
    assert!(report.passes(), "{report:?}");
    assert_eq!((report.staged, report.interrupted), (0, 0));
    let mut writers = BTreeSet::new();
    let mut accounts = 0;
    store
        .each_account(Some(service), &mut |account| {
            writers.extend(account.profile.name.value().cloned());
            accounts += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    let last = store.runs(Some(service), 1).unwrap();
    let state = store.service_states().unwrap().remove(service);
    match last.first() {
        None => assert_eq!((accounts, state), (0, None)),
        Some(last) => {
            assert_eq!(accounts, ACCOUNTS);
            assert_eq!(
                writers.into_iter().collect::<Vec<_>>(),
                [last.id.to_string()]
            );
            assert_eq!(state.unwrap().last_run.unwrap().id, last.id);
            let log = store.audit(store.audit_head().unwrap().seq, 1).unwrap();
            assert_eq!(log[0].body.as_ref().unwrap().targets, [last.id.to_string()]);
        }
    }
}

fn fingerprint(dir: &Path) -> (Vec<u8>, std::time::SystemTime, usize) {
    let file = dir.join("store.redb");
    (
        fs::read(&file).unwrap(),
        fs::metadata(&file).unwrap().modified().unwrap(),
        fs::read_dir(dir).unwrap().count(),
    )
}

#[test]
fn a_store_killed_at_any_moment_opens_at_once_and_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let service = ServiceId::new("git").unwrap();
    let mut repaired = 0;
    for _ in 0..KILLS {
        let mut child = start(dir.path(), "git", 1_000);
        // The moment itself is what is tried out; nothing waits for it.
        thread::sleep(Duration::from_millis(rand::random_range(0..600)));
        child.kill().unwrap();
        child.wait().unwrap();

        let before = fingerprint(dir.path());
        let reader = open(dir.path(), Access::ReadOnly);
        repaired += u32::from(reader.is_copy());
        assert_whole(&reader, &service);
        drop(reader);
        assert!(fingerprint(dir.path()) == before, "reading wrote something");

        assert_whole(&open(dir.path(), Access::ReadWrite), &service);
    }
    assert!(repaired > 0, "no kill hit an open store");
}

#[test]
fn several_writers_and_a_reader_share_one_store() {
    let dir = tempfile::tempdir().unwrap();
    let services = ["git", "mail"];
    drop(open(dir.path(), Access::ReadWrite));
    let mut children = services.map(|service| start(dir.path(), service, 3));
    let reader = open(dir.path(), Access::ReadOnly);
    let mut snapshot = reader.snapshot(&|_, _| 0).unwrap();
    loop {
        let ended = children
            .iter_mut()
            .filter_map(|child| child.try_wait().unwrap())
            .inspect(|status| assert!(status.success()))
            .count();
        snapshot = reader.advance(&snapshot, &|_, _| 0).unwrap();
        let report = reader.check().unwrap();
        assert!(report.passes(), "{report:?}");
        if ended == services.len() {
            break;
        }
    }
    let whole = reader.snapshot(&|_, _| 0).unwrap();
    assert_eq!(snapshot.revision, whole.revision);
    assert_eq!(
        (snapshot.users(), snapshot.accounts(), snapshot.unlinked),
        (whole.users(), whole.accounts(), whole.unlinked)
    );
    assert_eq!(reader.runs(None, 99).unwrap().len(), 6);
    assert_eq!(reader.audit_head().unwrap().seq, 6);
}
