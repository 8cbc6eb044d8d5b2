//! Why a table was not matched.

use thiserror::Error;

use crate::cli::error::CliError;
use crate::domain::text::Text;

/// Why a table was not matched. Lines and columns count from 1.
#[derive(Debug, Error)]
pub enum MatchCsvError {
    #[error("there is no column {name}")]
    NoColumn { name: &'static str },
    #[error("the table cannot be read: {0}")]
    Read(#[source] csv::Error),
    #[error("line {line}, column {column} ({name}): {problem:?}")]
    Cell {
        line: u64,
        /// Where in the line.
        column: usize,
        name: &'static str,
        problem: Problem,
    },
    #[error("the answer cannot be written: {0}")]
    Write(#[source] csv::Error),
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is not UTF-8.
    NotUtf8,
    /// It is empty and may not be.
    Empty,
    /// Another line has the same value and may not.
    Twice(String),
}

impl MatchCsvError {
    /// The error as a message.
    pub fn text(&self) -> Text {
        match self {
            Self::NoColumn { name } => Text::new("match-no-column").with("name", *name),
            Self::Read(error) => Text::new("match-broken")
                .with("line", error.position().map_or(1, csv::Position::line))
                .with("why", why(error)),
            Self::Cell {
                line,
                column,
                name,
                problem,
            } => {
                let text = match problem {
                    Problem::NotUtf8 => Text::new("match-not-utf8"),
                    Problem::Empty => Text::new("match-empty"),
                    Problem::Twice(value) => Text::new("match-twice").with("value", value.as_str()),
                };
                text.with("line", *line)
                    .with("column", *column)
                    .with("name", *name)
            }
            Self::Write(error) => Text::new("match-write").with("why", why(error)),
        }
    }
}

fn why(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} cells instead of {expected_len}"),
        kind => format!("{kind:?}"),
    }
}

impl From<MatchCsvError> for CliError {
    fn from(error: MatchCsvError) -> CliError {
        match error {
            MatchCsvError::Write(_) => CliError::failed(error.text()),
            _ => CliError::usage(error.text()),
        }
    }
}
