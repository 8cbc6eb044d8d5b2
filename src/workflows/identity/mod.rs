//! What an operator decides about who is who: same, never, merge, detach, undo, relink.
//!
//! Every decision is recorded with what it overwrote, so that undoing it restores exactly that.
//! What a decision does to users is `domain::identity`; what rules conclude by themselves is
//! `merging`. Here is what is read before and written after.

mod decide;
mod decision_log;
mod fields;
pub mod history;
pub mod questions;
pub mod relink;
mod undo;

use crate::domain::account::Actor;
use crate::domain::audit::AuditBody;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::identity::decide::Refusal;
use crate::domain::identity::merge::Conflict;
use crate::domain::identity::user_set::{Changed, UserSet};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::store::StoreError;
use crate::workflows::Env;

pub use decide::{detach, merge, never, preview, same, same_all};
pub(in crate::workflows) use decision_log::DecisionLog;
pub use decision_log::decisions;
pub use fields::edits;
pub use history::history;
pub use questions::{Queue, questions};
pub use undo::undo;

/// How often a decision begins anew because another process changed the store meanwhile.
const PATIENCE: usize = 5;

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

impl IdentityError {
    fn no_account(key: &AccountKey) -> IdentityError {
        let text = Text::new("identity-no-such-account").with("account", key.handle());
        IdentityError::Refused(text)
    }

    fn no_user(key: &AccountKey) -> IdentityError {
        let text = Text::new("identity-no-user").with("account", key.handle());
        IdentityError::Refused(text)
    }

    /// The refusal of a pure rule, with the names of the users in hand.
    fn refused(refusal: &Refusal, set: &UserSet) -> IdentityError {
        let name = |id: &UserId| {
            let user = set.user(*id);
            user.map_or_else(|| id.to_string(), |user| user.name.clone())
        };
        IdentityError::Refused(match refusal {
            Refusal::Nobody => Text::new("identity-nobody"),
            Refusal::Same(id) => Text::new("identity-same-user").with("name", name(id)),
            Refusal::NoAccount(id) => Text::new("identity-no-account").with("name", name(id)),
            Refusal::NoUser(key) => return IdentityError::no_user(key),
            Refusal::Alone(id) => Text::new("identity-alone").with("name", name(id)),
            Refusal::Never(seq) => Text::new("identity-never").with("seq", *seq),
            Refusal::SameAccount(key) => {
                Text::new("identity-same-account").with("account", key.handle())
            }
        })
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

/// Works again where another process was quicker.
pub(in crate::workflows) fn patiently<T>(mut work: impl FnMut() -> Result<T>) -> Result<T> {
    for _ in 0..PATIENCE {
        match work() {
            Err(IdentityError::Store(StoreError::Moved { .. })) => {}
            other => return other,
        }
    }
    work()
}

fn unknown_user(id: UserId) -> IdentityError {
    IdentityError::Refused(Text::new("identity-no-such-user").with("id", id.to_string()))
}

fn decision(env: &Env, kind: DecisionKind, why: &str, changed: Changed) -> Decision {
    let reason = Some(why.to_owned()).filter(|why| !why.is_empty());
    Decision {
        evidence: reason.into_iter().collect(),
        before: changed.before,
        after: changed.after,
        ..Decision::new(
            kind,
            Actor::Operator(env.operator.name.clone()),
            env.clock.now(),
        )
    }
}

pub(in crate::workflows) fn audit(
    env: &Env,
    action: &str,
    targets: Vec<String>,
    why: &str,
) -> AuditBody {
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

#[cfg(test)]
mod tests;
