//! The questions about who is who: the queue, the cursor in it, and when everybody is compared.
//!
//! Shared by all views: a decision is counted, hinted at and taken back from several of them.

use super::data::Found;
use super::queue::{Pair, Queue, pair};
use crate::domain::identity::question::Question;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::widgets::list::ListState;

/// Least and most time between two comparisons of everybody, in milliseconds.
const CALM: (i64, i64) = (400, 120_000);

/// What is known of the questions, and when more will be.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    /// The questions and the answers.
    pub queue: Queue,
    /// The cursor in the queue.
    pub list: ListState,
    /// Everybody was compared at least once.
    pub known: bool,
    /// Everybody is being compared since then.
    pub working: Option<Timestamp>,
    /// Everybody is to be compared again once this is over.
    again: bool,
    /// When to compare everybody again.
    pub due: Option<Timestamp>,
    /// Not before this: comparing a large store takes a while.
    not_before: Timestamp,
    /// Why nobody could be compared.
    pub trouble: Option<Text>,
}

impl Questions {
    /// The question under the cursor.
    pub fn current(&self) -> Option<&Question> {
        self.queue.open().get(self.list.at)
    }

    /// Everybody is to be compared: at once, or when it was not done just now. `Some` is the number
    /// of the reading to begin.
    #[must_use]
    pub fn find(&mut self, now: Timestamp) -> Option<u64> {
        if let Some(since) = self.working {
            // What began at this very instant knows of whatever asks for it now.
            self.again |= since < now;
            None
        } else if now < self.not_before {
            self.due = Some(self.not_before);
            None
        } else {
            self.due = None;
            self.working = Some(now);
            Some(self.queue.reading())
        }
    }

    /// What is due some time is due now.
    pub fn hurry(&mut self, now: Timestamp) {
        if self.due.is_some() {
            self.not_before = now;
            self.due = Some(now);
        }
    }

    /// Takes who may be one.
    pub fn found(&mut self, reading: u64, found: Result<Found, Text>, now: Timestamp) {
        let under = self.under();
        let took = self.working.take().map_or(0, |since| now.since(since));
        self.not_before = now.plus((took * 4).clamp(CALM.0, CALM.1));
        if std::mem::take(&mut self.again) {
            self.due = Some(self.not_before);
        }
        match found {
            Ok(found) => {
                self.known = true;
                self.trouble = None;
                self.queue.take(reading, found.questions, found.total);
                self.keep_cursor(under.as_ref());
            }
            Err(text) => self.trouble = Some(text),
        }
    }

    /// Which question is under the cursor.
    pub fn under(&self) -> Option<Pair> {
        self.current().map(pair)
    }

    /// The cursor goes to this question, or else stays on its line.
    pub fn keep_cursor(&mut self, question: Option<&Pair>) {
        let at = question.and_then(|question| self.queue.position(question));
        let last = self.queue.open().len().saturating_sub(1);
        self.list.at = at.unwrap_or(self.list.at).min(last);
    }
}
