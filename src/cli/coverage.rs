//! What a report rests on: each service with the age of its picture.

use super::context::Context;
use super::error::CliError;
use super::json::ServiceJson;
use super::output::{Form, Output};
use crate::domain::account::State;
use crate::domain::ids::ServiceId;
use crate::domain::service::ServiceState;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::words::Words;
use crate::workflows::report::View;

/// Every configured service with its freshness and its accounts, as counted after the last sync.
pub fn services(view: &View, store: &Store, words: &Words) -> Result<Vec<ServiceJson>, CliError> {
    let summary = store.summary()?.unwrap_or_default();
    let unknown = ServiceState::default();
    let rows = view.services.iter().map(|info| {
        let state = view.states.get(&info.id).unwrap_or(&unknown);
        let counts = summary
            .by_service
            .iter()
            .find(|(id, _)| *id == info.id)
            .map_or([0; State::ALL.len()], |(_, counts)| *counts);
        ServiceJson::new(
            info,
            state,
            counts,
            (view.now, view.policy.stale_after),
            words,
        )
    });
    Ok(rows.collect())
}

/// Every configured service where nothing was ever fetched.
pub fn never_fetched(context: &Context) -> Vec<ServiceJson> {
    let fresh = (context.now(), context.config.policy.stale_after);
    let (state, counts) = (ServiceState::default(), [0; State::ALL.len()]);
    let services = context.config.services.iter();
    services
        .map(|service| ServiceJson::new(&service.info(), &state, counts, fresh, &context.words))
        .collect()
}

/// The lines above a report: to standard output with a table, beside CSV otherwise.
pub fn header(context: &mut Context, form: Form, services: &[ServiceJson]) -> Result<(), CliError> {
    if form == Form::Json {
        return Ok(());
    }
    let now = context.now();
    for service in services {
        let text = line(service, now, &context.words);
        tell(&mut context.output, form, &text)?;
    }
    if form == Form::Table {
        context.output.line("")?;
    }
    Ok(())
}

fn tell(output: &mut Output, form: Form, text: &Text) -> Result<(), CliError> {
    match form {
        Form::Table => output.say(text),
        Form::Csv { .. } | Form::Json => {
            output.note(text);
            Ok(())
        }
    }
}

fn line(service: &ServiceJson, now: Timestamp, words: &Words) -> Text {
    let complete = service.last_complete.as_deref().and_then(Timestamp::parse);
    let id = match (complete, service.outcome) {
        (None, _) => "cli-coverage-never",
        (Some(_), None | Some("complete")) => "cli-coverage",
        (Some(_), Some(_)) => "cli-coverage-troubled",
    };
    let outcome = service
        .outcome
        .map(|outcome| words.get(&format!("outcome-{outcome}")));
    Text::new(id)
        .with("service", service.label.as_str())
        .with("n", service.known())
        .with(
            "age",
            complete.map(|at| words.ago(at, now)).unwrap_or_default(),
        )
        .with("outcome", outcome.unwrap_or_default())
        .with("error", service.error.clone().unwrap_or_default())
}

/// When a service was last read completely.
pub fn last_complete(view: &View, service: &ServiceId) -> Option<Timestamp> {
    view.states
        .get(service)
        .and_then(|state| state.last_complete)
}
