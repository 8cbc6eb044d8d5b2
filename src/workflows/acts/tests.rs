//! Acts on a real store: what follows from them, how they meet, and how they are taken back.

use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::domain::act::edit::{FieldEdit, Invalid};
use crate::domain::act::{Act, Undoing};
use crate::domain::clock::FixedClock;
use crate::domain::findings::{Rule, Subject};
use crate::domain::identity::assign::born;
use crate::domain::identity::merge::Field;
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::import::{Options, Row};
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{User, UserKind};
use crate::store::{Access, Store, UserWrite};
use crate::workflows::{Env, testing};

const AT: Timestamp = Timestamp(1_795_328_187_000);

struct Place {
    env: Env,
    dir: tempfile::TempDir,
}

fn id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn service() -> ServiceId {
    ServiceId::new("git").unwrap()
}

impl Place {
    /// Two people without accounts, of whom nothing is known.
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let env = env(&dir);
        let person = |number: u128, name: &str| User {
            name: name.to_owned(),
            ..born(id(number), &[], UserKind::Person, AT)
        };
        let write = UserWrite {
            users: vec![person(1, "Zoe"), person(2, "Ian")],
            ..UserWrite::default()
        };
        env.store.write_users(write).unwrap();
        Place { env, dir }
    }

    fn act(&self, act: &Act) -> Result<Done> {
        perform(&self.env, act, "", Refresh::Now)
    }

    fn done(&self, act: &Act) -> u64 {
        self.act(act).unwrap().decision.unwrap()
    }

    fn undo(&self, seq: u64) -> Result<Done> {
        self.act(&Act::Undo(Undoing::Decision(seq)))
    }

    fn user(&self, number: u128) -> User {
        self.env.store.user(id(number)).unwrap().unwrap()
    }

    /// Everything that acts write.
    fn state(&self) -> impl PartialEq + std::fmt::Debug {
        let store = &self.env.store;
        let mut users = Vec::new();
        let push = &mut |user| {
            users.push(user);
            ControlFlow::Continue(())
        };
        store.each_user(push).unwrap();
        let states = store.service_states().unwrap();
        let paused = states.into_values().map(|state| state.paused);
        let paused: Vec<_> = paused.flatten().collect();
        let waivers = store.waivers().unwrap();
        (users, waivers, paused, store.requests().unwrap())
    }
}

fn env(dir: &tempfile::TempDir) -> Env {
    let clock = Arc::new(FixedClock(AT));
    let store = Store::open(dir.path(), Access::ReadWrite, clock.clone()).unwrap();
    testing::env(store, clock, crate::providers::build)
}

fn note(user: u128, text: &str) -> Act {
    edit(user, FieldEdit::Note(text.to_owned()))
}

fn edit(user: u128, field: FieldEdit) -> Act {
    Act::Edit {
        user: id(user),
        fields: vec![field],
    }
}

fn waive(subjects: &[u128]) -> Act {
    Act::Waive {
        rule: Rule::NoMfa,
        subjects: subjects.iter().map(|one| Subject::User(id(*one))).collect(),
        reason: "hardware ordered".to_owned(),
        until: None,
    }
}

fn list() -> Act {
    let row = |line, name: &str| Row {
        line,
        name: name.to_owned(),
        emails: vec![format!("{name}@home.example")],
        ..Row::default()
    };
    Act::Import {
        rows: vec![row(2, "nora"), row(3, "ole")],
        options: Options {
            overwrite: false,
            newcomers: [2, 3].into(),
            today: date(2026, 11, 30),
            file: "people.csv".to_owned(),
            by: "ada".to_owned(),
            at: AT,
        },
    }
}

#[test]
fn every_act_is_taken_back_newest_first_or_by_number() {
    let place = Place::new();
    let acts = [
        note(1, "desk 4"),
        edit(1, FieldEdit::Kind(UserKind::Team)),
        edit(1, FieldEdit::Arrival(Some(date(2026, 9, 1)))),
        edit(1, FieldEdit::Departure(Departure::OpenEnded)),
        edit(2, FieldEdit::Email(Some("ian@home.example".to_owned()))),
        waive(&[1, 2]),
        Act::Unwaive {
            rule: Rule::NoMfa,
            subject: Subject::User(id(1)),
        },
        Act::Pause {
            service: service(),
            reason: "moving".to_owned(),
        },
        Act::Resume { service: service() },
        list(),
        Act::DropRequests { ids: vec![1] },
        note(1, "desk 5"),
    ];
    let begin = format!("{:?}", place.state());
    let numbers: Vec<u64> = acts.iter().map(|act| place.done(act)).collect();
    let after = format!("{:?}", place.state());
    assert_ne!(begin, after);
    for _ in &acts {
        place.act(&Act::Undo(Undoing::Last)).unwrap();
    }
    assert_eq!(format!("{:?}", place.state()), begin);
    assert!(matches!(
        place.act(&Act::Undo(Undoing::Last)),
        Err(Refusal::NothingToUndo)
    ));

    let place = Place::new();
    let again: Vec<u64> = acts.iter().map(|act| place.done(act)).collect();
    assert_eq!(again, numbers);
    for seq in &again {
        place.undo(*seq).unwrap();
    }
    assert_eq!(
        format!("{:?}", place.state()),
        begin,
        "oldest first as well"
    );
    assert!(place.env.store.check().unwrap().passes());
    assert!(place.env.store.verify_log(None).unwrap().passes());
}

