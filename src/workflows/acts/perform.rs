//! The one entry: an act is done, and what follows from it is worked out, now or by the caller.

use super::refusal::Result;
use super::{edit, items, undo};
use crate::domain::act::{Act, Undoing};
use crate::domain::decision::Decision;
use crate::domain::identity::merge::Conflict;
use crate::domain::ids::AccountKey;
use crate::domain::import::Plan;
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::workflows::Env;
use crate::workflows::identity::decide;
use crate::workflows::identity::relink::{self, Proposal};
use crate::workflows::import::{self, Imported};
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

/// What an act did.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// The number by which it is taken back; `None` where everything was so already.
    pub decision: Option<u64>,
    /// How many things were written: subjects, pairs, newcomers, users.
    pub count: usize,
    /// The user that came out of it.
    pub user: Option<User>,
    /// Fields on which merged users disagreed: whose value is kept.
    pub conflicts: Vec<Conflict>,
    /// Of many pairs, those that were refused, and why.
    pub refused: Vec<(AccountKey, AccountKey, Text)>,
    /// What a list said, line by line, and what was written of it.
    pub imported: Option<(Plan, Imported)>,
    /// Which accounts took whose place.
    pub relinked: Option<Proposal>,
    /// What was taken back: the first of its batch.
    pub undone: Option<Decision>,
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
