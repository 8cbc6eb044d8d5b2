//! Taking an act back, and saying beforehand what that would do.

use super::audit::audit;
use super::items::items;
use super::refusal::{Refusal, Result};
use super::retry::until_unmoved;
use crate::domain::account::Actor;
use crate::domain::act::Undoing;
use crate::domain::act::item::ItemKey;
use crate::domain::act::takes_back::{self as pure, TakesBack};
use crate::domain::act::undo::{InHand, items_concerned, undo as take_back};
use crate::domain::audit::AuditBody;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::identity::undo::{chosen, concerned};
use crate::domain::ids::AccountKey;
use crate::domain::request::Request;
use crate::store::UserWrite;
use crate::workflows::Env;
use crate::workflows::identity::decision_log::{DecisionLog, user_set};
use crate::workflows::identity::relink;

/// Takes an act back: everything is as if it had never been done; what came or was written since
/// stays. Later acts about the same users stay too, where they still make sense. The number of a
/// batch's first takes all of them back. Without a number, the operator's last one goes, with its
/// batch. Returns the first, and how many there were. Blocks.
pub fn undo(env: &Env, seq: Option<u64>) -> Result<(Decision, usize)> {
    until_unmoved(|| {
        let log = DecisionLog::open(&env.store)?;
        let seq = number(env, &log, seq)?;
        if let Some(moved) = relinked(&log, seq) {
            return relink::undo(env, &log, moved).map(|undone| (undone, 1));
        }
        let mut hand = in_hand(env, &log, seq)?;
        let decisions = take_back(&mut hand, &log.decisions, seq)
            .map_err(|refusal| Refusal::undo(refusal, seq))?;
        let undone: Vec<&Decision> = decisions
            .iter()
            .filter(|one| one.undone_by.is_some())
            .collect();
        let first = undone.first().map(|one| (*one).clone());
        let first = first.ok_or(Refusal::NothingToUndo)?;
        let count = undone.len();
        let audits = undone.iter().map(|one| told(env, one)).collect();
        let (users, removed) = hand.users.outcome();
        env.store.write_users(UserWrite {
            based_on: Some(log.revision),
            users,
            removed,
            items: hand.items_written(),
            audit: audits,
            decisions,
            ..UserWrite::default()
        })?;
        Ok((first, count))
    })
}

/// What taking an act back would do; writes nothing. Blocks.
pub fn takes_back(env: &Env, which: Undoing) -> Result<TakesBack> {
    let log = DecisionLog::open(&env.store)?;
    let seq = match which {
        Undoing::Last => number(env, &log, None)?,
        Undoing::Decision(seq) => seq,
    };
    let hand = in_hand(env, &log, seq)?;
    pure::takes_back(&hand, &log.decisions, seq).map_err(|refusal| Refusal::undo(refusal, seq))
}

/// The number that was asked for, or that of the operator's last act in force.
fn number(env: &Env, log: &DecisionLog, seq: Option<u64>) -> Result<u64> {
    let me = Actor::Operator(env.operator.name.clone());
    let mine = |one: &&Decision| one.undone_by.is_none() && one.by == me;
    let last = || {
        let last = log.decisions.iter().rev().find(mine)?;
        Some(last.batch.unwrap_or(last.seq))
    };
    seq.or_else(last).ok_or(Refusal::NothingToUndo)
}

fn relinked(log: &DecisionLog, seq: u64) -> Option<&Decision> {
    let moved =
        |one: &&Decision| matches!(one.kind, DecisionKind::Relink(..)) && one.undone_by.is_none();
    chosen(&log.decisions, seq).into_iter().find(moved)
}

fn in_hand(env: &Env, log: &DecisionLog, seq: u64) -> Result<InHand> {
    let mut ids = concerned(&log.decisions, seq);
    let keys = items_concerned(&log.decisions, seq);
    let accounts: Vec<AccountKey> = keys.iter().filter_map(ItemKey::account).collect();
    let owned = env.store.accounts(&accounts)?.into_iter().flatten();
    ids.extend(owned.filter_map(|account| account.user));
    let items = items(&env.store, &keys)?;
    Ok(InHand::new(user_set(env, ids)?, items))
}

/// What the log says of one act that was taken back.
fn told(env: &Env, one: &Decision) -> AuditBody {
    let mut targets: Vec<String> = Vec::new();
    let handles = one.kind.accounts().into_iter().map(|key| key.handle());
    let users = one.before.iter().map(|before| before.id.to_string());
    targets.extend(handles.chain(users));
    for change in &one.items {
        match change.key() {
            ItemKey::Waiver(rule, subject) => {
                targets.extend([rule.as_str().to_owned(), subject.word()]);
            }
            ItemKey::Paused(service) | ItemKey::Refused(service) => {
                targets.push(service.to_string());
            }
            ItemKey::Newcomer(id) => targets.push(Request::target_of(id)),
        }
    }
    targets.dedup();
    let names = one
        .before
        .iter()
        .filter_map(|before| before.record.as_ref());
    let names: Vec<&str> = names.map(|user| user.name.as_str()).collect();
    AuditBody {
        old: format!("{} {}", one.kind.as_str(), one.seq),
        new: names.join(", "),
        ..audit(&env.operator, "undo", targets, "")
    }
}
