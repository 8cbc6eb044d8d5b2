//! One sync of one service: staged apart, then committed as a whole or not at all.
//!
//! A session holds the service's lock. What it stages is invisible until [`SyncSession::commit`].
//! A small commit is one transaction. A large one first writes down its intent, then moves rows in
//! several; whoever next takes the lock finishes what was interrupted.

mod commit;
mod rekeys;
mod staging;

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::Store;
use super::accounts::joined;
use super::codec::{Intent, StagedRow, StagedRowKind};
use super::engine::coordination::{Lock, LockName, LockWait};
use super::error::{Result, StoreError};
use super::journal::holds_of;
use super::tables::account_key;
use crate::domain::account::Account;
use crate::domain::audit::AuditBody;
use crate::domain::diff::state::Hold;
use crate::domain::diff::{Staged, StagedKind};
use crate::domain::ids::{RemoteId, Revision, RunId, ServiceId};
use crate::domain::run::RunRecord;
use crate::domain::service::ServiceState;
use rekeys::Rekeys;
use staging::Buffer;

/// How a sync ended, and what is to be remembered of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncEnd {
    /// The record of the run.
    pub run: RunRecord,
    /// The service's state after it. A pause that was set or lifted meanwhile stays as it is.
    pub state: ServiceState,
    /// What the audit log says of it.
    pub audit: AuditBody,
}

/// A sync in progress; dropped without an end, it leaves nothing behind.
#[derive(Debug)]
pub struct SyncSession {
    store: Store,
    service: ServiceId,
    run: RunId,
    buffer: Buffer,
    /// Blobs already written to the staging table.
    blobs: u32,
    /// Re-keyed accounts: the new id, and the former.
    rekeyed: HashMap<String, String>,
    /// Held for its life; a read-only session takes none.
    lock: Option<Lock>,
}

impl Store {
    /// Begins a sync: takes the service's lock, finishes an interrupted commit, drops what an
    /// interrupted sync had staged. On a read-only store none of that: such a session can look and
    /// compare, and its writes fail.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process syncs this service.
    pub fn begin_sync(
        &self,
        service: &ServiceId,
        run: RunId,
        wait: LockWait,
    ) -> Result<SyncSession> {
        let lock = if self.is_read_only() {
            None
        } else {
            let lock = self.lock(&LockName::Sync(service.clone()), wait)?;
            self.settle(service)?;
            Some(lock)
        };
        Ok(SyncSession {
            store: self.clone(),
            service: service.clone(),
            run,
            buffer: Buffer::default(),
            blobs: 0,
            rekeyed: HashMap::new(),
            lock,
        })
    }
}

impl SyncSession {
    /// The service.
    pub fn service(&self) -> &ServiceId {
        &self.service
    }

    /// The run.
    pub fn run(&self) -> RunId {
        self.run
    }

    /// What is stored of some accounts, in the order of the ids.
    pub fn stored(&self, ids: &[RemoteId]) -> Result<Vec<Option<Account>>> {
        let keys = self.keys(ids);
        joined(&*self.store.read()?, &keys)
    }

    /// What is stored of some accounts, and what we have to do with their states; in the order of
    /// the ids, and of one moment.
    pub fn known(&self, ids: &[RemoteId]) -> Result<Vec<Option<(Account, Hold)>>> {
        let keys = self.keys(ids);
        let read = self.store.read()?;
        let holds = holds_of(&*read, &self.service, ids, &keys)?;
        let known = joined(&*read, &keys)?.into_iter().zip(holds);
        Ok(known
            .map(|(account, hold)| Some((account?, hold)))
            .collect())
    }

    fn keys(&self, ids: &[RemoteId]) -> Vec<Vec<u8>> {
        ids.iter()
            .map(|id| account_key(&self.service, id.as_str()))
            .collect()
    }

    /// What we have to do with the states of the service's accounts, as it stands now.
    pub fn holds(&self) -> Result<HashMap<RemoteId, Hold>> {
        self.store.holds(&self.service)
    }

