//! A filter as a tree, its keys and its printed form.

use std::fmt;

use super::dates::{Age, DateValue};
use super::fuzzy;
use super::pattern::Pattern;
use crate::domain::account::State;
use crate::domain::findings::Rule;
use crate::domain::user::UserKind;

/// A whole filter: all clauses must hold; none is "everything".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// In the order typed.
    pub clauses: Vec<Clause>,
}

/// Terms of which one must hold; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// In the order typed.
    pub terms: Vec<Term>,
}

/// One test, or its opposite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Written with a `-` before it.
    pub negated: bool,
    pub test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A word, fuzzily, in the user's name, the logins and the addresses.
    Word(String),
    /// The user's name or the account's.
    Name(Pattern),
    Login(Pattern),
    /// Any address, the external one included.
    Email(Pattern),
    Service(Pattern),
    State(State),
    /// The second factor; `None` is "unknown".
    Mfa(Option<bool>),
    /// Power over others' access.
    Admin(bool),
    Bot(bool),
    /// An account that several people share.
    Shared(bool),
    Role(Pattern),
    /// A group's name, or `service/kind/name`.
    Group(Pattern),
    /// The time since the last activity; since the creation if it was never used.
    Age(Compare, Age),
    /// When the account was created there, by whole UTC days.
    Created(Compare, DateValue),
    /// Never used.
    NeverUsed,
    /// What the user stands for.
    Kind(UserKind),
    /// The last day is past.
    Departed(bool),
    /// The last day.
    Departure(When),
    /// The first day.
    Arrival(When),
    /// An open finding; `None` is any.
    Finding(Option<Rule>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `:`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What is asked of a user's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Nobody has said.
    Unset,
    /// Said to be without an end.
    Open,
    /// Compared with a date; false when there is none.
    Compared(Compare, DateValue),
}

/// A key and what it takes, for help and completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The word before the sign.
    pub name: &'static str,
    /// The values it takes; empty when any text goes.
    pub values: &'static [&'static str],
    /// A term to learn from.
    pub example: &'static str,
}

/// Every key, in the order of the help.
pub const KEYS: &[Key] = &[
    key("service", &[], "service:github"),
    key(
        "state",
        &["active", "invited", "disabled", "gone", "unknown"],
        "state:gone",
    ),
    key("mfa", &["yes", "no", "unknown"], "-mfa:yes"),
    key("admin", YES_NO, "admin:yes"),
    key("role", &[], "role:owner"),
    key("group", &[], "group:backend"),
    key("login", &[], "login:zoe"),
    key("name", &[], "name:\"Zoé D\""),
    key("email", &[], "email:*@communs.example"),
    key("age", &["never"], "age>90d"),
    key("created", &[], "created>-30d"),
    key("bot", YES_NO, "bot:yes"),
    key("shared", YES_NO, "shared:yes"),
    key("kind", &["person", "team", "product", "bot"], "kind:bot"),
    key("departed", YES_NO, "departed:yes"),
    key("departure", &["none", "open"], "departure<+3m"),
    key("arrival", &["none"], "arrival>today"),
    key("finding", FINDINGS, "finding:any"),
];

const YES_NO: &[&str] = &["yes", "no"];

const FINDINGS: &[&str] = &[
    "any",
    "departed-active",
    "reenabled-outside",
    "admin",
    "no-mfa",
    "dormant",
    "invited-long",
    "gone",
    "no-departure",
    "alone",
    "missing-service",
    "unlinked",
    "stale-service",
    "never-synced",
];

