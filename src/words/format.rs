//! Numbers, dates, ages and the French no-break spaces: pure formatting, no bundles.

use std::borrow::Cow;

use jiff::Zoned;
use jiff::civil::Date;

use super::lang::Lang;
use crate::domain::time::{DAY, HOUR, SECOND, Timestamp};

const MINUTE: i64 = 60 * SECOND;
const MONTH: i64 = 30 * DAY;
const YEAR: i64 = 365 * DAY;

/// From an age in milliseconds up: the unit and its message. Below the first one it is `now`.
const UNITS: [(i64, i64, &str); 5] = [
    (MINUTE, MINUTE, "age-minutes"),
    (HOUR, HOUR, "age-hours"),
    (DAY, DAY, "age-days"),
    (2 * MONTH, MONTH, "age-months"),
    (2 * YEAR, YEAR, "age-years"),
];

/// The message of an age and its number.
pub fn age(since: Timestamp, now: Timestamp) -> (&'static str, Option<i64>) {
    let age = now.since(since);
    UNITS
        .iter()
        .rev()
        .find(|(from, ..)| age >= *from)
        .map_or(("age-now", None), |(_, unit, id)| (id, Some(age / unit)))
}

/// The next instant at which the printed age of `since` changes: when a screen must be redrawn.
pub fn next_age_change(since: Timestamp, now: Timestamp) -> Timestamp {
    let age = now.since(since);
    let at = UNITS.iter().rposition(|(from, ..)| age >= *from);
    let unit = at.and_then(|at| UNITS.get(at)).map_or(MINUTE, |u| u.1);
    let next = if age < 0 {
        MINUTE
    } else {
        (age / unit + 1) * unit
    };
    let limit = UNITS
        .get(at.map_or(0, |at| at + 1))
        .map_or(i64::MAX, |(from, ..)| *from);
    since.plus(next.min(limit))
}

pub fn date(lang: Lang, date: Date) -> String {
    match lang {
        Lang::En => date.to_string(),
        Lang::Fr => format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year()),
    }
}

/// The minute of a day.
pub fn time(zoned: &Zoned) -> String {
    format!("{:02}:{:02}", zoned.hour(), zoned.minute())
}

/// Day and minute.
pub fn datetime(lang: Lang, zoned: &Zoned) -> String {
    format!("{} {}", date(lang, zoned.date()), time(zoned))
}

/// Thousands apart: a comma in English, a no-break space in French.
pub fn number(lang: Lang, number: i64) -> String {
    let separator = match lang {
        Lang::En => ',',
        Lang::Fr => '\u{a0}',
    };
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 2 + 1);
    if number < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A size in bytes, at a glance: `1.2 GB`, `1,2 Go`.
pub fn size(lang: Lang, bytes: u64) -> String {
    const PREFIXES: [&str; 4] = ["k", "M", "G", "T"];
    let (point, unit) = match lang {
        Lang::En => ('.', 'B'),
        Lang::Fr => (',', 'o'),
    };
    if bytes < 1_000 {
        return format!("{bytes}\u{a0}{unit}");
    }
    // In tenths.
    let mut value = bytes / 100;
    let mut prefix = "k";
    for next in PREFIXES {
        prefix = next;
        if value < 10_000 {
            break;
        }
        if next != "T" {
            value /= 1_000;
        }
    }
    if value >= 1_000 || value.is_multiple_of(10) {
        format!("{}\u{a0}{prefix}{unit}", value / 10)
    } else {
        format!("{}{point}{}\u{a0}{prefix}{unit}", value / 10, value % 10)
    }
}

/// Puts U+00A0 before `: ; ? !` and inside `« »`, where the source has an ordinary space. It is
/// taken rather than the narrow U+202F because console fonts lack that one.
pub fn no_break(text: &str) -> Cow<'_, str> {
    const PAIRS: [(&str, &str); 6] = [
        (" :", "\u{a0}:"),
        (" ;", "\u{a0};"),
        (" ?", "\u{a0}?"),
        (" !", "\u{a0}!"),
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
    ];
    let mut text = Cow::Borrowed(text);
    for (plain, bound) in PAIRS {
        if text.contains(plain) {
            text = Cow::Owned(text.replace(plain, bound));
        }
    }
    text
}
