//! Staged rows: a buffer in memory, and blobs in the staging table when it overflows.
//!
//! Many rows make one blob, because writing few fat values is several times faster than many thin
//! ones. Gone accounts are kept apart and come last.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::domain::diff::{Staged, StagedKind};
use crate::domain::ids::{RemoteId, RunId, ServiceId};
use crate::store::Store;
use crate::store::codec::{StagedRow, StagedRowKind, decode, encode};
use crate::store::engine::{Order, Span};
use crate::store::error::{Result, damaged};
use crate::store::tables::{Rows, STAGING, service_start};
use crate::store::write::MAX_ROWS;

/// What a row is called in messages.
pub(super) const WHAT: &str = "staged row";

/// Bytes of a full buffer.
const MAX_BUFFER: usize = 4 << 20;

/// Bytes of a full blob.
const MAX_BLOB: usize = 60 << 10;

/// Blobs that are read together.
const BLOBS: usize = 64;

/// Bytes of the length before each row of a blob.
const LENGTH: usize = 4;

/// Rows that are not in the table yet, by class, then remote id.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    rows: [BTreeMap<String, Vec<u8>>; 2],
    bytes: usize,
}

impl Buffer {
    pub fn push(&mut self, staged: &Staged) -> Result<()> {
        let remote = staged.account.key.remote.as_str();
        let row = StagedRow {
            remote,
            kind: match &staged.kind {
                StagedKind::Insert => StagedRowKind::Insert,
                StagedKind::Update => StagedRowKind::Update,
                StagedKind::Touch => StagedRowKind::Touch,
                StagedKind::Gone => StagedRowKind::Gone,
                StagedKind::Rekey { from } => StagedRowKind::Rekey {
                    from: from.as_str(),
                },
            },
            state: staged.account.state,
            observed_at: staged.account.observed_at,
            changes: staged.changes.clone(),
            account: &encode(&staged.account)?,
        };
        let bytes = postcard::to_stdvec(&row).map_err(|error| damaged(WHAT, error))?;
        self.bytes += bytes.len() + remote.len();
        let [present, gone] = &mut self.rows;
        let (to, from) = if row.kind == StagedRowKind::Gone {
            (gone, present)
        } else {
            (present, gone)
        };
        from.remove(remote);
        to.insert(remote.to_owned(), bytes);
        Ok(())
    }

    pub fn is_full(&self) -> bool {
        self.bytes >= MAX_BUFFER || self.rows.iter().map(BTreeMap::len).sum::<usize>() >= MAX_ROWS
    }

    /// The rows, gone accounts last.
    pub fn rows(&self) -> impl Iterator<Item = Result<StagedRow<'_>>> {
        self.rows
            .iter()
            .flat_map(BTreeMap::values)
            .map(|bytes| read(bytes))
    }
}

fn read(bytes: &[u8]) -> Result<StagedRow<'_>> {
    postcard::from_bytes(bytes).map_err(|error| damaged(WHAT, error))
}

/// What begins the keys of a run's blobs.
pub(super) fn prefix(service: &ServiceId, run: RunId) -> Vec<u8> {
    let mut key = service_start(service);
    key.extend_from_slice(run.0.as_bytes());
    key
}

/// Writes a buffer as blobs numbered from `first`; returns the next number.
pub(super) fn write(
    store: &Store,
    service: &ServiceId,
    run: RunId,
    first: u32,
    buffer: &Buffer,
) -> Result<u32> {
    if buffer.bytes == 0 {
        return Ok(first);
    }
    let (next, _) = store.write(|write| {
        let mut number = first;
        for (class, rows) in (0u8..).zip(&buffer.rows) {
            let mut rows = rows.values().peekable();
            while rows.peek().is_some() {
                let mut blob = Vec::with_capacity(MAX_BLOB);
                while let Some(row) = rows
                    .next_if(|row| blob.is_empty() || blob.len() + LENGTH + row.len() <= MAX_BLOB)
                {
                    let length = u32::try_from(row.len()).map_err(|e| damaged(WHAT, e))?;
                    blob.extend_from_slice(&length.to_be_bytes());
                    blob.extend_from_slice(row);
                }
                let mut key = prefix(service, run);
                key.push(class);
                key.extend_from_slice(&number.to_be_bytes());
                write.put(STAGING, &key, &blob)?;
                number += 1;
            }
        }
        Ok(number)
    })?;
    Ok(next)
}

/// The rows of one blob.
pub(super) fn rows(blob: &[u8]) -> impl Iterator<Item = Result<StagedRow<'_>>> {
    let mut rest = blob;
    std::iter::from_fn(move || {
        let (length, tail) = rest.split_first_chunk::<LENGTH>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((row, tail)) = tail.split_at_checked(length) else {
            rest = &[];
            return Some(Err(damaged(WHAT, "cut off")));
        };
        rest = tail;
        Some(read(row))
    })
}

/// Walks the blobs of a run.
pub(super) fn each(
    store: &Store,
    service: &ServiceId,
    run: RunId,
    f: &mut dyn FnMut(&StagedRow<'_>) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let span = Span::of_prefix(&prefix(service, run));
    let read = store.read()?;
    read.pages(STAGING, span, Order::Ascending, BLOBS, &mut |_, blob| {
        for row in rows(blob) {
            if f(&row?)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })
}

pub(super) fn to_domain(row: &StagedRow<'_>) -> Result<Staged> {
    Ok(Staged {
        account: decode(row.account)?,
        kind: match row.kind {
            StagedRowKind::Insert => StagedKind::Insert,
            StagedRowKind::Update => StagedKind::Update,
            StagedRowKind::Touch => StagedKind::Touch,
            StagedRowKind::Gone => StagedKind::Gone,
            StagedRowKind::Rekey { from } => StagedKind::Rekey {
                from: RemoteId::new(from).map_err(|error| damaged(WHAT, error))?,
            },
        },
        changes: row.changes.clone(),
    })
}
