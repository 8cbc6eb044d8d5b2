//! What a sync wants to write about one account.

use crate::domain::account::Account;
use crate::domain::change::FieldChange;
use crate::domain::ids::RemoteId;

/// Why an account's row is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StagedKind {
    /// Seen for the first time.
    Insert,
    /// Known and changed.
    Update,
    /// Only volatile fields moved; counts as unchanged.
    Touch,
    /// Newly absent.
    Gone,
    /// The same access under a new id: the old row, its user and its restore point move along.
    Rekey {
        /// The id it had.
        from: RemoteId,
    },
}

/// One row to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// The whole new record.
    pub account: Account,
    /// Why.
    pub kind: StagedKind,
    /// What moved, for the history.
    pub changes: Vec<FieldChange>,
}
