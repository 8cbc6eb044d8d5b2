//! Doing a relink and taking it back.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Relinked, plan};
use crate::domain::account::{Account, RemoteState, State};
use crate::domain::change::{Field, FieldChange, ObservedChange};
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::diff::fields;
use crate::domain::diff::state::{Before, Fetched, Hold, Visibility, next};
use crate::domain::identity::merge;
use crate::domain::identity::user_set::UserSet;
use crate::domain::ids::{AccountKey, RemoteId, RunId, ServiceId, UserId};
use crate::domain::user::User;
use crate::store::{AccountMove, Lock, LockName, LockWait, RelinkWrite};
use crate::workflows::Env;
use crate::workflows::acts::audit::audit;
use crate::workflows::acts::record::decision;
use crate::workflows::acts::refusal::{Refusal, Result};
use crate::workflows::acts::retry::until_unmoved;
use crate::workflows::identity::decision_log::{DecisionLog, user_set};

/// How long a sync of the service is waited for.
const PATIENT: Duration = Duration::from_secs(10);

/// Moves every pair of the proposal to its new id, as one decision. Blocks.
pub fn apply(env: &Env, service: &ServiceId, why: &str) -> Result<Relinked> {
    until_unmoved(|| {
        let _no_sync = quiet(env, service)?;
        let plan = plan(env, service)?;
        if plan.pairs.is_empty() {
            return Err(Refusal::NothingToRelink(service.clone()));
        }
        let ids: Vec<(RemoteId, RemoteId)> = plan
            .pairs
            .iter()
            .map(|(old, new)| (old.key.remote.clone(), new.key.remote.clone()))
            .collect();
        let mut audit = audit(&env.operator, "relink", vec![service.to_string()], why);
        audit.new = format!("{} accounts moved to new ids", ids.len());
        let kind = DecisionKind::Relink(service.clone(), ids);
        let decision = Decision {
            seq: plan.log.next(),
            ..decision(env, kind, why, plan.set.changed())
        };
        let (visibility, run) = (visibility(env, service), last_run(env, service)?);
        let moves = plan.pairs.iter().map(|(old, new)| AccountMove {
            from: old.key.clone(),
            account: moved(old, new, visibility),
            beside: None,
            users: Vec::new(),
            removed: Vec::new(),
            change: change(env, run, &old.key, &new.key),
        });
        let seq = decision.seq;
        env.store.relink(&RelinkWrite {
            based_on: plan.log.revision,
            moves: spread(moves.collect(), &plan.set),
            decision,
            keep: true,
            audit,
        })?;
        Ok(Relinked {
            seq,
            proposal: plan.proposal,
        })
    })
}

/// Takes a relink back: accounts and users are as before it; what was synced since stays.
pub fn undo(env: &Env, log: &DecisionLog, relink: &Decision) -> Result<Decision> {
    let DecisionKind::Relink(service, pairs) = &relink.kind else {
        return Ok(relink.clone());
    };
    let came: BTreeSet<AccountKey> = pairs
        .iter()
        .map(|(_, new)| AccountKey::new(service.clone(), new.clone()))
        .collect();
    let stands_on_it = |one: &&Decision| {
        let later = one.seq > relink.seq && one.undone_by.is_none();
        later && one.keys().any(|key| came.contains(&key))
    };
    if let Some(later) = log.decisions.iter().find(stands_on_it) {
        return Err(Refusal::StoodOn(later.seq));
    }
    let _no_sync = quiet(env, service)?;
    let mut set = user_set(env, relink.before.iter().map(|one| one.id))?;
    let mut moves = Vec::new();
    let run = last_run(env, service)?;
    for (old, new) in pairs {
        let old = AccountKey::new(service.clone(), old.clone());
        let new = AccountKey::new(service.clone(), new.clone());
        let then = (
            env.store.moved(relink.seq, &old)?,
            env.store.moved(relink.seq, &new)?,
        );
        let (Some(old_then), Some(new_then), Some(now)) =
            (then.0, then.1, env.store.account(&new)?)
        else {
            continue;
        };
        let back = match env.store.account(&old)? {
            // The service lists it again: what it says counts, what we knew comes back.
            Some(live) => Account {
                first_seen: old_then.first_seen,
                formerly: old_then.formerly,
                disabled: old_then.disabled.or(live.disabled.clone()),
                ..live
            },
            None => old_then,
        };
        let beside = Account {
            first_seen: new_then.first_seen,
            formerly: new_then.formerly,
            disabled: new_then.disabled,
            ..now
        };
        for user in [back.user, beside.user].into_iter().flatten() {
            if let Some(user) = env.store.user(user)? {
                set.admit(user);
            }
        }
        put_back(&mut set, &new, &old);
        moves.push(AccountMove {
            change: change(env, run, &new, &old),
            from: new,
            account: back,
            beside: Some(beside),
            users: Vec::new(),
            removed: Vec::new(),
        });
    }
    restore(&mut set, relink, &came);
    let mut audit = audit(&env.operator, "undo", vec![service.to_string()], "");
    audit.old = format!("relink {}", relink.seq);
    audit.new = format!("{} accounts moved back", moves.len());
    let undone = Decision {
        undone_by: Some(relink.seq),
        ..relink.clone()
    };
    env.store.relink(&RelinkWrite {
        based_on: log.revision,
        moves: spread(moves, &set),
        decision: undone.clone(),
        keep: false,
        audit,
    })?;
    Ok(undone)
}

