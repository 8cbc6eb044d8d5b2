//! Committing what was staged, and finishing commits that were interrupted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::rekeys::Rekeys;
use super::staging::{self, Buffer};
use crate::domain::account::Account;
use crate::domain::change::ObservedChange;
use crate::domain::diff::is_older;
use crate::domain::ids::{AccountKey, RemoteId, Revision, ServiceId, UserId};
use crate::domain::user::User;
use crate::store::Store;
use crate::store::accounts::services_in;
use crate::store::codec::{Intent, StagedRow, StagedRowKind, encode};
use crate::store::engine::coordination::{LockName, LockWait};
use crate::store::engine::{Order, Span};
use crate::store::error::{Result, StoreError, damaged};
use crate::store::services::service_id;
use crate::store::tables::{
    ACCOUNTS, INTENTS, LINKS, Rows, STAGING, USERS, key_of, service_start, user_id,
};
use crate::store::write::{Write, breathe};

/// Rows that are read together before they are written.
const TOGETHER: usize = 500;

impl Store {
    /// Finishes the interrupted commits of services that nobody syncs now. A private copy has
    /// nobody to ask.
    pub(in crate::store) fn recover(&self) -> Result<()> {
        let read = self.read()?;
        let mut services = services_in(&*read, STAGING)?;
        services.extend(self.intended()?);
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
        for service in self.intended()? {
            if self.holder(&LockName::Sync(service))?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The services of which a commit must be finished.
    fn intended(&self) -> Result<Vec<ServiceId>> {
        let mut services = Vec::new();
        self.read()?.each(INTENTS, Span::all(), &mut |key, _| {
            services.push(service_id(key)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(services)
    }

    /// Finishes an interrupted commit of a service, then drops what is staged without an intent.
    /// The caller holds the service's lock.
    pub(super) fn settle(&self, service: &ServiceId) -> Result<()> {
        let read = self.read()?;
        let intended = read.has(INTENTS, service.as_str().as_bytes())?;
        let span = Span::of_prefix(&service_start(service));
        let staged = read.some(STAGING, span, Order::Ascending, 1, |_, _| Ok(()))?;
        drop(read);
        if intended {
            let revision = roll_forward(self, service)?;
            if !self.is_copy() {
                self.announce(revision);
            }
        } else if !staged.is_empty() {
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
        let rows = buffer.rows().collect::<Result<Vec<_>>>()?;
        for rows in rows.chunks(TOGETHER) {
            write.apply(service, intent, &rekeys, rows)?;
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
    store.write(|write| write.put(INTENTS, service.as_str().as_bytes(), &bytes))?;
    Ok(())
}

/// Finishes an intended commit. The caller holds the service's lock, so that nobody else does.
pub(super) fn roll_forward(store: &Store, service: &ServiceId) -> Result<Revision> {
    let read = store.read()?;
    let intent: Option<Intent> = read.record(INTENTS, service.as_str().as_bytes())?;
    let revision = read.revision()?;
    drop(read);
    let Some(intent) = intent else {
        return Ok(revision);
    };
    // Once, not in every transaction: there may be as many re-keyed accounts as accounts.
    let rekeys = Rekeys::of(&intent);
    loop {
        let (ended, revision) = step(store, service, &intent, &rekeys)?;
        if ended {
            return Ok(revision);
        }
        breathe();
    }
}

/// Moves one transaction's worth of staged rows to their tables; the last one ends the run.
pub(super) fn step(
    store: &Store,
    service: &ServiceId,
    intent: &Intent,
    rekeys: &Rekeys<'_>,
) -> Result<(bool, Revision)> {
    let start = staging::prefix(service, intent.run.id);
    store.write_anyway(|write| {
        let mut rows = 0;
        while !write.is_full(rows) {
            let Some(blob) = write.take_blob(&start)? else {
                write.end_sync(service, intent)?;
                return Ok(true);
            };
            let staged = staging::rows(&blob).collect::<Result<Vec<_>>>()?;
            write.apply(service, intent, rekeys, &staged)?;
            rows += staged.len();
        }
        Ok(false)
    })
}

fn named(service: &ServiceId, remote: &str) -> Result<AccountKey> {
    let remote = RemoteId::new(remote).map_err(|error| damaged(staging::WHAT, error))?;
    Ok(AccountKey::new(service.clone(), remote))
}

impl Write<'_> {
    /// Takes the first blob of a run out of the staging table.
    fn take_blob(&mut self, start: &[u8]) -> Result<Option<Vec<u8>>> {
        let blob = |key: &[u8], blob: &[u8]| Ok((key.to_vec(), blob.to_vec()));
        let first = self.some(STAGING, Span::of_prefix(start), Order::Ascending, 1, blob)?;
        let Some((key, blob)) = first.into_iter().next() else {
            return Ok(None);
        };
        self.delete(STAGING, &key)?;
        Ok(Some(blob))
    }

    /// Writes some accounts with their changes; no two rows are of the same one.
    fn apply(
        &mut self,
        service: &ServiceId,
        intent: &Intent,
        rekeys: &Rekeys<'_>,
        rows: &[StagedRow<'_>],
    ) -> Result<()> {
        let rows: Vec<&StagedRow<'_>> = rows.iter().filter(|row| !rekeys.skips(row)).collect();
        let mut keys = Vec::with_capacity(rows.len());
        let mut moves: Vec<(usize, AccountKey)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            keys.push(key_of(&named(service, row.remote)?));
            if let StagedRowKind::Rekey { from } = row.kind
                && !rekeys.kept.contains(from)
            {
                moves.push((at, named(service, from)?));
            }
        }
        let befores: Vec<Option<Account>> = self.records(ACCOUNTS, &keys)?;
        let formers: Vec<Option<Account>> =
            self.records(ACCOUNTS, moves.iter().map(|(_, former)| key_of(former)))?;
        // Changed by us since it was fetched.
        let stale = |row: &StagedRow<'_>, known: &Option<Account>| {
            let known = known.as_ref();
            known.is_some_and(|known| is_older(row.observed_at, known, self.now))
        };
        let mut left_alone: BTreeSet<usize> = BTreeSet::new();
        for ((at, row), before) in rows.iter().enumerate().zip(&befores) {
            if stale(row, before) {
                left_alone.insert(at);
            }
        }
        for ((at, _), former) in moves.iter().zip(&formers) {
            if rows.get(*at).is_some_and(|row| stale(row, former)) {
                left_alone.insert(*at);
            }
        }
        let mut moved = Vec::with_capacity(moves.len());
        for (at, former) in moves {
            if !left_alone.contains(&at)
                && let Some(row) = rows.get(at)
            {
                moved.push((former, named(service, row.remote)?));
            }
        }
        self.rekey(&moved)?;
        let users = self.many(LINKS, &keys, user_id)?;
        for (at, row) in rows.iter().enumerate() {
            let (Some(key), false) = (keys.get(at), left_alone.contains(&at)) else {
                continue;
            };
            self.put(ACCOUNTS, key, row.account)?;
            self.change();
            if let Some(user) = users.get(at).copied().flatten() {
                // Only a change of state shows in the user's line.
                let before = befores.get(at).and_then(Option::as_ref);
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
                    account: named(service, row.remote)?,
                    change: change.clone(),
                })?;
            }
        }
        Ok(())
    }

    /// Moves what hangs on former ids to the new ones: user, restore point, place in the record.
    fn rekey(&mut self, moved: &[(AccountKey, AccountKey)]) -> Result<()> {
        if moved.is_empty() {
            return Ok(());
        }
        let olds: Vec<Vec<u8>> = moved.iter().map(|(old, _)| key_of(old)).collect();
        let news: Vec<Vec<u8>> = moved.iter().map(|(_, new)| key_of(new)).collect();
        let owners = self.many(LINKS, &olds, user_id)?;
        let taken = self.many(LINKS, &news, |_| Ok(()))?;
        let ids: BTreeSet<UserId> = owners.iter().flatten().copied().collect();
        let users: Vec<Option<User>> = self.records(USERS, ids.iter().map(|id| id.0.as_bytes()))?;
        let mut users: BTreeMap<UserId, User> = users
            .into_iter()
            .flatten()
            .map(|user| (user.id, user))
            .collect();
        for (at, (old, new)) in moved.iter().enumerate() {
            let (Some(old_key), Some(new_key)) = (olds.get(at), news.get(at)) else {
                continue;
            };
            self.delete(ACCOUNTS, old_key)?;
            let Some(owner) = owners.get(at).copied().flatten() else {
                continue;
            };
            self.delete(LINKS, old_key)?;
            let free = taken.get(at).is_some_and(Option::is_none);
            if free {
                self.put(LINKS, new_key, owner.0.as_bytes())?;
            }
            if let Some(user) = users.get_mut(&owner) {
                user.accounts.retain(|listed| listed != old);
                if free {
                    user.accounts.push(new.clone());
                }
            }
        }
        for user in users.values_mut() {
            user.accounts.sort_unstable();
            self.put_record(USERS, user.id.0.as_bytes(), user)?;
            self.touch_line(user.id);
        }
        self.rekey_reasons(moved, &ids)?;
        self.move_waivers(moved)?;
        self.move_steps(moved)?;
        self.move_points(moved)
    }

    /// The run's record, the service's state and the audit entry; nothing of it stays staged.
    fn end_sync(&mut self, service: &ServiceId, intent: &Intent) -> Result<()> {
        self.put_run(&intent.run)?;
        let mut state = intent.state.clone();
        state.paused = self.service_state(service)?.paused;
        self.put_service_state(service, &state)?;
        self.log(&intent.audit)?;
        self.delete(INTENTS, service.as_str().as_bytes())?;
        self.drop_staging(service)
    }

    fn drop_staging(&mut self, service: &ServiceId) -> Result<()> {
        self.delete_range(STAGING, &Span::of_prefix(&service_start(service)))
    }
}
