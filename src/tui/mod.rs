//! The full-screen program.
//!
//! `shell` holds the model, what happens to it and how it is drawn; `panes`, `forms` and
//! `widgets` are its parts; `runtime` alone touches the terminal, the clock and the other rooms.

pub mod forms;
pub mod panes;
pub mod runtime;
pub mod shell;
pub mod theme;
pub mod widgets;

pub use panes::registry::{key_words, wrong_keys};
pub use runtime::live::{Live, Parts};
pub use runtime::{TuiError, TuiStart, run};
pub use shell::effect::Exit;

#[cfg(test)]
pub mod sample;
