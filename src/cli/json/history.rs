//! History for scripts: observed changes, the audit log, the journal and decisions.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use super::{actor, actor_source};
use crate::domain::audit::AuditEntry;
use crate::domain::change::ObservedChange;
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::ids::{AccountKey, RemoteId};
use crate::domain::plan::JournalEntry;
use crate::domain::time::Timestamp;
use crate::domain::user::User;
use crate::words::Words;

/// A change that a sync saw on a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeJson {
    /// When the fetch that saw it began.
    pub at: String,
    /// The run that saw it.
    pub run: String,
    pub account: String,
    /// Its display name or login.
    pub name: Option<String>,
    /// Id of its user.
    pub user: Option<String>,
    /// `appeared`, `state`, `role`, `group`, `email`, `login`, `name`, `mfa` or `id`.
    pub field: &'static str,
    /// Before; empty when there was nothing.
    pub old: String,
    /// After; empty when there is nothing.
    pub new: String,
}

impl ChangeJson {
    /// `name` and `user` are the account's.
    pub fn new(change: &ObservedChange, name: Option<String>, user: Option<String>) -> ChangeJson {
        ChangeJson {
            at: change.at.to_string(),
            run: change.run.to_string(),
            account: change.account.handle(),
            name,
            user,
            field: change.change.field.as_str(),
            old: change.change.old.clone(),
            new: change.change.new.clone(),
        }
    }
}

impl Row for ChangeJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("at"),
        Column::new("name"),
        Column::new("field"),
        Column::new("old"),
        Column::new("new"),
        Column::csv("user"),
        Column::new("handle"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            at(&self.at),
            Cell::text(self.name.as_deref()),
            Cell::Word("field", self.field),
            Cell::Text(self.old.clone()),
            Cell::Text(self.new.clone()),
            Cell::text(self.user.as_deref()),
            Cell::Text(self.account.clone()),
        ]
    }
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditJson {
    pub seq: u64,
    pub at: String,
    /// Who: a login, `rule:<id>` or `outside`; `null` once erased, as all that follows.
    pub actor: Option<String>,
    /// How we know: `loginuid`, `sudo`, `uid` or `program`.
    pub source: Option<&'static str>,
    pub action: Option<String>,
    /// To whom or what.
    pub targets: Vec<String>,
    pub old: String,
    pub new: String,
    /// The reason that was given.
    pub why: String,
    /// The link of the chain, in hexadecimal.
    pub link: String,
}

impl From<&AuditEntry> for AuditJson {
    fn from(entry: &AuditEntry) -> AuditJson {
        let body = entry.body.as_ref();
        AuditJson {
            seq: entry.seq,
            at: entry.at.to_string(),
            actor: body.map(|body| actor(&body.actor)),
            source: body.map(|body| actor_source(body.source)),
            action: body.map(|body| body.action.clone()),
            targets: body.map(|body| body.targets.clone()).unwrap_or_default(),
            old: body.map(|body| body.old.clone()).unwrap_or_default(),
            new: body.map(|body| body.new.clone()).unwrap_or_default(),
            why: body.map(|body| body.why.clone()).unwrap_or_default(),
            link: hex(&entry.link),
        }
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Row for AuditJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("seq"),
        Column::new("at"),
        Column::new("actor"),
        Column::csv("source"),
        Column::new("action"),
        Column::new("targets"),
        Column::new("old"),
        Column::new("new"),
        Column::new("why"),
        Column::csv("link"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.seq),
            at(&self.at),
            Cell::text(self.actor.as_deref()),
            Cell::text(self.source),
            self.action
                .as_deref()
                .map_or(Cell::Term("erased"), |action| Cell::Text(action.into())),
            Cell::List(self.targets.clone()),
            Cell::Text(self.old.clone()),
            Cell::Text(self.new.clone()),
            Cell::Text(self.why.clone()),
            Cell::Text(self.link.clone()),
        ]
    }
}

