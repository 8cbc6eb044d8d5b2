//! A typed reader of TOML tables that collects every problem instead of stopping at the first.
//!
//! Owns places, paths of fields and the refusal of unknown keys. What the settings mean is in the
//! files beside this one.

use std::cell::RefCell;
use std::time::Duration;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::ids::ServiceId;
use crate::domain::text::Text;

use super::decode;
use super::duration::parse_duration;
use super::error::{Place, Problem, did_you_mean};
use super::source::Source;

/// Longest text that a setting may have, in bytes.
const MAX_TEXT: usize = 4_096;

#[derive(Debug, Default)]
pub(super) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    pub fn add(&self, problem: Problem) {
        self.0.borrow_mut().push(problem);
    }

    pub fn into_vec(self) -> Vec<Problem> {
        let mut problems = self.0.into_inner();
        problems.sort_by_key(|problem| match &problem.place {
            Place::File { line, column, .. } => (*line, *column),
            _ => (0, 0),
        });
        problems
    }
}

/// One table, or its absence.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub source: &'a Source,
    problems: &'a Problems,
    table: Option<&'a DeTable<'a>>,
    /// Where the table starts.
    offset: usize,
    /// Its name, empty at the root.
    path: String,
    asked: Vec<&'static str>,
}

/// One value with its name.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    pub value: &'a Spanned<DeValue<'a>>,
    pub path: String,
}

impl<'a> Section<'a> {
    pub fn root(
        source: &'a Source,
        table: &'a Spanned<DeTable<'a>>,
        problems: &'a Problems,
    ) -> Self {
        Self {
            source,
            problems,
            table: Some(table.get_ref()),
            offset: 0,
            path: String::new(),
            asked: Vec::new(),
        }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Whether the file has this table.
    pub fn is_present(&self) -> bool {
        self.table.is_some()
    }

    /// Names the table better than its position does.
    pub fn rename(&mut self, path: String) {
        self.path = path;
    }

    pub fn name(&self) -> &str {
        &self.path
    }

    /// The keys of the table, in the order of their names.
    pub fn keys(&self) -> Vec<String> {
        let keys = self.table.iter().flat_map(|table| table.keys());
        keys.map(|key| key.get_ref().to_string()).collect()
    }

    /// The value of a key.
    pub fn get(&mut self, key: &'static str) -> Option<Field<'a>> {
        self.asked.push(key);
        self.peek(key)
    }

    /// The value of a key that is not fixed by us.
    pub fn peek(&self, key: &str) -> Option<Field<'a>> {
        let value = self.table?.get(key)?;
        Some(Field {
            value,
            path: self.path_of(key),
        })
    }

    /// Where a value was written.
    pub fn place_of(&self, field: &Field<'_>) -> Place {
        let start = field.value.span().start;
        Place::of(&self.source.path, &self.source.text, start)
    }

    /// Reports a problem of one value.
    pub fn refuse(&self, field: &Field<'_>, text: Text, hint: Option<Text>) {
        self.problems.add(Problem {
            place: self.place_of(field),
            field: field.path.clone(),
            text,
            hint,
        });
    }

    /// Reports a problem of the whole table, or of a key that it lacks.
    pub fn refuse_here(&self, key: &str, text: Text, hint: Option<Text>) {
        self.problems.add(Problem {
            place: Place::of(&self.source.path, &self.source.text, self.offset),
            field: if key.is_empty() {
                self.path.clone()
            } else {
                self.path_of(key)
            },
            text,
            hint,
        });
    }

    fn wrong_type(&self, field: &Field<'_>, expected: &'static str) {
        let text = Text::new("config-type").with("expected", Text::new(expected));
        self.refuse(field, text, None);
    }

    /// Checks a text: neither empty nor too long, and harmless on a terminal.
    fn checked(&self, field: &Field<'a>) -> Option<&'a str> {
        let Some(text) = field.value.get_ref().as_str() else {
            self.wrong_type(field, "config-type-text");
            return None;
        };
        let id = if text.trim().is_empty() {
            "config-empty"
        } else if text.len() > MAX_TEXT {
            "config-too-long"
        } else if !text.chars().all(crate::domain::text::is_safe) {
            "config-control"
        } else {
            return Some(text);
        };
        self.refuse(field, Text::new(id), None);
        None
    }

    pub fn string(&mut self, key: &'static str) -> Option<String> {
        let field = self.get(key)?;
        self.checked(&field).map(str::to_owned)
    }

    /// A text that must be there.
    pub fn need(&mut self, key: &'static str, hint: &'static str) -> Option<String> {
        if self.peek(key).is_none() {
            self.asked.push(key);
            self.refuse_here(key, Text::new("config-missing"), Some(Text::new(hint)));
            return None;
        }
        self.string(key)
    }

    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        let field = self.get(key)?;
        let flag = field.value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(&field, "config-type-bool");
        }
        flag
    }

    /// A whole number within bounds.
    pub fn count(&mut self, key: &'static str, min: u64, max: u64) -> Option<u64> {
        let field = self.get(key)?;
        let Some(integer) = field.value.get_ref().as_integer() else {
            self.wrong_type(&field, "config-type-number");
            return None;
        };
        let number = u64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let number = number.filter(|number| (min..=max).contains(number));
        if number.is_none() {
            let text = Text::new("config-range").with("min", min).with("max", max);
            self.refuse(&field, text, None);
        }
        number
    }

