//! Checks of credentials, rights, clock and store, as `doctor` tells them.

use super::ids::ServiceId;
use super::text::Text;

/// How a check went, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckOutcome {
    /// As it should be.
    Good,
    /// Works, with a remark: a right in excess, an old version.
    Remark,
    /// Does not work.
    Bad,
}

/// What was checked, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// How it went.
    pub outcome: CheckOutcome,
    /// What was found, in words.
    pub text: Text,
}

/// A check, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// The service; `None` for the program's own checks.
    pub service: Option<ServiceId>,
    /// What was found.
    pub check: Check,
}
