//! What an operator decides about who is who: merge, detach, never, undo.
//!
//! Every decision is recorded with what it overwrote, so that undoing it restores exactly that.
//! What rules conclude by themselves is `merging`.

pub mod history;
pub mod questions;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::Env;
use crate::domain::account::Actor;
use crate::domain::audit::AuditBody;
use crate::domain::decision::{Decision, UserBefore, Verdict};
use crate::domain::identity::merge::{self as merging, Choices, Conflict, MergePreview};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::domain::user::{Source, User};
use crate::store::{StoreError, UserWrite};

pub use history::history;
pub use questions::{Queue, questions};

/// Why a decision was not taken.
#[derive(Debug)]
pub enum IdentityError {
    /// The store could not do it.
    Store(StoreError),
    /// It makes no sense, or contradicts an earlier decision.
    Refused(Text),
}

impl From<StoreError> for IdentityError {
    fn from(error: StoreError) -> Self {
        IdentityError::Store(error)
    }
}

/// The result of every decision.
pub type Result<T, E = IdentityError> = std::result::Result<T, E>;

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

/// What a merge of two or more users would do; writes nothing. Blocks.
pub fn preview(env: &Env, users: &[UserId], choices: &Choices) -> Result<MergePreview> {
    let users = users
        .iter()
        .map(|id| user(env, *id))
        .collect::<Result<Vec<User>>>()?;
    for (at, one) in users.iter().enumerate() {
        for other in users.iter().skip(at + 1).filter(|other| other.id != one.id) {
            forbidden(env, one, other)?;
        }
    }
    merging::preview(&users, choices).ok_or_else(|| match users.first() {
        Some(user) => refused("identity-same-user", user),
        None => IdentityError::Refused(Text::new("identity-nobody")),
    })
}

/// Says that two accounts are one user: merges their users, or confirms that they are one. Blocks.
pub fn same(env: &Env, a: &AccountKey, b: &AccountKey, why: &str) -> Result<Taken> {
    let owner = |key: &AccountKey| -> Result<UserId> {
        let account = env.store.account(key)?;
        account.and_then(|account| account.user).ok_or_else(|| {
            let text = Text::new("identity-no-user").with("account", key.handle());
            IdentityError::Refused(text)
        })
    };
    merge(env, &[owner(a)?, owner(b)?], &Choices::new(), why)
}

/// Says of many pairs of accounts that they are one user each, undoable as one. Blocks.
pub fn same_all(env: &Env, pairs: &[(AccountKey, AccountKey)], why: &str) -> Result<Batch> {
    let mut batch = Batch::default();
    for (a, b) in pairs {
        match same(env, a, b, why) {
            Ok(taken) => {
                batch.count += 1;
                if batch.first_seq == 0 {
                    batch.first_seq = taken.seq;
                }
            }
            Err(IdentityError::Refused(text)) => batch.refused.push((a.clone(), b.clone(), text)),
            Err(error) => return Err(error),
        }
    }
    Ok(batch)
}

/// Makes two or more users one; the oldest id stays, the others lead to it. Blocks.
pub fn merge(env: &Env, users: &[UserId], choices: &Choices, why: &str) -> Result<Taken> {
    let based_on = env.store.revision()?;
    let preview = preview(env, users, choices)?;
    let mut accounts = Vec::new();
    for user in &preview.users {
        let first = user.accounts.first();
        accounts.push(
            first
                .ok_or_else(|| refused("identity-no-account", user))?
                .clone(),
        );
    }
    let verdict = match accounts.as_slice() {
        [a, b] => Verdict::Same(a.clone(), b.clone()),
        _ => Verdict::Merge(accounts),
    };
    let mut audit = audit(
        env,
        "merge",
        preview
            .users
            .iter()
            .map(|user| user.id.to_string())
            .collect(),
        why,
    );
    let names: Vec<&str> = preview
        .users
        .iter()
        .map(|user| user.name.as_str())
        .collect();
    audit.old = names.join(", ");
    audit.new.clone_from(&preview.result.name);
    let others = preview.users.iter().filter(|user| user.id != preview.kept);
    let removed = others.map(|user| (user.id, Some(preview.kept))).collect();
    let mut decision = decision(
        env,
        verdict,
        why,
        preview.users.iter().map(before).collect(),
    );
    decision.after = vec![preview.result.clone()];
    decision.choices.clone_from(choices);
    let seq = write(
        env,
        UserWrite {
            based_on: Some(based_on),
            users: vec![preview.result.clone()],
            removed,
            decisions: vec![decision],
            audit: vec![audit],
            ..UserWrite::default()
        },
    )?;
    Ok(Taken {
        seq,
        user: preview.result,
        conflicts: preview.conflicts,
    })
}

