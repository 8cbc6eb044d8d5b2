//! The settings of a Mattermost server, its requests, and what answers mean.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::api;
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::Trust;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::time::Timestamp;
use crate::net::http::{self, Bearer, Class, Limits, Request, Response};
use crate::net::{Cx, Net};
use crate::providers::preamble::{self, Web};

/// The server's own limit, where it is switched on, is 10 a second after a burst of 100.
const LIMITS: Limits = Limits {
    per_second: 10.0,
    burst: 50,
    concurrent: 4,
    body_max: 32 * 1024 * 1024,
    total_timeout: Duration::from_secs(60),
    max_wait: Duration::from_secs(5 * 60),
    classify,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The server, without `/api/v4`.
    url: String,
    /// A personal access token of a system administrator.
    token: SecretRef,
}

/// One Mattermost server.
pub struct Mattermost {
    pub web: Web,
    /// What the configuration says of its addresses.
    pub trust: Option<Trust>,
}

impl fmt::Debug for Mattermost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mattermost({:?})", self.web.http)
    }
}

/// A read below `/api/v4`.
pub fn v4(path: &[&str]) -> Request {
    Request::get(&[&["api", "v4"], path].concat())
}

impl Mattermost {
    pub fn new(config: &ServiceConfig, net: &Net) -> Result<Self, ProviderError> {
        let options: Options = preamble::options(config)?;
        let token = net.credential(&config.id, "token", options.token);
        Ok(Self {
            web: Web::new(config, net, &options.url, LIMITS, Bearer(token))?,
            trust: config.email_trust,
        })
    }

    pub async fn get(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        self.web.http.send(cx, request).await
    }

    pub fn limit(&self) -> Trust {
        self.trust.unwrap_or(Trust::Verified)
    }

    /// What an address is worth that is not called verified, by an answer that would show it or not.
    pub fn unverified(&self, shown: bool) -> Trust {
        match self.trust {
            Some(trust) if !shown => trust,
            _ => Trust::Free,
        }
    }

    /// The caller, and the version that the server says.
    pub async fn me(&self, cx: &Cx) -> Result<(api::User, Option<String>), ProviderError> {
        let response = self.get(cx, v4(&["users", "me"])).await?;
        let version = response.header("x-version-id").map(version);
        Ok((response.json()?, version))
    }
}

/// `10.5.1.10.5.1.7dd2….true` says 10.5.1.
pub fn version(header: &str) -> String {
    header.split('.').take(3).collect::<Vec<_>>().join(".")
}

/// What an answer of Mattermost means: 401 is also how it refuses some changes.
pub fn classify(response: &Response, now: Timestamp) -> Class {
    let refusal: api::Refusal = serde_json::from_slice(&response.body).unwrap_or_default();
    let words = || {
        if refusal.message.is_empty() {
            response.text()
        } else {
            refusal.message.clone()
        }
    };
    let refused = |code: &str| {
        let code = code.to_owned();
        Class::fail(ErrorKind::Refused { code }, words())
    };
    match response.status {
        200..=299 => Class::Ok,
        401 if !is_about_the_token(&refusal.id) => refused(&refusal.id),
        401 => Class::fail(ErrorKind::Auth, words()),
        400 if refusal.id.contains("exists") => Class::fail(ErrorKind::Conflict, words()),
        400 | 501 if !refusal.id.is_empty() => refused(&refusal.id),
        403 => Class::fail(ErrorKind::Forbidden, words()),
        404 => Class::fail(ErrorKind::NotFound, words()),
        429 => Class::Limited {
            // Both are seconds to wait, whatever the documentation says (server source).
            until: http::retry_after(response, now).or_else(|| {
                let seconds: i64 = response.header("x-ratelimit-reset")?.parse().ok()?;
                Some(now.plus(seconds.clamp(0, 3_600) * 1_000))
            }),
        },
        _ => http::classify(response, now),
    }
}

fn is_about_the_token(id: &str) -> bool {
    let marks = ["api.context.", "api.user.login", "api.user.check_user"];
    id.is_empty() || marks.iter().any(|mark| id.starts_with(mark))
}