#[test]
fn the_undo_of_an_import_takes_its_newcomers_with_it() {
    let place = Place::new();
    let done = place.act(&list()).unwrap();
    assert_eq!(place.env.store.requests().unwrap().len(), 2);
    let seq = done.decision.unwrap();
    let said = takes_back(&place.env, Undoing::Decision(seq)).unwrap();
    assert_eq!((said.acts, said.lines.len()), (2, 2));
    place.undo(seq).unwrap();
    assert!(place.env.store.requests().unwrap().is_empty());
    // Numbers are not given twice.
    place.done(&list());
    let numbers: Vec<u64> = place
        .env
        .store
        .requests()
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(numbers, [3, 4]);
}

#[test]
fn an_undo_overwrites_nothing_that_was_written_since() {
    let place = Place::new();
    let first = place.done(&note(1, "desk 4"));
    let second = place.done(&note(1, "desk 5"));
    place.undo(first).unwrap();
    assert_eq!(place.user(1).note, "desk 5");
    place.undo(second).unwrap();
    assert_eq!(place.user(1).note, "");
    assert!(matches!(
        place.undo(second),
        Err(Refusal::AlreadyUndone(seq)) if seq == second
    ));
    // A waiver that no act wrote.
    let seq = place.done(&waive(&[1]));
    let mut waiver = place.env.store.waivers().unwrap().remove(0);
    waiver.reason = "another".to_owned();
    let item =
        crate::domain::act::item::Item::Waiver(waiver.rule, waiver.subject.clone(), Some(waiver));
    let write = UserWrite {
        items: vec![item],
        ..UserWrite::default()
    };
    place.env.store.write_users(write).unwrap();
    assert!(matches!(place.undo(seq), Err(Refusal::ChangedSince(_))));
}

#[test]
fn findings_of_the_first_frame_follow_an_act_without_a_sync() {
    let place = Place::new();
    testing::add(&place.env, "git/zoe", AT);
    let zoe = User {
        accounts: vec!["git/zoe".parse().unwrap()],
        ..place.user(1)
    };
    let write = UserWrite {
        users: vec![zoe],
        ..UserWrite::default()
    };
    place.env.store.write_users(write).unwrap();
    let open = || {
        let lines = place.env.store.first_lines(9).unwrap();
        let zoe = lines.into_iter().find(|line| line.id == id(1)).unwrap();
        let summary = place.env.store.summary().unwrap().unwrap();
        let bit = zoe.findings & Rule::DepartedActive.bit() != 0;
        (bit, summary.findings[Rule::DepartedActive as usize])
    };
    let left = Departure::On(date(2026, 1, 1));
    place.done(&edit(1, FieldEdit::Departure(left)));
    assert_eq!(open(), (true, 1));
    let waive = Act::Waive {
        rule: Rule::DepartedActive,
        subjects: vec![Subject::User(id(1))],
        reason: "hands over".to_owned(),
        until: None,
    };
    let seq = place.done(&waive);
    assert_eq!(open(), (false, 0));
    place.undo(seq).unwrap();
    assert_eq!(open(), (true, 1));
}

#[test]
fn what_is_so_already_is_no_act() {
    let place = Place::new();
    place.done(&note(1, "desk 4"));
    let revision = place.env.store.revision().unwrap();
    assert_eq!(place.act(&note(1, "desk 4")).unwrap().decision, None);
    let resume = Act::Resume { service: service() };
    assert_eq!(place.act(&resume).unwrap().decision, None);
    assert_eq!(place.env.store.revision().unwrap(), revision);
}

#[test]
fn refusals_say_what_and_which() {
    let place = Place::new();
    let refused = |act: &Act| place.act(act).unwrap_err();
    let email = FieldEdit::Email(Some("nowhere".to_owned()));
    assert!(matches!(
        refused(&edit(1, email)),
        Refusal::Invalid {
            field: Field::Email,
            why: Invalid::NoAddress
        }
    ));
    assert!(matches!(refused(&note(9, "x")), Refusal::NoSuchUser(user) if user == id(9)));
    assert!(matches!(refused(&waive(&[9])), Refusal::NoSuchUser(_)));
    let unwaive = Act::Unwaive {
        rule: Rule::NoMfa,
        subject: Subject::User(id(1)),
    };
    assert!(matches!(refused(&unwaive), Refusal::NotWaived(..)));
    let clock = Arc::new(FixedClock(AT));
    let store = Store::open(place.dir.path(), Access::ReadOnly, clock.clone()).unwrap();
    let reader = testing::env(store, clock, crate::providers::build);
    let refused = perform(&reader, &note(1, "x"), "", Refresh::Now);
    assert!(matches!(refused, Err(Refusal::ReadOnly)));
}

#[test]
fn two_processes_that_edit_at_the_same_time_both_end_well() {
    const EACH: u128 = 12;
    let place = Place::new();
    let users: Vec<User> = (10..10 + 2 * EACH)
        .map(|number| born(id(number), &[], UserKind::Person, AT))
        .collect();
    let write = UserWrite {
        users,
        ..UserWrite::default()
    };
    place.env.store.write_users(write).unwrap();
    let dir = &place.dir;
    std::thread::scope(|scope| {
        for offset in 0..2 {
            scope.spawn(move || {
                let env = env(dir);
                for number in 0..EACH {
                    let user = 10 + 2 * number + offset;
                    perform(&env, &note(user, "met"), "", Refresh::Later).unwrap();
                    perform(&env, &waive(&[user]), "", Refresh::Later).unwrap();
                }
            });
        }
    });
    let numbers: Vec<u64> = place
        .env
        .store
        .decisions()
        .unwrap()
        .iter()
        .map(|one| one.seq)
        .collect();
    let expected: Vec<u64> = (1..=4 * u64::try_from(EACH).unwrap()).collect();
    assert_eq!(numbers, expected, "one order and one number each");
    for number in 10..10 + 2 * EACH {
        assert_eq!(place.user(number).note, "met");
    }
    refresh(&place.env).unwrap();
    assert!(place.env.store.check().unwrap().passes());
}
