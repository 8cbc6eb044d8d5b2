//! `demo` and `sandbox` of a build without the simulated services: they say so.

use super::error::CliError;
use crate::domain::text::Text;

fn refusal() -> CliError {
    CliError::usage(Text::new("cli-no-sandbox"))
}

/// Stands in for `cli/demo`.
pub mod demo {
    use crate::cli::args::{Demo, Global};
    use crate::cli::context::MakeClock;
    use crate::cli::error::CliError;
    use crate::cli::exit::Exit;
    use crate::config::Machine;

    /// Refuses.
    pub fn run(_: &Global, _: Machine, _: &MakeClock, _: &Demo) -> Result<Exit, CliError> {
        Err(super::refusal())
    }
}

/// Stands in for `cli/sandbox`.
pub mod sandbox {
    use crate::cli::args::Sandbox;
    use crate::cli::error::CliError;
    use crate::cli::exit::Exit;
    use crate::cli::output::Output;
    use crate::domain::time::Timestamp;

    /// Refuses.
    pub fn run(_: &mut Output, _: Timestamp, _: &Sandbox) -> Result<Exit, CliError> {
        Err(super::refusal())
    }
}
