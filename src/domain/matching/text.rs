//! Folding of written text to plain lower-case ASCII, so that spellings of one name meet.
//! Knows scripts, not names: what a word means is left to `names` and `address`.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

/// Longest text looked at, in characters: remote data is hostile, and no name is longer.
pub const MAX_TEXT: usize = 256;

/// Lower-case ASCII of `text`: accents off, other scripts transliterated, ideographs and Hangul
/// syllables as separate words, emoji dropped; ASCII punctuation is kept for the caller.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text
            .chars()
            .take(MAX_TEXT)
            .map(|c| {
                if c.is_ascii_control() {
                    ' '
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(MAX_TEXT).nfkc() {
        fold_char(c, &mut out);
    }
    out
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(if c.is_ascii_control() {
            ' '
        } else {
            c.to_ascii_lowercase()
        });
    } else if is_apostrophe(c) {
        out.push('\'');
    } else if is_syllabic(c) {
        out.push(' ');
        push_ascii(c, out);
        out.push(' ');
    } else if c.is_alphabetic() {
        let mut base = None;
        decompose_canonical(c, |part| {
            if base.is_none() && !is_combining_mark(part) {
                base = Some(part);
            }
        });
        push_ascii(cyrillic_base(c).or(base).unwrap_or(c), out);
    } else if !is_combining_mark(c) {
        out.push(' ');
    }
}

fn push_ascii(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for part in deunicode_char(c).unwrap_or(" ").chars() {
        if part.is_ascii_alphanumeric() {
            out.push(part.to_ascii_lowercase());
        }
    }
}

/// `й` and `ё` are letters of their own: taking their mark off would change the sound.
fn cyrillic_base(c: char) -> Option<char> {
    matches!(c, 'й' | 'Й' | 'ё' | 'Ё').then_some(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{b4}' | '\u{2032}'
    )
}

/// Scripts written without spaces, one character a syllable.
fn is_syllabic(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2ffff}')
}

/// Whether `text` holds letters outside the Latin script.
pub fn is_foreign(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().any(|c| {
            c.is_alphabetic()
                && !matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
                && compose(c, '\u{301}').is_none_or(|whole| whole > '\u{1eff}')
        })
}

/// Letters and digits only.
pub fn squash(folded: &str) -> String {
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A coarse spelling under which transliterations and common misspellings of one word meet:
/// `Gruenbacher`/`Grunbacher`, `Dmitriy`/`Dmitri`, `Philippe`/`Filipe`.
pub fn skeleton(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let (piece, used): (&str, usize) = match (byte, tail.first()) {
            (b'a', Some(b'e')) => ("a", 2),
            (b'o', Some(b'e')) => ("o", 2),
            (b'u', Some(b'e')) => ("u", 2),
            (b'o', Some(b'u')) => ("u", 2),
            (b'p', Some(b'h')) => ("f", 2),
            (b'c', Some(b'k')) => ("k", 2),
            (b'c', Some(b'h')) => ("k", 2),
            (b's', Some(b'c')) if tail.get(1) == Some(&b'h') => ("s", 3),
            (b's' | b'z' | b't' | b'k' | b'd' | b'g' | b'b', Some(b'h')) => ("", 0),
            (b't', Some(b's' | b'z')) => ("k", 2),
            (b'c' | b'q', _) => ("k", 1),
            (b'w', _) => ("v", 1),
            (b'z', _) => ("s", 1),
            (b'y' | b'j', _) => ("i", 1),
            (b'h', _) if !out.is_empty() => {
                rest = tail;
                continue;
            }
            _ => ("", 0),
        };
        let letter = if used == 0 {
            char::from(byte)
        } else {
            piece.chars().next().unwrap_or(' ')
        };
        if !out.ends_with(letter) {
            out.push(letter);
        }
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    out
}

/// A 64-bit mix of bytes under a tag: block keys are made with it. Not for secrets.
pub fn hash_bytes(tag: u64, bytes: &[u8]) -> u64 {
    let mut state = tag.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0u8; 8];
        for (slot, byte) in word.iter_mut().zip(chunk) {
            *slot = *byte;
        }
        state = mix(state, u64::from_le_bytes(word));
    }
    mix(state, tag)
}

/// Folds one number into a running 64-bit state.
pub fn mix(state: u64, value: u64) -> u64 {
    let wide = u128::from(state ^ 0xa076_1d64_78bd_642f)
        * u128::from(value ^ 0xe703_7ed1_a0b4_28db ^ state.rotate_left(29));
    (wide as u64) ^ ((wide >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_scripts_and_marks_fold_to_plain_letters() {
        assert_eq!(fold("Élodie"), "elodie");
        assert_eq!(fold("Nguyễn"), "nguyen");
        assert_eq!(fold("Groß"), "gross");
        assert_eq!(fold("Łukasz"), "lukasz");
        assert_eq!(fold("Øyvind"), "oyvind");
        assert_eq!(fold("İbrahim"), "ibrahim");
        assert_eq!(fold("Сергей"), "sergei");
        assert_eq!(squash(&fold("e\u{301}lodie")), "elodie");
    }

    #[test]
    fn ideographs_become_separate_words_and_emoji_vanish() {
        let words: Vec<_> = fold("王小明")
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        assert_eq!(words, ["wang", "xiao", "ming"]);
        assert_eq!(fold("김").trim(), "gim");
        assert_eq!(fold("Zoé 🦊").trim(), "zoe");
    }

    #[test]
    fn control_characters_never_survive() {
        assert_eq!(fold("a\u{1b}[31mb\n"), "a [31mb ");
    }

    #[test]
    fn only_letters_outside_latin_are_foreign() {
        assert!(is_foreign("Юлия"));
        assert!(is_foreign("王"));
        assert!(!is_foreign("Nguyễn Élodie"));
    }

    #[test]
    fn transliterations_share_a_skeleton() {
        for (left, right) in [
            ("gruenbacher", "grunbacher"),
            ("dmitriy", "dmitri"),
            ("philippe", "filipe"),
            ("schmidt", "shmidt"),
            ("mathieu", "matthieu"),
        ] {
            assert_eq!(skeleton(left), skeleton(right), "{left} {right}");
        }
        assert_ne!(skeleton("martin"), skeleton("morin"));
    }

    #[test]
    fn hashes_depend_on_every_byte_and_on_the_tag() {
        assert_ne!(hash_bytes(1, b"abcdefghi"), hash_bytes(1, b"abcdefghj"));
        assert_ne!(hash_bytes(1, b"a"), hash_bytes(2, b"a"));
        assert_ne!(hash_bytes(1, b"a\0"), hash_bytes(1, b"a"));
    }
}
