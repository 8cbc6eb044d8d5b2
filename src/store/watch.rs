//! Telling other processes, and hearing from them, that something was committed.
//!
//! The `rev` file beside the database is replaced after each commit. It is only a bell: two
//! processes may replace it in either order, so who hears it reads the revision from the store.

use std::fmt;
use std::io::Write;
use std::path::Path;

use futures_util::{FutureExt, StreamExt};
use inotify::{EventStream, Inotify, WatchMask};

use super::Store;
use super::error::{Result, StoreError};
use crate::domain::ids::Revision;

const FILE: &str = "rev";

/// Hears the commits of all processes, this one included.
pub struct RevWatch {
    events: EventStream<[u8; 4_096]>,
}

impl Store {
    /// Begins to listen; needs a running tokio runtime. Writes nothing.
    pub fn watch(&self) -> Result<RevWatch> {
        let dir = self.dir();
        let listen = || {
            let inotify = Inotify::init()?;
            inotify.watches().add(dir, WatchMask::MOVED_TO)?;
            inotify.into_event_stream([0; 4_096])
        };
        let events = listen().map_err(StoreError::io(dir))?;
        Ok(RevWatch { events })
    }

    /// Rings the bell. The commit is done whether it rings or not.
    pub(super) fn announce(&self, revision: Revision) {
        if let Err(error) = ring(self.dir(), revision) {
            tracing::warn!(%error, "could not announce a commit");
        }
    }
}

fn ring(dir: &Path, revision: Revision) -> std::io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".rev").tempfile_in(dir)?;
    writeln!(file, "{}", revision.0)?;
    file.persist(dir.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

impl RevWatch {
    /// Waits until something was committed since the last call; then read [`Store::revision`].
    /// Dropping the future loses nothing.
    pub async fn changed(&mut self) -> Result<()> {
        while let Some(event) = self.events.next().await {
            let event = event.map_err(StoreError::io(FILE))?;
            if event.name.is_some_and(|name| name == FILE) {
                // One answer for everything that was heard so far.
                while let Some(Some(_)) = self.events.next().now_or_never() {}
                return Ok(());
            }
        }
        Err(StoreError::io(FILE)(
            std::io::ErrorKind::UnexpectedEof.into(),
        ))
    }
}

impl fmt::Debug for RevWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevWatch").finish_non_exhaustive()
    }
}
