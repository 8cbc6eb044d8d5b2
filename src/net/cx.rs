//! What every call to the outside may use: the clock, the wish to stop, and where progress goes.
//!
//! Owns [`Cx`] and [`Track`], which keeps one job's progress whole although the provider counts and
//! the network layer waits.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::domain::clock::Clock;
use crate::domain::progress::Progress;

/// What every call may use.
#[derive(Clone)]
pub struct Cx {
    pub clock: Arc<dyn Clock>,
    /// Asked to stop: checked between requests and while waiting.
    pub cancel: CancellationToken,
    /// Where progress goes; cheap, never blocks.
    pub progress: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl fmt::Debug for Cx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cx").finish_non_exhaustive()
    }
}

/// One job's progress: every report carries the counts of the provider and the wait of the network.
#[derive(Clone)]
pub struct Track {
    state: Arc<Mutex<Progress>>,
    cx: Cx,
}

impl fmt::Debug for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Track").finish_non_exhaustive()
    }
}

impl Track {
    /// Starts at nothing done.
    pub fn new(cx: &Cx) -> Self {
        Self {
            state: Arc::default(),
            cx: cx.clone(),
        }
    }

    /// Changes the counts and reports them.
    pub fn update(&self, change: impl FnOnce(&mut Progress)) {
        let now = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut state);
            state.clone()
        };
        (self.cx.progress)(now);
    }

    /// The context for requests of this job: their waits are added to its progress.
    pub fn cx(&self) -> Cx {
        let track = self.clone();
        Cx {
            clock: self.cx.clock.clone(),
            cancel: self.cx.cancel.clone(),
            progress: Arc::new(move |report: Progress| {
                track.update(|state| state.waiting_until = report.waiting_until);
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::FixedClock;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_wait_is_reported_beside_the_counts() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let into = seen.clone();
        let cx = Cx {
            clock: Arc::new(FixedClock(Timestamp(0))),
            cancel: CancellationToken::new(),
            progress: Arc::new(move |progress| into.lock().unwrap().push(progress)),
        };
        let track = Track::new(&cx);
        track.update(|progress| progress.accounts = 7);
        (track.cx().progress)(Progress {
            waiting_until: Some(Timestamp(9)),
            ..Progress::default()
        });
        let last = seen.lock().unwrap().last().cloned().unwrap();
        assert_eq!((last.accounts, last.waiting_until), (7, Some(Timestamp(9))));
    }
}
