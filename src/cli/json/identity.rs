//! Merges, links and relinks for scripts.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use super::SideJson;
use crate::domain::identity::link::{Link, LinkRecord, rule_word};
use crate::domain::identity::merge::{Conflict, Field};
use crate::domain::ids::AccountKey;
use crate::domain::user::User;
use crate::words::Words;
use crate::workflows::identity::relink::{Pair, Proposal};

/// What a merge would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergeJson {
    /// Number of the decision, as `undo` takes it; `null` when nothing was done.
    pub seq: Option<u64>,
    /// Id of the user that stays.
    pub user: String,
    /// Its fields after the merge.
    pub result: ResultJson,
    /// Where the users disagree.
    pub conflicts: Vec<ConflictJson>,
    /// What speaks against it, in the language of the output.
    pub warnings: Vec<String>,
}

/// A user's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultJson {
    /// The name to show.
    pub name: String,
    /// `person`, `team`, `product` or `bot`.
    pub kind: String,
    /// The address outside the services; empty when nobody said, as below.
    pub email: String,
    /// The first day.
    pub arrival: String,
    /// The last day with access, or `open-ended`.
    pub departure: String,
    /// Free words.
    pub note: String,
    /// Handles of its accounts.
    pub accounts: Vec<String>,
}

/// A field on which merged users disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConflictJson {
    /// `name`, `kind`, `email`, `arrival`, `departure` or `note`.
    pub field: &'static str,
    /// Id of the user whose value stays.
    pub kept: String,
    pub values: Vec<ValueJson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueJson {
    /// Id of the user.
    pub user: String,
    pub value: String,
}

impl MergeJson {
    /// From a result and what was disagreed on.
    pub fn new(
        seq: Option<u64>,
        result: &User,
        conflicts: &[Conflict],
        warnings: Vec<String>,
    ) -> MergeJson {
        let value = |field: Field| field.value(result);
        MergeJson {
            seq,
            user: result.id.to_string(),
            result: ResultJson {
                name: value(Field::Name),
                kind: value(Field::Kind),
                email: value(Field::Email),
                arrival: value(Field::Arrival),
                departure: value(Field::Departure),
                note: value(Field::Note),
                accounts: result.accounts.iter().map(|key| key.handle()).collect(),
            },
            conflicts: conflicts.iter().map(ConflictJson::from).collect(),
            warnings,
        }
    }
}

impl From<&Conflict> for ConflictJson {
    fn from(conflict: &Conflict) -> ConflictJson {
        let values = conflict.values.iter().map(|(user, value)| ValueJson {
            user: user.to_string(),
            value: value.clone(),
        });
        ConflictJson {
            field: conflict.field.as_str(),
            kept: conflict.kept.to_string(),
            values: values.collect(),
        }
    }
}

/// A link that a rule made between two accounts of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkJson {
    /// The account that was linked.
    pub account: String,
    /// The one that it was linked with.
    pub with: String,
    pub rule: String,
    pub values: Vec<String>,
    /// When it was made; `null` where it was never written down.
    pub at: Option<String>,
    /// Whether the rules still hold both together.
    pub holds: bool,
}

impl LinkJson {
    /// A link as the store keeps it.
    pub fn written(account: &AccountKey, link: &LinkRecord) -> LinkJson {
        LinkJson {
            account: account.handle(),
            with: link.partner.handle(),
            rule: link.rule.clone(),
            values: link.values.clone(),
            at: Some(link.at.to_string()),
            holds: link.lapsed.is_none(),
        }
    }
}

impl From<&Link> for LinkJson {
    fn from(link: &Link) -> LinkJson {
        LinkJson {
            account: link.a.handle(),
            with: link.b.handle(),
            rule: rule_word(link.rule).to_owned(),
            values: link.values.clone(),
            at: link.at.map(|at| at.to_string()),
            holds: link.holds,
        }
    }
}

