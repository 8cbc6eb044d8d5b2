//! Progress of long work, as data.

use super::time::Timestamp;

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Requests or pages done.
    pub pages: u64,
    pub accounts: u64,
    /// Accounts expected, where the service says so.
    pub expected: Option<u64>,
    /// What it is doing now.
    pub phase: Phase,
    /// Waiting for a rate limit until then.
    pub waiting_until: Option<Timestamp>,
}

/// What a sync is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Not begun.
    #[default]
    Queued,
    Accounts,
    Groups,
    /// Writing to the store.
    Committing,
    /// Merging accounts into users.
    Merging,
}
