//! The clock as a value that is handed in, so that every rule can be tested at any instant.

use super::time::Timestamp;

/// Where the present comes from.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// A clock that stands still, for tests and `--now`.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}
