//! Taking a decision back.

use super::decision_log::user_set;
use super::{DecisionLog, IdentityError, Result, audit, patiently, relink};
use crate::domain::account::Actor;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::identity::undo::{self as pure, Refusal};
use crate::domain::text::Text;
use crate::store::UserWrite;
use crate::workflows::Env;

/// Takes a decision back: the users are as if it had never been taken; what came or was written
/// since stays. Later decisions about the same users stay too, where they still make sense. The
/// number of a batch's first decision takes all of them back. Without a number, the operator's
/// last one goes, with its batch. Blocks.
pub fn undo(env: &Env, seq: Option<u64>) -> Result<Decision> {
    patiently(|| {
        let log = DecisionLog::open(&env.store)?;
        let me = Actor::Operator(env.operator.name.clone());
        let mine = |one: &&Decision| one.undone_by.is_none() && one.by == me;
        let last = || {
            let last = log.decisions.iter().rev().find(mine)?;
            Some(last.batch.unwrap_or(last.seq))
        };
        let nothing = || IdentityError::Refused(Text::new("identity-nothing-to-undo"));
        let seq = seq.or_else(last).ok_or_else(nothing)?;
        let chosen = pure::chosen(&log.decisions, seq);
        if let Some(moved) = chosen
            .iter()
            .find(|one| matches!(one.kind, DecisionKind::Relink(..)) && one.undone_by.is_none())
        {
            return relink::undo(env, &log, moved);
        }
        let mut set = user_set(env, pure::concerned(&log.decisions, seq))?;
        let decisions = pure::undo(&mut set, &log.decisions, seq).map_err(|refusal| {
            IdentityError::Refused(match refusal {
                Refusal::Unknown => Text::new("identity-nothing-to-undo"),
                Refusal::Already => Text::new("identity-undone").with("seq", seq),
                Refusal::Later(later) => Text::new("identity-undo-later").with("seq", later),
            })
        })?;
        let undone: Vec<&Decision> = decisions
            .iter()
            .filter(|one| one.undone_by.is_some())
            .collect();
        let first = undone
            .first()
            .map(|one| (*one).clone())
            .ok_or_else(nothing)?;
        let audits = undone
            .iter()
            .map(|one| {
                let handles = one.kind.accounts().into_iter().map(|key| key.handle());
                let users = one.before.iter().map(|before| before.id.to_string());
                let mut audit = audit(env, "undo", handles.chain(users).collect(), "");
                audit.old = format!("{} {}", one.kind.as_str(), one.seq);
                let names = one
                    .before
                    .iter()
                    .filter_map(|before| before.record.as_ref());
                let names: Vec<&str> = names.map(|user| user.name.as_str()).collect();
                audit.new = names.join(", ");
                audit
            })
            .collect();
        let (users, removed) = set.outcome();
        env.store.write_users(UserWrite {
            based_on: Some(log.revision),
            users,
            removed,
            audit: audits,
            decisions,
            ..UserWrite::default()
        })?;
        Ok(first)
    })
}
