//! People from a list kept elsewhere, and the newcomers who are awaited.
//!
//! Owns what is read from the store before and written after. What a line means is
//! `domain::import`; every changed user and
//! every newcomer is an act of its own, all of them undoable as one.

pub mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::Env;
use super::acts::audit::{audit, edits};
use super::acts::record::decision;
use super::acts::refusal::Result;
use super::acts::retry::until_unmoved;
use super::identity::decision_log::DecisionLog;
use crate::config::Config;
use crate::domain::act::item::{Item, ItemChange};
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::identity::merge::Field;
use crate::domain::identity::user_set::Changed;
use crate::domain::ids::UserId;
use crate::domain::import::{self, Directory, Edited, Options, Plan, Row};
use crate::domain::request::Request;
use crate::domain::user::User;
use crate::store::{self, Store, UserWrite};

/// Most users and newcomers that are written in one go.
const AT_ONCE: usize = 1_000;

/// A list that was taken over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// The number of the first act, by which all are undone; 0 when nothing changed.
    pub first_seq: u64,
    /// How many users changed.
    pub users: usize,
    /// How many newcomers are new or changed.
    pub requests: usize,
}

/// Somebody awaited, and who they seem to be by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// What the list said.
    pub request: Request,
    /// The one user with an address or a login of theirs.
    pub user: Option<User>,
}

/// Works out what a list would do; writes nothing. Blocks.
pub fn plan(env: &Env, rows: &[Row], options: &Options) -> store::Result<Plan> {
    let awaited = env.store.requests()?;
    let directory = directory(&env.config, &env.store, rows)?;
    Ok(import::plan(rows, &directory, &awaited, options))
}

/// Takes a list over, and says what was done with it. Blocks.
pub fn apply(env: &Env, rows: &[Row], options: &Options, why: &str) -> Result<(Plan, Imported)> {
    let mut done = Imported::default();
    let mut first = None;
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let plan = plan(env, rows, options)?;
        // What a second try finds done already is part of what was done.
        let shown = first.get_or_insert_with(|| plan.clone()).clone();
        write(env, &log, &plan, options, why, &mut done)?;
        Ok((shown, done.clone()))
    })
}

fn write(
    env: &Env,
    log: &DecisionLog,
    plan: &Plan,
    options: &Options,
    why: &str,
    done: &mut Imported,
) -> store::Result<()> {
    let mut revision = log.revision;
    let mut seq = log.next();
    for users in plan.users.chunks(AT_ONCE) {
        if done.first_seq == 0 {
            done.first_seq = seq;
        }
        let mut write = UserWrite {
            based_on: Some(revision),
            ..UserWrite::default()
        };
        for edited in users {
            let why = reason(options, &edited.lines, why);
            let (before, after) = (&edited.before, &edited.after);
            let entries = edits(&env.operator, before, after, &why);
            write.audit.extend(entries);
            let batch = Some(done.first_seq);
            let decision = of_user(env, edited, &why);
            write.decisions.push(Decision {
                seq,
                batch,
                ..decision
            });
            write.users.push(edited.after.clone());
            seq += 1;
        }
        revision = env.store.write_users(write)?;
        done.users += users.len();
    }
    let mut next = env.store.next_request()?;
    let awaited: BTreeMap<u64, Request> = env
        .store
        .requests()?
        .into_iter()
        .map(|request| (request.id, request))
        .collect();
    let written: Vec<usize> = plan.written.iter().copied().collect();
    for places in written.chunks(AT_ONCE) {
        if done.first_seq == 0 {
            done.first_seq = seq;
        }
        let mut write = UserWrite {
            based_on: Some(revision),
            ..UserWrite::default()
        };
        for request in places.iter().filter_map(|at| plan.requests.get(*at)) {
            let mut request = request.clone();
            let is_new = request.id == 0;
            if is_new {
                request.id = next;
                next += 1;
            }
            let action = if is_new { "request" } else { "request-set" };
            let why = reason(options, &[request.line], why);
            let mut told = audit(&env.operator, action, vec![request.target()], &why);
            told.new = request.in_one_line();
            write.audit.push(told);
            let before = awaited.get(&request.id).cloned().map(Box::new);
            let after = Item::Newcomer(request.id, Some(Box::new(request.clone())));
            let kind = DecisionKind::Request(request.id);
            write.decisions.push(Decision {
                seq,
                batch: Some(done.first_seq),
                items: vec![ItemChange {
                    before: Item::Newcomer(request.id, before),
                    after: after.clone(),
                }],
                ..decision(env, kind, &why, Changed::default())
            });
            write.items.push(after);
            seq += 1;
        }
        revision = env.store.write_users(write)?;
        done.requests += places.len();
    }
    Ok(())
}

/// What is kept of a user whom the list changed.
fn of_user(env: &Env, edited: &Edited, why: &str) -> Decision {
    let (before, after) = (&edited.before, &edited.after);
    let kind = DecisionKind::Import(before.accounts.first().cloned());
    let changed = Changed {
        before: vec![UserBefore::of(before)],
        after: vec![after.clone()],
    };
    let differs = |field: &Field| !field.same(before, after);
    Decision {
        fields: Field::ALL.into_iter().filter(differs).collect(),
        ..decision(env, kind, why, changed)
    }
}

/// The place in the list, and what the operator said: `people.csv:7; new contract`.
fn reason(options: &Options, lines: &[u64], why: &str) -> String {
    let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
    let place = format!("{}:{}", options.file, lines.join(","));
    match why {
        "" => place,
        why => format!("{place}; {why}"),
    }
}

/// Everybody awaited, by number, with who they seem to be. Blocks.
pub fn awaited(config: &Config, store: &Store) -> store::Result<Vec<Awaited>> {
    let requests = store.requests()?;
    let rows: Vec<Row> = requests.iter().map(Row::from).collect();
    let directory = directory(config, store, &rows)?;
    let found = requests.into_iter().zip(rows).map(|(request, row)| {
        let user = directory.sure(&row);
        Awaited {
            user: user.map(|known| known.user.clone()),
            request,
        }
    });
    Ok(found.collect())
}

/// Whom the rows may be about.
fn directory(config: &Config, store: &Store, rows: &[Row]) -> store::Result<Directory> {
    let mut directory = Directory::of(rows);
    if rows.is_empty() {
        return Ok(directory);
    }
    let services: BTreeMap<_, _> = config
        .services
        .iter()
        .map(|service| (&service.id, service))
        .collect();
    let is_shared = |address: &str| config.identity.is_shared(address);
    store.each_account(None, &mut |account| {
        let service = services.get(&account.key.service);
        let limit = service.map(|service| service.trust());
        directory.see_account(&account, limit, &is_shared);
        ControlFlow::Continue(())
    })?;
    store.each_user(&mut |user| {
        directory.see_user(&user);
        ControlFlow::Continue(())
    })?;
    let seen: Vec<UserId> = directory.seen().into_iter().collect();
    for (id, user) in seen.iter().zip(store.users(&seen)?) {
        // Not whoever took the place of somebody who was merged away meanwhile.
        if let Some(user) = user.filter(|user| user.id == *id) {
            let mut environments = user
                .accounts
                .iter()
                .filter_map(|key| services.get(&key.service))
                .map(|service| service.environment.is_production());
            let production = user.accounts.is_empty() || environments.any(|is| is);
            directory.know(user, production);
        }
    }
    Ok(directory)
}
