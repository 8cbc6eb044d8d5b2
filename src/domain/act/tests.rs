//! What must hold whatever is done and taken back, of every kind of act and in any order.

use proptest::prelude::*;
use uuid::Uuid;

use super::edit::{FieldEdit, edited};
use super::item::{Item, ItemChange};
use super::takes_back::{TakenBack, takes_back};
use super::undo::{InHand, Refusal, undo};
use crate::domain::account::Actor;
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::identity::assign::born;
use crate::domain::identity::merge::{Choices, Field};
use crate::domain::identity::standing::Standing;
use crate::domain::identity::user_set::{Changed, UserSet};
use crate::domain::identity::{decide, undo::Refusal as UserRefusal};
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::request::Request;
use crate::domain::service::Paused;
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{User, UserKind};

const ACCOUNTS: u8 = 6;

/// What operators do, by small numbers.
#[derive(Debug, Clone)]
enum Done {
    Merge(u8, u8),
    Detach(u8),
    Never(u8, u8),
    Edit(u8, u8, u8),
    Import(u8, u8),
    Waive(u8, u8),
    Unwaive(u8),
    Pause(u8),
    Resume,
    Request(u8, u8),
    Drop(u8),
}

/// A few users, what was done to them, and everything that is in force.
#[derive(Debug, Clone, PartialEq)]
struct Town {
    hand: InHand,
    decisions: Vec<Decision>,
}

fn key(number: u8) -> AccountKey {
    format!("service-{number}/x").parse().unwrap()
}

fn user(number: u128, accounts: &[u8]) -> User {
    let mut user = born(
        UserId(Uuid::from_u128(number)),
        &[],
        UserKind::Person,
        Timestamp(0),
    );
    user.name = format!("Person {number}");
    user.accounts = accounts.iter().map(|number| key(*number)).collect();
    user
}

fn town() -> Town {
    let mut second = user(2, &[2, 3]);
    second.note = "two".to_owned();
    let users = [user(1, &[0, 1]), second, user(3, &[4]), user(4, &[5])];
    Town {
        hand: InHand::new(UserSet::new(users), []),
        decisions: Vec::new(),
    }
}

fn service() -> ServiceId {
    ServiceId::new("git").unwrap()
}

fn waiver(subject: u8, held: Option<u8>) -> Item {
    let subject = match subject % 2 {
        0 => Subject::Account(key(subject % ACCOUNTS)),
        _ => Subject::User(UserId(Uuid::from_u128(subject.into()))),
    };
    let held = held.map(|reason| Waiver {
        rule: Rule::DepartedActive,
        subject: subject.clone(),
        by: "zoe".to_owned(),
        at: Timestamp(0),
        reason: reason.to_string(),
        until: None,
    });
    Item::Waiver(Rule::DepartedActive, subject, held)
}

fn paused(reason: Option<u8>) -> Item {
    let held = reason.map(|reason| Paused {
        by: "zoe".to_owned(),
        at: Timestamp(0),
        reason: reason.to_string(),
    });
    Item::Paused(service(), held)
}

fn newcomer(id: u8, name: Option<u8>) -> Item {
    let held = name.map(|name| {
        Box::new(Request {
            id: id.into(),
            name: name.to_string(),
            emails: Vec::new(),
            logins: Vec::new(),
            kind: None,
            arrival: None,
            departure: Departure::Unset,
            services: Vec::new(),
            note: String::new(),
            file: String::new(),
            line: 1,
            by: "zoe".to_owned(),
            at: Timestamp(0),
        })
    });
    Item::Newcomer(id.into(), held)
}

impl Town {
    /// What can be seen of it.
    fn seen(&self) -> (Vec<User>, Vec<Item>) {
        let items = (0..4u8).flat_map(|n| [waiver(n, None), newcomer(n, None)]);
        let items = items.chain([paused(None)]);
        let held = items.map(|item| self.hand.item(&item.key()));
        (self.hand.users.users().cloned().collect(), held.collect())
    }

