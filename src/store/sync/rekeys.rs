//! Which accounts get another id in a sync, and which of its rows that makes void.

use std::collections::HashSet;

use crate::store::codec::{Intent, StagedRow, StagedRowKind};

/// Which accounts get another id, and which rows that makes void.
pub(super) struct Rekeys<'a> {
    new: HashSet<&'a str>,
    former: HashSet<&'a str>,
    pub kept: HashSet<&'a str>,
}

impl<'a> Rekeys<'a> {
    pub fn new(
        rekeyed: impl IntoIterator<Item = (&'a String, &'a String)>,
        kept: impl IntoIterator<Item = &'a String>,
    ) -> Self {
        let (new, former) = rekeyed
            .into_iter()
            .map(|(new, former)| (new.as_str(), former.as_str()))
            .unzip();
        Self {
            new,
            former,
            kept: kept.into_iter().map(String::as_str).collect(),
        }
    }

    pub fn of(intent: &'a Intent) -> Self {
        Self::new(
            intent.rekeyed.iter().map(|(new, former)| (new, former)),
            &intent.kept,
        )
    }

    /// A new account that turns out to be a known one was staged as new; the known one, as gone.
    pub fn skips(&self, row: &StagedRow<'_>) -> bool {
        match row.kind {
            StagedRowKind::Rekey { .. } => false,
            StagedRowKind::Gone => {
                self.former.contains(row.remote) || self.new.contains(row.remote)
            }
            _ => self.new.contains(row.remote),
        }
    }
}
