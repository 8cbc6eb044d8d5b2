//! What the suggestions view owns: the comparison of the question under the cursor.

use crate::domain::identity::question::Question;
use crate::domain::time::Timestamp;
use crate::tui::shell::data::{Compared, Query};
use crate::tui::shell::queue::{Pair, pair};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::widgets::list::Scroll;

/// Comparisons that are kept at hand.
const KEPT: usize = 16;
/// Questions after the one under the cursor that are read ahead.
const AHEAD: usize = 2;

/// The comparison beside the queue.
#[derive(Debug, Default)]
pub struct SuggestionsView {
    /// Which column has the keys: the queue, the comparison.
    pub depth: usize,
    /// How far the comparison is scrolled.
    pub scroll: Scroll,
    /// The question that it is of.
    pub of: Option<Pair>,
    /// Both sides of some questions, newest last.
    compared: Vec<Compared>,
    /// When to read both sides of the question under the cursor.
    pub rest: Option<Timestamp>,
}

impl SuggestionsView {
    /// Both sides of a question, if they were read.
    pub fn compared(&self, question: &Question) -> Option<&Compared> {
        let is_it = |compared: &&Compared| {
            compared.a.account.key == question.a.account
                && compared.b.account.key == question.b.account
        };
        self.compared.iter().find(is_it)
    }

    /// Names and states of all sides may have changed.
    pub fn forget(&mut self) {
        self.compared.clear();
    }

    /// Reads both sides of the question under the cursor and of the next ones.
    pub fn compare_now(&mut self, scene: &mut Scene<'_>) {
        self.rest = None;
        let missing = self.missing(scene);
        if !missing.is_empty() {
            scene.ask(Query::Compare(missing));
        }
    }

    fn missing(&self, session: &Session) -> Vec<Pair> {
        let questions = &session.questions;
        let wanted = questions.queue.open().iter().skip(questions.list.at);
        wanted
            .take(1 + AHEAD)
            .filter(|question| self.compared(question).is_none())
            .map(pair)
            .collect()
    }

    /// Takes both sides of some questions.
    pub fn take(&mut self, answers: Vec<Compared>) {
        let kept = &mut self.compared;
        for new in answers {
            kept.retain(|old| {
                (&old.a.account.key, &old.b.account.key) != (&new.a.account.key, &new.b.account.key)
            });
            kept.push(new);
        }
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
}
