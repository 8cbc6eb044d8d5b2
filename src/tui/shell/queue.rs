//! The questions that wait, and the answers that were given: what the operator sees at once, while
//! the store follows behind.
//!
//! Pure. An answered question leaves the moment it is answered; it comes back when the answer is
//! undone or refused. What the store says replaces all that, as soon as it can know of the answer.

use std::collections::{HashMap, HashSet};

use super::data::JobId;
use crate::domain::act::About;
use crate::domain::identity::question::Question;
use crate::domain::ids::AccountKey;
use crate::domain::text::Text;

/// The two accounts of a question: which question it is.
pub type Pair = (AccountKey, AccountKey);

/// The two accounts of a question.
pub fn pair(question: &Question) -> Pair {
    (question.a.account.clone(), question.b.account.clone())
}

/// A decision of this session, as the operator remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The job that writes it.
    pub job: JobId,
    /// What was decided, as a sentence.
    pub text: Text,
    /// The questions that it settled; the first one is the one that was asked.
    pub settled: Vec<Question>,
    /// Whom and what it is about.
    pub about: About,
    /// Its number in the history, once it is written.
    pub decision: Option<u64>,
    /// The job that takes it back.
    undo: Option<JobId>,
    /// The first reading of the store that is sure to know of it.
    since: Option<u64>,
}

/// The questions and the answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Queue {
    /// What waits, likeliest first, then what was skipped.
    open: Vec<Question>,
    /// Questions that the store has beyond those.
    beyond: usize,
    /// What was put off, in that order.
    skipped: Vec<Pair>,
    /// Why an answer was not taken.
    refused: HashMap<Pair, Text>,
    /// Decisions of this session that stand, newest last.
    given: Vec<Given>,
    /// Decisions that are being taken back.
    undoing: Vec<Given>,
    /// Readings of the store that were asked for.
    readings: u64,
}

impl Queue {
    /// What waits, in the order of the list.
    pub fn open(&self) -> &[Question] {
        &self.open
    }

    /// How many wait, with those that are not at hand.
    pub fn left(&self) -> usize {
        self.open.len() + self.beyond
    }

    /// How many were settled in this session.
    pub fn settled(&self) -> usize {
        self.given.iter().map(|given| given.settled.len()).sum()
    }

    /// How many of those that wait were put off.
    pub fn skipped(&self) -> usize {
        self.skipped.len()
    }

    /// The newest decision of this session that stands.
    pub fn last(&self) -> Option<&Given> {
        self.given.last()
    }

    /// Why the answer to a question was not taken.
    pub fn refusal(&self, question: &Question) -> Option<&Text> {
        self.refused.get(&pair(question))
    }

    /// Where a question stands.
    pub fn position(&self, wanted: &Pair) -> Option<usize> {
        let is_it =
            |question: &Question| question.a.account == wanted.0 && question.b.account == wanted.1;
        self.open.iter().position(is_it)
    }

    /// The store is about to be read; returns the number of this reading.
    pub fn reading(&mut self) -> u64 {
        self.readings += 1;
        self.readings
    }

    /// What the store says, read under a number; `total` counts what is not at hand as well.
    pub fn take(&mut self, reading: u64, questions: Vec<Question>, total: usize) {
        let knows = |given: &Given| given.since.is_some_and(|since| reading >= since);
        self.undoing.retain(|given| !knows(given));
        let unknown = self.given.iter().filter(|given| !knows(given));
        let hidden: HashSet<Pair> = unknown
            .flat_map(|given| given.settled.iter().map(pair))
            .collect();
        self.beyond = total.saturating_sub(questions.len());
        let returning = self.undoing.iter().flat_map(|given| &given.settled);
        // What was answered anew since does not come back.
        let returning: Vec<Question> = returning
            .filter(|question| !hidden.contains(&pair(question)))
            .cloned()
            .collect();
        self.open = questions
            .into_iter()
            .filter(|question| !hidden.contains(&pair(question)))
            .collect();
        for question in returning {
            if self.position(&pair(&question)).is_none() {
                self.put_back(question);
            }
        }
        self.put_skipped_last();
        let open: HashSet<Pair> = self.open.iter().map(pair).collect();
        self.refused.retain(|key, _| open.contains(key));
    }

    fn put_skipped_last(&mut self) {
        if self.skipped.is_empty() {
            return;
        }
        let order: HashMap<Pair, usize> = self.skipped.iter().cloned().zip(0..).collect();
        let place = |question: &Question| order.get(&pair(question)).map_or(0, |at| at + 1);
        self.open.sort_by_key(place);
        let here: HashSet<Pair> = self.open.iter().map(pair).collect();
        self.skipped.retain(|pair| here.contains(pair));
    }

    /// A question goes back to where its score belongs, before those that were put off.
    fn put_back(&mut self, question: Question) {
        let waiting = self.open.len() - self.skipped.len().min(self.open.len());
        let waiting = self.open.get(..waiting).unwrap_or(&[]);
        // Users that nothing holds together any more come before all others.
        let before = |other: &Question| {
            let lapsed = (other.is_lapsed(), other.score);
            lapsed > (question.is_lapsed(), question.score)
        };
        let at = waiting.partition_point(before);
        self.open.insert(at, question);
    }

