//! Taking a decision back: the users are as if it had never been taken.
//!
//! Later decisions about the same users are taken back first, newest first, and taken again
//! afterwards, so that any order of undoing leads to the same users. What others wrote since (a
//! date, a new account) stays.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::Field;
use super::standing::Standing;
use super::user_set::{Changed, UserSet};
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::user::User;

/// Why a decision is not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is none of that number.
    Unknown,
    /// It was taken back before.
    Already,
    /// A later decision makes no sense, or would be broken, without it.
    Later(u64),
}

/// The decisions that go together under a number: the batch that it begins, or it alone.
pub fn chosen(decisions: &[Decision], seq: u64) -> Vec<&Decision> {
    let is_one = |one: &&Decision| one.seq == seq || one.batch == Some(seq);
    decisions.iter().filter(is_one).collect()
}

/// The users that taking a decision back may touch; the set needs those that exist.
pub fn concerned(decisions: &[Decision], seq: u64) -> BTreeSet<UserId> {
    let chosen = chosen(decisions, seq);
    let (_, touched) = later(decisions, &chosen);
    touched
}

/// Takes back the decision of a number, or the batch that it begins: changes the users in the
/// set, and returns every decision whose record changes.
pub fn undo(set: &mut UserSet, decisions: &[Decision], seq: u64) -> Result<Vec<Decision>, Refusal> {
    let all = chosen(decisions, seq);
    if all.is_empty() {
        return Err(Refusal::Unknown);
    }
    let standing: Vec<&Decision> = all
        .into_iter()
        .filter(|one| one.undone_by.is_none())
        .collect();
    if standing.is_empty() {
        return Err(Refusal::Already);
    }
    let (later, touched) = later(decisions, &standing);
    let mut back: Vec<&Decision> = standing.iter().chain(&later).copied().collect();
    back.sort_by_key(|one| std::cmp::Reverse(one.seq));
    let mut unwritten: BTreeMap<u64, BTreeSet<Field>> = BTreeMap::new();
    for decision in back {
        if decision.kind.writes_fields() {
            unwritten.insert(decision.seq, set.unwrite(decision));
        } else {
            revert(set, decision);
        }
    }
    let mut changed: Vec<Decision> = standing
        .iter()
        .map(|one| Decision {
            // Its own number: an operator took it back, no later decision did.
            undone_by: Some(one.seq),
            ..(*one).clone()
        })
        .collect();
    let taken: BTreeSet<u64> = standing.iter().map(|one| one.seq).collect();
    let mut rules = Standing::default();
    let mut later = later.into_iter().peekable();
    let in_force = |one: &&Decision| one.undone_by.is_none() && !taken.contains(&one.seq);
    for decision in decisions.iter().filter(in_force) {
        let Some(decision) = later.next_if(|next| next.seq == decision.seq) else {
            rules.add(decision);
            continue;
        };
        let fields = unwritten.remove(&decision.seq).unwrap_or_default();
        let again = repeat(set, decision, &fields).ok_or(Refusal::Later(decision.seq))?;
        let decision = Decision {
            before: again.before,
            after: again.after,
            ..decision.clone()
        };
        rules.add(&decision);
        // Each step has to hold, not the last alone: one of those after it may be taken back next.
        if decision
            .after
            .iter()
            .any(|user| rules.broken_by(user).is_some())
        {
            return Err(Refusal::Later(decision.seq));
        }
        changed.push(decision);
    }
    for user in touched.iter().filter_map(|id| set.user(*id)) {
        if let Some(apart) = rules.broken_by(user) {
            return Err(Refusal::Later(apart));
        }
    }
    Ok(changed)
}