/// Takes an account out of its user, into a new one. Blocks.
pub fn detach(env: &Env, account: &AccountKey, why: &str) -> Result<Taken> {
    let based_on = env.store.revision()?;
    let stored = env.store.account(account)?;
    let owner = stored.as_ref().and_then(|account| account.user);
    let (Some(stored), Some(owner)) = (stored, owner) else {
        let text = Text::new("identity-no-user").with("account", account.handle());
        return Err(IdentityError::Refused(text));
    };
    let mut rest = user(env, owner)?;
    if rest.accounts.len() < 2 {
        return Err(refused("identity-alone", &rest));
    }
    let alone = User {
        id: UserId(Uuid::now_v7()),
        name: stored
            .profile
            .title()
            .unwrap_or(account.remote.local())
            .to_owned(),
        name_source: Source::Rule,
        kind: rest.kind,
        kind_source: Source::Rule,
        email: None,
        arrival: None,
        departure: Departure::Unset,
        note: String::new(),
        created: env.clock.now(),
        accounts: vec![account.clone()],
    };
    let born = UserBefore {
        id: alone.id,
        record: None,
    };
    let before = vec![before(&rest), born];
    rest.accounts.retain(|key| key != account);
    let targets = vec![account.handle(), rest.id.to_string(), alone.id.to_string()];
    let seq = write(
        env,
        UserWrite {
            based_on: Some(based_on),
            users: vec![rest, alone.clone()],
            decisions: vec![decision(env, Verdict::Detach(account.clone()), why, before)],
            audit: vec![audit(env, "detach", targets, why)],
            ..UserWrite::default()
        },
    )?;
    Ok(Taken {
        seq,
        user: alone,
        conflicts: Vec::new(),
    })
}

/// Records that two accounts never belong to one user. Blocks.
pub fn never(env: &Env, a: &AccountKey, b: &AccountKey, why: &str) -> Result<u64> {
    let based_on = env.store.revision()?;
    let mut owners = Vec::new();
    for key in [a, b] {
        let Some(account) = env.store.account(key)? else {
            let text = Text::new("identity-no-such-account").with("account", key.handle());
            return Err(IdentityError::Refused(text));
        };
        owners.extend(account.user);
    }
    if a == b {
        let text = Text::new("identity-same-account").with("account", a.handle());
        return Err(IdentityError::Refused(text));
    }
    if let [one, two] = owners[..]
        && one == two
    {
        return Err(refused("identity-detach-first", &user(env, one)?));
    }
    let verdict = Verdict::Never(a.clone(), b.clone());
    write(
        env,
        UserWrite {
            based_on: Some(based_on),
            decisions: vec![decision(env, verdict, why, Vec::new())],
            audit: vec![audit(env, "never", vec![a.handle(), b.handle()], why)],
            ..UserWrite::default()
        },
    )
}

/// Takes a decision back: the users are as they were before it, and accounts that came since stay
/// with the user that has them. Without a number, the operator's last one. Blocks.
pub fn undo(env: &Env, seq: Option<u64>) -> Result<Decision> {
    let based_on = env.store.revision()?;
    let decisions = env.store.decisions()?;
    let me = Actor::Operator(env.operator.name.clone());
    let standing = |decision: &&Decision| decision.undone_by.is_none();
    let chosen = match seq {
        Some(seq) => decisions.iter().find(|decision| decision.seq == seq),
        None => decisions
            .iter()
            .rev()
            .filter(standing)
            .find(|decision| decision.by == me),
    };
    let Some(decision) = chosen else {
        return Err(IdentityError::Refused(Text::new(
            "identity-nothing-to-undo",
        )));
    };
    if decision.undone_by.is_some() {
        let text = Text::new("identity-undone").with("seq", decision.seq);
        return Err(IdentityError::Refused(text));
    }
    let touched: BTreeSet<UserId> = decision.before.iter().map(|before| before.id).collect();
    let later = decisions.iter().filter(standing).find(|other| {
        other.seq > decision.seq
            && other
                .before
                .iter()
                .any(|before| touched.contains(&before.id))
    });
    if let Some(later) = later {
        let text = Text::new("identity-undo-later").with("seq", later.seq);
        return Err(IdentityError::Refused(text));
    }
    let (users, removed) = restored(env, decision)?;
    let mut audit = audit(
        env,
        "undo",
        touched.iter().map(UserId::to_string).collect(),
        "",
    );
    audit.old = format!("decision {}", decision.seq);
    // Its own number: an operator took it back, no later decision did.
    let undone = Decision {
        undone_by: Some(decision.seq),
        ..decision.clone()
    };
    env.store.write_users(UserWrite {
        based_on: Some(based_on),
        users,
        removed,
        decisions: vec![undone.clone()],
        audit: vec![audit],
        ..UserWrite::default()
    })?;
    Ok(undone)
}

