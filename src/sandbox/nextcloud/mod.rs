//! A simulated Nextcloud of a chosen version. What it holds is in `state`, who is calling is decided
//! in `auth`, the dispatch is in `route`; the answers are in `users`, `groups` and `change`. `kind`
//! is what the rest of the sandbox sees.

mod auth;
mod call;
mod change;
mod door;
mod groups;
mod kind;
mod ocs;
mod route;
mod state;
mod users;

pub(super) use kind::KIND;

#[cfg(test)]
mod tests;
