//! Deciding and undoing on a real store.

mod migration;
mod rules;
mod town;

use std::sync::Arc;

use uuid::Uuid;

use super::decide::{detach, merge, never, same, same_all};
use super::*;
use crate::domain::account::{Account, Profile, State, Volatile};
use crate::domain::audit::AuditBody;
use crate::domain::clock::FixedClock;
use crate::domain::decision::Decision;
use crate::domain::diff::{Staged, StagedKind};
use crate::domain::identity::merge::{Choices, Field};
use crate::domain::ids::{AccountKey, RunId, ServiceId, UserId};
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::seen::Seen;
use crate::domain::service::ServiceState;
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{Source, User, UserKind};
use crate::store::{Access, LockWait, Store, SyncEnd, UserWrite};
use crate::workflows::acts::{self, Refusal, Result};
use crate::workflows::{Env, testing};

const AT: Timestamp = Timestamp(1_795_328_187_000);

struct Place {
    env: Env,
    _dir: tempfile::TempDir,
}

fn key(text: &str) -> AccountKey {
    text.parse().unwrap()
}

/// A store with these accounts, each its own user in the order given.
fn set(accounts: &[&str]) -> (Place, Vec<UserId>) {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock(AT));
    let store = Store::open(dir.path(), Access::ReadWrite, clock.clone()).unwrap();
    let env = testing::env(store, clock, crate::providers::build);
    for account in accounts {
        add(&env, account);
    }
    let users: Vec<User> = (1..).zip(accounts).map(|(n, a)| person(n, a)).collect();
    let ids = users.iter().map(|user| user.id).collect();
    let write = UserWrite {
        users,
        ..UserWrite::default()
    };
    env.store.write_users(write).unwrap();
    (Place { env, _dir: dir }, ids)
}

fn person(n: u128, account: &str) -> User {
    User {
        id: UserId(Uuid::from_u128(n)),
        name: account.to_owned(),
        name_source: Source::Rule,
        kind: UserKind::Person,
        kind_source: Source::Rule,
        email: None,
        arrival: None,
        departure: Departure::Unset,
        note: String::new(),
        created: AT,
        accounts: vec![key(account)],
    }
}

/// Puts one account into the store, as a sync would.
fn add(env: &Env, handle: &str) {
    testing::add(env, handle, AT);
}

fn everybody(env: &Env) -> Vec<User> {
    let mut users = Vec::new();
    env.store
        .each_user(&mut |user| {
            users.push(user);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    users
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result.unwrap_err() {
        Refusal::Store(error) => panic!("{error}"),
        refusal => refusal.text().id.into_owned(),
    }
}

fn undo(env: &Env, seq: Option<u64>) -> Result<Decision> {
    acts::undo::undo(env, seq).map(|(first, _)| first)
}

fn audit(env: &Env, action: &str, targets: Vec<String>, why: &str) -> AuditBody {
    acts::audit::audit(&env.operator, action, targets, why)
}

#[test]
fn a_merge_keeps_the_older_id_and_undo_restores_both_exactly() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1"]);
    let before = everybody(&env);
    let taken = merge(&env, &[ids[1], ids[0]], &Choices::new(), "same person").unwrap();
    assert_eq!(taken.user.id, ids[0]);
    assert_eq!(taken.user.accounts, [key("a/1"), key("b/1")]);
    assert_eq!(env.store.user(ids[1]).unwrap().unwrap().id, ids[0]);

    let undone = undo(&env, None).unwrap();
    assert_eq!(undone.seq, taken.seq);
    assert_eq!(everybody(&env), before);
    assert!(env.store.check().unwrap().passes());
}

#[test]
fn undoing_a_sequence_backwards_returns_to_the_beginning() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1", "c/1", "d/1"]);
    let before = everybody(&env);
    merge(&env, &[ids[0], ids[1]], &Choices::new(), "").unwrap();
    merge(&env, &[ids[0], ids[2]], &Choices::new(), "").unwrap();
    detach(&env, &key("b/1"), "").unwrap();
    never(&env, &key("b/1"), &key("a/1"), "").unwrap();
    merge(&env, &[ids[2], ids[3]], &Choices::new(), "").unwrap();
    for _ in 0..5 {
        undo(&env, None).unwrap();
    }
    assert_eq!(refusal(undo(&env, None)), "identity-nothing-to-undo");
    assert_eq!(everybody(&env), before);
    assert!(env.store.check().unwrap().passes());
}

#[test]
fn an_older_decision_is_undone_under_a_newer_one_which_stays() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1", "c/1"]);
    let before = everybody(&env);
    let first = merge(&env, &[ids[0], ids[1]], &Choices::new(), "").unwrap();
    let second = merge(&env, &[ids[0], ids[2]], &Choices::new(), "").unwrap();
    undo(&env, Some(first.seq)).unwrap();
    let accounts: Vec<_> = everybody(&env)
        .into_iter()
        .map(|user| user.accounts)
        .collect();
    assert_eq!(accounts, [vec![key("a/1"), key("c/1")], vec![key("b/1")]]);
    undo(&env, Some(second.seq)).unwrap();
    assert_eq!(everybody(&env), before);
    assert_eq!(refusal(undo(&env, Some(first.seq))), "identity-undone");
    assert!(env.store.check().unwrap().passes());
}

