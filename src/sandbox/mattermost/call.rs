//! What every handler of the simulated Mattermost works with: the request with its caller, the pages
//! of a list, and the error bodies.

use serde_json::{Value, json};

use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};

/// Largest page.
const PAGE: usize = 200;

/// Who is calling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub row: u32,
    pub admin: bool,
}

/// One request with its caller.
pub(super) struct Call<'a> {
    pub request: &'a Request,
    pub clock: &'a Clock,
    pub caller: Caller,
}

/// Mattermost's error body; the request id is filled in at the door.
pub(super) fn refusal(status: u16, id: &str, message: &str) -> Answer {
    Answer::new(
        status,
        "application/json",
        json!({
            "id": id, "message": message, "detailed_error": "", "request_id": "",
            "status_code": status,
        })
        .to_string(),
    )
}

pub(super) fn session_expired() -> Answer {
    refusal(
        401,
        "api.context.session_expired.app_error",
        "Invalid or expired session, please login again.",
    )
}

pub(super) fn forbidden() -> Answer {
    let message = "You do not have the appropriate permissions.";
    refusal(403, "api.context.permissions.app_error", message)
}

pub(super) fn invalid_param(name: &str) -> Answer {
    let message = format!("Invalid or missing {name} parameter in request URL.");
    refusal(400, "api.context.invalid_url_param.app_error", &message)
}

pub(super) fn invalid_body(name: &str) -> Answer {
    let message = format!("Invalid or missing {name} in request body.");
    refusal(400, "api.context.invalid_body_param.app_error", &message)
}

pub(super) fn no_user() -> Answer {
    refusal(
        404,
        "app.user.missing_account.const",
        "Unable to find the user.",
    )
}

pub(super) fn no_such_page(request: &Request) -> Answer {
    let detail = format!(
        "There doesn't appear to be an api call for the url='{}'.  Typo? are you missing a \
         team_id or user_id as part of the url?",
        request.path
    );
    let body = json!({
        "id": "api.context.404.app_error", "message": "Sorry, we could not find the page.",
        "detailed_error": detail, "status_code": 404,
    });
    Answer::new(404, "text/plain; charset=utf-8", body.to_string())
}

pub(super) fn status_ok() -> Answer {
    Answer::new(200, "application/json", "{\"status\":\"OK\"}")
}

impl Call<'_> {
    /// `page` from 0 and `per_page`, cut to 200.
    pub(super) fn bounds(&self) -> (usize, usize) {
        let size = self
            .request
            .number("per_page")
            .filter(|&n| n > 0)
            .unwrap_or(60)
            .min(PAGE);
        (self.request.number("page").unwrap_or(0), size)
    }

    pub(super) fn json(&self, status: u16, body: &Value) -> Answer {
        Answer::new(status, "application/json", body.to_string())
    }
}
