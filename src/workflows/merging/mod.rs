//! Merging: after a sync, accounts without a user get one.
//!
//! Owns the reading of accounts for the matcher and the writing of users and of the reasons why.
//! Which accounts belong together is `domain::matching`; what follows for existing users is
//! `domain::identity`.

pub mod evidence;
pub(super) mod identities;
pub(super) mod input;
mod reasons;
pub mod refresh;

use std::collections::{BTreeMap, HashMap};

use crate::domain::account::Actor;
use crate::domain::audit::{ActorSource, AuditBody};
use crate::domain::identity::assign::{self, Assigned};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::user::{Source, User};
use crate::store::{Result, UserWrite};
use crate::workflows::Env;
use input::MatchInput;

/// What a merge did, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MergeReport {
    /// Users that did not exist before.
    pub created: usize,
    /// Accounts that got a user.
    pub linked: usize,
    /// Users that turned out to be one with an older one.
    pub joined: usize,
}

/// Gives every account a user, and writes down why; blocks.
pub fn merge(env: &Env) -> Result<MergeReport> {
    let input = MatchInput::read(env)?;
    let groups = groups(&input);
    let kind = |members: &[u32]| input.engine.kind(members);
    let mut assigned = assign::assign(assign::Input {
        accounts: &input.accounts,
        groups: &groups,
        users: &input.users,
        standing: &input.standing,
        kind: &kind,
        now: env.clock.now(),
        new_id: &mut || UserId(uuid::Uuid::now_v7()),
    });
    let report = MergeReport {
        created: assigned.created,
        linked: assigned.linked,
        joined: assigned.joined.len(),
    };
    let members = members(&input, &assigned);
    propose_kinds(&input, &members, &mut assigned);
    let reasons = reasons::reasons(&input, &members, env.clock.now());
    if assigned.users.is_empty() && assigned.joined.is_empty() && reasons.is_empty() {
        return Ok(report);
    }
    let audit = (report != MergeReport::default()).then(|| audit(&report, &assigned));
    env.store.write_users(UserWrite {
        based_on: Some(input.revision),
        users: assigned.users,
        removed: assigned
            .joined
            .into_iter()
            .map(|(from, to)| (from, Some(to)))
            .collect(),
        reasons,
        audit: audit.into_iter().collect(),
        ..UserWrite::default()
    })?;
    Ok(report)
}

fn audit(report: &MergeReport, assigned: &Assigned) -> AuditBody {
    AuditBody {
        actor: Actor::Rule("matching".to_owned()),
        source: ActorSource::Program,
        action: "merge".to_owned(),
        targets: assigned
            .joined
            .iter()
            .flat_map(|(from, to)| [from, to])
            .map(UserId::to_string)
            .collect(),
        old: String::new(),
        new: format!(
            "{} accounts linked, {} users created, {} joined",
            report.linked, report.created, report.joined
        ),
        why: String::new(),
    }
}

/// The engine's groups as lists of account numbers; an account alone is a group of one.
fn groups(input: &MatchInput) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for account in (0..).take(input.accounts.len()) {
        let least = input.engine.group(account).unwrap_or(account);
        groups.entry(least).or_default().push(account);
    }
    groups.into_values().collect()
}

/// The account numbers of every user as they will be, sorted.
fn members(input: &MatchInput, assigned: &Assigned) -> BTreeMap<UserId, Vec<u32>> {
    let joined: HashMap<UserId, UserId> = assigned.joined.iter().copied().collect();
    let fresh: HashMap<&AccountKey, UserId> = assigned
        .users
        .iter()
        .flat_map(|user| user.accounts.iter().map(|key| (key, user.id)))
        .collect();
    let mut members: BTreeMap<UserId, Vec<u32>> = BTreeMap::new();
    for (number, account) in (0..).zip(&input.accounts) {
        let user = match account.user {
            Some(user) => Some(joined.get(&user).copied().unwrap_or(user)),
            None => fresh.get(&account.key).copied(),
        };
        if let Some(user) = user {
            members.entry(user).or_default().push(number);
        }
    }
    members
}

/// What no operator said of a user's kind follows what its accounts look like.
fn propose_kinds(
    input: &MatchInput,
    members: &BTreeMap<UserId, Vec<u32>>,
    assigned: &mut Assigned,
) {
    let mut changed: HashMap<UserId, User> = assigned
        .users
        .drain(..)
        .map(|user| (user.id, user))
        .collect();
    for (id, numbers) in members {
        let Some(user) = changed.get(id).or_else(|| input.users.get(id)) else {
            continue;
        };
        let kind = input.engine.kind(numbers);
        if user.kind_source == Source::Rule && user.kind != kind {
            let user = User {
                kind,
                ..user.clone()
            };
            changed.insert(*id, user);
        }
    }
    assigned.users = changed.into_values().collect();
    assigned.users.sort_by_key(|user| user.id);
}
