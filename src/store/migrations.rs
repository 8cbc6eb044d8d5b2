//! From an older file to the present one.
//!
//! Each step is one transaction, whatever its size: a process that is killed in the middle leaves
//! the older file as it was.

use std::ops::ControlFlow;

use super::codec::{self, Record, encode};
use super::engine::{Engine, ReadTransaction, Span, Table, WriteTransaction, again};
use super::error::{Result, StoreError, damaged};
use super::journal;
use super::plans_one;
use super::tables::{DECISIONS, JOURNAL, META, META_SCHEMA, RESTORE_POINTS, Rows};
use crate::domain::account::Actor;
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::identity::merge::{Choices, Field};
use crate::domain::plan::JournalEntry;
use crate::domain::time::Timestamp;
use crate::domain::user::User;

/// The version of the tables that this program reads and writes.
pub(super) const SCHEMA: u64 = 4;

/// One step from the version before.
#[derive(Clone, Copy)]
pub(super) struct Migration {
    /// The version that it makes.
    pub to: u64,
    /// Rewrites the rows.
    pub run: fn(&mut dyn WriteTransaction) -> Result<()>,
}

/// Every step, ascending. The first version needs none.
const MIGRATIONS: &[Migration] = &[
    Migration {
        to: 2,
        run: decisions_with_choices,
    },
    Migration {
        to: 3,
        run: only_new_tables,
    },
    Migration {
        to: 4,
        run: typed_plans_and_acts,
    },
];

/// A decision as the first version kept it.
#[derive(serde::Deserialize)]
struct DecisionOne {
    seq: u64,
    kind: DecisionKind,
    by: Actor,
    at: Timestamp,
    evidence: Vec<String>,
    undone_by: Option<u64>,
    before: Vec<UserBefore>,
}

/// Decisions keep what they left, whose values were chosen, and which were taken together. Of the
/// old ones nobody knows; the table of links begins empty and is filled by the next merge.
fn decisions_with_choices(tx: &mut dyn WriteTransaction) -> Result<()> {
    let mut rows = Vec::new();
    tx.each(DECISIONS, Span::all(), &mut |key, value| {
        let old: DecisionOne = codec::decode_old(1, "decision", value)?;
        rows.push((
            key.to_vec(),
            Decision {
                seq: old.seq,
                evidence: old.evidence,
                undone_by: old.undone_by,
                before: old.before,
                ..Decision::new(old.kind, old.by, old.at)
            },
        ));
        Ok(ControlFlow::Continue(()))
    })?;
    for (key, decision) in rows {
        tx.put(DECISIONS, &key, &encode(&decision)?)?;
    }
    Ok(())
}

/// A new table is made when it is first written to.
fn only_new_tables(_: &mut dyn WriteTransaction) -> Result<()> {
    Ok(())
}

/// Steps and restore points hold data of their provider's own types; steps that are not settled
/// are found without going through the journal. Decisions say which fields and items they wrote.
fn typed_plans_and_acts(tx: &mut dyn WriteTransaction) -> Result<()> {
    rewrite(tx, RESTORE_POINTS, &|bytes| {
        encode(&plans_one::restore_point(bytes)?)
    })?;
    rewrite(tx, JOURNAL, &|bytes| {
        encode(&plans_one::journal_entry(bytes)?)
    })?;
    rewrite(tx, DECISIONS, &decision_with_fields)?;
    for entry in tx.all::<JournalEntry>(JOURNAL)? {
        for (table, key, value) in journal::index_of(&entry)? {
            tx.put(table, &key, &value)?;
        }
    }
    Ok(())
}

/// A decision as the second version kept it.
#[derive(serde::Deserialize)]
struct DecisionTwo {
    seq: u64,
    kind: DecisionKind,
    by: Actor,
    at: Timestamp,
    evidence: Vec<String>,
    undone_by: Option<u64>,
    before: Vec<UserBefore>,
    after: Vec<User>,
    choices: Choices,
    batch: Option<u64>,
}

/// A list wrote the fields that differ. The step from the first version writes the present one.
fn decision_with_fields(bytes: &[u8]) -> Result<Vec<u8>> {
    if bytes.first() == Some(&Decision::VERSION) {
        return Ok(bytes.to_vec());
    }
    let old: DecisionTwo = codec::decode_old(2, "decision", bytes)?;
    let before = old.before.first().and_then(|one| one.record.as_ref());
    let fields = match (before, old.after.first()) {
        (Some(before), Some(after)) if old.kind.writes_fields() => Field::ALL
            .into_iter()
            .filter(|field| !field.same(before, after))
            .collect(),
        _ => Vec::new(),
    };
    encode(&Decision {
        seq: old.seq,
        evidence: old.evidence,
        undone_by: old.undone_by,
        before: old.before,
        after: old.after,
        choices: old.choices,
        batch: old.batch,
        fields,
        ..Decision::new(old.kind, old.by, old.at)
    })
}

