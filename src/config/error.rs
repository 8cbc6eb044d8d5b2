//! What is wrong with the settings: where, in which field, and what to do.
//!
//! Owns the shape of a problem and of a whole report; sentences are the words room's work.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::text::{Escaped, Text};
use crate::words::{Lang, Words};

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file; lines and columns count from 1, columns in characters.
    File {
        path: PathBuf,
        line: usize,
        column: usize,
    },
    /// About a file or folder as a whole.
    Path(PathBuf),
    /// In an environment variable.
    Env(&'static str),
    /// In a flag of the command line.
    Flag(&'static str),
}

impl Place {
    /// The place of a byte offset in a text.
    pub(super) fn of(path: &Path, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place::File {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { path, line, column } => {
                write!(
                    f,
                    "{}:{line}:{column}",
                    Escaped(&path.display().to_string())
                )
            }
            Place::Path(path) => write!(f, "{}", Escaped(&path.display().to_string())),
            Place::Env(name) => write!(f, "${name}"),
            Place::Flag(name) => f.write_str(name),
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub place: Place,
    /// The setting, as `service.github.options.url`; empty when there is none.
    pub field: String,
    /// What is wrong with it. Never quotes a value that could be a secret.
    pub text: Text,
    /// What to do about it.
    pub hint: Option<Text>,
}

/// Why the settings were refused; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Everything that is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

impl From<Problem> for ConfigError {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

impl ConfigError {
    /// All problems in one language; `say` puts a [`Text`] into words.
    pub fn render(&self, say: impl Fn(&Text) -> String) -> String {
        let mut out = String::new();
        let mut rest = self.problems.iter().peekable();
        while let Some(problem) = rest.next() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&problem.place.to_string());
            if !problem.field.is_empty() {
                out.push_str(": ");
                out.push_str(&Escaped(&problem.field).to_string());
            }
            out.push_str(": ");
            out.push_str(&say(&problem.text));
            let repeated = rest.peek().is_some_and(|next| next.hint == problem.hint);
            if let Some(hint) = problem.hint.as_ref().filter(|_| !repeated) {
                out.push_str("\n    ");
                out.push_str(&say(hint));
            }
        }
        out
    }
}

/// In English, for logs and for callers without a language.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = Words::new(Lang::En, &[]);
        f.write_str(&self.render(|text| words.text(text)))
    }
}

impl std::error::Error for ConfigError {}

/// The known word that was probably meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().min(12) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The hint for a word that is not one of the known ones.
pub(super) fn did_you_mean(word: &str, known: &[&str]) -> Text {
    match nearest(word, known.iter().copied()) {
        Some(meant) => Text::new("config-hint-did-you-mean").with("word", meant),
        None => Text::new("config-hint-one-of").with("words", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters_and_a_line_counts_from_one() {
        let text = "a = 1\né = \"ü\" x";
        let offset = text.find('x').unwrap();
        assert_eq!(
            Place::of(Path::new("c.toml"), text, offset).to_string(),
            "c.toml:2:9"
        );
    }

    #[test]
    fn a_typing_error_finds_the_word_and_nonsense_finds_none() {
        let known = ["github", "mattermost", "nextcloud"];
        assert_eq!(nearest("gihtub", known), Some("github"));
        assert_eq!(nearest("matermost", known), Some("mattermost"));
        assert_eq!(nearest("zammad", known), None);
    }
}