#[test]
fn many_answers_are_taken_and_undone_as_one() {
    let (Place { env, _dir }, _) = set(&["a/1", "b/1", "c/1", "d/1"]);
    let before = everybody(&env);
    never(&env, &key("a/1"), &key("d/1"), "").unwrap();
    let pairs = [
        ("a/1", "b/1"),
        ("b/1", "c/1"),
        ("c/1", "d/1"),
        ("a/1", "c/1"),
    ];
    let batch = same_all(
        &env,
        &pairs.map(|(a, b)| (key(a), key(b))),
        "all of one rule",
    )
    .unwrap();
    assert_eq!((batch.first_seq, batch.count), (2, 3));
    let refused: Vec<_> = batch
        .refused
        .iter()
        .map(|(_, b, text)| (b.handle(), text.id.as_ref()))
        .collect();
    assert_eq!(refused, [("d/1".to_owned(), "identity-never"),]);
    assert_eq!(everybody(&env).len(), 2);
    undo(&env, None).unwrap();
    assert_eq!(everybody(&env), before);
    assert!(env.store.check().unwrap().passes());
}

#[test]
fn a_merge_of_three_keeps_what_the_operator_chose_and_both_sides_in_the_history() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1", "c/1"]);
    let note = |id, note: &str| {
        let mut user = env.store.user(id).unwrap().unwrap();
        note.clone_into(&mut user.note);
        let write = UserWrite {
            users: vec![user],
            ..UserWrite::default()
        };
        env.store.write_users(write).unwrap();
    };
    note(ids[1], "left in spring");
    note(ids[2], "left in autumn");
    let choices = Choices::from([(Field::Note, ids[2])]);
    let shown = preview(&env, &ids, &choices).unwrap();
    let taken = merge(&env, &ids, &choices, "").unwrap();
    assert_eq!(taken.user, shown.result);
    assert_eq!(taken.user.note, "left in autumn");
    let fields: Vec<Field> = taken.conflicts.iter().map(|one| one.field).collect();
    assert_eq!(fields, [Field::Name, Field::Note]);
    let lines = history(&env, ids[2]).unwrap();
    assert_eq!(lines[0].seq, Some(taken.seq));
    let said = format!("{:?}", lines[0].text);
    assert!(said.contains("left in spring") && said.contains("left in autumn"));
}

#[test]
fn two_accounts_of_one_user_are_confirmed_or_parted() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1"]);
    merge(&env, &ids, &Choices::new(), "").unwrap();
    undo(&env, None).unwrap();
    same(&env, &key("a/1"), &key("b/1"), "").unwrap();
    assert_eq!(
        refusal(same(&env, &key("b/1"), &key("a/1"), "")),
        "identity-same-user"
    );
    let seq = never(&env, &key("a/1"), &key("b/1"), "").unwrap();
    assert_eq!(everybody(&env).len(), 2);
    undo(&env, Some(seq)).unwrap();
    assert_eq!(everybody(&env).len(), 1);
}

#[test]
fn an_account_that_came_since_stays_with_its_user() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1"]);
    let taken = merge(&env, &[ids[0], ids[1]], &Choices::new(), "").unwrap();
    add(&env, "c/1");
    let mut user = taken.user;
    user.accounts.push(key("c/1"));
    let write = UserWrite {
        users: vec![user],
        ..UserWrite::default()
    };
    env.store.write_users(write).unwrap();
    undo(&env, None).unwrap();
    let accounts: Vec<_> = everybody(&env)
        .into_iter()
        .map(|user| user.accounts)
        .collect();
    assert_eq!(accounts, [vec![key("a/1"), key("c/1")], vec![key("b/1")]]);
}

#[test]
fn never_is_never_crossed_until_it_is_undone() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1"]);
    never(&env, &key("a/1"), &key("b/1"), "brothers").unwrap();
    assert_eq!(
        refusal(merge(&env, &[ids[0], ids[1]], &Choices::new(), "")),
        "identity-never"
    );
    undo(&env, None).unwrap();
    merge(&env, &[ids[0], ids[1]], &Choices::new(), "").unwrap();
    assert_eq!(everybody(&env).len(), 1);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (Place { env, _dir }, ids) = set(&["a/1"]);
    assert_eq!(
        refusal(merge(&env, &[ids[0], ids[0]], &Choices::new(), "")),
        "identity-same-user"
    );
    assert_eq!(refusal(detach(&env, &key("a/1"), "")), "identity-alone");
    assert_eq!(refusal(detach(&env, &key("a/9"), "")), "identity-no-user");
    assert_eq!(
        refusal(never(&env, &key("a/1"), &key("a/9"), "")),
        "identity-no-such-account"
    );
    assert_eq!(refusal(undo(&env, Some(77))), "identity-nothing-to-undo");
}

#[test]
fn users_of_two_environments_are_never_merged() {
    let (Place { mut env, _dir }, ids) = set(&["a/1", "b/1"]);
    let mut config = testing::config(vec![testing::service("a"), testing::service("b")]);
    config.services[1].environment.0 = "staging".into();
    env.config = Arc::new(config);
    assert_eq!(
        refusal(merge(&env, &[ids[0], ids[1]], &Choices::new(), "")),
        "identity-environments"
    );
}

#[test]
fn every_decision_is_in_the_audit_log() {
    let (Place { env, _dir }, ids) = set(&["a/1", "b/1"]);
    merge(&env, &[ids[0], ids[1]], &Choices::new(), "same address").unwrap();
    undo(&env, None).unwrap();
    let log = env.store.audit(1, 100).unwrap();
    let said: Vec<_> = log
        .iter()
        .filter_map(|entry| entry.body.as_ref())
        .filter(|body| body.action != "sync")
        .map(|body| (body.action.as_str(), body.why.as_str()))
        .collect();
    assert_eq!(said, [("merge", "same address"), ("undo", "")]);
}
