//! `forget`: erases a user with everything that names it; the audit log's chain stays whole.

use super::args::Forget;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::query;
use crate::domain::text::Text;
use crate::store::{Store, StoreError};
use crate::workflows::merging::refresh::refresh;

/// Says what would go; with `--yes`, erases it and gives the pages of the file back.
pub fn run(context: &mut Context, arguments: &Forget) -> Result<Exit, CliError> {
    let store = context.store_for_change()?;
    let selector = arguments.user.as_str();
    let user = query::exact(selector, &store)?.ok_or_else(|| {
        CliError::usage(Text::new("cli-unknown-user").with("text", selector))
            .hint(Text::new("cli-hint-exact"))
    })?;
    if !arguments.yes {
        let text = Text::new("cli-forget-plan")
            .with("name", user.name)
            .with("n", user.accounts.len());
        return Err(CliError::refused(text).hint(Text::new("cli-hint-forget")));
    }
    // No target: what is told of it must not name it again.
    let told = context.audit("forget", Vec::new(), &arguments.reason);
    let Some(gone) = store.forget(user.id, &told)? else {
        return Err(CliError::failed(
            Text::new("cli-unknown-user").with("text", selector),
        ));
    };
    let view = context.view(&store)?;
    refresh(&store, &view)?;
    drop(store);
    let text = Text::new("cli-forgotten")
        .with("accounts", gone.accounts.len())
        .with("changes", gone.changes)
        .with("entries", gone.entries);
    context.output.note(&text);
    match Store::compact(&context.config.paths.store) {
        Ok(_) => {}
        // Erased all the same; the bytes go with the next one that finds the store free.
        Err(error @ StoreError::InUse { .. }) => {
            let text = Text::new("cli-forget-pages").with("why", error.text());
            context.output.note(&text);
        }
        Err(error) => return Err(error.into()),
    }
    context.output.note(&Text::new("cli-forget-elsewhere"));
    Ok(Exit::Done)
}
