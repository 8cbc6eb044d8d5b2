//! When a service's ids change wholesale (a new server, another sign-on, logins or the mail host
//! renamed), its old accounts are paired with its new ones and proposed as one operation. Works
//! the same there and back: the pairs of a migration rolled back are the same pairs reversed.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::address::Class;
use super::identity::{Account, Identity};
use super::names::Form;
use super::parsed::{Nature, Parsed};

/// What an old account and a new one have in common, and nobody else on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Common {
    /// A lifelong id.
    StableId,
    Address,
    Login,
    /// The local part of an address, on another host.
    LocalPart,
    Name,
}

/// The clues in the order in which they are tried.
const CLUES: [Common; 5] = [
    Common::StableId,
    Common::Address,
    Common::Login,
    Common::LocalPart,
    Common::Name,
];

/// An old account and the new one that takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The account that is gone.
    pub old: Account,
    /// The account that came.
    pub new: Account,
    pub common: Common,
    /// The value that both have, folded.
    pub value: String,
}

/// Old and new accounts that could be each other, and no more can be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ambiguous {
    /// What they have in common.
    pub common: Common,
    /// The value, folded.
    pub value: String,
    /// Accounts that are gone.
    pub old: Vec<Account>,
    pub new: Vec<Account>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Relink {
    /// Who takes whose place, by old account.
    pub pairs: Vec<Pair>,
    /// Old accounts that nobody replaces.
    pub unpaired_old: Vec<Account>,
    /// New accounts that replace nobody.
    pub unpaired_new: Vec<Account>,
    /// Where several of both could be meant; they are among the unpaired.
    pub ambiguous: Vec<Ambiguous>,
}

/// Pairs the gone accounts of one service with its new ones. A value is a clue only if exactly one
/// account on each side has it, so that nothing is paired by guess and no order matters. Accounts
/// of different natures or environments are never paired, and full names that have nothing in
/// common speak against everything but a lifelong id.
pub fn relink(old: &[Identity], new: &[Identity]) -> Relink {
    let sides = [old, new].map(|side| side.iter().map(Side::of).collect::<Vec<_>>());
    let [mut old, mut new] = sides;
    let mut pairs = Vec::new();
    for common in CLUES {
        let (old_values, new_values) = (unique(&old, common), unique(&new, common));
        let mut found: Vec<(usize, usize, String)> = Vec::new();
        for (value, at) in &old_values {
            if let (Some(at), Some(Some(to))) = (at, new_values.get(value)) {
                let both = old.get(*at).zip(new.get(*to));
                if common == Common::StableId || !both.is_some_and(|(a, b)| a.contradicts(b)) {
                    found.push((*at, *to, value.2.clone()));
                }
            }
        }
        // One account may meet two others by two values: then the clue decides nothing.
        let times = |pick: &dyn Fn(&(usize, usize, String)) -> usize, at: usize| {
            let mut others: Vec<_> = found
                .iter()
                .filter(|one| pick(one) == at)
                .map(|one| (one.0, one.1))
                .collect();
            others.sort_unstable();
            others.dedup();
            others.len()
        };
        let mut certain: Vec<_> = found
            .iter()
            .filter(|one| times(&|x| x.0, one.0) == 1 && times(&|x| x.1, one.1) == 1)
            .cloned()
            .collect();
        certain.sort();
        certain.dedup_by_key(|one| (one.0, one.1));
        for (from, to, value) in certain {
            if let (Some(old), Some(new)) = (old.get_mut(from), new.get_mut(to)) {
                (old.paired, new.paired) = (true, true);
                pairs.push(Pair {
                    old: old.account,
                    new: new.account,
                    common,
                    value,
                });
            }
        }
    }
    pairs.sort_unstable_by_key(|pair| (pair.old, pair.new));
    let rest = |sides: &[Side]| {
        let mut rest: Vec<Account> = sides
            .iter()
            .filter(|side| !side.paired)
            .map(|side| side.account)
            .collect();
        rest.sort_unstable();
        rest
    };
    Relink {
        pairs,
        unpaired_old: rest(&old),
        unpaired_new: rest(&new),
        ambiguous: ambiguous(&old, &new),
    }
}

/// What unpaired accounts of both sides have in common, each account by its first clue.
fn ambiguous(old: &[Side], new: &[Side]) -> Vec<Ambiguous> {
    let mut found = Vec::new();
    let mut told: Vec<Account> = Vec::new();
    for common in CLUES {
        let mut values: HashMap<Value, [Vec<Account>; 2]> = HashMap::new();
        for (at, sides) in [old, new].into_iter().enumerate() {
            for side in sides.iter().filter(|side| !side.paired) {
                for value in side.values(common) {
                    if let Some(list) = values.entry(value).or_default().get_mut(at) {
                        list.push(side.account);
                    }
                }
            }
        }
        let mut values: Vec<(Value, [Vec<Account>; 2])> = values.into_iter().collect();
        values.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.2.cmp(&b.0.2)));
        for ((_, _, value), [old, new]) in values {
            if old.is_empty() || new.is_empty() {
                continue;
            }
            if old.iter().chain(&new).any(|one| !told.contains(one)) {
                told.extend(old.iter().chain(&new));
                found.push(Ambiguous {
                    common,
                    value,
                    old,
                    new,
                });
            }
        }
    }
    found
}

struct Side {
    account: Account,
    login: String,
    parsed: Parsed,
    paired: bool,
}

type Value = (Nature, String, String);

impl Side {
    fn of(identity: &Identity) -> Self {
        Self {
            account: identity.account,
            login: identity.login.trim().to_lowercase(),
            parsed: Parsed::of(identity),
            paired: false,
        }
    }

    /// Whether both have full names without a word in common.
    fn contradicts(&self, other: &Side) -> bool {
        let (one, other) = (&self.parsed.name, &other.parsed.name);
        let full = one.form == Form::Full && other.form == Form::Full;
        full && !one.words.iter().any(|word| other.words.contains(word))
    }

    fn values(&self, common: Common) -> Vec<Value> {
        let parsed = &self.parsed;
        let addresses = || parsed.addresses.iter().map(|(address, _)| address);
        let texts: Vec<String> = match common {
            Common::StableId => parsed.stable.clone(),
            Common::Address => addresses()
                .map(|address| address.canonical.clone())
                .collect(),
            Common::Login => Vec::from([self.login.clone()]),
            Common::LocalPart => addresses()
                .filter(|address| address.class == Class::Personal && !address.public)
                .filter_map(|address| address.canonical.split_once('@'))
                .map(|(local, _)| local.to_owned())
                .collect(),
            Common::Name if parsed.name.form == Form::Full => {
                let mut words = parsed.name.words.clone();
                words.sort_unstable();
                Vec::from([words.join(" ")])
            }
            Common::Name => Vec::new(),
        };
        let keyed = |text| (parsed.nature, parsed.environment.clone(), text);
        texts
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(keyed)
            .collect()
    }
}

/// The place of the one account that has each value; `None` where several have it.
fn unique(sides: &[Side], common: Common) -> HashMap<Value, Option<usize>> {
    let mut places: HashMap<Value, Option<usize>> = HashMap::new();
    for (at, side) in sides.iter().enumerate().filter(|(_, side)| !side.paired) {
        for value in side.values(common) {
            let place = places.entry(value).or_insert(Some(at));
            if *place != Some(at) {
                *place = None;
            }
        }
    }
    places
}

#[cfg(test)]
mod tests;
