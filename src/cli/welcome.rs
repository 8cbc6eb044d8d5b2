//! Without a subcommand: the screen, and what its welcome leads to where nothing is configured.

use super::args::{Demo, Global, Init};
use super::context::{Context, MakeClock};
use super::error::CliError;
use super::exit::Exit;
use super::{demo, init, screen};
use crate::config::Machine;
use crate::tui::Exit as Left;

/// Opens the screen, then whatever the welcome led to.
pub fn run(global: &Global, machine: Machine, make_clock: &MakeClock) -> Result<Exit, CliError> {
    let context = Context::new(global, machine.clone(), make_clock)?;
    context.require_keys()?;
    let ended = screen::open(&context, false)?;
    drop(context);
    match ended {
        Left::Quit => Ok(Exit::Done),
        Left::Demo => demo::run(global, machine, make_clock, &Demo::default()),
        Left::Init => init::run(global, machine, make_clock, &Init::default()),
    }
}
