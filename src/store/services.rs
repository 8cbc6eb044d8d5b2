//! What is remembered of services: states, runs, what the guard holds, and the totals.

use std::collections::BTreeMap;

use redb::{AccessGuard, ReadableTable};

use super::Store;
use super::codec::{self, encode};
use super::error::{Result, StoreError};
use super::tables::{
    self, HELD, META, META_SALT, META_SUMMARY, RUNS, RUNS_BY_SERVICE, Rows, SERVICES, after,
    run_key, service_start,
};
use super::write::Write;
use crate::domain::audit::AuditBody;
use crate::domain::ids::{Revision, ServiceId};
use crate::domain::run::{Outcome, RunRecord};
use crate::domain::service::ServiceState;
use crate::domain::snapshot::Summary;
use crate::domain::time::DAY;

/// How long what the guard holds can be accepted, in milliseconds.
const HELD_FOR: i64 = 7 * DAY;

/// Most runs that are kept of one service.
const RUNS_KEPT: usize = 1_000;

impl Store {
    /// What is remembered of every service.
    pub fn service_states(&self) -> Result<BTreeMap<ServiceId, ServiceState>> {
        self.read_table(SERVICES)?
            .iter()?
            .map(|row| {
                let (key, value) = row?;
                Ok((service_id(key.value())?, codec::decode(value.value())?))
            })
            .collect()
    }

    /// Replaces what is remembered of a service. A change of one field is safer through
    /// [`Store::update_service_state`].
    pub fn set_service_state(
        &self,
        service: &ServiceId,
        state: ServiceState,
        audit: Option<AuditBody>,
    ) -> Result<Revision> {
        self.update_service_state(service, &mut |stored| *stored = state.clone(), audit)
    }

    /// Changes what is remembered of a service, as it is at that moment.
    pub fn update_service_state(
        &self,
        service: &ServiceId,
        edit: &mut dyn FnMut(&mut ServiceState),
        audit: Option<AuditBody>,
    ) -> Result<Revision> {
        let ((), revision) = self.change(|write| {
            let mut state = write.service_state(service)?;
            edit(&mut state);
            write.put_service_state(service, &state)?;
            audit.iter().try_for_each(|body| write.log(body))
        })?;
        Ok(revision)
    }

    /// The random bytes that go into the digests of refused credentials, made when they are first
    /// needed; `None` in a read-only store that has none, which also has no such digest.
    pub fn salt(&self) -> Result<Option<[u8; 16]>> {
        let kept = |value: Option<AccessGuard<'_, &[u8]>>| {
            let value = value.map(|value| value.value().try_into());
            let bad = |_| tables::damaged("salt", "not sixteen bytes");
            value.transpose().map_err(bad)
        };
        let salt = kept(self.read_table(META)?.get(META_SALT)?)?;
        if salt.is_some() || self.is_read_only() {
            return Ok(salt);
        }
        let (salt, _) = self.write(|write| {
            // Another process may have made it meanwhile.
            if let Some(salt) = kept(write.meta.get(META_SALT)?)? {
                return Ok(salt);
            }
            let salt: [u8; 16] = rand::random();
            write.meta.insert(META_SALT, salt.as_slice())?;
            Ok(salt)
        })?;
        Ok(Some(salt))
    }

    /// The records of the last runs, newest first.
    pub fn runs(&self, service: Option<&ServiceId>, limit: usize) -> Result<Vec<RunRecord>> {
        let read = self.read()?;
        let runs = read.table(RUNS)?;
        let Some(service) = service else {
            let newest = runs.iter()?.rev().take(limit);
            return newest.map(|row| codec::decode(row?.1.value())).collect();
        };
        let start = service_start(service);
        let mut found = Vec::new();
        let index = read.table(RUNS_BY_SERVICE)?;
        for row in index
            .range::<&[u8]>(&start[..]..&after(&start)[..])?
            .rev()
            .take(limit)
        {
            let key = row?.0;
            let key = key.value().strip_prefix(&start[..]).unwrap_or_default();
            found.extend(runs.record::<RunRecord>(key)?);
        }
        Ok(found)
    }

    /// The run that the guard holds for a service, while it can still be accepted.
    pub fn held(&self, service: &ServiceId) -> Result<Option<RunRecord>> {
        let held: Option<RunRecord> = self.read_table(HELD)?.record(service.as_str().as_bytes())?;
        let now = self.inner.clock.now();
        Ok(held.filter(|run| now.since(run.ended) <= HELD_FOR))
    }

    /// The totals, as of the last time that they were written.
    pub fn summary(&self) -> Result<Option<Summary>> {
        self.read_table(META)?.record(META_SUMMARY)
    }

    /// Writes the totals.
    pub fn write_summary(&self, summary: &Summary) -> Result<Revision> {
        let bytes = encode(summary)?;
        let ((), revision) = self.change(|write| {
            let same = write
                .meta
                .get(META_SUMMARY)?
                .is_some_and(|before| before.value() == bytes);
            if !same {
                write.meta.insert(META_SUMMARY, bytes.as_slice())?;
                write.change();
            }
            Ok(())
        })?;
        Ok(revision)
    }
}

impl Write<'_> {
    pub(super) fn service_state(&self, service: &ServiceId) -> Result<ServiceState> {
        let state: Option<ServiceState> = self.services.record(service.as_str().as_bytes())?;
        Ok(state.unwrap_or_default())
    }

    pub(super) fn put_service_state(
        &mut self,
        service: &ServiceId,
        state: &ServiceState,
    ) -> Result<()> {
        self.services
            .insert(service.as_str().as_bytes(), encode(state)?.as_slice())?;
        self.change();
        Ok(())
    }

    /// Keeps the record of a run that ended, and what it means for the guard.
    pub(super) fn put_run(&mut self, run: &RunRecord) -> Result<()> {
        let bytes = encode(run)?;
        let key = run_key(run.ended, run.id);
        let start = service_start(&run.service);
        self.runs.insert(key.as_slice(), bytes.as_slice())?;
        self.runs_by_service
            .insert([&start[..], &key[..]].concat().as_slice(), [].as_slice())?;
        let service = run.service.as_str().as_bytes();
        match run.outcome {
            Outcome::Held => {
                self.held.insert(service, bytes.as_slice())?;
            }
            Outcome::Complete => {
                self.held.remove(service)?;
            }
            Outcome::Partial | Outcome::Failed => {}
        }
        self.change();
        self.forget_old_runs(&start)
    }

    fn forget_old_runs(&mut self, start: &[u8]) -> Result<()> {
        let mut old = Vec::new();
        let of_service = self
            .runs_by_service
            .range::<&[u8]>(start..&after(start)[..])?;
        for row in of_service.rev().skip(RUNS_KEPT) {
            old.push(row?.0.value().to_vec());
        }
        for key in old {
            self.runs_by_service.remove(key.as_slice())?;
            self.runs
                .remove(key.strip_prefix(start).unwrap_or_default())?;
        }
        Ok(())
    }
}

pub(super) fn service_id(key: &[u8]) -> Result<ServiceId, StoreError> {
    let bad = || tables::damaged("service", String::from_utf8_lossy(key));
    ServiceId::new(str::from_utf8(key).map_err(|_| bad())?).map_err(|_| bad())
}
