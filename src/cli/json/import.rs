//! What becomes of each line of a list, for scripts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use super::people::NamedJson;
use crate::domain::ids::UserId;
use crate::domain::import::{Doubt, Line, Outcome, Said, Target};
use crate::domain::request::Request;
use crate::domain::text::Text;
use crate::words::Words;

/// One value of a list beside the one that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidJson {
    pub field: &'static str,
    /// What stands; empty when nothing does.
    pub old: String,
    /// What the list says.
    pub new: String,
    /// The earlier line of the same list that says `old`.
    pub line: Option<u64>,
}

impl From<&Said> for SaidJson {
    fn from(said: &Said) -> SaidJson {
        SaidJson {
            field: said.field,
            old: said.old.clone(),
            new: said.new.clone(),
            line: said.line,
        }
    }
}

/// What becomes of one line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportJson {
    /// Its number in the file.
    pub line: u64,
    /// What it calls somebody.
    pub name: String,
    /// `unchanged`, `changed`, `conflict`, `requested`, `awaited`, `left` or `not-sure`.
    pub outcome: &'static str,
    /// Why it is not sure: `several`, `several-requests`, `name-only`, `unproven`, `nameless`,
    /// `dates`.
    pub doubt: Option<&'static str>,
    /// The user whom it is about.
    pub user: Option<NamedJson>,
    /// The number of the newcomer whom it is about; 0 for one who gets a number.
    pub request: Option<u64>,
    pub changes: Vec<SaidJson>,
    pub conflicts: Vec<SaidJson>,
    /// Whom it may be about.
    pub candidates: Vec<NamedJson>,
    /// A sentence for humans, where there is something to do.
    pub message: Option<String>,
}

impl ImportJson {
    /// The users that a line names.
    pub fn users(line: &Line) -> impl Iterator<Item = UserId> + '_ {
        let target = match line.target {
            Some(Target::User(id)) => Some(id),
            Some(Target::Request(_)) | None => None,
        };
        target.into_iter().chain(line.candidates.iter().copied())
    }

    /// A line, with the plan's newcomers and the names of its users.
    pub fn new(
        line: &Line,
        requests: &[Request],
        names: &BTreeMap<UserId, String>,
        words: &Words,
    ) -> ImportJson {
        let named = |id: &UserId| NamedJson {
            id: id.to_string(),
            name: names.get(id).cloned().unwrap_or_default(),
        };
        let doubt = match line.outcome {
            Outcome::NotSure(doubt) => Some(doubt.as_str()),
            _ => None,
        };
        let message = match line.outcome {
            Outcome::NotSure(doubt) => {
                let text = Text::new(what_to_do(doubt)).with("line", line.line);
                Some(words.text(&text))
            }
            _ if !line.conflicts.is_empty() => {
                let within = line.conflicts.iter().find_map(|one| one.line);
                Some(match within {
                    Some(other) => {
                        words.text(&Text::new("import-conflict-line").with("line", other))
                    }
                    None => words.get("import-stands"),
                })
            }
            Outcome::Left => Some(words.get("import-gone")),
            _ => None,
        };
        ImportJson {
            line: line.line,
            name: line.title.clone(),
            outcome: line.outcome.as_str(),
            doubt,
            user: match &line.target {
                Some(Target::User(id)) => Some(named(id)),
                _ => None,
            },
            request: match line.target {
                Some(Target::Request(at)) => requests.get(at).map(|request| request.id),
                _ => None,
            },
            changes: line.changes.iter().map(SaidJson::from).collect(),
            conflicts: line.conflicts.iter().map(SaidJson::from).collect(),
            candidates: line.candidates.iter().map(named).collect(),
            message,
        }
    }
}

const fn what_to_do(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Several => "import-doubt-several",
        Doubt::SeveralRequests => "import-doubt-several-requests",
        Doubt::NameOnly => "import-doubt-name-only",
        Doubt::Unproven => "import-doubt-unproven",
        Doubt::Nameless => "import-doubt-nameless",
        Doubt::Dates => "import-doubt-dates",
    }
}

impl Row for ImportJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("line"),
        Column::new("name"),
        Column::new("user"),
        Column::new("result"),
        Column::csv("doubt"),
        Column::new("changes"),
        Column::new("conflicts"),
        Column::new("candidates"),
        Column::csv("request"),
        Column::new("remark"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let said = |all: &[SaidJson]| {
            let one = |said: &SaidJson| match said.old.as_str() {
                "" => format!("{} {}", said.field, said.new),
                old => format!("{} {old} → {}", said.field, said.new),
            };
            Cell::List(all.iter().map(one).collect())
        };
        let candidates = self.candidates.iter();
        vec![
            Cell::Number(self.line),
            Cell::Text(self.name.clone()),
            self.user.as_ref().map_or(Cell::Empty, |user| {
                Cell::Said(user.id.clone(), user.name.clone())
            }),
            Cell::Word("import", self.outcome),
            Cell::text(self.doubt),
            said(&self.changes),
            said(&self.conflicts),
            Cell::List(
                candidates
                    .map(|one| format!("{} ({})", one.name, one.id))
                    .collect(),
            ),
            self.request.map_or(Cell::Empty, Cell::Number),
            Cell::text(self.message.as_deref()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines_up;
    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_outcome_and_every_doubt_is_said_in_both_languages() {
        let doubts = [
            Doubt::Several,
            Doubt::SeveralRequests,
            Doubt::NameOnly,
            Doubt::Unproven,
            Doubt::Nameless,
            Doubt::Dates,
        ];
        let outcomes = [
            Outcome::Unchanged,
            Outcome::Changed,
            Outcome::Conflict,
            Outcome::Requested,
            Outcome::Awaited,
            Outcome::Left,
        ];
        let unsure = doubts.map(Outcome::NotSure);
        for lang in [Lang::En, Lang::Fr] {
            let words = Words::new(lang, &[]);
            for outcome in outcomes.into_iter().chain(unsure) {
                let line = Line {
                    line: 2,
                    title: "Zoé".to_owned(),
                    target: None,
                    outcome,
                    changes: Vec::new(),
                    conflicts: Vec::new(),
                    candidates: vec![UserId(uuid::Uuid::nil())],
                };
                let json = ImportJson::new(&line, &[], &BTreeMap::new(), &words);
                lines_up(&json);
                assert!(
                    words.has(&format!("import-{}", json.outcome)),
                    "{outcome:?}"
                );
                let said = json.message.is_some();
                let needed = json.doubt.is_some() || outcome == Outcome::Left;
                assert_eq!(said, needed, "{outcome:?}");
            }
        }
    }
}
