//! A finding for scripts.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use crate::domain::findings::{Finding, Subject};
use crate::words::Words;

/// Something an audit reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingJson {
    /// The rule's word, as `waive` takes it.
    pub rule: &'static str,
    /// `info`, `warning` or `critical`.
    pub severity: &'static str,
    /// `user`, `account` or `service`.
    pub subject_kind: &'static str,
    /// User id, account handle or service id, as `waive` takes it.
    pub subject: String,
    /// Id of the user it belongs to.
    pub user: Option<String>,
    pub name: Option<String>,
    /// Why, in the language of the output.
    pub reason: String,
    /// Who accepted it, while that holds.
    pub waived: Option<WaivedJson>,
}

/// Who accepted a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaivedJson {
    pub by: String,
    pub at: String,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<String>,
}

impl FindingJson {
    /// `name` is the user's.
    pub fn new(finding: &Finding, name: Option<&str>, words: &Words) -> FindingJson {
        FindingJson {
            rule: finding.rule.as_str(),
            severity: finding.severity.as_str(),
            subject_kind: match finding.subject {
                Subject::User(_) => "user",
                Subject::Account(_) => "account",
                Subject::Service(_) => "service",
            },
            subject: subject(&finding.subject),
            user: finding.user.map(|user| user.to_string()),
            name: name.map(str::to_owned),
            reason: words.text(&finding.reason),
            waived: finding.waiver.as_ref().map(|waiver| WaivedJson {
                by: waiver.by.clone(),
                at: waiver.at.to_string(),
                reason: waiver.reason.clone(),
                until: waiver.until.map(|date| date.to_string()),
            }),
        }
    }
}

/// A subject as `waive` takes it.
pub fn subject(subject: &Subject) -> String {
    match subject {
        Subject::User(id) => id.to_string(),
        Subject::Account(key) => key.handle(),
        Subject::Service(id) => id.to_string(),
    }
}

impl Row for FindingJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("severity"),
        Column::new("rule"),
        Column::new("name"),
        Column::new("reason"),
        Column::csv("user"),
        Column::csv("waived_by"),
        Column::csv("waived_reason"),
        Column::csv("waived_until"),
        Column::new("subject"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let waived = self.waived.as_ref();
        vec![
            Cell::Word("severity", self.severity),
            Cell::Text(self.rule.to_owned()),
            Cell::text(self.name.as_deref()),
            Cell::Text(self.reason.clone()),
            Cell::text(self.user.as_deref()),
            Cell::text(waived.map(|waived| waived.by.as_str())),
            Cell::text(waived.map(|waived| waived.reason.as_str())),
            Cell::text(waived.and_then(|waived| waived.until.as_deref())),
            Cell::Text(self.subject.clone()),
        ]
    }
}
