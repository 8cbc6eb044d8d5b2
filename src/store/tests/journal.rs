//! The journal: plans once, each turn of a step once, and what is open without going through it.

use super::*;
use crate::domain::diff::state::{Hold, Towards};
use crate::domain::ids::{Digest16, PlanId, StepId};
use crate::domain::plan::testing::sample_data;
use crate::domain::plan::{
    Change, Facts, JournalEntry, PlanRecord, ProviderData, ProviderRecord, Residuals, RestorePoint,
    Reversibility, Step, StepState,
};
use crate::store::codec::encode;
use crate::store::tables::{JOURNAL, OPEN_STEPS};
use StepState::{Accepted, Done, Failed, Planned, Sent, Unknown};

fn step_id(number: u128) -> StepId {
    StepId(Uuid::from_u128(number))
}

/// A planned step that disables an account.
fn planned(number: u128, handle: &str) -> JournalEntry {
    JournalEntry {
        step: Step {
            id: step_id(number),
            service: key(handle).service,
            account: Some(key(handle)),
            change: Change::Disable,
            action: sample_data(7),
            after: Vec::new(),
            reversibility: Reversibility::Exact,
            residuals: Residuals::default(),
            previews: Vec::new(),
            facts: Facts::default(),
            saves: None,
        },
        plan: PlanId(Uuid::from_u128(1)),
        state: Planned,
        runner: "runner-1".to_owned(),
        by: "zoe".to_owned(),
        times: vec![(Planned, NOW)],
        task: None,
        error: None,
    }
}

fn plan(steps: Vec<JournalEntry>) -> PlanWrite {
    PlanWrite {
        plan: PlanRecord {
            id: PlanId(Uuid::from_u128(1)),
            digest: Digest16([1; 16]),
            at: NOW,
            by: "zoe".to_owned(),
            source: ActorSource::Uid,
            why: "left".to_owned(),
            steps: steps.iter().map(|entry| entry.step.id).collect(),
        },
        steps,
        audit: vec![body("plan", "1")],
    }
}

/// The next turn of a step.
fn turned(entry: &JournalEntry, state: StepState) -> JournalEntry {
    let mut entry = entry.clone();
    entry.state = state;
    entry.times.push((state, NOW));
    entry
}

fn turn(expected: Option<StepState>, entry: &JournalEntry) -> StepWrite {
    StepWrite {
        expected,
        entry: entry.clone(),
        account: None,
        restore: Vec::new(),
        audit: vec![body(entry.state.as_str(), "git/user:1")],
    }
}

/// Takes a step from where it stands through some states.
fn go(store: &Store, entry: &JournalEntry, states: &[StepState]) -> JournalEntry {
    let mut entry = entry.clone();
    for state in states {
        let next = turned(&entry, *state);
        store.write_step(&turn(Some(entry.state), &next)).unwrap();
        entry = next;
    }
    entry
}

