//! Pictures where they beat words: meters and sparklines.

use crate::tui::theme::Glyphs;

/// A meter of `width` columns: its full part and its empty part.
pub fn meter(glyphs: &Glyphs, part: u64, whole: u64, width: usize) -> (String, String) {
    let [full, empty] = glyphs.meter;
    let filled = if whole == 0 {
        0
    } else {
        let exact = u128::from(part.min(whole)) * width as u128 / u128::from(whole);
        let least = usize::from(part > 0);
        usize::try_from(exact)
            .unwrap_or(width)
            .max(least)
            .min(width)
    };
    (full.repeat(filled), empty.repeat(width - filled))
}

/// A sparkline, one column per value, scaled to the largest.
pub fn spark(glyphs: &Glyphs, values: &[u64]) -> String {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    values
        .iter()
        .map(|value| {
            let step = u128::from(*value) * 7 / u128::from(most);
            let index = usize::try_from(step).unwrap_or(7);
            glyphs.spark.get(index).copied().unwrap_or(" ")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::UNICODE;

    #[test]
    fn a_meter_shows_something_as_soon_as_there_is_something() {
        assert_eq!(meter(&UNICODE, 1, 1_000_000, 10).0, "━");
        assert_eq!(meter(&UNICODE, 0, 10, 10).0, "");
        assert_eq!(
            meter(&UNICODE, 20, 10, 4),
            ("━━━━".to_owned(), String::new())
        );
    }

    #[test]
    fn a_sparkline_scales_to_its_largest_value() {
        assert_eq!(spark(&UNICODE, &[0, 4, 8]), "▁▄█");
        assert_eq!(spark(&UNICODE, &[0, 0]), "▁▁");
    }
}
