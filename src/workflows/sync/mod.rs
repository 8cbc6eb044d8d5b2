//! Sync: every service side by side, each fetched, guarded and committed on its own.
//!
//! Owns the order and the parallelism; one service's life is in [`service`].

mod failed;
mod finish;
mod request;
mod service;
mod sink;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Env;
use crate::domain::ids::{RunId, ServiceId};
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::text::Text;
use request::End;
pub use request::{Listener, Skip, SyncEvent, SyncReport, SyncRequest};

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
