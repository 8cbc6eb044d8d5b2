//! The sandbox's own time: the instant it was given, plus what passed since, plus what a test
//! added.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// The simulated services' clock.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    base: Timestamp,
    started: Instant,
    advanced: SignedDuration,
}

impl Clock {
    pub(super) fn new(base: Timestamp) -> Self {
        Self {
            base,
            started: Instant::now(),
            advanced: SignedDuration::ZERO,
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.started.elapsed()).unwrap_or_default();
        self.base
            .checked_add(passed)
            .and_then(|at| at.checked_add(self.advanced))
            .unwrap_or(self.base)
    }

    pub(super) fn advance(&mut self, seconds: i64) {
        self.advanced = self
            .advanced
            .saturating_add(SignedDuration::from_secs(seconds));
    }

    /// `days` before the organisation's instant, at an hour that depends on `salt`.
    pub(super) fn days_ago(&self, days: u16, salt: usize) -> Timestamp {
        let within = (salt.wrapping_mul(7_919) % 86_400) as i64;
        let ago = SignedDuration::from_secs(i64::from(days) * 86_400 + within);
        let at = self.base.checked_sub(ago).unwrap_or(self.base);
        Timestamp::from_second(at.as_second()).unwrap_or(at)
    }
}
