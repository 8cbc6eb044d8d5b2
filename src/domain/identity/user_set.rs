//! Users in hand: merging and splitting them in memory before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{Choices, Field, MergePreview, preview};
use crate::domain::decision::{Decision, UserBefore};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::user::User;

/// Some users, each account at most one's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserSet {
    users: BTreeMap<UserId, User>,
    owners: BTreeMap<AccountKey, UserId>,
    /// Users that are gone, and the one that took their place.
    led: BTreeMap<UserId, UserId>,
    /// How every user was that was touched.
    found: BTreeMap<UserId, Option<User>>,
}

/// What a change did to users: how they were, and how they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changed {
    /// The users before, a new one without a record.
    pub before: Vec<UserBefore>,
    /// The same users after, without those that are gone.
    pub after: Vec<User>,
}

impl UserSet {
    /// Takes users in.
    pub fn new(users: impl IntoIterator<Item = User>) -> UserSet {
        let mut set = UserSet::default();
        users.into_iter().for_each(|user| set.admit(user));
        set
    }

    /// Takes one more user in, unless it is known.
    pub fn admit(&mut self, user: User) {
        if self.users.contains_key(&user.id) || self.found.contains_key(&user.id) {
            return;
        }
        for key in &user.accounts {
            self.owners.insert(key.clone(), user.id);
        }
        self.users.insert(user.id, user);
    }

