//! Without a subcommand: the full screen, or the welcome where nothing is configured.

use std::sync::Arc;

use super::args::{Demo, Global, Init};
use super::context::{Context, MakeClock, words};
use super::error::CliError;
use super::exit::Exit;
use super::{demo, init};
use crate::config::Machine;
use crate::domain::text::Text;
use crate::tui::{Exit as Left, Live, Parts, TuiError, TuiStart, run as show};

/// Opens the screen, then whatever the welcome led to.
pub fn run(global: &Global, machine: Machine, make_clock: &MakeClock) -> Result<Exit, CliError> {
    let context = Context::new(global, machine.clone(), make_clock)?;
    context.require_keys()?;
    let ended = open(&context, false)?;
    drop(context);
    match ended {
        Left::Quit => Ok(Exit::Done),
        Left::Demo => demo::run(global, machine, make_clock, &Demo::default()),
        Left::Init => init::run(global, machine, make_clock, &Init::default()),
    }
}

/// Opens the screen on what a context says.
pub fn open(context: &Context, demo: bool) -> Result<Left, CliError> {
    let live = Live::new(Parts {
        config: Arc::clone(&context.config),
        configured: context.configured,
        demo,
        net: context.net(),
        clock: Arc::clone(&context.clock),
        operator: context.operator.clone(),
    });
    let zone = context.config.organisation.timezone.clone();
    let start = TuiStart {
        source: Arc::new(live.map_err(CliError::failed)?),
        ui: context.config.ui.clone(),
        words: words(context.words.lang()).in_zone(zone),
        clock: Arc::clone(&context.clock),
    };
    show(start).map_err(|error| match error {
        TuiError::Said(text) => CliError::failed(text),
        TuiError::Terminal(error) => {
            CliError::failed(Text::new("cli-io").with("what", error.to_string()))
        }
    })
}
