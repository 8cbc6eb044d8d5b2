//! One service's gate: how fast we may knock, and whether our credential was refused.
//!
//! Shared by everything in this process that speaks to the service. What a refusal looks like
//! belongs to the callers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::secret::Scrubber;
use crate::domain::ids::Digest16;

/// The budget and memory of one service.
#[derive(Debug, Default)]
pub struct Gate {
    state: Mutex<State>,
    slots: OnceLock<Arc<Semaphore>>,
    requests: AtomicU64,
    scrubber: Scrubber,
}

#[derive(Debug, Default)]
struct State {
    bucket: Option<Bucket>,
    refused: Option<Digest16>,
    closed_until: Option<Instant>,
}

impl Gate {
    /// Remembers that the service refused this credential: nothing more is sent with it.
    pub fn refuse(&self, credential: Digest16) {
        self.state().refused = Some(credential);
    }

    /// Takes what other processes learnt: the digest of the refused credential, or that there is
    /// none.
    pub fn recall(&self, refused: Option<Digest16>) {
        self.state().refused = refused;
    }

    /// The digest of the refused credential.
    pub fn refused(&self) -> Option<Digest16> {
        self.state().refused
    }

    /// Takes note of the credential as configured now: another one than the refused one reopens.
    pub fn present(&self, credential: Digest16) {
        let mut state = self.state();
        if state.refused.is_some_and(|refused| refused != credential) {
            state.refused = None;
        }
    }

    /// What this service was sent in confidence.
    pub fn scrubber(&self) -> &Scrubber {
        &self.scrubber
    }

    /// Counts one request that is sent (HTTP) or one command (IMAP).
    pub(super) fn count(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes a place in the bucket: how long to wait before sending.
    pub(super) fn take(&self, per_second: f64, burst: u32) -> Duration {
        self.state()
            .bucket
            .get_or_insert_with(|| Bucket::new(per_second, burst))
            .take(Instant::now())
    }

    /// Nobody sends for this long.
    pub(super) fn close_for(&self, pause: Duration) {
        let mut state = self.state();
        state.closed_until = state.closed_until.max(Some(Instant::now() + pause));
    }

    /// How long the service asked to be left alone from now.
    pub(super) fn closed_for(&self) -> Duration {
        let until = self.state().closed_until;
        until.map_or(Duration::ZERO, |until| until.duration_since(Instant::now()))
    }

    /// The places for concurrent requests; the first caller's number stands.
    pub(super) fn slots(&self, concurrent: usize) -> Arc<Semaphore> {
        self.slots
            .get_or_init(|| Arc::new(Semaphore::new(concurrent.max(1))))
            .clone()
    }

    /// Requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token bucket that may owe: each caller learns how long to wait for its own token.
#[derive(Debug)]
struct Bucket {
    level: f64,
    at: Instant,
    per_second: f64,
    burst: f64,
}

impl Bucket {
    fn new(per_second: f64, burst: u32) -> Self {
        let burst = f64::from(burst.max(1));
        Self {
            level: burst,
            at: Instant::now(),
            per_second: per_second.max(0.01),
            burst,
        }
    }

    fn take(&mut self, now: Instant) -> Duration {
        let elapsed = now.duration_since(self.at).as_secs_f64();
        self.at = now;
        self.level = (self.level + elapsed * self.per_second).min(self.burst) - 1.0;
        Duration::from_secs_f64((-self.level / self.per_second).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn after_the_burst_requests_are_spaced_and_the_level_recovers() {
        let mut bucket = Bucket::new(2.0, 3);
        let mut waits = Vec::new();
        for _ in 0..5 {
            waits.push(bucket.take(Instant::now()).as_millis());
        }
        assert_eq!(waits, [0, 0, 0, 500, 1_000]);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(bucket.take(Instant::now()), Duration::ZERO);
        assert_eq!(bucket.level, 2.0, "no more than the burst is saved up");
    }

    #[test]
    fn only_another_credential_reopens_the_gate() {
        let gate = Gate::default();
        let (old, new) = (Digest16::of(b"old"), Digest16::of(b"new"));
        gate.refuse(old);
        gate.present(old);
        assert_eq!(gate.refused(), Some(old));
        gate.present(new);
        assert_eq!(gate.refused(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_closure_stands_until_it_is_over() {
        let gate = Gate::default();
        gate.close_for(Duration::from_secs(50));
        gate.close_for(Duration::from_secs(20));
        assert_eq!(gate.closed_for(), Duration::from_secs(50));
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(gate.closed_for(), Duration::ZERO);
    }
}
