//! Who leaves and when: worked out from a snapshot, off the screen's thread.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::departures::{Band, Day, Leaver, calendar, leavers};
use crate::domain::snapshot::Snapshot;

/// Months that the calendar may show.
const MONTHS: i32 = 24;

/// Everybody with a last day, and the days on which somebody comes or goes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Departing {
    /// Those who are not out yet, the most urgent first.
    pub leavers: Vec<Leaver>,
    /// From the first day of this month on.
    pub days: BTreeMap<Date, Day>,
}

impl Departing {
    /// Works it out as of a day.
    pub fn of(snapshot: &Snapshot, today: Date) -> Departing {
        let mut leavers = leavers(snapshot, today, &mut |_, _| true);
        leavers.retain(|leaver| leaver.band != Band::Closed);
        let from = today.first_of_month();
        let to = from.saturating_add(MONTHS.months());
        Departing {
            leavers,
            days: calendar(snapshot, from, to),
        }
    }
}
