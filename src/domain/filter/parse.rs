//! Reading the language. What is still being typed (an open quote, a last `|`) is accepted, so that
//! a list does not flicker between two keystrokes.

use std::ops::Range;

use crate::domain::account::State;
use crate::domain::findings::Rule;
use crate::domain::text::Text;
use crate::domain::user::UserKind;

use super::dates::{Age, DateValue};
use super::pattern::Pattern;
use super::tree::{Clause, Compare, Filter, KEYS, Term, Test, When};

/// Most terms of a filter.
const MAX_TERMS: usize = 64;
/// Longest filter, in characters.
const MAX_CHARS: usize = 1_024;

/// Why a text is not a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    pub at: Range<usize>,
    /// What is wrong and what would be right.
    pub text: Text,
}

/// A piece of the text between spaces and bars.
#[derive(Debug, Default)]
struct Piece {
    /// Characters, each with whether it was quoted.
    chars: Vec<(char, bool)>,
    at: Range<usize>,
}

#[derive(Debug)]
enum Token {
    Piece(Piece),
    Bar(usize),
}

impl Filter {
    /// Reads a filter as typed.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse(text)
    }
}

fn parse(text: &str) -> Result<Filter, FilterError> {
    let tokens = tokens(text)?;
    let mut clauses: Vec<Clause> = Vec::new();
    let mut joined = false;
    let mut terms = 0;
    let last = tokens.len().saturating_sub(1);
    for (index, token) in tokens.into_iter().enumerate() {
        match token {
            Token::Bar(at) => {
                if joined || clauses.is_empty() {
                    return Err(error(at..at + 1, Text::new("filter-lonely-bar")));
                }
                joined = index != last;
            }
            Token::Piece(piece) => {
                terms += 1;
                if terms > MAX_TERMS {
                    let text = Text::new("filter-too-long");
                    return Err(error(piece.at, text));
                }
                let Some(term) = term(&piece)? else {
                    continue;
                };
                match clauses.last_mut() {
                    Some(clause) if joined => clause.terms.push(term),
                    _ => clauses.push(Clause { terms: vec![term] }),
                }
                joined = false;
            }
        }
    }
    Ok(Filter { clauses })
}

fn error(at: Range<usize>, text: Text) -> FilterError {
    FilterError { at, text }
}

fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let mut tokens = Vec::new();
    let mut piece: Option<Piece> = None;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.chars().enumerate() {
        if at >= MAX_CHARS {
            return Err(error(at..at + 1, Text::new("filter-too-long")));
        }
        if !quoted && (c.is_whitespace() || c == '|') {
            tokens.extend(piece.take().map(Token::Piece));
            if c == '|' {
                tokens.push(Token::Bar(at));
            }
            continue;
        }
        let piece = piece.get_or_insert_with(|| Piece {
            chars: Vec::new(),
            at: at..at,
        });
        piece.at.end = at + 1;
        if escaped {
            piece.chars.push((c, true));
            escaped = false;
        } else if c == '"' {
            quoted = !quoted;
        } else if quoted && c == '\\' {
            escaped = true;
        } else {
            piece.chars.push((c, quoted));
        }
    }
    tokens.extend(piece.map(Token::Piece));
    Ok(tokens)
}

/// Reads one term; `None` when there is nothing in it but quotes and spaces.
fn term(piece: &Piece) -> Result<Option<Term>, FilterError> {
    let (negated, chars) = match piece.chars.as_slice() {
        [('-', false), rest @ ..] if !rest.is_empty() => (true, rest),
        chars => (false, chars),
    };
    let sign = chars
        .iter()
        .position(|(c, quoted)| !quoted && matches!(c, ':' | '<' | '>'));
    let word = || Test::Word(chars.iter().map(|(c, _)| c).collect());
    let test = match sign.map(|at| chars.split_at(at)) {
        Some((key, rest)) if is_key(key) => keyed(piece, negated, key, rest)?,
        _ if chars.iter().all(|(c, _)| c.is_whitespace()) => return Ok(None),
        _ => word(),
    };
    Ok(Some(Term { negated, test }))
}