    /// A user.
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }

    /// The user of an account.
    pub fn owner(&self, key: &AccountKey) -> Option<&User> {
        self.users.get(self.owners.get(key)?)
    }

    /// All users.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// Whether an id was ever in use here.
    pub fn knows(&self, id: UserId) -> bool {
        self.users.contains_key(&id) || self.found.contains_key(&id)
    }

    /// Makes one of several users; `None` without two different ones.
    pub fn merge(&mut self, ids: &[UserId], choices: &Choices) -> Option<(MergePreview, Changed)> {
        let users: Vec<User> = ids
            .iter()
            .filter_map(|id| self.user(*id))
            .cloned()
            .collect();
        let preview = preview(&users, choices)?;
        let before = preview.users.iter().map(UserBefore::of).collect();
        for user in &preview.users {
            if user.id != preview.kept {
                self.remove(user.id, Some(preview.kept));
            }
        }
        self.put(preview.result.clone());
        let after = vec![preview.result.clone()];
        Some((preview, Changed { before, after }))
    }

    /// Takes accounts out of their user into a new one, whose accounts are not looked at; `None`
    /// if they are not of one user, or are all that it has.
    pub fn split(&mut self, leaving: &[AccountKey], born: User) -> Option<Changed> {
        let owner = self.owner(leaving.first()?)?.clone();
        let all = leaving.iter().all(|key| owner.accounts.contains(key));
        if !all || leaving.len() >= owner.accounts.len() || self.users.contains_key(&born.id) {
            return None;
        }
        let mut born = born;
        born.accounts = leaving.to_vec();
        born.accounts.sort();
        let mut rest = owner.clone();
        rest.accounts.retain(|key| !leaving.contains(key));
        let before = vec![
            UserBefore::of(&owner),
            UserBefore {
                id: born.id,
                record: None,
            },
        ];
        self.put(rest.clone());
        self.put(born.clone());
        Some(Changed {
            before,
            after: vec![rest, born],
        })
    }

    /// The user whose fields a decision wrote: by its id, or by the account that names it where a
    /// rule made it another's since.
    fn written(&self, decision: &Decision) -> Option<User> {
        let before = decision.before.first()?;
        let named = decision.kind.accounts();
        let owner = || self.owner(named.first()?);
        self.user(before.id).or_else(owner).cloned()
    }

    /// Gives the fields that a decision wrote their values from before it, those excepted that
    /// somebody else wrote since; returns the fields.
    pub fn unwrite(&mut self, decision: &Decision) -> BTreeSet<Field> {
        let before = decision.before.first().and_then(|one| one.record.as_ref());
        let (Some(before), Some(wrote), Some(mut user)) =
            (before, decision.after.first(), self.written(decision))
        else {
            return BTreeSet::new();
        };
        let as_left = |field: &Field| field.same(&user, wrote);
        let back: BTreeSet<Field> = decision.fields.iter().copied().filter(as_left).collect();
        for field in &back {
            field.copy(&mut user, before);
        }
        if !back.is_empty() {
            self.put(user);
        }
        back
    }

    /// Writes again the fields that [`UserSet::unwrite`] took back; `None` where the user is no
    /// longer here, or what it would be written over is not the decision's to overwrite.
    pub fn rewrite(&mut self, decision: &Decision, back: &BTreeSet<Field>) -> Option<Changed> {
        let former = decision.before.first()?;
        let (before, wrote) = (former.record.as_ref()?, decision.after.first()?);
        let mut user = self.written(decision)?;
        let (mut found, mut left) = (user.clone(), user.clone());
        for field in &decision.fields {
            if back.contains(field) {
                let theirs = user.id != former.id && field.is_written(&user);
                if theirs && !field.same(&user, before) {
                    return None;
                }
                field.copy(&mut user, wrote);
            } else {
                field.copy(&mut found, before);
            }
            field.copy(&mut left, wrote);
        }
        if !back.is_empty() {
            self.put(user);
        }
        Some(Changed {
            before: vec![UserBefore::of(&found)],
            after: vec![left],
        })
    }

    /// Writes a user; its accounts are taken from whoever had them.
    pub fn put(&mut self, user: User) {
        self.note(user.id);
        for key in &user.accounts {
            let former = self.owners.insert(key.clone(), user.id);
            if let Some(former) = former.filter(|former| *former != user.id) {
                self.note(former);
                if let Some(former) = self.users.get_mut(&former) {
                    former.accounts.retain(|other| other != key);
                }
            }
        }
        if let Some(old) = self.users.insert(user.id, user.clone()) {
            for key in old.accounts {
                if user.accounts.binary_search(&key).is_err()
                    && self.owners.get(&key) == Some(&user.id)
                {
                    self.owners.remove(&key);
                }
            }
        }
        self.led.remove(&user.id);
    }

    /// Removes a user, with the one that takes its place.
    pub fn remove(&mut self, id: UserId, to: Option<UserId>) {
        self.note(id);
        if let Some(user) = self.users.remove(&id) {
            for key in user.accounts {
                if self.owners.get(&key) == Some(&id) {
                    self.owners.remove(&key);
                }
            }
        }
        match to.filter(|to| *to != id) {
            Some(to) => self.led.insert(id, to),
            None => self.led.remove(&id),
        };
    }

    /// What happened to every user that was touched.
    pub fn changed(&self) -> Changed {
        Changed {
            before: self
                .found
                .iter()
                .map(|(id, record)| UserBefore {
                    id: *id,
                    record: record.clone(),
                })
                .collect(),
            after: self
                .found
                .keys()
                .filter_map(|id| self.user(*id))
                .cloned()
                .collect(),
        }
    }

    fn note(&mut self, id: UserId) {
        let user = self.users.get(&id).cloned();
        self.found.entry(id).or_insert(user);
    }

    /// What must be written: users that are not as they were, and users that are gone, each with
    /// the one that it leads to.
    pub fn outcome(&self) -> (Vec<User>, Vec<(UserId, Option<UserId>)>) {
        let mut users = Vec::new();
        let mut removed = Vec::new();
        for (id, found) in &self.found {
            match self.users.get(id) {
                Some(user) if found.as_ref() != Some(user) => users.push(user.clone()),
                Some(_) => {}
                None => removed.push((*id, self.led.get(id).copied())),
            }
        }
        (users, removed)
    }
}

impl UserBefore {
    /// A user as it is.
    pub fn of(user: &User) -> UserBefore {
        UserBefore {
            id: user.id,
            record: Some(user.clone()),
        }
    }
}