    fn record(&mut self, kind: DecisionKind, changed: Changed) -> &mut Decision {
        self.decisions.push(Decision {
            seq: self.decisions.len() as u64 + 1,
            before: changed.before,
            after: changed.after,
            ..Decision::new(kind, Actor::Operator("zoe".into()), Timestamp(0))
        });
        self.decisions.last_mut().unwrap()
    }

    fn item(&mut self, kind: DecisionKind, after: Item) {
        let before = self.hand.item(&after.key());
        if before.is_empty() && after.is_empty() {
            return;
        }
        self.hand.put(after.clone());
        let items = vec![ItemChange { before, after }];
        self.record(kind, Changed::default()).items = items;
    }

    fn edit(&mut self, import: bool, account: u8, edit: &FieldEdit) {
        let before = self.hand.users.owner(&key(account)).unwrap().clone();
        let Ok(after) = edited(&before, std::slice::from_ref(edit)) else {
            return;
        };
        self.hand.users.put(after.clone());
        let named = before.accounts.first().cloned();
        let kind = match import {
            true => DecisionKind::Import(named),
            false => DecisionKind::Edit(named),
        };
        let changed = Changed {
            before: vec![UserBefore::of(&before)],
            after: vec![after],
        };
        self.record(kind, changed).fields = vec![edit.field()];
    }

    fn act(&mut self, done: &Done) {
        let standing = Standing::of(&self.decisions);
        let newborn = user(100 + self.decisions.len() as u128, &[]);
        let users = &mut self.hand.users;
        match done {
            Done::Merge(a, b) => {
                let ids = [a, b].map(|one| users.owner(&key(*one)).unwrap().id);
                if let Ok((kind, _, changed)) =
                    decide::merge(users, &standing, &ids, &Choices::new())
                {
                    self.record(kind, changed);
                }
            }
            Done::Detach(a) => {
                if let Ok((kind, changed)) = decide::detach(users, &key(*a), newborn) {
                    self.record(kind, changed);
                }
            }
            Done::Never(a, b) => {
                let leaving = |user: &User| user.accounts.iter().take(1).cloned().collect();
                let decided = decide::never(users, &key(*a), &key(*b), leaving, |_| newborn);
                if let Ok((kind, changed)) = decided {
                    self.record(kind, changed);
                }
            }
            Done::Edit(account, field, value) => {
                let edit = match field % 4 {
                    0 => FieldEdit::Note(value.to_string()),
                    1 => FieldEdit::Kind(UserKind::ALL[usize::from(value % 4)]),
                    2 => FieldEdit::Email(Some(format!("{value}@x.org"))),
                    _ => FieldEdit::Departure(Departure::OpenEnded),
                };
                self.edit(false, *account, &edit);
            }
            Done::Import(account, value) => {
                self.edit(true, *account, &FieldEdit::Note(value.to_string()));
            }
            Done::Waive(subject, reason) => {
                let item = waiver(*subject, Some(*reason));
                let Item::Waiver(rule, about, _) = item.clone() else {
                    return;
                };
                self.item(DecisionKind::Waive(rule, about), item);
            }
            Done::Unwaive(subject) => {
                let item = waiver(*subject, None);
                let Item::Waiver(rule, about, _) = item.clone() else {
                    return;
                };
                self.item(DecisionKind::Unwaive(rule, about), item);
            }
            Done::Pause(reason) => {
                self.item(DecisionKind::Pause(service()), paused(Some(*reason)));
            }
            Done::Resume => self.item(DecisionKind::Resume(service()), paused(None)),
            Done::Request(id, name) => {
                let kind = DecisionKind::Request((*id).into());
                self.item(kind, newcomer(*id, Some(*name)));
            }
            Done::Drop(id) => {
                self.item(DecisionKind::DropRequest((*id).into()), newcomer(*id, None));
            }
        }
    }

