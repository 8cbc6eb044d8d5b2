//! `merge`, `detach`, `never`, `undo`: what an operator decides about who is who.

use super::args::{Detach, Pair, Undo};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::query;
use crate::domain::decision::Verdict;
use crate::domain::identity::merge::Choices;
use crate::domain::ids::AccountKey;
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::store::Store;
use crate::workflows::Env;
use crate::workflows::identity::{self, IdentityError};
use crate::workflows::merging::refresh;
use crate::workflows::report::View;

/// `merge A B`
pub fn merge(context: &mut Context, pair: &Pair) -> Result<Exit, CliError> {
    let env = context.env(context.store_for_change()?);
    let (a, b) = (exact(&pair.a, &env.store)?, exact(&pair.b, &env.store)?);
    let taken = identity::merge(&env, &[a.id, b.id], &Choices::new(), &pair.reason)?;
    refreshed(context, &env)?;
    let text = Text::new("cli-merged-users")
        .with("name", taken.user.name)
        .with("n", taken.user.accounts.len())
        .with("seq", taken.seq);
    context.output.note(&text);
    for conflict in taken.conflicts {
        let value = |kept: bool| {
            let of = conflict.values.iter();
            let of = of.filter(|(id, _)| (*id == conflict.kept) == kept);
            of.map(|(_, value)| value.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let text = Text::new("cli-conflict")
            .with("field", conflict.field.as_str())
            .with("kept", value(true))
            .with("dropped", value(false));
        context.output.note(&text);
    }
    Ok(Exit::Done)
}

/// `detach ACCOUNT`
pub fn detach(context: &mut Context, detach: &Detach) -> Result<Exit, CliError> {
    let env = context.env(context.store_for_change()?);
    let key = account(&detach.account)?;
    let taken = identity::detach(&env, &key, &detach.reason)?;
    refreshed(context, &env)?;
    let text = Text::new("cli-detached")
        .with("account", key.handle())
        .with("user", taken.user.id.to_string())
        .with("seq", taken.seq);
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
    let seq = identity::never(&env, &a, &b, &pair.reason)?;
    let text = Text::new("cli-never")
        .with("a", a.handle())
        .with("b", b.handle())
        .with("seq", seq);
    context.output.note(&text);
    Ok(Exit::Done)
}

/// `undo [NUMBER]`
pub fn undo(context: &mut Context, undo: &Undo) -> Result<Exit, CliError> {
    let env = context.env(context.store_for_change()?);
    let undone = identity::undo(&env, undo.decision)?;
    refreshed(context, &env)?;
    let verdict = match undone.verdict {
        Verdict::Same(..) => "verdict-same",
        Verdict::Never(..) => "verdict-never",
        Verdict::Detach(_) => "verdict-detach",
        Verdict::Merge(_) => "verdict-merge",
        Verdict::Relink(..) => "verdict-relink",
    };
    let text = Text::new("cli-undone")
        .with("seq", undone.seq)
        .with("verdict", Text::new(verdict));
    context.output.note(&text);
    Ok(Exit::Done)
}

/// The findings and totals of the first frame follow the decision.
fn refreshed(context: &Context, env: &Env) -> Result<(), CliError> {
    let view = View::read(&context.config, &env.store, context.now())?;
    refresh::refresh(&env.store, &view)?;
    Ok(())
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

impl From<IdentityError> for CliError {
    fn from(error: IdentityError) -> CliError {
        match error {
            IdentityError::Store(error) => error.into(),
            IdentityError::Refused(text) => CliError::refused(text),
        }
    }
}
