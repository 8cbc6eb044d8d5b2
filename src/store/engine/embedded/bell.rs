//! The bell: the `rev` file beside the database is replaced after each commit.
//!
//! Two processes may replace it in either order, so who hears it reads the revision from the
//! store.

use std::io::Write;
use std::path::Path;

use async_trait::async_trait;
use futures_util::{FutureExt, StreamExt};
use inotify::{EventStream, Inotify, WatchMask};

use crate::domain::ids::Revision;
use crate::store::engine::coordination::Bell;
use crate::store::error::{Result, StoreError};

const FILE: &str = "rev";

pub fn ring(dir: &Path, revision: Revision) -> Result<()> {
    let place = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".rev").tempfile_in(dir)?;
        writeln!(file, "{}", revision.0)?;
        file.persist(dir.join(FILE)).map_err(|error| error.error)?;
        Ok(())
    };
    place().map_err(StoreError::io(dir))
}

/// The changes of the store's folder.
pub struct Folder {
    events: EventStream<[u8; 4_096]>,
}

impl Folder {
    /// Begins to listen; writes nothing.
    pub fn open(dir: &Path) -> Result<Self> {
        let listen = || {
            let inotify = Inotify::init()?;
            inotify.watches().add(dir, WatchMask::MOVED_TO)?;
            inotify.into_event_stream([0; 4_096])
        };
        let events = listen().map_err(StoreError::io(dir))?;
        Ok(Self { events })
    }
}

#[async_trait]
impl Bell for Folder {
    async fn rung(&mut self) -> Result<()> {
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