/// Only letters can be a key: `12:30` and `:)` are words.
fn is_key(chars: &[(char, bool)]) -> bool {
    !chars.is_empty() && chars.iter().all(|(c, quoted)| !quoted && c.is_alphabetic())
}

fn keyed(
    piece: &Piece,
    negated: bool,
    key: &[(char, bool)],
    rest: &[(char, bool)],
) -> Result<Test, FilterError> {
    let key: String = key.iter().map(|(c, _)| c.to_ascii_lowercase()).collect();
    let start = piece.at.start + usize::from(negated);
    let Some(known) = KEYS.iter().find(|known| known.name == key) else {
        let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        let text = Text::new("filter-unknown-key")
            .with("key", key.as_str())
            .with("keys", names.join(", "));
        return Err(error(start..start + key.chars().count(), text));
    };
    let (compare, value) = match rest {
        [('<', _), ('=', false), value @ ..] => (Compare::LessOrEqual, value),
        [('>', _), ('=', false), value @ ..] => (Compare::GreaterOrEqual, value),
        [('<', _), value @ ..] => (Compare::Less, value),
        [('>', _), value @ ..] => (Compare::Greater, value),
        [_, value @ ..] => (Compare::Equal, value),
        [] => (Compare::Equal, rest),
    };
    let value: String = value.iter().map(|(c, _)| c).collect();
    let value_at = start + key.chars().count()..piece.at.end;
    if value.trim().is_empty() {
        let text = Text::new("filter-missing-value").with("example", known.example);
        return Err(error(value_at, text));
    }
    read(&key, compare, &value).ok_or_else(|| {
        let text = if known.values.is_empty() {
            Text::new("filter-bad-value").with("example", known.example)
        } else {
            Text::new("filter-unknown-value")
                .with("values", known.values.join(", "))
                .with("example", known.example)
        };
        error(value_at, text.with("key", key.as_str()))
    })
}

/// The test of a key; `None` when the sign or the value does not go with it.
fn read(key: &str, compare: Compare, value: &str) -> Option<Test> {
    let lower = value.to_lowercase();
    match key {
        "age" => {
            return match Age::parse(&lower) {
                Some(age) if compare != Compare::Equal => Some(Test::Age(compare, age)),
                _ if lower == "never" && compare == Compare::Equal => Some(Test::NeverUsed),
                _ => None,
            };
        }
        "created" => return Some(Test::Created(compare, DateValue::parse(&lower)?)),
        "departure" => return Some(Test::Departure(when(compare, &lower, true)?)),
        "arrival" => return Some(Test::Arrival(when(compare, &lower, false)?)),
        _ if compare != Compare::Equal => return None,
        _ => {}
    }
    Some(match key {
        "service" => Test::Service(Pattern::whole(value)),
        "role" => Test::Role(Pattern::whole(value)),
        "group" => Test::Group(Pattern::whole(value)),
        "login" => Test::Login(Pattern::within(value)),
        "name" => Test::Name(Pattern::within(value)),
        "email" => Test::Email(Pattern::within(value)),
        "state" => Test::State(State::ALL.into_iter().find(|s| s.as_str() == lower)?),
        "mfa" if lower == "unknown" => Test::Mfa(None),
        "mfa" => Test::Mfa(Some(yes_no(&lower)?)),
        "admin" => Test::Admin(yes_no(&lower)?),
        "bot" => Test::Bot(yes_no(&lower)?),
        "shared" => Test::Shared(yes_no(&lower)?),
        "departed" => Test::Departed(yes_no(&lower)?),
        "kind" => Test::Kind(UserKind::parse(&lower)?),
        "finding" if lower == "any" => Test::Finding(None),
        "finding" => Test::Finding(Some(Rule::parse(&lower)?)),
        _ => return None,
    })
}

fn when(compare: Compare, value: &str, may_be_open: bool) -> Option<When> {
    match (compare, value) {
        (Compare::Equal, "none") => Some(When::Unset),
        (Compare::Equal, "open") if may_be_open => Some(When::Open),
        _ => Some(When::Compared(compare, DateValue::parse(value)?)),
    }
}

fn yes_no(word: &str) -> Option<bool> {
    match word {
        "yes" | "oui" => Some(true),
        "no" | "non" => Some(false),
        _ => None,
    }
}
