//! Changes of users: creating, patching, (de)activating, roles and passwords.

use axum::http::Method;
use serde_json::Value;

use super::call::{Call, forbidden, invalid_body, refusal, status_ok};
use super::state::Mattermost;
use super::users::object;
use crate::sandbox::http::Answer;
use crate::sandbox::org::{Account, NEVER, Standing};

impl Mattermost {
    pub(super) fn change(&mut self, call: &Call<'_>, rest: &[&str]) -> Option<Answer> {
        let method = &call.request.method;
        let (post, put, delete) = (
            method == Method::POST,
            method == Method::PUT,
            method == Method::DELETE,
        );
        match rest {
            ["users"] if post => Some(self.create(call)),
            ["users", id, "active"] if put => Some(self.one(call, id, Self::change_active)),
            ["users", id, "roles"] if put => Some(self.one(call, id, Self::change_roles)),
            ["users", id, "patch"] if put => Some(self.one(call, id, Self::patch)),
            ["users", id, "password"] if put => Some(self.one(call, id, Self::change_password)),
            ["users", id] if delete => Some(self.one(call, id, Self::delete)),
            _ => self.change_team(call, rest),
        }
    }

    fn one(
        &mut self,
        call: &Call<'_>,
        id: &str,
        apply: impl Fn(&mut Self, &Call<'_>, u32) -> Answer,
    ) -> Answer {
        match self.asked(call, id) {
            Ok(row) => apply(self, call, row),
            Err(answer) => answer,
        }
    }

    fn create(&mut self, call: &Call<'_>) -> Answer {
        if !call.caller.admin {
            return forbidden();
        }
        let Some(body) = object(call) else {
            return invalid_body("user");
        };
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let (name, email) = (text("username").to_owned(), text("email").to_lowercase());
        if !valid_name(&name) {
            return refusal(
                400,
                "model.user.is_valid.username.app_error",
                "Username must begin with a letter, and contain between 3 to 22 lowercase \
                 characters made up of numbers, letters, and the symbols \".\", \"-\", and \"_\".",
            );
        }
        if !email.contains('@') || email.len() > 128 {
            return refusal(400, "model.user.is_valid.email.app_error", "Invalid email.");
        }
        let password = text("password");
        if password.len() < 8 && text("auth_service").is_empty() {
            return refusal(
                400,
                "model.user.is_valid.pwd_min_length.app_error",
                "Your password must contain at least 8 characters.",
            );
        }
        if self.row_of_name(&name).is_some() {
            return refusal(
                400,
                "app.user.save.username_exists.app_error",
                "An account with that username already exists.",
            );
        }
        if self.row_of_email(&email).is_some() {
            return refusal(
                400,
                "app.user.save.email_exists.app_error",
                "An account with that email already exists.",
            );
        }
        let row = self.users.len() as u32;
        let (given, family) = (text("first_name"), text("last_name"));
        let mut user = Account::new(&name, &email);
        user.name = format!("{given} {family}").trim_end().into();
        user.given = u8::try_from(given.len()).unwrap_or(0);
        user.mfa = Some(false);
        user.active = NEVER;
        self.users.push(user);
        self.deleted.push(0);
        self.passwords.insert(row, password.to_owned());
        for field in ["nickname", "position", "locale"] {
            if !text(field).is_empty() {
                self.extra.insert((row, field), text(field).to_owned());
            }
        }
        self.updated.insert(row, call.clock.now().as_millisecond());
        let place = self.place(&name).unwrap_or_else(|place| place);
        self.order.insert(place, row);
        call.json(201, &self.user(call, row))
    }

    fn change_active(&mut self, call: &Call<'_>, row: u32) -> Answer {
        let body = object(call).unwrap_or_default();
        let Some(active) = body.get("active").and_then(Value::as_bool) else {
            return invalid_body("active");
        };
        if row == call.caller.row && !active {
            let message = "You cannot deactivate yourself because this feature is not enabled. \
                           Please contact your System Administrator.";
            return refusal(401, "api.user.update_active.not_enable.app_error", message);
        }
        if !call.caller.admin {
            return refusal(
                403,
                "api.user.update_active.permissions.app_error",
                "You do not have the appropriate permissions.",
            );
        }
        self.set_active(row, active, call.clock);
        status_ok()
    }

    fn change_roles(&mut self, call: &Call<'_>, row: u32) -> Answer {
        if !call.caller.admin {
            return forbidden();
        }
        let body = object(call).unwrap_or_default();
        let roles = body
            .get("roles")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let known = [
            "system_user",
            "system_admin",
            "system_guest",
            "system_manager",
        ];
        if roles.is_empty() || !roles.split(' ').all(|role| known.contains(&role)) {
            return invalid_body("roles");
        }
        self.extra.insert((row, "roles"), roles.to_owned());
        if let Some(user) = self.users.get_mut(row as usize) {
            user.standing = if roles.contains("system_admin") {
                Standing::Admin
            } else if roles.contains("system_guest") {
                Standing::Outside
            } else {
                Standing::Regular
            };
        }
        self.updated.insert(row, call.clock.now().as_millisecond());
        status_ok()
    }

    fn patch(&mut self, call: &Call<'_>, row: u32) -> Answer {
        if !call.caller.admin && row != call.caller.row {
            return forbidden();
        }
        let Some(body) = object(call) else {
            return invalid_body("user");
        };
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        if let Some(name) = text("username") {
            let own = self.row_of_name(name) == Some(row);
            if !valid_name(name) || !(own || self.rename(row, name)) {
                return refusal(
                    400,
                    "app.user.save.username_exists.app_error",
                    "An account with that username already exists.",
                );
            }
        }
        if let Some(user) = self.users.get_mut(row as usize) {
            if let Some(email) = text("email") {
                user.email = email.to_lowercase().into();
            }
            let (given, family) = user.split_name();
            let given = text("first_name").unwrap_or(given).to_owned();
            let family = text("last_name").unwrap_or(family).to_owned();
            user.name = format!("{given} {family}").trim_end().into();
            user.given = u8::try_from(given.len()).unwrap_or(0);
        }
        for field in ["nickname", "position", "locale"] {
            if let Some(value) = text(field) {
                self.extra.insert((row, field), value.to_owned());
            }
        }
        self.updated.insert(row, call.clock.now().as_millisecond());
        call.json(200, &self.user(call, row))
    }

    fn change_password(&mut self, call: &Call<'_>, row: u32) -> Answer {
        if !call.caller.admin {
            return forbidden();
        }
        let body = object(call).unwrap_or_default();
        let password = body
            .get("new_password")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if password.len() < 8 {
            return invalid_body("new_password");
        }
        self.passwords.insert(row, password.to_owned());
        self.attempts.remove(&row);
        status_ok()
    }

    /// Deleting deactivates; for good only where the server allows it, which this one does not.
    fn delete(&mut self, call: &Call<'_>, row: u32) -> Answer {
        if call.request.param("permanent") == Some("true") {
            let message = "Permanent user deletion feature is not enabled. \
                           Please contact your System Administrator.";
            return refusal(401, "api.user.delete_user.not_enabled.app_error", message);
        }
        if !call.caller.admin {
            return forbidden();
        }
        self.set_active(row, false, call.clock);
        status_ok()
    }
}

fn valid_name(name: &str) -> bool {
    (3..=22).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
}
