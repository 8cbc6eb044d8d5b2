//! What must hold whatever is decided, undone and concluded by rules, in any order.

use std::collections::HashMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::assign::{Candidate, Input, assign, born};
use super::merge::Choices;
use super::standing::Standing;
use super::user_set::{Changed, UserSet};
use super::{decide, undo};
use crate::domain::account::Actor;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{User, UserKind};

const ACCOUNTS: u8 = 9;

/// The users of nine accounts, and everything that was decided about them.
#[derive(Debug, Clone)]
struct Town {
    set: UserSet,
    decisions: Vec<Decision>,
    next: u128,
}

#[derive(Debug, Clone)]
enum Act {
    Merge(u8, u8, u8),
    Same(u8, u8),
    Detach(u8),
    Never(u8, u8),
    Undo(usize),
    /// The rules see these groups: by account, the number of its group.
    Rules(Vec<u8>),
}

fn key(number: u8) -> AccountKey {
    format!("service-{number}/x").parse().unwrap()
}

fn id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn person(user: u128, accounts: &[u8]) -> User {
    let candidates: Vec<Candidate> = accounts
        .iter()
        .map(|number| Candidate {
            key: key(*number),
            user: None,
            title: format!("Person {user}"),
        })
        .collect();
    let all: Vec<&Candidate> = candidates.iter().collect();
    born(id(user), &all, UserKind::Person, Timestamp(0))
}

/// Nine accounts of four users; what operators wrote on them differs.
fn town(owners: &[u8]) -> Town {
    let mut users = Vec::new();
    for owner in 0..4u8 {
        let own: Vec<u8> = (0..ACCOUNTS)
            .filter(|number| owners.get(usize::from(*number)) == Some(&owner))
            .collect();
        if !own.is_empty() {
            let mut user = person(u128::from(owner) + 1, &own);
            user.note = ["", "two", "three", ""][usize::from(owner)].to_owned();
            if owner == 3 {
                user.departure = Departure::OpenEnded;
            }
            users.push(user);
        }
    }
    Town {
        set: UserSet::new(users),
        decisions: Vec::new(),
        next: 100,
    }
}

impl Town {
    fn users(&self) -> Vec<User> {
        self.set.users().cloned().collect()
    }

    fn standing(&self) -> Standing {
        Standing::of(&self.decisions)
    }

    fn decide(&mut self, kind: DecisionKind, changed: Changed, choices: Choices) {
        let seq = self.decisions.len() as u64 + 1;
        self.decisions.push(Decision {
            seq,
            before: changed.before,
            after: changed.after,
            choices,
            ..Decision::new(kind, Actor::Operator("zoe".into()), Timestamp(0))
        });
    }

    fn newborn(&mut self) -> User {
        self.next += 1;
        person(self.next, &[])
    }

    fn act(&mut self, act: &Act) {
        let standing = self.standing();
        let owner = |town: &Town, number: u8| town.set.owner(&key(number)).map(|user| user.id);
        match act {
            Act::Merge(a, b, c) => {
                let ids: Vec<UserId> = [a, b, c]
                    .into_iter()
                    .filter_map(|number| owner(self, *number))
                    .collect();
                let choices: Choices = ids
                    .last()
                    .map(|last| (super::merge::Field::Note, *last))
                    .into_iter()
                    .collect();
                if let Ok((kind, _, changed)) =
                    decide::merge(&mut self.set, &standing, &ids, &choices)
                {
                    self.decide(kind, changed, choices);
                }
            }
            Act::Same(a, b) => {
                if let Ok((kind, _, changed)) =
                    decide::same(&mut self.set, &standing, &key(*a), &key(*b))
                {
                    self.decide(kind, changed, Choices::new());
                }
            }
            Act::Detach(a) => {
                let born = self.newborn();
                if let Ok((kind, changed)) = decide::detach(&mut self.set, &key(*a), born) {
                    self.decide(kind, changed, Choices::new());
                }
            }
            Act::Never(a, b) => {
                let born = self.newborn();
                let leaving = |user: &User| user.accounts.iter().take(2).cloned().collect();
                let done = decide::never(&mut self.set, &key(*a), &key(*b), leaving, |_| born);
                if let Ok((kind, changed)) = done {
                    self.decide(kind, changed, Choices::new());
                }
            }
            Act::Undo(which) => {
                let seq = 1 + *which as u64 % (self.decisions.len() as u64).max(1);
                let _ = self.undo(seq);
            }
            Act::Rules(groups) => self.rules(groups),
        }
    }

