//! The front door: what every request must bring (agent, version, token, allowance), then the
//! dispatch, then the headers that every answer carries.

use axum::http::Method;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::call::{Call, not_found, refusal};
use super::graph;
use super::limits::{self, Resource};
use super::state::Github;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};

const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];

/// Answers one request.
pub(super) fn answer(github: &mut Github, clock: &Clock, request: &Request) -> Answer {
    let now = clock.now();
    if request.header("user-agent").is_none_or(str::is_empty) {
        let text = "\r\nRequest forbidden by administrative rules. Please make sure your request \
                    has a User-Agent header (https://docs.github.com/en/rest/overview/resources-\
                    in-the-rest-api#user-agent-required). Check https://developer.github.com for \
                    other possible causes.\r\n";
        return Answer::new(403, "text/html; charset=utf-8", text);
    }
    let version = request.header("x-github-api-version");
    if version.is_some_and(|version| !VERSIONS.contains(&version)) {
        return refusal(400, "Bad Request: unsupported X-GitHub-Api-Version");
    }
    github.expire(now);
    let graphql = request.path == "/graphql";
    let resource = if graphql {
        Resource::Graphql
    } else {
        Resource::Core
    };
    let answer = if graphql && request.method != Method::POST {
        refusal(404, "Not Found")
    } else if !may_enter(github, request) {
        refusal(401, "Bad credentials")
    } else if request.token(&["bearer", "token"]).is_none() && needs_token(request) {
        refusal(401, "Requires authentication")
    } else if graphql {
        graph::answer(github, clock, request)
    } else {
        rest(github, clock, request)
    };
    let answer = if request.token(&["bearer", "token"]).is_some() && answer.status != 401 {
        let scopes = github.scopes.join(", ");
        answer.with("x-oauth-scopes", scopes)
    } else {
        answer
    };
    github
        .limits
        .stamp(answer, resource, now.as_second())
        .with("x-github-media-type", "github.v3; format=json")
        .with(
            "x-github-api-version-selected",
            version.unwrap_or("2022-11-28"),
        )
        .with(
            "x-github-request-id",
            format!("5AB0:{:X}:1", now.as_microsecond()),
        )
}

/// No credential, or the right one.
fn may_enter(github: &Github, request: &Request) -> bool {
    match request.header("authorization") {
        None => true,
        Some(_) => {
            let basic = request.basic().map(|(_, password)| password);
            request
                .token(&["bearer", "token"])
                .or(basic.as_deref())
                .is_some_and(|token| token == github.token.expose_secret())
        }
    }
}

fn needs_token(request: &Request) -> bool {
    !matches!(
        request.parts().as_slice(),
        ["rate_limit" | "meta" | ""] | ["users", _] | ["orgs", _]
    )
}

fn rest(github: &mut Github, clock: &Clock, request: &Request) -> Answer {
    if request.path.len() > 1 && request.path.ends_with('/') {
        return refusal(404, "Not Found");
    }
    let free = request.path == "/rate_limit";
    let reads = matches!(request.method, Method::GET | Method::HEAD);
    let (cost, burst) = (u64::from(!free), if reads { 1 } else { 5 });
    let now = clock.now().as_second();
    if let Err(excess) = github.limits.spend(Resource::Core, now, cost, burst) {
        return limits::refuse(excess);
    }
    if !request.body.is_empty() && !reads && !request.json().is_some_and(|body| body.is_object()) {
        return refusal(400, "Problems parsing JSON");
    }
    let call = Call {
        request,
        clock,
        base: &request.base,
    };
    let answer = if reads {
        github.read(&call)
    } else {
        github.write(&call)
    };
    if answer.status == 200 && reads {
        with_etag(request, answer)
    } else {
        answer
    }
}

/// A matching `If-None-Match` is answered 304.
fn with_etag(request: &Request, answer: Answer) -> Answer {
    use sha2::{Digest, Sha256};
    let digest: [u8; 32] = Sha256::digest(&answer.body).into();
    let hex: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let etag = format!("W/\"{hex}\"");
    if request.header("if-none-match") == Some(&*etag) {
        return Answer::bare(304).with("etag", etag);
    }
    answer.with("etag", etag)
}

/// Which page of a list a request asks for, from 1.
pub(super) fn page_of(request: &Request) -> usize {
    if request.path == "/graphql" {
        let body = request.json().unwrap_or_default();
        let variables = body.get("variables").and_then(Value::as_object);
        let pages = variables.into_iter().flatten().filter_map(|(_, value)| {
            graph::cursor_of(value.as_str()?).map(|cursor| cursor.page + 1)
        });
        return pages.max().unwrap_or(1);
    }
    request.number("page").unwrap_or(1)
}

/// A simulated trouble in GitHub's words.
pub(super) fn trouble(status: u16) -> Answer {
    match status {
        401 => refusal(401, "Bad credentials"),
        403 | 429 => {
            let message = "You have exceeded a secondary rate limit. Please wait a few minutes \
                           before you try again.";
            refusal(status, message).with("retry-after", "1")
        }
        404 => not_found(),
        _ => refusal(status, "Server Error"),
    }
}
