//! `services`: what is configured and how fresh it is; pausing and resuming.

use super::args::{Services, ServicesCommand};
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::ServiceJson;
use super::output::Form;
use crate::domain::service::Paused;
use crate::domain::text::Text;
use crate::store::{Access, Store, StoreError};

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
    let paused = reason.map(|reason| Paused {
        by: context.operator.name.clone(),
        at: context.now(),
        reason: reason.to_owned(),
    });
    let states = store.service_states()?;
    let was = states
        .get(&service)
        .is_some_and(|state| state.paused.is_some() || state.refused.is_some());
    let (action, said) = match (&paused, was) {
        (None, false) => {
            context
                .output
                .note(&Text::new("cli-not-paused").with("service", id));
            return Ok(Exit::Done);
        }
        (None, true) => ("resume", "cli-resumed"),
        (Some(_), _) => ("pause", "cli-paused"),
    };
    let audit = context.audit(
        action,
        vec![service.to_string()],
        reason.unwrap_or_default(),
    );
    store.update_service_state(
        &service,
        &|state| {
            state.paused.clone_from(&paused);
            // Resuming says that the service accepts again what it refused.
            if paused.is_none() {
                state.refused = None;
            }
        },
        Some(audit),
    )?;
    context.output.note(&Text::new(said).with("service", id));
    Ok(Exit::Done)
}
