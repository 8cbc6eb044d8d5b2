//! The settings of an organisation on GitHub, its requests, and what answers mean.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::api;
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::Trust;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::ServiceId;
use crate::domain::time::{SECOND, Timestamp};
use crate::net::http::{self, Auth, Bearer, Class, Http, Limits, Request, Response};
use crate::net::{Cx, Net};
use crate::providers::preamble;

/// GitHub allows 900 points of reads a minute and 100 requests at once; this stays below.
const LIMITS: Limits = Limits {
    per_second: 12.0,
    burst: 60,
    concurrent: 8,
    body_max: 32 * 1024 * 1024,
    total_timeout: Duration::from_secs(60),
    max_wait: Duration::from_secs(15 * 60),
    classify,
};

/// The version of the REST interface that this code was written for.
const API_VERSION: &str = "2022-11-28";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The REST interface; `https://HOST/api/v3` on a server of one's own.
    #[serde(default = "github_com")]
    url: String,
    /// The organisation's login.
    organization: String,
    /// A personal access token or an installation token.
    token: SecretRef,
    /// Whether rights given directly on repositories are read: one request per repository.
    #[serde(default = "yes")]
    repositories: bool,
    /// The most repositories that are read, oldest first.
    #[serde(default = "many")]
    repositories_max: usize,
}

fn github_com() -> String {
    "https://api.github.com".to_owned()
}

fn yes() -> bool {
    true
}

fn many() -> usize {
    1_000
}

/// One organisation on GitHub.
pub struct GitHub {
    pub service: ServiceId,
    pub trust: Trust,
    pub rest: Http,
    pub graph: Http,
    pub auth: Arc<dyn Auth>,
    pub organization: String,
    pub repositories: Option<usize>,
}

impl fmt::Debug for GitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GitHub({} in {:?})", self.organization, self.rest)
    }
}

impl GitHub {
    pub fn new(config: &ServiceConfig, net: &Net) -> Result<GitHub, ProviderError> {
        let options: Options = preamble::options(config)?;
        let url = options.url.trim_end_matches('/');
        // GitHub Enterprise Server: REST at /api/v3, GraphQL at /api/graphql.
        let graph = url.strip_suffix("/v3").unwrap_or(url);
        let token = net.credential(&config.id, "token", options.token);
        let auth: Arc<dyn Auth> = Arc::new(Bearer(token));
        let http = |base: &str| -> Result<Http, ProviderError> {
            Ok(net.http(config, base, LIMITS)?.with_auth(auth.clone()))
        };
        Ok(GitHub {
            service: config.id.clone(),
            trust: config.trust(),
            rest: http(url)?,
            graph: http(graph)?,
            organization: options.organization,
            repositories: options.repositories.then_some(options.repositories_max),
            auth,
        })
    }

    pub async fn get(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        let request = request
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", API_VERSION);
        self.rest.send(cx, request).await
    }
}

/// What an answer of GitHub means: limits come as 403, 429 or 200, and every refusal has words.
pub fn classify(response: &Response, now: Timestamp) -> Class {
    match response.status {
        200..=299 => graph_limit(response, now).unwrap_or(Class::Ok),
        403 | 429 => match limit(response, now) {
            Some(until) => Class::Limited { until: Some(until) },
            None => Class::fail(ErrorKind::Forbidden, forbidden(response)),
        },
        401 => Class::fail(ErrorKind::Auth, words(response).1),
        404 => Class::fail(ErrorKind::NotFound, words(response).1),
        400 | 422 | 451 => {
            let (code, detail) = words(response);
            let code = code.unwrap_or_else(|| response.status.to_string());
            Class::fail(ErrorKind::Refused { code }, detail)
        }
        _ => http::classify(response, now),
    }
}

/// When a limited caller may come back: `Retry-After`, else the reset of a spent budget, else a
/// minute (GitHub docs, "Rate limits for the REST API").
fn limit(response: &Response, now: Timestamp) -> Option<Timestamp> {
    let spent = response.header("x-ratelimit-remaining") == Some("0");
    let reset = || {
        let seconds: i64 = response.header("x-ratelimit-reset")?.parse().ok()?;
        Some(Timestamp(seconds.saturating_mul(SECOND)))
    };
    let secondary = || {
        let text = response.text();
        response.status == 429 || text.contains(api::SECONDARY) || text.contains("abuse")
    };
    http::retry_after(response, now)
        .or_else(|| spent.then(reset).flatten())
        .or_else(|| (spent || secondary()).then(|| now.plus(60 * SECOND)))
}

/// The rate limit of GraphQL, which comes with status 200.
fn graph_limit(response: &Response, now: Timestamp) -> Option<Class> {
    // Most answers have no errors: they are not read twice.
    let says = |mark: &[u8]| response.body.windows(mark.len()).any(|part| part == mark);
    if !says(b"RATE_LIMIT") && !says(api::SECONDARY.as_bytes()) {
        return None;
    }
    let reply: api::Reply<serde_json::Value> = serde_json::from_slice(&response.body).ok()?;
    reply.is_limit().then(|| Class::Limited {
        until: limit(response, now).or(Some(now.plus(60 * SECOND))),
    })
}

/// Why something is forbidden, with the right that would be needed where GitHub names it.
fn forbidden(response: &Response) -> String {
    let (_, mut detail) = words(response);
    for (name, label) in [
        ("x-accepted-github-permissions", "needs"),
        ("x-github-sso", "single sign-on"),
    ] {
        if let Some(value) = response.header(name) {
            // The single sign-on URL is for the token's holder only.
            let value = value.split(';').next().unwrap_or("");
            detail.push_str(&format!(" ({label}: {value})"));
        }
    }
    detail
}

/// The first error code and all the words of a refusal.
fn words(response: &Response) -> (Option<String>, String) {
    let Ok(refusal) = serde_json::from_slice::<api::Refusal>(&response.body) else {
        return (None, response.text());
    };
    let (mut code, mut said) = (None, vec![refusal.message]);
    for cause in refusal.errors {
        match cause {
            api::RefusalCause::Field { code: c, message } => {
                code = code.or(c);
                said.extend(message);
            }
            api::RefusalCause::Words(words) => said.push(words),
        }
    }
    said.retain(|words| !words.is_empty());
    (code, said.join("; "))
}
