//! A run that the store stopped.

use crate::domain::run::{Outcome, RunRecord};
use crate::domain::text::Text;
use crate::workflows::Env;

/// The record of a run that the store itself stopped.
pub(super) fn failed(env: &Env, record: RunRecord, why: Text) -> RunRecord {
    tracing::error!(service = %record.service, ?why, "sync failed");
    RunRecord {
        ended: env.clock.now(),
        outcome: Outcome::Failed,
        reasons: vec![why],
        ..record
    }
}
