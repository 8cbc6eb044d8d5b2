//! Takes batches as they come: compares each account with what is known and stages what changed.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use crate::domain::account::{FetchedAccount, GroupId, Membership};
use crate::domain::change::Field;
use crate::domain::clock::Clock;
use crate::domain::diff::guard::{Tally, Watch};
use crate::domain::diff::rekey::Keys;
use crate::domain::diff::state::{Event, Hold, Visibility};
use crate::domain::diff::{self, Found, Staged, StagedKind, fields};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::{AccountKey, Digest16, RemoteId, ServiceId};
use crate::domain::run::Counts;
use crate::domain::seen::Seen;
use crate::domain::time::Timestamp;
use crate::providers::BatchSink;
use crate::store::{StoreError, SyncSession};
use crate::workflows::blocking;

/// Most accounts in one batch.
const BATCH: usize = 1_000;

/// One fetch in the making; behind a lock because the store is used from blocking threads.
pub(super) struct Intake {
    pub session: SyncSession,
    pub service: ServiceId,
    pub clock: Arc<dyn Clock>,
    pub visibility: Visibility,
    pub dry_run: bool,
    /// Digests of the ids that were listed.
    pub seen: HashSet<Digest16>,
    /// Groups of which nothing can be concluded from absence.
    pub unread: HashSet<GroupId>,
    pub counts: Counts,
    pub tally: Tally,
    /// Newly listed accounts, kept only when an old one could be behind them.
    pub inserted: Vec<(Keys, Box<Staged>)>,
    /// Whether the service had accounts before.
    pub had_accounts: bool,
    /// A failure of the store, which is not the service's fault.
    pub broken: Option<StoreError>,
}

impl Intake {
    /// Whether an id was listed by this fetch.
    pub fn listed(&self, id: &RemoteId) -> bool {
        self.seen.contains(&digest(id))
    }

    fn take(&mut self, requested: Timestamp, batch: Vec<FetchedAccount>) -> Result<(), StoreError> {
        let mut batch = batch;
        // A page that shifted under us repeats rows: the first sight counts.
        batch.retain(|account| self.seen.insert(digest(&account.id)));
        let ids: Vec<RemoteId> = batch.iter().map(|account| account.id.clone()).collect();
        let known = self.session.known(&ids)?;
        let now = self.clock.now();
        let mut rows = Vec::new();
        for (mut fetched, known) in batch.into_iter().zip(known) {
            self.counts.fetched += 1;
            if let Some((stored, _)) = &known {
                self.keep_unread(&stored.profile.groups, &mut fetched.profile.groups);
            }
            match known {
                None => {
                    self.counts.inserted += 1;
                    let formerly = fetched.formerly.clone();
                    let key = AccountKey::new(self.service.clone(), fetched.id.clone());
                    let mut staged = diff::appeared(key, fetched, requested);
                    if self.had_accounts {
                        let keys = Keys::of(&staged.account, formerly);
                        self.inserted.push((keys, Box::new(staged.clone())));
                    } else {
                        // What was there at first sight is not news.
                        staged.changes.clear();
                    }
                    rows.push(staged);
                }
                Some((stored, hold)) => {
                    match diff::known((&stored, hold), fetched, (requested, now), self.visibility) {
                        Found::Unchanged | Found::Stale => self.counts.unchanged += 1,
                        Found::Write(staged, event) => {
                            if staged.kind == StagedKind::Touch {
                                self.counts.unchanged += 1;
                            } else {
                                self.counts.updated += 1;
                            }
                            self.watch(&stored.profile, &staged, event);
                            rows.push(*staged);
                        }
                    }
                }
            }
        }
        if self.dry_run || rows.is_empty() {
            Ok(())
        } else {
            self.session.stage(rows)
        }
    }

    /// Adds the known memberships in groups that were not read.
    fn keep_unread(&self, known: &Seen<Vec<Membership>>, shown: &mut Seen<Vec<Membership>>) {
        let (Seen::Value(known), Seen::Value(shown)) = (known, shown) else {
            return;
        };
        if self.unread.is_empty() {
            return;
        }
        for membership in known {
            let group = GroupId::of(membership);
            if self.unread.contains(&group) && !shown.iter().any(|one| one.is_in(&group)) {
                shown.push(membership.clone());
                shown.sort();
            }
        }
    }

    fn watch(&mut self, before: &crate::domain::account::Profile, staged: &Staged, event: Event) {
        let id = || staged.account.key.remote.clone();
        match event {
            Event::Returned => self.counts.returned += 1,
            Event::DisabledOutside => self.tally.add(Watch::Disabled, id()),
            Event::None | Event::Gone | Event::ReenabledOutside => {}
        }
        if fields::admin_moved(before, &staged.account.profile) {
            self.tally.add(Watch::Admin, id());
        }
        if staged
            .changes
            .iter()
            .any(|change| change.field == Field::Email)
        {
            self.tally.add(Watch::Email, id());
        }
    }
}

/// What we have to do with an account's state.
pub(super) fn hold_of(holds: &HashMap<RemoteId, Hold>, id: &RemoteId) -> Hold {
    holds.get(id).copied().unwrap_or(Hold::None)
}

fn digest(id: &RemoteId) -> Digest16 {
    Digest16::of(id.as_str().as_bytes())
}

/// The provider's side of an [`Intake`].
pub(super) struct Sink(pub Arc<Mutex<Intake>>);

#[async_trait]
impl BatchSink for Sink {
    fn unread(&mut self, groups: Vec<GroupId>) {
        let mut intake = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        intake.unread.extend(groups);
    }

    async fn batch(
        &mut self,
        requested: Timestamp,
        accounts: Vec<FetchedAccount>,
    ) -> Result<(), ProviderError> {
        let intake = self.0.clone();
        let work = move || {
            let mut intake = intake.lock().unwrap_or_else(PoisonError::into_inner);
            if accounts.len() > BATCH {
                return Err(stopped(
                    &intake,
                    format!("batch of {} accounts", accounts.len()),
                ));
            }
            if let Err(error) = intake.take(requested, accounts) {
                let stop = stopped(&intake, error.to_string());
                intake.broken = Some(error);
                return Err(stop);
            }
            Ok(())
        };
        blocking(work).await
    }
}

/// Makes the provider stop; the real reason is told by the workflow.
fn stopped(intake: &Intake, detail: String) -> ProviderError {
    ProviderError {
        kind: ErrorKind::Cancelled,
        service: intake.service.to_string(),
        target: "store".to_owned(),
        detail,
    }
}
