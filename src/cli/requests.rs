//! `requests`: the newcomers who are awaited, and who they seem to be by now.

use super::args::{Requests, RequestsCommand};
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::RequestJson;
use super::output::Form;
use crate::domain::act::Act;
use crate::domain::text::Text;
use crate::workflows::acts::{Refresh, perform};
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
    let act = Act::DropRequests { ids: ids.to_vec() };
    let done = perform(&env, &act, reason, Refresh::Now)?;
    let text = Text::new("requests-dropped").with("n", done.count);
    context.output.note(&text);
    Ok(Exit::Done)
}
