//! Taking decisions: same, merge, detach, never.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::decision_log::{DecisionLog, owner, user, user_set};
use crate::domain::account::Account;
use crate::domain::audit::AuditBody;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::identity::assign::{Candidate, born};
use crate::domain::identity::decide;
use crate::domain::identity::merge::{Choices, Conflict, MergePreview};
use crate::domain::identity::user_set::{Changed, UserSet};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::store::UserWrite;
use crate::workflows::Env;
use crate::workflows::acts::audit::audit;
use crate::workflows::acts::record::decision;
use crate::workflows::acts::refusal::{Refusal, Result};
use crate::workflows::acts::retry::until_unmoved;
use crate::workflows::merging::evidence;

/// A decision that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its number, for undo.
    pub seq: u64,
    /// The user that came out of it.
    pub user: User,
    /// Fields on which the users disagreed: whose value is kept; the others are in the history.
    pub conflicts: Vec<Conflict>,
}

/// Many decisions that were taken together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// The number of the first, by which all are undone; 0 when none was taken.
    pub first_seq: u64,
    /// How many were taken.
    pub count: usize,
    /// The pairs that were not, and why.
    pub refused: Vec<(AccountKey, AccountKey, Text)>,
}

/// Most pairs that are decided in one go.
const AT_ONCE: usize = 1_000;

/// What a merge of two or more users would do; writes nothing. Blocks.
pub fn preview(env: &Env, users: &[UserId], choices: &Choices) -> Result<MergePreview> {
    let log = DecisionLog::open(&env.store)?;
    merged(env, &log, users, choices).map(|merged| merged.preview)
}

/// Makes two or more users one; the oldest id stays, the others lead to it. Blocks.
pub fn merge(env: &Env, users: &[UserId], choices: &Choices, why: &str) -> Result<Taken> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let merged = merged(env, &log, users, choices)?;
        let preview = merged.preview;
        let mut decision = decision(env, merged.kind, why, merged.changed);
        decision.choices.clone_from(choices);
        let audit = merge_audit(
            env,
            &preview.users,
            &preview.result,
            &preview.conflicts,
            why,
        );
        let seq = write(env, &log, &merged.set, vec![decision], vec![audit])?;
        Ok(Taken {
            seq,
            user: preview.result,
            conflicts: preview.conflicts,
        })
    })
}

/// Says that two accounts are one user: merges their users, or confirms that they are one. Blocks.
pub fn same(env: &Env, a: &AccountKey, b: &AccountKey, why: &str) -> Result<Taken> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let mut set = user_set(env, [owner(env, a)?, owner(env, b)?])?;
        let one = one_user(env, &log, &mut set, a, b, why)?;
        let user = one.user.clone();
        let conflicts = one.conflicts.clone();
        let seq = write(env, &log, &set, vec![one.decision], vec![one.audit])?;
        Ok(Taken {
            seq,
            user,
            conflicts,
        })
    })
}

/// Says of many pairs of accounts that they are one user each, undoable as one; pairs that are
/// refused are told. Blocks.
pub fn same_all(env: &Env, pairs: &[(AccountKey, AccountKey)], why: &str) -> Result<Batch> {
    let mut batch = Batch::default();
    for pairs in pairs.chunks(AT_ONCE) {
        let begun = batch.clone();
        batch = until_unmoved(|| some_same(env, pairs, why, begun.clone()))?;
    }
    Ok(batch)
}

fn some_same(
    env: &Env,
    pairs: &[(AccountKey, AccountKey)],
    why: &str,
    mut batch: Batch,
) -> Result<Batch> {
    let mut log = DecisionLog::open(&env.store)?;
    let mut set = UserSet::default();
    let (mut decisions, mut audits) = (Vec::new(), Vec::new());
    let first = log.next();
    for (a, b) in pairs {
        for key in [a, b] {
            if set.owner(key).is_none()
                && let Some(id) = env.store.account(key)?.and_then(|account| account.user)
                && let Some(user) = env.store.user(id)?
            {
                set.admit(user);
            }
        }
        match one_user(env, &log, &mut set, a, b, why) {
            Ok(one) => {
                if batch.first_seq == 0 {
                    batch.first_seq = first;
                }
                let decision = Decision {
                    seq: first + decisions.len() as u64,
                    batch: Some(batch.first_seq),
                    ..one.decision
                };
                // What was just decided binds the pairs that follow.
                log.standing.add(&decision);
                decisions.push(decision);
                audits.push(one.audit);
                batch.count += 1;
            }
            Err(stopped @ (Refusal::Store(_) | Refusal::ReadOnly)) => return Err(stopped),
            Err(refusal) => {
                batch.refused.push((a.clone(), b.clone(), refusal.text()));
            }
        }
    }
    if !decisions.is_empty() {
        write(env, &log, &set, decisions, audits)?;
    }
    Ok(batch)
}

