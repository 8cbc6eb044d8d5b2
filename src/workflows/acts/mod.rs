//! What operators do to our own store: one entry for the screen and the command line.
//!
//! An act is `domain::act`; what it reads and writes is here, or where it belongs to (who is who in
//! `identity`, lists in `import`). Owns the refusals, how often a write begins anew, the entries of
//! the audit log, and what follows from an act: findings and first lines.

pub mod audit;
mod done;
mod edit;
pub mod items;
mod perform;
pub mod record;
pub mod refusal;
pub mod retry;
#[cfg(test)]
mod tests;
pub mod undo;

pub use done::Done;
pub use perform::{Refresh, perform, refresh};
pub use refusal::{Refusal, Result};
pub use undo::takes_back;
