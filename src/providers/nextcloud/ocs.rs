//! The OCS envelope and PHP's idea of JSON: maps that turn into lists, numbers that were texts.
//!
//! Everything is read leniently from [`Value`]: one odd field must not hide a whole server.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::domain::fetch::ProviderError;
use crate::net::http::Response;

/// `{"ocs": {"meta": .., "data": ..}}`.
#[derive(Debug, Deserialize)]
struct Envelope {
    ocs: Ocs,
}

#[derive(Debug, Deserialize)]
struct Ocs {
    #[serde(default)]
    meta: Meta,
    #[serde(default)]
    data: Value,
}

/// What the service says of its own answer; version 1 and 2 count success differently.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Meta {
    pub statuscode: Option<i64>,
    pub message: Option<String>,
}

impl Meta {
    /// Reads the envelope of an answer, if it has one.
    pub fn of(response: &Response) -> Option<Meta> {
        let envelope: Envelope = serde_json::from_slice(&response.body).ok()?;
        Some(envelope.ocs.meta)
    }
}

/// The data of a good answer.
pub fn data(response: &Response) -> Result<Value, ProviderError> {
    let envelope: Envelope = response.json()?;
    Ok(envelope.ocs.data)
}

/// The entries of a list that PHP may have written as a map keyed by id, as a list, or as `[]`.
///
/// An entry that is no object becomes one with the id alone; an entry without an id takes its key.
pub fn entries(list: &Value) -> Vec<Record> {
    match list {
        Value::Array(items) => items.iter().map(|item| Record::of(item, None)).collect(),
        Value::Object(items) => {
            let items = items.iter();
            items
                .map(|(key, item)| Record::of(item, Some(key)))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// One entry, read field by field.
#[derive(Debug, Clone, PartialEq)]
pub struct Record(Map<String, Value>);

impl Record {
    /// Takes an entry; `key` is its id when it does not say it.
    pub fn of(value: &Value, key: Option<&str>) -> Record {
        let mut fields = match value {
            Value::Object(fields) => fields.clone(),
            Value::String(_) | Value::Number(_) => {
                Map::from_iter([("id".to_owned(), value.clone())])
            }
            _ => Map::new(),
        };
        if let Some(key) = key
            && !fields.contains_key("id")
        {
            fields.insert("id".to_owned(), Value::from(key));
        }
        Record(fields)
    }

    /// A text; a number is read as one. `None` when absent, null or something else.
    pub fn text(&self, name: &str) -> Option<String> {
        text(self.0.get(name)?)
    }

    /// The id; empty when there is none.
    pub fn id(&self) -> String {
        self.text("id").unwrap_or_default()
    }

    /// A truth value.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// A whole number; texts and fractions are read as one.
    pub fn number(&self, name: &str) -> Option<i64> {
        number(self.0.get(name)?)
    }

    /// A list of texts; `None` when the field is absent, or one of its entries is no text: a list
    /// that was read in part would take somebody out of a group.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        match self.0.get(name)? {
            Value::Array(items) => items.iter().map(text).collect(),
            Value::Object(items) => items.values().map(text).collect(),
            _ => None,
        }
    }

    /// A record inside.
    pub fn record(&self, name: &str) -> Option<Record> {
        let inside = self.0.get(name)?;
        inside.is_object().then(|| Record::of(inside, None))
    }

    /// Whether it says nothing but its id: an account that the caller may only know of.
    pub fn is_bare(&self) -> bool {
        self.0.keys().all(|name| name == "id")
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let number = number.as_f64()?;
            // Above 2^53 a fraction says nothing exact, and below it the cast is.
            (number.abs() < 9e15).then_some(number as i64)
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(list: Value) -> Vec<String> {
        entries(&list).iter().map(Record::id).collect()
    }

    #[test]
    fn a_list_is_read_in_each_of_phps_forms() {
        assert_eq!(
            ids(json!({"a": {"id": "a"}, "12": {"id": "12"}, "b": []})),
            ["12", "a", "b"]
        );
        assert_eq!(ids(json!([{"id": "0"}, {"id": "1"}])), ["0", "1"]);
        assert_eq!(ids(json!([0, 1, "admin"])), ["0", "1", "admin"]);
        assert_eq!(ids(json!([])), Vec::<String>::new());
        assert_eq!(ids(Value::Null), Vec::<String>::new());
    }

    #[test]
    fn odd_fields_are_absent_and_not_an_error() {
        let value = json!({"id": 7, "quota": [], "used": "12", "big": 5368709120.0, "on": 1});
        let record = Record::of(&value, None);
        assert_eq!(
            (record.id().as_str(), record.number("used")),
            ("7", Some(12))
        );
        assert_eq!(record.number("big"), Some(5_368_709_120));
        assert_eq!(record.flag("on"), None);
        assert!(record.record("quota").is_none());
        assert!(Record::of(&json!({"id": "x"}), None).is_bare() && !record.is_bare());
    }
}
