//! What is asked of a sync, what it tells on the way, and how it ends.

use std::sync::Arc;

use crate::config::ServiceConfig;
use crate::domain::ids::ServiceId;
use crate::domain::progress::Progress;
use crate::domain::run::RunRecord;
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
pub(super) enum End {
    Ran(Box<RunRecord>),
    Skipped(Skip),
}
