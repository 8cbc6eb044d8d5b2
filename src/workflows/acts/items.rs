//! Waivers, pauses and newcomers: what operators write besides users.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::audit::audit;
use super::done::Done;
use super::record::decision;
use super::refusal::{Refusal, Result};
use super::retry::until_unmoved;
use crate::domain::act::item::{Item, ItemChange, ItemKey};
use crate::domain::audit::AuditBody;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::identity::user_set::Changed;
use crate::domain::ids::ServiceId;
use crate::domain::service::{Paused, ServiceState};
use crate::store::{self, Store, UserWrite};
use crate::workflows::Env;
use crate::workflows::identity::decision_log::DecisionLog;

/// One of the changes of an act.
struct Written {
    kind: DecisionKind,
    items: Vec<ItemChange>,
    audit: AuditBody,
}

/// The items of these keys, as they are; those that there are not are left out.
pub fn items(store: &Store, keys: &BTreeSet<ItemKey>) -> store::Result<Vec<Item>> {
    let mut items = Vec::new();
    if keys.iter().any(|key| matches!(key, ItemKey::Waiver(..))) {
        let waivers = store.waivers()?.into_iter();
        items.extend(
            waivers.map(|waiver| Item::Waiver(waiver.rule, waiver.subject.clone(), Some(waiver))),
        );
    }
    if keys
        .iter()
        .any(|key| matches!(key, ItemKey::Paused(_) | ItemKey::Refused(_)))
    {
        for (service, state) in store.service_states()? {
            items.push(refused(&service, &state));
            items.push(Item::Paused(service, state.paused));
        }
    }
    if keys.iter().any(|key| matches!(key, ItemKey::Newcomer(_))) {
        let requests = store.requests()?.into_iter();
        items.extend(requests.map(|request| Item::Newcomer(request.id, Some(Box::new(request)))));
    }
    items.retain(|item| keys.contains(&item.key()));
    Ok(items)
}

fn refused(service: &ServiceId, state: &ServiceState) -> Item {
    let last_run = state.last_run.as_ref().map(|run| run.id);
    Item::Refused(service.clone(), last_run, state.refused.clone())
}

/// Accepts a finding of each subject that is still there; refused where none is.
pub(super) fn waive(
    env: &Env,
    rule: Rule,
    subjects: &[Subject],
    reason: &str,
    until: Option<Date>,
) -> Result<Done> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let subjects = known(env, subjects)?;
        let keys = subjects
            .iter()
            .map(|one| ItemKey::Waiver(rule, one.clone()));
        let before = held(&env.store, &keys.collect())?;
        let written = subjects.into_iter().map(|subject| {
            let waiver = Waiver {
                rule,
                subject: subject.clone(),
                by: env.operator.name.clone(),
                at: env.clock.now(),
                reason: reason.to_owned(),
                until,
            };
            let targets = vec![rule.as_str().to_owned(), subject.word()];
            Written {
                kind: DecisionKind::Waive(rule, subject.clone()),
                items: vec![change(&before, Item::Waiver(rule, subject, Some(waiver)))],
                audit: AuditBody {
                    new: until.map(|day| day.to_string()).unwrap_or_default(),
                    ..audit(&env.operator, "waive", targets, reason)
                },
            }
        });
        write(env, &log, written.collect(), reason)
    })
}

/// Accepts a finding no longer.
pub(super) fn unwaive(env: &Env, rule: Rule, subject: &Subject, why: &str) -> Result<Done> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let key = ItemKey::Waiver(rule, subject.clone());
        let before = held(&env.store, &BTreeSet::from([key.clone()]))?;
        if before.is_empty() {
            return Err(Refusal::NotWaived(rule, subject.clone()));
        }
        let targets = vec![rule.as_str().to_owned(), subject.word()];
        let written = Written {
            kind: DecisionKind::Unwaive(rule, subject.clone()),
            items: vec![change(&before, key.empty())],
            audit: audit(&env.operator, "unwaive", targets, why),
        };
        write(env, &log, vec![written], why)
    })
}

/// Leaves a service alone.
pub(super) fn pause(env: &Env, service: &ServiceId, reason: &str) -> Result<Done> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let before = held(
            &env.store,
            &BTreeSet::from([ItemKey::Paused(service.clone())]),
        )?;
        let paused = Paused {
            by: env.operator.name.clone(),
            at: env.clock.now(),
            reason: reason.to_owned(),
        };
        let written = Written {
            kind: DecisionKind::Pause(service.clone()),
            items: vec![change(&before, Item::Paused(service.clone(), Some(paused)))],
            audit: audit(&env.operator, "pause", vec![service.to_string()], reason),
        };
        write(env, &log, vec![written], reason)
    })
}

