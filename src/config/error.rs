//! What is wrong with the settings: where, in which field, and what to do.
//!
//! Owns the shape of a problem and its English form; other languages are the words room's work,
//! from the same Fluent messages.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::text::{Arg, Escaped, Text};

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file; lines and columns count from 1, columns in characters.
    File {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
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
    /// Where.
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

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(english))
    }
}

impl std::error::Error for ConfigError {}

/// Puts a message of this room into English, for logs and for callers without a language.
fn english(text: &Text) -> String {
    use fluent::{FluentArgs, FluentBundle, FluentResource};
    let source = include_str!("../words/en/config.ftl").to_owned();
    let resource = FluentResource::try_new(source).unwrap_or_else(|(partial, _)| partial);
    let mut bundle = FluentBundle::new(vec![unic_langid::LanguageIdentifier::default()]);
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    let mut args = FluentArgs::new();
    for (name, arg) in &text.args {
        match arg {
            Arg::Str(value) => args.set(name.clone(), Escaped(value).to_string()),
            Arg::Num(value) => args.set(name.clone(), *value),
            Arg::At(value) => args.set(name.clone(), value.to_string()),
            Arg::Date(value) => args.set(name.clone(), value.to_string()),
            Arg::Text(value) => args.set(name.clone(), english(value)),
        }
    }
    let pattern = bundle.get_message(&text.id).and_then(|m| m.value());
    pattern.map_or_else(
        || text.id.to_string(),
        |pattern| {
            bundle
                .format_pattern(pattern, Some(&args), &mut Vec::new())
                .into_owned()
        },
    )
}

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
