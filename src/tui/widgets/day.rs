//! Days as people type them: `31/12/2026`, `2026-12-31`, `+3m`.

use jiff::ToSpan;
use jiff::civil::Date;

/// Reads a day; `+3d`, `+2w`, `+3m`, `+1y` count from `today`.
pub fn parse(text: &str, today: Date) -> Option<Date> {
    let text = text.trim();
    if let Some(ahead) = text.strip_prefix('+') {
        let unit = ahead.chars().next_back()?;
        let number: i64 = ahead.strip_suffix(unit)?.parse().ok()?;
        if !(0..=36_500).contains(&number) {
            return None;
        }
        let span = match unit {
            'd' | 'j' => number.days(),
            'w' | 's' => (number * 7).days(),
            'm' => i64::min(number, 1_200).months(),
            'y' | 'a' => i64::min(number, 100).years(),
            _ => return None,
        };
        return today.checked_add(span).ok();
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_people_type_them() {
        let today = date(2026, 11, 30);
        assert_eq!(parse("31/12/2026", today), Some(date(2026, 12, 31)));
        assert_eq!(parse(" 2026-12-31 ", today), Some(date(2026, 12, 31)));
        assert_eq!(parse("+3m", today), Some(date(2027, 2, 28)));
        assert_eq!(parse("+2w", today), Some(date(2026, 12, 14)));
        for bad in [
            "",
            "31/13/2026",
            "1/2/26",
            "+m",
            "+3",
            "demain",
            "+99999999d",
        ] {
            assert_eq!(parse(bad, today), None, "{bad}");
        }
    }
}
