//! `sync`: fetches services now, and says how each ended.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use super::args::Sync;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::json::{RunJson, exit_of};
use super::output::Form;
use super::runtime;
use crate::config::ServiceConfig;
use crate::domain::ids::ServiceId;
use crate::domain::run::Outcome;
use crate::domain::text::Text;
use crate::store::{Access, LockWait, Store, StoreError};
use crate::words::Words;
use crate::workflows::notify::notify;
use crate::workflows::sync::{Listener, SyncEvent, SyncReport, SyncRequest};
use crate::workflows::update::update;

/// How long another process may still be at the same service.
const PATIENCE: Duration = Duration::from_secs(60);

/// Syncs, merges, and lists the runs.
pub fn run(context: &mut Context, arguments: &Sync) -> Result<Exit, CliError> {
    let services = chosen(context, &arguments.services)?;
    let (store, _place) = match arguments.dry_run {
        true => untouched(context)?,
        false => (context.store_for_change()?, None),
    };
    let env = context.env(store);
    let request = SyncRequest {
        services,
        dry_run: arguments.dry_run,
        add_only: arguments.add_only,
        accept_removals: arguments.accept_removals,
        unless_younger: None,
        wait: LockWait::UpTo(PATIENCE),
    };
    let form = Form::from(&arguments.listing);
    let listener = listener(Arc::clone(&context.words), form);
    // A timer's run: nobody looks, so trouble is told where the settings say.
    let unattended = !arguments.dry_run && !std::io::stderr().is_terminal();
    let words = Arc::clone(&context.words);
    let (ended, interrupted) = runtime::run(|cancel| async {
        let updated = update(&env, request, cancel, listener).await;
        let untold = if unattended {
            notify(&env, &words).await
        } else {
            Ok(Vec::new())
        };
        (updated, untold)
    })?;
    let (updated, untold) = ended;
    let report = updated.sync;
    tell(context, form, &report)?;
    context.output.flush()?;
    // Only now: a full disk must not hide how the services ended.
    let merge = updated.merge?;
    for problem in &untold? {
        context.output.note(problem);
    }
    let mut exit: Exit = report.runs.iter().map(|run| exit_of(run.outcome)).collect();
    if report.skipped.iter().any(|(_, skip)| skip.busy) {
        exit = exit.and(Exit::Partly);
    }
    if interrupted {
        exit = exit.and(Exit::Interrupted);
    }
    if merge.linked > 0 {
        let text = Text::new("cli-merged")
            .with("linked", merge.linked)
            .with("created", merge.created);
        context.output.note(&text);
    }
    Ok(exit)
}

/// The store for a look that writes nothing; an empty one elsewhere where there is none yet.
fn untouched(context: &Context) -> Result<(Store, Option<TempDir>), CliError> {
    context.require_configured()?;
    context.require_change()?;
    let open = |dir: &Path, access| Store::open(dir, access, Arc::clone(&context.clock));
    match open(&context.config.paths.store, Access::ReadOnly) {
        Err(StoreError::Missing(_)) => {
            let place = tempfile::tempdir()?;
            Ok((open(place.path(), Access::ReadWrite)?, Some(place)))
        }
        opened => Ok((opened?, None)),
    }
}

fn chosen(context: &Context, ids: &[String]) -> Result<Vec<ServiceConfig>, CliError> {
    let mut chosen: Vec<ServiceId> = Vec::new();
    for id in ids {
        let id = context.service(id)?;
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    let all = context.config.services.iter();
    let services = all.filter(|service| chosen.is_empty() || chosen.contains(&service.id));
    Ok(services.cloned().collect())
}

fn tell(context: &mut Context, form: Form, report: &SyncReport) -> Result<(), CliError> {
    let words = Arc::clone(&context.words);
    for (service, skip) in &report.skipped {
        let text = Text::new("cli-skipped")
            .with("service", service.as_str())
            .with("why", skip.why.clone());
        context.output.note(&text);
    }
    let mut list = context.output.list::<RunJson>(form, "runs");
    for run in &report.runs {
        list.push(&RunJson::new(run, &words))?;
    }
    list.finish()?;
    for run in &report.runs {
        if run.outcome == Outcome::Held {
            // Every rule that held it counts: see `guard::passes`.
            let n: u64 = run.held.iter().map(|held| held.count).sum();
            let text = Text::new("cli-held-how")
                .with("service", run.service.as_str())
                .with("n", n);
            context.output.note(&text);
        }
    }
    Ok(())
}

/// Progress on a terminal: one line on standard error, rewritten.
fn listener(words: Arc<Words>, form: Form) -> Listener {
    if form == Form::Table {
        progress(words)
    } else {
        silent()
    }
}

/// No progress: for scripts, and for screens that are read line by line.
pub fn silent() -> Listener {
    Arc::new(|_| {})
}

/// That line, wherever standard error is a terminal.
pub fn progress(words: Arc<Words>) -> Listener {
    if !std::io::stderr().is_terminal() {
        return silent();
    }
    let running: Mutex<Vec<(ServiceId, u64)>> = Mutex::default();
    Arc::new(move |event| {
        let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            SyncEvent::Progress(service, progress) => {
                running.retain(|(id, _)| *id != service);
                running.push((service, progress.accounts));
            }
            SyncEvent::Ended(run) => running.retain(|(id, _)| *id != run.service),
            SyncEvent::Skipped(service, _) => running.retain(|(id, _)| *id != service),
        }
        let parts: Vec<String> = running
            .iter()
            .map(|(id, n)| {
                format!(
                    "{id} {}",
                    words.number(i64::try_from(*n).unwrap_or(i64::MAX))
                )
            })
            .collect();
        // `\r` and "erase to the end": the only control sequences outside the screen.
        eprint!("\r\u{1b}[K{}", parts.join("  "));
    })
}
