//! Starts the program: panics, clock, facts of the machine; the command line does the rest.

use std::process::ExitCode;

use secretariat::cli::{self, exit::Exit};
use secretariat::config::Machine;

fn main() -> ExitCode {
    let hook = color_eyre::config::HookBuilder::default().display_env_section(false);
    if hook.install().is_err() {
        return ExitCode::from(Exit::Failed.code());
    }
    let line: Vec<_> = std::env::args_os().collect();
    let exit = cli::run(&line, Machine::real(), &cli::clock::of_the_machine);
    ExitCode::from(exit.code())
}
