//! GitHub: an organisation's members, invitations and outside collaborators.
//!
//! Owns the settings, the meaning of answers and the calls of the trait. The lists are read in
//! `lists`, put together in `roster`, mapped in `map`; `doctor`'s checks are in `probe`.

mod api;
mod lists;
mod map;
mod pages;
mod probe;
mod roster;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;

use super::pages::together;
use super::preamble;
use super::report::capped;
use super::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::account::{FetchedAccount, Trust};
use crate::domain::check::Check;
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::Reversibility;
use crate::domain::time::{SECOND, Timestamp};
use crate::net::Net;
use crate::net::http::{self, Auth, Bearer, Class, Http, Limits, Request, Response};

/// The kind, as registered.
pub const KIND: ProviderKind = ProviderKind {
    name: "github",
    words: [include_str!("words.en.ftl"), include_str!("words.fr.ftl")],
    sample: include_str!("sample.toml"),
    nature: Nature {
        disabling: Some(Reversibility::WithHolder),
        visibility: Visibility::Shown,
        folds_case: false,
    },
    capabilities: Capabilities::READ_ONLY,
    check: preamble::check::<Options>,
    build,
};

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
struct Options {
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
    service: ServiceId,
    trust: Trust,
    rest: Http,
    graph: Http,
    auth: Arc<dyn Auth>,
    organization: String,
    repositories: Option<usize>,
}

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    Ok(Box::new(GitHub::new(config, net)?))
}

impl fmt::Debug for GitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GitHub({} in {:?})", self.organization, self.rest)
    }
}

impl GitHub {
    fn new(config: &ServiceConfig, net: &Net) -> Result<GitHub, ProviderError> {
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

    async fn get(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        let request = request
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", API_VERSION);
        self.rest.send(cx, request).await
    }
}

#[async_trait]
impl Provider for GitHub {
    fn service(&self) -> &ServiceId {
        &self.service
    }

    fn kind(&self) -> &'static ProviderKind {
        &KIND
    }

    async fn credential(&self) -> Result<Option<Digest16>, ProviderError> {
        self.auth.digest().await.map(Some)
    }

    async fn whoami(&self, cx: &Cx) -> Result<WhoAmI, ProviderError> {
        let response = self.get(cx, Request::get(&["user"])).await?;
        let user: api::User = response.json()?;
        Ok(WhoAmI {
            login: user.login,
            rights: probe::scopes(&response).unwrap_or_default(),
            server: response
                .header("x-github-enterprise-version")
                .map(|version| format!("GitHub Enterprise Server {version}")),
        })
    }

    async fn probe(&self, cx: &Cx) -> Vec<Check> {
        probe::probe(self, cx).await
    }

    async fn fetch(&self, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
        roster::fetch(self, cx, sink).await
    }

    async fn read(
        &self,
        cx: &Cx,
        ids: &[RemoteId],
    ) -> Result<Vec<Option<FetchedAccount>>, ProviderError> {
        let found = together(ids.iter().map(|id| roster::read(self, cx, id))).await?;
        let found = found
            .into_iter()
            .map(|account| capped(account, self.trust).pop());
        Ok(found.collect())
    }
}

/// What an answer of GitHub means: limits come as 403, 429 or 200, and every refusal has words.
fn classify(response: &Response, now: Timestamp) -> Class {
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

#[cfg(test)]
mod tests;