    fn undo(&mut self, seq: u64) -> Result<(), undo::Refusal> {
        let mut set = self.set.clone();
        for changed in undo::undo(&mut set, &self.decisions, seq)? {
            let at = changed.seq as usize - 1;
            self.decisions[at] = changed;
        }
        self.set = set;
        Ok(())
    }

    /// A run of the rules: the engine leaves out what a standing decision keeps apart, and joins
    /// what it puts together.
    fn rules(&mut self, wanted: &[u8]) {
        let standing = self.standing();
        let accounts: Vec<Candidate> = (0..ACCOUNTS)
            .map(|number| Candidate {
                key: key(number),
                user: self.set.owner(&key(number)).map(|user| user.id),
                title: "x".into(),
            })
            .collect();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for number in 0..ACCOUNTS {
            let fits = |group: &Vec<u32>| {
                group.iter().all(|other| {
                    let same = wanted[*other as usize] == wanted[usize::from(number)];
                    same && standing
                        .between(&[key(*other as u8)], &[key(number)])
                        .is_none()
                })
            };
            match groups.iter_mut().find(|group| fits(group)) {
                Some(group) => group.push(number.into()),
                None => groups.push(vec![number.into()]),
            }
        }
        let users: HashMap<UserId, User> = self
            .set
            .users()
            .map(|user| (user.id, user.clone()))
            .collect();
        let next = &mut self.next;
        let out = assign(Input {
            accounts: &accounts,
            groups: &groups,
            users: &users,
            standing: &standing,
            kind: &|_| UserKind::Person,
            now: Timestamp(0),
            new_id: &mut || {
                *next += 1;
                id(*next)
            },
        });
        for (from, to) in out.joined {
            self.set.remove(from, Some(to));
        }
        out.users.into_iter().for_each(|user| self.set.put(user));
    }

    fn check(&self) {
        let standing = self.standing();
        for (a, b) in standing.apart() {
            let (one, other) = (self.set.owner(a), self.set.owner(b));
            assert!(
                one.is_none() || one.map(|user| user.id) != other.map(|user| user.id),
                "{a} and {b} are kept apart"
            );
        }
        for number in 0..ACCOUNTS {
            let owner = self.set.owner(&key(number)).expect("an account has a user");
            assert!(owner.accounts.contains(&key(number)));
        }
        let listed: usize = self.set.users().map(|user| user.accounts.len()).sum();
        assert_eq!(listed, usize::from(ACCOUNTS), "each account once");
    }
}

fn account() -> impl Strategy<Value = u8> {
    0..ACCOUNTS
}

fn decision() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (account(), account(), account()).prop_map(|(a, b, c)| Act::Merge(a, b, c)),
        3 => (account(), account()).prop_map(|(a, b)| Act::Same(a, b)),
        2 => account().prop_map(Act::Detach),
        2 => (account(), account()).prop_map(|(a, b)| Act::Never(a, b)),
    ]
}

fn anything() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => decision(),
        2 => (0usize..16).prop_map(Act::Undo),
        2 => prop::collection::vec(0u8..4, usize::from(ACCOUNTS)).prop_map(Act::Rules),
    ]
}

fn owners() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0u8..4, usize::from(ACCOUNTS))
}

