//! People from a list kept elsewhere: what a line says, whom it is about, what it would change.
//!
//! Pure. Reading the file and the store is the workflow's. A line is about a user by an address
//! that proves something, or by a login; a name alone proves nothing.

mod directory;
mod plan;
mod queue;
#[cfg(test)]
mod tests;
mod types;

use jiff::civil::Date;

use super::ids::ServiceId;
use super::request::Request;
use super::time::Departure;
use super::user::UserKind;

pub use directory::{Directory, Known};
pub use plan::plan;
pub use types::{Doubt, Edited, Line, Options, Outcome, Plan, Said, Target};

/// A login as a list gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Login {
    /// The service, where it was named.
    pub service: Option<ServiceId>,
    pub login: String,
}

impl Login {
    /// As the list writes it.
    pub fn text(&self) -> String {
        match &self.service {
            Some(service) => format!("{service}:{}", self.login),
            None => self.login.clone(),
        }
    }

    /// Reads what [`Login::text`] wrote.
    fn of(text: &str) -> Login {
        let named = text
            .split_once(':')
            .and_then(|(service, login)| Some((ServiceId::new(service).ok()?, login.to_owned())));
        match named {
            Some((service, login)) => Login {
                service: Some(service),
                login,
            },
            None => Login {
                service: None,
                login: text.to_owned(),
            },
        }
    }
}

/// What one line says of somebody; an empty field says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Where it begins in the file, from 1.
    pub line: u64,
    pub name: String,
    pub emails: Vec<String>,
    pub logins: Vec<Login>,
    /// What it stands for.
    pub kind: Option<UserKind>,
    /// The first day.
    pub arrival: Option<Date>,
    /// The last day.
    pub departure: Departure,
    /// Free words.
    pub note: String,
    /// The services wished for a newcomer.
    pub services: Vec<ServiceId>,
}

impl Row {
    /// The best name for a human: name, else address, else login.
    pub fn title(&self) -> &str {
        let logins = self.logins.iter().map(|login| login.login.as_str());
        let rest = self.emails.iter().map(String::as_str).chain(logins);
        let mut texts = std::iter::once(self.name.as_str()).chain(rest);
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }
}

impl From<&Request> for Row {
    fn from(request: &Request) -> Row {
        Row {
            line: request.line,
            name: request.name.clone(),
            emails: request.emails.clone(),
            logins: request.logins.iter().map(|text| Login::of(text)).collect(),
            kind: request.kind,
            arrival: request.arrival,
            departure: request.departure,
            note: request.note.clone(),
            services: request.services.clone(),
        }
    }
}
