//! `departures`: who leaves, and who has left and can still get in. Changes nothing.

use std::collections::BTreeMap;

use super::args::Departures;
use super::context::Context;
use super::coverage;
use super::error::CliError;
use super::exit::Exit;
use super::json::{DepartureJson, Giving};
use super::output::Form;
use super::query;
use crate::domain::departures::{Band, leavers};
use crate::domain::filter::{Now, Scratch};
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::providers;

/// Lists them, the most urgent first.
pub fn run(context: &mut Context, arguments: &Departures) -> Result<Exit, CliError> {
    let filter = query::filter(&arguments.filter)?;
    let store = context.store()?;
    let view = context.view(&store)?;
    let words = std::sync::Arc::clone(&context.words);
    let services = coverage::services(&view, &store, &words)?;
    let snapshot = view.snapshot(&store)?;
    let now = Now {
        today: view.today,
        instant: view.now,
    };
    let compiled = filter.compile(&snapshot, now);
    let mut scratch = Scratch::default();
    let found = leavers(&snapshot, view.today, &mut |chunk, user| {
        compiled.row(&mut scratch, chunk, user).is_some()
    });
    let within = i32::try_from(arguments.within).unwrap_or(i32::MAX);
    let giving = giving(context);
    let form = Form::from(&arguments.listing);
    let list = context.output.list::<DepartureJson>(form, "departures");
    let mut list = list.head("services", &services)?;
    let mut hidden = 0;
    for leaver in &found {
        let shown = match leaver.band {
            Band::Closed => arguments.all,
            _ => leaver.days <= within,
        };
        if shown {
            list.push(&DepartureJson::new(leaver, &giving, &words))?;
        } else if leaver.band == Band::Closed {
            hidden += 1;
        }
    }
    let rows = list.finish()?;
    if form == Form::Table {
        if rows == 0 {
            let text = Text::new("departures-none").with("n", arguments.within);
            context.output.note(&text);
        }
        if hidden > 0 {
            let text = Text::new("departures-hidden").with("n", hidden);
            context.output.note(&text);
        }
    }
    Ok(Exit::Done)
}

/// How each service gives back an access that it took.
fn giving(context: &Context) -> BTreeMap<ServiceId, Giving> {
    let services = context.config.services.iter();
    let known = services.filter_map(|service| {
        let kind = providers::kind(&service.kind)?;
        Some((service.id.clone(), Giving::from(kind.nature.disabling)))
    });
    known.collect()
}
