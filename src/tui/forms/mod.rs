//! Forms: a [`Sheet`] of fields, and what their answers are for.
//!
//! Owns what every form has: a title, one renderer, one set of keys, and that it stays until its job
//! has ended. What a form asks and what its answers do is a [`Purpose`], one file each.

mod draw;
mod pause;
pub mod sheet;
mod user;
mod waive;

pub use draw::draw;
pub use pause::pause;
pub use user::user;
pub use waive::waive;

use std::fmt;

use jiff::civil::Date;

use super::shell::data::{Act, Answer, JobId, Query};
use super::shell::key::Key;
use crate::domain::form::{self, Answers, FieldId};
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use sheet::{Sheet, Step};

/// Longest reason, in bytes.
const MAX_REASON: usize = 2_000;

const REASON: FieldId = FieldId::new("reason");

/// What a form is for.
pub trait Purpose: fmt::Debug + Send {
    /// Makes an act of complete answers; `None` when they change nothing.
    ///
    /// # Errors
    /// An answer that fits its field and makes no sense here.
    fn act(&self, answers: &Answers, today: Date) -> Result<Option<Act>, Refused>;

    /// What is done with the answers, as a sentence; `title` is the form's.
    fn given(&self, title: &Text, answers: &Answers) -> Text;
}

/// An answer that makes no sense, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub field: FieldId,
    pub why: Text,
}

impl Refused {
    fn new(field: FieldId, why: &'static str) -> Self {
        Self {
            field,
            why: Text::new(why),
        }
    }
}

/// Questions with fields.
#[derive(Debug)]
pub struct Form {
    pub title: Text,
    pub sheet: Sheet,
    /// Why the job was refused.
    pub wrong: Option<Text>,
    /// The job that does what was answered: until it ended, nothing of the form changes.
    pub sent: Option<JobId>,
    purpose: Box<dyn Purpose>,
    /// The service that is asked for the choices that only it knows.
    service: Option<ServiceId>,
}

/// What a key led to.
#[derive(Debug, PartialEq)]
pub enum FormEnd {
    /// Still being filled in.
    Open,
    /// Left without an answer, or with nothing to change.
    Abandoned,
    /// Answered: what to do, and a sentence that says so.
    Done(Act, Text),
}

impl Form {
    pub fn new(title: Text, form: form::Form, purpose: impl Purpose + 'static) -> Self {
        Self {
            title,
            sheet: Sheet::new(form),
            wrong: None,
            sent: None,
            purpose: Box::new(purpose),
            service: None,
        }
    }

    /// Says which service knows the choices of its live sources.
    #[must_use]
    pub fn of_service(mut self, service: ServiceId) -> Self {
        self.service = Some(service);
        self
    }

    /// What is to be asked for while the form is open.
    pub fn query(&self) -> Option<Query> {
        let sources: Vec<String> = self.sheet.waiting().map(str::to_owned).collect();
        let service = self.service.clone()?;
        (!sources.is_empty()).then_some(Query::Options(service, sources))
    }

    /// Takes a key; `today` is what relative days count from.
    pub fn key(&mut self, key: Key, today: Date) -> FormEnd {
        if self.sent.is_some() {
            return FormEnd::Open;
        }
        self.wrong = None;
        let step = self.sheet.key(key, today);
        self.ends(step, today)
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        if self.sent.is_none() {
            self.sheet.paste(text);
        }
    }

    /// Takes the choices that the service offers, also while the job runs; gives back an answer to
    /// another form.
    pub fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Options(service, offered) if Some(&service) == self.service.as_ref() => {
                for (source, choices) in offered {
                    self.sheet.arrived(&source, choices);
                }
                None
            }
            other => Some(other),
        }
    }

    /// Takes why its question was not answered.
    pub fn unanswered(&mut self, query: &Query, why: &Text) -> bool {
        let Query::Options(service, sources) = query else {
            return false;
        };
        if Some(service) != self.service.as_ref() {
            return false;
        }
        for source in sources {
            self.sheet.arrived(source, Err(why.clone()));
        }
        true
    }

    /// Checks the answers and makes an act of them.
    pub fn submit(&mut self, today: Date) -> FormEnd {
        let step = self.sheet.submit(today);
        self.ends(step, today)
    }

    fn ends(&mut self, step: Step, today: Date) -> FormEnd {
        let answers = match step {
            Step::Open => return FormEnd::Open,
            Step::Abandoned => return FormEnd::Abandoned,
            Step::Answered(answers) => answers,
        };
        match self.purpose.act(&answers, today) {
            Ok(Some(act)) => FormEnd::Done(act, self.purpose.given(&self.title, &answers)),
            Ok(None) => FormEnd::Abandoned,
            Err(refused) => {
                self.sheet.refuse(refused.field, refused.why);
                FormEnd::Open
            }
        }
    }

    /// The job ended: what was refused is here again, with the reason and everything that was typed.
    /// `true` when there is nothing more to ask.
    pub fn ended(&mut self, job: JobId, why: Option<&Text>) -> bool {
        if self.sent != Some(job) {
            return false;
        }
        self.sent = None;
        self.wrong = why.cloned();
        why.is_none()
    }
}

/// A required field for a reason, and the answer to it.
fn reason_field() -> form::Field {
    let label = Text::new("tui-reason");
    form::Field::new(REASON, label, form::FieldKind::Note)
        .required()
        .help(Text::new("tui-reason-hint"))
}

fn reason_of(answers: &Answers) -> Result<String, Refused> {
    let reason = answers.text(&REASON).unwrap_or_default();
    if reason.is_empty() || reason.len() > MAX_REASON {
        return Err(Refused::new(REASON, "tui-reason-needed"));
    }
    Ok(reason.to_owned())
}

/// A sentence with the arguments of a title.
fn named(id: &'static str, title: &Text) -> Text {
    Text {
        args: title.args.clone(),
        ..Text::new(id)
    }
}

#[cfg(test)]
mod tests;
