//! The command line: what can be written (`args`), what it means (one file per subcommand), and
//! how results leave (`output`, `json`).

mod accounts;
pub mod args;
mod audit;
mod backup;
mod changes;
pub mod clock;
mod completions;
mod config_check;
mod context;
mod coverage;
#[cfg_attr(not(feature = "sandbox"), path = "without_sandbox/demo.rs")]
mod demo;
mod departures;
mod doctor;
pub mod error;
pub mod exit;
mod export;
mod forget;
mod groups;
mod identity;
mod import;
mod init;
mod journal;
pub mod json;
mod log;
mod logs;
mod man;
mod match_csv;
mod operators;
pub mod output;
mod query;
mod relink;
mod requests;
mod runtime;
#[cfg_attr(not(feature = "sandbox"), path = "without_sandbox/sandbox.rs")]
mod sandbox;
mod screen;
mod services;
mod show;
mod suggestions;
mod sync;
mod token;
mod tokens;
mod user;
mod users;
mod waive;
mod welcome;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::sync::Arc;

use args::{Cli, Command, ConfigCommand, Global};
use context::{Context, MakeClock};
use error::CliError;
use exit::Exit;
use output::Output;

use crate::config::{Machine, variables};

/// Runs one command line; the first word is the program's name.
pub fn run(line: &[OsString], machine: Machine, make_clock: &MakeClock) -> Exit {
    let locale = variables::message_locale(|name| machine.var(name));
    let cli = match args::parse(line, locale) {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe is the only way this can fail, and then nobody reads.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
        }
    };
    let mut early = early_output(&cli.global, &machine, make_clock);
    let ended = dispatch(cli, machine, make_clock, &mut early);
    ended.unwrap_or_else(|error| {
        early.error(&error);
        error.exit
    })
}

/// For what needs no settings, and for errors.
fn early_output(global: &Global, machine: &Machine, make_clock: &MakeClock) -> Output {
    let words = context::words(context::early_lang(global, machine));
    let plain = machine.var(variables::NO_COLOR).is_some() || !io::stdout().is_terminal();
    let now = make_clock(context::now(global).unwrap_or_default()).now();
    Output::standard(Arc::new(words), now, global.quiet > 0, plain)
}

fn dispatch(
    cli: Cli,
    machine: Machine,
    make_clock: &MakeClock,
    early: &mut Output,
) -> Result<Exit, CliError> {
    let Cli { global, command } = cli;
    let lang = early.words.lang();
    let exit = match command {
        Some(Command::Completions(arguments)) => completions::run(early, lang, &arguments)?,
        Some(Command::Config(ConfigCommand::Check(arguments))) => {
            config_check::run(&global, machine, make_clock, &arguments)?
        }
        Some(Command::Demo(arguments)) => demo::run(&global, machine, make_clock, &arguments)?,
        Some(Command::Init(arguments)) => init::run(&global, machine, make_clock, &arguments)?,
        Some(Command::Man) => man::run(early)?,
        Some(Command::Match(arguments)) => match_csv::run(early, &machine, &arguments)?,
        Some(Command::Sandbox(arguments)) => {
            let now = make_clock(context::now(&global)?).now();
            sandbox::run(early, now, &arguments)?
        }
        Some(command) => {
            let mut context = Context::new(&global, machine, make_clock)?;
            let exit = subcommand(&mut context, command)?;
            context.output.flush()?;
            exit
        }
        None => welcome::run(&global, machine, make_clock)?,
    };
    early.flush()?;
    Ok(exit)
}

/// The subcommands that need the settings.
fn subcommand(context: &mut Context, command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Accounts(arguments) => accounts::run(context, &arguments),
        Command::Audit(arguments) => audit::run(context, &arguments),
        Command::Backup(arguments) => backup::backup(context, &arguments),
        Command::Changes(arguments) => changes::run(context, &arguments),
        Command::Departures(arguments) => departures::run(context, &arguments),
        Command::Detach(arguments) => identity::detach(context, &arguments),
        Command::Doctor(arguments) => doctor::run(context, &arguments),
        Command::Export(arguments) => export::run(context, &arguments),
        Command::Forget(arguments) => forget::run(context, &arguments),
        Command::Groups(arguments) => groups::run(context, &arguments),
        Command::Import(arguments) => import::run(context, &arguments),
        Command::Journal(arguments) => journal::run(context, &arguments),
        Command::Log(arguments) => log::run(context, &arguments),
        Command::Merge(arguments) => identity::merge(context, &arguments),
        Command::Never(arguments) => identity::never(context, &arguments),
        Command::Operators(arguments) => operators::run(context, &arguments),
        Command::Relink(arguments) => relink::run(context, &arguments),
        Command::Requests(arguments) => requests::run(context, &arguments),
        Command::Restore(arguments) => backup::restore(context, &arguments),
        Command::Services(arguments) => services::run(context, &arguments),
        Command::Show(arguments) => show::run(context, &arguments),
        Command::Suggestions(arguments) => suggestions::run(context, &arguments),
        Command::Sync(arguments) => sync::run(context, &arguments),
        Command::Token(command) => token::run(context, &command),
        Command::Tokens(arguments) => tokens::run(context, &arguments),
        Command::Undo(arguments) => identity::undo(context, &arguments),
        Command::User(command) => user::run(context, &command),
        Command::Users(arguments) => users::run(context, &arguments),
        Command::Waive(arguments) => waive::run(context, &arguments),
        // Answered by `dispatch`, before there are settings.
        Command::Completions(_)
        | Command::Config(_)
        | Command::Demo(_)
        | Command::Init(_)
        | Command::Man
        | Command::Match(_)
        | Command::Sandbox(_) => Ok(Exit::Usage),
    }
}

#[cfg(test)]
#[cfg(feature = "sandbox")]
mod tests;
