//! A settings file as it was read, and what the TOML parser says of it.

use std::path::PathBuf;

use super::error::{Place, Problem};
use crate::domain::text::Text;

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Source {
    pub path: PathBuf,
    pub text: String,
}

/// A syntax error; `toml` words it, and quotes only what the grammar expects.
pub(super) fn syntax_problem(source: &Source, error: &toml::de::Error) -> Problem {
    let offset = error.span().map_or(source.text.len(), |span| span.start);
    Problem {
        place: Place::of(&source.path, &source.text, offset),
        field: String::new(),
        text: Text::new("config-syntax").with("detail", error.message()),
        hint: None,
    }
}
