//! One value of a row: exact for programs, readable for humans.

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::time::Timestamp;
use crate::words::Words;

/// A column of a listing; its title is the message `col-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name in the first line of CSV.
    pub id: &'static str,
    /// Left out of tables, where room is short.
    pub csv_only: bool,
}

impl Column {
    /// A column of both tables and CSV.
    pub const fn new(id: &'static str) -> Column {
        Column {
            id,
            csv_only: false,
        }
    }

    /// A column of CSV only.
    pub const fn csv(id: &'static str) -> Column {
        Column { id, csv_only: true }
    }
}

/// What a listing lists: serializes to its JSON object, and lines up in columns.
pub trait Row: Serialize {
    /// The columns, in order.
    const COLUMNS: &'static [Column];

    /// One cell for each column.
    fn cells(&self) -> Vec<Cell>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    /// Words from outside.
    Text(String),
    /// A stable word (`active`), said as the message `<prefix>-<word>` to humans.
    Word(&'static str, &'static str),
    /// A stable word whose message has the same name.
    Term(&'static str),
    Number(u64),
    /// Yes, no or unknown.
    Flag(Option<bool>),
    /// An instant: RFC 3339 for programs, an age for humans.
    Age(Option<Timestamp>),
    /// An instant: RFC 3339 for programs, day and minute for humans.
    At(Timestamp),
    Date(Option<Date>),
    List(Vec<String>),
    /// One value for programs, and the same in words.
    Said(String, String),
    /// Days from today, negative for days ago, and the same in words.
    Days(i32, String),
}

impl Cell {
    /// Words that may be missing.
    pub fn text(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Empty, |text| Cell::Text(text.into()))
    }

    /// Whether it lines up on the right.
    pub fn is_number(&self) -> bool {
        matches!(self, Cell::Number(_))
    }

    /// Whether it is a figure of our own making, which no spreadsheet takes for a formula.
    pub fn is_figure(&self) -> bool {
        matches!(self, Cell::Number(_) | Cell::Days(..))
    }

    /// For CSV: the same in every language.
    pub fn exact(&self) -> String {
        match self {
            Cell::Empty | Cell::Flag(None) | Cell::Age(None) | Cell::Date(None) => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Word(_, word) | Cell::Term(word) => (*word).to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Flag(Some(flag)) => flag.to_string(),
            Cell::Age(Some(at)) | Cell::At(at) => at.to_string(),
            Cell::Date(Some(date)) => date.to_string(),
            Cell::List(list) => list.join(" | "),
            Cell::Said(exact, _) => exact.clone(),
            Cell::Days(days, _) => days.to_string(),
        }
    }

    /// For tables: in the language of the operator; not yet escaped.
    pub fn readable(&self, words: &Words, now: Timestamp) -> String {
        match self {
            Cell::Empty | Cell::Age(None) | Cell::Date(None) => "-".to_owned(),
            Cell::Text(text) if text.is_empty() => "-".to_owned(),
            Cell::Text(text) => text.clone(),
            Cell::Word(prefix, word) => words.get(&format!("{prefix}-{word}")),
            Cell::Term(word) => words.get(word),
            Cell::Number(number) => words.number(i64::try_from(*number).unwrap_or(i64::MAX)),
            Cell::Flag(flag) => words.get(match flag {
                Some(true) => "yes",
                Some(false) => "no",
                None => "unknown",
            }),
            Cell::Age(Some(at)) => words.age(*at, now),
            Cell::At(at) => words.instant(*at),
            Cell::Date(Some(date)) => words.date(*date),
            Cell::List(list) => list.join(", "),
            Cell::Said(_, words) | Cell::Days(_, words) => words.clone(),
        }
    }
}
