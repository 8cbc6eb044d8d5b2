//! Fuzzy words, blind to case and accents.
//!
//! The letters of a word must occur in order in one text: the folded name, a login, or the part of
//! an address before the `@`. The whole of an address fits where a word of three letters or more
//! occurs in one piece, so that an organisation's domain does not make every word fit everybody.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memchr2_iter};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::text::fold;

use super::pattern::fold_into;

/// A word to look for, folded.
#[derive(Debug, Clone)]
pub(super) struct Word {
    text: String,
    /// Finds the word as it is, in lower case.
    finder: Finder<'static>,
    chars: Vec<char>,
    length: u32,
    /// From this score on the letters stand in one piece: no other text is tried.
    contiguous: u32,
}

/// Buffers that are used again from row to row.
pub(super) struct Fuzzy {
    matcher: Matcher,
    chars: Vec<char>,
    folded: String,
}

/// What a text is, which decides how it is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Haystack {
    Name,
    /// A name that is folded already.
    FoldedName,
    Login,
    /// Addresses, separated by `\n`.
    Emails,
}

/// Points for one matching letter, for one that follows another, and for a start of a word, in the
/// scale of the matcher.
const LETTER: u32 = 16;
const FOLLOWING: u32 = 4;
const START: u32 = 10;
/// A name counts a little more than a login, and a whole text much more than a part.
const NAME_BONUS: u32 = 8;
const WHOLE_BONUS: u32 = 40;

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

impl Word {
    pub fn new(text: &str) -> Self {
        let text = fold(text);
        let chars: Vec<char> = text.chars().collect();
        let length = u32::try_from(chars.len()).unwrap_or(u32::MAX / 32);
        Self {
            contiguous: length * LETTER + length.saturating_sub(1) * FOLLOWING,
            length,
            finder: Finder::new(&text).into_owned(),
            text,
            chars,
        }
    }

    fn needle(&self) -> Utf32Str<'_> {
        if self.text.is_ascii() {
            Utf32Str::Ascii(self.text.as_bytes())
        } else {
            Utf32Str::Unicode(&self.chars)
        }
    }

    /// The score in an ASCII text in which the letters stand in one piece, best at the start of a
    /// word; the figures are those of the matcher.
    fn in_one_piece(&self, text: &str) -> Option<u32> {
        let (word, text) = (self.text.as_bytes(), text.as_bytes());
        let first = *word.first()?;
        let mut found = false;
        for at in memchr2_iter(first, first.to_ascii_uppercase(), text) {
            let piece = text.get(at..at + word.len());
            if piece.is_none_or(|piece| !piece.eq_ignore_ascii_case(word)) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|at| text.get(at));
            if before.is_none_or(|before| !before.is_ascii_alphanumeric()) {
                let following = (START - FOLLOWING) * self.length.saturating_sub(1);
                return Some(self.contiguous + following + 2 * START);
            }
            found = true;
        }
        found.then_some(self.contiguous)
    }

    /// Whether the word stands in one piece in a text that may not be folded yet.
    fn is_within(&self, text: &str, buffer: &mut String) -> bool {
        if self.finder.find(text.as_bytes()).is_some() {
            return true;
        }
        // Most addresses are in lower case, and folding them would change nothing.
        let is_open = |byte: u8| byte.is_ascii_uppercase() || !byte.is_ascii();
        text.bytes().any(is_open) && fold_into(text, buffer).contains(&self.text)
    }

    /// Two letters occur in every domain.
    const fn looks_at_domains(&self) -> bool {
        self.chars.len() >= 3
    }

    /// Whether a score is as good as it gets for this word.
    pub const fn is_good(&self, score: u32) -> bool {
        score >= self.contiguous
    }
}

/// Whether every text in which `new` is found also has `old`.
pub(super) fn narrows(new: &str, old: &str) -> bool {
    let (new, old) = (Word::new(new), Word::new(old));
    new.text.starts_with(&old.text) && (old.looks_at_domains() || !new.looks_at_domains())
}

impl Default for Fuzzy {
    fn default() -> Self {
        let mut config = Config::DEFAULT;
        // Texts are folded before they come here.
        config.normalize = false;
        Self {
            matcher: Matcher::new(config),
            chars: Vec::new(),
            folded: String::new(),
        }
    }
}

impl Fuzzy {
    /// The score of a word in a text; `None` when it is not in it.
    pub fn score(&mut self, word: &Word, kind: Haystack, text: &str) -> Option<u32> {
        match kind {
            Haystack::Name => self.one(word, text).map(|score| score + NAME_BONUS),
            Haystack::FoldedName => self.folded(word, text).map(|score| score + NAME_BONUS),
            Haystack::Login => self.one(word, text),
            Haystack::Emails if memchr(b'\n', text.as_bytes()).is_none() => self.email(word, text),
            Haystack::Emails => {
                let addresses = text.split('\n');
                addresses
                    .filter_map(|address| self.email(word, address))
                    .max()
            }
        }
    }

    fn email(&mut self, word: &Word, address: &str) -> Option<u32> {
        let at = memchr(b'@', address.as_bytes()).unwrap_or(address.len());
        let local = address.get(..at).unwrap_or(address);
        if let Some(score) = self.one(word, local) {
            return Some(score);
        }
        let whole = word.looks_at_domains() && word.is_within(address, &mut self.folded);
        whole.then_some(word.contiguous)
    }

    fn one(&mut self, word: &Word, text: &str) -> Option<u32> {
        if text.is_ascii() {
            self.folded(word, text)
        } else {
            self.folded(word, &fold(text))
        }
    }

