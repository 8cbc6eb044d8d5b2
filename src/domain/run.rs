//! The record of one sync of one service.

use serde::{Deserialize, Serialize};

use super::ids::{Digest16, RunId, ServiceId};
use super::text::Text;
use super::time::Timestamp;

/// How a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// Everything was seen and committed.
    Complete,
    /// What was seen was committed; nothing was concluded from what was not.
    Partial,
    /// Nothing was committed.
    Failed,
    /// The guard kept a suspicious result back; nothing was committed.
    Held,
}

impl Outcome {
    /// The word of JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Complete => "complete",
            Outcome::Partial => "partial",
            Outcome::Failed => "failed",
            Outcome::Held => "held",
        }
    }
}

/// What one sync did, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Accounts in the answers.
    pub fetched: u64,
    /// Seen for the first time.
    pub inserted: u64,
    /// Known and changed.
    pub updated: u64,
    /// Known and the same.
    pub unchanged: u64,
    /// Newly absent.
    pub gone: u64,
    /// Absent before, listed again.
    pub returned: u64,
    /// Kept under a new id.
    pub rekeyed: u64,
}

/// What the guard found suspicious.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Held {
    /// Which threshold: `gone`, `disabled`, `admin`, `email`.
    pub rule: String,
    pub count: u64,
    /// Out of how many.
    pub of: u64,
    /// Digest of the sorted ids: the override passes only for the same set.
    pub digest: Digest16,
}

/// The record of one sync.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunRecord {
    pub id: RunId,
    pub service: ServiceId,
    /// When the first request was sent.
    pub started: Timestamp,
    pub ended: Timestamp,
    pub outcome: Outcome,
    pub counts: Counts,
    pub requests: u64,
    /// Reasons of a partial, failed or held run.
    pub reasons: Vec<Text>,
    /// What the guard held, if it did.
    pub held: Vec<Held>,
    /// Who asked: an operator's login, or `timer`.
    pub by: String,
}
