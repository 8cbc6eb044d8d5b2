//! From a fetch and the store to what changed: states, re-keying, field changes, the guard.

pub mod staged;
pub mod state;

pub use staged::{Staged, StagedKind};