    /// Case is still open, accents are gone.
    fn folded(&mut self, word: &Word, text: &str) -> Option<u32> {
        let score = if text.is_ascii() {
            if !is_subsequence(&word.text, text) {
                return None;
            }
            match word.in_one_piece(text) {
                Some(score) => score,
                None => self.scattered(word, Utf32Str::Ascii(text.as_bytes()))?,
            }
        } else {
            self.chars.clear();
            self.chars.extend(text.chars());
            let haystack = Utf32Str::Unicode(&self.chars);
            u32::from(self.matcher.fuzzy_match(haystack, word.needle())?)
        };
        let whole = text.len() == word.text.len();
        Some(score + if whole { WHOLE_BONUS } else { 0 })
    }

    fn scattered(&mut self, word: &Word, haystack: Utf32Str<'_>) -> Option<u32> {
        let score = self.matcher.fuzzy_match(haystack, word.needle())?;
        Some(u32::from(score))
    }
}

/// Whether the letters of a folded word occur in order in an ASCII text: the question that most
/// rows answer with no, so it is asked before anything dearer.
fn is_subsequence(word: &str, text: &str) -> bool {
    let mut rest = text.as_bytes();
    word.bytes().all(|letter| {
        let found = memchr2(letter, letter.to_ascii_uppercase(), rest);
        rest = found.and_then(|at| rest.get(at + 1..)).unwrap_or_default();
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(word: &str, kind: Haystack, text: &str) -> Option<u32> {
        Fuzzy::default().score(&Word::new(word), kind, text)
    }

    #[test]
    fn letters_in_order_are_found_without_case_or_accents() {
        for (word, text) in [
            ("zoe", "Zoé Étoile"),
            ("ZÉT", "zoe etoile"),
            ("oeuvr", "Œuvrard"),
            ("山", "山田 太郎"),
            ("e\u{301}l", "Éloïse"),
        ] {
            assert!(
                score(word, Haystack::Name, text).is_some(),
                "{word} in {text}"
            );
        }
        assert_eq!(score("eoz", Haystack::Name, "Zoé"), None);
    }

    #[test]
    fn one_piece_beats_scattered_letters_and_a_whole_text_beats_all() {
        let scattered = score("jdo", Haystack::Login, "ajxdxo");
        let piece = score("jdo", Haystack::Login, "ajdob");
        let whole = score("jdo", Haystack::Login, "jdo");
        assert!(scattered < piece && piece < whole);
        assert!(Word::new("jdo").is_good(piece.unwrap()));
        assert!(!Word::new("jdo").is_good(scattered.unwrap()));
    }

    #[test]
    fn a_domain_is_found_in_one_piece_only() {
        let address = "zoe@communs.example\nz.etoile@elsewhere.example";
        assert!(score("communs", Haystack::Emails, address).is_some());
        assert!(score("zet", Haystack::Emails, address).is_some());
        assert_eq!(score("zcom", Haystack::Emails, address), None);
    }

    /// The same without a shortcut, letter by letter.
    mod plainly {
        use super::*;

        fn subsequence(word: &str, text: &str) -> bool {
            let mut text = text.bytes();
            word.bytes()
                .all(|letter| text.any(|byte| byte.to_ascii_lowercase() == letter))
        }

        fn piece(word: &Word, text: &str) -> Option<u32> {
            let (letters, text) = (word.text.as_bytes(), text.as_bytes());
            let mut found = false;
            let mut before = b' ';
            for (at, window) in text.windows(letters.len().max(1)).enumerate() {
                if window.eq_ignore_ascii_case(letters) {
                    if at == 0 || !before.is_ascii_alphanumeric() {
                        let following = (START - FOLLOWING) * (word.length - 1);
                        return Some(word.contiguous + following + 2 * START);
                    }
                    found = true;
                }
                before = window[0];
            }
            found.then_some(word.contiguous)
        }

        fn one(fuzzy: &mut Fuzzy, word: &Word, text: &str) -> Option<u32> {
            let text = if text.is_ascii() { text } else { &fold(text) };
            if !text.is_ascii() {
                return fuzzy.folded(word, text);
            }
            if !subsequence(&word.text, text) {
                return None;
            }
            let score = piece(word, text)
                .or_else(|| fuzzy.scattered(word, Utf32Str::Ascii(text.as_bytes())))?;
            let whole = text.len() == word.text.len();
            Some(score + if whole { WHOLE_BONUS } else { 0 })
        }

        fn email(fuzzy: &mut Fuzzy, word: &Word, address: &str) -> Option<u32> {
            let local = address.split_once('@').map_or(address, |(local, _)| local);
            let whole = word.looks_at_domains() && fold(address).contains(&word.text);
            one(fuzzy, word, local).or(whole.then_some(word.contiguous))
        }

        pub fn score(word: &Word, kind: Haystack, text: &str) -> Option<u32> {
            let fuzzy = &mut Fuzzy::default();
            match kind {
                Haystack::Name => one(fuzzy, word, text).map(|score| score + NAME_BONUS),
                Haystack::FoldedName => {
                    one(fuzzy, word, &fold(text)).map(|score| score + NAME_BONUS)
                }
                Haystack::Login => one(fuzzy, word, text),
                Haystack::Emails => {
                    let addresses = text.split('\n');
                    let scores = addresses.filter_map(|address| email(fuzzy, word, address));
                    scores.max()
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_shortcut_changes_a_score(
            word in "[aboz.@é]{1,4}",
            text in "[abozABOZ.@ é\n-]{0,24}",
            kind in prop::sample::select(vec![
                Haystack::Name,
                Haystack::FoldedName,
                Haystack::Login,
                Haystack::Emails,
            ]),
        ) {
            let text = match kind {
                Haystack::FoldedName => fold(&text),
                _ => text,
            };
            prop_assert_eq!(
                score(&word, kind, &text),
                plainly::score(&Word::new(&word), kind, &text)
            );
        }
    }
}