    /// Every stored account of the service, in the order of their ids.
    pub fn each_stored(&self, f: &mut dyn FnMut(Account) -> ControlFlow<()>) -> Result<()> {
        self.store.each_account(Some(&self.service), f)
    }

    /// Takes rows to write; a later row of the same account replaces an earlier one. Every change
    /// in a row is kept in the history: a service's first sync had better bring none.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when a row is of another service, or follows the one that re-keyed
    /// the same account.
    pub fn stage(&mut self, rows: Vec<Staged>) -> Result<()> {
        for row in rows {
            let key = &row.account.key;
            if key.service != self.service {
                return Err(refused(format!("{key} is not of {}", self.service)));
            }
            match &row.kind {
                StagedKind::Rekey { from } => {
                    self.rekeyed
                        .insert(key.remote.to_string(), from.to_string());
                }
                _ if self.rekeyed.contains_key(key.remote.as_str()) => {
                    return Err(refused(format!("{key} was re-keyed before")));
                }
                _ => {}
            }
            self.buffer.push(&row)?;
            if self.buffer.is_full() {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Every row that a commit would write.
    pub fn each_staged(&mut self, f: &mut dyn FnMut(Staged) -> ControlFlow<()>) -> Result<()> {
        self.flush()?;
        let rekeys = Rekeys::new(&self.rekeyed, []);
        staging::each(&self.store, &self.service, self.run, &mut |row| {
            if rekeys.skips(row) {
                Ok(ControlFlow::Continue(()))
            } else {
                Ok(f(staging::to_domain(row)?))
            }
        })
    }

    /// Commits everything that was staged, the run and its audit entry.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the end is of another run.
    pub fn commit(mut self, end: SyncEnd) -> Result<Revision> {
        let intent = self.intent(end)?;
        let revision = if self.blobs == 0 {
            commit::at_once(&self.store, &self.service, &intent, &self.buffer)?
        } else {
            self.flush()?;
            commit::intend(&self.store, &self.service, &intent)?;
            commit::roll_forward(&self.store, &self.service)?
        };
        self.store.announce(revision);
        Ok(revision)
    }

    fn intent(&self, end: SyncEnd) -> Result<Intent> {
        if (end.run.id, &end.run.service) != (self.run, &self.service) {
            let (run, service) = (end.run.id, end.run.service);
            return Err(refused(format!("run {run} of {service} ends another one")));
        }
        Ok(Intent {
            run: end.run,
            state: end.state,
            audit: end.audit,
            rekeyed: self.rekeyed.clone().into_iter().collect(),
            kept: self.kept()?,
        })
    }

    /// Drops everything that was staged; keeps the record of a run that failed or is held.
    pub fn abandon(self, end: Option<SyncEnd>) -> Result<()> {
        let Some(end) = end else {
            return match self.lock {
                Some(_) => self.store.settle(&self.service),
                None => Ok(()),
            };
        };
        let intent = self.intent(end)?;
        let revision = commit::record(&self.store, &self.service, &intent)?;
        self.store.announce(revision);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        self.blobs = staging::write(&self.store, &self.service, self.run, self.blobs, &buffer)?;
        Ok(())
    }

    /// Former ids that are listed again as accounts of their own.
    fn kept(&self) -> Result<Vec<String>> {
        let mut kept = HashSet::new();
        if !self.rekeyed.is_empty() {
            let former: HashSet<&str> = self.rekeyed.values().map(String::as_str).collect();
            let mut look = |row: &StagedRow<'_>| {
                if row.kind != StagedRowKind::Gone && former.contains(row.remote) {
                    kept.insert(row.remote.to_owned());
                }
                Ok(ControlFlow::Continue(()))
            };
            staging::each(&self.store, &self.service, self.run, &mut look)?;
            self.buffer
                .rows()
                .try_for_each(|row| look(&row?).map(drop))?;
        }
        Ok(kept.into_iter().collect())
    }
}

fn refused(why: String) -> StoreError {
    StoreError::Refused(why)
}

#[cfg(test)]
mod tests;
