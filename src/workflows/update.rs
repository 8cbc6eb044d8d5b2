//! Update: sync, then merge, then refresh what the first frame shows. The one path of the screen,
//! the command line and the timer.

use tokio_util::sync::CancellationToken;

use super::merging::refresh::refresh;
use super::merging::{MergeReport, merge};
use super::report::View;
use super::sync::{Listener, SyncReport, SyncRequest, sync};
use super::{Env, blocking};
use crate::domain::run::{Outcome, RunRecord};
use crate::store::{Result, StoreError};

/// How often a merge begins anew because another process changed the store meanwhile.
const PATIENCE: usize = 5;

/// What an update did.
#[derive(Debug)]
pub struct Updated {
    /// How each service ended.
    pub sync: SyncReport,
    /// What the rules concluded; after an error the next update does it.
    pub merge: Result<MergeReport>,
}

/// Syncs services, gives new accounts their users, and refreshes findings and totals.
pub async fn update(
    env: &Env,
    request: SyncRequest,
    cancel: CancellationToken,
    listener: Listener,
) -> Updated {
    let dry_run = request.dry_run;
    let report = sync(env, request, cancel, listener).await;
    if dry_run || !report.runs.iter().any(committed) {
        return Updated {
            sync: report,
            merge: Ok(MergeReport::default()),
        };
    }
    let env = env.clone();
    let merge = blocking(move || settle(&env)).await;
    Updated {
        sync: report,
        merge,
    }
}

/// Merges and refreshes; blocks.
pub fn settle(env: &Env) -> Result<MergeReport> {
    let mut tries = 0;
    let merged = loop {
        match merge(env) {
            Err(StoreError::Moved { .. }) if tries < PATIENCE => tries += 1,
            other => break other?,
        }
    };
    let view = View::read(&env.config, &env.store, env.clock.now())?;
    refresh(&env.store, &view)?;
    Ok(merged)
}

fn committed(run: &RunRecord) -> bool {
    matches!(run.outcome, Outcome::Complete | Outcome::Partial)
}