    fn undo(&mut self, seq: u64) -> Result<(), Refusal> {
        let mut hand = self.hand.clone();
        for changed in undo(&mut hand, &self.decisions, seq)? {
            let at = changed.seq as usize - 1;
            self.decisions[at] = changed;
        }
        self.hand = hand;
        Ok(())
    }

    /// Takes back what can be, in this order, until nothing more can.
    fn undo_all(&mut self, mut order: Vec<u64>) -> Vec<u64> {
        loop {
            let count = order.len();
            order.retain(|seq| self.undo(*seq).is_err());
            if order.len() == count {
                return order;
            }
        }
    }
}

fn small() -> std::ops::Range<u8> {
    0..4
}

fn account() -> std::ops::Range<u8> {
    0..ACCOUNTS
}

fn done() -> impl Strategy<Value = Done> {
    prop_oneof![
        2 => (account(), account()).prop_map(|(a, b)| Done::Merge(a, b)),
        1 => account().prop_map(Done::Detach),
        1 => (account(), account()).prop_map(|(a, b)| Done::Never(a, b)),
        4 => (account(), small(), small()).prop_map(|(a, f, v)| Done::Edit(a, f, v)),
        1 => (account(), small()).prop_map(|(a, v)| Done::Import(a, v)),
        2 => (small(), small()).prop_map(|(s, r)| Done::Waive(s, r)),
        1 => small().prop_map(Done::Unwaive),
        1 => small().prop_map(Done::Pause),
        1 => Just(Done::Resume),
        2 => (small(), small()).prop_map(|(id, name)| Done::Request(id, name)),
        1 => small().prop_map(Done::Drop),
    ]
}

fn field_or_item() -> impl Strategy<Value = Done> {
    done().prop_filter("about fields and items", |done| {
        !matches!(done, Done::Merge(..) | Done::Detach(_) | Done::Never(..))
    })
}

proptest! {
    #[test]
    fn taking_everything_back_in_any_order_returns_to_the_beginning(
        acts in prop::collection::vec(done(), 0..14),
        order in prop::collection::vec(any::<u32>(), 14),
    ) {
        let mut town = town();
        let before = town.seen();
        acts.iter().for_each(|act| town.act(act));
        let mut all: Vec<u64> = (1..=town.decisions.len() as u64).collect();
        all.sort_by_key(|seq| order.get(*seq as usize - 1).copied());
        let left = town.undo_all(all);
        prop_assert!(left.is_empty(), "{left:?} cannot be taken back: {:?}", town.decisions);
        prop_assert_eq!(town.seen(), before);
    }

    #[test]
    fn taking_some_back_leads_to_the_same_state_in_any_order(
        acts in prop::collection::vec(field_or_item(), 0..14),
        chosen in prop::collection::vec(any::<bool>(), 14),
        order in prop::collection::vec(any::<u32>(), 14),
    ) {
        let mut town = town();
        acts.iter().for_each(|act| town.act(act));
        let mut some: Vec<u64> = (1..=town.decisions.len() as u64)
            .filter(|seq| chosen[*seq as usize - 1])
            .collect();
        let mut other = town.clone();
        let left = town.undo_all(some.clone());
        prop_assert!(left.is_empty());
        some.sort_by_key(|seq| order.get(*seq as usize - 1).copied());
        prop_assert!(other.undo_all(some.clone()).is_empty());
        prop_assert_eq!(town.seen(), other.seen());
        // As if they had never been done.
        let mut never = self::town();
        for (decision, act) in (1u64..).zip(kept(&acts)) {
            if !some.contains(&decision) {
                never.act(act);
            }
        }
        prop_assert_eq!(town.seen(), never.seen());
    }

    #[test]
    fn an_undo_does_what_it_said_beforehand(
        acts in prop::collection::vec(done(), 1..12),
        which in any::<prop::sample::Index>(),
    ) {
        let mut town = town();
        acts.iter().for_each(|act| town.act(act));
        prop_assume!(!town.decisions.is_empty());
        let seq = 1 + which.index(town.decisions.len()) as u64;
        let said = takes_back(&town.hand, &town.decisions, seq);
        let before = town.clone();
        let done = town.undo(seq);
        match said {
            Err(refusal) => prop_assert_eq!(done, Err(refusal)),
            Ok(said) => {
                prop_assert_eq!(done, Ok(()));
                let changes = |line: &TakenBack| !matches!(
                    line,
                    TakenBack::FieldStays { .. } | TakenBack::ItemStays { .. } | TakenBack::Free(..)
                );
                let told = said.lines.iter().any(changes);
                prop_assert_eq!(told, town.seen() != before.seen());
                for user in town.hand.users.users() {
                    let was = before.hand.users.user(user.id);
                    prop_assert!(was == Some(user) || said.users.contains(&user.id));
                }
            }
        }
    }
}

