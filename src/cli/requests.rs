//! `requests`: the newcomers who are awaited, and who they seem to be by now.

use super::args::{Requests, RequestsCommand};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::RequestJson;
use super::output::Form;
use crate::domain::text::Text;
use crate::workflows::import;

/// Lists newcomers by number, or lets go of some.
pub fn run(context: &mut Context, arguments: &Requests) -> Result<Exit, CliError> {
    if let Some(RequestsCommand::Drop { ids, reason }) = &arguments.command {
        return drop_some(context, ids, reason);
    }
    let store = context.store()?;
    let awaited = import::awaited(&context.config, &store)?;
    let form = Form::from(&arguments.listing);
    let mut list = context.output.list::<RequestJson>(form, "requests");
    for one in &awaited {
        list.push(&RequestJson::new(&one.request, one.user.as_ref()))?;
    }
    if list.finish()? == 0 && form == Form::Table {
        context.output.note(&Text::new("requests-none"));
    }
    Ok(Exit::Done)
}

/// Lets go of all of them, or of none where one is not there.
fn drop_some(context: &mut Context, ids: &[u64], reason: &str) -> Result<Exit, CliError> {
    let env = context.env(context.store_for_change()?);
    let known = env.store.requests()?;
    if let Some(missing) = ids.iter().find(|id| known.iter().all(|one| one.id != **id)) {
        let text = Text::new("requests-unknown").with("id", missing.to_string());
        return Err(CliError::usage(text).hint(Text::new("requests-hint")));
    }
    let count = import::drop_requests(&env, ids, reason)?;
    let text = Text::new("requests-dropped").with("n", count);
    context.output.note(&text);
    Ok(Exit::Done)
}
