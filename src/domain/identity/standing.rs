//! What the decisions in force say of pairs of accounts: together, apart, never.
//!
//! A later word counts: merging two users lifts an earlier detachment between them, and separating
//! accounts lifts what put them together. A `never` is lifted by its undo alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::ids::AccountKey;
use crate::domain::user::User;

/// Why two accounts are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separation {
    /// The decision that says so.
    pub seq: u64,
    /// Whether an operator must take it back before saying otherwise.
    pub never: bool,
}

/// Pairs of accounts that operators put together or keep apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    together: BTreeSet<(AccountKey, AccountKey)>,
    /// Both ways round.
    apart: BTreeMap<AccountKey, BTreeMap<AccountKey, Separation>>,
}

impl Standing {
    /// From all decisions, oldest first; those taken back say nothing.
    pub fn of(decisions: &[Decision]) -> Standing {
        let mut standing = Standing::default();
        let in_force = |decision: &&Decision| decision.undone_by.is_none();
        for decision in decisions.iter().filter(in_force) {
            standing.add(decision);
        }
        standing
    }

    /// Adds a decision that comes after all others.
    pub fn add(&mut self, decision: &Decision) {
        match &decision.kind {
            DecisionKind::Same(a, b) => {
                self.lift(decision, &[a, b]);
                self.together.insert(ordered(a, b));
            }
            DecisionKind::Merge(all) => {
                self.lift(decision, &all.iter().collect::<Vec<_>>());
                for (a, b) in all.iter().zip(all.iter().skip(1)) {
                    self.together.insert(ordered(a, b));
                }
            }
            DecisionKind::Never(a, b) => {
                let never = Separation {
                    seq: decision.seq,
                    never: true,
                };
                let (left, rest) = sides(decision, a);
                self.part(decision.seq, &left, &rest);
                self.together.remove(&ordered(a, b));
                self.separate(a, b, never);
            }
            DecisionKind::Detach(a) => {
                let (left, rest) = sides(decision, a);
                self.part(decision.seq, &left, &rest);
            }
            DecisionKind::Relink(..)
            | DecisionKind::Import(_)
            | DecisionKind::Edit(_)
            | DecisionKind::Waive(..)
            | DecisionKind::Unwaive(..)
            | DecisionKind::Pause(_)
            | DecisionKind::Resume(_)
            | DecisionKind::Request(_)
            | DecisionKind::DropRequest(_) => {}
        }
    }

    /// Takes back the detachments between the accounts of users that became one.
    fn lift(&mut self, decision: &Decision, named: &[&AccountKey]) {
        let mut groups: Vec<Vec<&AccountKey>> = decision
            .before
            .iter()
            .filter_map(|before| before.record.as_ref())
            .map(|user| user.accounts.iter().collect())
            .collect();
        if groups.is_empty() {
            groups = named.iter().map(|key| vec![*key]).collect();
        }
        let group_of: BTreeMap<&AccountKey, usize> = (0..)
            .zip(&groups)
            .flat_map(|(at, keys)| keys.iter().map(move |key| (*key, at)))
            .collect();
        for (key, at) in &group_of {
            if let Some(others) = self.apart.get_mut(*key) {
                others.retain(|other, separation| {
                    separation.never || group_of.get(other).is_none_or(|there| there == at)
                });
            }
        }
    }

    fn part(&mut self, seq: u64, left: &[AccountKey], rest: &[AccountKey]) {
        for a in left {
            for b in rest {
                self.together.remove(&ordered(a, b));
                self.separate(a, b, Separation { seq, never: false });
            }
        }
    }

    fn separate(&mut self, a: &AccountKey, b: &AccountKey, separation: Separation) {
        if a == b {
            return;
        }
        for (one, other) in [(a, b), (b, a)] {
            let known = self.apart.entry(one.clone()).or_default();
            // A detachment says less than the "never" that is there.
            let kept = known.get(other).filter(|kept| kept.never);
            if separation.never || kept.is_none() {
                known.insert(other.clone(), separation);
            }
        }
    }

    /// Every pair that operators put together, the smaller account first.
    pub fn together(&self) -> impl Iterator<Item = &(AccountKey, AccountKey)> {
        self.together.iter()
    }

    /// Whether operators said of exactly these two that they are one.
    pub fn is_together(&self, a: &AccountKey, b: &AccountKey) -> bool {
        self.together.contains(&ordered(a, b))
    }

    /// Every pair kept apart, the smaller account first.
    pub fn apart(&self) -> impl Iterator<Item = (&AccountKey, &AccountKey)> {
        self.apart.iter().flat_map(|(a, others)| {
            let later = others.keys().filter(move |b| a < *b);
            later.map(move |b| (a, b))
        })
    }

    /// What forbids a rule to make one user of two sorted lists of accounts.
    pub fn between(&self, one: &[AccountKey], two: &[AccountKey]) -> Option<Separation> {
        let (few, many) = if one.len() <= two.len() {
            (one, two)
        } else {
            (two, one)
        };
        let of = |key| self.apart.get(key).into_iter().flatten();
        let found = few
            .iter()
            .flat_map(of)
            .filter(|(other, _)| many.binary_search(other).is_ok());
        found
            .map(|(_, separation)| *separation)
            .max_by_key(|separation| (separation.never, separation.seq))
    }

    /// The "never" that forbids even an operator to merge two users.
    pub fn never(&self, one: &User, two: &User) -> Option<u64> {
        self.between(&one.accounts, &two.accounts)
            .filter(|found| found.never)
            .map(|found| found.seq)
    }

    /// The decision that a single user would break.
    pub fn broken_by(&self, user: &User) -> Option<u64> {
        self.between(&user.accounts, &user.accounts)
            .map(|found| found.seq)
    }
}

/// Who left and who stayed when a decision took accounts out of a user: nobody, if it changed none.
fn sides(decision: &Decision, named: &AccountKey) -> (Vec<AccountKey>, Vec<AccountKey>) {
    let before = decision.before.iter();
    let Some(former) = before.filter_map(|one| one.record.as_ref()).next() else {
        return (Vec::new(), Vec::new());
    };
    let born = decision.before.iter().find(|one| one.record.is_none());
    let born = born.and_then(|one| decision.after.iter().find(|user| user.id == one.id));
    let left = born.map_or_else(|| vec![named.clone()], |user| user.accounts.clone());
    let stays = |key: &&AccountKey| !left.contains(key);
    let rest = former.accounts.iter().filter(stays).cloned().collect();
    (left, rest)
}

fn ordered(a: &AccountKey, b: &AccountKey) -> (AccountKey, AccountKey) {
    if a <= b {
        (a.clone(), b.clone())
    } else {
        (b.clone(), a.clone())
    }
}
