//! Forms as data: what a provider or a workflow asks an operator, and the typed answers.
//!
//! Owns the fields, their kinds and the check of answers against them. Drawing belongs to the
//! screen, reading flags to the command line, and the meaning of an answer to whoever asked.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::text::Text;
use super::user::is_address;

/// Longest answer on one line, in bytes.
pub const MAX_LINE: usize = 1_024;
/// Longest answer on several lines, in bytes.
pub const MAX_NOTE: usize = 16 * 1_024;
/// Most values picked in one field.
pub const MAX_PICKED: usize = 1_000;

/// Names a field within its form; stable, because drafts and command lines use it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldId(Cow<'static, str>);

impl FieldId {
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for FieldId {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

/// Questions in the order in which they are asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub id: FieldId,
    pub label: Text,
    pub help: Option<Text>,
    pub kind: FieldKind,
    /// Whether the form is incomplete without an answer.
    pub required: bool,
    /// What is there before anybody typed.
    pub default: Option<Answer>,
}

impl Field {
    /// An optional field without help or default.
    pub fn new(id: FieldId, label: Text, kind: FieldKind) -> Self {
        Self {
            id,
            label,
            help: None,
            kind,
            required: false,
            default: None,
        }
    }

    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    #[must_use]
    pub fn default(mut self, answer: Answer) -> Self {
        self.default = Some(answer);
        self
    }
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// Several lines of text.
    Note,
    /// A civil date.
    Date,
    /// One e-mail address.
    Email,
    /// At most one of the choices.
    One(OptionSource),
    /// Any number of the choices.
    Many(OptionSource),
    /// A secret that is made when the change is applied: answers never hold its value.
    Secret(SecretPolicy),
}

/// Where the choices of a field come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionSource {
    /// Known when the form is made.
    Fixed(Vec<Choice>),
    /// Asked of the service while the form is open, under this name: teams, free slots, domains.
    Live(Cow<'static, str>),
}

/// One choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown; words of the service.
    pub label: String,
}

/// What a secret must look like to be accepted by its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SecretPolicy {
    /// In characters, all ASCII.
    pub length: u16,
    /// Whether signs other than letters and digits may stand in it.
    pub signs: bool,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Answer {
    /// To [`FieldKind::Line`], [`FieldKind::Note`] and [`FieldKind::Email`].
    Text(String),
    /// To [`FieldKind::Date`].
    Date(Date),
    /// To [`FieldKind::One`]: the value of the choice.
    One(String),
    /// To [`FieldKind::Many`]: the values of the choices, each once.
    Many(Vec<String>),
    /// To [`FieldKind::Secret`]: a secret is to be made by this policy when the change is applied.
    Generated(SecretPolicy),
}

impl Answer {
    fn is_empty(&self) -> bool {
        match self {
            Answer::Text(text) | Answer::One(text) => text.trim().is_empty(),
            Answer::Many(values) => values.is_empty(),
            Answer::Date(_) | Answer::Generated(_) => false,
        }
    }
}

/// The answers to a form, by field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Answers(BTreeMap<FieldId, Answer>);

impl Answers {
    /// What a form holds before anybody typed.
    pub fn defaults(form: &Form) -> Self {
        let filled = form.fields.iter().filter_map(|field| {
            let answer = field.default.clone()?;
            Some((field.id.clone(), answer))
        });
        Self(filled.collect())
    }