/// Users to write, and users to remove with the one that takes their place.
type Restored = (Vec<User>, Vec<(UserId, Option<UserId>)>);

/// The users as they were, with what came since.
fn restored(env: &Env, decision: &Decision) -> Result<Restored> {
    let mut users: Vec<User> = decision
        .before
        .iter()
        .filter_map(|before| before.record.clone())
        .collect();
    let listed: BTreeSet<AccountKey> = users
        .iter()
        .flat_map(|user| user.accounts.iter().cloned())
        .collect();
    let mut since: BTreeMap<UserId, Vec<AccountKey>> = BTreeMap::new();
    let mut removed = Vec::new();
    let heir = users.first().map(|user| user.id);
    for before in &decision.before {
        let Some(present) = env
            .store
            .user(before.id)?
            .filter(|user| user.id == before.id)
        else {
            continue;
        };
        let new = present
            .accounts
            .into_iter()
            .filter(|key| !listed.contains(key));
        let keeper = if before.record.is_some() {
            Some(before.id)
        } else {
            removed.push((before.id, heir));
            heir
        };
        since
            .entry(keeper.unwrap_or(before.id))
            .or_default()
            .extend(new);
    }
    for user in &mut users {
        user.accounts
            .extend(since.remove(&user.id).unwrap_or_default());
        user.accounts.sort();
        user.accounts.dedup();
    }
    Ok((users, removed))
}

fn user(env: &Env, id: UserId) -> Result<User> {
    env.store.user(id)?.ok_or_else(|| {
        IdentityError::Refused(Text::new("identity-no-such-user").with("id", id.to_string()))
    })
}

fn refused(id: &'static str, user: &User) -> IdentityError {
    IdentityError::Refused(Text::new(id).with("name", user.name.as_str()))
}

/// Refuses what an earlier "never" or two environments forbid.
fn forbidden(env: &Env, one: &User, two: &User) -> Result<()> {
    for decision in env.store.decisions()? {
        if let Verdict::Never(a, b) = &decision.verdict
            && decision.undone_by.is_none()
        {
            let has = |user: &User, key| user.accounts.contains(key);
            if (has(one, a) && has(two, b)) || (has(one, b) && has(two, a)) {
                let text = Text::new("identity-never").with("seq", decision.seq);
                return Err(IdentityError::Refused(text));
            }
        }
    }
    let environments: BTreeSet<&str> = one
        .accounts
        .iter()
        .chain(&two.accounts)
        .filter_map(|key| env.config.service(&key.service))
        .map(|service| service.environment.0.as_str())
        .collect();
    if environments.len() > 1 {
        let all = environments.into_iter().collect::<Vec<_>>().join(", ");
        let text = Text::new("identity-environments").with("environments", all);
        return Err(IdentityError::Refused(text));
    }
    Ok(())
}

fn before(user: &User) -> UserBefore {
    UserBefore {
        id: user.id,
        record: Some(user.clone()),
    }
}

fn decision(env: &Env, verdict: Verdict, why: &str, before: Vec<UserBefore>) -> Decision {
    let reason = Some(why.to_owned()).filter(|why| !why.is_empty());
    Decision {
        evidence: reason.into_iter().collect(),
        before,
        ..Decision::new(
            verdict,
            Actor::Operator(env.operator.name.clone()),
            env.clock.now(),
        )
    }
}

fn audit(env: &Env, action: &str, targets: Vec<String>, why: &str) -> AuditBody {
    AuditBody {
        actor: Actor::Operator(env.operator.name.clone()),
        source: env.operator.source,
        action: action.to_owned(),
        targets,
        old: String::new(),
        new: String::new(),
        why: why.to_owned(),
    }
}

/// Writes, and says which number the decision got.
fn write(env: &Env, write: UserWrite) -> Result<u64> {
    let verdict = write
        .decisions
        .first()
        .map(|decision| decision.verdict.clone());
    env.store.write_users(write)?;
    let decisions = env.store.decisions()?;
    let own = decisions
        .iter()
        .rev()
        .find(|decision| Some(&decision.verdict) == verdict.as_ref());
    Ok(own.map_or(0, |decision| decision.seq))
}

#[cfg(test)]
mod tests;
