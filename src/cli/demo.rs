//! `demo`: the screen on a throw-away organisation, with the simulated services.

use std::path::Path;

use tokio_util::sync::CancellationToken;

use super::args::{self, Global};
use super::context::{Context, MakeClock, private_dir};
use super::error::CliError;
use super::exit::Exit;
use super::screen::{self, Next};
use super::{runtime, sync};
use crate::config::{Machine, Role};
use crate::domain::text::Text;
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::store::{Access, LockWait, Store};
use crate::workflows::sync::SyncRequest;
use crate::workflows::update::update;

/// Starts the services, fetches them once, opens the screen, and leaves nothing behind.
pub fn run(
    global: &Global,
    machine: Machine,
    make_clock: &MakeClock,
    arguments: &args::Demo,
) -> Result<Exit, CliError> {
    let dir = tempfile::Builder::new()
        .prefix("secretariat-demo-")
        .tempdir()?;
    let now = make_clock(super::context::now(global)?).now();
    let sandbox = Sandbox::start(SandboxOptions {
        accounts: arguments.accounts,
        seed: arguments.seed,
        limits: false,
        ..SandboxOptions::new(now.to_jiff())
    })?;
    let mut context = prepare(global, machine, make_clock, &sandbox, dir.path())?;
    let store = Store::open(
        &context.config.paths.store,
        Access::ReadWrite,
        std::sync::Arc::clone(&context.clock),
    )?;
    let env = context.env(store);
    let request = SyncRequest {
        services: context.config.services.clone(),
        dry_run: false,
        add_only: false,
        accept_removals: None,
        unless_younger: None,
        wait: LockWait::No,
    };
    context
        .output
        .note(&Text::new("cli-demo-sync").with("n", arguments.accounts));
    let listener = sync::progress(std::sync::Arc::clone(&context.words));
    let (updated, interrupted) = runtime::run(|cancel: CancellationToken| {
        let env = env.clone();
        async move { update(&env, request, cancel, listener).await }
    })?;
    updated?;
    if interrupted {
        return Ok(Exit::Interrupted);
    }
    let left = screen::show(&context, env, true, true)?;
    sandbox.stop();
    Ok(match left {
        Next::Leave(exit) => exit,
        Next::Demo | Next::Init => Exit::Done,
    })
}

/// The settings that the sandbox writes, over a store beside them; nothing of the real ones.
fn prepare(
    global: &Global,
    mut machine: Machine,
    make_clock: &MakeClock,
    sandbox: &Sandbox,
    dir: &Path,
) -> Result<Context, CliError> {
    let settings = dir.join("config");
    private_dir(&settings)?;
    let config = sandbox.write_config(&settings)?;
    let global = Global {
        config: Some(config),
        store: Some(dir.join("store")),
        log_file: None,
        read_only: false,
        ..global.clone()
    };
    // The throw-away organisation is the operator's own, whoever they act as.
    machine
        .env
        .retain(|name, _| !name.starts_with("SECRETARIAT_") || name == "SECRETARIAT_LANG");
    machine.uid = machine.effective_uid;
    machine.login_uid = None;
    machine.parent_is_root = false;
    let mut context = Context::new(&global, machine, make_clock)?;
    context.operator.role = Role::Admin;
    Ok(context)
}
