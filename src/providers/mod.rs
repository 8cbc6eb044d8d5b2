//! Providers: the code that speaks to one kind of service, behind one trait.
//!
//! Owns the traits ([`Provider`] reads, [`changes::Changes`] changes), their context and the
//! registry. A kind lives in its own folder, with its words, its sample configuration and its
//! checks, and is registered by one line in [`KINDS`] (`registry`). Storing, merging and confirming
//! belong to others.

pub mod changes;
#[cfg(feature = "imap")]
pub mod cyrus;
#[cfg(test)]
pub mod dummy;
pub mod github;
pub mod mattermost;
pub mod nextcloud;
mod pages;
mod preamble;
mod provider;
mod registry;
mod report;
#[cfg(test)]
mod testing;

pub use crate::net::Cx;
pub use changes::{Applied, Changes, ErasedChanges, MadeSecret};
pub use provider::{BatchSink, Build, Capabilities, Nature, Provider, ProviderKind, WhoAmI};
pub use registry::{KINDS, build, check, kind};