    /// Takes questions out: the one that was answered, and those that its answer settles.
    fn take_out(&mut self, settled: impl Fn(&Question) -> bool) -> Vec<Question> {
        let (out, open) = std::mem::take(&mut self.open)
            .into_iter()
            .partition::<Vec<_>, _>(|question| settled(question));
        self.open = open;
        let gone: HashSet<Pair> = out.iter().map(pair).collect();
        self.skipped.retain(|pair| !gone.contains(pair));
        self.refused.retain(|pair, _| !gone.contains(pair));
        out
    }

    /// An answer that makes one user of the two of a question: every question between them is
    /// settled by it.
    pub fn same(&mut self, at: usize, job: JobId, text: Text) {
        let Some(asked) = self.open.get(at).cloned() else {
            return;
        };
        let users = (asked.a.user, asked.b.user);
        let several = users.0.is_some() && users.1.is_some() && users.0 != users.1;
        let mut settled = self.take_out(|question| {
            let theirs = (question.a.user, question.b.user);
            *question == asked || several && (theirs == users || theirs == (users.1, users.0))
        });
        if let Some(first) = settled.iter().position(|question| *question == asked) {
            settled.swap(0, first);
        }
        self.remember(job, text, settled);
    }

    /// An answer that settles one question only.
    pub fn different(&mut self, at: usize, job: JobId, text: Text) {
        let Some(asked) = self.open.get(at).cloned() else {
            return;
        };
        let settled = self.take_out(|question| *question == asked);
        self.remember(job, text, settled);
    }

    /// One answer to many questions.
    pub fn all(&mut self, pairs: &[Pair], job: JobId, text: Text) {
        let wanted: HashSet<&Pair> = pairs.iter().collect();
        let settled = self.take_out(|question| wanted.contains(&pair(question)));
        self.remember(job, text, settled);
    }

    /// A decision that was taken; one about users, not about questions, settles none here.
    pub fn remember(&mut self, job: JobId, text: Text, settled: Vec<Question>) {
        self.given.push(Given {
            job,
            text,
            settled,
            about: About::default(),
            decision: None,
            undo: None,
            since: None,
        });
    }

    /// Puts a question off: it comes last.
    pub fn skip(&mut self, at: usize) {
        if at >= self.open.len() {
            return;
        }
        let question = self.open.remove(at);
        let key = pair(&question);
        self.skipped.retain(|skipped| *skipped != key);
        self.skipped.push(key);
        self.open.push(question);
    }

    /// Takes the newest decision back: its questions wait again. `job` is the one that undoes it.
    pub fn undo(&mut self, job: JobId) -> Option<Given> {
        let given = self.given.pop()?;
        self.undoing.push(Given {
            undo: Some(job),
            since: None,
            ..given.clone()
        });
        for question in given.settled.iter().rev() {
            self.put_back(question.clone());
        }
        Some(given)
    }

    /// A job ended well; what it could not do of many comes back with the reasons.
    pub fn done(&mut self, job: JobId, refused: Vec<(AccountKey, AccountKey, Text)>) {
        let next = self.readings + 1;
        let given = self.given.iter_mut().filter(|given| given.job == job);
        let undoing = self.undoing.iter_mut();
        for ended in given.chain(undoing.filter(|given| given.undo == Some(job))) {
            ended.since = Some(next);
        }
        for (a, b, why) in refused {
            let key = (a, b);
            let given = self.given.iter_mut().find(|given| given.job == job);
            let back = given.and_then(|given| {
                let at = given.settled.iter().position(|one| pair(one) == key)?;
                Some(given.settled.remove(at))
            });
            if let Some(question) = back {
                self.put_back(question);
                self.refused.insert(key, why);
            }
        }
    }

    /// Whom and what the decision of a job is about.
    pub fn about(&mut self, job: JobId, about: About) {
        if let Some(given) = self.given.iter_mut().find(|given| given.job == job) {
            given.about = about;
        }
    }

    /// The decision of a job is written under this number; without one, everything was so before
    /// and there is nothing to take back.
    pub fn numbered(&mut self, job: JobId, decision: Option<u64>) {
        if let Some(given) = self.given.iter_mut().find(|given| given.job == job) {
            given.decision = decision;
        }
        let is_nothing = |given: &Given| {
            given.job == job && given.decision.is_none() && given.settled.is_empty()
        };
        self.given.retain(|given| !is_nothing(given));
    }

    /// A job was refused: an answer's questions come back with the reason; a decision that could
    /// not be taken back stands as before.
    pub fn failed(&mut self, job: JobId, why: &Text) {
        if let Some(at) = self.given.iter().position(|given| given.job == job) {
            let given = self.given.remove(at);
            for question in given.settled.into_iter().rev() {
                self.refused.insert(pair(&question), why.clone());
                self.put_back(question);
            }
        } else if let Some(at) = self
            .undoing
            .iter()
            .position(|given| given.undo == Some(job))
        {
            let mut given = self.undoing.remove(at);
            given.undo = None;
            given.since = Some(self.readings + 1);
            let back: HashSet<Pair> = given.settled.iter().map(pair).collect();
            self.take_out(|question| back.contains(&pair(question)));
            self.given.push(given);
        }
    }

    /// Whether a job is one of this queue's.
    pub fn knows(&self, job: JobId) -> bool {
        let given = self.given.iter().any(|given| given.job == job);
        given || self.undoing.iter().any(|given| given.undo == Some(job))
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
