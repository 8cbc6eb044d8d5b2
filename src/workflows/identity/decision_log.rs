//! The decisions as they bind today: with the ids that accounts have now.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::identity::standing::Standing;
use crate::domain::identity::user_set::UserSet;
use crate::domain::ids::{AccountKey, Revision, ServiceId, UserId};
use crate::domain::user::User;
use crate::store::{self, Store};
use crate::workflows::Env;
use crate::workflows::acts::refusal::{Refusal, Result};

/// Everything that was decided, at one revision.
#[derive(Debug)]
pub struct DecisionLog {
    /// The revision that it was read at.
    pub revision: Revision,
    /// Every decision, oldest first.
    pub decisions: Vec<Decision>,
    /// What those in force say.
    pub standing: Standing,
}

impl DecisionLog {
    /// Reads it.
    pub fn open(store: &Store) -> store::Result<DecisionLog> {
        let revision = store.revision()?;
        let decisions = decisions(store)?;
        Ok(DecisionLog {
            revision,
            standing: Standing::of(&decisions),
            decisions,
        })
    }

    /// The number that the next decision gets.
    pub fn next(&self) -> u64 {
        self.decisions.last().map_or(1, |last| last.seq + 1)
    }
}

/// Every decision, oldest first, with the ids that accounts have now.
pub fn decisions(store: &Store) -> store::Result<Vec<Decision>> {
    let mut decisions = store.decisions()?;
    let named = decisions
        .iter()
        .filter(|one| !matches!(one.kind, DecisionKind::Relink(..)));
    let named: BTreeSet<AccountKey> = named.flat_map(Decision::keys).collect();
    let missing = store.missing(named)?;
    if missing.is_empty() {
        return Ok(decisions);
    }
    let services: BTreeSet<&ServiceId> = missing.iter().map(|key| &key.service).collect();
    let mut now: BTreeMap<AccountKey, AccountKey> = BTreeMap::new();
    for service in services {
        store.each_account(Some(service), &mut |account| {
            for old in &account.formerly {
                let old = AccountKey::new(service.clone(), old.clone());
                if missing.contains(&old) {
                    now.insert(old, account.key.clone());
                }
            }
            ControlFlow::Continue(())
        })?;
    }
    for decision in &mut decisions {
        decision.rename(&|key| now.get(key).cloned());
    }
    Ok(decisions)
}

/// Some users in hand, each under the id that it has now.
pub fn user_set(env: &Env, ids: impl IntoIterator<Item = UserId>) -> Result<UserSet> {
    let ids: Vec<UserId> = ids.into_iter().collect();
    Ok(UserSet::new(env.store.users(&ids)?.into_iter().flatten()))
}

/// A user by its present or former id.
pub(super) fn user(env: &Env, id: UserId) -> Result<User> {
    env.store.user(id)?.ok_or(Refusal::NoSuchUser(id))
}

/// The user of an account.
pub(super) fn owner(env: &Env, key: &AccountKey) -> Result<UserId> {
    let account = env.store.account(key)?;
    let Some(account) = account else {
        return Err(Refusal::NoSuchAccount(key.clone()));
    };
    account.user.ok_or_else(|| Refusal::NoUser(key.clone()))
}