fn rewrite(
    tx: &mut dyn WriteTransaction,
    table: Table,
    new: &dyn Fn(&[u8]) -> Result<Vec<u8>>,
) -> Result<()> {
    let mut rows = Vec::new();
    tx.each(table, Span::all(), &mut |key, value| {
        rows.push((key.to_vec(), new(value)?));
        Ok(ControlFlow::Continue(()))
    })?;
    rows.iter()
        .try_for_each(|(key, row)| tx.put(table, key, row))
}

/// What a file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Schema {
    /// No tables yet.
    None,
    /// The present version.
    Present,
    /// An older one.
    Older(u64),
}

/// The version of a file.
///
/// # Errors
/// [`StoreError::Newer`].
pub(super) fn schema(read: &dyn ReadTransaction) -> Result<Schema> {
    judge(read.number(META_SCHEMA)?, SCHEMA)
}

fn judge(found: u64, known: u64) -> Result<Schema> {
    match found {
        0 => Ok(Schema::None),
        older if older < known => Ok(Schema::Older(older)),
        same if same == known => Ok(Schema::Present),
        newer => Err(StoreError::Newer {
            what: "schema",
            found: u32::try_from(newer).unwrap_or(u32::MAX),
            known: u32::try_from(known).unwrap_or(u32::MAX),
        }),
    }
}

/// Brings a store to the present version.
pub(super) fn migrate(engine: &dyn Engine) -> Result<()> {
    if schema(&*engine.read()?)? == Schema::Present {
        return Ok(());
    }
    migrate_with(engine, SCHEMA, MIGRATIONS)
}

fn migrate_with(engine: &dyn Engine, target: u64, steps: &[Migration]) -> Result<()> {
    let mut ended = false;
    while !ended {
        again(|| {
            engine.write(&mut |tx| {
                ended = step(tx, target, steps)?;
                Ok(())
            })
        })?;
    }
    Ok(())
}

/// Makes one step; says whether it was the last.
fn step(tx: &mut dyn WriteTransaction, target: u64, steps: &[Migration]) -> Result<bool> {
    // Read inside the transaction: another process may have done it while this one waited.
    let reached = match judge(tx.number(META_SCHEMA)?, target)? {
        Schema::Present => return Ok(true),
        Schema::None => target,
        Schema::Older(from) => match steps.iter().find(|step| step.to == from + 1) {
            Some(step) => {
                (step.run)(tx)?;
                step.to
            }
            None => {
                let detail = format!("no way from version {from}");
                return Err(damaged("schema", detail));
            }
        },
    };
    tx.put(META, META_SCHEMA, &reached.to_be_bytes())?;
    Ok(reached == target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::embedded::Embedded;
    use crate::store::open::TABLES;
    use crate::store::tables::SERVICES;

    fn value(db: &Embedded, key: &[u8]) -> Option<Vec<u8>> {
        db.read().unwrap().get(SERVICES, key).unwrap()
    }

    fn database(dir: &tempfile::TempDir) -> Embedded {
        let db = Embedded::create(&dir.path().join("x"), TABLES).unwrap();
        migrate_with(&db, 1, &[]).unwrap();
        db.write(&mut |tx| tx.put(SERVICES, b"a", b"1")).unwrap();
        db
    }

    fn double(tx: &mut dyn WriteTransaction) -> Result<()> {
        let old = tx.get(SERVICES, b"a")?.unwrap();
        tx.put(SERVICES, b"a", &[&old[..], &old[..]].concat())
    }

    fn fail(tx: &mut dyn WriteTransaction) -> Result<()> {
        double(tx)?;
        Err(StoreError::ReadOnly)
    }

    const STEPS: &[Migration] = &[
        Migration { to: 2, run: double },
        Migration { to: 3, run: double },
    ];

    #[test]
    fn each_step_runs_once_and_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let db = database(&dir);
        migrate_with(&db, 3, STEPS).unwrap();
        migrate_with(&db, 3, STEPS).unwrap();
        assert_eq!(value(&db, b"a").unwrap(), b"1111");
    }

    #[test]
    fn a_step_that_fails_leaves_the_older_file() {
        let dir = tempfile::tempdir().unwrap();
        let db = database(&dir);
        let steps = [
            Migration { to: 2, run: double },
            Migration { to: 3, run: fail },
        ];
        assert!(migrate_with(&db, 3, &steps).is_err());
        assert_eq!(value(&db, b"a").unwrap(), b"11");
        migrate_with(&db, 3, STEPS).unwrap();
        assert_eq!(value(&db, b"a").unwrap(), b"1111");
    }

    #[test]
    fn a_newer_file_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let db = database(&dir);
        let next = u32::try_from(SCHEMA).unwrap() + 1;
        let steps: Vec<Migration> = (2..=SCHEMA + 1)
            .map(|to| Migration { to, run: double })
            .collect();
        migrate_with(&db, next.into(), &steps).unwrap();
        let refused = schema(&*db.read().unwrap());
        assert!(matches!(
            refused,
            Err(StoreError::Newer { found, known, .. }) if (found, known) == (next, next - 1)
        ));
        assert!(matches!(migrate(&db), Err(StoreError::Newer { .. })));
    }
}
