//! What an operator writes of a user, field by field, and what makes no sense there.

use jiff::civil::Date;

use crate::domain::identity::merge::Field;
use crate::domain::time::Departure;
use crate::domain::user::{Source, User, UserKind};

/// Longest name, address or note, in bytes.
pub const MAX_TEXT: usize = 4_096;

/// One field with its new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldEdit {
    /// The name to show; never empty.
    Name(String),
    /// What the user stands for.
    Kind(UserKind),
    /// The address outside the services; a changed one is no longer verified.
    Email(Option<String>),
    /// The first day.
    Arrival(Option<Date>),
    /// The last day.
    Departure(Departure),
    /// Free words.
    Note(String),
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invalid {
    /// More than [`MAX_TEXT`].
    Long,
    /// A user must have a name.
    Nameless,
    /// This is no address.
    NoAddress,
    /// The last day would be before the first.
    LeftBeforeArrival,
}

impl FieldEdit {
    /// Which field it writes.
    pub const fn field(&self) -> Field {
        match self {
            FieldEdit::Name(_) => Field::Name,
            FieldEdit::Kind(_) => Field::Kind,
            FieldEdit::Email(_) => Field::Email,
            FieldEdit::Arrival(_) => Field::Arrival,
            FieldEdit::Departure(_) => Field::Departure,
            FieldEdit::Note(_) => Field::Note,
        }
    }

    /// Whether the value can stand, whoever the user is.
    pub fn check(&self) -> Result<(), Invalid> {
        let text = match self {
            FieldEdit::Name(text) | FieldEdit::Note(text) => text.as_str(),
            FieldEdit::Email(address) => address.as_deref().unwrap_or_default(),
            FieldEdit::Kind(_) | FieldEdit::Arrival(_) | FieldEdit::Departure(_) => "",
        };
        if text.len() > MAX_TEXT {
            return Err(Invalid::Long);
        }
        match self {
            FieldEdit::Name(name) if name.is_empty() => Err(Invalid::Nameless),
            FieldEdit::Email(Some(address)) if !crate::domain::user::is_address(address) => {
                Err(Invalid::NoAddress)
            }
            _ => Ok(()),
        }
    }

    fn write(&self, user: &mut User) {
        match self {
            FieldEdit::Name(name) => {
                user.name.clone_from(name);
                user.name_source = Source::Operator;
            }
            FieldEdit::Kind(kind) => {
                user.kind = *kind;
                user.kind_source = Source::Operator;
            }
            FieldEdit::Email(None) => user.email = None,
            FieldEdit::Email(Some(address)) => {
                // What is no address was refused by the check.
                let _ = user.set_email(address);
            }
            FieldEdit::Arrival(day) => user.arrival = *day,
            FieldEdit::Departure(day) => user.departure = *day,
            FieldEdit::Note(note) => user.note.clone_from(note),
        }
    }
}

/// The user with these fields written.
///
/// # Errors
/// The first field whose value makes no sense, and why.
pub fn edited(user: &User, edits: &[FieldEdit]) -> Result<User, (Field, Invalid)> {
    let mut after = user.clone();
    for edit in edits {
        edit.check().map_err(|invalid| (edit.field(), invalid))?;
        edit.write(&mut after);
    }
    if let Departure::On(last) = after.departure
        && after.arrival.is_some_and(|first| first > last)
    {
        return Err((Field::Departure, Invalid::LeftBeforeArrival));
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::UserId;
    use crate::domain::time::Timestamp;

    fn user() -> User {
        let mut user = crate::domain::identity::assign::born(
            UserId(uuid::Uuid::nil()),
            &[],
            UserKind::Person,
            Timestamp(0),
        );
        user.set_email("zoe@home.example").unwrap();
        user.arrival = Some(jiff::civil::date(2024, 9, 1));
        user
    }

    #[test]
    fn a_changed_address_is_no_longer_verified_and_the_same_one_still_is() {
        let mut user = user();
        user.email.as_mut().unwrap().verified_at = Some(Timestamp(1));
        let same = FieldEdit::Email(Some("zoe@home.example".to_owned()));
        let other = FieldEdit::Email(Some("zoe@new.example".to_owned()));
        let verified = |user: &User| user.email.as_ref().unwrap().verified_at.is_some();
        assert!(verified(&edited(&user, &[same]).unwrap()));
        assert!(!verified(&edited(&user, &[other]).unwrap()));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_field() {
        let email = |text: &str| FieldEdit::Email(Some(text.to_owned()));
        for text in ["zoe", "@b", "a@", "a b@c", "a@b\u{7}"] {
            let refused = edited(&user(), &[email(text)]);
            assert_eq!(refused, Err((Field::Email, Invalid::NoAddress)), "{text}");
        }
        let long = FieldEdit::Note("x".repeat(MAX_TEXT + 1));
        assert_eq!(edited(&user(), &[long]), Err((Field::Note, Invalid::Long)));
        let early = FieldEdit::Departure(Departure::On(jiff::civil::date(2024, 8, 31)));
        assert_eq!(
            edited(&user(), &[early]),
            Err((Field::Departure, Invalid::LeftBeforeArrival))
        );
        let nameless = FieldEdit::Name(String::new());
        assert_eq!(
            edited(&user(), &[nameless]),
            Err((Field::Name, Invalid::Nameless))
        );
    }
}
