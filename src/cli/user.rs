//! `user set`: what the operators know of a user and no service tells.

use super::args::UserCommand;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::query;
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::domain::user::{Source, User, UserKind};
use crate::store::{StoreError, UserWrite};
use crate::workflows::identity::edits;

/// The keys of `user set`.
const KEYS: [&str; 6] = ["arrival", "departure", "email", "note", "name", "kind"];

/// Longest name, address or note, in bytes.
const MAX_TEXT: usize = 4_096;

/// How often it begins anew because another process changed the store meanwhile.
const PATIENCE: usize = 20;

/// Sets fields, all or none, and tells old and new to the audit log.
pub fn run(context: &mut Context, command: &UserCommand) -> Result<Exit, CliError> {
    let UserCommand::Set { user, fields } = command;
    let store = context.store_for_change()?;
    let mut tries = 0;
    let name = loop {
        let based_on = store.revision()?;
        let before = query::user(user, &store)?;
        let Some(write) = changed(context, &before, fields)? else {
            context.output.note(&Text::new("cli-unchanged"));
            return Ok(Exit::Done);
        };
        let write = UserWrite {
            based_on: Some(based_on),
            ..write
        };
        match store.write_users(write) {
            Err(StoreError::Moved { .. }) if tries < PATIENCE => tries += 1,
            written => {
                written?;
                break before.name;
            }
        }
    };
    context
        .output
        .note(&Text::new("cli-user-set").with("name", name));
    Ok(Exit::Done)
}

/// What is to be written; `None` when nothing changes.
fn changed(
    context: &Context,
    before: &User,
    fields: &[String],
) -> Result<Option<UserWrite>, CliError> {
    let mut after = before.clone();
    for field in fields {
        let (key, value) = field.split_once('=').ok_or_else(|| not_a_field(field))?;
        set(context, &mut after, key, value)?;
    }
    if let Departure::On(last) = after.departure
        && after.arrival.is_some_and(|first| first > last)
    {
        return Err(CliError::usage(Text::new("cli-left-before-arrival")));
    }
    Ok((after != *before).then(|| UserWrite {
        audit: edits(&context.operator, before, &after, ""),
        users: vec![after],
        ..UserWrite::default()
    }))
}

fn not_a_field(field: &str) -> CliError {
    CliError::usage(Text::new("cli-bad-field").with("text", field))
        .hint(Text::new("cli-hint-fields").with("keys", KEYS.join(", ")))
}

fn set(context: &Context, user: &mut User, key: &str, value: &str) -> Result<(), CliError> {
    let value = value.trim();
    if value.len() > MAX_TEXT {
        return Err(CliError::usage(Text::new("cli-long").with("key", key)));
    }
    let bad = || {
        CliError::usage(
            Text::new("cli-bad-value")
                .with("key", key)
                .with("value", value),
        )
    };
    match key {
        "arrival" if value.is_empty() => user.arrival = None,
        "arrival" => user.arrival = Some(context.date(value)?),
        "departure" => {
            user.departure = match value {
                "" => Departure::Unset,
                "open-ended" | "open" => Departure::OpenEnded,
                date => Departure::On(context.date(date)?),
            };
        }
        "email" if value.is_empty() => user.email = None,
        "email" => user.set_email(value).ok_or_else(bad)?,
        "note" => value.clone_into(&mut user.note),
        "name" if value.is_empty() => return Err(bad()),
        "name" => {
            value.clone_into(&mut user.name);
            user.name_source = Source::Operator;
        }
        "kind" => {
            user.kind = UserKind::parse(value).ok_or_else(bad)?;
            user.kind_source = Source::Operator;
        }
        _ => return Err(not_a_field(key)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::cli::json::tests::full_user;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_changed_address_is_no_longer_verified_and_the_same_one_still_is() {
        let mut user = full_user();
        let verified = user.email.as_mut().unwrap();
        verified.verified_at = Some(Timestamp(1));
        user.set_email("zoe@home.example").unwrap();
        assert!(user.email.as_ref().unwrap().verified_at.is_some());
        user.set_email("zoe@new.example").unwrap();
        assert!(user.email.as_ref().unwrap().verified_at.is_none());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["zoe", "@b", "a@", "a b@c", "a@b\u{7}"] {
            assert_eq!(full_user().set_email(text), None, "{text}");
        }
    }
}
