//! Services: what is configured, and what is remembered of each between runs.

use serde::{Deserialize, Serialize};

use super::account::Trust;
use super::ids::{Digest16, RunId, ServiceId};
use super::run::Outcome;
use super::text::Text;
use super::time::{HOUR, Timestamp};

/// The separate worlds of an organisation; accounts never merge across.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Environment(pub String);

impl Default for Environment {
    fn default() -> Self {
        Self("production".to_owned())
    }
}

impl Environment {
    /// Whether the screen needs no banner for it.
    pub fn is_production(&self) -> bool {
        self.0 == "production"
    }
}

/// The configured facts of a service that rules and screens need.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServiceInfo {
    pub id: ServiceId,
    /// The kind of provider.
    pub kind: String,
    /// What humans call it.
    pub label: String,
    /// Where it is, without credentials.
    pub url: String,
    /// The world it belongs to.
    pub environment: Environment,
    /// How far its e-mail addresses are trusted, unless an address says less.
    pub email_trust: Trust,
    /// The service whose sign-in opens this one.
    pub sign_in: Option<ServiceId>,
    /// The largest number of removals that one sync may conclude without a question.
    pub max_removals: Option<u64>,
}

/// Why and since when a service is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Paused {
    pub by: String,
    pub at: Timestamp,
    /// The reason that was given.
    pub reason: String,
}

/// What is remembered of a service between runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct ServiceState {
    /// The start of the last complete fetch that was committed.
    pub last_complete: Option<Timestamp>,
    /// The last run of any outcome.
    pub last_run: Option<LastRun>,
    /// Accounts by the last complete fetch.
    pub accounts: u64,
    /// Groups that the last complete fetch could read; fewer later means `partial`.
    pub groups_readable: u64,
    /// Set while it is paused.
    pub paused: Option<Paused>,
    /// The digest of the secret that the service refused; not tried again until it changes.
    pub refused: Option<Refused>,
    /// What was last reported by `notify`, so that each trouble is told once.
    pub notified: Option<Text>,
}

impl ServiceState {
    /// Whether the last complete fetch is missing, older than `limit` milliseconds, or dated in the
    /// future: then the clock was wrong, and nothing is known of its age.
    pub fn is_stale(&self, now: Timestamp, limit: i64) -> bool {
        // A run may begin after the instant that a report calls now.
        self.last_complete
            .is_none_or(|at| !(-HOUR..=limit).contains(&now.since(at)))
    }
}

/// A credential that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Refused {
    /// Salted digest of the secret.
    pub secret: Digest16,
    /// When it was refused.
    pub at: Timestamp,
    /// What the service said.
    pub text: Text,
}

/// The gist of the last run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LastRun {
    pub id: RunId,
    pub at: Timestamp,
    pub outcome: Outcome,
    /// What went wrong, in words.
    pub text: Option<Text>,
}
