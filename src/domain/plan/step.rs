//! One change on one service: what is wanted, what the provider would do, and what that costs.

use serde::{Deserialize, Serialize};

use super::data::ProviderData;
use crate::domain::account::Role;
use crate::domain::form::Answers;
use crate::domain::ids::{AccountKey, RemoteId, ServiceId, StepId};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// What an operator wants done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Change {
    /// Create or invite an account, from the answers to the provider's form.
    Create(Answers),
    /// Take the access away, reversibly where the service allows it.
    Disable,
    /// Give it back as the restore point says.
    Enable,
    /// Give it a new credential.
    Reset,
}

impl Change {
    pub fn kind(&self) -> ChangeKind {
        match self {
            Change::Create(_) => ChangeKind::Create,
            Change::Disable => ChangeKind::Disable,
            Change::Enable => ChangeKind::Enable,
            Change::Reset => ChangeKind::Reset,
        }
    }
}

/// A [`Change`] without its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ChangeKind {
    Create,
    Disable,
    Enable,
    Reset,
}

impl ChangeKind {
    pub const ALL: [ChangeKind; 4] = [
        ChangeKind::Create,
        ChangeKind::Disable,
        ChangeKind::Enable,
        ChangeKind::Reset,
    ];

    /// The word of JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Create => "create",
            ChangeKind::Disable => "disable",
            ChangeKind::Enable => "enable",
            ChangeKind::Reset => "reset",
        }
    }
}

/// A change and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    pub change: Change,
    /// The account; `None` for [`Change::Create`].
    pub account: Option<RemoteId>,
    /// The open restore point of the account, for [`Change::Enable`].
    pub restore: Option<RestorePoint>,
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

/// What a step costs, in four lists for humans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Residuals {
    /// Gone, and not given back by enabling.
    pub lost: Vec<Text>,
    /// Goes on although the account is disabled: sessions, tokens, deliveries.
    pub still_works: Vec<Text>,
    /// What others lose: invitations that the holder sent, boxes that only the holder shared.
    pub colleagues_lose: Vec<Text>,
    /// Works again once the account is enabled: old sessions, tokens, app passwords.
    pub comes_back: Vec<Text>,
}

/// One request, shown before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Preview {
    /// `https`, `imap`, `ldap`, `sql`, `exec`, `manual`.
    pub transport: String,
    /// `PUT`, `SETACL`, ...
    pub verb: String,
    /// URL or object, without secrets.
    pub target: String,
    /// The body with secrets masked.
    pub body: String,
}

/// Something that a provider read before a change: when it reads otherwise at apply time, the plan
/// is void.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

/// Everything that a step was made from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Facts(pub Vec<Fact>);

/// What is saved before a disable so that enable restores it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RestorePoint {
    pub account: AccountKey,
    /// When it was read.
    pub at: Timestamp,
    /// The role then.
    pub role: Option<Role>,
    /// What the provider needs to give it back.
    pub saved: ProviderData,
}

/// One change on one service, as it is confirmed and journalled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    pub id: StepId,
    pub service: ServiceId,
    /// The account, once there is one.
    pub account: Option<AccountKey>,
    pub change: Change,
    /// What the provider will do.
    pub action: ProviderData,
    /// Steps that must be done before this one begins.
    pub after: Vec<StepId>,
    pub reversibility: Reversibility,
    pub residuals: Residuals,
    /// The requests that it will send, in order.
    pub previews: Vec<Preview>,
    pub facts: Facts,
    /// Opened in the transaction that marks the step as sent.
    pub saves: Option<RestorePoint>,
}

/// A step as a provider proposes it; ids and the order among services are the workflow's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StepDraft<A> {
    pub action: A,
    /// Places, in [`Prepared::steps`], of the steps that must be done before this one.
    pub after: Vec<usize>,
    pub reversibility: Reversibility,
    pub residuals: Residuals,
    pub previews: Vec<Preview>,
    pub facts: Facts,
    pub saves: Option<RestorePoint>,
}

/// A provider's answer to a wanted change: it read, and sent nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prepared<A> {
    /// Nothing to do where there are none: the service is as wanted.
    pub steps: Vec<StepDraft<A>>,
    /// What an operator should know before confirming: the last admin, one's own account.
    pub warnings: Vec<Text>,
}
