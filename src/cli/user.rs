//! `user set`: what the operators know of a user and no service tells.

use super::args::UserCommand;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::query;
use crate::domain::act::Act;
use crate::domain::act::edit::{FieldEdit, Invalid};
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::domain::user::UserKind;
use crate::workflows::acts::{Refresh, perform};

/// The keys of `user set`.
const KEYS: [&str; 6] = ["arrival", "departure", "email", "note", "name", "kind"];

/// Sets fields, all or none, and tells old and new to the audit log.
pub fn run(context: &mut Context, command: &UserCommand) -> Result<Exit, CliError> {
    let UserCommand::Set { user, fields } = command;
    let store = context.store_for_change()?;
    let user = query::user(user, &store)?;
    let fields = fields
        .iter()
        .map(|field| edit(context, field))
        .collect::<Result<Vec<FieldEdit>, CliError>>()?;
    let act = Act::Edit {
        user: user.id,
        fields,
    };
    let done = perform(&context.env(store), &act, "", Refresh::Now)?;
    let text = match done.decision {
        Some(_) => Text::new("cli-user-set").with("name", user.name),
        None => Text::new("cli-unchanged"),
    };
    context.output.note(&text);
    Ok(Exit::Done)
}

fn not_a_field(field: &str) -> CliError {
    CliError::usage(Text::new("cli-bad-field").with("text", field))
        .hint(Text::new("cli-hint-fields").with("keys", KEYS.join(", ")))
}

/// Reads `key=value`.
fn edit(context: &Context, field: &str) -> Result<FieldEdit, CliError> {
    let (key, value) = field.split_once('=').ok_or_else(|| not_a_field(field))?;
    let value = value.trim();
    let bad = || {
        let text = Text::new("cli-bad-value");
        CliError::usage(text.with("key", key).with("value", value))
    };
    let some = Some(value).filter(|value| !value.is_empty());
    let edit = match key {
        "arrival" => FieldEdit::Arrival(some.map(|date| context.date(date)).transpose()?),
        "departure" => FieldEdit::Departure(match value {
            "" => Departure::Unset,
            "open-ended" | "open" => Departure::OpenEnded,
            date => Departure::On(context.date(date)?),
        }),
        "email" => FieldEdit::Email(some.map(str::to_owned)),
        "note" => FieldEdit::Note(value.to_owned()),
        "name" => FieldEdit::Name(value.to_owned()),
        "kind" => FieldEdit::Kind(UserKind::parse(value).ok_or_else(bad)?),
        _ => return Err(not_a_field(key)),
    };
    edit.check().map_err(|invalid| match invalid {
        Invalid::Long => CliError::usage(Text::new("cli-long").with("key", key)),
        Invalid::Nameless | Invalid::NoAddress | Invalid::LeftBeforeArrival => bad(),
    })?;
    Ok(edit)
}