/// Takes an account out of its user, into a new one. Blocks.
pub fn detach(env: &Env, account: &AccountKey, why: &str) -> Result<Taken> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let stored = env.store.account(account)?;
        let id = stored.and_then(|account| account.user);
        let id = id.ok_or_else(|| Refusal::NoUser(account.clone()))?;
        let mut set = user_set(env, [id])?;
        let alone = newborn(env, &set, std::slice::from_ref(account))?;
        let (kind, changed) = decide::detach(&mut set, account, alone.clone())
            .map_err(|refusal| Refusal::decided(refusal, &set))?;
        let mut audit = audit(&env.operator, "detach", targets(&kind, &changed), why);
        audit.old = name(&set, id);
        let decision = decision(env, kind, why, changed);
        let seq = write(env, &log, &set, vec![decision], vec![audit])?;
        Ok(Taken {
            seq,
            user: set.user(alone.id).cloned().unwrap_or(alone),
            conflicts: Vec::new(),
        })
    })
}

/// Records that two accounts never belong to one user. If they are of one, the side that fewer of
/// its accounts belong to leaves it. Blocks.
pub fn never(env: &Env, a: &AccountKey, b: &AccountKey, why: &str) -> Result<u64> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let mut owners = Vec::new();
        for key in [a, b] {
            let account = env.store.account(key)?;
            owners.extend(
                account
                    .ok_or_else(|| Refusal::NoSuchAccount(key.clone()))?
                    .user,
            );
        }
        let mut set = user_set(env, owners)?;
        let (mut one, mut other) = (a, b);
        let mut leaving = vec![a.clone()];
        if let Some(user) = set.owner(a)
            && set.owner(b).is_some_and(|owner| owner.id == user.id)
            && a != b
        {
            let accounts = env.store.accounts_of(user)?;
            let (mine, yours) = evidence::sides(&env.config, &accounts, &log.standing, a, b);
            leaving = mine;
            if leaving.len() > yours.len() {
                (one, other, leaving) = (b, a, yours);
            }
        }
        let alone = match set.owner(one) {
            Some(_) => Some(newborn(env, &set, &leaving)?),
            None => None,
        };
        let (kind, changed) = match alone {
            Some(alone) => decide::never(&mut set, one, other, |_| leaving, |_| alone)
                .map_err(|refusal| Refusal::decided(refusal, &set))?,
            None if one == other => {
                return Err(Refusal::Decided(
                    decide::Refusal::SameAccount(one.clone()),
                    String::new(),
                ));
            }
            None => (
                DecisionKind::Never(one.clone(), other.clone()),
                Changed::default(),
            ),
        };
        let mut handles = vec![a.handle(), b.handle()];
        handles.extend(decide::touched(&changed.before).map(|id| id.to_string()));
        let mut audit = audit(&env.operator, "never", handles, why);
        audit.old = format!("{}, {}", titled(env, a)?, titled(env, b)?);
        let decision = decision(env, kind, why, changed);
        write(env, &log, &set, vec![decision], vec![audit])
    })
}

/// What an account is called.
fn titled(env: &Env, key: &AccountKey) -> Result<String> {
    let account = env.store.account(key)?;
    let title = account.as_ref().and_then(|account| account.profile.title());
    Ok(title.unwrap_or(key.remote.local()).to_owned())
}

/// A merge in hand.
struct Merged {
    set: UserSet,
    kind: DecisionKind,
    preview: MergePreview,
    changed: Changed,
}

fn merged(env: &Env, log: &DecisionLog, users: &[UserId], choices: &Choices) -> Result<Merged> {
    let mut set = UserSet::default();
    let mut ids = Vec::new();
    for id in users {
        let user = user(env, *id)?;
        ids.push(user.id);
        set.admit(user);
    }
    let done = decide::merge(&mut set, &log.standing, &ids, choices);
    let (kind, preview, changed) = done.map_err(|refusal| Refusal::decided(refusal, &set))?;
    one_environment(env, &preview.result.accounts)?;
    Ok(Merged {
        set,
        kind,
        preview,
        changed,
    })
}

/// Two accounts in hand that are one user.
struct OneUser {
    decision: Decision,
    audit: AuditBody,
    user: User,
    conflicts: Vec<Conflict>,
}

