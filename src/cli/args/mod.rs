//! What can be written on the command line, and nothing of what it means.
//!
//! The doc comments are the English help; `words/fr/help.ftl` holds the French one, by the same
//! names. A new subcommand is one variant of `root`, one file beside this folder and one line in
//! `cli::run`.

mod help;
mod identity;
mod people;
mod root;
mod shared;
mod subcommands;
mod tokens;

pub use help::{command, parse};
pub use identity::*;
pub use people::*;
pub use root::{Cli, Command, Global, LangArg};
pub use shared::{FormatArg, Listing};
pub use subcommands::*;
pub use tokens::*;

#[cfg(test)]
mod tests;
