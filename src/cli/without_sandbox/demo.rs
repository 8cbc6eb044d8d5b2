//! `demo` of a build without the simulated services: it says so.

use crate::cli::args::{Demo, Global};
use crate::cli::context::MakeClock;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::config::Machine;
use crate::domain::text::Text;

/// Refuses.
pub fn run(_: &Global, _: Machine, _: &MakeClock, _: &Demo) -> Result<Exit, CliError> {
    Err(CliError::usage(Text::new("cli-no-sandbox")))
}
