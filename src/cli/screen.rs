//! No subcommand: the full-screen program over the configured store.

use std::sync::Arc;

use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use crate::domain::text::Text;
use crate::store::{Access, Store, StoreError};
use crate::tui::runtime::live::Live;
use crate::tui::{self, TuiStart};
use crate::workflows::Env;

/// Where the operator goes after the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nowhere.
    Leave(Exit),
    /// To the demo, from the welcome.
    Demo,
    /// To the first configuration, from the welcome.
    Init,
}

/// Opens the screen; without a configuration, its welcome over an empty store, of which it reads
/// nothing and which goes away with the program.
pub fn run(context: &Context) -> Result<Next, CliError> {
    if context.configured {
        return show(context, open(context)?, true, false);
    }
    let dir = tempfile::tempdir()?;
    let store = Store::open(dir.path(), Access::ReadWrite, Arc::clone(&context.clock))?;
    show(context, context.env(store), false, false)
}

/// Shows an environment.
pub fn show(context: &Context, env: Env, configured: bool, demo: bool) -> Result<Next, CliError> {
    let start = TuiStart {
        source: Arc::new(Live::new(env, configured, demo)),
        ui: context.config.ui.clone(),
        words: super::context::words(context.words.lang())
            .in_zone(context.config.organisation.timezone.clone()),
        clock: Arc::clone(&context.clock),
    };
    let left = tui::run(start).map_err(|error| {
        CliError::failed(Text::new("cli-screen").with("error", format!("{error:#}")))
    })?;
    Ok(match left {
        tui::Exit::Quit => Next::Leave(Exit::Done),
        tui::Exit::Demo => Next::Demo,
        tui::Exit::Init => Next::Init,
    })
}

/// For writing where that is allowed; the first start makes the store.
fn open(context: &Context) -> Result<Env, CliError> {
    let dir = &context.config.paths.store;
    let access = match context.require_change() {
        Ok(()) => Access::ReadWrite,
        Err(_) => Access::ReadOnly,
    };
    let clock = || Arc::clone(&context.clock);
    let store = Store::open(dir, access, clock()).map_err(|error| match error {
        StoreError::Missing(_) => CliError::failed(error.text()).hint(Text::new("cli-hint-sync")),
        other => other.into(),
    })?;
    if access == Access::ReadWrite {
        store.name_operator(&context.operator.name);
    }
    Ok(context.env(store))
}
