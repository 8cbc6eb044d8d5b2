//! Order, digest, confirmation and turns of plans, and what providers keep in them.

use super::*;
use crate::domain::ids::{RemoteId, ServiceId};
use crate::domain::text::Text;
use proptest::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Action {
    teams: Vec<u32>,
}

impl ProviderRecord for Action {
    const NAME: &'static str = "test-action";
    const VERSION: u16 = 2;

    fn read_old(version: u16, json: &str) -> Option<Self> {
        let team = (version == 1).then(|| json.parse().ok())??;
        Some(Action { teams: vec![team] })
    }
}

fn id(number: usize) -> StepId {
    StepId(Uuid::from_u128(number as u128))
}

fn step(number: usize, after: &[usize]) -> Step {
    let service = ServiceId::new("forge").unwrap();
    let remote = RemoteId::new(&format!("user:{number}")).unwrap();
    Step {
        id: id(number),
        account: Some(AccountKey::new(service.clone(), remote)),
        service,
        change: Change::Disable,
        action: ProviderData::of(&Action { teams: vec![7] }).unwrap(),
        after: after.iter().map(|number| id(*number)).collect(),
        reversibility: Reversibility::Exact,
        residuals: Residuals::default(),
        previews: Vec::new(),
        facts: Facts::default(),
        saves: None,
    }
}

fn plan(steps: Vec<Step>) -> Result<Plan, PlanError> {
    Plan::new(PlanId(Uuid::nil()), steps)
}

fn order(plan: &Plan) -> Vec<u128> {
    plan.steps.iter().map(|step| step.id.0.as_u128()).collect()
}

#[test]
fn steps_stand_behind_what_they_wait_for_and_otherwise_as_given() {
    let made = plan(vec![
        step(1, &[3]),
        step(2, &[]),
        step(3, &[2]),
        step(4, &[]),
    ])
    .unwrap();
    assert_eq!(order(&made), [2, 3, 4, 1]);
}

#[test]
fn circles_strangers_and_twins_are_no_plan() {
    let circle = plan(vec![step(1, &[2]), step(2, &[1])]);
    assert_eq!(circle.unwrap_err(), PlanError::Circle(id(1)));
    let stranger = plan(vec![step(1, &[9])]);
    let missing = PlanError::Missing {
        step: id(1),
        missing: id(9),
    };
    assert_eq!(stranger.unwrap_err(), missing);
    let twins = plan(vec![step(1, &[]), step(1, &[])]);
    assert_eq!(twins.unwrap_err(), PlanError::Twice(id(1)));
}

