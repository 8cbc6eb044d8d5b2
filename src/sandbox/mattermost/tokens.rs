//! Signing in, sessions and personal access tokens.

use axum::http::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::call::{Call, forbidden, invalid_body, refusal, status_ok};
use super::ids::{self, Of};
use super::state::{Mattermost, Pat};
use crate::sandbox::http::{Answer, Request, page};
use crate::sandbox::secrets;

/// Failed passwords after which an account is locked.
const ATTEMPTS: usize = 10;

impl Mattermost {
    pub(super) fn row_of_token(&self, token: &str) -> Option<u32> {
        let pat = self
            .pats
            .iter()
            .find(|pat| pat.active && !pat.revoked && pat.token.expose_secret() == token);
        pat.map(|pat| pat.user)
            .or_else(|| self.sessions.get(token).copied())
    }

    pub(super) fn log_in(&mut self, request: &Request) -> Answer {
        let body = request.json().unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let wrong = || {
            refusal(
                401,
                "api.user.login.invalid_credentials_email_username",
                "Enter a valid email or username and/or password.",
            )
        };
        let login = text("login_id");
        let Some(row) = self.row_of_name(login).or_else(|| self.row_of_email(login)) else {
            return wrong();
        };
        let attempts = self.attempts.entry(row).or_default();
        if *attempts >= ATTEMPTS {
            return refusal(
                401,
                "api.user.check_user_login_attempts.too_many.app_error",
                "Your account is locked because of too many failed password attempts. Please \
                 reset your password.",
            );
        }
        if self
            .passwords
            .get(&row)
            .is_none_or(|password| password != text("password"))
        {
            *attempts += 1;
            return wrong();
        }
        *attempts = 0;
        if !self.is_active(row) {
            return refusal(
                401,
                "api.user.login.inactive.app_error",
                "Login failed because your account has been deactivated.  Please contact an \
                 administrator.",
            );
        }
        let token = secrets::letters(26);
        self.sessions.insert(token.clone(), row);
        let shown = json!({"id": self.id(row), "username": login, "roles": self.roles(row)});
        Answer::new(200, "application/json", shown.to_string()).with("token", token)
    }

    fn pat(&self, index: usize) -> Option<Value> {
        let pat = self.pats.get(index).filter(|pat| !pat.revoked)?;
        Some(json!({
            "id": ids::id(self.seed, Of::Token, index),
            "user_id": self.id(pat.user),
            "description": pat.description,
            "is_active": pat.active,
        }))
    }

    pub(super) fn of_tokens(&mut self, call: &Call<'_>, rest: &[&str]) -> Option<Answer> {
        let get = call.request.method == Method::GET;
        let post = call.request.method == Method::POST;
        Some(match rest {
            ["users", "logout"] if post => {
                let token = call.request.token(&["bearer"]).unwrap_or_default();
                self.sessions.remove(token);
                status_ok()
            }
            ["users", "tokens"] if get => {
                if !call.caller.admin {
                    return Some(forbidden());
                }
                let (index, size) = call.bounds();
                let all: Vec<Value> = (0..self.pats.len())
                    .filter_map(|index| self.pat(index))
                    .collect();
                call.json(200, &page(&all, index, size).iter().cloned().collect())
            }
            ["users", "tokens", what @ ("revoke" | "disable" | "enable")] if post => {
                self.set_pat(call, what)
            }
            ["users", "tokens", id] if get => {
                let index = ids::row(self.seed, Of::Token, id);
                match index.and_then(|index| self.pat(index)) {
                    Some(shown) => call.json(200, &shown),
                    None => no_token(),
                }
            }
            ["users", id, "tokens"] if get || post => match self.asked(call, id) {
                Err(answer) => answer,
                Ok(row) if !call.caller.admin && (post || row != call.caller.row) => forbidden(),
                Ok(row) if get => {
                    let mine = (0..self.pats.len())
                        .filter(|&index| self.pats.get(index).is_some_and(|pat| pat.user == row))
                        .filter_map(|index| self.pat(index));
                    call.json(200, &mine.collect())
                }
                Ok(row) => self.make_pat(call, row),
            },
            ["users", id, "sessions"] if get => match self.asked(call, id) {
                Ok(row) if call.caller.admin || row == call.caller.row => {
                    let count = self
                        .sessions
                        .values()
                        .filter(|&&owner| owner == row)
                        .count();
                    let shown = (0..count).map(|index| {
                        json!({"id": ids::id(7, Of::Token, index),
                               "user_id": self.id(row)})
                    });
                    call.json(200, &shown.collect())
                }
                Ok(_) => forbidden(),
                Err(answer) => answer,
            },
            ["users", id, "sessions", "revoke", "all"] if post => match self.asked(call, id) {
                Ok(row) if call.caller.admin || row == call.caller.row => {
                    self.sessions.retain(|_, &mut owner| owner != row);
                    status_ok()
                }
                Ok(_) => forbidden(),
                Err(answer) => answer,
            },
            _ => return None,
        })
    }

    fn make_pat(&mut self, call: &Call<'_>, row: u32) -> Answer {
        let body = call.request.json().unwrap_or_default();
        let description = body
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if description.is_empty() || description.len() > 255 {
            return refusal(
                400,
                "model.user_access_token.is_valid.description.app_error",
                "Invalid description, must be 255 or less characters.",
            );
        }
        let token = secrets::letters(26);
        let index = self.pats.len();
        self.pats
            .push(Pat::new(row, token.clone().into(), description));
        let mut shown = self.pat(index).unwrap_or_default();
        if let Some(map) = shown.as_object_mut() {
            map.insert("token".into(), token.into());
        }
        call.json(200, &shown)
    }

    fn set_pat(&mut self, call: &Call<'_>, what: &str) -> Answer {
        let body = call.request.json().unwrap_or_default();
        let Some(id) = body.get("token_id").and_then(Value::as_str) else {
            return invalid_body("token_id");
        };
        let index = ids::row(self.seed, Of::Token, id);
        let Some(pat) = index.and_then(|index| self.pats.get_mut(index)) else {
            return no_token();
        };
        if !call.caller.admin && pat.user != call.caller.row {
            return forbidden();
        }
        match what {
            "revoke" => pat.revoked = true,
            "disable" => pat.active = false,
            _ => pat.active = true,
        }
        status_ok()
    }
}

fn no_token() -> Answer {
    refusal(
        404,
        "app.user_access_token.get_by_user.app_error",
        "Unable to get the access token.",
    )
}
