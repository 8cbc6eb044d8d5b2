//! How a download ends: complete, partial or failed, in its type.
//!
//! Only a complete one may mark an account as gone.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::text::Text;
use super::time::Timestamp;

/// How one fetch of a service ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchEnd {
    /// Everything that the service has was seen.
    Complete {
        /// Groups whose members could be read: fewer than before makes the run partial.
        groups_readable: u64,
    },
    /// Something is missing: what was seen counts, what was not seen says nothing.
    Partial(Vec<Text>),
    /// Nothing may be concluded.
    Failed(ProviderError),
}

/// What kind of trouble a provider met; decides retries, exit codes and what to advise.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ErrorKind {
    /// The credential was refused: not tried again until it changes.
    Auth,
    /// The credential is good but lacks a right.
    Forbidden,
    /// The target does not exist, or may not be seen.
    NotFound,
    /// The change contradicts the present state.
    Conflict,
    /// Too many requests.
    Limited {
        /// When to come back, if the service said so.
        until: Option<Timestamp>,
    },
    /// The answer is not what the service's description promises.
    Malformed,
    /// The network failed, or time ran out.
    Net,
    /// The service refused for a reason of its own.
    Refused {
        /// The service's code.
        code: String,
    },
    /// Asked to stop.
    Cancelled,
    /// The configuration or a secret is missing or wrong.
    Config,
}

/// A provider's one error type: what happened, on which service, to which target.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Error)]
#[error("{service}: {kind:?} at {target}: {detail}")]
pub struct ProviderError {
    /// What kind of trouble.
    pub kind: ErrorKind,
    pub service: String,
    /// The request or object, without secrets.
    pub target: String,
    /// The service's own words or ours, bounded, for the log and for `{detail}`.
    pub detail: String,
}

impl ProviderError {
    /// The sentence for humans, by kind; arguments `service`, `target`, `detail`, `until`, `code`.
    pub fn text(&self) -> Text {
        let id = match &self.kind {
            ErrorKind::Auth => "error-auth",
            ErrorKind::Forbidden => "error-forbidden",
            ErrorKind::NotFound => "error-not-found",
            ErrorKind::Conflict => "error-conflict",
            ErrorKind::Limited { until: Some(_) } => "error-limited-until",
            ErrorKind::Limited { until: None } => "error-limited",
            ErrorKind::Malformed => "error-malformed",
            ErrorKind::Net => "error-net",
            ErrorKind::Refused { .. } => "error-refused",
            ErrorKind::Cancelled => "error-cancelled",
            ErrorKind::Config => "error-config",
        };
        let text = Text::new(id)
            .with("service", self.service.as_str())
            .with("target", self.target.as_str())
            .with("detail", self.detail.as_str());
        match &self.kind {
            ErrorKind::Limited { until: Some(until) } => text.with("until", *until),
            ErrorKind::Refused { code } => text.with("code", code.as_str()),
            _ => text,
        }
    }
}
