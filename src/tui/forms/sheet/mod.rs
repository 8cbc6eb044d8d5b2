//! A [`Form`] of the domain being filled in: keys, pastes, choices that arrive meanwhile, and the
//! typed answers at the end.
//!
//! Owns the state of the fields and nothing of what the answers are for. Drawing is `draw`.

mod draw;
mod input;

pub use draw::{draw, height};
pub use input::Input;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::form::{
    Answer, Answers, Choice, FieldId, FieldKind, FieldMistake, Form, Mistake, OptionSource,
};
use crate::domain::text::Text;
use crate::tui::shell::key::{Code, Key};

/// How far the choices of a live source are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Live {
    /// Asked for, not here.
    Waiting,
    Here,
    /// They could not be had; what was picked before stays.
    Failed(Text),
}

/// What a key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Still being filled in.
    Open,
    Abandoned,
    /// Complete, and every answer fits its field.
    Answered(Answers),
}

/// A form being filled in.
#[derive(Debug)]
pub struct Sheet {
    form: Form,
    /// In the order of the form's fields.
    inputs: Vec<Input>,
    live: BTreeMap<String, Live>,
    at: usize,
    /// What is wrong with which field.
    mistakes: Vec<(FieldId, Text)>,
}

impl Sheet {
    /// Starts with the form's defaults.
    pub fn new(form: Form) -> Self {
        let answers = Answers::defaults(&form);
        Self::with(form, &answers)
    }

    /// Starts with answers, as a draft keeps them.
    pub fn with(form: Form, answers: &Answers) -> Self {
        let inputs = form
            .fields
            .iter()
            .map(|field| Input::new(&field.kind, answers.get(&field.id)))
            .collect();
        let live = form.live_sources().into_iter();
        let live = live.map(|name| (name.to_owned(), Live::Waiting)).collect();
        Self {
            form,
            inputs,
            live,
            at: 0,
            mistakes: Vec::new(),
        }
    }

    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The place of the field that has the keys.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Gives the keys to a field.
    pub fn focus(&mut self, at: usize) {
        self.at = at.min(self.form.fields.len().saturating_sub(1));
    }

    pub fn input(&self, at: usize) -> Option<&Input> {
        self.inputs.get(at)
    }

    /// Live sources that were not answered yet.
    pub fn waiting(&self) -> impl Iterator<Item = &str> {
        self.live
            .iter()
            .filter(|(_, live)| **live == Live::Waiting)
            .map(|(name, _)| name.as_str())
    }

    /// Takes the choices of a live source. What was picked stays picked where it is still offered.
    pub fn arrived(&mut self, source: &str, choices: Result<Vec<Choice>, Text>) {
        let Some(live) = self.live.get_mut(source) else {
            return;
        };
        let choices = match choices {
            Ok(choices) => {
                *live = Live::Here;
                choices
            }
            Err(why) => {
                *live = Live::Failed(why);
                return;
            }
        };
        for (field, input) in self.form.fields.iter().zip(&mut self.inputs) {
            if source_of(&field.kind) == Some(source) {
                input.offer(choices.clone());
            }
        }
    }

    /// How far the choices of a field are; `None` where they are not live.
    pub fn live(&self, at: usize) -> Option<&Live> {
        let source = source_of(&self.form.fields.get(at)?.kind)?;
        self.live.get(source)
    }

    /// What is wrong with a field since the last try.
    pub fn mistake(&self, at: usize) -> Option<&Text> {
        let id = &self.form.fields.get(at)?.id;
        let mut mistakes = self.mistakes.iter();
        mistakes.find(|(field, _)| field == id).map(|(_, why)| why)
    }

    /// Takes a key; `today` is what relative days count from.
    pub fn key(&mut self, key: Key, today: Date) -> Step {
        let last = self.inputs.len().saturating_sub(1);
        match key.code {
            Code::Esc => return Step::Abandoned,
            Code::Tab => self.at = if self.at == last { 0 } else { self.at + 1 },
            Code::BackTab => self.at = self.at.checked_sub(1).unwrap_or(last),
            Code::Enter if !key.alt && self.at < last => self.at += 1,
            Code::Enter if !key.alt => return self.submit(today),
            _ => {
                self.forgive();
                if let Some(input) = self.inputs.get_mut(self.at) {
                    input.key(key);
                }
            }
        }
        Step::Open
    }

    /// Takes a pasted text into the field that has the keys.
    pub fn paste(&mut self, text: &str) {
        self.forgive();
        if let Some(input) = self.inputs.get_mut(self.at) {
            input.paste(text);
        }
    }

    /// Puts an answer into a field whole, for the plain mode: text, or numbers of choices. An empty
    /// one leaves what is there.
    pub fn fill(&mut self, at: usize, answer: &str) {
        self.focus(at);
        if let Some(input) = self.inputs.get_mut(self.at)
            && !answer.is_empty()
        {
            input.fill(answer);
        }
    }

    /// The answers as they are, for a draft; fields that hold no answer are left out.
    pub fn draft(&self, today: Date) -> Answers {
        self.read(today).0
    }

    /// Checks the answers; the first wrong field gets the keys.
    pub fn submit(&mut self, today: Date) -> Step {
        let (answers, mut mistakes) = self.read(today);
        let unread: Vec<&FieldId> = mistakes.iter().map(|mistake| &mistake.field).collect();
        let checked = self.form.check(&answers).into_iter();
        let more: Vec<FieldMistake> = checked
            .filter(|mistake| !unread.contains(&&mistake.field))
            .collect();
        mistakes.extend(more);
        if mistakes.is_empty() {
            return Step::Answered(answers);
        }
        let told = mistakes.into_iter();
        self.mistakes = told.map(|one| (one.field.clone(), one.text())).collect();
        let wrong = (0..self.form.fields.len()).find(|at| self.mistake(*at).is_some());
        self.at = wrong.unwrap_or(self.at);
        Step::Open
    }

    /// Takes a refusal of an answer by whoever asked; the field gets the keys.
    pub fn refuse(&mut self, field: FieldId, why: Text) {
        let at = self.form.fields.iter().position(|one| one.id == field);
        self.at = at.unwrap_or(self.at);
        self.mistakes = vec![(field, why)];
    }

    fn read(&self, today: Date) -> (Answers, Vec<FieldMistake>) {
        let (mut answers, mut mistakes) = (Answers::default(), Vec::new());
        for (field, input) in self.form.fields.iter().zip(&self.inputs) {
            match input.answer(&field.kind, today) {
                Ok(Some(answer)) => answers.set(field.id.clone(), answer),
                Ok(None) => {}
                Err(mistake) => mistakes.push(FieldMistake {
                    field: field.id.clone(),
                    mistake,
                }),
            }
        }
        (answers, mistakes)
    }

    /// What was said of a field is over once it is edited.
    fn forgive(&mut self) {
        if let Some(field) = self.form.fields.get(self.at) {
            self.mistakes.retain(|(id, _)| *id != field.id);
        }
    }
}

fn source_of(kind: &FieldKind) -> Option<&str> {
    match kind {
        FieldKind::One(OptionSource::Live(name)) | FieldKind::Many(OptionSource::Live(name)) => {
            Some(name)
        }
        FieldKind::One(OptionSource::Fixed(_))
        | FieldKind::Many(OptionSource::Fixed(_))
        | FieldKind::Line
        | FieldKind::Note
        | FieldKind::Date
        | FieldKind::Email
        | FieldKind::Secret(_) => None,
    }
}

#[cfg(test)]
mod tests;
