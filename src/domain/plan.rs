//! Plans: ordered changes of outside services, with what they cost and whether they can be undone.

use serde::{Deserialize, Serialize};

use super::account::{RemoteState, Role};
use super::ids::{AccountKey, PlanId, RemoteId, ServiceId, StepId};
use super::text::Text;
use super::time::Timestamp;

/// What an operator wants changed on one account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Change {
    /// Take the access away, reversibly where the service allows it.
    Disable {
        /// The account.
        account: RemoteId,
    },
    /// Give it back as the restore point says.
    Enable {
        /// The account.
        account: RemoteId,
        /// What was saved when it was disabled.
        restore: Option<RestorePoint>,
    },
    /// Create or invite an account.
    Create {
        /// Answers to the provider's form, by field.
        fields: Vec<(String, String)>,
    },
}

/// Whether a step can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reversibility {
    /// Exactly as before.
    Exact,
    /// With the holder's help: an invitation to accept, a password to set.
    WithHolder,
    /// Not at all.
    Never,
}

/// What a step costs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Residuals {
    /// What is lost.
    pub lost: Vec<Text>,
    /// What still works afterwards.
    pub still_works: Vec<Text>,
    /// What colleagues lose.
    pub colleagues_lose: Vec<Text>,
}

/// One request, shown before it is sent; bodies are masked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Preview {
    /// `https`, `imap`, `exec`, `manual`.
    pub transport: String,
    /// `PUT`, `SETACL`, ...
    pub verb: String,
    /// URL or object, without secrets.
    pub target: String,
    /// The body with secrets masked.
    pub body: String,
}

/// One change on one service.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    /// Its id in the journal.
    pub id: StepId,
    /// The service.
    pub service: ServiceId,
    /// The account, once there is one.
    pub account: Option<AccountKey>,
    /// What is wanted.
    pub change: Change,
    /// The provider's own encoding of what to do; never holds a secret.
    pub action: Vec<(String, String)>,
    /// Whether it can be taken back.
    pub reversibility: Reversibility,
    /// What it costs.
    pub residuals: Residuals,
    /// The requests it will send.
    pub previews: Vec<Preview>,
}

/// What was read before a change: when it differs at apply time, the plan is void.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Facts(pub Vec<(String, String)>);

/// A provider's answer to a wanted change: reads only, nothing sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prepared {
    /// What it saw.
    pub facts: Facts,
    /// What it would do.
    pub steps: Vec<Step>,
    /// What must be saved first.
    pub restore: Option<RestorePoint>,
}

/// What is saved before a disable so that enable restores it exactly.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RestorePoint {
    /// The account.
    pub account: AccountKey,
    /// When it was saved.
    pub at: Timestamp,
    /// The role then.
    pub role: Option<Role>,
    /// The provider's own facts; never a secret.
    pub facts: Vec<(String, String)>,
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StepEnd {
    /// Done and read back.
    Done {
        /// The state that was read back.
        read_back: Option<RemoteState>,
    },
    /// The service will do it later; poll this task.
    Accepted {
        /// The service's id of the task.
        task: String,
    },
    /// Not done, and known not to be done.
    Failed(super::fetch::ProviderError),
    /// Sent, and its effect could not be read.
    Unknown(super::fetch::ProviderError),
}

/// Where a step stands in the journal.
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

/// A step in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The step.
    pub step: Step,
    /// Its plan.
    pub plan: PlanId,
    /// Where it stands.
    pub state: StepState,
    /// The process that runs it, by the name of its lock file.
    pub runner: String,
    /// Who confirmed it.
    pub by: String,
    /// When each state was entered, oldest first.
    pub times: Vec<(StepState, Timestamp)>,
    /// The service's task, once accepted.
    pub task: Option<String>,
    /// What went wrong.
    pub error: Option<Text>,
}
