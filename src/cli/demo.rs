//! `demo`: the screen on an invented organisation; nothing of it is kept.

mod past;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::args::{Demo, Global};
use super::context::{Context, MakeClock};
use super::error::CliError;
use super::exit::Exit;
use super::{context, runtime, screen, sync};
use crate::config::{Machine, variables};
use crate::domain::text::Text;
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::store::{Access, Store};

/// Starts the simulated services and opens the screen on a throw-away store: a synced one, or, where
/// that would take long, an empty one whose first sync begins at once and is seen.
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
        .retain(|name, _| !variables::is_ours(name) || name == variables::SECRETARIAT_LANG);
    machine.uid = machine.effective_uid;
    machine.login_uid = None;
    machine.parent_is_root = false;
    let mut context = Context::new(&global, machine, make_clock)?;
    context.simulated = true;
    if arguments.accounts < past::LARGE {
        prepare(&mut context, &sandbox)?;
        screen::open(&context, true)?;
    } else {
        meanwhile(&context, &sandbox)?;
    }
    drop(context);
    sandbox.stop();
    Ok(Exit::Done)
}

/// The screen syncs; somebody else writes down the dates once there are users.
fn meanwhile(context: &Context, sandbox: &Sandbox) -> Result<(), CliError> {
    let dir = &context.config.paths.store;
    let store = Store::open(dir, Access::ReadWrite, Arc::clone(&context.clock))?;
    let dates = past::Dates {
        env: context.env(store),
        audit: context.audit("import", Vec::new(), ""),
        today: context.today(),
    };
    let closed = CancellationToken::new();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| dates.after_first_sync(sandbox, &closed));
        // Also when the screen dies: the thread is waited for.
        let guard = closed.clone().drop_guard();
        let shown = screen::open(context, true);
        drop(guard);
        // Nothing is kept of a demo: dates that could not be written are no reason to fail.
        if let Ok(Err(error)) = writing.join() {
            tracing::warn!(?error, "the dates of the demo were not written");
        }
        shown.map(drop)
    })
}

/// Everything is synced and merged before the screen opens.
fn prepare(context: &mut Context, sandbox: &Sandbox) -> Result<(), CliError> {
    context.output.note(&Text::new("tui-demo-preparing"));
    let listener = if context.config.ui.plain {
        sync::silent()
    } else {
        sync::progress(Arc::clone(&context.words))
    };
    let (lived, interrupted) =
        runtime::run(|cancel| past::live(context, sandbox, cancel, listener))?;
    if interrupted {
        return Err(CliError::new(
            Exit::Interrupted,
            Text::new("outcome-cancelled"),
        ));
    }
    lived
}
