//! Decisions about identity: by a rule or an operator, recorded for ever and undoable.

use serde::{Deserialize, Serialize};

use super::account::Actor;
use super::ids::{AccountKey, UserId};
use super::time::Timestamp;
use super::user::User;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// These two accounts are one user.
    Same(AccountKey, AccountKey),
    /// These two accounts are never one user.
    Never(AccountKey, AccountKey),
    /// This account was taken out of its user on purpose.
    Detach(AccountKey),
}

/// One decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decision {
    /// Its number, ascending.
    pub seq: u64,
    /// What was decided.
    pub verdict: Verdict,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The rule's id and the values it saw, for humans.
    pub evidence: Vec<String>,
    /// Number of the decision that took this one back.
    pub undone_by: Option<u64>,
    /// What it overwrote, so that undo restores it exactly.
    pub before: Vec<UserBefore>,
}

/// A user as it was before a decision; `None` if it did not exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserBefore {
    /// The user.
    pub id: UserId,
    /// Its record then.
    pub record: Option<User>,
}
