//! What operators know of a user and no service tells.

use jiff::civil::Date;

use super::{Form, Purpose, Refused, named};
use crate::domain::act::edit::FieldEdit;
use crate::domain::filter::DateValue;
use crate::domain::form::{self, Answer, Answers, Choice, Field, FieldId, FieldKind, OptionSource};
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::domain::user::{User, UserKind};
use crate::tui::panes::words::kind_word;
use crate::tui::shell::data::Act;
use crate::tui::shell::face::Face;

const KIND: FieldId = FieldId::new("kind");
const ARRIVAL: FieldId = FieldId::new("arrival");
const DEPARTURE: FieldId = FieldId::new("departure");
const EMAIL: FieldId = FieldId::new("email");
const NOTE: FieldId = FieldId::new("note");

#[derive(Debug)]
struct EditUser {
    /// As it was when the form was opened.
    user: User,
    /// The word for a departure without a date, in lower case.
    open_ended: String,
}

/// Asks for kind, dates, address and note.
pub fn user(face: &Face, user: &User) -> Form {
    let words = &face.words;
    let open_ended = words.get("open-ended");
    let kinds = UserKind::ALL.map(|kind| Choice {
        value: kind.as_str().to_owned(),
        label: words.get(kind_word(kind)),
    });
    let departure = match user.departure {
        Departure::On(day) => day.to_string(),
        Departure::OpenEnded => open_ended.clone(),
        Departure::Unset => String::new(),
    };
    let email = user.email.as_ref().map(|email| email.address.clone());
    let field =
        |id, label, help, kind| Field::new(id, Text::new(label), kind).help(Text::new(help));
    let with = |field: Field, text: String| match text.is_empty() {
        true => field,
        false => field.default(Answer::Text(text)),
    };
    let kind = FieldKind::One(OptionSource::Fixed(kinds.to_vec()));
    let kind = field(KIND, "tui-f-kind", "tui-waive-finding-hint", kind)
        .default(Answer::One(user.kind.as_str().to_owned()))
        .required();
    let mut arrival = field(
        ARRIVAL,
        "tui-f-arrival",
        "tui-edit-day-hint",
        FieldKind::Date,
    );
    arrival.default = user.arrival.map(Answer::Date);
    // A day, or the word for none: that is more than a date.
    let last = field(
        DEPARTURE,
        "tui-f-departure",
        "tui-edit-last-hint",
        FieldKind::Line,
    );
    let address = field(
        EMAIL,
        "tui-f-emails",
        "tui-edit-email-hint",
        FieldKind::Email,
    );
    let note = field(NOTE, "tui-f-note", "tui-edit-note-hint", FieldKind::Note);
    let fields = vec![
        kind,
        arrival,
        with(last, departure),
        with(address, email.unwrap_or_default()),
        with(note, user.note.clone()),
    ];
    let title = Text::new("tui-edit-title").with("name", user.name.as_str());
    let purpose = EditUser {
        user: user.clone(),
        open_ended: open_ended.to_lowercase(),
    };
    Form::new(title, form::Form { fields }, purpose)
}

impl EditUser {
    fn departure(&self, text: &str, today: Date) -> Result<Departure, Refused> {
        match text.to_lowercase().as_str() {
            "" => Ok(Departure::Unset),
            word if word == self.open_ended || word == "open-ended" => Ok(Departure::OpenEnded),
            text => DateValue::parse(text)
                .map(|day| Departure::On(day.resolve(today)))
                .ok_or_else(|| Refused::new(DEPARTURE, "tui-day-wrong")),
        }
    }
}

impl Purpose for EditUser {
    fn act(&self, answers: &Answers, today: Date) -> Result<Option<Act>, Refused> {
        let user = &self.user;
        let first = answers.date(&ARRIVAL);
        let last = self.departure(answers.text(&DEPARTURE).unwrap_or_default(), today)?;
        if let (Some(first), Departure::On(last)) = (first, last)
            && first > last
        {
            return Err(Refused::new(DEPARTURE, "tui-edit-left-before"));
        }
        let chosen = answers.text(&KIND);
        let kind = UserKind::ALL
            .into_iter()
            .find(|kind| Some(kind.as_str()) == chosen)
            .unwrap_or(user.kind);
        let email = answers.text(&EMAIL).map(str::to_owned);
        let known = user.email.as_ref().map(|email| &email.address);
        let note = answers.text(&NOTE).unwrap_or_default().to_owned();
        // What was left as it is may be another's to change meanwhile.
        let edits = [
            (kind != user.kind).then_some(FieldEdit::Kind(kind)),
            (first != user.arrival).then_some(FieldEdit::Arrival(first)),
            (last != user.departure).then_some(FieldEdit::Departure(last)),
            (email.as_ref() != known).then_some(FieldEdit::Email(email)),
            (note != user.note.trim()).then_some(FieldEdit::Note(note)),
        ];
        let fields: Vec<FieldEdit> = edits.into_iter().flatten().collect();
        Ok((!fields.is_empty()).then_some(Act::Edit {
            user: user.id,
            fields,
        }))
    }

    fn given(&self, title: &Text, _answers: &Answers) -> Text {
        named("tui-given-edited", title)
    }
}
