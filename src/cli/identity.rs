//! `merge`, `detach`, `never`, `undo`: what an operator decides about who is who.

use std::sync::Arc;

use super::args::{Detach, Merge, Pair, Undo};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::MergeJson;
use super::query;
use crate::domain::act::{Act, Undoing};
use crate::domain::identity::merge::{Choices, Field};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::store::Store;
use crate::words::Words;
use crate::workflows::acts::{Refresh, Refusal, perform, takes_back};
use crate::workflows::identity;

/// `merge A B [C..]`: shows it with `--dry-run`; two accounts of one user are confirmed as one.
pub fn merge(context: &mut Context, arguments: &Merge) -> Result<Exit, CliError> {
    let store = if arguments.dry_run {
        context.store()?
    } else {
        context.store_for_change()?
    };
    let env = context.env(store);
    let mut users = Vec::new();
    for selector in &arguments.users {
        users.push(exact(selector, &env.store)?);
    }
    let choices = choices(&arguments.keep, &env.store)?;
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    let why = &arguments.reason;
    if let [a, b] = arguments.users.as_slice()
        && let (Some(a), Some(b)) = (query::handle(a), query::handle(b))
        && ids.iter().all(|id| Some(id) == ids.first())
        && !arguments.dry_run
    {
        let done = perform(&env, &Act::Same { a, b }, why, Refresh::Now)?;
        let text = Text::new("cli-confirmed")
            .with("name", done.user.map_or_else(String::new, |user| user.name))
            .with("seq", done.decision.unwrap_or_default());
        context.output.note(&text);
        return Ok(Exit::Done);
    }
    let preview = identity::preview(&env, &ids, &choices)?;
    let words = Arc::clone(&context.words);
    let warnings: Vec<String> = preview
        .warnings
        .iter()
        .map(|text| words.text(text))
        .collect();
    let (seq, result) = if arguments.dry_run {
        (None, preview.result)
    } else {
        let users = ids.clone();
        let done = perform(&env, &Act::Merge { users, choices }, why, Refresh::Now)?;
        (done.decision, done.user.unwrap_or(preview.result))
    };
    for warning in &preview.warnings {
        let text = Text::new("cli-warning").with("text", warning.clone());
        context.output.note(&text);
    }
    let json = MergeJson::new(seq, &result, &preview.conflicts, warnings);
    if arguments.json {
        context.output.object(&json)?;
        return Ok(Exit::Done);
    }
    if seq.is_none() {
        page(context, &json)?;
    }
    let text = match seq {
        Some(seq) => Text::new("cli-merged-users").with("seq", seq),
        None => Text::new("cli-would-merge"),
    };
    let text = text
        .with("name", result.name.as_str())
        .with("n", result.accounts.len());
    context.output.note(&text);
    for conflict in &preview.conflicts {
        let value = |kept: bool| {
            let of = conflict.values.iter();
            let of = of.filter(|(id, _)| (*id == conflict.kept) == kept);
            of.map(|(_, value)| said(conflict.field, value, &words))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let text = Text::new("cli-conflict")
            .with(
                "field",
                words.get(&format!("col-{}", conflict.field.as_str())),
            )
            .with("kept", value(true))
            .with("dropped", value(false));
        context.output.note(&text);
    }
    Ok(Exit::Done)
}

/// How the user would be, for humans.
fn page(context: &mut Context, json: &MergeJson) -> Result<(), CliError> {
    let words = Arc::clone(&context.words);
    let result = &json.result;
    let kind = said(Field::Kind, &result.kind, &words);
    let departure = said(Field::Departure, &result.departure, &words);
    let accounts = result.accounts.join(", ");
    for (column, value) in [
        ("name", result.name.as_str()),
        ("kind", kind.as_str()),
        ("email", result.email.as_str()),
        ("arrival", result.arrival.as_str()),
        ("departure", departure.as_str()),
        ("note", result.note.as_str()),
        ("accounts", accounts.as_str()),
        ("id", json.user.as_str()),
    ] {
        if !value.is_empty() {
            let text = Text::new("cli-card")
                .with("name", words.get(&format!("col-{column}")))
                .with("value", value);
            context.output.say(&text)?;
        }
    }
    Ok(())
}

/// A field's value for humans.
fn said(field: Field, value: &str, words: &Words) -> String {
    match (field, value) {
        (Field::Kind, kind) => words.get(&format!("kind-{kind}")),
        (Field::Departure, "open-ended") => words.get("open-ended"),
        (_, value) => value.to_owned(),
    }
}

/// `--keep FIELD=USER`, several times.
fn choices(keep: &[String], store: &Store) -> Result<Choices, CliError> {
    let mut choices = Choices::new();
    for text in keep {
        let fields = || Field::ALL.map(Field::as_str).join(", ");
        let bad = || {
            CliError::usage(Text::new("cli-bad-keep").with("text", text.as_str()))
                .hint(Text::new("cli-hint-fields").with("keys", fields()))
        };
        let (field, user) = text.split_once('=').ok_or_else(bad)?;
        let field = Field::parse(field).ok_or_else(bad)?;
        choices.insert(field, exact(user, store)?.id);
    }
    Ok(choices)
}

/// `detach ACCOUNT`
pub fn detach(context: &mut Context, detach: &Detach) -> Result<Exit, CliError> {
    let env = context.env(context.store_for_change()?);
    let key = account(&detach.account)?;
    let account = key.clone();
    let done = perform(&env, &Act::Detach { account }, &detach.reason, Refresh::Now)?;
    let born = done.user.map(|user| user.id.to_string());
    let text = Text::new("cli-detached")
        .with("account", key.handle())
        .with("user", born.unwrap_or_default())
        .with("seq", done.decision.unwrap_or_default());
    context.output.note(&text);
    Ok(Exit::Done)
}

/// `never A B`; a user stands for its first account.
pub fn never(context: &mut Context, pair: &Pair) -> Result<Exit, CliError> {
    let env = context.env(context.store_for_change()?);
    let (a, b) = (
        one_account(&pair.a, &env.store)?,
        one_account(&pair.b, &env.store)?,
    );
    let text = Text::new("cli-never")
        .with("a", a.handle())
        .with("b", b.handle());
    let done = perform(&env, &Act::Never { a, b }, &pair.reason, Refresh::Now)?;
    let text = text.with("seq", done.decision.unwrap_or_default());
    context.output.note(&text);
    Ok(Exit::Done)
}

/// `undo [NUMBER]`: with `--dry-run` only says what it would take back.
pub fn undo(context: &mut Context, undo: &Undo) -> Result<Exit, CliError> {
    let which = undo.decision.map_or(Undoing::Last, Undoing::Decision);
    if undo.dry_run {
        let env = context.env(context.store()?);
        let said = takes_back(&env, which)?;
        for line in &said.lines {
            context.output.say(&line.text())?;
        }
        let text = Text::new("cli-would-undo")
            .with("n", said.acts)
            .with("seq", said.seq);
        context.output.note(&text);
        return Ok(Exit::Done);
    }
    let env = context.env(context.store_for_change()?);
    let done = perform(&env, &Act::Undo(which), "", Refresh::Now)?;
    if let Some(undone) = &done.undone {
        let text = Text::new("cli-undone")
            .with("n", done.count)
            .with("seq", undone.seq)
            .with("verdict", undone.kind.text());
        context.output.note(&text);
    }
    Ok(Exit::Done)
}

/// What changes something takes exact names only.
fn exact(text: &str, store: &Store) -> Result<User, CliError> {
    query::exact(text, store)?.ok_or_else(|| {
        CliError::usage(Text::new("cli-unknown-user").with("text", text))
            .hint(Text::new("cli-hint-exact"))
    })
}

fn account(text: &str) -> Result<AccountKey, CliError> {
    query::handle(text).ok_or_else(|| {
        CliError::usage(Text::new("cli-bad-handle").with("text", text))
            .hint(Text::new("cli-hint-exact"))
    })
}

fn one_account(text: &str, store: &Store) -> Result<AccountKey, CliError> {
    if let Some(key) = query::handle(text) {
        return Ok(key);
    }
    let user = exact(text, store)?;
    user.accounts
        .into_iter()
        .next()
        .ok_or_else(|| CliError::usage(Text::new("identity-no-account").with("name", user.name)))
}

impl From<Refusal> for CliError {
    fn from(refusal: Refusal) -> CliError {
        let text = refusal.text();
        match refusal {
            Refusal::Store(error) => error.into(),
            Refusal::Invalid { .. } => CliError::usage(text),
            Refusal::NoSuchRequest(_) => CliError::usage(text).hint(Text::new("requests-hint")),
            Refusal::NotWaived(..) | Refusal::MovedTooOften => CliError::failed(text),
            Refusal::ReadOnly
            | Refusal::NoSuchUser(_)
            | Refusal::NoSuchAccount(_)
            | Refusal::NoUser(_)
            | Refusal::Decided(..)
            | Refusal::Environments(_)
            | Refusal::NothingToRelink(_)
            | Refusal::NothingToUndo
            | Refusal::AlreadyUndone(_)
            | Refusal::StoodOn(_)
            | Refusal::ChangedSince(_) => CliError::refused(text),
        }
    }
}
