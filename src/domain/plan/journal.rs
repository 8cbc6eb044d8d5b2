//! Where the steps of a plan stand, and which turn may follow which.

use serde::{Deserialize, Serialize};

use super::step::Step;
use crate::domain::account::RemoteState;
use crate::domain::audit::ActorSource;
use crate::domain::fetch::ProviderError;
use crate::domain::ids::{Digest16, PlanId, StepId};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// Work that a service took on and does later.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Task {
    /// The service's id of it.
    pub id: String,
    /// Not asked about before.
    pub poll_at: Timestamp,
    /// Given up after: the step is then unknown.
    pub deadline: Timestamp,
}

/// How a step ended, or that it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StepEnd {
    /// Done and read back.
    Done {
        /// The state that was read back; `None` where the service shows none.
        read_back: Option<RemoteState>,
    },
    /// The service will do it later.
    Accepted(Task),
    /// Not done, and known not to be done.
    Failed(ProviderError),
    /// Sent, and its effect could not be read.
    Unknown(ProviderError),
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StepState {
    /// Confirmed, not sent.
    Planned,
    /// The first request may have left.
    Sent,
    /// The service took it on.
    Accepted,
    /// Done and read back.
    Done,
    /// Not done.
    Failed,
    /// Sent, effect not known.
    Unknown,
}

impl StepState {
    pub const ALL: [StepState; 6] = [
        StepState::Planned,
        StepState::Sent,
        StepState::Accepted,
        StepState::Done,
        StepState::Failed,
        StepState::Unknown,
    ];

    /// The word of JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            StepState::Planned => "planned",
            StepState::Sent => "sent",
            StepState::Accepted => "accepted",
            StepState::Done => "done",
            StepState::Failed => "failed",
            StepState::Unknown => "unknown",
        }
    }

    /// Whether something of it may still be under way or is not known: its account is ours until
    /// this is settled.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            StepState::Sent | StepState::Accepted | StepState::Unknown
        )
    }

    /// Whether a step may turn from this state into another. `Planned` to `Failed` is a step that
    /// was given up before it was sent. Only reading the service settles what is unknown. A step
    /// that failed is tried again as `Sent`, not as `Planned`: it keeps its place in the journal.
    pub fn may_become(self, next: StepState) -> bool {
        use StepState as S;
        match self {
            S::Planned => matches!(next, S::Sent | S::Failed),
            S::Sent => matches!(next, S::Accepted | S::Done | S::Failed | S::Unknown),
            // Asked again: the same state with a later time to ask.
            S::Accepted => matches!(next, S::Accepted | S::Done | S::Failed | S::Unknown),
            S::Unknown => matches!(next, S::Done | S::Failed | S::Sent),
            S::Failed => matches!(next, S::Sent),
            S::Done => false,
        }
    }
}

/// A step in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JournalEntry {
    pub step: Step,
    pub plan: PlanId,
    pub state: StepState,
    /// The process that runs it, by the name of its lock file.
    pub runner: String,
    /// Who confirmed it.
    pub by: String,
    /// When each state was entered, oldest first.
    pub times: Vec<(StepState, Timestamp)>,
    /// The service's task, once accepted.
    pub task: Option<Task>,
    /// What went wrong.
    pub error: Option<Text>,
}

/// A confirmed plan in the journal; its steps are entries of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlanRecord {
    pub id: PlanId,
    pub digest: Digest16,
    pub at: Timestamp,
    /// Who confirmed it, and how that is known.
    pub by: String,
    pub source: ActorSource,
    /// The reason or ticket that was given.
    pub why: String,
    /// In the order of the plan.
    pub steps: Vec<StepId>,
}