proptest! {
    #[test]
    fn undoing_everything_in_any_order_returns_to_the_beginning(
        owners in owners(),
        acts in prop::collection::vec(decision(), 0..10),
        order in prop::collection::vec(any::<u32>(), 10),
    ) {
        let mut town = town(&owners);
        let before = town.users();
        acts.iter().for_each(|act| town.act(act));
        let mut left: Vec<u64> = (1..=town.decisions.len() as u64).collect();
        left.sort_by_key(|seq| order.get(*seq as usize - 1).copied());
        // One that a later decision stands on has to wait for that one.
        while !left.is_empty() {
            let count = left.len();
            left.retain(|seq| town.undo(*seq).is_err());
            prop_assert!(left.len() < count, "nothing can be undone: {:?}", town.decisions);
        }
        prop_assert_eq!(town.users(), before);
    }

    #[test]
    fn undoing_backwards_is_never_refused(
        owners in owners(),
        acts in prop::collection::vec(decision(), 0..12),
    ) {
        let mut town = town(&owners);
        let before = town.users();
        acts.iter().for_each(|act| town.act(act));
        for seq in (1..=town.decisions.len() as u64).rev() {
            prop_assert_eq!(town.undo(seq), Ok(()));
        }
        prop_assert_eq!(town.users(), before);
    }

    #[test]
    fn nothing_brings_together_what_is_kept_apart(
        owners in owners(),
        acts in prop::collection::vec(anything(), 0..16),
    ) {
        let mut town = town(&owners);
        for act in &acts {
            town.act(act);
            town.check();
        }
    }

    #[test]
    fn a_second_run_of_the_rules_changes_nothing(
        owners in owners(),
        acts in prop::collection::vec(anything(), 0..10),
        groups in prop::collection::vec(0u8..4, usize::from(ACCOUNTS)),
    ) {
        let mut town = town(&owners);
        acts.iter().for_each(|act| town.act(act));
        town.rules(&groups);
        let once = town.users();
        town.rules(&groups);
        prop_assert_eq!(town.users(), once);
    }
}

#[test]
fn what_somebody_wrote_since_stays_when_a_merge_is_undone() {
    let mut town = town(&[0, 1, 2, 3, 3, 3, 3, 3, 3]);
    town.act(&Act::Same(0, 1));
    let mut merged = town.set.user(id(1)).unwrap().clone();
    assert_eq!(merged.note, "two", "taken from the other user");
    merged.departure = Departure::OpenEnded;
    town.set.put(merged);
    town.undo(1).unwrap();
    let (one, two) = (town.set.user(id(1)).unwrap(), town.set.user(id(2)).unwrap());
    assert_eq!(
        (one.note.as_str(), one.departure),
        ("", Departure::OpenEnded)
    );
    assert_eq!(
        (two.note.as_str(), two.departure),
        ("two", Departure::Unset)
    );
}

#[test]
fn an_undo_may_not_bring_together_what_a_never_keeps_apart() {
    let mut town = town(&[0, 0, 1, 1, 1, 1, 1, 1, 1]);
    town.act(&Act::Detach(1));
    town.act(&Act::Never(0, 1));
    assert_eq!(town.undo(1), Err(undo::Refusal::Later(2)));
    town.undo(2).unwrap();
    town.undo(1).unwrap();
    assert_eq!(town.set.user(id(1)).unwrap().accounts, [key(0), key(1)]);
    assert_eq!(town.undo(1), Err(undo::Refusal::Already));
    assert_eq!(town.undo(9), Err(undo::Refusal::Unknown));
}

#[test]
fn a_later_merge_lifts_a_detachment_but_no_never() {
    let mut town = town(&[0, 0, 1, 1, 1, 1, 1, 1, 1]);
    town.act(&Act::Detach(1));
    assert!(town.standing().between(&[key(0)], &[key(1)]).is_some());
    town.act(&Act::Same(0, 1));
    assert!(town.standing().between(&[key(0)], &[key(1)]).is_none());
    town.act(&Act::Never(0, 2));
    town.act(&Act::Same(1, 2));
    assert_eq!(town.decisions.len(), 3, "the never holds through the user");
}

#[test]
fn a_never_about_one_user_takes_a_side_out_of_it() {
    let mut town = town(&[0, 0, 0, 1, 1, 1, 1, 1, 1]);
    town.act(&Act::Never(2, 1));
    let owner = |number| town.set.owner(&key(number)).unwrap().id;
    assert_ne!(owner(2), owner(1));
    town.check();
    town.undo(1).unwrap();
    assert_eq!(town.set.user(id(1)).unwrap().accounts.len(), 3);
}

#[test]
fn decisions_taken_together_are_undone_together() {
    let mut town = town(&[0, 1, 2, 3, 3, 3, 3, 3, 3]);
    let before = town.users();
    town.act(&Act::Same(0, 1));
    town.act(&Act::Same(1, 2));
    for decision in &mut town.decisions {
        decision.batch = Some(1);
    }
    town.undo(1).unwrap();
    assert_eq!(town.users(), before);
    assert!(town.decisions.iter().all(|one| one.undone_by.is_some()));
}
