//! The questions in lines, for the plain mode.

use super::compare;
use super::marks::Mark;
use super::state::SuggestionsView;
use super::wording::{asked, names, nothing, progress};
use crate::domain::identity::question::Question;
use crate::domain::text::{Text, escape};
use crate::tui::panes::ground;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::SPOKEN;
use crate::tui::widgets::prose::Line;

impl SuggestionsView {
    /// The view in lines: the queue, or the question under the cursor with both sides.
    pub fn say(&self, session: &Session) -> Vec<String> {
        let words = &session.face.words;
        let state = &session.questions;
        let open = state.queue.open();
        let mut lines = vec![words.get("tui-suggestions"), words.text(&progress(state))];
        if open.is_empty() {
            lines.push(words.text(&nothing(session).0));
        }
        match state.current() {
            Some(question) if self.depth == 1 => self.say_question(session, question, &mut lines),
            _ => {
                let top = state.list.top;
                for (number, question) in (1..).zip(open).skip(top).take(SPOKEN) {
                    let likely = words.get(ground::likelihood(question.score).1);
                    let why = ground::said(&session.face, &question.basis());
                    let names = names(&session.face, question);
                    lines.push(format!("{number}. {names}: {likely}, {why}"));
                }
            }
        }
        if let Some(given) = state.queue.last() {
            let text = Text::new("tui-undo-last").with("what", given.text.clone());
            lines.push(words.text(&text));
        }
        lines.iter().map(|line| escape(line).into_owned()).collect()
    }

    fn say_question(&self, session: &Session, question: &Question, lines: &mut Vec<String>) {
        let words = &session.face.words;
        let likely = words.get(ground::likelihood(question.score).1);
        let names = names(&session.face, question);
        let asked = words.text(&asked(session, question));
        lines.push(format!("{names}. {asked} {likely}."));
        if let Some(why) = session.questions.queue.refusal(question) {
            let text = Text::new("tui-refused-answer").with("why", why.clone());
            lines.push(words.text(&text));
        }
        let evidence = compare::evidence(session, question);
        lines.extend(evidence.into_iter().map(|(_, said)| said));
        let Some(compared) = self.compared(question) else {
            return;
        };
        for row in compare::rows(session, question, compared) {
            let said = |side: &[Line]| match side {
                [] => words.get("tui-nothing"),
                lines => {
                    let lines: Vec<String> = lines.iter().map(Line::plain).collect();
                    lines.join(", ")
                }
            };
            let mark = match row.mark {
                Mark::Open => String::new(),
                Mark::Near => format!(" ({})", words.get("tui-mark-near")),
                Mark::Same => format!(" ({})", words.get("tui-mark-same")),
                Mark::Against => format!(" ({})", words.get("tui-mark-against")),
            };
            let label = words.get(row.label);
            lines.push(format!(
                "{label}: {} / {}{mark}",
                said(&row.a),
                said(&row.b)
            ));
        }
    }
}
