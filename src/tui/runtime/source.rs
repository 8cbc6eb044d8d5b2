//! Where the screen's data comes from and its changes go, behind one small trait.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::domain::check::CheckLine;
use crate::domain::form::Choice;
use crate::domain::ids::{Revision, ServiceId};
use crate::domain::progress::Progress;
use crate::domain::run::RunRecord;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::tui::shell::data::{Act, Answer, Done, Facts, FirstFrame, Found, Query};

/// News of a sync under way.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncNews {
    /// How far one service is.
    Progress(ServiceId, Progress),
    Ended(RunRecord),
    /// One service was left alone.
    Skipped(ServiceId, Text),
}

/// The choices of one source of a form, or why there are none.
pub type Offered = (String, Result<Vec<Choice>, Text>);

/// Takes news; cheap, never blocks.
pub type Tell = Arc<dyn Fn(SyncNews) + Send + Sync>;

/// The store and the workflows, as the screen needs them.
///
/// The calls that are not `async` block, and are made off the screen's thread, except
/// [`Source::facts`] and [`Source::first_frame`], which come before it.
#[async_trait]
pub trait Source: Send + Sync + 'static {
    /// What holds for the session.
    fn facts(&self) -> Facts;

    /// Totals, services and the first `lines` users by name: nothing else may be read.
    fn first_frame(&self, lines: usize) -> Result<FirstFrame, Text>;

    /// The newest snapshot; `known` may be advanced instead of reading all again.
    fn snapshot(&self, known: Option<&Arc<Snapshot>>) -> Result<Arc<Snapshot>, Text>;

    /// Answers a question; [`Query::Doctor`] goes to [`Source::doctor`] instead, and
    /// [`Query::Options`] to [`Source::options`].
    fn ask(&self, query: &Query) -> Result<Answer, Text>;

    /// Makes the checks; asks the services.
    async fn doctor(&self) -> Vec<CheckLine>;

    /// Asks a service for the choices of a form, each source with its own outcome.
    async fn options(&self, service: &ServiceId, sources: Vec<String>) -> Vec<Offered>;

    /// Synchronises services side by side until all ended or `cancel` is heeded.
    async fn sync(
        &self,
        services: Vec<ServiceId>,
        auto: bool,
        cancel: CancellationToken,
        tell: Tell,
    ) -> Result<(), Text>;

    /// Compares everybody; takes seconds where there are many.
    fn questions(&self) -> Result<Found, Text>;

    /// Changes our own store; one call at a time.
    fn act(&self, act: &Act) -> Result<Done, Text>;

    /// No more changes wait: what follows from them can be worked out once for all of them.
    fn tidy(&self) {}

    /// Comes back when the store's revision is not the one that was last given out.
    async fn moved(&self) -> Revision;

    /// Waits until no write is open: a stopped process must not keep others from writing.
    fn settle(&self) {}
}
