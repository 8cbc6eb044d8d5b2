//! How a handle comes from a name: `jdoe` from Jane Doe says little more than the name does,
//! a handle of one's own says much.

/// How a handle comes from a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Made {
    /// Not from this name.
    Own,
    /// Initials, or an initial and a word: `jdoe`, `doej`, `jd`.
    Login,
    /// The whole name: `janedoe`, `doejane`.
    Whole,
    /// One word of the name that is not the first: `doe`.
    Family,
    /// The first word alone: `jane`.
    Given,
}

/// Finds how `handle` (squashed) comes from the words of a name; trailing digits do not count.
pub fn made_of(handle: &str, words: &[&str]) -> Made {
    let stem = handle.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = if stem.is_empty() { handle } else { stem };
    if words.len() < 2 {
        return Made::Own;
    }
    if words.first() == Some(&stem) {
        return Made::Given;
    }
    if words.contains(&stem) {
        return Made::Family;
    }
    if spells(stem, words.iter().copied()) {
        return Made::Whole;
    }
    if spells(stem, words.iter().map(|word| initial(word))) {
        return Made::Login;
    }
    for (at, a) in words.iter().enumerate() {
        for (other, b) in words.iter().enumerate() {
            if at == other {
                continue;
            }
            if spells(stem, [*a, *b].into_iter()) {
                return Made::Whole;
            }
            if spells(stem, [initial(a), *b].into_iter())
                || spells(stem, [*a, initial(b)].into_iter())
            {
                return Made::Login;
            }
        }
    }
    Made::Own
}

fn initial(word: &str) -> &str {
    word.get(..1).unwrap_or_default()
}

fn spells<'a>(text: &str, pieces: impl Iterator<Item = &'a str>) -> bool {
    let mut rest = text;
    for piece in pieces {
        match rest.strip_prefix(piece) {
            Some(tail) => rest = tail,
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("jane", Made::Given)]
    #[case("jane42", Made::Given)]
    #[case("doe", Made::Family)]
    #[case("janedoe", Made::Whole)]
    #[case("doejane", Made::Whole)]
    #[case("janemdoe", Made::Whole)]
    #[case("jdoe", Made::Login)]
    #[case("doej7", Made::Login)]
    #[case("jmd", Made::Login)]
    #[case("zapped", Made::Own)]
    fn a_handle_comes_from_a_name_or_not(#[case] handle: &str, #[case] expected: Made) {
        assert_eq!(made_of(handle, &["jane", "m", "doe"]), expected);
    }

    #[test]
    fn one_word_makes_no_handle() {
        assert_eq!(made_of("jane", &["jane"]), Made::Own);
        assert_eq!(made_of("jane", &[]), Made::Own);
    }
}
