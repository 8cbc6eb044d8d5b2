//! Sync: every service side by side, each fetched, guarded and committed on its own.
//!
//! Owns the order and the parallelism; one service's life is in [`service`].

mod finish;
mod service;
mod sink;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Env;
use crate::config::ServiceConfig;
use crate::domain::ids::{RunId, ServiceId};
use crate::domain::progress::Progress;
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::text::Text;
use crate::store::LockWait;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct SyncRequest {
    /// The services to sync.
    pub services: Vec<ServiceConfig>,
    /// Look, compare and report; write nothing.
    pub dry_run: bool,
    /// Conclude nothing from absence.
    pub add_only: bool,
    /// The count that lets the very same held result pass, once.
    pub accept_removals: Option<u64>,
    /// Skip services whose last run began less than this many milliseconds ago.
    pub unless_younger: Option<i64>,
    /// What to do while another process syncs the same service.
    pub wait: LockWait,
}

/// What happens on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncEvent {
    /// How far a service is.
    Progress(ServiceId, Progress),
    /// A service is done.
    Ended(RunRecord),
    /// A service was left alone.
    Skipped(ServiceId, Text),
}

/// Where events go; called from any task, must not block.
pub type Listener = Arc<dyn Fn(SyncEvent) + Send + Sync>;

/// How it all ended, in the order of the request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// One record per service that ran.
    pub runs: Vec<RunRecord>,
    /// Services that were left alone, and why.
    pub skipped: Vec<(ServiceId, Skip)>,
}

/// Why a service was left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// In words.
    pub why: Text,
    /// Another process is still at it: what was asked for was not done.
    pub busy: bool,
}

/// How one service ended.
enum End {
    Ran(Box<RunRecord>),
    Skipped(Skip),
}

/// Syncs services side by side. Never fails as a whole: each service has its own outcome.
pub async fn sync(
    env: &Env,
    request: SyncRequest,
    cancel: CancellationToken,
    listener: Listener,
) -> SyncReport {
    let request = Arc::new(request);
    let places = Arc::new(Semaphore::new(env.config.sync.parallel.max(1)));
    let mut tasks = JoinSet::new();
    for (order, config) in request.services.iter().cloned().enumerate() {
        let (env, request, places) = (env.clone(), request.clone(), places.clone());
        let (cancel, listener) = (cancel.clone(), listener.clone());
        tasks.spawn(async move {
            let _place = places.acquire_owned().await;
            let id = config.id.clone();
            let one = tokio::spawn(service::run(
                env.clone(),
                config,
                request,
                cancel,
                listener.clone(),
            ));
            let end = match one.await {
                Ok(end) => end,
                Err(_) => End::Ran(Box::new(died(&env, &id))),
            };
            listener(match &end {
                End::Ran(record) => SyncEvent::Ended((**record).clone()),
                End::Skipped(skip) => SyncEvent::Skipped(id.clone(), skip.why.clone()),
            });
            (order, id, end)
        });
    }
    let mut ends = tasks.join_all().await;
    ends.sort_by_key(|(order, ..)| *order);
    let mut report = SyncReport::default();
    for (_, id, end) in ends {
        match end {
            End::Ran(record) => report.runs.push(*record),
            End::Skipped(skip) => report.skipped.push((id, skip)),
        }
    }
    report
}

/// The record of a task that panicked: nothing of it was committed.
fn died(env: &Env, service: &ServiceId) -> RunRecord {
    let now = env.clock.now();
    RunRecord {
        id: RunId(uuid::Uuid::now_v7()),
        service: service.clone(),
        started: now,
        ended: now,
        outcome: Outcome::Failed,
        counts: Counts::default(),
        requests: 0,
        reasons: vec![Text::new("sync-internal").with("service", service.as_str())],
        held: Vec::new(),
        by: env.operator.name.clone(),
    }
}
