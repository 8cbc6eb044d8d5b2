//! A service for scripts: what is configured, and how fresh its picture is.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use crate::domain::account::State;
use crate::domain::service::{ServiceInfo, ServiceState};
use crate::domain::time::Timestamp;
use crate::words::Words;

/// A service and the freshness of its picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceJson {
    pub id: String,
    /// The kind of provider.
    pub kind: String,
    /// What humans call it.
    pub label: String,
    /// The world it belongs to.
    pub environment: String,
    pub url: String,
    /// Known accounts, by state.
    pub accounts: AccountsJson,
    /// The last complete fetch; `null` when there was none.
    pub last_complete: Option<String>,
    /// Its age in seconds, at the instant of the report.
    pub age_seconds: Option<i64>,
    /// Whether the last complete fetch is missing or too old.
    pub stale: bool,
    /// When the last run of any outcome started.
    pub last_run: Option<String>,
    /// How it ended: `complete`, `partial`, `failed`, `held`.
    pub outcome: Option<&'static str>,
    /// What went wrong, in the language of the output.
    pub error: Option<String>,
    /// Set while it is left alone.
    pub paused: Option<PausedJson>,
}

/// Accounts of a service, by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[expect(missing_docs, reason = "the states of the glossary")]
pub struct AccountsJson {
    pub active: u64,
    pub invited: u64,
    pub disabled: u64,
    pub gone: u64,
    pub unknown: u64,
}

/// Who paused a service, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "said by the type")]
pub struct PausedJson {
    pub by: String,
    pub at: String,
    pub reason: String,
}

impl ServiceJson {
    /// `stale_after` is in milliseconds; `counts` in the order of [`State::ALL`].
    pub fn new(
        info: &ServiceInfo,
        state: &ServiceState,
        counts: [u64; State::ALL.len()],
        (now, stale_after): (Timestamp, i64),
        words: &Words,
    ) -> ServiceJson {
        let [active, invited, disabled, gone, unknown] = counts;
        let last_run = state.last_run.as_ref();
        ServiceJson {
            id: info.id.to_string(),
            kind: info.kind.clone(),
            label: info.label.clone(),
            environment: info.environment.0.clone(),
            url: info.url.clone(),
            accounts: AccountsJson {
                active,
                invited,
                disabled,
                gone,
                unknown,
            },
            last_complete: state.last_complete.map(|at| at.to_string()),
            age_seconds: state.last_complete.map(|at| now.since(at).max(0) / 1_000),
            stale: state.is_stale(now, stale_after),
            last_run: last_run.map(|run| run.at.to_string()),
            outcome: last_run.map(|run| run.outcome.as_str()),
            error: last_run
                .and_then(|run| run.text.as_ref())
                .map(|text| words.text(text)),
            paused: state.paused.as_ref().map(|paused| PausedJson {
                by: paused.by.clone(),
                at: paused.at.to_string(),
                reason: paused.reason.clone(),
            }),
        }
    }

    /// Accounts that are not gone.
    pub fn known(&self) -> u64 {
        let a = &self.accounts;
        a.active + a.invited + a.disabled + a.unknown
    }
}

impl Row for ServiceJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("id"),
        Column::csv("label"),
        Column::new("kind"),
        Column::new("environment"),
        Column::new("accounts"),
        Column::csv("gone"),
        Column::new("last_complete"),
        Column::new("outcome"),
        Column::new("stale"),
        Column::csv("last_run"),
        Column::csv("url"),
        Column::csv("paused"),
        Column::new("remark"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let paused = self.paused.as_ref().map(|paused| paused.reason.as_str());
        vec![
            Cell::Text(self.id.clone()),
            Cell::Text(self.label.clone()),
            Cell::Text(self.kind.clone()),
            Cell::Text(self.environment.clone()),
            Cell::Number(self.known()),
            Cell::Number(self.accounts.gone),
            Cell::Age(self.last_complete.as_deref().and_then(Timestamp::parse)),
            self.outcome
                .map_or(Cell::Empty, |outcome| Cell::Word("outcome", outcome)),
            Cell::Flag(Some(self.stale)),
            Cell::text(self.last_run.as_deref()),
            Cell::Text(self.url.clone()),
            Cell::text(paused),
            Cell::text(paused.or(self.error.as_deref())),
        ]
    }
}
