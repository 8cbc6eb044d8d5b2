//! What a plan says: of each line, of each user, of each newcomer.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::domain::ids::UserId;
use crate::domain::request::Request;
use crate::domain::time::Timestamp;
use crate::domain::user::User;

/// What holds for the whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Takes the list's value where another one stands.
    pub overwrite: bool,
    /// Lines about newcomers, whoever has the same name.
    pub newcomers: BTreeSet<u64>,
    pub today: Date,
    /// The list, as requests name it.
    pub file: String,
    pub by: String,
    pub at: Timestamp,
}

/// Why nothing is done for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// It points at several users.
    Several,
    /// It points at several newcomers who are awaited.
    SeveralRequests,
    /// Only a name is the same.
    NameOnly,
    /// Only an address is the same that proves nothing.
    Unproven,
    /// Nobody has the login, and there is neither name nor address.
    Nameless,
    /// The last day would be before the first.
    Dates,
}

impl Doubt {
    /// The word of JSON and of message ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Doubt::Several => "several",
            Doubt::SeveralRequests => "several-requests",
            Doubt::NameOnly => "name-only",
            Doubt::Unproven => "unproven",
            Doubt::Nameless => "nameless",
            Doubt::Dates => "dates",
        }
    }
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It says what is known.
    Unchanged,
    /// Something is written.
    Changed,
    /// All that it says is contradicted.
    Conflict,
    /// A newcomer who will be awaited.
    Requested,
    /// A newcomer who is awaited already.
    Awaited,
    /// Nobody has ever seen them, and they have left.
    Left,
    /// Nothing is done.
    NotSure(Doubt),
}

impl Outcome {
    /// The word of JSON and of message ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Unchanged => "unchanged",
            Outcome::Changed => "changed",
            Outcome::Conflict => "conflict",
            Outcome::Requested => "requested",
            Outcome::Awaited => "awaited",
            Outcome::Left => "left",
            Outcome::NotSure(_) => "not-sure",
        }
    }
}

/// Whom a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    User(UserId),
    /// A newcomer, by its place among the plan's requests.
    Request(usize),
}

/// One value of a line beside the one that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub field: &'static str,
    /// What stands, empty when nothing does.
    pub old: String,
    /// What the list says.
    pub new: String,
    /// The earlier line of the same file that says `old`.
    pub line: Option<u64>,
}

/// What becomes of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub line: u64,
    /// What it calls somebody.
    pub title: String,
    /// Whom it is about, where that is sure.
    pub target: Option<Target>,
    pub outcome: Outcome,
    pub changes: Vec<Said>,
    /// What is not, because something else stands there.
    pub conflicts: Vec<Said>,
    /// Whom it may be about, where that is not sure.
    pub candidates: Vec<UserId>,
}

impl Line {
    /// Whether a human has to look at it.
    pub fn is_open(&self) -> bool {
        matches!(self.outcome, Outcome::NotSure(_)) || !self.conflicts.is_empty()
    }
}

/// A user whom the list changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// As it is.
    pub before: User,
    /// As it will be.
    pub after: User,
    /// The lines behind it.
    pub lines: Vec<u64>,
}

/// What a list would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Line by line.
    pub lines: Vec<Line>,
    /// The users that change, by id.
    pub users: Vec<Edited>,
    /// Every newcomer, those who were awaited before included; new ones have the number 0.
    pub requests: Vec<Request>,
    /// The places of those that are new or change.
    pub written: BTreeSet<usize>,
}

impl Plan {
    /// Whether it would write anything.
    pub fn changes(&self) -> bool {
        !self.users.is_empty() || !self.written.is_empty()
    }
}
