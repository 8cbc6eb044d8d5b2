//! The next instant at which something on the screen changes by itself; there is no tick.

use super::layout;
use super::model::Model;
use super::session::Session;
use super::views::Wake;
use crate::domain::ids::ServiceId;
use crate::domain::time::Timestamp;

/// When to send a tick; `None` when nothing changes by itself.
pub fn next(model: &Model) -> Option<Timestamp> {
    let session = &model.session;
    let now = session.now;
    let mut wake = Wake { now, next: None };
    let rests = model.views.iter().map(|entry| entry.state.rests_until());
    let notice = session.notice.as_ref().map(|notice| notice.until);
    let sync = auto_sync(session).map(|(at, _)| at);
    let waits = session.running.iter().flat_map(|job| &job.progress);
    let waits = waits.map(|(_, progress)| progress.waiting_until.filter(|until| *until > now));
    let known = [session.chosen.due, session.questions.due, notice, sync];
    for at in known.into_iter().chain(rests).chain(waits).flatten() {
        wake.at(at);
    }
    for state in session.status.services.values() {
        let run = state.last_run.as_ref().map(|run| run.at);
        for since in state.last_complete.into_iter().chain(run) {
            wake.age(since);
        }
    }
    if !layout::too_small(session.size)
        && let Some(view) = model.current()
    {
        view.state.changes(session, &mut wake);
    }
    wake.next.map(|at| at.max(now.plus(1)))
}

/// When the next automatic sync is due, and of which services.
pub fn auto_sync(session: &Session) -> Option<(Timestamp, Vec<ServiceId>)> {
    let every = session.facts.sync_every.filter(|_| session.can_sync())?;
    let due = session.facts.services.iter().filter_map(|info| {
        let state = session.status.services.get(&info.id);
        let left_alone =
            state.is_some_and(|state| state.paused.is_some() || state.refused.is_some());
        if left_alone || session.syncing(&info.id).is_some() {
            return None;
        }
        // A service that was never synced waits for the operator's first sync.
        let last = state.and_then(|state| state.last_run.as_ref())?;
        let at = last.at.plus(every).max(session.auto_not_before);
        Some((at, info.id.clone()))
    });
    let due: Vec<_> = due.collect();
    let first = due.iter().map(|(at, _)| *at).min()?;
    let limit = first.max(session.now);
    let services = due
        .into_iter()
        .filter(|(at, _)| *at <= limit)
        .map(|(_, service)| service)
        .collect();
    Some((first, services))
}

#[cfg(test)]
mod tests {
    use crate::tui::sample;
    use crate::tui::shell::effect::Effect;
    use crate::tui::shell::message::Event;
    use crate::tui::shell::testing::{Driver, Setup};

    #[test]
    fn a_demo_without_data_syncs_by_itself_and_nothing_else_does() {
        let begun = |demo: bool| {
            let mut facts = sample::facts();
            facts.demo = demo;
            let mut driver = Driver::first_frame(Setup {
                facts,
                ..Setup::default()
            });
            driver.model.session.status.summary = None;
            driver.send(Event::Started);
            let job = |effect: &&Effect| matches!(effect, Effect::Start(..));
            (driver.effects.iter().filter(job).count(), driver.view())
        };
        assert_eq!(begun(true), (1, "users"));
        assert_eq!(begun(false), (0, "checklist"));
    }
}
