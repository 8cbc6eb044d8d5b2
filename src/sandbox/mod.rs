//! Simulated services for `demo`, for trying things out, and for the tests, all of one invented
//! organisation. They refuse what the real ones refuse. Loopback only, random credentials, own
//! thread and runtime.
//!
//! `simulated` says what a service is, `registry` lists them, `org` invents the organisation,
//! `world` holds them together, `web` and `socket` are the ports. A kind is one folder and one line
//! in `registry`.

mod clock;
mod config;
mod control;
mod cyrus;
#[cfg(test)]
mod dummy;
mod faults;
mod github;
mod graphql;
mod http;
mod mattermost;
mod nextcloud;
mod options;
pub mod org;
mod registry;
mod requests;
mod running;
mod secrets;
mod service;
mod simulated;
mod socket;
mod trouble;
mod web;
mod world;

pub use faults::FaultError;
pub use options::{SandboxError, SandboxOptions};
pub use org::Stay;
pub use running::Sandbox;
pub use service::SandboxService;

#[cfg(test)]
mod tests;
