//! Who holds a lock or has the store open, in the words of that process itself.

use std::fmt;

use crate::domain::text::escape;
use crate::domain::time::Timestamp;

/// A process that is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The operator; empty when it did not say.
    pub operator: String,
    /// Since when, where it said so.
    pub since: Option<Timestamp>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.operator.is_empty() {
            write!(f, "{}, ", escape(&self.operator))?;
        }
        write!(f, "process {}", self.pid)?;
        match self.since {
            Some(since) => write!(f, " since {since}"),
            None => Ok(()),
        }
    }
}
