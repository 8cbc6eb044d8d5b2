//! The newcomers in hand, found by what a list says of them.

use std::collections::{BTreeSet, HashMap};

use super::Row;
use super::directory::{mailbox, name_words};
use crate::domain::request::Request;

/// The newcomers in hand, findable.
pub(super) struct Queue {
    pub requests: Vec<Request>,
    by: HashMap<String, BTreeSet<usize>>,
}

impl Queue {
    pub fn of(awaited: &[Request]) -> Queue {
        let mut queue = Queue {
            requests: Vec::new(),
            by: HashMap::new(),
        };
        for (at, request) in awaited.iter().enumerate() {
            queue.put(at, request.clone());
        }
        queue
    }

    /// Writes a newcomer at a place, which is the next one for a new one.
    pub fn put(&mut self, at: usize, request: Request) {
        for key in keys(&Row::from(&request)) {
            self.by.entry(key).or_default().insert(at);
        }
        match self.requests.get_mut(at) {
            Some(place) => *place = request,
            None => self.requests.push(request),
        }
    }

    /// The newcomers whom a row may be about.
    pub fn find(&self, row: &Row) -> Vec<usize> {
        let found: BTreeSet<usize> = keys(row)
            .iter()
            .filter_map(|key| self.by.get(key))
            .flatten()
            .copied()
            .collect();
        found.into_iter().collect()
    }
}

/// What makes two newcomers one: an address or a login, and the name where there is neither.
fn keys(row: &Row) -> Vec<String> {
    let emails = row
        .emails
        .iter()
        .map(|one| format!("email {}", mailbox(one)));
    let logins = row
        .logins
        .iter()
        .map(|one| format!("login {}", one.text().to_lowercase()));
    let mut keys: Vec<String> = emails.chain(logins).collect();
    if keys.is_empty() && !row.name.is_empty() {
        keys.push(format!("name {}", name_words(&row.name)));
    }
    keys
}
