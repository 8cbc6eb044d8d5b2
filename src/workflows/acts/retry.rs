//! How often a write begins anew because another process changed the store meanwhile.

use super::refusal::{Refusal, Result};
use crate::store::StoreError;

/// Tries before it is given up.
const TRIES: usize = 20;

/// Works again, from what is read anew, where another process was quicker.
pub fn until_unmoved<T>(mut work: impl FnMut() -> Result<T>) -> Result<T> {
    for _ in 0..TRIES {
        match work() {
            Err(Refusal::Store(StoreError::Moved { .. })) => {}
            other => return other,
        }
    }
    Err(Refusal::MovedTooOften)
}