/// The acts that left a decision: the others changed nothing.
fn kept(acts: &[Done]) -> Vec<&Done> {
    let mut town = town();
    acts.iter()
        .filter(|act| {
            let count = town.decisions.len();
            town.act(act);
            town.decisions.len() > count
        })
        .collect()
}

#[test]
fn a_later_edit_of_the_same_field_stays_and_is_named() {
    let mut town = town();
    town.act(&Done::Edit(0, 0, 1));
    town.act(&Done::Edit(0, 0, 2));
    let said = takes_back(&town.hand, &town.decisions, 1).unwrap();
    let [TakenBack::FieldStays { field, by, .. }] = said.lines.as_slice() else {
        panic!("{said:?}");
    };
    assert_eq!((*field, *by), (Field::Note, Some(2)));
    let note = |town: &Town| town.hand.users.owner(&key(0)).unwrap().note.clone();
    town.undo(1).unwrap();
    assert_eq!(note(&town), "2");
    town.undo(2).unwrap();
    assert_eq!(note(&town), "");
}

#[test]
fn what_somebody_else_wrote_over_a_field_stays_whatever_is_taken_back() {
    let mut town = town();
    town.act(&Done::Edit(0, 0, 1));
    town.act(&Done::Edit(0, 0, 2));
    let mut written = town.hand.users.owner(&key(0)).unwrap().clone();
    written.note = "outside".to_owned();
    town.hand.users.put(written);
    for seq in [1, 2] {
        town.undo(seq).unwrap();
        assert_eq!(town.hand.users.owner(&key(0)).unwrap().note, "outside");
    }
}

#[test]
fn a_waiver_that_is_no_longer_as_the_act_left_it_is_not_overwritten() {
    let mut town = town();
    town.act(&Done::Waive(0, 1));
    town.hand.put(waiver(0, Some(9)));
    let key = waiver(0, None).key();
    assert_eq!(town.undo(1), Err(Refusal::Changed(key)));
}

#[test]
fn an_edit_of_a_user_that_an_undo_would_remove_is_taken_back_first() {
    let mut town = town();
    town.act(&Done::Detach(3));
    town.act(&Done::Edit(3, 0, 7));
    // The user that account 3 would return to has a note of its own.
    assert_eq!(town.undo(1), Err(Refusal::from(UserRefusal::Later(2))));
    town.undo(2).unwrap();
    town.undo(1).unwrap();
    assert_eq!(town.hand.users.owner(&key(3)).unwrap().note, "two");
}

#[test]
fn newcomers_of_a_list_go_with_it_and_a_later_list_keeps_its_own() {
    let mut town = town();
    town.act(&Done::Request(1, 1));
    town.act(&Done::Request(2, 1));
    for decision in &mut town.decisions {
        decision.batch = Some(1);
    }
    town.act(&Done::Request(2, 3));
    town.undo(1).unwrap();
    assert!(town.hand.item(&newcomer(1, None).key()).is_empty());
    assert_eq!(
        town.hand.item(&newcomer(2, None).key()),
        newcomer(2, Some(3))
    );
    town.undo(3).unwrap();
    assert!(town.hand.item(&newcomer(2, None).key()).is_empty());
}