    /// A text that a function understands, or says why not.
    pub fn parsed<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, (Text, Option<Text>)>,
    ) -> Option<T> {
        let field = self.get(key)?;
        let text = self.checked(&field)?;
        match parse(text) {
            Ok(value) => Some(value),
            Err((text, hint)) => {
                self.refuse(&field, text, hint);
                None
            }
        }
    }

    /// One of some words.
    pub fn choice<T: Clone>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.parsed(key, |text| word(text, words))
    }

    pub fn duration(&mut self, key: &'static str) -> Option<Duration> {
        self.parsed(key, duration)
    }

    /// A duration, or `never`.
    pub fn duration_or_never(&mut self, key: &'static str) -> Option<Option<Duration>> {
        self.parsed(key, |text| match text {
            "never" => Ok(None),
            other => duration(other).map(Some),
        })
    }

    /// The texts of a list, each with its place.
    pub fn list(&mut self, key: &'static str) -> Option<Vec<(String, Field<'a>)>> {
        let field = self.get(key)?;
        self.list_of(&field)
    }

    /// The texts of a value that should be a list.
    pub fn list_of(&self, field: &Field<'a>) -> Option<Vec<(String, Field<'a>)>> {
        let Some(items) = field.value.get_ref().as_array() else {
            self.wrong_type(field, "config-type-list");
            return None;
        };
        let mut texts = Vec::new();
        for (index, value) in items.iter().enumerate() {
            let item = Field {
                value,
                path: format!("{}[{index}]", field.path),
            };
            if let Some(text) = self.checked(&item) {
                texts.push((text.to_owned(), item));
            }
        }
        Some(texts)
    }

    pub fn strings(&mut self, key: &'static str) -> Option<Vec<String>> {
        let list = self.list(key)?;
        Some(list.into_iter().map(|(text, _)| text).collect())
    }

    /// Something that serde can read.
    pub fn decoded<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        let field = self.get(key)?;
        decode::decode(self.source, &field.path, field.value)
            .map_err(|error| {
                error
                    .problems
                    .into_iter()
                    .for_each(|p| self.problems.add(p))
            })
            .ok()
    }

    /// A sub-table; absent ones read as empty.
    pub fn section(&mut self, key: &'static str) -> Section<'a> {
        let field = self.get(key);
        let table = field
            .as_ref()
            .and_then(|field| match field.value.get_ref().as_table() {
                None => {
                    self.wrong_type(field, "config-type-table");
                    None
                }
                table => table,
            });
        Section {
            source: self.source,
            problems: self.problems,
            table,
            offset: field.map_or(self.offset, |field| field.value.span().start),
            path: self.path_of(key),
            asked: Vec::new(),
        }
    }

    /// A list of tables.
    pub fn sections(&mut self, key: &'static str) -> Vec<Section<'a>> {
        let Some(field) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = field.value.get_ref().as_array() else {
            self.wrong_type(&field, "config-type-tables");
            return Vec::new();
        };
        let mut sections = Vec::new();
        for (index, value) in items.iter().enumerate() {
            let path = format!("{}[{index}]", field.path);
            match value.get_ref().as_table() {
                Some(table) => sections.push(Section {
                    source: self.source,
                    problems: self.problems,
                    table: Some(table),
                    offset: value.span().start,
                    path,
                    asked: Vec::new(),
                }),
                None => self.wrong_type(&Field { value, path }, "config-type-table"),
            }
        }
        sections
    }

    /// Refuses the keys that nobody asked for.
    pub fn finish(self) {
        let Some(table) = self.table else { return };
        for (key, _) in table.iter() {
            let name: &str = key.get_ref();
            if !self.asked.contains(&name) {
                self.problems.add(Problem {
                    place: Place::of(&self.source.path, &self.source.text, key.span().start),
                    field: self.path_of(name),
                    text: Text::new("config-unknown-key"),
                    hint: Some(did_you_mean(name, &self.asked)),
                });
            }
        }
    }
}

/// A duration, or why it is none.
pub(super) fn duration(text: &str) -> Result<Duration, (Text, Option<Text>)> {
    parse_duration(text).ok_or_else(|| (Text::new("config-duration"), None))
}

/// One of some words, or why it is none.
pub(super) fn word<T: Clone>(text: &str, words: &[(&str, T)]) -> Result<T, (Text, Option<Text>)> {
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| value.clone()).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        (
            Text::new("config-unknown-word"),
            Some(did_you_mean(text, &known)),
        )
    })
}

/// A service id, or why it is none.
pub(super) fn service_id(text: &str) -> Result<ServiceId, (Text, Option<Text>)> {
    ServiceId::new(text).map_err(|_| (Text::new("config-service-id"), None))
}

/// Refuses the id of a service that is not configured.
pub(super) fn refuse_unknown_service(
    section: &Section<'_>,
    field: &Field<'_>,
    word: &str,
    services: &[ServiceId],
) {
    let known: Vec<&str> = services.iter().map(ServiceId::as_str).collect();
    let hint = Some(did_you_mean(word, &known));
    section.refuse(field, Text::new("config-unknown-service"), hint);
}
