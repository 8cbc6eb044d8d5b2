//! A small GraphQL: parse, check against a schema, run. It knows nothing of GitHub; the schema and
//! the values come from the caller. Mutations, subscriptions and directives other than
//! `@include`/`@skip` are left out.

pub(super) mod check;
mod lex;
pub(super) mod parse;
pub(super) mod run;
pub(super) mod schema;
mod values;

use serde_json::{Value, json};

/// A place in the query text, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct At {
    pub line: usize,
    pub column: usize,
}

/// One entry of `errors`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failure {
    /// GitHub's own `type`, at the top level of the error.
    pub kind: Option<&'static str>,
    /// `extensions.code` of errors found before running.
    pub code: Option<&'static str>,
    pub message: String,
    pub at: At,
    pub path: Vec<String>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>, at: At) -> Self {
        Self {
            kind: None,
            code: None,
            message: message.into(),
            at,
            path: Vec::new(),
        }
    }

    pub(super) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = Some(kind);
        self
    }

    pub(super) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(super) fn path(mut self, path: &[String]) -> Self {
        self.path = path.to_vec();
        self
    }

    pub(super) fn to_json(&self) -> Value {
        let mut error = json!({
            "message": self.message,
            "locations": [{"line": self.at.line, "column": self.at.column}],
        });
        if let Some(map) = error.as_object_mut() {
            if let Some(kind) = self.kind {
                map.insert("type".into(), kind.into());
            }
            if let Some(code) = self.code {
                map.insert("extensions".into(), json!({"code": code}));
            }
            if !self.path.is_empty() {
                map.insert("path".into(), json!(self.path));
            }
        }
        error
    }
}

#[cfg(test)]
mod tests;
