//! Each new head of the audit log is sent to the system's logger.
//!
//! Whoever owns the store can rewrite it, the audit log included; what the logger keeps lets
//! `log verify --head` find that out.

use crate::config::Paths;
use crate::net::journal;
use crate::store::Store;

/// Sends every head from now on; where there is no logger, nothing happens.
pub fn anchor(store: &Store, paths: &Paths) {
    let Some(socket) = paths.journal.clone() else {
        return;
    };
    let place = store.dir().to_owned();
    store.on_log(Box::new(move |head| {
        let line = format!("audit log head {head} of {}", place.display());
        if let Err(error) = journal::tell(&socket, &line) {
            tracing::debug!(socket = %socket.display(), %error, "no logger takes the head of the audit log");
        }
    }));
}
