//! Requests and answers as the simulated services see them: decoded once, no sockets. The sockets
//! are in `web`.

use axum::http::{HeaderMap, Method};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// One request, decoded, with its path below the service's mount point.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub method: Method,
    /// The path as sent, below the mount point: `/orgs/communs/members`.
    pub path: String,
    /// The path's parts, percent-decoded.
    pub segments: Vec<String>,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// The service's own address as the client spelt it: `http://127.0.0.1:4000/github`.
    pub base: String,
    /// A fault asks for lists without rows.
    pub empty: bool,
    /// Faults that only this kind of service has, by their words.
    pub own: Vec<&'static str>,
}

impl Request {
    /// `target` is path and query below the mount point.
    pub(super) fn new(method: Method, target: &str, headers: HeaderMap, body: Vec<u8>) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method,
            path: path.to_owned(),
            segments: path.split('/').skip(1).map(decode).collect(),
            query: pairs(query),
            headers,
            body,
            base: "http://sandbox.invalid".to_owned(),
            empty: false,
            own: Vec::new(),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The last value of a query parameter, as most servers read it.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A whole number of the query; `None` when absent or not a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.param(name)?.parse().ok()
    }

    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The token of `Authorization: SCHEME token`, the scheme compared without case.
    pub(super) fn token(&self, schemes: &[&str]) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        schemes
            .iter()
            .any(|one| one.eq_ignore_ascii_case(scheme))
            .then(|| token.trim())
    }

    /// Login and password of `Authorization: Basic`.
    pub(super) fn basic(&self) -> Option<(String, String)> {
        let bytes = STANDARD.decode(self.token(&["basic"])?).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (login, password) = text.split_once(':')?;
        Some((login.to_owned(), password.to_owned()))
    }

    /// The path's parts as `&str`, for matching.
    pub(super) fn parts(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// `a=b&c` as pairs, `+` meaning a space.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (
                decode(&key.replace('+', " ")),
                decode(&value.replace('+', " ")),
            )
        })
        .collect()
}

/// What a service answers.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", kind.to_owned())],
            body: body.into(),
        }
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// An answer without a body.
    pub(super) fn bare(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    #[cfg(test)]
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }

    #[cfg(test)]
    pub(super) fn value(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }
}

/// One page of a list: `page` counts from 0; past the end is empty.
pub(super) fn page<T>(list: &[T], page: usize, size: usize) -> &[T] {
    let start = page.saturating_mul(size).min(list.len());
    let end = start.saturating_add(size).min(list.len());
    list.get(start..end).unwrap_or_default()
}
