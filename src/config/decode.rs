//! From serde's messages to problems with a place, a field and a hint.
//!
//! Owns the reading of those messages, so that a typing mistake in a provider's options is told as
//! well as one of ours, and so that a value that could be a secret is never quoted.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeValue, Error, ValueDeserializer};

use crate::domain::text::Text;

use super::error::{ConfigError, Place, Problem, did_you_mean};
use super::secret;
use super::source::Source;

/// Decodes one value of a file; `path` names it in problems.
pub(super) fn decode<T: DeserializeOwned>(
    source: &Source,
    path: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<T, ConfigError> {
    T::deserialize(ValueDeserializer::from(value.clone()))
        .map_err(|error| problem(source, path, value, &error).into())
}

fn problem(source: &Source, path: &str, value: &Spanned<DeValue<'_>>, error: &Error) -> Problem {
    let offset = error.span().unwrap_or(value.span()).start;
    let mut field = path.to_owned();
    for key in keys_at(value, offset) {
        field.push('.');
        field.push_str(&key);
    }
    let (text, hint, missing) = explain(error.message());
    if let Some(missing) = missing {
        field.push('.');
        field.push_str(missing);
    }
    Problem {
        place: Place::of(&source.path, &source.text, offset),
        field,
        text,
        hint,
    }
}

/// The keys that lead to a byte offset.
fn keys_at(value: &Spanned<DeValue<'_>>, offset: usize) -> Vec<String> {
    let mut keys = Vec::new();
    let mut here = value;
    loop {
        let next = match here.get_ref() {
            DeValue::Table(table) => table
                .iter()
                .find(|(key, value)| key.span().contains(&offset) || value.span().contains(&offset))
                .map(|(key, value)| {
                    keys.push(key.get_ref().to_string());
                    value
                }),
            DeValue::Array(items) => items.iter().find(|item| item.span().contains(&offset)),
            _ => None,
        };
        match next {
            Some(next) => here = next,
            None => return keys,
        }
    }
}

/// What serde's message means, the hint, and the missing field if it is about one.
fn explain(message: &str) -> (Text, Option<Text>, Option<&str>) {
    for id in [
        secret::INLINE,
        secret::FORM,
        secret::EMPTY,
        secret::RELATIVE,
        secret::NAME,
    ] {
        if message.starts_with(id) {
            return (Text::new(id), Some(Text::new("config-hint-secret")), None);
        }
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("missing field") {
        return (Text::new("config-missing"), None, quoted.next());
    }
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let word = quoted.next().unwrap_or("");
        let known: Vec<&str> = quoted.collect();
        let id = if message.starts_with("unknown field") {
            "config-unknown-key"
        } else {
            "config-unknown-word"
        };
        return (Text::new(id), Some(did_you_mean(word, &known)), None);
    }
    if message.starts_with("invalid type") || message.starts_with("invalid value") {
        let expected = message.rsplit_once("expected ").map_or("", |(_, e)| e);
        let text = Text::new("config-type").with("expected", expectation(expected));
        return (text, None, None);
    }
    (
        Text::new("config-other").with("detail", message),
        None,
        None,
    )
}

/// What a Rust type's name means to somebody who writes a file.
fn expectation(rust: &str) -> Text {
    let is = |words: &[&str]| words.iter().any(|word| rust.contains(word));
    if is(&["string", "str"]) && !is(&["struct"]) {
        Text::new("config-type-text")
    } else if is(&["bool"]) {
        Text::new("config-type-bool")
    } else if is(&["sequence", "tuple", "array"]) {
        Text::new("config-type-list")
    } else if is(&["u8", "u16", "u32", "u64", "usize", "i32", "i64", "integer"]) {
        Text::new("config-type-number")
    } else if is(&["struct", "map"]) {
        Text::new("config-type-table")
    } else {
        Text::new("config-type-other").with("name", rust)
    }
}
