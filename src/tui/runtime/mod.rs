//! The runtime: the only part of the screen that touches the terminal, time and other rooms.
//!
//! Puts the pieces together and runs them: terminal, signals, loop, effects, worker. What is shown
//! and what keys mean belongs to the shell.

pub mod backend;
pub mod clipboard;
pub mod effects;
pub mod events;
pub mod live;
pub mod looper;
mod matcher;
pub mod plain;
#[cfg(test)]
pub mod sample_source;
pub mod source;
pub mod surroundings;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod worker;

use std::io::IsTerminal;
use std::sync::Arc;

use super::panes::registry::{VIEWS, openers};
use super::shell::data::FirstFrame;
use super::shell::effect::Exit;
use super::shell::face::Face;
use super::shell::model::Model;
use crate::config::{UiSettings, variables};
use crate::domain::clock::Clock;
use crate::domain::text::Text;
use crate::words::Words;
use source::Source;
use surroundings::Surroundings;

/// What the program is started with.
pub struct TuiStart {
    /// Where data comes from and changes go.
    pub source: Arc<dyn Source>,
    /// How it looks and which keys it answers to.
    pub ui: UiSettings,
    /// The language, with the providers' words.
    pub words: Words,
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for TuiStart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TuiStart")
            .field("ui", &self.ui)
            .finish_non_exhaustive()
    }
}

/// Why the screen could not be run.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    #[error("{}", .0.id)]
    Said(Text),
    #[error("the terminal: {0}")]
    Terminal(#[from] std::io::Error),
}

/// How much lower than the screen's the priority of questions and syncs is.
const TASKS: i32 = 5;

/// Runs the screen until it is left; the terminal is as before afterwards.
pub fn run(start: TuiStart) -> Result<Exit, TuiError> {
    let surroundings = Surroundings::read(variables::variable);
    let mut ui = start.ui.clone();
    ui.ascii |= surroundings.needs_ascii();
    let plain = ui.plain || surroundings.is_dumb();
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if !(plain || terminal) {
        return Err(TuiError::Said(Text::new("tui-no-terminal")));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .on_thread_start(|| {
            // Only a courtesy to the screen's thread, as with the worker's.
            let _ = rustix::process::setpriority_process(None, TASKS);
        })
        .enable_all()
        .build()?;
    let size = crossterm::terminal::size().unwrap_or((80, 24));
    let facts = start.source.facts();
    let first = if facts.configured {
        let lines = usize::from(size.1);
        start.source.first_frame(lines).map_err(TuiError::Said)?
    } else {
        FirstFrame::default()
    };
    let mut face = Face::new(&ui, start.words, &openers(VIEWS));
    face.letters = surroundings.utf8;
    let face = Arc::new(face);
    let screen = (size, start.clock.now());
    let model = Model::new(face, facts, &first, screen, VIEWS);
    let exit = if plain {
        runtime.block_on(plain::run(model, start.source, start.clock))
    } else {
        runtime.block_on(async {
            let mut host = terminal::Tty::enter(&ui, surroundings)?;
            let input = events::input()?;
            let terminal = host.terminal()?;
            let ended = looper::run(terminal, input, &mut host, model, start.source, start.clock);
            let ended = ended.await;
            host.leave();
            ended
        })
    };
    // Blocking reads that nobody waits for any more must not keep the program.
    runtime.shutdown_timeout(std::time::Duration::from_millis(200));
    Ok(exit?)
}
