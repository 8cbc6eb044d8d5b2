//! Committing what was staged, and finishing commits that were interrupted.

use redb::ReadableTable;

use super::Rekeys;
use super::staging::{self, Buffer};
use crate::domain::account::Account;
use crate::domain::change::ObservedChange;
use crate::domain::diff::is_older;
use crate::domain::ids::{AccountKey, RemoteId, Revision, ServiceId};
use crate::store::Store;
use crate::store::accounts::services_in;
use crate::store::codec::{Intent, StagedRow, StagedRowKind, encode};
use crate::store::error::{Result, StoreError};
use crate::store::locks::{LockName, LockWait};
use crate::store::services::service_id;
use crate::store::tables::{
    INTENTS, Rows, STAGING, after, damaged, key_of, service_start, user_id,
};
use crate::store::write::{Write, breathe};

impl Store {
    /// Finishes the interrupted commits of services that nobody syncs now. A private copy has
    /// nobody to ask.
    pub(in crate::store) fn recover(&self) -> Result<()> {
        let read = self.read()?;
        let mut services = services_in(&read.table(STAGING)?)?;
        for row in read.table(INTENTS)?.iter()? {
            services.push(service_id(row?.0.value())?);
        }
        drop(read);
        services.sort_unstable();
        services.dedup();
        for service in services {
            if self.is_copy() {
                self.settle(&service)?;
                continue;
            }
            match self.lock(&LockName::Sync(service.clone()), LockWait::No) {
                Ok(_lock) => self.settle(&service)?,
                Err(StoreError::Locked { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether a commit was interrupted and nobody is there to finish it: what is read now would be
    /// half of a run.
    pub(in crate::store) fn is_cut_off(&self) -> Result<bool> {
        for row in self.read_table(INTENTS)?.iter()? {
            let service = service_id(row?.0.value())?;
            if self.holder(&LockName::Sync(service))?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Finishes an interrupted commit of a service, then drops what is staged without an intent.
    /// The caller holds the service's lock.
    pub(super) fn settle(&self, service: &ServiceId) -> Result<()> {
        let read = self.read()?;
        let intended = read
            .table(INTENTS)?
            .get(service.as_str().as_bytes())?
            .is_some();
        let start = service_start(service);
        let staged = read
            .table(STAGING)?
            .range::<&[u8]>(&start[..]..&after(&start)[..])?
            .next()
            .is_some();
        drop(read);
        if intended {
            let revision = roll_forward(self, service)?;
            if !self.is_copy() {
                self.announce(revision);
            }
        } else if staged {
            self.write_anyway(|write| write.drop_staging(service))?;
        }
        Ok(())
    }
}

/// Commits a buffer and the end of its run in one transaction.
pub(super) fn at_once(
    store: &Store,
    service: &ServiceId,
    intent: &Intent,
    buffer: &Buffer,
) -> Result<Revision> {
    let ((), revision) = store.write(|write| {
        let rekeys = Rekeys::of(intent);
        for row in buffer.rows() {
            write.apply(service, intent, &rekeys, &row?)?;
        }
        write.end_sync(service, intent)
    })?;
    Ok(revision)
}

/// Records the end of a run that commits nothing, and drops what it had staged.
pub(super) fn record(store: &Store, service: &ServiceId, intent: &Intent) -> Result<Revision> {
    let ((), revision) = store.write(|write| write.end_sync(service, intent))?;
    Ok(revision)
}

/// Writes down a commit that takes several transactions: from here on it will be finished.
pub(super) fn intend(store: &Store, service: &ServiceId, intent: &Intent) -> Result<()> {
    let bytes = encode(intent)?;
    store.write(|write| {
        write
            .intents
            .insert(service.as_str().as_bytes(), bytes.as_slice())?;
        Ok(())
    })?;
    Ok(())
}

/// Finishes an intended commit.
pub(super) fn roll_forward(store: &Store, service: &ServiceId) -> Result<Revision> {
    loop {
        let (ended, revision) = step(store, service)?;
        if ended {
            return Ok(revision);
        }
        breathe();
    }
}

/// Moves one transaction's worth of staged rows to their tables; the last one ends the run.
pub(super) fn step(store: &Store, service: &ServiceId) -> Result<(bool, Revision)> {
    store.write_anyway(|write| {
        let intent: Option<Intent> = write.intents.record(service.as_str().as_bytes())?;
        let Some(intent) = intent else {
            return Ok(true);
        };
        let rekeys = Rekeys::of(&intent);
        let start = staging::prefix(service, intent.run.id);
        let mut rows = 0;
        while !write.is_full(rows) {
            let Some(blob) = write.take_blob(&start)? else {
                write.end_sync(service, &intent)?;
                return Ok(true);
            };
            for row in staging::rows(&blob) {
                write.apply(service, &intent, &rekeys, &row?)?;
                rows += 1;
            }
        }
        Ok(false)
    })
}

fn named(service: &ServiceId, remote: &str) -> Result<AccountKey> {
    let remote = RemoteId::new(remote).map_err(|error| damaged(super::WHAT, error))?;
    Ok(AccountKey::new(service.clone(), remote))
}

impl Write<'_> {
    /// Takes the first blob of a run out of the staging table.
    fn take_blob(&mut self, start: &[u8]) -> Result<Option<Vec<u8>>> {
        let (key, blob) = match self.staging.range::<&[u8]>(start..)?.next().transpose()? {
            Some((key, blob)) if key.value().starts_with(start) => {
                (key.value().to_vec(), blob.value().to_vec())
            }
            _ => return Ok(None),
        };
        self.staging.remove(key.as_slice())?;
        Ok(Some(blob))
    }

    /// Writes one account with its changes.
    fn apply(
        &mut self,
        service: &ServiceId,
        intent: &Intent,
        rekeys: &Rekeys<'_>,
        row: &StagedRow<'_>,
    ) -> Result<()> {
        if rekeys.skips(row) {
            return Ok(());
        }
        let account = named(service, row.remote)?;
        let former = match row.kind {
            StagedRowKind::Rekey { from } if !rekeys.kept.contains(from) => {
                Some(named(service, from)?)
            }
            _ => None,
        };
        let key = key_of(&account);
        let before: Option<Account> = self.accounts.record(&key)?;
        let moved: Option<Account> = match &former {
            Some(former) => self.accounts.record(&key_of(former))?,
            None => None,
        };
        let now = self.now;
        let stale = |known: &Account| is_older(row.observed_at, known, now);
        if before.iter().chain(&moved).any(stale) {
            // Changed by us since it was fetched.
            return Ok(());
        }
        if let Some(former) = &former {
            self.rekey(former, &account)?;
        }
        self.accounts.insert(key.as_slice(), row.account)?;
        self.change();
        if let Some(user) = self.links.user_id(&key)? {
            // Only a change of state shows in the user's line.
            if before.is_some_and(|before| before.state == row.state) {
                self.touch(user);
            } else {
                self.touch_line(user);
            }
        }
        for change in &row.changes {
            self.put_change(&ObservedChange {
                at: intent.run.started,
                run: intent.run.id,
                account: account.clone(),
                change: change.clone(),
            })?;
        }
        Ok(())
    }

    /// Moves what hangs on a former id to the new one: user, restore point, place in the record.
    fn rekey(&mut self, old: &AccountKey, new: &AccountKey) -> Result<()> {
        let (old_key, new_key) = (key_of(old), key_of(new));
        self.accounts.remove(old_key.as_slice())?;
        let user = match self.links.remove(old_key.as_slice())? {
            Some(id) => Some(user_id(id.value())?),
            None => None,
        };
        if let Some(user) = user {
            let free = self.links.user_id(&new_key)?.is_none();
            if free {
                self.links
                    .insert(new_key.as_slice(), user.0.as_bytes().as_slice())?;
            }
            self.edit_accounts(user, |accounts| {
                accounts.retain(|listed| listed != old);
                if free {
                    accounts.push(new.clone());
                }
            })?;
        }
        self.rekey_reasons(old, new, user)?;
        self.move_waivers(old, new)?;
        self.move_point(old, new)
    }

    /// The run's record, the service's state and the audit entry; nothing of it stays staged.
    fn end_sync(&mut self, service: &ServiceId, intent: &Intent) -> Result<()> {
        self.put_run(&intent.run)?;
        let mut state = intent.state.clone();
        state.paused = self.service_state(service)?.paused;
        self.put_service_state(service, &state)?;
        self.log(&intent.audit)?;
        self.intents.remove(service.as_str().as_bytes())?;
        self.drop_staging(service)
    }

    fn drop_staging(&mut self, service: &ServiceId) -> Result<()> {
        let start = service_start(service);
        let end = after(&start);
        self.staging
            .retain_in::<&[u8], _>(&start[..]..&end[..], |_, _| false)?;
        Ok(())
    }
}
