//! The real source: the store, the workflows and the services.
//!
//! The store is read through a read-only handle until something must be written; then it is opened
//! for writing, once, off the screen's thread. Read-only sessions never get there.

mod checks;
mod identity;
mod options;
mod parts;
mod reads;

pub use parts::Parts;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::source::{Offered, Source, SyncNews, Tell};
use crate::config::Role;
use crate::domain::check::CheckLine;
use crate::domain::ids::{Revision, ServiceId};
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::providers::{Build, build};
use crate::store::{Access, LockWait, RevWatch, Store, StoreError};
use crate::tui::shell::data::{Act, Answer, Done, Facts, FirstFrame, Found, Query};
use crate::workflows::Env;
use crate::workflows::acts::{self, Refresh, Refusal};
use crate::workflows::audit_anchor::anchor;
use crate::workflows::report::View;
use crate::workflows::sync::{SyncEvent, SyncRequest};
use crate::workflows::update::update;

/// The store, the workflows and the services.
pub struct Live {
    parts: Parts,
    /// Open for reading; `None` while there is no store.
    reader: OnceLock<Store>,
    /// Open for writing, once that was needed.
    writer: OnceLock<Store>,
    /// Only one thread opens.
    opening: Mutex<()>,
    /// What the last snapshot's findings were worked out from.
    built: Mutex<Option<reads::Basis>>,
    /// Decisions were written whose findings and totals were not.
    untidy: AtomicBool,
    /// The revision that was last told, and who listens for the next.
    told: Mutex<Revision>,
    watch: tokio::sync::Mutex<Option<RevWatch>>,
    build: Build,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live")
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

fn text(error: StoreError) -> Text {
    error.text()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// Opens what can be opened for reading; a store that is missing appears with the first sync.
    ///
    /// # Errors
    /// The store exists and cannot be read.
    pub fn new(parts: Parts) -> Result<Live, Text> {
        let live = Live {
            parts,
            reader: OnceLock::new(),
            writer: OnceLock::new(),
            opening: Mutex::new(()),
            built: Mutex::new(None),
            untidy: AtomicBool::new(false),
            told: Mutex::new(Revision::default()),
            watch: tokio::sync::Mutex::new(None),
            build,
        };
        if live.parts.configured {
            let dir = &live.parts.config.paths.store;
            match Store::open(dir, Access::ReadOnly, Arc::clone(&live.parts.clock)) {
                // A copy does not follow what others write: after a crash, repair the real one.
                Ok(store) if store.is_copy() && live.may_write() => {
                    drop(store);
                    live.writer().map_err(text)?;
                }
                Ok(store) => drop(live.reader.set(store)),
                Err(StoreError::Missing(_)) => {}
                Err(error) => return Err(error.text()),
            }
        }
        Ok(live)
    }

    fn may_write(&self) -> bool {
        !self.parts.config.read_only && self.parts.operator.role >= Role::Admin
    }

    /// The store, however it is open; `None` while there is none.
    fn store(&self) -> Option<&Store> {
        self.writer.get().or_else(|| self.reader.get())
    }

    /// The store, open for writing; blocks the first time.
    fn writer(&self) -> Result<&Store, StoreError> {
        if !self.may_write() {
            return Err(StoreError::ReadOnly);
        }
        let _opening = locked(&self.opening);
        if let Some(store) = self.writer.get() {
            return Ok(store);
        }
        let dir = &self.parts.config.paths.store;
        let store = Store::open(dir, Access::ReadWrite, Arc::clone(&self.parts.clock))?;
        store.name_operator(&self.parts.operator.name);
        // What happens to an invented organisation is nobody's business.
        if !self.parts.demo {
            anchor(&store, &self.parts.config.paths);
        }
        Ok(self.writer.get_or_init(|| store))
    }

    fn env(&self, store: &Store) -> Env {
        Env {
            config: Arc::clone(&self.parts.config),
            store: store.clone(),
            net: self.parts.net.clone(),
            clock: Arc::clone(&self.parts.clock),
            operator: self.parts.operator.clone(),
            build: self.build,
        }
    }

    fn view(&self, store: &Store) -> Result<View, StoreError> {
        View::read(&self.parts.config, store, self.parts.clock.now())
    }
}

#[async_trait]
impl Source for Live {
    fn facts(&self) -> Facts {
        reads::facts(&self.parts, self.may_write())
    }

    fn first_frame(&self, lines: usize) -> Result<FirstFrame, Text> {
        let Some(store) = self.store() else {
            return Ok(FirstFrame::default());
        };
        let frame = self
            .view(store)
            .and_then(|view| reads::first_frame(store, &view, lines))
            .map_err(text)?;
        *locked(&self.told) = frame.status.revision;
        Ok(frame)
    }

    fn snapshot(&self, known: Option<&Arc<Snapshot>>) -> Result<Arc<Snapshot>, Text> {
        let Some(store) = self.store() else {
            return Ok(Arc::default());
        };
        let view = self.view(store).map_err(text)?;
        let mut built = locked(&self.built);
        reads::snapshot(store, &view, known, &mut built).map_err(text)
    }

