//! The rooms of Secretariat; each may import only those that ARCHITECTURE.md allows it.

pub mod cli;
pub mod config;
#[cfg(test)]
#[cfg(feature = "sandbox")]
mod conformance;
pub mod domain;
pub mod net;
pub mod providers;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod store;
pub mod tui;
pub mod words;
pub mod workflows;
