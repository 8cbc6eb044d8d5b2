//! The front door of the simulated Nextcloud: the dispatch, and what it says of itself.

use axum::http::Method;
use serde_json::json;

use super::call::Call;
use super::door::Caller;
use super::ocs::Reply;
use super::state::Nextcloud;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};

impl Nextcloud {
    fn status(&self) -> Answer {
        let version = self.version;
        Answer::json(
            200,
            &json!({
                "installed": true, "maintenance": false, "needsDbUpgrade": false,
                "version": format!("{version}.0.1.2"), "versionstring": format!("{version}.0.1"),
                "edition": "", "productname": "Nextcloud", "extendedSupport": false,
            }),
        )
    }

    /// What anybody is told, and what only somebody who is signed in.
    fn capabilities(&self, caller: Option<&Caller>) -> Reply {
        let version = self.version;
        let mut capabilities = json!({
            "bruteforce": {"delay": self.door.delay(), "allow-listed": false},
            "theming": {"name": "Nextcloud", "productName": "Nextcloud"},
        });
        if let (Some(caller), Some(map)) = (caller, capabilities.as_object_mut()) {
            let mut core = json!({
                "pollinterval": 60, "webdav-root": "remote.php/webdav", "reference-api": true,
                "mod-rewrite-working": false,
            });
            if let (34.., Some(core)) = (version, core.as_object_mut()) {
                let may = caller.may_make_app_passwords();
                core.insert("can-create-app-token".into(), may.into());
            }
            map.insert("core".into(), core);
            map.insert(
                "provisioning_api".into(),
                json!({
                    "version": "1.24.0", "AccountPropertyScopesVersion": 2,
                    "AccountPropertyScopesFederatedEnabled": true,
                    "AccountPropertyScopesPublishedEnabled": false,
                }),
            );
            map.insert("password_policy".into(), json!({"minLength": 10}));
        }
        Reply::ok(json!({
            "version": {
                "major": version, "minor": 0, "micro": 1, "string": format!("{version}.0.1"),
                "edition": "", "extendedSupport": false,
            },
            "capabilities": capabilities,
        }))
    }
}

/// Answers one request.
pub(super) fn answer(server: &mut Nextcloud, clock: &Clock, request: &Request) -> Answer {
    let parts = request.parts();
    let rest = match parts.as_slice() {
        ["status.php"] => return server.status(),
        ["ocs", "v1.php" | "v2.php", rest @ ..] => rest,
        _ => return Answer::new(404, "text/html; charset=utf-8", "<!DOCTYPE html>Not found"),
    };
    if let (["cloud", "capabilities"], None) = (rest, request.header("authorization")) {
        return server.capabilities(None).wrap(request);
    }
    let (caller, cookie) = match server.enter(clock, request) {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let api = request
        .header("ocs-apirequest")
        .is_some_and(|value| !value.is_empty());
    if !api {
        return Answer::json(412, &json!({"message": "CSRF check failed"}));
    }
    let call = Call {
        request,
        clock,
        caller,
    };
    let answer = match server.route(&call, rest) {
        Some(reply) => reply.wrap(request),
        None => Answer::new(405, "application/json; charset=utf-8", ""),
    };
    match cookie {
        Some(cookie) => answer.with("set-cookie", cookie),
        None => answer,
    }
}

impl Nextcloud {
    /// `None` means that the path exists but not with this method.
    fn route(&mut self, call: &Call<'_>, rest: &[&str]) -> Option<Reply> {
        let method = &call.request.method;
        let get = method == Method::GET;
        match rest {
            ["core", "getapppassword"] => get.then(|| self.get_app_password(call)),
            ["core", "apppassword"] => {
                (method == Method::DELETE).then(|| self.delete_app_password(call))
            }
            ["core", "apppassword", "rotate"] => {
                (method == Method::POST).then(|| self.rotate_app_password(call))
            }
            ["core", "apppassword", "confirm"] => {
                (method == Method::PUT).then(|| self.confirm(call))
            }
            ["cloud", "capabilities"] => get.then(|| self.capabilities(Some(&call.caller))),
            ["cloud", "user"] => get.then(|| self.own_record(call)),
            ["cloud", "users" | "groups", ..] if !self.may_administer(call.caller.row) => Some(
                Reply::fail(403, "Logged in account must be at least a sub admin"),
            ),
            ["cloud", "users", rest @ ..] if get => self.read_users(call, rest),
            ["cloud", "groups", rest @ ..] if get => self.read_groups(call, rest),
            ["cloud", "users" | "groups", ..] => self.write(call, rest),
            _ => Some(self.unknown_route()),
        }
    }

    pub(super) fn unknown_route(&self) -> Reply {
        let code = if self.version >= 34 { 998 } else { 404 };
        Reply::fail(
            code,
            "Invalid query, please check the syntax. API specifications are here: \
             http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.\n",
        )
    }
}

/// Which page of a list a request asks for, from 1.
pub(super) fn page_of(request: &Request) -> usize {
    let limit = request.number("limit").unwrap_or(0);
    request
        .number("offset")
        .unwrap_or(0)
        .checked_div(limit)
        .unwrap_or(0)
        + 1
}

/// A simulated trouble in Nextcloud's words.
pub(super) fn trouble(status: u16, request: &Request) -> Answer {
    match status {
        401 => Reply::fail(997, "Unauthorised")
            .wrap(request)
            .with("www-authenticate", "Basic realm=\"Authorisation Required\""),
        403 => Reply::fail(403, "Logged in account must be at least a sub admin").wrap(request),
        404 => Reply::fail(404, "User does not exist").wrap(request),
        429 => Reply::fail(429, "Reached maximum delay").wrap(request),
        503 => Answer::new(
            503,
            "text/html; charset=utf-8",
            "<!DOCTYPE html>Maintenance mode",
        ),
        _ => Reply::fail(996, "Internal Server Error\n").wrap(request),
    }
}
