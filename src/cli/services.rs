//! `services`: what is configured and how fresh it is; pausing and resuming.

use super::args::{Services, ServicesCommand};
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::ServiceJson;
use super::output::Form;
use crate::domain::act::Act;
use crate::domain::text::Text;
use crate::store::{Access, Store, StoreError};
use crate::workflows::acts::{Refresh, perform};

/// Lists, pauses or resumes.
pub fn run(context: &mut Context, arguments: &Services) -> Result<Exit, CliError> {
    match &arguments.command {
        None => list(context, Form::from(&arguments.listing)),
        Some(ServicesCommand::Pause { id, reason }) => pause(context, id, Some(reason)),
        Some(ServicesCommand::Resume { id }) => pause(context, id, None),
    }
}

fn list(context: &mut Context, form: Form) -> Result<Exit, CliError> {
    context.require_configured()?;
    let dir = &context.config.paths.store;
    let services = match Store::open(dir, Access::ReadOnly, context.clock.clone()) {
        Err(StoreError::Missing(_)) => coverage::never_fetched(context),
        opened => {
            let store = opened?;
            let view = context.view(&store)?;
            coverage::services(&view, &store, &context.words)?
        }
    };
    let mut list = context.output.list::<ServiceJson>(form, "services");
    for service in &services {
        list.push(service)?;
    }
    list.finish()?;
    Ok(Exit::Done)
}

fn pause(context: &mut Context, id: &str, reason: Option<&str>) -> Result<Exit, CliError> {
    let service = context.service(id)?;
    let store = context.store_for_change()?;
    let (act, said) = match reason {
        Some(reason) => {
            let reason = reason.to_owned();
            (Act::Pause { service, reason }, "cli-paused")
        }
        None => (Act::Resume { service }, "cli-resumed"),
    };
    let done = perform(&context.env(store), &act, "", Refresh::Now)?;
    let said = match done.decision {
        Some(_) => said,
        None => "cli-not-paused",
    };
    context.output.note(&Text::new(said).with("service", id));
    Ok(Exit::Done)
}
