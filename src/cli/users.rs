//! `users`: every user, or those that a filter finds.

use super::args::Filtered;
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::{AccountJson, FindingJson, UserJson};
use super::output::Form;
use super::query;
use crate::domain::findings::evaluate;
use crate::domain::user::User;
use crate::store::Store;
use crate::words::Words;
use crate::workflows::report::View;

/// Lists users by name.
pub fn run(context: &mut Context, arguments: &Filtered) -> Result<Exit, CliError> {
    let store = context.store()?;
    let view = context.view(&store)?;
    let words = std::sync::Arc::clone(&context.words);
    let services = coverage::services(&view, &store, &words)?;
    let found = query::users(&arguments.filter, &view, &store)?;
    let list = context
        .output
        .list::<UserJson>(Form::from(&arguments.listing), "users");
    let mut list = list.head("services", &services)?;
    for id in found {
        // A user that went away since the snapshot is no longer worth a line.
        if let Some(user) = store.user(id)? {
            list.push(&row(&user, &view, &store, &words)?)?;
        }
    }
    list.finish()?;
    Ok(Exit::Done)
}

/// A user with its open findings and its accounts.
pub fn row(user: &User, view: &View, store: &Store, words: &Words) -> Result<UserJson, CliError> {
    let accounts = store.accounts_of(user)?;
    let findings = evaluate(user, &accounts, &view.context());
    let findings = findings
        .iter()
        .filter(|finding| finding.waiver.is_none())
        .map(|finding| FindingJson::new(finding, Some(&user.name), words))
        .collect();
    let accounts = accounts
        .iter()
        .map(|account| {
            let complete = coverage::last_complete(view, &account.key.service);
            AccountJson::new(account, complete)
        })
        .collect();
    Ok(UserJson::new(user, findings, accounts))
}
