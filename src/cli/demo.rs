//! `demo`: the screen on an invented organisation; nothing of it is kept.

mod past;

use std::sync::Arc;

use super::args::{Demo, Global};
use super::context::{Context, MakeClock};
use super::error::CliError;
use super::exit::Exit;
use super::{context, runtime, screen, sync};
use crate::config::Machine;
use crate::domain::text::Text;
use crate::sandbox::{Sandbox, SandboxOptions};

/// Starts the simulated services, syncs them into a throw-away store, and opens the screen.
pub fn run(
    global: &Global,
    machine: Machine,
    make_clock: &MakeClock,
    arguments: &Demo,
) -> Result<Exit, CliError> {
    let now = make_clock(context::now(global)?).now();
    let place = tempfile::Builder::new()
        .prefix("secretariat-demo-")
        .tempdir()?;
    let sandbox = Sandbox::start(SandboxOptions {
        accounts: arguments.accounts,
        seed: arguments.seed,
        limits: false,
        ..SandboxOptions::new(now.to_jiff())
    })?;
    let global = Global {
        config: Some(sandbox.write_config(place.path())?),
        store: Some(place.path().join("store")),
        log_file: None,
        read_only: false,
        ..global.clone()
    };
    // The invented organisation is nobody's: no setting of the real one may reach into it.
    let mut machine = machine;
    machine
        .env
        .retain(|name, _| !name.starts_with("SECRETARIAT_") || name == "SECRETARIAT_LANG");
    machine.uid = machine.effective_uid;
    machine.login_uid = None;
    machine.parent_is_root = false;
    let mut context = Context::new(&global, machine, make_clock)?;
    context.simulated = true;
    prepare(&mut context, &sandbox, arguments.accounts)?;
    screen::open(&context, true)?;
    drop(context);
    sandbox.stop();
    Ok(Exit::Done)
}

/// Everything is synced and merged before the screen opens.
fn prepare(context: &mut Context, sandbox: &Sandbox, accounts: usize) -> Result<(), CliError> {
    context.output.note(&Text::new("tui-demo-preparing"));
    let listener = if context.config.ui.plain {
        sync::silent()
    } else {
        sync::progress(Arc::clone(&context.words))
    };
    let past = past::of(accounts);
    let (lived, interrupted) =
        runtime::run(|cancel| past::live(context, sandbox, past, cancel, listener))?;
    if interrupted {
        return Err(CliError::new(
            Exit::Interrupted,
            Text::new("outcome-cancelled"),
        ));
    }
    lived
}
