//! Who is who, as operators decide it: same, never, merge, detach, relink; and what is asked of it:
//! open questions, the history of a user.
//!
//! Every decision is recorded with what it overwrote, so that undoing it restores exactly that.
//! What a decision does to users is `domain::identity`; what rules conclude by themselves is
//! `merging`; who may call these, and how they are taken back, is `acts`.

pub mod decide;
pub mod decision_log;
pub mod history;
pub mod questions;
pub mod relink;

pub use decide::preview;
pub use decision_log::decisions;
pub use history::history;
pub use questions::{Queue, questions};

#[cfg(test)]
mod tests;
