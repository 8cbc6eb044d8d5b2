//! Durations as people write them: `15m`, `24h`, `180d`, `1h30m`.

use std::time::Duration;

/// Longest accepted duration: a hundred years.
const MAX_SECONDS: u64 = 100 * 366 * 86_400;

/// Reads one; `None` when it is malformed, zero or beyond a hundred years.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut seconds = 0u64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, tail) = rest.split_at(digits);
        let unit_end = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        let factor = match unit {
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3_600,
            "d" | "j" => 86_400,
            "w" => 7 * 86_400,
            _ => return None,
        };
        let part = number.parse::<u64>().ok()?.checked_mul(factor)?;
        seconds = seconds.checked_add(part)?;
        rest = tail.trim_start();
    }
    (1..=MAX_SECONDS)
        .contains(&seconds)
        .then(|| Duration::from_secs(seconds))
}

/// The same in milliseconds, the unit of `domain::time`.
pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_a_unit() {
        for (text, seconds) in [
            ("45s", 45),
            ("15m", 900),
            ("15 min", 0),
            ("24h", 86_400),
            ("180d", 180 * 86_400),
            ("180j", 180 * 86_400),
            ("2w", 14 * 86_400),
            ("1h30m", 5_400),
            ("1h 30m", 5_400),
            ("", 0),
            ("0d", 0),
            ("15", 0),
            ("d", 0),
            ("-1d", 0),
            ("5y", 0),
            ("99999999999999999999d", 0),
            ("9999999d", 0),
        ] {
            let read = parse_duration(text).map_or(0, |d| d.as_secs());
            assert_eq!(read, seconds, "{text:?}");
        }
    }
}
