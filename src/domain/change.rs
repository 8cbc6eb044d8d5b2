//! Observed changes: what a service changed on a known account, old to new.

use serde::{Deserialize, Serialize};

use super::ids::{AccountKey, RunId};
use super::time::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// First seen.
    Appeared,
    State,
    Role,
    /// A group was entered or left.
    Group,
    /// An address was added or removed.
    Email,
    /// The login was renamed.
    Login,
    /// The display name changed.
    Name,
    /// The second factor was set up or removed.
    Mfa,
    /// The service gave it another id.
    Id,
}

impl Field {
    /// The word of JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::Appeared => "appeared",
            Field::State => "state",
            Field::Role => "role",
            Field::Group => "group",
            Field::Email => "email",
            Field::Login => "login",
            Field::Name => "name",
            Field::Mfa => "mfa",
            Field::Id => "id",
        }
    }
}

/// One field of one account, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: Field,
    /// Before; empty when there was nothing.
    pub old: String,
    /// After; empty when there is nothing.
    pub new: String,
}

/// A change that somebody made on the service and a sync saw.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObservedChange {
    /// When the fetch that saw it began.
    pub at: Timestamp,
    /// The run that saw it.
    pub run: RunId,
    /// The account, by its present id.
    pub account: AccountKey,
    pub change: FieldChange,
}
