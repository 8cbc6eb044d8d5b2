//! The history of a user: what was decided, linked and written about it.

use crate::domain::account::Actor;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Actor,
    /// What.
    pub text: Text,
    /// The number of the decision, where it is one and can be taken back.
    pub seq: Option<u64>,
    /// Whether it was taken back.
    pub undone: bool,
}
