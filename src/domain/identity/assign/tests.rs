//! Who joins whom, and who does not.

use super::*;
use crate::domain::account::Actor;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::ids::{RemoteId, ServiceId};
use uuid::Uuid;

fn candidate(id: &str, user: Option<u128>, title: &str) -> Candidate {
    let key = AccountKey::new(ServiceId::new("s").unwrap(), RemoteId::new(id).unwrap());
    let user = user.map(|n| UserId(Uuid::from_u128(n)));
    Candidate {
        key,
        user,
        title: title.into(),
    }
}

fn user(n: u128, accounts: &[&Candidate]) -> User {
    let id = UserId(Uuid::from_u128(n));
    born(id, accounts, UserKind::Person, Timestamp(0))
}

fn run(accounts: &[Candidate], groups: &[Vec<u32>], users: &[User]) -> Assigned {
    run_with(accounts, groups, users, &Standing::default(), &|_| {
        UserKind::Person
    })
}

fn run_with(
    accounts: &[Candidate],
    groups: &[Vec<u32>],
    users: &[User],
    standing: &Standing,
    kind: &dyn Fn(&[u32]) -> UserKind,
) -> Assigned {
    let users = users.iter().map(|user| (user.id, user.clone())).collect();
    let mut next = 1_000;
    let new_id = &mut || {
        next += 1;
        UserId(Uuid::from_u128(next))
    };
    assign(Input {
        accounts,
        groups,
        users: &users,
        standing,
        kind,
        now: Timestamp(0),
        new_id,
    })
}

#[test]
fn new_accounts_become_one_new_user() {
    let accounts = [
        candidate("a", None, "zoe"),
        candidate("b", None, "Zoé Martin"),
    ];
    let out = run(&accounts, &[vec![0, 1]], &[]);
    assert_eq!((out.created, out.linked, out.users.len()), (1, 2, 1));
    assert_eq!(out.users[0].name, "Zoé Martin");
}

#[test]
fn a_new_account_joins_the_user_that_is_there() {
    let accounts = [
        candidate("a", Some(1), "Zoé Martin"),
        candidate("b", None, "zoe"),
    ];
    let out = run(&accounts, &[vec![0, 1]], &[user(1, &[&accounts[0]])]);
    assert_eq!((out.created, out.users.len()), (0, 1));
    assert_eq!(out.users[0].accounts.len(), 2);
    assert_eq!(out.users[0].id, UserId(Uuid::from_u128(1)));
}

#[test]
fn two_users_become_one_and_the_older_id_stays() {
    let accounts = [
        candidate("a", Some(2), "Zoé"),
        candidate("b", Some(1), "Zoé Martin"),
    ];
    let users = [user(2, &[&accounts[0]]), user(1, &[&accounts[1]])];
    let out = run(&accounts, &[vec![0, 1]], &users);
    let id = |n| UserId(Uuid::from_u128(n));
    assert_eq!(out.joined, [(id(2), id(1))]);
    assert_eq!((out.users[0].id, out.users[0].accounts.len()), (id(1), 2));
}

#[test]
fn users_whose_dates_disagree_stay_two() {
    let accounts = [
        candidate("a", Some(2), "Zoé"),
        candidate("b", Some(1), "Zoé"),
    ];
    let mut users = [user(2, &[&accounts[0]]), user(1, &[&accounts[1]])];
    users[0].departure = Departure::OpenEnded;
    users[1].departure = Departure::On(jiff::civil::date(2026, 1, 1));
    let out = run(&accounts, &[vec![0, 1]], &users);
    assert_eq!(out, Assigned::default());
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let accounts = [
        candidate("a", Some(1), "Zoé"),
        candidate("b", Some(1), "Zoé"),
    ];
    let users = [user(1, &[&accounts[0], &accounts[1]])];
    assert_eq!(run(&accounts, &[vec![0, 1]], &users), Assigned::default());
}

fn never(a: &Candidate, b: &Candidate) -> Standing {
    let kind = DecisionKind::Never(a.key.clone(), b.key.clone());
    let actor = Actor::Operator("zoe".into());
    Standing::of(&[Decision::new(kind, actor, Timestamp(0))])
}