const fn key(name: &'static str, values: &'static [&'static str], example: &'static str) -> Key {
    Key {
        name,
        values,
        example,
    }
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether every match of this filter also matches `previous`, so that a search may look at
    /// the previous hits only. May say no out of caution.
    pub fn narrows(&self, previous: &Filter) -> bool {
        previous
            .clauses
            .iter()
            .all(|old| self.clauses.iter().any(|new| implies(new, old)))
    }
}

fn implies(new: &Clause, old: &Clause) -> bool {
    if new == old {
        return true;
    }
    match (new.terms.as_slice(), old.terms.as_slice()) {
        ([new], [old]) if !new.negated && !old.negated => match (&new.test, &old.test) {
            (Test::Word(new), Test::Word(old)) => fuzzy::narrows(new, old),
            (Test::Name(new), Test::Name(old))
            | (Test::Login(new), Test::Login(old))
            | (Test::Email(new), Test::Email(old)) => new.narrows(old),
            _ => false,
        },
        _ => false,
    }
}

impl Test {
    /// Whether it is about one account rather than about the user as a whole.
    pub const fn is_about_account(&self) -> bool {
        match self {
            Test::Name(_)
            | Test::Login(_)
            | Test::Email(_)
            | Test::Service(_)
            | Test::State(_)
            | Test::Mfa(_)
            | Test::Admin(_)
            | Test::Bot(_)
            | Test::Shared(_)
            | Test::Role(_)
            | Test::Group(_)
            | Test::Age(..)
            | Test::Created(..)
            | Test::NeverUsed => true,
            Test::Word(_)
            | Test::Kind(_)
            | Test::Departed(_)
            | Test::Departure(_)
            | Test::Arrival(_)
            | Test::Finding(_) => false,
        }
    }
}

/// The canonical form, which parses back to the same filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, clause) in self.clauses.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            for (at, term) in clause.terms.iter().enumerate() {
                if at > 0 {
                    f.write_str("|")?;
                }
                fmt::Display::fmt(term, f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        match &self.test {
            Test::Word(word) => write_text(f, word, true),
            Test::Name(pattern) => write_pattern(f, "name", pattern),
            Test::Login(pattern) => write_pattern(f, "login", pattern),
            Test::Email(pattern) => write_pattern(f, "email", pattern),
            Test::Service(pattern) => write_pattern(f, "service", pattern),
            Test::Role(pattern) => write_pattern(f, "role", pattern),
            Test::Group(pattern) => write_pattern(f, "group", pattern),
            Test::State(state) => write!(f, "state:{}", state.as_str()),
            Test::Mfa(None) => f.write_str("mfa:unknown"),
            Test::Mfa(Some(yes)) => write!(f, "mfa:{}", yes_no(*yes)),
            Test::Admin(yes) => write!(f, "admin:{}", yes_no(*yes)),
            Test::Bot(yes) => write!(f, "bot:{}", yes_no(*yes)),
            Test::Shared(yes) => write!(f, "shared:{}", yes_no(*yes)),
            Test::Departed(yes) => write!(f, "departed:{}", yes_no(*yes)),
            Test::Kind(kind) => write!(f, "kind:{}", kind.as_str()),
            Test::NeverUsed => f.write_str("age:never"),
            Test::Age(compare, age) => write!(f, "age{compare}{age}"),
            Test::Created(compare, date) => write!(f, "created{compare}{date}"),
            Test::Departure(when) => write!(f, "departure{when}"),
            Test::Arrival(when) => write!(f, "arrival{when}"),
            Test::Finding(None) => f.write_str("finding:any"),
            Test::Finding(Some(rule)) => write!(f, "finding:{}", rule.as_str()),
        }
    }
}

impl fmt::Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compare::Equal => ":",
            Compare::Less => "<",
            Compare::LessOrEqual => "<=",
            Compare::Greater => ">",
            Compare::GreaterOrEqual => ">=",
        })
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Unset => f.write_str(":none"),
            When::Open => f.write_str(":open"),
            When::Compared(compare, date) => write!(f, "{compare}{date}"),
        }
    }
}

fn write_pattern(f: &mut fmt::Formatter<'_>, key: &str, pattern: &Pattern) -> fmt::Result {
    write!(f, "{key}:")?;
    write_text(f, pattern.as_str(), false)
}

/// Writes a text with quotes where it would be read as something else.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str, is_word: bool) -> fmt::Result {
    let special = |c: char| c.is_whitespace() || matches!(c, '"' | '|');
    let sign = |c: char| matches!(c, ':' | '<' | '>');
    let bare = !text.is_empty()
        && !text.contains(special)
        && !(is_word && (text.starts_with('-') || text.contains(sign)))
        && (is_word || !text.starts_with(['=', '<', '>']));
    if bare {
        return f.write_str(text);
    }
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}