fn one_user(
    env: &Env,
    log: &DecisionLog,
    set: &mut UserSet,
    a: &AccountKey,
    b: &AccountKey,
    why: &str,
) -> Result<OneUser> {
    let both = [a, b].into_iter().filter_map(|key| set.owner(key));
    one_environment(env, both.flat_map(|user| &user.accounts))?;
    let done = decide::same(set, &log.standing, a, b);
    let (kind, user, changed) = done.map_err(|refusal| Refusal::decided(refusal, set))?;
    let before: Vec<User> = changed
        .before
        .iter()
        .filter_map(|one| one.record.clone())
        .collect();
    let preview = crate::domain::identity::merge::preview(&before, &Choices::new());
    let conflicts = preview.map_or_else(Vec::new, |preview| preview.conflicts);
    let mut audit = merge_audit(env, &before, &user, &conflicts, why);
    if before.is_empty() {
        "confirm".clone_into(&mut audit.action);
        audit.targets = vec![user.id.to_string()];
    }
    audit.targets.extend([a.handle(), b.handle()]);
    let mut decision = decision(env, kind, why, changed);
    if let (Some(left), Some(right)) = (env.store.account(a)?, env.store.account(b)?) {
        let seen = evidence::clues(&env.config, &left, &right);
        // Without words of the operator's own, the log says what was seen.
        if audit.why.is_empty() {
            audit.why = seen.join("; ");
        }
        decision.evidence.extend(seen);
    }
    Ok(OneUser {
        decision,
        audit,
        user,
        conflicts,
    })
}

fn merge_audit(
    env: &Env,
    before: &[User],
    result: &User,
    conflicts: &[Conflict],
    why: &str,
) -> AuditBody {
    let targets = before.iter().map(|user| user.id.to_string()).collect();
    let mut audit = audit(&env.operator, "merge", targets, why);
    let names: Vec<&str> = before.iter().map(|user| user.name.as_str()).collect();
    let (mut old, mut new) = (names.join(", "), result.name.clone());
    // Both sides of what differs stay in the log.
    for conflict in conflicts {
        let values: Vec<&str> = conflict
            .values
            .iter()
            .map(|(_, one)| one.as_str())
            .collect();
        let word = conflict.field.as_str();
        old.push_str(&format!("; {word}={}", values.join(" / ")));
        new.push_str(&format!("; {word}={}", conflict.field.value(result)));
    }
    (audit.old, audit.new) = (old, new);
    audit
}

/// A user for accounts that leave theirs.
fn newborn(env: &Env, set: &UserSet, accounts: &[AccountKey]) -> Result<User> {
    let mut members = Vec::new();
    for key in accounts {
        let stored: Option<Account> = env.store.account(key)?;
        let title = stored.as_ref().and_then(|account| account.profile.title());
        members.push(Candidate {
            key: key.clone(),
            user: None,
            title: title.unwrap_or(key.remote.local()).to_owned(),
        });
    }
    let kind = accounts
        .first()
        .and_then(|key| set.owner(key))
        .map_or_else(Default::default, |user| user.kind);
    let members: Vec<&Candidate> = members.iter().collect();
    Ok(born(
        UserId(Uuid::now_v7()),
        &members,
        kind,
        env.clock.now(),
    ))
}

/// Refuses accounts of two environments.
fn one_environment<'a>(
    env: &Env,
    accounts: impl IntoIterator<Item = &'a AccountKey>,
) -> Result<()> {
    let environments: BTreeSet<&str> = accounts
        .into_iter()
        .filter_map(|key| env.config.service(&key.service))
        .map(|service| service.environment.0.as_str())
        .collect();
    if environments.len() > 1 {
        let all = environments.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Refusal::Environments(all));
    }
    Ok(())
}

fn targets(kind: &DecisionKind, changed: &Changed) -> Vec<String> {
    let handles = kind.accounts().into_iter().map(|key| key.handle());
    handles
        .chain(decide::touched(&changed.before).map(|id| id.to_string()))
        .collect()
}

fn name(set: &UserSet, id: UserId) -> String {
    set.user(id)
        .map_or_else(String::new, |user| user.name.clone())
}

/// Writes decisions with what they did to users; returns the number of the first.
fn write(
    env: &Env,
    log: &DecisionLog,
    set: &UserSet,
    mut decisions: Vec<Decision>,
    audit: Vec<AuditBody>,
) -> Result<u64> {
    let first = log.next();
    for (seq, decision) in (first..).zip(&mut decisions) {
        decision.seq = seq;
    }
    let (users, removed) = set.outcome();
    env.store.write_users(UserWrite {
        based_on: Some(log.revision),
        users,
        removed,
        decisions,
        audit,
        ..UserWrite::default()
    })?;
    Ok(first)
}
