//! Who is who, as decided: an append-only list of acts, and the users that follow from those that
//! stand. Undoing takes acts out of the list and replays the rest, so that undoing any of them
//! leads exactly to where the others alone would have led.
//!
//! Owns which accounts a user has. A user's own fields (dates, notes) are left to the caller, who
//! keeps both sides of a merge.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Who acts. An operator beats every rule, for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Author {
    /// An automatic rule.
    Rule,
    /// An operator.
    Operator,
}

/// One act on accounts `A` and users `U`. User ids grow with time: the smaller is the older.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act<A, U> {
    /// A new user gets accounts that have none.
    Found {
        /// The new user.
        user: U,
        /// Its accounts.
        accounts: Vec<A>,
    },
    /// A user gets an account that has none.
    Attach {
        /// The account.
        account: A,
        /// The user.
        user: U,
    },
    /// Two users become one: the older keeps its id, the other leads to it.
    Merge {
        /// One user.
        one: U,
        /// The other.
        other: U,
    },
    /// An account leaves its user for a new one, and rules keep it away from those it left.
    Detach {
        /// The account.
        account: A,
        /// The new user.
        born: U,
    },
    /// Two accounts are never of one user.
    Never {
        /// One account.
        one: A,
        /// The other.
        other: A,
    },
}

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// An account or user is not known, or is not free.
    Unknown,
    /// Both are one already.
    Same,
    /// It is its user's only account.
    Alone,
    /// An act with this number keeps them apart; for a rule that may be a detachment.
    Apart(usize),
    /// There is no such act, or it was undone before.
    NotStanding,
}

/// The users that follow from the acts that stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State<A, U> {
    users: BTreeMap<U, BTreeSet<A>>,
    owner: BTreeMap<A, U>,
    redirects: BTreeMap<U, U>,
    /// Pairs kept apart, the smaller first, with the act that says so.
    apart: BTreeMap<(A, A), Separation>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Separation {
    act: usize,
    /// A `Never`, which even an operator must undo before merging.
    never: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry<A, U> {
    by: Author,
    act: Act<A, U>,
    undone: bool,
}

/// The acts and the users that follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger<A, U> {
    entries: Vec<Entry<A, U>>,
    state: State<A, U>,
}

impl<A, U> Default for State<A, U> {
    fn default() -> Self {
        Self {
            users: BTreeMap::new(),
            owner: BTreeMap::new(),
            redirects: BTreeMap::new(),
            apart: BTreeMap::new(),
        }
    }
}

impl<A, U> Default for Ledger<A, U> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            state: State::default(),
        }
    }
}

impl<A: Ord + Clone, U: Ord + Clone> Ledger<A, U> {
    /// Acts and returns the act's number, or refuses and changes nothing.
    pub fn act(&mut self, by: Author, act: Act<A, U>) -> Result<usize, Refusal> {
        let number = self.entries.len();
        self.state.apply(number, by, &act)?;
        self.entries.push(Entry {
            by,
            act,
            undone: false,
        });
        Ok(number)
    }

    /// Takes acts back, all or none. Later acts that made sense only through them rest until they
    /// are redone; a `Never` may not: it must be undone as well.
    pub fn undo(&mut self, numbers: &[usize]) -> Result<(), Refusal> {
        self.mark(numbers, true)
    }

    /// Takes undos back, all or none.
    pub fn redo(&mut self, numbers: &[usize]) -> Result<(), Refusal> {
        self.mark(numbers, false)
    }

    /// The users now.
    pub fn state(&self) -> &State<A, U> {
        &self.state
    }

    fn mark(&mut self, numbers: &[usize], undone: bool) -> Result<(), Refusal> {
        let mut entries = self.entries.clone();
        for number in numbers {
            let entry = entries
                .get_mut(*number)
                .filter(|entry| entry.undone != undone);
            entry.ok_or(Refusal::NotStanding)?.undone = undone;
        }
        let mut state = State::default();
        for (number, entry) in entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.undone)
        {
            let applied = state.apply(number, entry.by, &entry.act);
            if applied.is_err() && matches!(entry.act, Act::Never { .. }) {
                return Err(Refusal::Apart(number));
            }
        }
        self.entries = entries;
        self.state = state;
        Ok(())
    }
}

impl<A: Ord + Clone, U: Ord + Clone> State<A, U> {
    /// The users with their accounts.
    pub fn users(&self) -> &BTreeMap<U, BTreeSet<A>> {
        &self.users
    }

    /// The user of an account.
    pub fn owner(&self, account: &A) -> Option<&U> {
        self.owner.get(account)
    }

    /// The user that an id leads to now.
    pub fn resolve(&self, user: &U) -> Option<U> {
        let mut user = user;
        while let Some(next) = self.redirects.get(user) {
            user = next;
        }
        self.users.contains_key(user).then(|| user.clone())
    }

    /// Every pair of accounts that an operator keeps apart, the smaller first.
    pub fn apart(&self) -> impl Iterator<Item = &(A, A)> {
        self.apart.keys()
    }

