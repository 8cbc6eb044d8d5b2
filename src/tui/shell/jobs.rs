//! Jobs under way: how far they are, how they end, and when the next sync starts by itself.

use super::data::{Done, Job, JobId, Query};
use super::effect::{Effect, Exit};
use super::layers;
use super::model::Model;
use super::wake;
use crate::domain::findings::Severity;
use crate::domain::ids::ServiceId;
use crate::domain::progress::Progress;
use crate::domain::run::{Outcome, RunRecord};
use crate::domain::text::Text;
use crate::tui::panes::deciding;
use crate::tui::panes::quitting::QuitQuestion;

/// How far a sync of one service is.
pub fn progress(model: &mut Model, job: JobId, service: &ServiceId, progress: Progress) {
    let running = model.session.job_mut(job);
    let slot = running.and_then(|running| {
        let mut all = running.progress.iter_mut();
        all.find(|(known, _)| known == service)
    });
    if let Some((_, known)) = slot {
        *known = progress;
    }
}

/// The sync of one service ended.
pub fn run_ended(model: &mut Model, job: JobId, run: RunRecord) {
    if let Some(running) = model.session.job_mut(job) {
        running.ended.push(run);
    }
}

/// A sync left a service alone.
pub fn run_skipped(model: &mut Model, job: JobId, service: &ServiceId, why: Text) {
    if let Some(running) = model.session.job_mut(job) {
        running.progress.retain(|(known, _)| known != service);
    }
    let label = model.session.facts.label(service).to_owned();
    let text = Text::new("tui-skipped")
        .with("service", label)
        .with("why", why);
    model.session.tell(Severity::Warning, text);
}

/// A job ended; `false` when nothing needs to be read again.
pub fn ended(
    model: &mut Model,
    job: JobId,
    end: &Result<Done, Text>,
    effects: &mut Vec<Effect>,
) -> bool {
    let all = &model.session.running;
    let at = all.iter().position(|running| running.id == job);
    let Some(running) = at.map(|at| model.session.running.remove(at)) else {
        return false;
    };
    let seen = model
        .current()
        .is_some_and(|entry| entry.state.shows_decisions());
    let decided = deciding::job_ended(&mut model.session, job, end, seen);
    if !decided && let Some((severity, text)) = said(&running.job, &running.ended, end) {
        model.session.tell(severity, text);
    }
    // What stood between the operator and leaving is over.
    if model.session.running.is_empty() && QuitQuestion::is_on_top(&model.layers) {
        effects.push(Effect::Leave(Exit::Quit));
        return false;
    }
    effects.push(Effect::Ask(Query::Status));
    effects.push(Effect::Ask(Query::Runs));
    layers::ended(model, job, end, effects);
    true
}

/// What is worth saying of a job that ended.
fn said(job: &Job, runs: &[RunRecord], end: &Result<Done, Text>) -> Option<(Severity, Text)> {
    match (end, job) {
        (Err(text), _) => Some((Severity::Critical, text.clone())),
        (
            Ok(Done {
                text: Some(text), ..
            }),
            _,
        ) => Some((Severity::Info, text.clone())),
        (Ok(_), Job::Act(_) | Job::UndoOf(_)) => None,
        (Ok(_), Job::Sync { auto, .. }) => {
            let bad = |run: &&RunRecord| run.outcome != Outcome::Complete;
            let troubled = runs.iter().filter(bad).count();
            if troubled > 0 {
                let text = Text::new("tui-sync-troubled").with("n", troubled);
                Some((Severity::Warning, text))
            } else if *auto {
                None
            } else {
                let n: u64 = runs.iter().map(|run| run.counts.fetched).sum();
                Some((Severity::Info, Text::new("tui-sync-done").with("n", n)))
            }
        }
    }
}

/// Starts the automatic sync that is due.
pub fn sync_when_due(model: &mut Model, effects: &mut Vec<Effect>) {
    let session = &mut model.session;
    if let Some((at, services)) = wake::auto_sync(session)
        && at <= session.now
    {
        let every = session.facts.sync_every.unwrap_or(i64::MAX);
        session.auto_not_before = session.now.plus(every);
        let auto = true;
        session.start(Job::Sync { services, auto }, effects);
    }
}
