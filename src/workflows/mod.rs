//! What the program does, step by step, for every front: the screen, the command line, timers.
//!
//! Owns the order of effects (fetch, guard, commit, merge, report). What a rule says is `domain`,
//! how a service is asked is `providers`, how rows are kept is `store`.

pub mod acts;
pub mod audit_anchor;
pub mod identity;
pub mod import;
pub mod merging;
pub mod notify;
pub mod refusals;
#[cfg(test)]
mod rehearsal;
pub mod report;
pub mod sync;
#[cfg(test)]
pub mod testing;
pub mod tokens;
pub mod update;

use std::sync::Arc;

use crate::config::{Config, Operator};
use crate::domain::clock::Clock;
use crate::net::Net;
use crate::providers::Build;
use crate::store::Store;

/// What every workflow works with.
#[derive(Clone)]
pub struct Env {
    /// The settings.
    pub config: Arc<Config>,
    /// The store, open for writing where the workflow writes.
    pub store: Store,
    /// The outside world.
    pub net: Net,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// The human behind it.
    pub operator: Operator,
    /// How a service's provider is made; [`crate::providers::build`] outside tests.
    pub build: Build,
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env")
            .field("operator", &self.operator)
            .finish_non_exhaustive()
    }
}

/// Does work that blocks, which everything about the store does, off the threads that run tasks.
pub(crate) async fn blocking<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(join) => std::panic::resume_unwind(join.into_panic()),
    }
}
