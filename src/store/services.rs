//! What is remembered of services: states, runs, what the guard holds, and the totals.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::Store;
use super::codec::{self, encode};
use super::engine::{Order, ReadTransaction, Span};
use super::error::{Result, StoreError, damaged};
use super::tables::{
    HELD, META, META_SALT, META_SUMMARY, RUNS, RUNS_BY_SERVICE, Rows, SERVICES, run_key,
    service_start,
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
        let mut states = BTreeMap::new();
        self.read()?
            .each(SERVICES, Span::all(), &mut |key, value| {
                states.insert(service_id(key)?, codec::decode(value)?);
                Ok(ControlFlow::Continue(()))
            })?;
        Ok(states)
    }

    /// Replaces what is remembered of a service. A change of one field is safer through
    /// [`Store::update_service_state`].
    pub fn set_service_state(
        &self,
        service: &ServiceId,
        state: ServiceState,
        audit: Option<AuditBody>,
    ) -> Result<Revision> {
        self.update_service_state(service, &|stored| *stored = state.clone(), audit)
    }

    /// Changes what is remembered of a service, as it is at that moment.
    pub fn update_service_state(
        &self,
        service: &ServiceId,
        edit: &dyn Fn(&mut ServiceState),
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
        let salt = kept_salt(&*self.read()?)?;
        if salt.is_some() || self.is_read_only() {
            return Ok(salt);
        }
        let (salt, _) = self.write(|write| {
            // Another process may have made it meanwhile.
            if let Some(salt) = kept_salt(write)? {
                return Ok(salt);
            }
            let salt: [u8; 16] = rand::random();
            write.put(META, META_SALT, &salt)?;
            Ok(salt)
        })?;
        Ok(Some(salt))
    }

    /// The records of the last runs, newest first.
    pub fn runs(&self, service: Option<&ServiceId>, limit: usize) -> Result<Vec<RunRecord>> {
        let read = self.read()?;
        let Some(service) = service else {
            return read.some(RUNS, Span::all(), Order::Descending, limit, |_, value| {
                codec::decode(value)
            });
        };
        let start = service_start(service);
        let span = Span::of_prefix(&start);
        let keys = read.some(RUNS_BY_SERVICE, span, Order::Descending, limit, |key, _| {
            Ok(key.strip_prefix(&start[..]).unwrap_or_default().to_vec())
        })?;
        let runs: Vec<Option<RunRecord>> = read.records(RUNS, keys)?;
        Ok(runs.into_iter().flatten().collect())
    }

    /// The run that the guard holds for a service, while it can still be accepted.
    pub fn held(&self, service: &ServiceId) -> Result<Option<RunRecord>> {
        let key = service.as_str().as_bytes();
        let held: Option<RunRecord> = self.read()?.record(HELD, key)?;
        let now = self.inner.clock.now();
        Ok(held.filter(|run| now.since(run.ended) <= HELD_FOR))
    }

    /// The totals, as of the last time that they were written.
    pub fn summary(&self) -> Result<Option<Summary>> {
        self.read()?.record(META, META_SUMMARY)
    }

    /// Writes the totals.
    pub fn write_summary(&self, summary: &Summary) -> Result<Revision> {
        let bytes = encode(summary)?;
        let ((), revision) = self.change(|write| {
            if write.get(META, META_SUMMARY)?.as_ref() != Some(&bytes) {
                write.put(META, META_SUMMARY, &bytes)?;
                write.change();
            }
            Ok(())
        })?;
        Ok(revision)
    }
}

impl Write<'_> {
    pub(super) fn service_state(&self, service: &ServiceId) -> Result<ServiceState> {
        let state: Option<ServiceState> = self.record(SERVICES, service.as_str().as_bytes())?;
        Ok(state.unwrap_or_default())
    }

    pub(super) fn put_service_state(
        &mut self,
        service: &ServiceId,
        state: &ServiceState,
    ) -> Result<()> {
        self.put_record(SERVICES, service.as_str().as_bytes(), state)?;
        self.change();
        Ok(())
    }

    /// Keeps the record of a run that ended, and what it means for the guard.
    pub(super) fn put_run(&mut self, run: &RunRecord) -> Result<()> {
        let bytes = encode(run)?;
        let key = run_key(run.ended, run.id);
        let start = service_start(&run.service);
        self.put(RUNS, &key, &bytes)?;
        self.put(RUNS_BY_SERVICE, &[&start[..], &key[..]].concat(), &[])?;
        let service = run.service.as_str().as_bytes();
        match run.outcome {
            Outcome::Held => self.put(HELD, service, &bytes)?,
            Outcome::Complete => self.delete(HELD, service)?,
            Outcome::Partial | Outcome::Failed => {}
        }
        self.change();
        self.forget_old_runs(&start)
    }

    fn forget_old_runs(&mut self, start: &[u8]) -> Result<()> {
        let (mut runs, mut old) = (0, Vec::new());
        let span = Span::of_prefix(start);
        self.pages(
            RUNS_BY_SERVICE,
            span,
            Order::Descending,
            RUNS_KEPT + 1,
            &mut |key, _| {
                runs += 1;
                if runs > RUNS_KEPT {
                    old.push(key.to_vec());
                }
                Ok(ControlFlow::Continue(()))
            },
        )?;
        for key in old {
            self.delete(RUNS_BY_SERVICE, &key)?;
            self.delete(RUNS, key.strip_prefix(start).unwrap_or_default())?;
        }
        Ok(())
    }
}

fn kept_salt(read: &(impl ReadTransaction + ?Sized)) -> Result<Option<[u8; 16]>> {
    let salt = read.get(META, META_SALT)?.map(<[u8; 16]>::try_from);
    salt.transpose()
        .map_err(|_| damaged("salt", "not sixteen bytes"))
}

pub(super) fn service_id(key: &[u8]) -> Result<ServiceId, StoreError> {
    let bad = || damaged("service", String::from_utf8_lossy(key));
    ServiceId::new(str::from_utf8(key).map_err(|_| bad())?).map_err(|_| bad())
}
