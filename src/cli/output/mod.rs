//! How results leave the program: one JSON object, an aligned table, or CSV.
//!
//! Owns the three forms. What a row holds is in `cli::json`; data goes to standard output, and
//! everything else to standard error.

mod cell;
mod csv;
mod harmless;
mod listing;
mod table;

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use serde::Serialize;

pub use cell::{Cell, Column, Row};
pub use listing::List;

pub use harmless::harmless;

use super::args::{FormatArg, Listing};
use super::error::CliError;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::words::Words;

/// The version of every JSON object.
const SCHEMA: u32 = 1;

/// The form of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Aligned columns for humans.
    Table,
    /// One object, `"schema": 1`.
    Json,
    /// One line per row.
    Csv {
        /// Between the columns; one byte.
        separator: u8,
    },
}

impl From<&Listing> for Form {
    fn from(listing: &Listing) -> Form {
        match (listing.json, listing.format) {
            (true, _) | (_, FormatArg::Json) => Form::Json,
            (_, FormatArg::Table) => Form::Table,
            (_, FormatArg::Csv) => Form::Csv {
                separator: u8::try_from(listing.csv_separator).unwrap_or(b','),
            },
        }
    }
}

/// Where results and remarks go.
pub struct Output {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    pub words: Arc<Words>,
    /// The present, for ages.
    pub now: Timestamp,
    bold: bool,
    quiet: bool,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}

impl Output {
    /// Writes to the process's own streams.
    pub fn standard(words: Arc<Words>, now: Timestamp, quiet: bool, no_color: bool) -> Output {
        let stdout = io::stdout();
        let bold = stdout.is_terminal() && !no_color;
        Output {
            out: Box::new(io::BufWriter::with_capacity(1 << 16, stdout)),
            err: Box::new(io::stderr()),
            words,
            now,
            bold,
            quiet,
        }
    }

    /// Writes to two other places, for tests.
    pub fn to(
        out: impl Write + 'static,
        err: impl Write + 'static,
        words: Arc<Words>,
        now: Timestamp,
    ) -> Output {
        Output {
            out: Box::new(out),
            err: Box::new(err),
            words,
            now,
            bold: false,
            quiet: false,
        }
    }

    /// One object: `{"schema": 1, ...fields}`; `value` must serialize to a map.
    pub fn object(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        let fields = match serde_json::to_value(value).map_err(io::Error::from)? {
            serde_json::Value::Object(fields) => fields,
            other => serde_json::Map::from_iter([("value".to_owned(), other)]),
        };
        let mut object = serde_json::Map::from_iter([("schema".to_owned(), SCHEMA.into())]);
        object.extend(fields);
        let text = serde_json::to_string_pretty(&object).map_err(io::Error::from)?;
        Ok(writeln!(self.out, "{}", harmless(&text))?)
    }

    /// A line of data for humans.
    pub fn line(&mut self, line: impl AsRef<str>) -> Result<(), CliError> {
        Ok(writeln!(self.out, "{}", line.as_ref())?)
    }

    /// A message as a line of data.
    pub fn say(&mut self, text: &Text) -> Result<(), CliError> {
        let line = self.words.text(text);
        self.line(line)
    }

    /// A title, bold on a terminal.
    pub fn title(&mut self, line: &str) -> Result<(), CliError> {
        let line = self.strong(line);
        self.line(line)
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        Ok(self.out.write_all(bytes)?)
    }

    /// A remark beside the data; unless `--quiet`.
    pub fn note(&mut self, text: &Text) {
        if !self.quiet {
            let line = self.words.text(text);
            // Standard error may be closed: the result matters more than the remark.
            let _ = writeln!(self.err, "{line}");
        }
    }

    /// The lines of an error; never quiet.
    pub fn error(&mut self, error: &CliError) {
        for line in error.lines(&self.words) {
            let _ = writeln!(self.err, "{line}");
        }
    }

    /// Everything written so far reaches its reader.
    pub fn flush(&mut self) -> Result<(), CliError> {
        Ok(self.out.flush()?)
    }

    fn strong(&self, text: &str) -> String {
        if self.bold {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests;