    /// Sets one answer; an empty one is taken out.
    pub fn set(&mut self, field: FieldId, answer: Answer) {
        if answer.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, answer);
        }
    }

    pub fn get(&self, field: &FieldId) -> Option<&Answer> {
        self.0.get(field)
    }

    /// The text, address or picked value of a field.
    pub fn text(&self, field: &FieldId) -> Option<&str> {
        match self.get(field)? {
            Answer::Text(text) | Answer::One(text) => Some(text),
            Answer::Date(_) | Answer::Many(_) | Answer::Generated(_) => None,
        }
    }

    pub fn date(&self, field: &FieldId) -> Option<Date> {
        match self.get(field)? {
            Answer::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The picked values of a field; none where it was left empty.
    pub fn many(&self, field: &FieldId) -> &[String] {
        match self.get(field) {
            Some(Answer::Many(values)) => values,
            _ => &[],
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&FieldId, &Answer)> {
        self.0.iter()
    }
}

/// What is wrong with one answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {mistake}", field.as_str())]
pub struct FieldMistake {
    pub field: FieldId,
    pub mistake: Mistake,
}

/// The kinds of wrong answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Mistake {
    #[error("no answer")]
    Missing,
    #[error("the form has no such field")]
    Unknown,
    #[error("an answer of another kind of field")]
    WrongKind,
    #[error("longer than {limit} bytes")]
    TooLong { limit: usize },
    #[error("a control character")]
    Control,
    #[error("not an e-mail address")]
    NotAnEmail,
    #[error("not a day")]
    NotADay,
    #[error("`{0}` is not offered")]
    NotOffered(String),
    #[error("more than {limit} values, or one of them twice")]
    TooMany { limit: usize },
    #[error("not the policy of the field")]
    OtherPolicy,
}

impl FieldMistake {
    /// The sentence for humans; it goes beside the field.
    pub fn text(&self) -> Text {
        match &self.mistake {
            Mistake::Missing => Text::new("form-missing"),
            Mistake::Unknown => Text::new("form-unknown").with("field", self.field.as_str()),
            Mistake::WrongKind | Mistake::OtherPolicy => Text::new("form-wrong-kind"),
            Mistake::TooLong { limit } => Text::new("form-too-long").with("limit", *limit),
            Mistake::Control => Text::new("form-control"),
            Mistake::NotAnEmail => Text::new("form-not-an-email"),
            Mistake::NotADay => Text::new("form-not-a-day"),
            Mistake::NotOffered(value) => {
                Text::new("form-not-offered").with("value", value.as_str())
            }
            Mistake::TooMany { limit } => Text::new("form-too-many").with("limit", *limit),
        }
    }
}

impl Form {
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }

    /// Names of the live sources that it needs, each once.
    pub fn live_sources(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for field in &self.fields {
            if let FieldKind::One(OptionSource::Live(name))
            | FieldKind::Many(OptionSource::Live(name)) = &field.kind
                && !names.contains(&&**name)
            {
                names.push(name);
            }
        }
        names
    }

    /// Checks answers: every mistake, in the order of the fields, then answers without a field.
    /// Live choices are the service's to refuse: they move while the form is open.
    pub fn check(&self, answers: &Answers) -> Vec<FieldMistake> {
        let known = self.fields.iter().filter_map(|field| {
            let mistake = match answers.get(&field.id) {
                Some(answer) => field.mistake(answer),
                None => field.required.then_some(Mistake::Missing),
            };
            mistake.map(|mistake| FieldMistake {
                field: field.id.clone(),
                mistake,
            })
        });
        let strange = answers
            .iter()
            .filter(|(id, _)| self.field(id).is_none())
            .map(|(id, _)| FieldMistake {
                field: id.clone(),
                mistake: Mistake::Unknown,
            });
        known.chain(strange).collect()
    }
}

impl Field {
    fn mistake(&self, answer: &Answer) -> Option<Mistake> {
        if answer.is_empty() {
            return self.required.then_some(Mistake::Missing);
        }
        match (&self.kind, answer) {
            (FieldKind::Line, Answer::Text(text)) => line(text),
            (FieldKind::Note, Answer::Text(text)) => bounded(text, MAX_NOTE),
            (FieldKind::Email, Answer::Text(text)) => {
                line(text).or_else(|| (!is_address(text)).then_some(Mistake::NotAnEmail))
            }
            (FieldKind::Date, Answer::Date(_)) => None,
            (FieldKind::One(source), Answer::One(value)) => {
                line(value).or_else(|| source.refuses(value))
            }
            (FieldKind::Many(source), Answer::Many(values)) => {
                let mut sorted: Vec<&String> = values.iter().collect();
                sorted.sort_unstable();
                sorted.dedup();
                if values.len() > MAX_PICKED || sorted.len() < values.len() {
                    return Some(Mistake::TooMany { limit: MAX_PICKED });
                }
                values
                    .iter()
                    .find_map(|value| line(value).or_else(|| source.refuses(value)))
            }
            (FieldKind::Secret(policy), Answer::Generated(asked)) => {
                (policy != asked).then_some(Mistake::OtherPolicy)
            }
            _ => Some(Mistake::WrongKind),
        }
    }
}

impl OptionSource {
    fn refuses(&self, value: &str) -> Option<Mistake> {
        match self {
            OptionSource::Fixed(choices) if !choices.iter().any(|one| one.value == value) => {
                Some(Mistake::NotOffered(value.to_owned()))
            }
            OptionSource::Fixed(_) | OptionSource::Live(_) => None,
        }
    }
}

fn bounded(text: &str, limit: usize) -> Option<Mistake> {
    (text.len() > limit).then_some(Mistake::TooLong { limit })
}

fn line(text: &str) -> Option<Mistake> {
    bounded(text, MAX_LINE).or_else(|| {
        text.chars()
            .any(char::is_control)
            .then_some(Mistake::Control)
    })
}

#[cfg(test)]
mod tests;