fn refused(written: Result<Revision>) -> StepError {
    match written {
        Err(StoreError::Step(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn with_plan(steps: Vec<JournalEntry>) -> (TempDir, Store) {
    let (dir, store) = fresh();
    sync(
        &store,
        &service("git"),
        9,
        (1..=3)
            .map(|n| insert(&format!("git/user:{n}")))
            .chain([insert("git/user:1x")])
            .collect(),
    );
    store.write_plan(&plan(steps)).unwrap();
    (dir, store)
}

#[test]
fn a_plan_is_written_once_with_all_of_its_steps() {
    let steps = vec![planned(1, "git/user:1"), planned(2, "git/user:2")];
    let (_dir, store) = with_plan(steps.clone());
    let (found, its) = store.plan(PlanId(Uuid::from_u128(1))).unwrap().unwrap();
    assert_eq!((found.why.as_str(), its), ("left", steps.clone()));
    let entries = store.audit_head().unwrap().seq;
    assert_eq!(
        refused(store.write_plan(&plan(steps.clone()))),
        StepError::PlanThere(PlanId(Uuid::from_u128(1)))
    );
    let mut other = plan(vec![planned(3, "git/user:3"), planned(2, "git/user:2")]);
    other.plan.id = PlanId(Uuid::from_u128(2));
    for entry in &mut other.steps {
        entry.plan = other.plan.id;
    }
    assert!(matches!(
        refused(store.write_plan(&other)),
        StepError::Elsewhere { step, found: Some(Planned), .. } if step == step_id(2)
    ));
    other.plan.steps.pop();
    assert!(matches!(
        store.write_plan(&other),
        Err(StoreError::Refused(_))
    ));
    assert_eq!(store.journal().unwrap(), steps, "nothing was left behind");
    assert_eq!(store.audit_head().unwrap().seq, entries);
    assert_sound(&store);
}

#[test]
fn only_who_knows_where_a_step_stands_may_turn_it() {
    let first = planned(1, "git/user:1");
    let (_dir, store) = with_plan(vec![first.clone()]);
    let sent = turned(&first, Sent);
    store.write_step(&turn(Some(Planned), &sent)).unwrap();
    let entries = store.audit_head().unwrap().seq;
    assert_eq!(
        refused(store.write_step(&turn(Some(Planned), &sent))),
        StepError::Elsewhere {
            step: step_id(1),
            expected: Some(Planned),
            found: Some(Sent),
        }
    );
    assert_eq!(
        refused(store.write_step(&turn(Some(Sent), &planned(9, "git/user:3")))),
        StepError::Elsewhere {
            step: step_id(9),
            expected: Some(Sent),
            found: None,
        }
    );
    assert_eq!(store.step(step_id(1)).unwrap(), Some(sent));
    assert_eq!(store.audit_head().unwrap().seq, entries);
}

#[test]
fn a_step_that_left_a_state_and_came_back_is_not_where_it_was() {
    let first = planned(1, "git/user:1");
    let (_dir, store) = with_plan(vec![first.clone()]);
    let failed = go(&store, &first, &[Sent, Failed]);
    go(&store, &failed, &[Sent, Failed]);
    assert!(matches!(
        refused(store.write_step(&turn(Some(Failed), &turned(&failed, Sent)))),
        StepError::Elsewhere {
            expected: Some(Failed),
            found: Some(Failed),
            ..
        }
    ));
}

#[test]
fn a_step_makes_the_turns_of_the_table_and_no_others() {
    for from in StepState::ALL {
        for to in StepState::ALL {
            let first = planned(1, "git/user:1");
            let (_dir, store) = with_plan(vec![first.clone()]);
            let path: &[StepState] = match from {
                Planned => &[],
                Sent => &[Sent],
                other => &[Sent, other],
            };
            let entry = go(&store, &first, path);
            let written = store.write_step(&turn(Some(from), &turned(&entry, to)));
            assert_eq!(written.is_ok(), from.may_become(to), "{from:?} {to:?}");
        }
    }
    let (_dir, store) = fresh();
    let sent = turned(&planned(1, "git/user:1"), Sent);
    assert!(matches!(
        refused(store.write_step(&turn(None, &sent))),
        StepError::NoSuchTurn { from: None, .. }
    ));
}

#[test]
fn an_account_has_one_step_under_way_at_a_time() {
    let steps = vec![
        planned(1, "git/user:1"),
        planned(2, "git/user:1"),
        planned(3, "git/user:1x"),
    ];
    let (_dir, store) = with_plan(steps.clone());
    let first = go(&store, &steps[0], &[Sent]);
    let second = turn(Some(Planned), &turned(&steps[1], Sent));
    for state in [Unknown, Failed] {
        assert!(matches!(
            refused(store.write_step(&second)),
            StepError::AccountBusy { other, .. } if other == step_id(1)
        ));
        // Another account, whose id begins as that one's, is not in the way.
        if state == Unknown {
            go(&store, &steps[2], &[Sent]);
        }
        let before = store.step(step_id(1)).unwrap().unwrap();
        go(&store, &before, &[state]);
    }
    store.write_step(&second).unwrap();
    let retried = store.step(step_id(1)).unwrap().unwrap();
    assert_eq!(retried.times.len(), first.times.len() + 2);
    assert!(matches!(
        refused(store.write_step(&turn(Some(Failed), &turned(&retried, Sent)))),
        StepError::AccountBusy { other, .. } if other == step_id(2)
    ));
    assert_sound(&store);
}

#[test]
fn open_steps_are_found_by_account_and_by_runner_until_they_are_settled() {
    let steps = vec![planned(1, "git/user:1"), planned(2, "git/user:2")];
    let (_dir, store) = with_plan(steps.clone());
    let ids = |steps: Vec<OpenStep>| -> Vec<StepId> { steps.iter().map(|step| step.id).collect() };
    let all = [step_id(1), step_id(2)];
    assert_eq!(ids(store.open_steps(Some(&service("git"))).unwrap()), all);
    assert_eq!(ids(store.steps_of_runner("runner-1").unwrap()), all);
    assert!(store.open_steps(Some(&service("gi"))).unwrap().is_empty());
    assert!(store.steps_of_runner("runner-").unwrap().is_empty());
    assert!(store.holds(&service("git")).unwrap().is_empty());

    let mut mine = turned(&steps[0], Sent);
    mine.runner = store.runner().to_owned();
    store.write_step(&turn(Some(Planned), &mine)).unwrap();
    go(&store, &steps[1], &[Sent]);
    assert_eq!(
        ids(store.steps_of_runner("runner-1").unwrap()),
        [step_id(2)]
    );
    assert_eq!(
        ids(store.steps_of_runner(store.runner()).unwrap()),
        [step_id(1)]
    );
    assert_eq!(ids(store.orphaned_steps().unwrap()), [step_id(2)]);
    let holds = store.holds(&service("git")).unwrap();
    let (step, towards) = (step_id(1), Towards::Disabled);
    assert_eq!(holds[&remote("user:1")], Hold::Sent { step, towards });

    go(&store, &mine, &[Done]);
    assert_eq!(ids(store.open_steps(None).unwrap()), [step_id(2)]);
    assert!(store.steps_of_runner(store.runner()).unwrap().is_empty());
    assert_sound(&store);
}

#[test]
fn a_session_knows_the_holds_of_the_accounts_it_asks_for() {
    let steps = vec![planned(1, "git/user:1"), planned(2, "git/user:2")];
    let (_dir, store) = with_plan(steps.clone());
    let point = RestorePoint {
        account: key("git/user:2"),
        at: NOW,
        role: None,
        saved: sample_data(7),
    };
    go(&store, &steps[0], &[Sent]);
    let mut write = turn(Some(Planned), &turned(&steps[1], Sent));
    write.restore = vec![(point.account.clone(), Some(point))];
    store.write_step(&write).unwrap();
    go(&store, &write.entry, &[Done]);
    let session = store
        .begin_sync(&service("git"), run_id(2), LockWait::No)
        .unwrap();
    let ids = ["user:9", "user:3", "user:2", "user:1"].map(remote);
    let known = session.known(&ids).unwrap();
    let holds: Vec<Option<Hold>> = known
        .into_iter()
        .map(|known| known.map(|(_, hold)| hold))
        .collect();
    let (step, towards) = (step_id(1), Towards::Disabled);
    let sent = Hold::Sent { step, towards };
    assert_eq!(
        holds,
        [None, Some(Hold::None), Some(Hold::Ours), Some(sent)]
    );
}

#[test]
fn a_step_follows_its_account_to_another_id() {
    let first = planned(1, "git/user:1");
    let (_dir, store) = with_plan(vec![first.clone()]);
    let sent = go(&store, &first, &[Sent]);
    let mut row = insert("git/member:7");
    row.kind = StagedKind::Rekey {
        from: remote("user:1"),
    };
    sync(&store, &service("git"), 10, vec![row]);
    let step = store.step(step_id(1)).unwrap().unwrap();
    assert_eq!(step.step.account, Some(key("git/member:7")));
    let holds = store.holds(&service("git")).unwrap();
    assert_eq!(holds.keys().collect::<Vec<_>>(), [&remote("member:7")]);
    // Who still has the former id in hand reads the step again.
    refused(store.write_step(&turn(Some(Sent), &turned(&sent, Done))));
    go(&store, &step, &[Done]);
    assert_sound(&store);
}

#[test]
fn forgetting_a_user_erases_its_steps_and_the_plans_of_which_none_is_left() {
    let steps = vec![planned(1, "git/user:1"), planned(2, "git/user:2")];
    let (_dir, store) = with_plan(steps);
    write(
        &store,
        vec![user(1, "a", &["git/user:1"]), user(2, "b", &["git/user:2"])],
    );
    store.forget(user_id(1), &body("forget", "")).unwrap();
    assert_eq!(store.plans().unwrap().len(), 1);
    assert_eq!(store.journal().unwrap().len(), 1);
    assert_sound(&store);
    store.forget(user_id(2), &body("forget", "")).unwrap();
    assert!(store.plans().unwrap().is_empty());
    assert!(store.open_steps(None).unwrap().is_empty());
    assert_sound(&store);
}

/// Marks the row of a table as one of a newer program.
fn raise(store: &Store, table: engine::Table, key: &[u8], bytes: &[u8]) {
    let newer: Vec<u8> = [&[bytes[0] + 1], &bytes[1..]].concat();
    store.write(|write| write.put(table, key, &newer)).unwrap();
}

#[test]
fn a_step_of_a_newer_program_is_refused_wherever_it_is_asked_for() {
    let steps = vec![planned(1, "git/user:1"), planned(2, "git/user:2")];
    let (_dir, store) = with_plan(steps.clone());
    let bytes = encode(&steps[0]).unwrap();
    raise(&store, JOURNAL, steps[0].step.id.0.as_bytes(), &bytes);
    let newer = |error: StoreError| matches!(error, StoreError::Newer { what: "journal entry", found, known } if found == known + 1);
    assert!(newer(store.step(step_id(1)).unwrap_err()));
    assert!(
        newer(store.journal().unwrap_err()),
        "lists leave nothing out"
    );
    assert!(newer(store.plan(steps[0].plan).unwrap_err()));
    let sent = turn(Some(Planned), &turned(&steps[0], Sent));
    assert!(newer(store.write_step(&sent).unwrap_err()));
    go(&store, &steps[1], &[Sent, Accepted, Done]);

    let open = store.open_steps(None).unwrap().remove(0);
    let index = [
        key_bytes("git/user:1"),
        vec![0],
        open.id.0.as_bytes().to_vec(),
    ]
    .concat();
    raise(&store, OPEN_STEPS, &index, &encode(&open).unwrap());
    let refused = store.holds(&service("git")).unwrap_err();
    assert!(matches!(
        refused,
        StoreError::Newer {
            what: "open step",
            ..
        }
    ));
}

fn key_bytes(handle: &str) -> Vec<u8> {
    tables::key_of(&key(handle))
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Action(u32);

impl ProviderRecord for Action {
    const NAME: &'static str = "git-action";
    const VERSION: u16 = 2;
}

#[test]
fn an_action_of_a_newer_program_is_refused() {
    let mut known = planned(1, "git/user:1");
    known.step.action = ProviderData::of(&Action(5)).unwrap();
    let mut newer = planned(2, "git/user:2");
    newer.step.action = serde_json::from_value(serde_json::json!({
        "name": "git-action", "version": 3, "json": "5",
    }))
    .unwrap();
    let (_dir, store) = with_plan(vec![known, newer]);
    let (_, action) = store
        .step_with_action::<Action>(step_id(1))
        .unwrap()
        .unwrap();
    assert_eq!(action.0, 5);
    let refused = store.step_with_action::<Action>(step_id(2));
    assert!(matches!(
        refused.map(drop),
        Err(StoreError::Newer {
            what: "git-action",
            found: 3,
            known: 2
        })
    ));
}