    fn ask(&self, query: &Query) -> Result<Answer, Text> {
        let Some(store) = self.store() else {
            return Ok(reads::nothing(query));
        };
        if let Some(answer) = identity::ask(&self.env(store), query) {
            return answer;
        }
        let read = || {
            let view = self.view(store)?;
            reads::answer(&self.parts, store, &view, query)
        };
        read().map_err(text)
    }

    async fn doctor(&self) -> Vec<CheckLine> {
        checks::run(&self.parts, self.build).await
    }

    async fn options(&self, service: &ServiceId, sources: Vec<String>) -> Vec<Offered> {
        options::ask(&self.parts, self.build, service, sources).await
    }

    async fn sync(
        &self,
        services: Vec<ServiceId>,
        auto: bool,
        cancel: CancellationToken,
        tell: Tell,
    ) -> Result<(), Text> {
        // Opening waits for a write of another process: not on a thread that others need.
        let env = tokio::task::block_in_place(|| self.writer().map(|store| self.env(store)));
        let env = env.map_err(text)?;
        let wanted = self.parts.config.services.iter();
        let every = self.parts.config.sync.every.map(|every| every.as_millis());
        let request = SyncRequest {
            services: wanted
                .filter(|service| services.contains(&service.id))
                .cloned()
                .collect(),
            dry_run: false,
            add_only: false,
            accept_removals: None,
            unless_younger: every
                .filter(|_| auto)
                .map(|every| i64::try_from(every).unwrap_or(i64::MAX)),
            wait: LockWait::No,
        };
        let listener = Arc::new(move |event: SyncEvent| {
            tell(match event {
                SyncEvent::Progress(service, progress) => SyncNews::Progress(service, progress),
                SyncEvent::Ended(run) => SyncNews::Ended(run),
                SyncEvent::Skipped(service, why) => SyncNews::Skipped(service, why),
            });
        });
        let updated = update(&env, request, cancel, listener).await;
        updated.merge.map(|_| ()).map_err(text)
    }

    fn questions(&self) -> Result<Found, Text> {
        match self.store() {
            Some(store) => identity::questions(&self.env(store)),
            None => Ok(Found::default()),
        }
    }

    fn act(&self, act: &Act) -> Result<Done, Text> {
        let env = self.writer().map(|store| self.env(store)).map_err(text)?;
        // Also what is refused in the middle may have written a part.
        self.untidy.store(true, Ordering::Relaxed);
        let done = acts::perform(&env, act, "", Refresh::Later);
        let done = done.map_err(|refusal| refusal.text())?;
        Ok(Done {
            text: None,
            decision: done.decision,
            refused: done.refused,
        })
    }

    fn tidy(&self) {
        if !self.untidy.swap(false, Ordering::Relaxed) {
            return;
        }
        let tidied = self
            .writer()
            .map_err(Refusal::from)
            .and_then(|store| acts::refresh(&self.env(store)));
        if let Err(error) = tidied {
            // The next sync works it out again.
            tracing::warn!(%error, "findings and totals were not written");
        }
    }

    async fn moved(&self) -> Revision {
        loop {
            if let Some(revision) = self.revision_if_moved() {
                return revision;
            }
            if let Err(error) = self.heard().await {
                tracing::warn!(%error, "no longer following the store");
                return std::future::pending().await;
            }
        }
    }

    fn settle(&self) {
        if let Some(store) = self.writer.get() {
            drop(store.hold_writes());
        }
    }
}

impl Live {
    fn revision_if_moved(&self) -> Option<Revision> {
        // One small read: it does not need a thread of its own.
        let revision = self.store()?.revision().ok()?;
        let mut told = locked(&self.told);
        let moved = revision != *told;
        *told = revision;
        moved.then_some(revision)
    }

    /// The store; looks again where there was none, for another process may have made it.
    fn found(&self) -> Option<&Store> {
        if let Some(store) = self.store() {
            return Some(store);
        }
        let dir = self
            .parts
            .configured
            .then_some(&self.parts.config.paths.store)?;
        let store = Store::open(dir, Access::ReadOnly, Arc::clone(&self.parts.clock)).ok()?;
        // A copy does not follow what others write.
        if !store.is_copy() {
            let _ = self.reader.set(store);
        }
        self.store()
    }

    /// Comes back after a commit, ours or another process's.
    async fn heard(&self) -> Result<(), StoreError> {
        let mut watch = self.watch.lock().await;
        if let Some(watch) = watch.as_mut() {
            return watch.changed().await;
        }
        let store = loop {
            match self.found() {
                Some(store) => break store,
                // There is no store to follow before somebody makes one.
                None => tokio::time::sleep(std::time::Duration::from_secs(1)).await,
            }
        };
        *watch = Some(store.watch()?);
        Ok(())
    }
}
