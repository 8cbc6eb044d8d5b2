//! From an older file to the present one.
//!
//! Each step is one transaction, whatever its size: a process that is killed in the middle leaves
//! the older file as it was.

use redb::{Database, ReadableDatabase, ReadableTable, TableError, WriteTransaction};

use super::codec::{self, encode};
use super::error::{Result, StoreError};
use super::tables::{self, ALL, DECISIONS, META, META_SCHEMA, Read};
use crate::domain::account::Actor;
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::time::Timestamp;

/// The version of the tables that this program reads and writes.
pub(super) const SCHEMA: u64 = 3;

/// One step from the version before.
#[derive(Clone, Copy)]
pub(super) struct Migration {
    /// The version that it makes.
    pub to: u64,
    /// Rewrites the rows.
    pub run: fn(&WriteTransaction) -> Result<()>,
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
fn decisions_with_choices(tx: &WriteTransaction) -> Result<()> {
    let mut table = tx.open_table(DECISIONS)?;
    let mut rows = Vec::new();
    for row in table.iter()? {
        let (key, value) = row?;
        let old: DecisionOne = codec::decode_old(1, "decision", value.value())?;
        rows.push((
            key.value().to_vec(),
            Decision {
                seq: old.seq,
                evidence: old.evidence,
                undone_by: old.undone_by,
                before: old.before,
                ..Decision::new(old.kind, old.by, old.at)
            },
        ));
    }
    for (key, decision) in rows {
        table.insert(key.as_slice(), encode(&decision)?.as_slice())?;
    }
    Ok(())
}

/// New tables are created by every step.
fn only_new_tables(_: &WriteTransaction) -> Result<()> {
    Ok(())
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
pub(super) fn schema(read: &Read) -> Result<Schema> {
    let found = match read.table(META) {
        Ok(meta) => tables::number(&meta, META_SCHEMA)?,
        Err(StoreError::Db(error)) if matches!(*error, redb::Error::TableDoesNotExist(_)) => 0,
        Err(error) => return Err(error),
    };
    judge(found, SCHEMA)
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

/// Brings a file to the present version, creating the tables of a new one.
pub(super) fn migrate(db: &Database) -> Result<()> {
    if schema(&Read::new(db.begin_read()?))? == Schema::Present {
        return Ok(());
    }
    migrate_with(db, SCHEMA, MIGRATIONS)
}

fn migrate_with(db: &Database, target: u64, steps: &[Migration]) -> Result<()> {
    loop {
        let tx = db.begin_write()?;
        // Read inside the transaction: another process may have done it while this one waited.
        let found = tables::number(&tx.open_table(META)?, META_SCHEMA)?;
        let reached = match judge(found, target)? {
            Schema::Present => return Ok(()),
            Schema::None => target,
            Schema::Older(from) => match steps.iter().find(|step| step.to == from + 1) {
                Some(step) => {
                    (step.run)(&tx)?;
                    step.to
                }
                None => {
                    return Err(tables::damaged(
                        "schema",
                        format!("no way from version {from}"),
                    ));
                }
            },
        };
        create(&tx)?;
        tx.open_table(META)?
            .insert(META_SCHEMA, reached.to_be_bytes().as_slice())?;
        tx.commit()?;
    }
}

fn create(tx: &WriteTransaction) -> Result<(), TableError> {
    ALL.iter()
        .try_for_each(|table| tx.open_table(*table).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open::builder;
    use crate::store::tables::SERVICES;

    fn value(db: &Database, key: &[u8]) -> Option<Vec<u8>> {
        let table = db.begin_read().unwrap().open_table(SERVICES).unwrap();
        table.get(key).unwrap().map(|bytes| bytes.value().to_vec())
    }

    fn database(dir: &tempfile::TempDir) -> Database {
        let path = dir.path().join("x.redb");
        let db = builder(&path).create(&path).unwrap();
        migrate_with(&db, 1, &[]).unwrap();
        let tx = db.begin_write().unwrap();
        tx.open_table(SERVICES)
            .unwrap()
            .insert(b"a".as_slice(), b"1".as_slice())
            .unwrap();
        tx.commit().unwrap();
        db
    }

    fn double(tx: &WriteTransaction) -> Result<()> {
        let mut table = tx.open_table(SERVICES)?;
        let old = table.get(b"a".as_slice())?.unwrap().value().to_vec();
        table.insert(b"a".as_slice(), [&old[..], &old[..]].concat().as_slice())?;
        Ok(())
    }

    fn fail(tx: &WriteTransaction) -> Result<()> {
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
        let refused = schema(&Read::new(db.begin_read().unwrap()));
        assert!(matches!(
            refused,
            Err(StoreError::Newer { found, known, .. }) if (found, known) == (next, next - 1)
        ));
        assert!(matches!(migrate(&db), Err(StoreError::Newer { .. })));
    }
}
