//! Merging: after a sync, accounts without a user get one.
//!
//! Owns the reading of accounts for the matcher and the writing of users. Which accounts belong
//! together is `domain::matching`; what follows for existing users is [`assign`].

pub mod assign;
pub mod evidence;
pub(super) mod identities;
pub mod refresh;

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use crate::domain::account::Actor;
use crate::domain::audit::AuditBody;
use crate::domain::ids::UserId;
use crate::domain::matching::engine::{Engine, Settings};
use crate::domain::user::User;
use crate::store::{Result, UserWrite};
use crate::workflows::Env;

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

/// Gives every account a user; blocks.
pub fn merge(env: &Env) -> Result<MergeReport> {
    let based_on = env.store.revision()?;
    let read = identities::read(env)?;
    if read.unlinked == 0 && !read.changed {
        return Ok(MergeReport::default());
    }
    let mut users: HashMap<UserId, User> = HashMap::new();
    env.store.each_user(&mut |user| {
        users.insert(user.id, user);
        ControlFlow::Continue(())
    })?;
    let engine = Engine::build(read.identities, read.decisions, Settings::default());
    let groups = groups(&engine, read.accounts.len());
    let assigned = assign::assign(assign::Input {
        accounts: &read.accounts,
        groups: &groups,
        users: &users,
        now: env.clock.now(),
        new_id: &mut || UserId(uuid::Uuid::now_v7()),
    });
    let report = MergeReport {
        created: assigned.created,
        linked: assigned.linked,
        joined: assigned.joined.len(),
    };
    if assigned.users.is_empty() && assigned.joined.is_empty() {
        return Ok(report);
    }
    let audit = AuditBody {
        actor: Actor::Rule("matching".to_owned()),
        source: crate::domain::audit::ActorSource::Program,
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
    };
    env.store.write_users(UserWrite {
        based_on: Some(based_on),
        users: assigned.users,
        removed: assigned
            .joined
            .into_iter()
            .map(|(from, to)| (from, Some(to)))
            .collect(),
        decisions: Vec::new(),
        lines: Vec::new(),
        audit: vec![audit],
    })?;
    Ok(report)
}

/// The engine's groups as lists of account numbers; an account alone is a group of one.
fn groups(engine: &Engine, accounts: usize) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for account in (0..).take(accounts) {
        let least = engine.group(account).unwrap_or(account);
        groups.entry(least).or_default().push(account);
    }
    groups.into_values().collect()
}
