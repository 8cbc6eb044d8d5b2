//! The layer before a decision that touches several users or accounts: what it would do, choices
//! where users disagree, and two buttons. Nothing happens before Enter on the second one.
//!
//! [`layer`] owns the keys and the box; each decision says in its own file what it would do.

mod detach;
pub mod layer;
mod merge;
mod undo;

pub use detach::open as detach;
pub use merge::open as merge;
pub use undo::{of_session as undo_of_session, open as undo};

#[cfg(test)]
mod tests;
