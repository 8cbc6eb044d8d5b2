//! `journal`: changes of the services that are planned, under way or done.

use std::sync::Arc;

use super::args::Journal;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::JournalJson;
use super::output::Form;

pub fn run(context: &mut Context, arguments: &Journal) -> Result<Exit, CliError> {
    let store = context.store()?;
    let words = Arc::clone(&context.words);
    let mut list = context
        .output
        .list::<JournalJson>(Form::from(&arguments.listing), "steps");
    for entry in store.journal()? {
        list.push(&JournalJson::new(&entry, &words))?;
    }
    list.finish()?;
    Ok(Exit::Done)
}
