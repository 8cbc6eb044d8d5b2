//! A source over the made-up organisation, for tests and for looking at the screen.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::source::{Offered, Source, SyncNews, Tell};
use crate::domain::check::CheckLine;
use crate::domain::findings::Waiver;
use crate::domain::ids::{Revision, ServiceId};
use crate::domain::progress::{Phase, Progress};
use crate::domain::run::{Outcome, RunRecord};
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::tui::sample;
use crate::tui::shell::data::{Act, Answer, Done, Facts, FirstFrame, Found, Query, Status};

/// Steps of a made-up sync.
const STEPS: u64 = 20;

/// A source over made-up data.
#[derive(Debug)]
pub struct SampleSource {
    facts: Facts,
    /// Time between two steps of a sync.
    pace: Duration,
    state: Mutex<State>,
    moved: Notify,
}

#[derive(Debug)]
struct State {
    snapshot: Arc<Snapshot>,
    status: Status,
    runs: Vec<RunRecord>,
    waivers: Vec<Waiver>,
    acts: Vec<Act>,
    /// Why the next act is refused.
    refusal: Option<Text>,
}

impl SampleSource {
    /// Over a snapshot.
    pub fn new(facts: Facts, snapshot: Snapshot, pace: Duration) -> SampleSource {
        let status = sample::status(&snapshot);
        SampleSource {
            facts,
            pace,
            state: Mutex::new(State {
                snapshot: Arc::new(snapshot),
                status,
                runs: sample::runs(),
                waivers: vec![sample::waiver(sample::user_id(8))],
                acts: Vec::new(),
                refusal: None,
            }),
            moved: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was asked to be written.
    pub fn acts(&self) -> Vec<Act> {
        self.state().acts.clone()
    }

    /// Refuses the next act.
    pub fn refuse(&self, why: Text) {
        self.state().refusal = Some(why);
    }

    fn bump(&self) {
        let mut state = self.state();
        let revision = state.snapshot.revision.next();
        let mut snapshot = Snapshot::clone(&state.snapshot);
        snapshot.revision = revision;
        state.snapshot = Arc::new(snapshot);
        state.status.revision = revision;
        drop(state);
        self.moved.notify_one();
    }
}

#[async_trait]
impl Source for SampleSource {
    fn facts(&self) -> Facts {
        self.facts.clone()
    }

    fn first_frame(&self, lines: usize) -> Result<FirstFrame, Text> {
        let state = self.state();
        Ok(FirstFrame {
            status: state.status.clone(),
            lines: sample::lines(&state.snapshot, lines),
        })
    }

    fn snapshot(&self, _: Option<&Arc<Snapshot>>) -> Result<Arc<Snapshot>, Text> {
        Ok(Arc::clone(&self.state().snapshot))
    }

    fn ask(&self, query: &Query) -> Result<Answer, Text> {
        let state = self.state();
        Ok(match query {
            Query::Status => Answer::Status(Box::new(state.status.clone())),
            Query::Details(id) => {
                let details = sample::details(&state.snapshot, *id).map(Box::new);
                Answer::Details(*id, details)
            }
            Query::Runs => Answer::Runs(state.runs.clone()),
            Query::Changes => Answer::Changes(sample::changes()),
            Query::Awaited => Answer::Awaited(sample::awaited()),
            Query::Audit => Answer::Audit(sample::audit()),
            Query::Waivers => {
                let named = state
                    .waivers
                    .iter()
                    .map(|waiver| (waiver.clone(), "Zoé".to_owned()));
                Answer::Waivers(named.collect())
            }
            Query::Doctor => Answer::Doctor(sample::checks()),
            Query::Options(service, _) => Answer::Options(service.clone(), Vec::new()),
            Query::Compare(pairs) => Answer::Compared(sample::compared(pairs)),
            Query::MergePreview(users) => {
                Answer::MergePreview(users.clone(), sample::merging(&state.snapshot, users))
            }
            Query::History(user) => Answer::History(*user, sample::history()),
            Query::TakesBack(seq) => Answer::TakesBack(*seq, sample::takes_back()),
        })
    }

    async fn doctor(&self) -> Vec<CheckLine> {
        tokio::time::sleep(self.pace).await;
        sample::checks()
    }

    async fn options(&self, _: &ServiceId, sources: Vec<String>) -> Vec<Offered> {
        tokio::time::sleep(self.pace).await;
        sources
            .into_iter()
            .map(|source| (source, Ok(Vec::new())))
            .collect()
    }

    async fn sync(
        &self,
        services: Vec<ServiceId>,
        _: bool,
        cancel: CancellationToken,
        tell: Tell,
    ) -> Result<(), Text> {
        let expected = 2_000;
        for step in 1..=STEPS {
            for service in &services {
                let progress = Progress {
                    pages: step,
                    accounts: expected * step / STEPS,
                    expected: Some(expected),
                    phase: Phase::Accounts,
                    waiting_until: None,
                };
                tell(SyncNews::Progress(service.clone(), progress));
            }
            tokio::select! {
                () = tokio::time::sleep(self.pace) => {}
                () = cancel.cancelled() => break,
            }
        }
        for service in &services {
            let known = self
                .state()
                .runs
                .iter()
                .find(|run| run.service == *service)
                .cloned();
            if let Some(mut run) = known {
                if cancel.is_cancelled() {
                    run.outcome = Outcome::Failed;
                }
                self.state().runs.insert(0, run.clone());
                tell(SyncNews::Ended(run));
            }
        }
        self.bump();
        Ok(())
    }

    fn questions(&self) -> Result<Found, Text> {
        let answered = self.state().acts.clone();
        Ok(sample::found(&answered))
    }

    fn act(&self, act: &Act) -> Result<Done, Text> {
        let mut state = self.state();
        state.acts.push(act.clone());
        if let Some(why) = state.refusal.take() {
            return Err(why);
        }
        let decision = u64::try_from(state.acts.len()).ok();
        drop(state);
        self.bump();
        Ok(Done {
            decision,
            ..Done::default()
        })
    }

    async fn moved(&self) -> Revision {
        self.moved.notified().await;
        self.state().snapshot.revision
    }
}
