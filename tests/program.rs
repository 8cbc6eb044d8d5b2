//! The whole program: in a pseudo-terminal as a user sees it, and as several processes at once on
//! one store, some of which are killed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests: what goes wrong outside fails the test"
)]

#[expect(dead_code, reason = "the tests of the services use the rest")]
#[path = "services/cli/home.rs"]
mod home;
#[path = "processes/journal.rs"]
mod journal;
#[path = "processes/sharing.rs"]
mod sharing;
#[path = "processes/store.rs"]
mod store;
#[path = "terminal/mod.rs"]
mod terminal;
