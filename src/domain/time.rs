//! Points in time as the store keeps them, and the civil dates of arrivals and departures.
//!
//! Owns the millisecond timestamp and the "last day with access" rule. Reading a clock belongs to
//! [`super::clock`]; printing in a language belongs to the words room.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Timestamp(pub i64);

/// One second, in the unit of [`Timestamp`].
pub const SECOND: i64 = 1_000;
/// One hour, in the unit of [`Timestamp`].
pub const HOUR: i64 = 3_600 * SECOND;
/// One day, in the unit of [`Timestamp`].
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// Milliseconds from `earlier` to `self`; negative when `self` is before it.
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This instant moved by some milliseconds.
    pub fn plus(self, millis: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(millis))
    }

    /// The calendar's view; instants outside year -9999..9999 are clamped.
    pub fn to_jiff(self) -> jiff::Timestamp {
        let end = if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(end)
    }

    /// The civil day in a time zone.
    pub fn date(self, zone: &TimeZone) -> Date {
        self.to_jiff().to_zoned(zone.clone()).date()
    }

    /// Reads an RFC 3339 instant, as most services write them.
    pub fn parse(text: &str) -> Option<Timestamp> {
        text.parse::<jiff::Timestamp>().ok().map(Timestamp::from)
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Timestamp(instant.as_millisecond())
    }
}

/// RFC 3339 in UTC with whole seconds: the form of every machine-readable output.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0}", self.to_jiff())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Departure {
    /// Nobody has said.
    #[default]
    Unset,
    /// Said to stay without an end.
    OpenEnded,
    /// The last day with access.
    On(Date),
}

impl Departure {
    /// Whether access should have ended by `today`: the last day itself still counts as access.
    pub fn is_past(self, today: Date) -> bool {
        matches!(self, Departure::On(last_day) if last_day < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_departure_date_is_the_last_day_with_access() {
        let departure = Departure::On(date(2026, 12, 31));
        assert!(!departure.is_past(date(2026, 12, 31)));
        assert!(departure.is_past(date(2027, 1, 1)));
        assert!(!Departure::OpenEnded.is_past(date(2999, 1, 1)));
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_organisation() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let instant = Timestamp::parse("2026-12-31T23:30:00Z").unwrap();
        assert_eq!(instant.date(&paris), date(2027, 1, 1));
        assert_eq!(instant.date(&TimeZone::UTC), date(2026, 12, 31));
    }

    #[test]
    fn an_instant_prints_as_whole_seconds_in_utc() {
        assert_eq!(
            Timestamp(1_795_328_187_900).to_string(),
            "2026-11-22T06:16:27Z"
        );
    }

    #[test]
    fn an_absurd_instant_does_not_panic() {
        assert_eq!(Timestamp(i64::MAX).to_string(), "9999-12-30T22:00:00Z");
    }
}
