//! Forms as data: fields with one renderer and one set of keys.
//!
//! Owns the questions asked before something is written to our own store: waiving a finding,
//! pausing a service, what operators know of a user. What their answers do is an [`Act`].

mod draw;
pub mod sheet;

pub use draw::draw;

use jiff::civil::Date;
use tui_textarea::{Input, TextArea, WrapMode};

use super::panes::words::{kind_word, rule_word};
use super::shell::data::{Act, JobId};
use super::shell::face::Face;
use super::shell::key::{Code, Key};
use super::widgets::line_edit::LineEdit;
use crate::domain::act::edit::FieldEdit;
use crate::domain::filter::DateValue;
use crate::domain::findings::{Rule, Subject};
use crate::domain::ids::ServiceId;
use crate::domain::text::{Text, escape};
use crate::domain::time::Departure;
use crate::domain::user::{User, UserKind};

/// Longest reason, in bytes.
const MAX_REASON: usize = 2_000;

/// Questions with fields.
#[derive(Debug)]
pub struct Form {
    /// What it is about.
    pub title: Text,
    /// The questions.
    pub fields: Vec<Field>,
    /// The field that has the keys.
    pub at: usize,
    /// What is wrong with the answers.
    pub wrong: Option<Text>,
    /// The job that does what was answered: until it ended, nothing of the form changes.
    pub sent: Option<JobId>,
    purpose: Purpose,
}

/// One question.
#[derive(Debug)]
pub struct Field {
    /// The message that asks.
    pub label: &'static str,
    /// A message that explains, under the field.
    pub hint: &'static str,
    /// The answer so far.
    pub input: FieldInput,
}

/// How a question is answered.
#[derive(Debug)]
pub enum FieldInput {
    /// One of some texts.
    Choice(Vec<String>, usize),
    /// Several lines.
    Area(Box<TextArea<'static>>),
    /// One line.
    Line(LineEdit),
}

#[derive(Debug)]
enum Purpose {
    Waive(Vec<(Rule, Vec<Subject>)>),
    Pause(ServiceId),
    /// As it was when the form was opened, and the word for a departure without a date.
    User(Box<User>, String),
}

/// What a key led to.
#[derive(Debug, PartialEq)]
pub enum FormEnd {
    /// Still being filled in.
    Open,
    /// Left without an answer.
    Abandoned,
    /// Answered.
    Done(Act),
}

fn area() -> FieldInput {
    let mut area = TextArea::default();
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_max_histories(50);
    area.set_cursor_line_style(ratatui::style::Style::new());
    FieldInput::Area(Box::new(area))
}

impl Form {
    /// Accepts findings; `choices` has at least one rule with its subjects.
    pub fn waive(face: &Face, choices: Vec<(Rule, Vec<Subject>)>) -> Form {
        let names = choices.iter().map(|(rule, subjects)| {
            let name = rule_word(face, *rule);
            match subjects.len() {
                0 | 1 => name,
                many => format!("{name} ({many})"),
            }
        });
        Form {
            title: Text::new("tui-waive-title"),
            fields: vec![
                Field {
                    label: "tui-waive-finding",
                    hint: "tui-waive-finding-hint",
                    input: FieldInput::Choice(names.collect(), 0),
                },
                Field {
                    label: "tui-reason",
                    hint: "tui-reason-hint",
                    input: area(),
                },
                Field {
                    label: "tui-waive-until",
                    hint: "tui-waive-until-hint",
                    input: FieldInput::Line(LineEdit::default()),
                },
            ],
            at: 1,
            wrong: None,
            sent: None,
            purpose: Purpose::Waive(choices),
        }
    }

    /// Leaves a service alone.
    pub fn pause(service: ServiceId, label: &str) -> Form {
        Form {
            title: Text::new("tui-pause-title").with("service", label),
            fields: vec![Field {
                label: "tui-reason",
                hint: "tui-reason-hint",
                input: area(),
            }],
            at: 0,
            wrong: None,
            sent: None,
            purpose: Purpose::Pause(service),
        }
    }

