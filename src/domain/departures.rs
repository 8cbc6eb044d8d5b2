//! Who leaves, and who has left and can still get in: the rows of the listing and of the view, and
//! the days that a calendar marks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::account::State;
use super::ids::{AccountKey, RemoteId, ServiceId, UserId};
use super::snapshot::{Chunk, Snapshot, UserRow};
use super::time::Departure;
use super::user::UserKind;

/// Days ahead that are listed where nothing is said.
pub const WITHIN: i32 = 30;

/// The groups of the listing, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// The last day is past, and an account still works.
    Overdue,
    /// Leaves within seven days.
    Week,
    /// Leaves within thirty days.
    Month,
    /// Leaves later.
    Later,
    /// Left, and no account works any more.
    Closed,
}

impl Band {
    /// The word of JSON and of message ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Band::Overdue => "still-active",
            Band::Week => "week",
            Band::Month => "month",
            Band::Later => "later",
            Band::Closed => "closed",
        }
    }

    /// Of somebody who leaves in so many days, negative for days ago.
    pub const fn of(days: i32, has_access: bool) -> Band {
        match days {
            ..0 if has_access => Band::Overdue,
            ..0 => Band::Closed,
            0..=7 => Band::Week,
            8..=30 => Band::Month,
            _ => Band::Later,
        }
    }
}

/// One account of somebody who leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub key: AccountKey,
    /// The login, empty when unknown.
    pub login: String,
    pub state: State,
}

/// Somebody with a last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaver {
    pub user: UserId,
    pub name: String,
    /// What it stands for.
    pub kind: UserKind,
    /// The last day with access.
    pub last_day: Date,
    /// Days until then; negative when it is past.
    pub days: i32,
    pub band: Band,
    /// All accounts, by service and id.
    pub accounts: Vec<Access>,
}

impl Leaver {
    /// The accounts that still let somebody in.
    pub fn open(&self) -> impl Iterator<Item = &Access> {
        self.accounts
            .iter()
            .filter(|account| account.state.has_access())
    }
}

/// Whole days from one day to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Everybody with a last day whose row passes, the most urgent first: who should be out already
/// (the longest first), then who leaves, then who is out (the latest first).
pub fn leavers(
    snapshot: &Snapshot,
    today: Date,
    passes: &mut dyn FnMut(&Chunk, &UserRow) -> bool,
) -> Vec<Leaver> {
    let mut found: Vec<Leaver> = snapshot
        .rows()
        .filter_map(|(_, chunk, row)| {
            let Departure::On(last_day) = row.departure else {
                return None;
            };
            passes(chunk, row).then(|| leaver(snapshot, chunk, row, last_day, today))
        })
        .collect();
    found.sort_by(|a, b| {
        let order = (a.band, a.last_day).cmp(&(b.band, b.last_day));
        let newest_first = || b.last_day.cmp(&a.last_day);
        if a.band == Band::Closed && b.band == Band::Closed {
            newest_first()
        } else {
            order
        }
    });
    found
}

fn leaver(
    snapshot: &Snapshot,
    chunk: &Chunk,
    row: &UserRow,
    last_day: Date,
    today: Date,
) -> Leaver {
    let days = days_between(today, last_day);
    let mut accounts: Vec<Access> = chunk
        .accounts_of(row)
        .iter()
        .filter_map(|account| {
            let service: &ServiceId = snapshot.services.get(usize::from(account.service))?;
            let remote = RemoteId::new(chunk.text(account.remote)).ok()?;
            Some(Access {
                key: AccountKey::new(service.clone(), remote),
                login: chunk.text(account.login).to_owned(),
                state: account.state,
            })
        })
        .collect();
    accounts.sort_by(|a, b| a.key.cmp(&b.key));
    let has_access = accounts.iter().any(|account| account.state.has_access());
    Leaver {
        user: row.id,
        name: chunk.text(row.name).to_owned(),
        kind: row.kind,
        last_day,
        days,
        band: Band::of(days, has_access),
        accounts,
    }
}

/// Who comes and goes on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    pub arrivals: u32,
    /// How many have their last day.
    pub departures: u32,
}

/// The days from one to another, both included, on which somebody comes or goes.
pub fn calendar(snapshot: &Snapshot, from: Date, to: Date) -> BTreeMap<Date, Day> {
    let mut days: BTreeMap<Date, Day> = BTreeMap::new();
    let inside = |date: &Date| (from..=to).contains(date);
    for (_, _, row) in snapshot.rows() {
        if let Some(date) = row.arrival.filter(inside) {
            days.entry(date).or_default().arrivals += 1;
        }
        if let Departure::On(date) = row.departure
            && inside(&date)
        {
            days.entry(date).or_default().departures += 1;
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rstest::rstest;

    #[rstest]
    #[case(-1, true, Band::Overdue)]
    #[case(-400, false, Band::Closed)]
    #[case(0, true, Band::Week)]
    #[case(0, false, Band::Week)]
    #[case(7, true, Band::Week)]
    #[case(8, true, Band::Month)]
    #[case(30, false, Band::Month)]
    #[case(31, true, Band::Later)]
    fn the_last_day_itself_is_not_past(
        #[case] days: i32,
        #[case] has_access: bool,
        #[case] band: Band,
    ) {
        assert_eq!(Band::of(days, has_access), band);
    }

    #[test]
    fn days_are_counted_over_months_and_years() {
        assert_eq!(days_between(date(2026, 12, 30), date(2027, 1, 2)), 3);
        assert_eq!(days_between(date(2027, 1, 2), date(2026, 12, 30)), -3);
        assert_eq!(days_between(date(2026, 11, 22), date(2027, 11, 22)), 365);
    }
}
