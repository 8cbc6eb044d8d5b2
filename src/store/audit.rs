//! The audit log: appended in the transaction of what it tells, chained, verified, erasable.
//!
//! The chain runs over salted digests of the bodies, so that a body can be erased and the chain
//! still holds. Entries cut off at the end cannot be seen without a head that was kept elsewhere.

use std::ops::ControlFlow;

use super::Store;
use super::codec::{self, AuditRow, encode};
use super::engine::{Order, ReadTransaction, Span};
use super::error::Result;
use super::head::{Head, Listener};
use super::tables::{AUDIT, Rows, be64};
use super::write::Write;
use crate::domain::audit::{AuditBody, AuditEntry, Broken, GENESIS, body_digest, link};
use crate::domain::ids::Revision;

/// What was made of the head that the caller had kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// None was given.
    NotGiven,
    /// The entry is there, with that link.
    Found,
    /// The entry is there, with another link: the log was rewritten.
    Differs,
    /// The log ends before it: entries were cut off.
    Missing,
}

/// What a check of the whole log found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogVerdict {
    /// How many entries there are.
    pub entries: u64,
    /// How many of them were erased.
    pub erased: u64,
    /// The last link.
    pub head: Head,
    /// The first break, if there is one.
    pub broken: Option<Broken>,
    /// Whether the expected head is part of the chain.
    pub expected: Expected,
}

impl LogVerdict {
    /// Whether nothing is wrong.
    pub fn passes(&self) -> bool {
        self.broken.is_none() && matches!(self.expected, Expected::NotGiven | Expected::Found)
    }
}

impl Store {
    /// Tells the new head after every transaction of this process that appended to the log, once
    /// that is durable. Only the first listener stays.
    pub fn on_log(&self, listener: Listener) {
        // A second one could only repeat the first.
        let _ = self.inner.listener.set(listener);
    }

    /// Entries from a number on, ascending.
    pub fn audit(&self, from_seq: u64, limit: usize) -> Result<Vec<AuditEntry>> {
        let from = Span::starting_at(&from_seq.to_be_bytes());
        let read = self.read()?;
        read.some(AUDIT, from, Order::Ascending, limit, |key, value| {
            let row: AuditRow = codec::decode(value)?;
            Ok(AuditEntry {
                seq: be64(key)?,
                at: row.at,
                salt: row.salt,
                body: row.body.as_deref().map(codec::decode).transpose()?,
                digest: row.digest,
                link: row.link,
            })
        })
    }

    /// The last link of the chain.
    pub fn audit_head(&self) -> Result<Head> {
        head(&*self.read()?)
    }

    /// Appends entries that tell of something outside the store.
    pub fn append_audit(&self, bodies: &[AuditBody]) -> Result<Revision> {
        let ((), revision) =
            self.change(|write| bodies.iter().try_for_each(|body| write.log(body)))?;
        Ok(revision)
    }

    /// Erases the bodies of entries, and tells so in a new one.
    ///
    /// The bytes stay in unused pages of the file until they are written over or the file is
    /// compacted; backups keep theirs.
    pub fn erase_audit(&self, entries: &[u64], why: &AuditBody) -> Result<Revision> {
        let ((), revision) = self.change(|write| {
            write.erase_bodies(entries)?;
            write.log(why)
        })?;
        Ok(revision)
    }

    /// Checks the whole chain, and that a head that was kept elsewhere is part of it.
    pub fn verify_log(&self, expected_head: Option<&str>) -> Result<LogVerdict> {
        let wanted: Option<Head> = expected_head.map(str::parse).transpose()?;
        let mut verdict = LogVerdict {
            entries: 0,
            erased: 0,
            head: Head {
                seq: 0,
                link: GENESIS,
            },
            broken: None,
            expected: match wanted {
                None => Expected::NotGiven,
                Some(Head {
                    seq: 0,
                    link: GENESIS,
                }) => Expected::Found,
                Some(_) => Expected::Missing,
            },
        };
        self.read()?.each(AUDIT, Span::all(), &mut |key, value| {
            let seq = be64(key)?;
            let row: AuditRow = codec::decode(value)?;
            let broken = broken(verdict.head, seq, &row);
            verdict.broken = verdict.broken.or(broken);
            verdict.entries += 1;
            verdict.erased += u64::from(row.body.is_none());
            verdict.head = Head {
                seq,
                link: row.link,
            };
            if let Some(wanted) = wanted.filter(|wanted| wanted.seq == seq) {
                verdict.expected = if wanted.link == row.link {
                    Expected::Found
                } else {
                    Expected::Differs
                };
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(verdict)
    }
}

/// What is wrong with the entry that follows `previous`.
fn broken(previous: Head, seq: u64, row: &AuditRow) -> Option<Broken> {
    if seq != previous.seq + 1 {
        Some(Broken::Hole(seq))
    } else if row
        .body
        .as_ref()
        .is_some_and(|body| body_digest(&row.salt, body) != row.digest)
    {
        Some(Broken::Body(seq))
    } else if link(&previous.link, seq, row.at, &row.digest) != row.link {
        Some(Broken::Link(seq))
    } else {
        None
    }
}

fn head(read: &(impl ReadTransaction + ?Sized)) -> Result<Head> {
    let last = read.last(AUDIT, |key, value| {
        Ok(Head {
            seq: be64(key)?,
            link: codec::decode::<AuditRow>(value)?.link,
        })
    })?;
    Ok(last.unwrap_or(Head {
        seq: 0,
        link: GENESIS,
    }))
}

impl Write<'_> {
    /// Erases the bodies of entries; their links stay.
    pub(super) fn erase_bodies(&mut self, entries: &[u64]) -> Result<()> {
        let keys = entries.iter().map(|seq| seq.to_be_bytes());
        let rows: Vec<Option<AuditRow>> = self.records(AUDIT, keys)?;
        for (seq, row) in entries.iter().zip(rows) {
            if let Some(row) = row {
                // Without its salt, the digest cannot confirm a guess of the body.
                let row = AuditRow {
                    body: None,
                    salt: [0; 16],
                    ..row
                };
                self.put_record(AUDIT, &seq.to_be_bytes(), &row)?;
                self.change();
            }
        }
        Ok(())
    }

    /// Appends an entry.
    pub(super) fn log(&mut self, body: &AuditBody) -> Result<()> {
        let previous = match self.logged {
            Some(head) => head,
            None => head(self)?,
        };
        let seq = previous.seq + 1;
        let salt: [u8; 16] = rand::random();
        let body = encode(body)?;
        let digest = body_digest(&salt, &body);
        let row = AuditRow {
            at: self.now,
            salt,
            body: Some(body),
            digest,
            link: link(&previous.link, seq, self.now, &digest),
        };
        self.put_record(AUDIT, &seq.to_be_bytes(), &row)?;
        self.logged = Some(Head {
            seq,
            link: row.link,
        });
        self.change();
        Ok(())
    }
}
