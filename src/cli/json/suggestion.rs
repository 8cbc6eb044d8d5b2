//! A question about identity for scripts.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use crate::domain::identity::question::{Question, Side, say};
use crate::words::Words;

/// "Are these two one user?"
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuggestionJson {
    pub a: SideJson,
    pub b: SideJson,
    /// Higher is likelier: the base-2 logarithm of the odds.
    pub score: i32,
    /// What it stands on: a rule that holds, or the kinds of its clues; `lapsed` for two accounts
    /// of one user.
    pub rule: String,
    /// A rule would have linked them if a constraint had not stopped it.
    pub stopped: bool,
    /// Both are one user by a rule that no longer holds: which it was, and since when.
    pub lapsed: Option<LapsedJson>,
    /// What speaks for it and against it, in the language of the output.
    pub evidence: Vec<String>,
}

/// A link that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LapsedJson {
    /// The rule that made it.
    pub rule: String,
    /// What both had then.
    pub values: Vec<String>,
    /// When it was made.
    pub at: String,
}

/// One account of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideJson {
    pub account: String,
    /// Id of its user.
    pub user: Option<String>,
    /// What it is called.
    pub name: String,
}

impl SuggestionJson {
    pub fn new(question: &Question, words: &Words) -> SuggestionJson {
        let clues = question.evidence.clues.iter();
        SuggestionJson {
            a: SideJson::from(&question.a),
            b: SideJson::from(&question.b),
            score: question.score,
            rule: question.basis(),
            stopped: question.stopped.is_some(),
            lapsed: question.lapsed.as_ref().map(|link| LapsedJson {
                rule: link.rule.clone(),
                values: link.values.clone(),
                at: link.at.to_string(),
            }),
            evidence: clues.map(|clue| words.text(&say(clue))).collect(),
        }
    }
}

impl From<&Side> for SideJson {
    fn from(side: &Side) -> SideJson {
        SideJson {
            account: side.account.handle(),
            user: side.user.map(|user| user.to_string()),
            name: side.title.clone(),
        }
    }
}

impl Row for SuggestionJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("score"),
        Column::new("rule"),
        Column::new("name_a"),
        Column::new("name_b"),
        Column::new("evidence"),
        Column::new("account_a"),
        Column::new("account_b"),
        Column::csv("user_a"),
        Column::csv("user_b"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.score.to_string()),
            Cell::Text(self.rule.clone()),
            Cell::Text(self.a.name.clone()),
            Cell::Text(self.b.name.clone()),
            Cell::List(self.evidence.clone()),
            Cell::Text(self.a.account.clone()),
            Cell::Text(self.b.account.clone()),
            Cell::text(self.a.user.as_deref()),
            Cell::text(self.b.user.as_deref()),
        ]
    }
}
