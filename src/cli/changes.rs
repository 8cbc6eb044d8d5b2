//! `changes`: what somebody changed on the services, as the syncs saw it.

use super::args::Changes;
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::ChangeJson;
use super::output::Form;
use super::query;
use crate::config::parse_duration;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// More are never listed: narrow the time instead.
const MOST: usize = 1_000_000;

/// Lists observed changes, newest last.
pub fn run(context: &mut Context, arguments: &Changes) -> Result<Exit, CliError> {
    let since = since(context, &arguments.since)?;
    let store = context.store()?;
    let view = context.view(&store)?;
    let services = coverage::services(&view, &store, &context.words)?;
    let wanted = query::accounts(&arguments.filter, &view, &store)?;
    let form = Form::from(&arguments.listing);
    coverage::header(context, form, &services)?;
    let list = context.output.list::<ChangeJson>(form, "changes");
    let mut list = list
        .head("since", &since.to_string())?
        .head("services", &services)?;
    for change in store.changes(since, MOST)? {
        if wanted
            .as_ref()
            .is_some_and(|wanted| !wanted.contains(&change.account))
        {
            continue;
        }
        let account = store.account(&change.account)?;
        let name = account
            .as_ref()
            .and_then(|account| account.profile.title())
            .map(str::to_owned);
        let user = account
            .and_then(|account| account.user)
            .map(|user| user.to_string());
        list.push(&ChangeJson::new(&change, name, user))?;
    }
    list.finish()?;
    Ok(Exit::Done)
}

/// A duration back from now (`7d`, `24h`), or the midnight that begins a date.
fn since(context: &Context, text: &str) -> Result<Timestamp, CliError> {
    if let Some(back) = parse_duration(text) {
        let millis = i64::try_from(back.as_millis()).unwrap_or(i64::MAX);
        return Ok(context.now().plus(-millis));
    }
    let date = context.date(text)?;
    let midnight = date
        .to_zoned(context.config.organisation.timezone.clone())
        .map_err(|_| CliError::usage(Text::new("cli-bad-date").with("text", text)))?;
    Ok(midnight.timestamp().into())
}
