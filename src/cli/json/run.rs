//! One sync of one service for scripts.

use serde::Serialize;

use super::super::exit::Exit;
use super::super::output::{Cell, Column, Row};
use crate::domain::run::{Outcome, RunRecord};
use crate::words::Words;

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunJson {
    pub service: String,
    /// `complete`, `partial`, `failed` or `held`.
    pub outcome: &'static str,
    /// When the first request was sent.
    pub started: String,
    /// Accounts in the answers.
    pub fetched: u64,
    /// Seen for the first time.
    pub inserted: u64,
    /// Known and changed.
    pub updated: u64,
    /// Known and the same.
    pub unchanged: u64,
    /// Newly absent.
    pub gone: u64,
    /// Absent before, listed again.
    pub returned: u64,
    /// Kept under a new id.
    pub rekeyed: u64,
    pub requests: u64,
    /// From the first request to the end.
    pub duration_ms: i64,
    /// The reasons of a run that is not complete, in the language of the output.
    pub error: Option<String>,
    /// What the guard held.
    pub held: Vec<HeldJson>,
}

/// What the guard found suspicious.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldJson {
    /// `gone`, `disabled`, `admin` or `email`.
    pub rule: String,
    pub count: u64,
    /// Out of how many.
    pub of: u64,
}

impl RunJson {
    /// From the record of a run.
    pub fn new(run: &RunRecord, words: &Words) -> RunJson {
        let reasons: Vec<String> = run.reasons.iter().map(|text| words.text(text)).collect();
        RunJson {
            service: run.service.to_string(),
            outcome: run.outcome.as_str(),
            started: run.started.to_string(),
            fetched: run.counts.fetched,
            inserted: run.counts.inserted,
            updated: run.counts.updated,
            unchanged: run.counts.unchanged,
            gone: run.counts.gone,
            returned: run.counts.returned,
            rekeyed: run.counts.rekeyed,
            requests: run.requests,
            duration_ms: run.ended.since(run.started),
            error: (!reasons.is_empty()).then(|| reasons.join("; ")),
            held: run
                .held
                .iter()
                .map(|held| HeldJson {
                    rule: held.rule.clone(),
                    count: held.count,
                    of: held.of,
                })
                .collect(),
        }
    }
}

/// A service that failed to sync makes the run partly done: its picture is only old.
pub fn exit_of(outcome: Outcome) -> Exit {
    match outcome {
        Outcome::Complete => Exit::Done,
        Outcome::Partial | Outcome::Failed => Exit::Partly,
        Outcome::Held => Exit::Held,
    }
}

impl Row for RunJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("service"),
        Column::new("outcome"),
        Column::csv("started"),
        Column::new("fetched"),
        Column::new("inserted"),
        Column::new("updated"),
        Column::new("unchanged"),
        Column::new("gone"),
        Column::new("returned"),
        Column::csv("rekeyed"),
        Column::new("requests"),
        Column::new("duration_ms"),
        Column::new("remark"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.service.clone()),
            Cell::Word("outcome", self.outcome),
            Cell::Text(self.started.clone()),
            Cell::Number(self.fetched),
            Cell::Number(self.inserted),
            Cell::Number(self.updated),
            Cell::Number(self.unchanged),
            Cell::Number(self.gone),
            Cell::Number(self.returned),
            Cell::Number(self.rekeyed),
            Cell::Number(self.requests),
            Cell::Number(u64::try_from(self.duration_ms).unwrap_or(0)),
            Cell::text(self.error.as_deref()),
        ]
    }
}