    /// What operators know of a user and no service tells.
    pub fn user(face: &Face, user: &User) -> Form {
        let words = &face.words;
        let kinds = UserKind::ALL.map(|kind| words.get(kind_word(kind)));
        let kind = UserKind::ALL.iter().position(|kind| *kind == user.kind);
        let line = |text: &str| FieldInput::Line(LineEdit::new(text));
        let arrival = user.arrival.map(|day| day.to_string()).unwrap_or_default();
        let departure = match user.departure {
            Departure::On(day) => day.to_string(),
            Departure::OpenEnded => words.get("open-ended"),
            Departure::Unset => String::new(),
        };
        let email = user.email.as_ref().map(|email| email.address.as_str());
        let mut note = area();
        if let FieldInput::Area(area) = &mut note {
            area.insert_str(&user.note);
        }
        let field = |label, hint, input| Field { label, hint, input };
        Form {
            title: Text::new("tui-edit-title").with("name", user.name.as_str()),
            fields: vec![
                field(
                    "tui-f-kind",
                    "tui-waive-finding-hint",
                    FieldInput::Choice(kinds.to_vec(), kind.unwrap_or(0)),
                ),
                field("tui-f-arrival", "tui-edit-day-hint", line(&arrival)),
                field("tui-f-departure", "tui-edit-last-hint", line(&departure)),
                field(
                    "tui-f-emails",
                    "tui-edit-email-hint",
                    line(email.unwrap_or("")),
                ),
                field("tui-f-note", "tui-edit-note-hint", note),
            ],
            at: 0,
            wrong: None,
            sent: None,
            purpose: Purpose::User(Box::new(user.clone()), words.get("open-ended")),
        }
    }

    /// Takes a key; `today` is what relative days count from.
    pub fn key(&mut self, key: Key, today: Date) -> FormEnd {
        if self.sent.is_some() {
            return FormEnd::Open;
        }
        let last = self.fields.len().saturating_sub(1);
        match key.code {
            Code::Esc => return FormEnd::Abandoned,
            Code::Tab => self.at = if self.at == last { 0 } else { self.at + 1 },
            Code::BackTab => self.at = self.at.checked_sub(1).unwrap_or(last),
            Code::Enter if !key.alt && self.at < last => self.at += 1,
            Code::Enter if !key.alt => return self.submit(today),
            _ => self.edit(key),
        }
        FormEnd::Open
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        if self.sent.is_some() {
            return;
        }
        match self.fields.get_mut(self.at).map(|field| &mut field.input) {
            Some(FieldInput::Line(line)) => line.insert(text),
            Some(FieldInput::Area(area)) => {
                let text: String = text.replace('\r', "\n").chars().take(MAX_REASON).collect();
                let lines: Vec<_> = text.split('\n').map(escape).collect();
                area.insert_str(lines.join("\n"));
            }
            _ => {}
        }
    }

    fn edit(&mut self, key: Key) {
        let Some(field) = self.fields.get_mut(self.at) else {
            return;
        };
        self.wrong = None;
        match &mut field.input {
            FieldInput::Choice(options, at) => match key.code {
                Code::Left | Code::Up => *at = at.checked_sub(1).unwrap_or(options.len() - 1),
                Code::Right | Code::Down | Code::Char(' ') => *at = (*at + 1) % options.len(),
                _ => {}
            },
            FieldInput::Line(line) => {
                line.key(key);
            }
            FieldInput::Area(area) => {
                area.input(input_of(key));
            }
        }
    }

    fn text_of(&self, label: &str) -> String {
        let field = self.fields.iter().find(|field| field.label == label);
        match field.map(|field| &field.input) {
            Some(FieldInput::Line(line)) => line.text().trim().to_owned(),
            Some(FieldInput::Area(area)) => area.lines().join("\n").trim().to_owned(),
            _ => String::new(),
        }
    }

    /// Puts an answer into a field whole, for the plain mode.
    pub fn fill(&mut self, index: usize, answer: &str) {
        self.at = index;
        match self.fields.get_mut(index).map(|field| &mut field.input) {
            Some(FieldInput::Choice(options, at)) => {
                let number = answer.parse::<usize>().unwrap_or(1).max(1);
                *at = (number - 1).min(options.len().saturating_sub(1));
            }
            Some(_) => self.paste(answer),
            None => {}
        }
    }

    /// Checks the answers and makes an act of them.
    pub fn submit(&mut self, today: Date) -> FormEnd {
        if let Purpose::User(user, open) = &self.purpose {
            let (user, open) = (user.clone(), open.to_lowercase());
            return self.submit_user(&user, &open, today);
        }
        let reason = self.text_of("tui-reason");
        if reason.is_empty() || reason.len() > MAX_REASON {
            return self.refuse("tui-reason", "tui-reason-needed");
        }
        match &self.purpose {
            Purpose::Pause(service) => FormEnd::Done(Act::Pause {
                service: service.clone(),
                reason,
            }),
            Purpose::User(..) => FormEnd::Abandoned,
            Purpose::Waive(choices) => {
                let until = self.text_of("tui-waive-until");
                let day = DateValue::parse(&until).map(|day| day.resolve(today));
                let until = match day {
                    Some(day) if day < today => {
                        return self.refuse("tui-waive-until", "tui-day-past");
                    }
                    None if !until.is_empty() => {
                        return self.refuse("tui-waive-until", "tui-day-wrong");
                    }
                    day => day,
                };
                let chosen = match self.fields.first().map(|field| &field.input) {
                    Some(FieldInput::Choice(_, at)) => *at,
                    _ => 0,
                };
                match choices.get(chosen) {
                    Some((rule, subjects)) => FormEnd::Done(Act::Waive {
                        rule: *rule,
                        subjects: subjects.clone(),
                        reason,
                        until,
                    }),
                    None => FormEnd::Abandoned,
                }
            }
        }
    }

