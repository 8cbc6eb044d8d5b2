//! Long-lived credentials that a service lists: what still lets somebody in beside a password.
//!
//! Never the secret itself. Tokens that this program made are in `token`.

use serde::{Deserialize, Serialize};

use super::ids::{RemoteId, ServiceId};
use super::seen::Seen;
use super::text::Text;
use super::time::Timestamp;

/// What sort of credential it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CredentialKind {
    /// A token that acts as its owner.
    PersonalToken,
    /// A password of one application.
    AppPassword,
    /// A public key.
    Key,
    /// A right that the owner gave to another application.
    OauthGrant,
    /// A phone or another device that stays signed in.
    Device,
    /// A secret of the service itself, owned by nobody: a hook, an integration.
    Integration,
}

/// One credential, as far as the service shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Credential {
    pub service: ServiceId,
    /// The service's id of the credential.
    pub id: String,
    pub kind: CredentialKind,
    /// The account that it acts for; `None` for the service's own.
    pub owner: Option<RemoteId>,
    /// What its owner calls it.
    pub label: Seen<String>,
    pub scopes: Seen<Vec<String>>,
    pub created: Seen<Timestamp>,
    /// `Value(None)` is "never".
    pub last_used: Seen<Option<Timestamp>>,
    /// `Value(None)` is "never".
    pub expires: Seen<Option<Timestamp>>,
}

/// The credentials of one service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CredentialList {
    pub found: Vec<Credential>,
    /// What could not be read; the list is complete when there is none.
    pub gaps: Vec<Text>,
}
