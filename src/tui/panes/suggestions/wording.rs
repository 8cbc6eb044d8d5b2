//! What is said of a question and of the queue, on the screen and in lines.

use crate::domain::identity::link::rule_word;
use crate::domain::identity::question::Question;
use crate::domain::text::Text;
use crate::tui::panes::ground;
use crate::tui::shell::face::Face;
use crate::tui::shell::questions::Questions;
use crate::tui::shell::session::Session;

/// What the two sides are called, once where it is the same.
pub fn names(face: &Face, question: &Question) -> String {
    if question.a.title == question.b.title {
        question.a.title.clone()
    } else {
        let mark = face.glyphs.marks[1];
        format!("{} {mark} {}", question.a.title, question.b.title)
    }
}

/// What is asked about two accounts.
pub fn asked(session: &Session, question: &Question) -> Text {
    let rule = |word: &str| ground::said(&session.face, word);
    match (&question.lapsed, question.stopped) {
        (Some(link), _) => Text::new("tui-question-lapsed-since")
            .with("rule", rule(&link.rule))
            .with("date", link.at.date(&session.facts.zone)),
        (None, _) if question.is_lapsed() => Text::new("tui-question-lapsed"),
        (None, Some(stopped)) => {
            Text::new("tui-question-stopped").with("rule", rule(rule_word(stopped)))
        }
        (None, None) => Text::new("tui-question"),
    }
}

/// Why there is no question; `true` when that is good news.
pub fn nothing(session: &Session) -> (Text, bool) {
    let state = &session.questions;
    match (&state.trouble, state.working, state.known) {
        (Some(trouble), ..) => (trouble.clone(), false),
        (None, _, true) if state.queue.settled() > 0 => (Text::new("tui-suggestions-done"), true),
        (None, _, true) => (Text::new("tui-suggestions-none"), true),
        (None, Some(_), false) => (comparing(session), false),
        (None, None, false) => (Text::new("tui-users-before-sync"), false),
    }
}

/// That everybody is being compared, and since when.
pub fn comparing(session: &Session) -> Text {
    let summary = session.status.summary.as_ref();
    let accounts = summary.map_or(0, |summary| summary.accounts);
    let since = session.questions.working.unwrap_or(session.now);
    let seconds = session.now.since(since).max(0) / 1_000;
    Text::new("tui-comparing")
        .with("n", accounts)
        .with("seconds", seconds)
}

/// How many questions are settled, of how many, and how many were put off.
pub fn progress(state: &Questions) -> Text {
    let (done, left) = (state.queue.settled(), state.queue.left());
    let id = if state.queue.skipped() > 0 {
        "tui-suggestions-progress-skipped"
    } else {
        "tui-suggestions-progress"
    };
    Text::new(id)
        .with("n", done)
        .with("of", done + left)
        .with("skipped", state.queue.skipped())
}
