//! The memory of what was asked, never with what secret.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

/// Requests that are remembered.
const REMEMBERED: usize = 10_000;

/// What was asked.
#[derive(Debug, Default)]
pub(super) struct Log {
    entries: VecDeque<Entry>,
    counts: BTreeMap<&'static str, usize>,
}

#[derive(Debug)]
struct Entry {
    service: &'static str,
    method: String,
    path: String,
    credential: bool,
}

impl Log {
    pub(super) fn record(
        &mut self,
        service: &'static str,
        method: &str,
        path: &str,
        credential: bool,
    ) {
        *self.counts.entry(service).or_default() += 1;
        if self.entries.len() == REMEMBERED {
            self.entries.pop_front();
        }
        let (method, path) = (method.to_owned(), path.to_owned());
        self.entries.push_back(Entry {
            service,
            method,
            path,
            credential,
        });
    }

    pub(super) fn count(&self, service: &str) -> usize {
        self.counts.get(service).copied().unwrap_or(0)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// `{service: {count, requests: [{method, path, credential}]}}`; counts are complete, the
    /// lists hold the latest 10,000 together.
    pub(super) fn show(&self, services: impl Iterator<Item = &'static str>) -> Value {
        let services = services.map(|service| {
            let mine = self.entries.iter().filter(|entry| entry.service == service);
            let requests: Vec<Value> = mine
                .map(|entry| {
                    json!({
                        "method": entry.method, "path": entry.path,
                        "credential": entry.credential,
                    })
                })
                .collect();
            let count = self.count(service);
            (
                service.to_owned(),
                json!({"count": count, "requests": requests}),
            )
        });
        Value::Object(services.collect())
    }
}
