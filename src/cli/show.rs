//! `show`: one user with everything that is known of it.

use std::sync::Arc;

use serde::Serialize;

use super::args::Show;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::{AccountJson, ChangeJson, DecisionJson, LinkJson, UserJson};
use super::output::{Cell, Form, Row};
use super::{query, users};
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::store::Store;
use crate::workflows::identity;
use crate::workflows::merging::evidence::evidence;

#[derive(Debug, Serialize)]
struct Shown {
    user: UserJson,
    links: Vec<LinkJson>,
    changes: Vec<ChangeJson>,
    decisions: Vec<DecisionJson>,
}

/// Shows a user, its findings, its accounts, what changed on them, and what was decided.
pub fn run(context: &mut Context, arguments: &Show) -> Result<Exit, CliError> {
    let store = context.store()?;
    let view = context.view(&store)?;
    let user = query::user(&arguments.user, &store)?;
    let words = Arc::clone(&context.words);
    let shown = Shown {
        links: links(context, &user, &store)?,
        changes: changes(&user, &store)?,
        decisions: decisions(&user, &store)?,
        user: users::row(&user, &view, &store, &words)?,
    };
    match Form::from(&arguments.listing) {
        Form::Json => context.output.object(&shown)?,
        form @ Form::Csv { .. } => {
            let mut list = context.output.list::<AccountJson>(form, "accounts");
            for account in &shown.user.accounts {
                list.push(account)?;
            }
            list.finish()?;
        }
        Form::Table => page(context, &shown)?,
    }
    Ok(Exit::Done)
}

fn links(context: &Context, user: &User, store: &Store) -> Result<Vec<LinkJson>, CliError> {
    let links = evidence(&context.config, store, &store.accounts_of(user)?)?;
    Ok(links.iter().map(LinkJson::from).collect())
}

fn changes(user: &User, store: &Store) -> Result<Vec<ChangeJson>, CliError> {
    let mut changes = Vec::new();
    for key in &user.accounts {
        changes.extend(store.account_changes(key)?);
    }
    changes.sort_by_key(|change| change.at);
    let id = user.id.to_string();
    let row = |change| ChangeJson::new(change, None, Some(id.clone()));
    Ok(changes.iter().map(row).collect())
}

fn decisions(user: &User, store: &Store) -> Result<Vec<DecisionJson>, CliError> {
    let all = identity::decisions(store)?;
    Ok(all
        .iter()
        .filter(|decision| decision.is_about(user))
        .map(|decision| DecisionJson::of(decision, user))
        .collect())
}

/// For humans: a card, then the findings, the accounts and the history.
fn page(context: &mut Context, shown: &Shown) -> Result<(), CliError> {
    let words = Arc::clone(&context.words);
    let now = context.now();
    let user = &shown.user;
    let name = Cell::Text(user.name.clone()).readable(&words, now);
    context.output.title(&crate::domain::text::escape(&name))?;
    for (column, cell) in UserJson::COLUMNS.iter().zip(user.cells()).skip(1) {
        let card = ["kind", "email", "arrival", "departure", "note", "id"];
        let value = cell.readable(&words, now);
        if card.contains(&column.id) && !value.is_empty() && value != "-" {
            let text = Text::new("cli-card")
                .with("name", words.get(&format!("col-{}", column.id)))
                .with("value", value);
            context.output.say(&text)?;
        }
    }
    for finding in &user.findings {
        let text = Text::new("cli-card-finding")
            .with(
                "severity",
                words.get(&format!("severity-{}", finding.severity)),
            )
            .with("reason", finding.reason.as_str());
        context.output.say(&text)?;
    }
    context.output.line("")?;
    let mut list = context.output.list::<AccountJson>(Form::Table, "accounts");
    for account in &user.accounts {
        list.push(account)?;
    }
    list.finish()?;
    if !shown.links.is_empty() {
        context.output.line("")?;
        let mut list = context.output.list::<LinkJson>(Form::Table, "links");
        for link in &shown.links {
            list.push(link)?;
        }
        list.finish()?;
    }
    if !shown.changes.is_empty() {
        context.output.line("")?;
        let mut list = context.output.list::<ChangeJson>(Form::Table, "changes");
        for change in &shown.changes {
            list.push(change)?;
        }
        list.finish()?;
    }
    if !shown.decisions.is_empty() {
        context.output.line("")?;
        let mut list = context
            .output
            .list::<DecisionJson>(Form::Table, "decisions");
        for decision in &shown.decisions {
            list.push(decision)?;
        }
        list.finish()?;
    }
    Ok(())
}
