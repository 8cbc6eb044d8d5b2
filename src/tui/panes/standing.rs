//! How a service stands, in a glyph, a number or a short phrase: outcome, age, accounts, progress.

use ratatui::style::Style;

use crate::domain::account::State;
use crate::domain::ids::ServiceId;
use crate::domain::progress::{Phase, Progress};
use crate::domain::run::{Outcome, RunRecord};
use crate::domain::service::ServiceState;
use crate::domain::text::Text;
use crate::tui::shell::face::Face;
use crate::tui::shell::session::Session;

/// How the last run of a service ended.
pub fn outcome(state: Option<&ServiceState>) -> Option<Outcome> {
    state
        .and_then(|state| state.last_run.as_ref())
        .map(|run| run.outcome)
}

/// How many accounts a service has, by the summary.
pub fn accounts(session: &Session, service: &ServiceId) -> u64 {
    by_state(session, service).iter().sum()
}

/// Accounts of a service by state, in the order of [`State::ALL`].
pub fn by_state(session: &Session, service: &ServiceId) -> [u64; State::ALL.len()] {
    let summary = session.status.summary.as_ref();
    summary
        .and_then(|summary| summary.by_service.iter().find(|(id, _)| id == service))
        .map_or([0; 5], |(_, counts)| *counts)
}

/// One short phrase about a service that is not syncing: `complete · 3 min`.
pub fn standing(
    face: &Face,
    state: Option<&ServiceState>,
    session: &Session,
) -> (String, Option<Style>) {
    let Some(state) = state else {
        return (face.words.get("tui-never-synced"), Some(face.theme.warn));
    };
    if state.paused.is_some() {
        return (face.words.get("tui-paused"), Some(face.theme.warn));
    }
    let Some(run) = &state.last_run else {
        return (face.words.get("tui-never-synced"), Some(face.theme.warn));
    };
    let outcome = face.words.get(outcome_word(run.outcome));
    let age = face.words.age(run.at, session.now);
    let style = match run.outcome {
        Outcome::Complete => None,
        other => Some(face.theme.outcome(Some(other))),
    };
    (format!("{outcome} {} {age}", face.glyphs.dot), style)
}

/// The message of an outcome.
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Complete => "outcome-complete",
        Outcome::Partial => "outcome-partial",
        Outcome::Failed => "outcome-failed",
        Outcome::Held => "outcome-held",
    }
}

/// One short phrase about a sync under way.
pub fn progress_words(face: &Face, progress: &Progress, session: &Session) -> String {
    if let Some(until) = progress.waiting_until.filter(|until| *until > session.now) {
        let at = until.to_jiff().to_zoned(session.facts.zone.clone());
        let at = at.strftime("%H:%M:%S").to_string();
        return face.words.text(&Text::new("tui-waiting").with("until", at));
    }
    let accounts = Text::new("count-accounts").with("n", progress.accounts);
    match progress.phase {
        Phase::Queued => face.words.get("tui-phase-queued"),
        Phase::Accounts => face.words.text(&accounts),
        Phase::Groups => face.words.get("tui-phase-groups"),
        Phase::Committing => face.words.get("tui-phase-committing"),
        Phase::Merging => face.words.get("tui-phase-merging"),
    }
}

/// What a run changed: `1,204 accounts, +3 ~2 -1`.
pub fn counts(session: &Session, run: &RunRecord) -> String {
    let words = &session.face.words;
    let number = |n: u64| words.number(i64::try_from(n).unwrap_or(i64::MAX));
    let fetched = Text::new("count-accounts").with("n", run.counts.fetched);
    let mut said = words.text(&fetched);
    let parts = [
        ("tui-n-new", run.counts.inserted),
        ("tui-n-changed", run.counts.updated),
        ("tui-n-gone", run.counts.gone),
        ("tui-n-returned", run.counts.returned),
    ];
    for (id, count) in parts {
        if count > 0 {
            said.push_str(", ");
            said.push_str(&words.text(&Text::new(id).with("count", number(count))));
        }
    }
    said
}
