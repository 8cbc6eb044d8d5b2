//! Dates and ages as people type them: `2026-12-31`, `31/12/2026`, `today`, `+3m`, `-90d`, `90d`.
//!
//! Other forms and commands that ask for a date read it with [`DateValue::parse`] too.

use std::fmt;

use jiff::Span;
use jiff::civil::Date;

use crate::domain::time::{DAY, HOUR};

/// A date, fixed or relative to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateValue {
    /// This one.
    On(Date),
    /// So many units from today; zero days is today itself.
    FromToday(i32, Unit),
}

/// The unit of a relative date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `d`, `j`
    Days,
    /// `w`
    Weeks,
    /// `m`
    Months,
    /// `y`, `a`
    Years,
}

/// A length of time since something, in milliseconds; months are 30 days and years 365.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Age {
    count: u32,
    letter: char,
}

/// Largest count of a relative date or an age: beyond it no calendar goes.
const MAX_COUNT: i32 = 100_000;

impl DateValue {
    /// Reads one of the forms; `None` when it is none of them or no date of the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "today" {
            return Some(DateValue::FromToday(0, Unit::Days));
        }
        if let Some(rest) = text.strip_prefix('+') {
            return relative(rest, 1);
        }
        if let Some(rest) = text.strip_prefix('-') {
            return relative(rest, -1);
        }
        if text.contains('/') {
            let mut parts = text.split('/');
            let day = digits(parts.next()?, 2)?;
            let month = digits(parts.next()?, 2)?;
            let year = parts.next().filter(|year| year.len() == 4)?;
            let date = Date::new(
                i16::try_from(digits(year, 4)?).ok()?,
                i8::try_from(month).ok()?,
                i8::try_from(day).ok()?,
            );
            return parts
                .next()
                .is_none()
                .then_some(())
                .and(date.ok())
                .map(DateValue::On);
        }
        let iso = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        iso.then(|| text.parse().ok().map(DateValue::On)).flatten()
    }

    /// The date it means on a day; clamped to the calendar.
    pub fn resolve(self, today: Date) -> Date {
        match self {
            DateValue::On(date) => date,
            DateValue::FromToday(count, unit) => {
                let span = match unit {
                    Unit::Days => Span::new().try_days(count),
                    Unit::Weeks => Span::new().try_weeks(count),
                    Unit::Months => Span::new().try_months(count),
                    Unit::Years => Span::new().try_years(count),
                };
                match span {
                    Ok(span) => today.saturating_add(span),
                    Err(_) if count > 0 => Date::MAX,
                    Err(_) => Date::MIN,
                }
            }
        }
    }
}

fn relative(text: &str, sign: i32) -> Option<DateValue> {
    let (count, unit) = split_unit(text)?;
    let unit = match unit {
        'd' | 'j' => Unit::Days,
        'w' => Unit::Weeks,
        'm' => Unit::Months,
        'y' | 'a' => Unit::Years,
        _ => return None,
    };
    // Every way to write "today" is one value.
    if count == 0 {
        return Some(DateValue::FromToday(0, Unit::Days));
    }
    Some(DateValue::FromToday(sign * count, unit))
}

fn split_unit(text: &str) -> Option<(i32, char)> {
    let unit = text.chars().next_back()?;
    let count = text.strip_suffix(unit)?;
    let count = digits(count, 6)?;
    (count <= MAX_COUNT).then_some((count, unit))
}

fn digits(text: &str, most: usize) -> Option<i32> {
    let plain = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for DateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateValue::On(date) => fmt::Display::fmt(date, f),
            DateValue::FromToday(0, _) => f.write_str("today"),
            DateValue::FromToday(count, unit) => {
                let letter = match unit {
                    Unit::Days => 'd',
                    Unit::Weeks => 'w',
                    Unit::Months => 'm',
                    Unit::Years => 'y',
                };
                write!(f, "{count:+}{letter}")
            }
        }
    }
}

impl Age {
    /// Reads `12h`, `90d`, `2w`, `3m` or `1y`; French letters go too.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, letter) = split_unit(text)?;
        let letter = match letter {
            'j' => 'd',
            'a' => 'y',
            'h' | 'd' | 'w' | 'm' | 'y' => letter,
            _ => return None,
        };
        Some(Self {
            count: count.unsigned_abs(),
            letter,
        })
    }

    /// Its length in milliseconds.
    pub const fn millis(self) -> i64 {
        let unit = match self.letter {
            'h' => HOUR,
            'w' => 7 * DAY,
            'm' => 30 * DAY,
            'y' => 365 * DAY,
            _ => DAY,
        };
        self.count as i64 * unit
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rstest::rstest;

    #[rstest]
    #[case("2026-12-31", Some(date(2026, 12, 31)))]
    #[case("31/12/2026", Some(date(2026, 12, 31)))]
    #[case("1/2/2026", Some(date(2026, 2, 1)))]
    #[case("today", Some(date(2026, 11, 30)))]
    #[case("+3m", Some(date(2027, 2, 28)))]
    #[case("-90d", Some(date(2026, 9, 1)))]
    #[case("-90j", Some(date(2026, 9, 1)))]
    #[case("+2w", Some(date(2026, 12, 14)))]
    #[case("+1a", Some(date(2027, 11, 30)))]
    #[case("+99999y", Some(Date::MAX))]
    #[case("31/02/2026", None)]
    #[case("31/12/26", None)]
    #[case("2026-13-01", None)]
    #[case("2026-12-31T00:00", None)]
    #[case("+3x", None)]
    #[case("+m", None)]
    #[case("+9999999d", None)]
    #[case("soon", None)]
    #[case("", None)]
    fn dates_are_read_as_people_write_them(#[case] text: &str, #[case] expected: Option<Date>) {
        let read = DateValue::parse(text).map(|value| value.resolve(date(2026, 11, 30)));
        assert_eq!(read, expected);
    }

    #[rstest]
    #[case("90d", Some(90 * DAY))]
    #[case("12h", Some(12 * HOUR))]
    #[case("3m", Some(90 * DAY))]
    #[case("1a", Some(365 * DAY))]
    #[case("90", None)]
    #[case("d", None)]
    #[case("-1d", None)]
    fn ages_have_a_unit(#[case] text: &str, #[case] expected: Option<i64>) {
        assert_eq!(Age::parse(text).map(Age::millis), expected);
    }
}