/// The later decisions in force about the same users or accounts, or about those of these, and all
/// users. Accounts count because a rule may have given them another user in between.
fn later<'a>(
    decisions: &'a [Decision],
    chosen: &[&Decision],
) -> (Vec<&'a Decision>, BTreeSet<UserId>) {
    let mut touched: BTreeSet<UserId> = chosen.iter().flat_map(|one| users(one)).collect();
    let seqs: BTreeSet<u64> = chosen.iter().map(|one| one.seq).collect();
    let first = seqs.first().copied().unwrap_or(u64::MAX);
    let mut later = Vec::new();
    let mut accounts: BTreeSet<&AccountKey> = BTreeSet::new();
    for decision in decisions.iter().filter(|one| seqs.contains(&one.seq)) {
        accounts.extend(listed(decision));
    }
    // A relink moves ids, and decisions are read with those of today: it stands in nobody's way.
    let moves = |one: &&Decision| matches!(one.kind, DecisionKind::Relink(..));
    for decision in decisions.iter().filter(|one| !moves(one)) {
        if decision.seq <= first || decision.undone_by.is_some() || seqs.contains(&decision.seq) {
            continue;
        }
        let about = users(decision).any(|id| touched.contains(&id))
            || listed(decision).any(|key| accounts.contains(key));
        if about {
            touched.extend(users(decision));
            accounts.extend(listed(decision));
            later.push(decision);
        }
    }
    (later, touched)
}

fn users(decision: &Decision) -> impl Iterator<Item = UserId> + '_ {
    decision.before.iter().map(|before| before.id)
}

fn listed(decision: &Decision) -> impl Iterator<Item = &AccountKey> {
    let before = decision.before.iter().filter_map(|one| one.record.as_ref());
    before.flat_map(|user| &user.accounts)
}

/// Puts the users of a decision back as they were before it; accounts that came since stay.
fn revert(set: &mut UserSet, decision: &Decision) {
    let listed: BTreeSet<&AccountKey> = decision
        .before
        .iter()
        .filter_map(|before| before.record.as_ref())
        .flat_map(|user| &user.accounts)
        .collect();
    let heir = decision
        .before
        .iter()
        .find(|before| before.record.is_some())
        .map(|before| before.id);
    let mut since: BTreeMap<UserId, Vec<AccountKey>> = BTreeMap::new();
    let mut restored: Vec<User> = Vec::new();
    for before in &decision.before {
        let present = set.user(before.id).cloned();
        if let Some(present) = &present {
            let keeper = before.record.as_ref().map(|_| before.id).or(heir);
            let new = present.accounts.iter().filter(|key| !listed.contains(key));
            if let Some(keeper) = keeper {
                since.entry(keeper).or_default().extend(new.cloned());
            }
        }
        match &before.record {
            Some(record) => {
                let left = decision.after.iter().find(|user| user.id == before.id);
                restored.push(merged(record, left, present.as_ref()));
            }
            None => set.remove(before.id, heir),
        }
    }
    for mut user in restored {
        user.accounts
            .extend(since.remove(&user.id).unwrap_or_default());
        user.accounts.sort();
        user.accounts.dedup();
        set.put(user);
    }
}

/// The record before a decision, with what others wrote since: fields that are no longer as the
/// decision left them.
fn merged(before: &User, left: Option<&User>, present: Option<&User>) -> User {
    let mut user = before.clone();
    if let (Some(left), Some(present)) = (left, present) {
        for field in Field::ALL {
            if !field.same(present, left) {
                field.copy(&mut user, present);
            }
        }
    }
    user
}

/// Takes a decision again on the users as they are now; `None` if it makes no sense any more.
fn repeat(set: &mut UserSet, decision: &Decision, fields: &BTreeSet<Field>) -> Option<Changed> {
    match &decision.kind {
        DecisionKind::Same(..) | DecisionKind::Merge(_) => {
            let named = decision.kind.accounts();
            let owners: Option<Vec<UserId>> = named
                .iter()
                .map(|key| set.owner(key).map(|user| user.id))
                .collect();
            set.merge(&owners?, &decision.choices)
                .map(|(_, changed)| changed)
        }
        DecisionKind::Detach(_) | DecisionKind::Never(..) => {
            let born = decision.before.iter().find(|one| one.record.is_none())?;
            let born = decision.after.iter().find(|user| user.id == born.id)?;
            set.split(&born.accounts.clone(), born.clone())
        }
        DecisionKind::Import(_) | DecisionKind::Edit(_) => set.rewrite(decision, fields),
        DecisionKind::Relink(..) => None,
        DecisionKind::Waive(..)
        | DecisionKind::Unwaive(..)
        | DecisionKind::Pause(_)
        | DecisionKind::Resume(_)
        | DecisionKind::Request(_)
        | DecisionKind::DropRequest(_) => Some(Changed::default()),
    }
}
