//! `sandbox` of a build without the simulated services: it says so.

use crate::cli::args::Sandbox;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// Refuses.
pub fn run(_: &mut Output, _: Timestamp, _: &Sandbox) -> Result<Exit, CliError> {
    Err(CliError::usage(Text::new("cli-no-sandbox")))
}
