//! Sentences as data, and the escaping of what strangers wrote.
//!
//! Owns [`Text`] (a message id with arguments, put into a language by the words room) and
//! [`escape`] (no control, bidi or invisible character ever reaches a terminal).

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// A message to be put into words: a Fluent id and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    /// The message's id in the bundles.
    pub id: Cow<'static, str>,
    pub args: Vec<(Cow<'static, str>, Arg)>,
}

/// One argument of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Arg {
    /// Words from outside; escaped when shown.
    Str(String),
    /// A number; selects the plural.
    Num(i64),
    /// An instant, shown as an age or a date.
    At(Timestamp),
    Date(Date),
    Text(Box<Text>),
}

impl Text {
    /// A message without arguments.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), arg.into()));
        self
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Str(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Str(text)
    }
}
impl From<Timestamp> for Arg {
    fn from(at: Timestamp) -> Self {
        Arg::At(at)
    }
}
impl From<Date> for Arg {
    fn from(date: Date) -> Self {
        Arg::Date(date)
    }
}
impl From<Text> for Arg {
    fn from(text: Text) -> Self {
        Arg::Text(Box::new(text))
    }
}
macro_rules! number_arg {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg {
            fn from(number: $number) -> Self {
                Arg::Num(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
number_arg!(i64, u64, u32, u16, i32, usize);

/// Whether a character may reach a terminal or a report unchanged.
///
/// Refused: C0/C1 controls, bidirectional controls (UAX #9), zero-width and tag characters, line
/// and paragraph separators, interlinear annotations, lone surrogate placeholders and
/// noncharacters. Combining marks pass: the width of a cell is the screen's business.
pub fn is_safe(c: char) -> bool {
    !matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Makes a text from outside harmless: each refused character becomes `�`; runs of more than four
/// combining marks are cut, because a stack of them paints over other lines.
pub fn escape(text: &str) -> Cow<'_, str> {
    if is_printable_ascii(text) {
        return Cow::Borrowed(text);
    }
    let mut marks = 0;
    let harmless = text.chars().all(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        is_safe(c) && marks <= MAX_MARKS
    });
    if harmless {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_MARKS {
            continue;
        }
        out.push(if is_safe(c) {
            c
        } else {
            char::REPLACEMENT_CHARACTER
        });
    }
    Cow::Owned(out)
}

/// Whether it is made of blanks and visible ASCII: harmless, and one column a byte.
pub fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

const MAX_MARKS: usize = 4;

fn is_mark(c: char) -> bool {
    c > '\u{2ff}' && unicode_normalization::char::is_combining_mark(c)
}

/// A wrapper that escapes when displayed; for messages that name something from outside.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&escape(self.0))
    }
}

/// Folds a text for sorting and comparing: decomposed, without accents, lower case.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        for lower in c.to_lowercase() {
            match lower {
                'œ' => folded.push_str("oe"),
                'æ' => folded.push_str("ae"),
                'ß' => folded.push_str("ss"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' => folded.push('d'),
                other => folded.push(other),
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_and_bidi_marks_become_visible_and_harmless() {
        assert_eq!(
            escape("a\u{1b}[2J\u{202e}b\u{9b}1m"),
            "a\u{fffd}[2J\u{fffd}b\u{fffd}1m"
        );
    }

    #[test]
    fn ordinary_names_pass_untouched() {
        for name in [
            "Zoé de l’Étoile",
            "N'Diaye",
            "山田 太郎",
            "e\u{301}",
            "😀 Ω",
        ] {
            assert!(matches!(escape(name), Cow::Borrowed(same) if same == name));
        }
    }

    #[test]
    fn a_tower_of_combining_marks_is_cut() {
        let tower = format!("z{}", "\u{301}".repeat(40));
        assert_eq!(escape(&tower).chars().count(), 1 + MAX_MARKS);
    }

    #[test]
    fn folding_ignores_accents_case_and_ligatures() {
        assert_eq!(fold("Éloïse Œuvrard"), "eloise oeuvrard");
        assert_eq!(fold("STRAẞE"), "strasse");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_survives(text in any::<String>()) {
            prop_assert!(escape(&text).chars().all(is_safe));
        }
    }
}
