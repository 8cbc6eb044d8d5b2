//! Newcomers who are awaited: people of a list who have no account yet.

use serde::{Deserialize, Serialize};

use super::ids::ServiceId;
use super::time::{Departure, Timestamp};
use super::user::UserKind;
use jiff::civil::Date;

/// Somebody who will need accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Request {
    /// Its number; never given twice. 0 until it is written.
    pub id: u64,
    /// The name; may be empty where there is an address.
    pub name: String,
    /// The addresses, the first one first.
    pub emails: Vec<String>,
    /// The logins that were given, as `service:login` or plain.
    pub logins: Vec<String>,
    /// What it stands for, where it was said.
    pub kind: Option<UserKind>,
    /// The first day.
    pub arrival: Option<Date>,
    /// The last day.
    pub departure: Departure,
    /// The services wished, in the order of the list.
    pub services: Vec<ServiceId>,
    /// Free words.
    pub note: String,
    /// The list that it comes from.
    pub file: String,
    /// The line there, from 1.
    pub line: u64,
    /// The operator who read the list.
    pub by: String,
    pub at: Timestamp,
}

impl Request {
    /// The newcomer in one line of the log.
    pub fn in_one_line(&self) -> String {
        let emails = self.emails.join(", ");
        match (self.name.as_str(), emails.as_str()) {
            (name, "") => name.to_owned(),
            ("", emails) => emails.to_owned(),
            (name, emails) => format!("{name} <{emails}>"),
        }
    }

    /// The best name for a human: name, else address, else login.
    pub fn title(&self) -> &str {
        let rest = self.emails.iter().chain(&self.logins).map(String::as_str);
        let mut texts = std::iter::once(self.name.as_str()).chain(rest);
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// How the audit log names it; `forget` finds entries by it.
    pub fn target(&self) -> String {
        Request::target_of(self.id)
    }

    /// How the audit log names the newcomer of a number.
    pub fn target_of(id: u64) -> String {
        format!("request:{id}")
    }
}
