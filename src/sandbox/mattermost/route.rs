//! The front door of the simulated Mattermost: who is calling, the dispatch, and what every answer
//! carries.

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{
    Call, Caller, forbidden, invalid_body, no_such_page, no_user, refusal, session_expired,
    status_ok,
};
use super::ids::{self, Of};
use super::state::Mattermost;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request, pairs};
use crate::sandbox::org::Standing;

/// The version that the server claims.
pub(super) const VERSION: &str = "10.5.4";

impl Mattermost {
    fn caller(&self, request: &Request) -> Option<Caller> {
        let token = request.token(&["bearer"])?;
        let row = self.row_of_token(token)?;
        let admin = self.users.get(row as usize)?.standing == Standing::Admin;
        self.is_active(row).then_some(Caller { row, admin })
    }
}

/// Answers one request.
pub(super) fn answer(server: &mut Mattermost, clock: &Clock, request: &Request) -> Answer {
    let request_id = ids::id(clock.now().as_microsecond() as u64, Of::Token, 0);
    let mut answer = dispatch(server, clock, request);
    if answer.status >= 400
        && let Ok(Value::Object(mut error)) = serde_json::from_slice(&answer.body)
        && error.contains_key("status_code")
    {
        error.insert("request_id".into(), request_id.clone().into());
        answer.body = Value::Object(error).to_string().into();
    }
    answer.with("x-request-id", request_id).with(
        "x-version-id",
        format!("{VERSION}.{VERSION}.0123456789abcdef.false"),
    )
}

fn dispatch(server: &mut Mattermost, clock: &Clock, request: &Request) -> Answer {
    let parts = request.parts();
    let open = match (&request.method, parts.as_slice()) {
        (&Method::POST, ["hooks", _]) => return hook(request),
        (&Method::GET, ["api", "v4", "system", "ping"]) => Some(Answer::json(
            200,
            &json!({
                "ActiveSearchBackend": "database", "AndroidLatestVersion": "",
                "AndroidMinVersion": "", "IosLatestVersion": "", "IosMinVersion": "",
                "status": "OK",
            }),
        )),
        (&Method::GET, ["api", "v4", "config", "client"]) => Some(client_config(request)),
        (&Method::POST, ["api", "v4", "users", "login"]) => Some(server.log_in(request)),
        (&Method::POST, ["api", "v4", "users", "password", "reset", "send"]) => Some(status_ok()),
        (&Method::POST, ["api", "v4", "users", "password", "reset"]) => Some(invalid_body("token")),
        _ => None,
    };
    if let Some(answer) = open {
        return answer;
    }
    let ["api", "v4", rest @ ..] = parts.as_slice() else {
        return no_such_page(request);
    };
    let Some(caller) = server.caller(request) else {
        return session_expired();
    };
    let call = Call {
        request,
        clock,
        caller,
    };
    server
        .read_users(&call, rest)
        .or_else(|| server.read_teams(&call, rest))
        .or_else(|| server.of_tokens(&call, rest))
        .or_else(|| server.change(&call, rest))
        .unwrap_or_else(|| no_such_page(request))
}

/// An incoming webhook: JSON, or a form whose `payload` is JSON; it must say something.
fn hook(request: &Request) -> Answer {
    let form = || {
        let text = String::from_utf8_lossy(&request.body).into_owned();
        let fields = pairs(&text).into_iter();
        let mut payload = fields
            .filter(|(name, _)| name == "payload")
            .map(|(_, value)| value);
        payload
            .next_back()
            .and_then(|text| serde_json::from_str(&text).ok())
    };
    let said = |message: &Value| {
        let text = message.get("text").and_then(Value::as_str).unwrap_or("");
        let more = message.get("attachments").and_then(Value::as_array);
        !text.is_empty() || more.is_some_and(|more| !more.is_empty())
    };
    if request
        .json()
        .or_else(form)
        .is_some_and(|message| said(&message))
    {
        return Answer::new(200, "text/plain; charset=utf-8", "ok");
    }
    let message = "No text specified.";
    refusal(400, "web.incoming_webhook.text.app_error", message)
}

/// Only the old format is served: a flat map of strings.
fn client_config(request: &Request) -> Answer {
    if request.param("format") != Some("old") {
        return refusal(
            400,
            "api.config.client.old_format.app_error",
            "New format for the client configuration is not supported yet. Please specify \
             format=old in the query string.",
        );
    }
    let body = json!({
        "Version": VERSION, "BuildNumber": VERSION, "BuildEnterpriseReady": "false",
        "SiteName": "Atelier des Communs", "EnableUserAccessTokens": "true",
        "EnableMultifactorAuthentication": "true", "DiagnosticId": "", "TelemetryId": "",
    });
    Answer::json(200, &body)
}

/// Which page of a list a request asks for, from 1.
pub(super) fn page_of(request: &Request) -> usize {
    request.number("page").unwrap_or(0) + 1
}

/// A simulated trouble in Mattermost's words.
pub(super) fn trouble(status: u16) -> Answer {
    match status {
        401 => session_expired(),
        403 => forbidden(),
        404 => no_user(),
        429 => Answer::new(429, "text/plain; charset=utf-8", "limit exceeded\n")
            .with("x-ratelimit-limit", "101")
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", "1")
            .with("retry-after", "1"),
        _ => refusal(
            status,
            "app.internal.app_error",
            "An internal error has occurred.",
        ),
    }
}
