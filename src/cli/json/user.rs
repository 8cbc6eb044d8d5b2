//! A user for scripts.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use super::{AccountJson, FindingJson};
use crate::domain::time::Departure;
use crate::domain::user::User;

/// A user with its findings and accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserJson {
    /// Stable for ever.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// `person`, `team`, `product` or `bot`.
    pub kind: &'static str,
    /// The address outside the services.
    pub email: Option<String>,
    /// Whether its holder proved it.
    pub email_verified: bool,
    /// The first day.
    pub arrival: Option<String>,
    /// The last day with access, `open-ended`, or `null` when nobody said.
    pub departure: Option<String>,
    /// Free words of the operators.
    pub note: String,
    /// Open findings of the user and its accounts.
    pub findings: Vec<FindingJson>,
    pub accounts: Vec<AccountJson>,
}

impl UserJson {
    /// Joins a user, its findings and its accounts.
    pub fn new(user: &User, findings: Vec<FindingJson>, accounts: Vec<AccountJson>) -> UserJson {
        UserJson {
            id: user.id.to_string(),
            name: user.name.clone(),
            kind: user.kind.as_str(),
            email: user.email.as_ref().map(|email| email.address.clone()),
            email_verified: user
                .email
                .as_ref()
                .is_some_and(|email| email.verified_at.is_some()),
            arrival: user.arrival.map(|date| date.to_string()),
            departure: departure(user.departure),
            note: user.note.clone(),
            findings,
            accounts,
        }
    }
}

/// A departure as JSON writes it.
pub fn departure(departure: Departure) -> Option<String> {
    match departure {
        Departure::Unset => None,
        Departure::OpenEnded => Some("open-ended".to_owned()),
        Departure::On(date) => Some(date.to_string()),
    }
}

impl Row for UserJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("name"),
        Column::new("kind"),
        Column::new("services"),
        Column::new("findings"),
        Column::csv("email"),
        Column::csv("email_verified"),
        Column::csv("arrival"),
        Column::new("departure"),
        Column::csv("note"),
        Column::csv("accounts"),
        Column::new("id"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let mut services: Vec<String> = self.accounts.iter().map(|a| a.service.clone()).collect();
        services.dedup();
        let mut findings: Vec<String> = self
            .findings
            .iter()
            .map(|finding| finding.rule.to_owned())
            .collect();
        findings.dedup();
        vec![
            Cell::Text(self.name.clone()),
            Cell::Word("kind", self.kind),
            Cell::List(services),
            Cell::List(findings),
            Cell::text(self.email.as_deref()),
            Cell::Flag(Some(self.email_verified)),
            date(self.arrival.as_deref()),
            match self.departure.as_deref() {
                Some("open-ended") => Cell::Term("open-ended"),
                other => date(other),
            },
            Cell::Text(self.note.clone()),
            Cell::List(self.accounts.iter().map(|a| a.handle.clone()).collect()),
            Cell::Text(self.id.clone()),
        ]
    }
}

pub(super) fn date(text: Option<&str>) -> Cell {
    Cell::Date(text.and_then(|text| text.parse().ok()))
}