/// A step of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalJson {
    pub step: String,
    pub plan: String,
    pub service: String,
    pub account: Option<String>,
    /// `create`, `disable`, `enable` or `reset`.
    pub action: &'static str,
    /// `planned`, `sent`, `accepted`, `done`, `failed` or `unknown`.
    pub state: &'static str,
    /// Who confirmed it.
    pub by: String,
    /// When it entered its state.
    pub at: Option<String>,
    /// What went wrong, in the language of the output.
    pub error: Option<String>,
}

impl JournalJson {
    pub fn new(entry: &JournalEntry, words: &Words) -> JournalJson {
        JournalJson {
            step: entry.step.id.to_string(),
            plan: entry.plan.to_string(),
            service: entry.step.service.to_string(),
            account: entry.step.account.as_ref().map(|key| key.handle()),
            action: entry.step.change.kind().as_str(),
            state: entry.state.as_str(),
            by: entry.by.clone(),
            at: entry.times.last().map(|(_, at)| at.to_string()),
            error: entry.error.as_ref().map(|text| words.text(text)),
        }
    }
}

impl Row for JournalJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("at"),
        Column::new("service"),
        Column::new("action"),
        Column::new("journal_state"),
        Column::new("by"),
        Column::new("handle"),
        Column::new("remark"),
        Column::csv("plan"),
        Column::csv("step"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.at.as_deref().map_or(Cell::Empty, at),
            Cell::Text(self.service.clone()),
            Cell::Word("action", self.action),
            Cell::Word("step", self.state),
            Cell::Text(self.by.clone()),
            Cell::text(self.account.as_deref()),
            Cell::text(self.error.as_deref()),
            Cell::Text(self.plan.clone()),
            Cell::Text(self.step.clone()),
        ]
    }
}

/// A decision about identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionJson {
    /// Its number, as `undo` takes it.
    pub seq: u64,
    /// `same`, `never`, `detach`, `merge`, `relink` or `import`.
    pub verdict: &'static str,
    /// The handles that it names.
    pub accounts: Vec<String>,
    pub by: String,
    pub at: String,
    /// The rule and the values that it saw.
    pub evidence: Vec<String>,
    /// The decision that took this one back.
    pub undone_by: Option<u64>,
}

impl DecisionJson {
    /// A decision as far as it is about a user: a relink names thousands of others.
    pub fn of(decision: &Decision, user: &User) -> DecisionJson {
        let mut json = DecisionJson::from(decision);
        if let DecisionKind::Relink(service, pairs) = &decision.kind {
            let key = |remote: &RemoteId| AccountKey::new(service.clone(), remote.clone());
            let own = pairs.iter().filter(|(old, new)| {
                user.accounts.contains(&key(old)) || user.accounts.contains(&key(new))
            });
            let both = own.flat_map(|(old, new)| [key(old), key(new)]);
            json.accounts = both.map(|key| key.handle()).collect();
        }
        json
    }
}

impl From<&Decision> for DecisionJson {
    fn from(decision: &Decision) -> DecisionJson {
        let (verdict, accounts) = (decision.kind.as_str(), decision.kind.accounts());
        let accounts = accounts.iter().map(AccountKey::handle).collect();
        DecisionJson {
            seq: decision.seq,
            verdict,
            accounts,
            by: actor(&decision.by),
            at: decision.at.to_string(),
            evidence: decision.evidence.clone(),
            undone_by: decision.undone_by,
        }
    }
}

impl Row for DecisionJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("seq"),
        Column::new("at"),
        Column::new("verdict"),
        Column::new("by"),
        Column::new("accounts"),
        Column::new("evidence"),
        Column::csv("undone_by"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.seq),
            at(&self.at),
            Cell::Word("verdict", self.verdict),
            Cell::Text(self.by.clone()),
            Cell::List(self.accounts.clone()),
            Cell::List(self.evidence.clone()),
            self.undone_by.map_or(Cell::Empty, Cell::Number),
        ]
    }
}

fn at(text: &str) -> Cell {
    Timestamp::parse(text).map_or(Cell::Empty, Cell::At)
}
