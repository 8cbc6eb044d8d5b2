//! `tokens`: the register of tokens, what was given to whom and until when.

use super::args::{Tokens, TokensCommand};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::TokenJson;
use super::output::Form;
use super::query;
use crate::domain::account::Actor;
use crate::domain::text::Text;
use crate::domain::time::DAY;
use crate::domain::token::{Revoked, Standing, TokenRecord};
use crate::store::Store;

/// Lists, drops or marks.
pub fn run(context: &mut Context, arguments: &Tokens) -> Result<Exit, CliError> {
    match &arguments.command {
        None => list(context, arguments),
        Some(TokensCommand::Drop { id, reason }) => drop_one(context, *id, reason),
        Some(TokensCommand::Revoked { id, reason }) => revoked(context, *id, reason),
    }
}

fn list(context: &mut Context, arguments: &Tokens) -> Result<Exit, CliError> {
    let store = context.store()?;
    let user = match &arguments.user {
        Some(selector) => Some(query::user(selector, &store)?.id),
        None => None,
    };
    let now = context.now();
    let form = Form::from(&arguments.listing);
    let mut rows = Vec::new();
    for token in store.tokens()? {
        let standing = token.standing(now);
        let soon = |days: u16| {
            let end = now.plus(i64::from(days) * DAY);
            standing == Standing::Live && token.expires.is_some_and(|at| at <= end)
        };
        if arguments.expired && standing != Standing::Expired
            || arguments.expiring.is_some_and(|days| !soon(days))
        {
            continue;
        }
        let row = row(context, &store, &token)?;
        if user.is_none_or(|user| row.user.as_ref() == Some(&user.to_string())) {
            rows.push(row);
        }
    }
    let mut list = context.output.list::<TokenJson>(form, "tokens");
    for row in &rows {
        list.push(row)?;
    }
    if list.finish()? == 0 && form == Form::Table {
        context.output.note(&Text::new("token-none"));
    }
    Ok(Exit::Done)
}

/// A row with its user as that user is now: merged ones are found under the id that stayed.
pub fn row(context: &Context, store: &Store, token: &TokenRecord) -> Result<TokenJson, CliError> {
    let user = match token.user {
        Some(id) => store.user(id)?,
        None => None,
    };
    let today = context.today();
    let user = user
        .as_ref()
        .map(|user| (user, user.departure.is_past(today)));
    Ok(TokenJson::new(token, user, context.now()))
}

fn drop_one(context: &mut Context, id: u64, reason: &str) -> Result<Exit, CliError> {
    let store = context.store_for_change()?;
    let audit = context.audit("token-drop", Vec::new(), reason);
    store.drop_token(id, &audit)?.ok_or_else(|| unknown(id))?;
    context
        .output
        .note(&Text::new("token-dropped").with("id", id));
    Ok(Exit::Done)
}

fn revoked(context: &mut Context, id: u64, reason: &str) -> Result<Exit, CliError> {
    let store = context.store_for_change()?;
    let audit = context.audit("token-revoked", Vec::new(), reason);
    let mark = Revoked {
        by: Actor::Operator(context.operator.name.clone()),
        at: context.now(),
        why: reason.to_owned(),
    };
    // Who said it first stays.
    let edit = &mut |row: &mut TokenRecord| {
        row.revoked.get_or_insert_with(|| mark.clone());
    };
    store
        .edit_token(id, edit, &audit)?
        .ok_or_else(|| unknown(id))?;
    context
        .output
        .note(&Text::new("token-revoked").with("id", id));
    Ok(Exit::Done)
}

fn unknown(id: u64) -> CliError {
    CliError::usage(Text::new("token-unknown").with("id", id))
}
