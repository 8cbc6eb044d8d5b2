//! The next instant at which something on the screen changes by itself; there is no tick.

use super::layers::{Focus, focus};
use super::model::{Model, View};
use crate::domain::ids::ServiceId;
use crate::domain::time::Timestamp;
use crate::words::next_age_change;

/// When to send a tick; `None` when nothing changes by itself.
pub fn next(model: &Model) -> Option<Timestamp> {
    let mut next: Option<Timestamp> = None;
    let mut sooner = |at: Timestamp| next = Some(next.map_or(at, |known| known.min(at)));
    if let Some(due) = model.accounts.due {
        sooner(due);
    }
    let suggestions = &model.suggestions;
    suggestions.due.into_iter().for_each(&mut sooner);
    suggestions.rest.into_iter().for_each(&mut sooner);
    // Who waits for a comparison of everybody sees the seconds pass.
    if let (Some(since), View::Suggestions) = (suggestions.working, model.view) {
        let passed = model.now.since(since).max(0) / 1_000;
        sooner(since.plus((passed + 1) * 1_000));
    }
    if let Some(notice) = &model.notice {
        sooner(notice.until);
    }
    if let Some((at, _)) = auto_sync(model) {
        sooner(at);
    }
    for running in &model.running {
        for (_, progress) in &running.progress {
            if let Some(until) = progress.waiting_until.filter(|until| *until > model.now) {
                sooner(until);
            }
        }
    }
    let mut age = |since: Timestamp| sooner(next_age_change(since, model.now));
    for state in model.status.services.values() {
        state.last_complete.into_iter().for_each(&mut age);
        if let Some(run) = &state.last_run {
            age(run.at);
        }
    }
    if focus(model) != Focus::TooSmall {
        match model.view {
            View::Access => model.accounts.ages(&mut age),
            View::Activity => {
                model.runs.iter().for_each(|run| age(run.started));
                model.running.iter().for_each(|running| age(running.since));
            }
            View::Changes => model.changes.ages(&mut age),
            _ => {}
        }
    }
    next.map(|at| at.max(model.now.plus(1)))
}

/// When the next automatic sync is due, and of which services.
pub fn auto_sync(model: &Model) -> Option<(Timestamp, Vec<ServiceId>)> {
    let every = model.facts.sync_every.filter(|_| model.can_sync())?;
    let due = model.facts.services.iter().filter_map(|info| {
        let state = model.status.services.get(&info.id);
        let left_alone =
            state.is_some_and(|state| state.paused.is_some() || state.refused.is_some());
        if left_alone || model.syncing(&info.id).is_some() {
            return None;
        }
        // A service that was never synced waits for the operator's first sync.
        let last = state.and_then(|state| state.last_run.as_ref())?;
        let at = last.at.plus(every).max(model.auto_not_before);
        Some((at, info.id.clone()))
    });
    let due: Vec<_> = due.collect();
    let first = due.iter().map(|(at, _)| *at).min()?;
    let limit = first.max(model.now);
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
    use crate::tui::shell::model::View;
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
            driver.model.status.summary = None;
            driver.send(Event::Started);
            let job = |effect: &&Effect| matches!(effect, Effect::Start(..));
            (driver.effects.iter().filter(job).count(), driver.model.view)
        };
        assert_eq!(begun(true), (1, View::Access));
        assert_eq!(begun(false), (0, View::Checklist));
    }
}
