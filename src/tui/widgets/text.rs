//! Text by screen cell: what strangers wrote cannot take more room than it is given.
//!
//! Owns the cutting of a text into cells (one base character and its marks) and their widths.
//! Terminals disagree about joined emoji and other long clusters, so no cell ever holds more than
//! one character that moves the cursor.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::text::{escape, is_printable_ascii};

/// Most marks that may follow a base character in one cell.
const MAX_MARKS: usize = 4;

/// The cells of an *escaped* text: each a slice with its width, 1 or 2.
#[derive(Debug, Clone)]
pub struct Cells<'a> {
    rest: &'a str,
}

/// Cuts an escaped text into cells.
pub fn cells(escaped: &str) -> Cells<'_> {
    Cells { rest: escaped }
}

/// Skin tones change the emoji before them on some terminals and stand alone on others.
fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

impl<'a> Iterator for Cells<'a> {
    type Item = (&'a str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        // Nothing can stand on a character before another of ASCII.
        if let [b' '..=b'~'] | [b' '..=b'~', 0..=0x7f, ..] = self.rest.as_bytes() {
            let (cell, rest) = self.rest.split_at(1);
            self.rest = rest;
            return Some((cell, 1));
        }
        loop {
            let mut chars = self.rest.char_indices();
            let (_, base) = chars.next()?;
            let width = base.width().unwrap_or(0);
            let mut end = base.len_utf8();
            let mut kept = end;
            let mut marks = 0;
            for (at, c) in chars {
                if c.width() != Some(0) {
                    break;
                }
                end = at + c.len_utf8();
                marks += 1;
                if marks <= MAX_MARKS {
                    kept = end;
                }
            }
            let (all, rest) = self.rest.split_at(end);
            self.rest = rest;
            if width == 0 || is_skin_tone(base) {
                continue;
            }
            let cell = all.get(..kept).unwrap_or(all);
            let cell = if cell.width() == width {
                cell
            } else {
                cell.get(..base.len_utf8()).unwrap_or(cell)
            };
            return Some((cell, width));
        }
    }
}

/// Columns that a text takes once escaped.
pub fn width(text: &str) -> usize {
    if is_printable_ascii(text) {
        return text.len();
    }
    cells(&escape(text)).map(|(_, width)| width).sum()
}

/// A cell in ASCII, as wide as it was: for terminals that show nothing else.
pub fn ascii(cell: &str, width: usize) -> String {
    let plain = deunicode::deunicode_with_tofu(cell, "?");
    let shown = |c: &char| *c == ' ' || c.is_ascii_graphic();
    let mut out: String = plain.chars().filter(shown).take(width).collect();
    if out.is_empty() {
        out.push('?');
    }
    while out.len() < width {
        out.push(' ');
    }
    out
}

/// The text, escaped and cut to `max` columns; `more` (one column) ends it when something is cut.
pub fn fit<'a>(text: &'a str, max: usize, more: &str) -> Cow<'a, str> {
    if text.len() <= max && is_printable_ascii(text) {
        return Cow::Borrowed(text);
    }
    let escaped = escape(text);
    let mut used = 0;
    let mut out = String::new();
    let mut at_limit = 0;
    for (cell, width) in cells(&escaped) {
        used += width;
        if used <= max {
            out.push_str(cell);
            if used < max {
                at_limit = out.len();
            }
        }
    }
    if used <= max {
        return Cow::Owned(out);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    out.truncate(at_limit);
    out.push_str(more);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_joined_emoji_is_cut_into_cells_that_no_terminal_merges() {
        let family = "👩🏽‍👧x";
        let widths: Vec<_> = cells(&escape(family)).map(|(_, width)| width).collect();
        assert_eq!(widths, [2, 1, 2, 1], "woman, the refused joiner, girl, x");
    }

    #[test]
    fn marks_stay_with_their_letter() {
        let cut: Vec<_> = cells("e\u{301}a").collect();
        assert_eq!(cut, [("e\u{301}", 1), ("a", 1)]);
    }

    #[test]
    fn a_wide_character_is_never_split() {
        assert_eq!(fit("山田太郎", 5, "…"), "山田…");
        assert_eq!(fit("山田太郎", 4, "…"), "山…");
        assert_eq!(fit("山田", 4, "…"), "山田");
        assert_eq!(fit("abc", 0, "…"), "");
    }

    proptest! {
        #[test]
        fn plain_letters_are_cut_like_any_other(text in "[ -~é山\u{301}\u{7}]{0,12}", max in 0usize..12) {
            // A mark alone is nothing, but no letter before it is plain any more.
            let slow: Vec<(String, usize)> = cells(&escape(&format!("é{text}")))
                .map(|(cell, width)| (cell.to_owned(), width))
                .collect();
            let fast: Vec<(String, usize)> = cells(&escape(&text))
                .map(|(cell, width)| (cell.to_owned(), width))
                .collect();
            let columns: usize = fast.iter().map(|(_, width)| width).sum();
            prop_assert_eq!(columns, width(&text));
            if !text.starts_with('\u{301}') {
                prop_assert_eq!(&slow[1..], &fast[..]);
            }
            if columns <= max {
                let whole: String = fast.iter().map(|(cell, _)| cell.as_str()).collect();
                prop_assert_eq!(fit(&text, max, "…"), whole);
            }
        }

        #[test]
        fn a_fitted_text_never_takes_more_room(text in any::<String>(), max in 0usize..30) {
            prop_assert!(width(&fit(&text, max, "…")) <= max);
        }
    }
}
