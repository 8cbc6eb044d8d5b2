//! The lines of a service's details: where it is, how its syncs went, what is wrong with it.

use super::standing;
use super::words::{rule_word, state_word};
use super::writer::{Document, Writer};
use crate::domain::account::State;
use crate::domain::findings::Subject;
use crate::domain::ids::ServiceId;
use crate::domain::run::{Outcome, RunRecord};
use crate::domain::text::Text;
use crate::tui::shell::session::Session;
use crate::tui::widgets::bars;
use crate::tui::widgets::prose::Line;
use crate::tui::widgets::text;

/// Most runs in a history.
const RUNS: usize = 24;

/// The details of a service, or of all.
pub fn document(session: &Session, id: Option<&ServiceId>, width: usize) -> Document {
    let mut writer = Writer::new(session, width);
    if let Some(id) = id {
        write_facts(&mut writer, session, id);
        write_states(&mut writer, session, id, width);
        write_runs(&mut writer, session, id);
    } else {
        write_overview(&mut writer, session, width);
    }
    writer.finish()
}

fn write_facts(writer: &mut Writer<'_>, session: &Session, id: &ServiceId) {
    let face = &session.face;
    let (words, theme) = (&face.words, &face.theme);
    let Some((_, info)) = session.facts.service(id) else {
        return;
    };
    let state = session.status.services.get(id);
    let outcome = standing::outcome(state);
    let (said, style) = standing::standing(face, state, session);
    let glyph = face.glyphs.outcome(outcome);
    let style = style.unwrap_or(theme.outcome(outcome));
    writer.line(Line::of(&format!("{glyph} {said}"), style));
    if let Some((_, progress)) = session.syncing(id) {
        let said = standing::progress_words(face, progress, session);
        let line = Line::of(face.glyphs.running, theme.accent);
        writer.line(line.and(" ", theme.text).and(&said, theme.accent));
    }
    if let Some(text) = state
        .and_then(|s| s.last_run.as_ref())
        .and_then(|run| run.text.as_ref())
    {
        writer.line(Line::of(&words.text(text), theme.warn));
    }
    if let Some(refused) = state.and_then(|state| state.refused.as_ref()) {
        writer.line(Line::of(&words.text(&refused.text), theme.bad));
        writer.line(Line::of(
            &words.get("tui-refused-until-changed"),
            theme.faint,
        ));
    }
    if let Some(paused) = state.and_then(|state| state.paused.as_ref()) {
        let text = Text::new("tui-paused-by")
            .with("by", paused.by.as_str())
            .with("age", words.age(paused.at, session.now))
            .with("reason", paused.reason.as_str());
        writer.line(Line::of(&words.text(&text), theme.warn));
    }
    writer.blank();
    writer.field("tui-f-kind", &info.kind, theme.text);
    if !info.url.is_empty() {
        writer.field("tui-f-url", &info.url, theme.text);
    }
    let style = if info.environment.is_production() {
        theme.text
    } else {
        theme.warn
    };
    writer.field("tui-f-environment", &info.environment.0, style);
    let trust = words.get(&format!("trust-{}", info.email_trust.as_str()));
    writer.field("tui-f-trust", &trust, theme.text);
    if let Some(sign_in) = &info.sign_in {
        writer.field("tui-f-sign-in", session.facts.label(sign_in), theme.text);
    }
    if let Some(at) = state.and_then(|state| state.last_complete) {
        let age = words.age(at, session.now);
        let said = words.text(&Text::new("tui-ago").with("age", age));
        writer.field("tui-f-complete", &said, theme.text);
    }
    for finding in &session.status.service_findings {
        if finding.subject == Subject::Service(id.clone()) {
            let glyph = face.glyphs.severity(finding.severity);
            let rule = rule_word(face, finding.rule);
            let style = theme.severity(finding.severity);
            let line = Line::of(&format!("{glyph} {rule}"), style);
            let reason = words.text(&finding.reason);
            writer.line(line.and("  ", theme.text).and(&reason, theme.text));
        }
    }
}