impl Row for LinkJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("account"),
        Column::new("with"),
        Column::new("rule"),
        Column::new("values"),
        Column::new("at"),
        Column::new("holds"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let at = self.at.as_deref();
        vec![
            Cell::Text(self.account.clone()),
            Cell::Text(self.with.clone()),
            Cell::Text(self.rule.clone()),
            Cell::List(self.values.clone()),
            at.and_then(crate::domain::time::Timestamp::parse)
                .map_or(Cell::Empty, Cell::At),
            Cell::Flag(Some(self.holds)),
        ]
    }
}

/// What relinking a service would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelinkJson {
    pub service: String,
    /// Number of the decision, as `undo` takes it; `null` when nothing was done.
    pub seq: Option<u64>,
    /// Removals that the service's held sync waits with.
    pub held: Option<u64>,
    /// Who takes whose place.
    pub pairs: Vec<MoveJson>,
    /// Old accounts that nobody replaces.
    pub unpaired_old: Vec<SideJson>,
    /// New accounts that replace nobody.
    pub unpaired_new: Vec<SideJson>,
    /// Where several could be meant.
    pub ambiguous: Vec<AmbiguousJson>,
    /// Pairs that something stands against.
    pub contested: Vec<ContestedJson>,
}

/// An old account and the new one that takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoveJson {
    pub old: SideJson,
    pub new: SideJson,
    /// What both have, in the language of the output.
    pub reason: String,
    /// Groups that the old one was in and the new one is not.
    pub lacking: Vec<String>,
}

/// Old and new accounts that share a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AmbiguousJson {
    pub value: String,
    pub old: Vec<SideJson>,
    pub new: Vec<SideJson>,
}

/// A pair that something stands against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContestedJson {
    pub old: SideJson,
    pub new: SideJson,
    /// What, in the language of the output.
    pub why: String,
}

impl RelinkJson {
    /// From a proposal; with the decision's number where it was done.
    pub fn new(proposal: &Proposal, seq: Option<u64>, words: &Words) -> RelinkJson {
        let sides = |all: &[_]| -> Vec<SideJson> { all.iter().map(SideJson::from).collect() };
        let ambiguous = proposal
            .ambiguous
            .iter()
            .map(|(value, old, new)| AmbiguousJson {
                value: value.clone(),
                old: sides(old),
                new: sides(new),
            });
        let contested = proposal
            .contested
            .iter()
            .map(|(old, new, why)| ContestedJson {
                old: SideJson::from(old),
                new: SideJson::from(new),
                why: words.text(why),
            });
        RelinkJson {
            service: proposal.service.to_string(),
            seq,
            held: proposal.held,
            pairs: proposal
                .pairs
                .iter()
                .map(|pair| MoveJson::new(pair, words))
                .collect(),
            unpaired_old: sides(&proposal.unpaired_old),
            unpaired_new: sides(&proposal.unpaired_new),
            ambiguous: ambiguous.collect(),
            contested: contested.collect(),
        }
    }
}

impl MoveJson {
    /// From a pair of a proposal.
    pub fn new(pair: &Pair, words: &Words) -> MoveJson {
        MoveJson {
            old: SideJson::from(&pair.old),
            new: SideJson::from(&pair.new),
            reason: words.text(&pair.reason),
            lacking: pair.lacking.clone(),
        }
    }
}

impl Row for MoveJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("old_account"),
        Column::new("new_account"),
        Column::new("old_name"),
        Column::new("new_name"),
        Column::new("evidence"),
        Column::new("lacking"),
        Column::csv("user"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.old.account.clone()),
            Cell::Text(self.new.account.clone()),
            Cell::Text(self.old.name.clone()),
            Cell::Text(self.new.name.clone()),
            Cell::Text(self.reason.clone()),
            Cell::List(self.lacking.clone()),
            Cell::text(self.old.user.as_deref()),
        ]
    }
}
