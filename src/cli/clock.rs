//! The real clock, and the one that `--now` sets.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::clock::{Clock, FixedClock};
use crate::domain::time::Timestamp;

#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        jiff::Timestamp::now().into()
    }
}

/// The machine's clock, or the instant of `--now`, at which time then stands still.
pub fn of_the_machine(now: Option<Timestamp>) -> Arc<dyn Clock> {
    match now {
        Some(now) => Arc::new(FixedClock(now)),
        None => Arc::new(SystemClock),
    }
}

/// Reads `--now`: an RFC 3339 instant, or a date (its noon, UTC).
pub fn parse_now(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).or_else(|| {
        let noon = text.parse::<Date>().ok()?.at(12, 0, 0, 0);
        Some(noon.to_zoned(TimeZone::UTC).ok()?.timestamp().into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_can_be_an_instant_or_a_date() {
        let noon = Timestamp::parse("2026-12-31T12:00:00Z");
        assert_eq!(parse_now("2026-12-31"), noon);
        assert_eq!(parse_now("2026-12-31T12:00:00Z"), noon);
        assert_eq!(parse_now("tomorrow"), None);
    }
}