    /// The act that forbids an author to make one of two users, if any.
    pub fn separation(&self, by: Author, one: &U, other: &U) -> Option<usize> {
        let (one, other) = (self.users.get(one)?, self.users.get(other)?);
        let pairs = one
            .iter()
            .flat_map(|a| other.iter().map(move |b| ordered(a, b)));
        let separations = pairs.filter_map(|pair| self.apart.get(&pair));
        separations
            .filter(|found| found.never || by == Author::Rule)
            .map(|found| found.act)
            .max()
    }

    fn apply(&mut self, number: usize, by: Author, act: &Act<A, U>) -> Result<(), Refusal> {
        match act {
            Act::Found { user, accounts } => self.found(user, accounts),
            Act::Attach { account, user } => self.attach(by, account, user),
            Act::Merge { one, other } => self.merge(by, one, other),
            Act::Detach { account, born } => self.detach(number, account, born),
            Act::Never { one, other } => self.never(number, one, other),
        }
    }

    fn found(&mut self, user: &U, accounts: &[A]) -> Result<(), Refusal> {
        let taken = accounts
            .iter()
            .any(|account| self.owner.contains_key(account));
        if taken || accounts.is_empty() || self.is_used(user) {
            return Err(Refusal::Unknown);
        }
        for (at, one) in accounts.iter().enumerate() {
            for other in accounts.iter().skip(at + 1) {
                if let Some(found) = self.apart.get(&ordered(one, other)) {
                    return Err(Refusal::Apart(found.act));
                }
            }
        }
        self.owner.extend(
            accounts
                .iter()
                .map(|account| (account.clone(), user.clone())),
        );
        self.users
            .insert(user.clone(), accounts.iter().cloned().collect());
        Ok(())
    }

    fn attach(&mut self, by: Author, account: &A, user: &U) -> Result<(), Refusal> {
        let user = self.resolve(user).ok_or(Refusal::Unknown)?;
        if self.owner.contains_key(account) {
            return Err(Refusal::Unknown);
        }
        let members = self.users.get(&user).ok_or(Refusal::Unknown)?;
        let separations = members
            .iter()
            .filter_map(|other| self.apart.get(&ordered(account, other)));
        let found = separations
            .filter(|found| found.never || by == Author::Rule)
            .map(|found| found.act);
        if let Some(act) = found.max() {
            return Err(Refusal::Apart(act));
        }
        self.lift(account, &user);
        self.move_to(account, &user);
        Ok(())
    }

    fn merge(&mut self, by: Author, one: &U, other: &U) -> Result<(), Refusal> {
        let one = self.resolve(one).ok_or(Refusal::Unknown)?;
        let other = self.resolve(other).ok_or(Refusal::Unknown)?;
        if one == other {
            return Err(Refusal::Same);
        }
        if let Some(act) = self.separation(by, &one, &other) {
            return Err(Refusal::Apart(act));
        }
        let (kept, gone) = if one < other {
            (one, other)
        } else {
            (other, one)
        };
        for account in self.users.remove(&gone).unwrap_or_default() {
            self.lift(&account, &kept);
            self.owner.insert(account.clone(), kept.clone());
            self.users.entry(kept.clone()).or_default().insert(account);
        }
        self.redirects.insert(gone, kept);
        Ok(())
    }

    fn detach(&mut self, number: usize, account: &A, born: &U) -> Result<(), Refusal> {
        let owner = self.owner.get(account).cloned().ok_or(Refusal::Unknown)?;
        if self.is_used(born) {
            return Err(Refusal::Unknown);
        }
        let members = self.users.get_mut(&owner).ok_or(Refusal::Unknown)?;
        if members.len() < 2 {
            return Err(Refusal::Alone);
        }
        members.remove(account);
        for member in members.clone() {
            let separation = Separation {
                act: number,
                never: false,
            };
            self.apart
                .entry(ordered(account, &member))
                .or_insert(separation);
        }
        self.users.insert(born.clone(), BTreeSet::new());
        self.move_to(account, born);
        Ok(())
    }

    fn never(&mut self, number: usize, one: &A, other: &A) -> Result<(), Refusal> {
        if one == other {
            return Err(Refusal::Same);
        }
        if self
            .owner
            .get(one)
            .is_some_and(|owner| self.owner.get(other) == Some(owner))
        {
            return Err(Refusal::Same);
        }
        self.apart.insert(
            ordered(one, other),
            Separation {
                act: number,
                never: true,
            },
        );
        Ok(())
    }

    fn move_to(&mut self, account: &A, user: &U) {
        self.owner.insert(account.clone(), user.clone());
        self.users
            .entry(user.clone())
            .or_default()
            .insert(account.clone());
    }

    /// The operator's later word lifts an earlier detachment.
    fn lift(&mut self, account: &A, user: &U) {
        for member in self.users.get(user).into_iter().flatten() {
            self.apart.remove(&ordered(account, member));
        }
    }

    fn is_used(&self, user: &U) -> bool {
        self.users.contains_key(user) || self.redirects.contains_key(user)
    }
}

fn ordered<A: Ord + Clone>(one: &A, other: &A) -> (A, A) {
    if one <= other {
        (one.clone(), other.clone())
    } else {
        (other.clone(), one.clone())
    }
}

#[cfg(test)]
mod tests;