fn write_states(writer: &mut Writer<'_>, session: &Session, id: &ServiceId, width: usize) {
    let face = &session.face;
    let (words, theme) = (&face.words, &face.theme);
    let counts = standing::by_state(session, id);
    let total = counts.iter().sum();
    if total == 0 {
        return;
    }
    writer.blank();
    for (state, count) in State::ALL.into_iter().zip(counts) {
        if count == 0 {
            continue;
        }
        let style = theme.state(Some(state));
        let word = words.get(state_word(state));
        let number = words.number(i64::try_from(count).unwrap_or(i64::MAX));
        let word = format!(
            "{word}{}",
            " ".repeat(24_usize.saturating_sub(text::width(&word)))
        );
        let gap = " ".repeat(9_usize.saturating_sub(text::width(&number)));
        let room = width.saturating_sub(38).min(20);
        let (full, empty) = bars::meter(&face.glyphs, count, total, room);
        let line = Line::of(face.glyphs.state(Some(state)), style)
            .and(" ", theme.text)
            .and(&word, theme.text)
            .and(&format!("{gap}{number}  "), theme.text)
            .and(&full, style)
            .and(&empty, theme.faint);
        writer.line(line);
    }
}

fn write_runs(writer: &mut Writer<'_>, session: &Session, id: &ServiceId) {
    let runs: Vec<&RunRecord> = session
        .runs
        .iter()
        .filter(|run| run.service == *id)
        .collect();
    if runs.is_empty() {
        return;
    }
    let face = &session.face;
    let (words, theme) = (&face.words, &face.theme);
    writer.blank();
    writer.heading("tui-runs");
    let newest: Vec<&&RunRecord> = runs.iter().take(RUNS).collect();
    let moved = |run: &RunRecord| run.counts.inserted + run.counts.updated + run.counts.gone;
    let values: Vec<u64> = newest.iter().rev().map(|run| moved(run)).collect();
    if values.len() > 1 {
        let spark = bars::spark(&face.glyphs, &values);
        let line = Line::of(&spark, theme.accent).and("  ", theme.text);
        writer.line(line.and(&words.get("tui-runs-spark"), theme.faint));
    }
    for run in runs.iter().take(10) {
        write_run(writer, session, run);
    }
}

/// One run in a line or two.
pub fn write_run(writer: &mut Writer<'_>, session: &Session, run: &RunRecord) {
    let face = &session.face;
    let (words, theme) = (&face.words, &face.theme);
    let style = theme.outcome(Some(run.outcome));
    let at = words.datetime(run.started, &session.facts.zone);
    let line = Line::of(face.glyphs.outcome(Some(run.outcome)), style)
        .hang(4)
        .and(&format!(" {at}  "), theme.faint)
        .and(&words.get(standing::outcome_word(run.outcome)), style)
        .and("  ", theme.text)
        .and(&standing::counts(session, run), theme.text);
    writer.line(line);
    if run.outcome != Outcome::Complete {
        for reason in run.reasons.iter().take(3) {
            writer.line(Line::of(&words.text(reason), theme.warn).indent(2));
        }
    }
}

fn write_overview(writer: &mut Writer<'_>, session: &Session, width: usize) {
    let face = &session.face;
    let (words, theme) = (&face.words, &face.theme);
    let services = &session.facts.services;
    if services.is_empty() {
        writer.line(Line::of(&words.get("tui-services-none"), theme.faint));
        return;
    }
    let most = services
        .iter()
        .map(|info| standing::accounts(session, &info.id))
        .max();
    let room = services
        .iter()
        .map(|info| text::width(&info.label))
        .max()
        .unwrap_or(0)
        .min(20);
    let bar = width.saturating_sub(room + 14).min(40);
    for info in services {
        let count = standing::accounts(session, &info.id);
        let (full, empty) = bars::meter(&face.glyphs, count, most.unwrap_or(0), bar);
        let label = text::fit(&info.label, room, face.glyphs.more).into_owned();
        let label = format!("{label}{}", " ".repeat(room - text::width(&label)));
        let number = words.number(i64::try_from(count).unwrap_or(i64::MAX));
        let gap = " ".repeat(9_usize.saturating_sub(text::width(&number)));
        let line = Line::of(&label, theme.text)
            .and(&format!("{gap}{number}  "), theme.text)
            .and(&full, theme.accent)
            .and(&empty, theme.faint);
        writer.line(line);
    }
    writer.blank();
    writer.heading("tui-runs");
    for run in session.runs.iter().take(12) {
        let label = session.facts.label(&run.service).to_owned();
        writer.line(Line::of(&label, theme.strong));
        write_run(writer, session, run);
    }
}
