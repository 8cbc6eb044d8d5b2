//! How much may be asked of a service, and what its answers mean for the sender.

use std::time::Duration;

use jiff::fmt::rfc2822;

use super::Response;
use crate::domain::fetch::ErrorKind;
use crate::domain::time::{SECOND, Timestamp};

/// What may be asked of a service.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests per second, over time.
    pub per_second: f64,
    /// Requests at once after a pause.
    pub burst: u32,
    /// Requests under way together.
    pub concurrent: usize,
    /// Longest body, in bytes, unpacked.
    pub body_max: usize,
    /// From sending to the last byte.
    pub total_timeout: Duration,
    /// Longest wait for a rate limit, all waits of one request together.
    pub max_wait: Duration,
    /// What an answer means, by the service's own rules.
    pub classify: fn(&Response, Timestamp) -> Class,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_second: 10.0,
            burst: 20,
            concurrent: 4,
            body_max: 32 * 1024 * 1024,
            // Longer than Nextcloud sleeps on a suspect login (25 s and more).
            total_timeout: Duration::from_secs(60),
            max_wait: Duration::from_secs(15 * 60),
            classify,
        }
    }
}

impl Limits {
    /// The same without a pace.
    pub(in crate::net) fn unpaced(self) -> Self {
        Self {
            per_second: 1e6,
            ..self
        }
    }
}

/// What an answer means for the sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// An answer to be read.
    Ok,
    /// A passing trouble of the service: a read may be sent again.
    Retry,
    /// Too many requests: not before `until`, where the service says so.
    Limited {
        /// When to come back.
        until: Option<Timestamp>,
    },
    /// A refusal that another try would not change.
    Fail {
        /// Its kind; [`ErrorKind::Auth`] ends every request with this credential.
        kind: ErrorKind,
        /// The service's own words.
        detail: String,
    },
}

impl Class {
    /// A refusal of this kind with the service's words.
    pub fn fail(kind: ErrorKind, detail: impl Into<String>) -> Class {
        Class::Fail {
            kind,
            detail: detail.into(),
        }
    }
}

/// What statuses mean where a service says nothing else (RFC 9110).
pub fn classify(response: &Response, now: Timestamp) -> Class {
    let kind = match response.status {
        200..=299 => return Class::Ok,
        429 => {
            return Class::Limited {
                until: retry_after(response, now),
            };
        }
        408 | 425 | 500 | 502 | 503 | 504 => {
            return match retry_after(response, now) {
                Some(until) => Class::Limited { until: Some(until) },
                None => Class::Retry,
            };
        }
        300..=399 => {
            let place = response.header("location").unwrap_or("another place");
            let place = place.split(['?', '#']).next().unwrap_or("");
            let code = response.status.to_string();
            let detail = format!("redirects to {place}, which is not followed: correct the URL");
            return Class::fail(ErrorKind::Refused { code }, detail);
        }
        401 => ErrorKind::Auth,
        403 => ErrorKind::Forbidden,
        404 | 410 => ErrorKind::NotFound,
        409 | 412 => ErrorKind::Conflict,
        other => ErrorKind::Refused {
            code: other.to_string(),
        },
    };
    Class::fail(kind, response.text())
}

/// `Retry-After`, in seconds or as a date.
pub fn retry_after(response: &Response, now: Timestamp) -> Option<Timestamp> {
    let text = response.header("retry-after")?.trim();
    match text.parse::<u32>() {
        Ok(seconds) => Some(now.plus(i64::from(seconds) * SECOND)),
        Err(_) => rfc2822::parse(text).ok().map(|at| at.timestamp().into()),
    }
}
