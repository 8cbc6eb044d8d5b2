//! Telling other processes, and hearing from them, that something was committed.

use std::fmt;

use super::Store;
use super::engine::coordination::Bell;
use super::error::Result;
use crate::domain::ids::Revision;

/// Hears the commits of all processes, this one included.
pub struct RevWatch {
    bell: Box<dyn Bell>,
}

impl Store {
    /// Begins to listen; needs a running tokio runtime. Writes nothing.
    pub fn watch(&self) -> Result<RevWatch> {
        let bell = self.coordinator().listen()?;
        Ok(RevWatch { bell })
    }

    /// Rings the bell. The commit is done whether it rings or not.
    pub(super) fn announce(&self, revision: Revision) {
        if let Err(error) = self.coordinator().announce(revision) {
            tracing::warn!(%error, "could not announce a commit");
        }
    }
}

impl RevWatch {
    /// Waits until something was committed since the last call; then read [`Store::revision`].
    /// Dropping the future loses nothing.
    pub async fn changed(&mut self) -> Result<()> {
        self.bell.rung().await
    }
}

impl fmt::Debug for RevWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevWatch").finish_non_exhaustive()
    }
}
