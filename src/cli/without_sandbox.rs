//! `demo` and `sandbox` of a build without the simulated services: they say so.

use super::error::CliError;
use crate::domain::text::Text;

fn refusal() -> CliError {
    CliError::usage(Text::new("cli-no-sandbox"))
}

/// Stands in for `cli/demo`.
pub mod demo {
    use super::super::args::{Demo, Global};
    use super::super::context::MakeClock;
    use super::super::error::CliError;
    use super::super::exit::Exit;
    use crate::config::Machine;

    /// Refuses.
    pub fn run(_: &Global, _: Machine, _: &MakeClock, _: &Demo) -> Result<Exit, CliError> {
        Err(super::refusal())
    }
}

/// Stands in for `cli/sandbox`.
pub mod sandbox {
    use super::super::args::Sandbox;
    use super::super::error::CliError;
    use super::super::exit::Exit;
    use super::super::output::Output;
    use crate::domain::time::Timestamp;

    /// Refuses.
    pub fn run(_: &mut Output, _: Timestamp, _: &Sandbox) -> Result<Exit, CliError> {
        Err(super::refusal())
    }
}
