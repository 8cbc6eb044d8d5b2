//! Texts to look for: blind to case and accents, `*` for anything.

use crate::domain::text::fold;

/// A text to look for, with how it must fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As typed.
    text: String,
    /// Folded, split at each `*`.
    parts: Vec<String>,
    /// Without a `*`, the whole text must be equal.
    whole: bool,
}

impl Pattern {
    /// Fits where the text occurs; with a `*`, where the whole fits.
    pub fn within(text: &str) -> Self {
        Self::new(text, false)
    }

    /// Fits where the text is all there is.
    pub fn whole(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, whole: bool) -> Self {
        Self {
            parts: fold(text).split('*').map(str::to_owned).collect(),
            text: text.to_owned(),
            whole,
        }
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it fits a text that is folded already.
    pub(super) fn fits(&self, folded: &str) -> bool {
        match self.parts.as_slice() {
            [] => false,
            [only] if self.whole => folded == only,
            [only] => folded.contains(only.as_str()),
            [first, middle @ .., last] => {
                let Some(mut rest) = folded.strip_prefix(first.as_str()) else {
                    return false;
                };
                for part in middle {
                    match rest.find(part.as_str()) {
                        Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
                        None => return false,
                    }
                }
                rest.ends_with(last.as_str())
            }
        }
    }

    /// Whether every text that fits this one also fits `previous`.
    pub(super) fn narrows(&self, previous: &Pattern) -> bool {
        match (self.parts.as_slice(), previous.parts.as_slice()) {
            ([new], [old]) if !previous.whole => new.contains(old.as_str()),
            _ => self == previous,
        }
    }
}

/// Folds into a buffer that is used again; hands out the folded text.
pub(super) fn fold_into<'a>(text: &str, buffer: &'a mut String) -> &'a str {
    buffer.clear();
    if text.is_ascii() {
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
    } else {
        buffer.push_str(&fold(text));
    }
    buffer
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("doe", "jane.doe@x", true)]
    #[case("Éloï", "eloise", true)]
    #[case("*@x.org", "a@x.org", true)]
    #[case("*@x.org", "a@x.org.evil", false)]
    #[case("a*b*c", "a-b-c", true)]
    #[case("a*b*c", "a-c-b", false)]
    #[case("ab*b", "ab", false)]
    #[case("*", "", true)]
    fn a_part_fits_where_it_occurs_and_a_star_stands_for_anything(
        #[case] pattern: &str,
        #[case] text: &str,
        #[case] fits: bool,
    ) {
        assert_eq!(Pattern::within(pattern).fits(text), fits);
    }

    #[test]
    fn a_whole_text_fits_only_itself() {
        assert!(Pattern::whole("Owner").fits("owner"));
        assert!(!Pattern::whole("owner").fits("co-owner"));
        assert!(Pattern::whole("*owner").fits("co-owner"));
    }

    #[test]
    fn a_longer_part_narrows_and_a_star_does_not() {
        assert!(Pattern::within("zoé").narrows(&Pattern::within("zo")));
        assert!(!Pattern::within("zo*").narrows(&Pattern::within("zo")));
        assert!(!Pattern::whole("zoe").narrows(&Pattern::whole("zo")));
    }
}