/// Keeps a sync of the service from writing what it read before.
fn quiet(env: &Env, service: &ServiceId) -> Result<Lock> {
    let name = LockName::Sync(service.clone());
    Ok(env.store.lock(&name, LockWait::UpTo(PATIENT))?)
}

/// The user that has the new account has the old one again; one that a sync gave to the returned
/// account meanwhile leads to it.
fn put_back(set: &mut UserSet, new: &AccountKey, old: &AccountKey) {
    let Some(mut user) = set.owner(new).cloned() else {
        return;
    };
    let meanwhile = set.owner(old).map(|user| user.id);
    user.accounts.retain(|key| key != new && key != old);
    user.accounts.push(old.clone());
    user.accounts.sort();
    let id = user.id;
    set.put(user);
    if let Some(other) = meanwhile.filter(|other| *other != id)
        && set.user(other).is_some_and(|user| user.accounts.is_empty())
    {
        set.remove(other, Some(id));
    }
}

/// The users of the new accounts are there again, and what was taken from them is given back.
fn restore(set: &mut UserSet, relink: &Decision, came: &BTreeSet<AccountKey>) {
    let after: BTreeMap<UserId, &User> = relink.after.iter().map(|user| (user.id, user)).collect();
    let left = |id: UserId| after.get(&id).copied();
    let records = || relink.before.iter().filter_map(|one| one.record.as_ref());
    for record in records() {
        let mut user = match (set.user(record.id), left(record.id)) {
            (Some(present), Some(left)) => {
                let mut user = present.clone();
                for field in merge::Field::ALL {
                    if field.same(present, left) {
                        field.copy(&mut user, record);
                    }
                }
                user
            }
            // Absorbed by another since.
            (None, Some(_)) => continue,
            (_, None) => User {
                accounts: Vec::new(),
                ..record.clone()
            },
        };
        let gone = left(record.id).is_none();
        let own = record.accounts.iter();
        let own = own.filter(|key| gone || came.contains(key));
        user.accounts.extend(own.cloned());
        user.accounts.sort();
        user.accounts.dedup();
        set.put(user);
    }
}

/// The account under its new id, with what it brings along from the old one.
fn moved(old: &Account, new: &Account, visibility: Visibility) -> Account {
    let remote = match new.state {
        State::Invited => RemoteState::Invited,
        State::Disabled => RemoteState::Disabled,
        State::Active | State::Gone | State::Unknown => RemoteState::Active,
    };
    let mut account = new.clone();
    if old.disabled.is_some() {
        let before = Before {
            state: old.state,
            hold: Hold::Ours,
        };
        account.state = next(before, Fetched::Listed(remote), visibility).state;
        account.disabled.clone_from(&old.disabled);
    }
    let mut profile = old.profile.clone();
    fields::absorb(&mut profile, account.profile);
    account.profile = profile;
    account.first_seen = old.first_seen.min(new.first_seen);
    let mut formerly: Vec<RemoteId> = Vec::new();
    let known = old
        .formerly
        .iter()
        .chain([&old.key.remote])
        .chain(&new.formerly);
    for id in known.filter(|id| **id != new.key.remote) {
        if !formerly.contains(id) {
            formerly.push(id.clone());
        }
    }
    account.formerly = formerly;
    account
}

fn change(env: &Env, run: RunId, from: &AccountKey, to: &AccountKey) -> ObservedChange {
    ObservedChange {
        at: env.clock.now(),
        run,
        account: to.clone(),
        change: FieldChange {
            field: Field::Id,
            old: from.remote.to_string(),
            new: to.remote.to_string(),
        },
    }
}

fn last_run(env: &Env, service: &ServiceId) -> Result<RunId> {
    let state = env.store.service_states()?.remove(service);
    let last = state.and_then(|state| state.last_run);
    Ok(last.map_or(RunId(uuid::Uuid::nil()), |run| run.id))
}

fn visibility(env: &Env, service: &ServiceId) -> Visibility {
    let config = env.config.service(service);
    let provider = config.and_then(|config| (env.build)(config, &env.net).ok());
    provider.map_or(Visibility::Shown, |provider| {
        provider.kind().nature.visibility
    })
}

/// Hands each changed user to the last move that concerns it, so that every transaction in between
/// leaves users and accounts in agreement.
fn spread(mut moves: Vec<AccountMove>, set: &UserSet) -> Vec<AccountMove> {
    let mut last: BTreeMap<&AccountKey, usize> = BTreeMap::new();
    for (at, one) in moves.iter().enumerate() {
        last.insert(&one.from, at);
        last.insert(&one.account.key, at);
    }
    let changed = set.changed();
    let mut place: BTreeMap<UserId, usize> = BTreeMap::new();
    let before = changed.before.iter().filter_map(|one| one.record.as_ref());
    for user in before.chain(&changed.after) {
        for at in user.accounts.iter().filter_map(|key| last.get(key)) {
            let known = place.entry(user.id).or_default();
            *known = (*known).max(*at);
        }
    }
    let end = moves.len().saturating_sub(1);
    let (users, removed) = set.outcome();
    let at = |id: &UserId| place.get(id).copied().unwrap_or(end);
    for (id, to) in removed {
        let heir = to.as_ref().map_or(0, at);
        if let Some(one) = moves.get_mut(at(&id).max(heir)) {
            one.removed.push((id, to));
        }
    }
    for user in users {
        if let Some(one) = moves.get_mut(at(&user.id)) {
            one.users.push(user);
        }
    }
    moves
}