#[test]
fn a_never_holds_through_accounts_outside_the_group() {
    let accounts: Vec<Candidate> = [("a", 1), ("b", 1), ("c", 2), ("d", 2)]
        .map(|(id, user)| candidate(id, Some(user), "Zoé"))
        .to_vec();
    let users = [
        user(1, &[&accounts[0], &accounts[1]]),
        user(2, &[&accounts[2], &accounts[3]]),
    ];
    let standing = never(&accounts[0], &accounts[3]);
    let groups = [vec![0], vec![1, 2], vec![3]];
    let out = run_with(&accounts, &groups, &users, &standing, &|_| UserKind::Person);
    assert_eq!(out, Assigned::default());
}

#[test]
fn a_chain_of_groups_cannot_get_round_a_separation() {
    let accounts: Vec<Candidate> = [("a", 1), ("b", 2), ("c", 2), ("d", 3)]
        .map(|(id, user)| candidate(id, Some(user), "Zoé"))
        .to_vec();
    let users = [
        user(1, &[&accounts[0]]),
        user(2, &[&accounts[1], &accounts[2]]),
        user(3, &[&accounts[3]]),
    ];
    let standing = never(&accounts[0], &accounts[3]);
    let groups = [vec![0, 1], vec![2, 3]];
    let out = run_with(&accounts, &groups, &users, &standing, &|_| UserKind::Person);
    assert_eq!(out, Assigned::default());
}

#[test]
fn an_account_between_two_users_that_stay_apart_gets_a_user_of_its_own() {
    let accounts = [
        candidate("a", Some(1), "Zoé"),
        candidate("b", Some(2), "Zoé"),
        candidate("c", None, "Zoé"),
    ];
    let users = [user(1, &[&accounts[0]]), user(2, &[&accounts[1]])];
    let standing = never(&accounts[0], &accounts[1]);
    let groups = [vec![0, 1, 2]];
    let out = run_with(&accounts, &groups, &users, &standing, &|_| UserKind::Person);
    assert_eq!((out.created, out.users.len()), (1, 1));
    assert_eq!(out.users[0].accounts, [accounts[2].key.clone()]);
}

#[test]
fn a_second_account_of_a_service_that_no_group_has_judged_stays_out() {
    let accounts = [
        candidate("a", Some(1), "Zoé"),
        candidate("b", Some(1), "Zoé"),
        candidate("c", None, "Zoé"),
    ];
    let users = [user(1, &[&accounts[0], &accounts[1]])];
    let out = run(&accounts, &[vec![0], vec![1, 2]], &users);
    assert_eq!((out.created, out.linked), (1, 1));
    assert_ne!(out.users[0].id, users[0].id);
}

#[test]
fn a_program_is_not_put_to_a_person() {
    let mut accounts = [
        candidate("a", Some(1), "Zoé"),
        candidate("b", None, "zoe-bot"),
    ];
    accounts[1].key = "other/b".parse().unwrap();
    let users = [user(1, &[&accounts[0]])];
    let bot = |_: &[u32]| UserKind::Bot;
    let out = run_with(&accounts, &[vec![0, 1]], &users, &Standing::default(), &bot);
    assert_eq!((out.created, out.users[0].kind), (1, UserKind::Bot));
    let said = DecisionKind::Same(accounts[0].key.clone(), accounts[1].key.clone());
    let said = Decision::new(said, Actor::Operator("zoe".into()), Timestamp(0));
    let standing = Standing::of(&[said]);
    let out = run_with(&accounts, &[vec![0, 1]], &users, &standing, &bot);
    assert_eq!((out.created, out.linked), (0, 1), "the operator may");
}

#[test]
fn the_name_is_the_one_that_most_accounts_offer() {
    assert_eq!(
        propose_name(&["zmartin", "Zoé Martin", "zoe martin"]),
        "Zoé Martin"
    );
    assert_eq!(propose_name(&["z@x.org", "zmartin"]), "zmartin");
    assert_eq!(propose_name(&["", " "]), "");
}