    fn submit_user(&mut self, user: &User, open: &str, today: Date) -> FormEnd {
        let day = |text: &str| DateValue::parse(text).map(|day| day.resolve(today));
        let (arrival, departure) = (
            self.text_of("tui-f-arrival"),
            self.text_of("tui-f-departure"),
        );
        let first = day(&arrival);
        if first.is_none() && !arrival.is_empty() {
            return self.refuse("tui-f-arrival", "tui-day-wrong");
        }
        let last = match departure.to_lowercase().as_str() {
            "" => Departure::Unset,
            word if word == open || word == "open-ended" => Departure::OpenEnded,
            text => match day(text) {
                Some(day) => Departure::On(day),
                None => return self.refuse("tui-f-departure", "tui-day-wrong"),
            },
        };
        if let (Some(first), Departure::On(last)) = (first, last)
            && first > last
        {
            return self.refuse("tui-f-departure", "tui-edit-left-before");
        }
        let email = self.text_of("tui-f-emails");
        if !email.is_empty() && !email.contains('@') {
            return self.refuse("tui-f-emails", "tui-edit-email-wrong");
        }
        let kind = match self.fields.first().map(|field| &field.input) {
            Some(FieldInput::Choice(_, at)) => UserKind::ALL.get(*at).copied(),
            _ => None,
        };
        let email = Some(email).filter(|email| !email.is_empty());
        let known = user.email.as_ref().map(|email| &email.address);
        let note = self.text_of("tui-f-note");
        let kind = kind.unwrap_or(user.kind);
        // What was left as it is may be another's to change meanwhile.
        let edits = [
            (kind != user.kind).then_some(FieldEdit::Kind(kind)),
            (first != user.arrival).then_some(FieldEdit::Arrival(first)),
            (last != user.departure).then_some(FieldEdit::Departure(last)),
            (email.as_ref() != known).then_some(FieldEdit::Email(email)),
            (note != user.note.trim()).then_some(FieldEdit::Note(note)),
        ];
        let fields: Vec<FieldEdit> = edits.into_iter().flatten().collect();
        if fields.is_empty() {
            return FormEnd::Abandoned;
        }
        FormEnd::Done(Act::Edit {
            user: user.id,
            fields,
        })
    }

    /// What is done with the answers, as a sentence.
    pub fn given(&self) -> Text {
        let args = self.title.args.clone();
        let named = |id: &'static str| Text {
            args: args.clone(),
            ..Text::new(id)
        };
        match &self.purpose {
            Purpose::Pause(_) => named("tui-given-paused"),
            Purpose::User(..) => named("tui-given-edited"),
            Purpose::Waive(_) => {
                let chosen = match self.fields.first().map(|field| &field.input) {
                    Some(FieldInput::Choice(options, at)) => options.get(*at),
                    _ => None,
                };
                let rule = chosen.map_or("", String::as_str);
                Text::new("tui-given-waived").with("rule", rule)
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

    fn refuse(&mut self, label: &str, wrong: &'static str) -> FormEnd {
        let at = self.fields.iter().position(|field| field.label == label);
        self.at = at.unwrap_or(self.at);
        self.wrong = Some(Text::new(wrong));
        FormEnd::Open
    }
}

fn input_of(key: Key) -> Input {
    use tui_textarea::Key as To;
    let to = match key.code {
        Code::Char(c) => To::Char(c),
        Code::Enter => To::Enter,
        Code::Backspace => To::Backspace,
        Code::Delete => To::Delete,
        Code::Up => To::Up,
        Code::Down => To::Down,
        Code::Left => To::Left,
        Code::Right => To::Right,
        Code::Home => To::Home,
        Code::End => To::End,
        Code::PageUp => To::PageUp,
        Code::PageDown => To::PageDown,
        Code::Esc | Code::Tab | Code::BackTab | Code::F(_) => To::Null,
    };
    Input {
        key: to,
        ctrl: key.ctrl,
        alt: key.alt && key.code != Code::Enter,
        shift: false,
    }
}

#[cfg(test)]
mod tests;