/// Goes on with a service, and says that it accepts again what it refused; nothing is written
/// where it is neither paused nor refused.
pub(super) fn resume(env: &Env, service: &ServiceId, why: &str) -> Result<Done> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let state = env.store.service_states()?.remove(service);
        let state = state.unwrap_or_default();
        let last_run = state.last_run.as_ref().map(|run| run.id);
        let changes = [
            ItemChange {
                before: Item::Paused(service.clone(), state.paused.clone()),
                after: Item::Paused(service.clone(), None),
            },
            ItemChange {
                before: refused(service, &state),
                after: Item::Refused(service.clone(), last_run, None),
            },
        ];
        let mut changes = changes.to_vec();
        changes.retain(|change| change.before != change.after);
        if changes.is_empty() {
            return Ok(Done::default());
        }
        let written = Written {
            kind: DecisionKind::Resume(service.clone()),
            items: changes,
            audit: audit(&env.operator, "resume", vec![service.to_string()], why),
        };
        write(env, &log, vec![written], why)
    })
}

/// Waits for newcomers no longer: for all of them, or for none where one is not awaited.
pub(super) fn drop_requests(env: &Env, ids: &[u64], why: &str) -> Result<Done> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let keys: BTreeSet<ItemKey> = ids.iter().map(|id| ItemKey::Newcomer(*id)).collect();
        let before = held(&env.store, &keys)?;
        let mut written = Vec::new();
        for id in ids.iter().copied().collect::<BTreeSet<u64>>() {
            let key = ItemKey::Newcomer(id);
            let Some(Item::Newcomer(_, Some(request))) = before.get(&key) else {
                return Err(Refusal::NoSuchRequest(id));
            };
            written.push(Written {
                kind: DecisionKind::DropRequest(id),
                items: vec![change(&before, key.empty())],
                audit: AuditBody {
                    old: request.in_one_line(),
                    ..audit(&env.operator, "request-drop", vec![request.target()], why)
                },
            });
        }
        write(env, &log, written, why)
    })
}

/// The subjects that are there, each once, users under the ids that they have now.
fn known(env: &Env, subjects: &[Subject]) -> Result<BTreeSet<Subject>> {
    let users: Vec<_> = subjects
        .iter()
        .filter_map(|one| match one {
            Subject::User(id) => Some(*id),
            Subject::Account(_) | Subject::Service(_) => None,
        })
        .collect();
    let accounts: Vec<_> = subjects
        .iter()
        .filter_map(|one| match one {
            Subject::Account(key) => Some(key.clone()),
            Subject::User(_) | Subject::Service(_) => None,
        })
        .collect();
    let mut known = BTreeSet::new();
    let mut missing = None;
    for (id, user) in users.iter().zip(env.store.users(&users)?) {
        match user {
            Some(user) => drop(known.insert(Subject::User(user.id))),
            None => missing = Some(Refusal::NoSuchUser(*id)),
        }
    }
    for (key, account) in accounts.iter().zip(env.store.accounts(&accounts)?) {
        match account {
            Some(account) => drop(known.insert(Subject::Account(account.key))),
            None => missing = Some(Refusal::NoSuchAccount(key.clone())),
        }
    }
    let services = subjects
        .iter()
        .filter(|one| matches!(one, Subject::Service(_)));
    known.extend(services.cloned());
    match missing {
        Some(refusal) if known.is_empty() => Err(refusal),
        Some(_) | None => Ok(known),
    }
}

fn held(store: &Store, keys: &BTreeSet<ItemKey>) -> store::Result<BTreeMap<ItemKey, Item>> {
    let items = items(store, keys)?;
    Ok(items.into_iter().map(|item| (item.key(), item)).collect())
}

fn change(before: &BTreeMap<ItemKey, Item>, after: Item) -> ItemChange {
    let key = after.key();
    let before = before.get(&key).cloned().unwrap_or_else(|| key.empty());
    ItemChange { before, after }
}

/// Writes the changes of one act, undoable as one. The history alone must not have moved: a sync
/// that commits meanwhile writes none of this.
fn write(env: &Env, log: &DecisionLog, written: Vec<Written>, why: &str) -> Result<Done> {
    let first = log.next();
    let count = written.len();
    let mut write = UserWrite {
        last_decision: Some(first - 1),
        ..UserWrite::default()
    };
    for (seq, one) in (first..).zip(written) {
        let after = one.items.iter().map(|change| change.after.clone());
        write.items.extend(after);
        write.audit.push(one.audit);
        write.decisions.push(Decision {
            seq,
            items: one.items,
            batch: (count > 1).then_some(first),
            ..decision(env, one.kind, why, Changed::default())
        });
    }
    env.store.write_users(write)?;
    Ok(Done {
        decision: Some(first),
        count,
        ..Done::default()
    })
}