#[test]
fn what_is_ready_has_everything_before_it_done() {
    let made = plan(vec![step(1, &[]), step(2, &[1]), step(3, &[])]).unwrap();
    let ready = |done: &[usize]| {
        let state = |step: StepId| match done.iter().any(|number| id(*number) == step) {
            true => StepState::Done,
            false => StepState::Planned,
        };
        made.ready(state)
            .iter()
            .map(|step| step.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(ready(&[]), [id(1), id(3)]);
    assert_eq!(ready(&[1]), [id(2), id(3)]);
    assert_eq!(ready(&[1, 2, 3]), []);
}

#[test]
fn what_waits_for_a_failed_step_is_cut_off_and_the_rest_is_not() {
    let made = plan(vec![
        step(1, &[]),
        step(2, &[1]),
        step(3, &[2]),
        step(4, &[]),
    ])
    .unwrap();
    let state = |step: StepId| match step == id(1) {
        true => StepState::Failed,
        false => StepState::Planned,
    };
    let cut: Vec<StepId> = made.cut_off(state).iter().map(|step| step.id).collect();
    assert_eq!(cut, [id(2), id(3)]);
}

#[test]
fn two_plans_that_do_the_same_from_the_same_facts_have_one_code() {
    let one = plan(vec![step(1, &[]), step(2, &[1])]).unwrap();
    let mut renumbered = vec![step(1, &[]), step(2, &[])];
    renumbered[0].id = id(8);
    renumbered[1].id = id(9);
    renumbered[1].after = vec![id(8)];
    let other = Plan::new(PlanId(Uuid::max()), renumbered).unwrap();
    assert_eq!(one.digest, other.digest);
    assert_eq!(one.confirm, other.confirm);
}

#[test]
fn whatever_an_operator_was_shown_changes_the_digest() {
    let digest = |change: fn(&mut Step)| {
        let mut one = step(1, &[]);
        change(&mut one);
        plan(vec![one]).unwrap().digest
    };
    let fact = |value: &str| Fact {
        name: "teams".to_owned(),
        value: value.to_owned(),
    };
    let same = digest(|_| {});
    let changes: [fn(&mut Step); 6] = [
        |one| one.change = Change::Reset,
        |one| one.action = ProviderData::of(&Action { teams: vec![8] }).unwrap(),
        |one| one.reversibility = Reversibility::Never,
        |one| one.residuals.comes_back = vec![Text::new("sessions")],
        |one| one.facts = Facts(Vec::new()),
        |one| one.account = None,
    ];
    for (at, change) in changes.into_iter().enumerate() {
        assert_eq!(digest(change) == same, at == 4, "change {at}");
    }
    let with = |value| {
        let mut one = step(1, &[]);
        one.facts = Facts(vec![fact(value)]);
        plan(vec![one]).unwrap().digest
    };
    assert_ne!(with("3"), with("4"));
}

#[test]
fn a_code_is_four_letters_that_any_keyboard_has() {
    let code = plan(vec![step(1, &[])]).unwrap().confirm;
    let text = code.to_string();
    assert_eq!(text.len(), 4);
    assert!(text.bytes().all(|byte| byte.is_ascii_lowercase()));
    assert!(code.is(&format!(" {} ", text.to_uppercase())));
    assert!(!code.is(""));
}

#[test]
fn a_providers_data_reads_back_and_old_versions_are_its_own_business() {
    let data = ProviderData::of(&Action { teams: vec![1, 2] }).unwrap();
    assert_eq!(data.read::<Action>().unwrap(), Action { teams: vec![1, 2] });
    let old: ProviderData =
        serde_json::from_str(r#"{"name":"test-action","version":1,"json":"5"}"#).unwrap();
    assert_eq!(old.read::<Action>().unwrap(), Action { teams: vec![5] });
}

#[test]
fn a_newer_a_foreign_and_a_damaged_action_are_refused() {
    let read = |text: &str| {
        let data: ProviderData = serde_json::from_str(text).unwrap();
        data.read::<Action>().unwrap_err()
    };
    let newer = read(r#"{"name":"test-action","version":3,"json":"{}"}"#);
    assert!(matches!(
        newer,
        DataError::Newer {
            found: 3,
            known: 2,
            ..
        }
    ));
    let foreign = read(r#"{"name":"other","version":2,"json":"{}"}"#);
    assert!(matches!(foreign, DataError::Foreign { .. }));
    let damaged = read(r#"{"name":"test-action","version":2,"json":"{}"}"#);
    assert!(matches!(damaged, DataError::Damaged { version: 2, .. }));
    let never = read(r#"{"name":"test-action","version":0,"json":"{}"}"#);
    assert!(matches!(never, DataError::Damaged { version: 0, .. }));
}

#[test]
fn nothing_follows_done_and_nothing_unsent_is_unknown() {
    for next in StepState::ALL {
        assert!(!StepState::Done.may_become(next), "{next:?}");
    }
    assert!(!StepState::Planned.may_become(StepState::Unknown));
    assert!(!StepState::Planned.may_become(StepState::Done));
    assert!(StepState::Unknown.may_become(StepState::Done));
}

#[test]
fn every_state_can_be_reached_and_only_done_is_the_end() {
    let mut reached = vec![StepState::Planned];
    let mut at = 0;
    while let Some(state) = reached.get(at).copied() {
        let next = StepState::ALL
            .into_iter()
            .filter(|next| state.may_become(*next));
        reached.extend(
            next.filter(|next| !reached.contains(next))
                .collect::<Vec<_>>(),
        );
        at += 1;
    }
    assert_eq!(reached.len(), StepState::ALL.len());
}

proptest! {
    #[test]
    fn whatever_waits_forwards_only_becomes_a_plan(
        waits in prop::collection::vec(prop::collection::vec(0_usize..20, 0..4), 1..20),
        shuffle: u64,
    ) {
        let mut steps: Vec<Step> = waits
            .iter()
            .enumerate()
            .map(|(number, after)| {
                let after: Vec<usize> = after.iter().copied().filter(|one| *one < number).collect();
                step(number, &after)
            })
            .collect();
        let turn = usize::try_from(shuffle % 20).unwrap() % steps.len();
        steps.rotate_left(turn);
        let made = plan(steps.clone()).unwrap();
        prop_assert_eq!(made.steps.len(), steps.len());
        for (at, one) in made.steps.iter().enumerate() {
            for before in &one.after {
                prop_assert!(made.steps[..at].iter().any(|other| other.id == *before));
            }
        }
    }
}
