//! Lists against a real store: decisions, undoing, the log, newcomers.

use std::sync::Arc;

use jiff::civil::date;
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::domain::act::Act;
use crate::domain::audit::AuditBody;
use crate::domain::clock::FixedClock;
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{Source, UserKind};
use crate::store::Access;
use crate::workflows::acts::undo::undo;
use crate::workflows::acts::{self, Refresh, Refusal};
use crate::workflows::testing;

const AT: Timestamp = Timestamp(1_795_000_000_000);

fn user(number: u128, name: &str, email: &str) -> User {
    let mut user = User {
        id: UserId(Uuid::from_u128(number)),
        name: name.to_owned(),
        name_source: Source::Rule,
        kind: UserKind::Person,
        kind_source: Source::Rule,
        email: None,
        arrival: None,
        departure: Departure::Unset,
        note: String::new(),
        created: AT,
        accounts: Vec::new(),
    };
    user.set_email(email).unwrap();
    user
}

struct Place {
    env: Env,
    _dir: TempDir,
}

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock(AT));
        let store = Store::open(dir.path(), Access::ReadWrite, clock.clone()).unwrap();
        let env = testing::env(store, clock, crate::providers::build);
        let users = vec![user(1, "Jane", "jane@x.org"), user(2, "Paul", "paul@x.org")];
        let write = UserWrite {
            users,
            ..UserWrite::default()
        };
        env.store.write_users(write).unwrap();
        Place { env, _dir: dir }
    }

    fn import(&self, text: &str) -> (Plan, Imported) {
        let rows = read::read(text.as_bytes(), &[]).unwrap();
        apply(&self.env, &rows, &options(), "new list").unwrap()
    }

    fn users(&self) -> Vec<User> {
        let mut users = Vec::new();
        let push = &mut |user| {
            users.push(user);
            ControlFlow::Continue(())
        };
        self.env.store.each_user(push).unwrap();
        users
    }
}

fn options() -> Options {
    Options {
        overwrite: false,
        newcomers: Default::default(),
        today: date(2026, 11, 22),
        file: "people.csv".to_owned(),
        by: "ada".to_owned(),
        at: AT,
    }
}

const LIST: &str = "email,departure,note,name\n\
    jane@x.org,2027-01-31,desk 4,\n\
    paul@x.org,2027-02-28,,\n\
    nora@home.org,,,Nora New\n";

#[test]
fn a_list_is_taken_over_once_and_taken_back_as_one() {
    let place = Place::new();
    let before = place.users();
    let (_, done) = place.import(LIST);
    assert_eq!((done.first_seq, done.users, done.requests), (1, 2, 1));
    let users = place.users();
    assert_eq!(users[0].departure, Departure::On(date(2027, 1, 31)));
    assert_eq!(users[0].note, "desk 4");

    let log = place.env.store.audit(1, 99).unwrap();
    let bodies: Vec<AuditBody> = log.into_iter().filter_map(|entry| entry.body).collect();
    let said: Vec<(&str, &str, &str)> = bodies
        .iter()
        .map(|body| (body.action.as_str(), body.new.as_str(), body.why.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("user-set", "departure=2027-01-31", "people.csv:2; new list"),
            ("user-set", "note=desk 4", "people.csv:2; new list"),
            ("user-set", "departure=2027-02-28", "people.csv:3; new list"),
            (
                "request",
                "Nora New <nora@home.org>",
                "people.csv:4; new list"
            ),
        ]
    );

    let revision = place.env.store.revision().unwrap();
    let (plan, again) = place.import(LIST);
    assert!(!plan.changes());
    assert_eq!(again, Imported::default());
    assert_eq!(place.env.store.revision().unwrap(), revision);

    // What others wrote since stays.
    let mut jane = place.users().remove(0);
    jane.note = "desk 5".to_owned();
    let write = UserWrite {
        users: vec![jane],
        ..UserWrite::default()
    };
    place.env.store.write_users(write).unwrap();
    undo(&place.env, Some(done.first_seq)).unwrap();
    let users = place.users();
    assert_eq!(users[1], before[1]);
    assert_eq!(users[0].departure, Departure::Unset);
    assert_eq!(users[0].note, "desk 5");
}

#[test]
fn a_later_merge_survives_the_undoing_of_a_list() {
    let place = Place::new();
    let (_, done) = place.import(LIST);
    let ids: Vec<UserId> = place.users().iter().map(|user| user.id).collect();
    // Users without accounts do not merge: both sides lose a date by the undoing alone.
    assert_eq!(ids.len(), 2);
    undo(&place.env, Some(done.first_seq)).unwrap();
    let again = undo(&place.env, Some(done.first_seq));
    assert!(again.is_err(), "nothing is taken back twice");
    let (_, done) = place.import(LIST);
    assert_eq!((done.first_seq, done.users), (4, 2));
}

#[test]
fn newcomers_keep_their_numbers_for_ever() {
    let place = Place::new();
    place.import("name\nNora New\nOle Old\n");
    let numbers = |place: &Place| -> Vec<u64> {
        let all = place.env.store.requests().unwrap();
        all.iter().map(|request| request.id).collect()
    };
    assert_eq!(numbers(&place), [1, 2]);
    let drop = |ids: &[u64]| {
        let act = Act::DropRequests { ids: ids.to_vec() };
        acts::perform(&place.env, &act, "mistake", Refresh::Later)
    };
    assert!(matches!(drop(&[2, 7]), Err(Refusal::NoSuchRequest(7))));
    assert_eq!(numbers(&place), [1, 2], "all of them or none");
    assert_eq!(drop(&[2]).unwrap().count, 1);
    place.import("name\nOle Old\n");
    assert_eq!(numbers(&place), [1, 3]);
    let last = place.env.store.audit(1, 99).unwrap();
    let dropped = last.iter().filter_map(|entry| entry.body.as_ref());
    let dropped: Vec<_> = dropped
        .filter(|body| body.action == "request-drop")
        .collect();
    assert_eq!(dropped.len(), 1);
    assert_eq!(dropped[0].targets, ["request:2"]);
    assert_eq!(dropped[0].old, "Ole Old");
}

#[test]
fn who_is_awaited_is_found_by_address() {
    let place = Place::new();
    place.import("name,email\nNora New,nora@home.org\n");
    let config = &place.env.config;
    let found = awaited(config, &place.env.store).unwrap();
    assert!(found[0].user.is_none());
    let nora = user(3, "N. New", "nora@home.org");
    let write = UserWrite {
        users: vec![nora.clone()],
        ..UserWrite::default()
    };
    place.env.store.write_users(write).unwrap();
    let found = awaited(config, &place.env.store).unwrap();
    assert_eq!(found[0].user.as_ref(), Some(&nora));
}

#[test]
fn a_large_list_is_written_in_pieces_and_taken_back_as_one() {
    let place = Place::new();
    let users: Vec<User> = (10..2_510)
        .map(|number| user(number, "x", &format!("u{number}@x.org")))
        .collect();
    let write = UserWrite {
        users,
        ..UserWrite::default()
    };
    place.env.store.write_users(write).unwrap();
    let before = place.users();
    let lines: String = (10..2_510)
        .map(|number| format!("u{number}@x.org,2027-01-01\n"))
        .collect();
    let (_, done) = place.import(&format!("email,departure\n{lines}"));
    assert_eq!((done.first_seq, done.users), (1, 2_500));
    undo(&place.env, Some(1)).unwrap();
    assert_eq!(place.users(), before);
}
