//! The one entry: an act is done, and what follows from it is worked out, now or by the caller.

use super::done::Done;
use super::refusal::Result;
use super::{edit, items, undo};
use crate::domain::act::{Act, Undoing};
use crate::workflows::Env;
use crate::workflows::identity::decide;
use crate::workflows::identity::relink;
use crate::workflows::import;
use crate::workflows::merging::refresh::refresh as refresh_store;
use crate::workflows::report::View;

/// When findings and first lines follow an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// Before it is over.
    Now,
    /// By [`refresh`], once for several acts: it looks at every user.
    Later,
}

/// Does an act; blocks.
///
/// # Errors
/// Why it was not done; then nothing was written.
pub fn perform(env: &Env, act: &Act, why: &str, when: Refresh) -> Result<Done> {
    let done = match act {
        Act::Waive {
            rule,
            subjects,
            reason,
            until,
        } => items::waive(env, *rule, subjects, reason, *until),
        Act::Unwaive { rule, subject } => items::unwaive(env, *rule, subject, why),
        Act::Pause { service, reason } => items::pause(env, service, reason),
        Act::Resume { service } => items::resume(env, service, why),
        Act::Same { a, b } => decide::same(env, a, b, why).map(Done::from),
        Act::SameAll { pairs } => decide::same_all(env, pairs, why).map(Done::from),
        Act::Never { a, b } => decide::never(env, a, b, why).map(|seq| Done {
            decision: Some(seq),
            count: 1,
            ..Done::default()
        }),
        Act::Merge { users, choices } => decide::merge(env, users, choices, why).map(Done::from),
        Act::Detach { account } => decide::detach(env, account, why).map(Done::from),
        Act::Edit { user, fields } => edit::edit(env, *user, fields, why),
        Act::Import { rows, options } => {
            import::apply(env, rows, options, why).map(|(plan, done)| Done {
                decision: Some(done.first_seq).filter(|seq| *seq > 0),
                count: done.users + done.requests,
                imported: Some((plan, done)),
                ..Done::default()
            })
        }
        Act::DropRequests { ids } => items::drop_requests(env, ids, why),
        Act::Relink { service } => relink::apply(env, service, why).map(|done| Done {
            decision: Some(done.seq),
            count: done.proposal.pairs.len(),
            relinked: Some(done.proposal),
            ..Done::default()
        }),
        Act::Undo(which) => undo::undo(
            env,
            match which {
                Undoing::Last => None,
                Undoing::Decision(seq) => Some(*seq),
            },
        )
        .map(|(first, count)| Done {
            decision: Some(first.seq),
            count,
            undone: Some(first),
            ..Done::default()
        }),
    }?;
    if when == Refresh::Now && done.decision.is_some() {
        refresh(env)?;
    }
    Ok(done)
}

/// Findings, first lines and totals follow what was done; blocks.
pub fn refresh(env: &Env) -> Result<()> {
    let view = View::read(&env.config, &env.store, env.clock.now())?;
    refresh_store(&env.store, &view)?;
    Ok(())
}

impl From<decide::Taken> for Done {
    fn from(taken: decide::Taken) -> Done {
        Done {
            decision: Some(taken.seq),
            count: 1,
            user: Some(taken.user),
            conflicts: taken.conflicts,
            ..Done::default()
        }
    }
}

impl From<decide::Batch> for Done {
    fn from(batch: decide::Batch) -> Done {
        Done {
            decision: (batch.count > 0).then_some(batch.first_seq),
            count: batch.count,
            refused: batch.refused,
            ..Done::default()
        }
    }
}
