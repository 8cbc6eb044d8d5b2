//! `accounts`: every account, or those that a filter finds.

use super::args::Filtered;
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::AccountJson;
use super::output::Form;
use super::query;

/// Lists accounts by service and id.
pub fn run(context: &mut Context, arguments: &Filtered) -> Result<Exit, CliError> {
    let store = context.store()?;
    let view = context.view(&store)?;
    let services = coverage::services(&view, &store, &context.words)?;
    let filter = query::filter(&arguments.filter)?;
    let list = context
        .output
        .list::<AccountJson>(Form::from(&arguments.listing), "accounts");
    let mut list = list.head("services", &services)?;
    query::each_account(&filter, &view, &store, &mut |account| {
        let complete = coverage::last_complete(&view, &account.key.service);
        list.push(&AccountJson::new(account, complete))
    })?;
    list.finish()?;
    Ok(Exit::Done)
}
