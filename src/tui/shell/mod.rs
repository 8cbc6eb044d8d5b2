//! The shell: what the screen knows, what happens to it, and what it asks for.
//!
//! `update` is the only writer of the model; `view` only reads it. Neither does any I/O: what must
//! be read, written or sent is an [`effect::Effect`], executed by the runtime.

pub mod action;
pub mod answers;
pub mod chosen;
pub mod data;
pub mod effect;
pub mod face;
pub mod filtering;
pub mod focus;
pub mod footer;
pub mod jobs;
pub mod key;
pub mod keymap;
pub mod layers;
pub mod layout;
pub mod message;
pub mod model;
pub mod mouse;
pub mod opaque;
pub mod plain;
pub mod questions;
pub mod queue;
pub mod scene;
pub mod session;
pub mod update;
pub mod view;
pub mod views;
pub mod wake;

#[cfg(test)]
mod keymap_tests;
#[cfg(test)]
mod new_view_tests;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
