//! Steps that several processes want to send at the same time.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use secretariat::domain::account::Actor;
use secretariat::domain::audit::{ActorSource, AuditBody};
use secretariat::domain::clock::FixedClock;
use secretariat::domain::ids::{AccountKey, Digest16, PlanId, StepId};
use secretariat::domain::plan::{
    Change, Facts, JournalEntry, PlanRecord, ProviderData, ProviderRecord, Residuals,
    Reversibility, Step, StepState,
};
use secretariat::domain::time::Timestamp;
use secretariat::store::{Access, PlanWrite, StepWrite, Store, StoreError};
use uuid::Uuid;

/// Tells the child where the store is.
const TASK: &str = "SECRETARIAT_TEST_JOURNAL";

const PROCESSES: usize = 8;

/// Each of an account of its own, and as many of one account that they share.
const STEPS: u32 = 12;

const NOW: Timestamp = Timestamp(1_795_000_000_000);

/// Every turn that a step makes, in order.
const TURNS: [StepState; 5] = [
    StepState::Sent,
    StepState::Failed,
    StepState::Sent,
    StepState::Accepted,
    StepState::Done,
];

#[derive(serde::Serialize, serde::Deserialize)]
struct Nothing;

impl ProviderRecord for Nothing {
    const NAME: &'static str = "nothing";
    const VERSION: u16 = 1;
}

fn open(dir: &Path) -> Store {
    Store::open(dir, Access::ReadWrite, Arc::new(FixedClock(NOW))).unwrap()
}

fn body(action: &str, target: StepId) -> AuditBody {
    AuditBody {
        actor: Actor::Rule("test".to_owned()),
        source: ActorSource::Program,
        action: action.to_owned(),
        targets: vec![target.to_string()],
        old: String::new(),
        new: String::new(),
        why: String::new(),
    }
}

fn planned(number: u32) -> JournalEntry {
    let account = match number {
        own if own < STEPS => format!("git/user:{own}"),
        _ => "git/shared".to_owned(),
    };
    let account: AccountKey = account.parse().unwrap();
    JournalEntry {
        step: Step {
            id: StepId(Uuid::from_u128(u128::from(number) + 1)),
            service: account.service.clone(),
            account: Some(account),
            change: Change::Disable,
            action: ProviderData::of(&Nothing).unwrap(),
            after: Vec::new(),
            reversibility: Reversibility::Exact,
            residuals: Residuals::default(),
            previews: Vec::new(),
            facts: Facts::default(),
            saves: None,
        },
        plan: PlanId(Uuid::from_u128(1)),
        state: StepState::Planned,
        runner: String::new(),
        by: "zoe".to_owned(),
        times: vec![(StepState::Planned, NOW)],
        task: None,
        error: None,
    }
}

/// Not a test of its own: what each process does. Without a task it has nothing to do.
#[test]
fn child() {
    let Ok(dir) = env::var(TASK) else {
        return;
    };
    let store = open(Path::new(&dir));
    println!("\nready");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    while store
        .journal()
        .unwrap()
        .iter()
        .filter(|entry| entry.state != StepState::Done)
        .map(|entry| turn(&store, entry))
        .count()
        > 0
    {}
    println!("\nended");
}

/// Tries to make the next turn of a step; says so when it did.
fn turn(store: &Store, before: &JournalEntry) {
    // Everybody is too late for a turn that somebody else made.
    let Some(next) = TURNS.get(before.times.len() - 1) else {
        return;
    };
    let mut entry = before.clone();
    entry.state = *next;
    entry.runner = store.runner().to_owned();
    entry.times.push((*next, NOW));
    let id = entry.step.id;
    let write = StepWrite {
        expected: Some(before.state),
        audit: vec![body(next.as_str(), id)],
        entry,
        account: None,
        restore: Vec::new(),
    };
    match store.write_step(&write) {
        Ok(_) => {
            let made = format!("\nmade {id} {}\n", before.times.len());
            std::io::stdout().write_all(made.as_bytes()).unwrap();
        }
        Err(StoreError::Step(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

fn start(dir: &Path) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "journal::child", "--nocapture"])
        .env(TASK, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line != "ready\n" {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0, "no child");
    }
    (child, output)
}

#[test]
fn each_turn_of_a_step_happens_once_however_many_processes_want_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let steps: Vec<JournalEntry> = (0..STEPS * 2).map(planned).collect();
    let plan = PlanRecord {
        id: steps[0].plan,
        digest: Digest16([1; 16]),
        at: NOW,
        by: "zoe".to_owned(),
        source: ActorSource::Uid,
        why: String::new(),
        steps: steps.iter().map(|entry| entry.step.id).collect(),
    };
    let audit = Vec::new();
    store.write_plan(&PlanWrite { plan, steps, audit }).unwrap();

    let mut children: Vec<_> = (0..PROCESSES).map(|_| start(dir.path())).collect();
    for (child, _) in &mut children {
        // All of them are there before any of them begins.
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    let mut winners = 0;
    for (mut child, output) in children {
        let lines: Vec<String> = output.lines().map(Result::unwrap).collect();
        assert!(lines.iter().any(|line| line == "ended"), "{lines:?}");
        let turns = lines.iter().filter_map(|line| line.strip_prefix("made "));
        let before: usize = made.values().sum();
        for turn in turns {
            *made.entry(turn.to_owned()).or_default() += 1;
        }
        winners += usize::from(made.values().sum::<usize>() > before);
        assert!(child.wait().unwrap().success());
    }
    let all = STEPS as usize * 2 * TURNS.len();
    assert_eq!((made.len(), made.values().sum::<usize>()), (all, all));
    assert!(winners > 1, "nobody was in anybody's way");

    for entry in store.journal().unwrap() {
        let turns = entry.times.iter().skip(1).map(|(state, _)| *state);
        assert!(turns.eq(TURNS), "{:?}", entry.times);
    }
    one_at_a_time(&store, all);
    assert!(store.open_steps(None).unwrap().is_empty());
    let report = store.check().unwrap();
    assert!(report.passes(), "{report:?}");
}

/// The log tells every turn once, and never two steps of the shared account under way.
fn one_at_a_time(store: &Store, all: usize) {
    let log = store.audit(1, all + 1).unwrap();
    assert_eq!(log.len(), all);
    let mut under_way: Option<String> = None;
    for entry in log {
        let body = entry.body.unwrap();
        let id: StepId = body.targets[0].parse().unwrap();
        if id.0.as_u128() <= u128::from(STEPS) {
            continue;
        }
        if body.action == "sent" {
            assert_eq!(under_way.replace(id.to_string()), None);
        } else {
            assert_eq!(under_way.as_deref(), Some(id.to_string().as_str()));
            if body.action != "accepted" {
                under_way = None;
            }
        }
    }
}
