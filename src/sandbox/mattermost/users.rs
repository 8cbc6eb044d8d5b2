//! Reads of users: lists, single users, counts and statuses.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::call::{Call, forbidden, invalid_body, invalid_param, no_user, refusal};
use super::state::Mattermost;
use crate::sandbox::http::{Answer, page};
use crate::sandbox::org::{NEVER, Standing};

impl Mattermost {
    /// A user as the API shows it: false, 0 and empty optional fields are left out; nobody here set
    /// a time zone.
    pub(super) fn user(&self, call: &Call<'_>, row: u32) -> Value {
        let Some(user) = self.users.get(row as usize) else {
            return Value::Null;
        };
        let (given, family) = user.split_name();
        let created = call
            .clock
            .days_ago(user.created, row as usize)
            .as_millisecond();
        let deleted = self.deleted.get(row as usize).copied().unwrap_or_default();
        let updated = self
            .updated
            .get(&row)
            .copied()
            .unwrap_or_else(|| created.max(deleted));
        let bot = user.standing == Standing::Bot;
        let extra = |name| self.extra.get(&(row, name)).cloned().unwrap_or_default();
        let mut shown = json!({
            "id": self.id(row),
            "create_at": created,
            "update_at": updated,
            "delete_at": deleted,
            "username": user.login,
            "auth_data": "",
            "auth_service": "",
            "email": user.email,
            "nickname": extra("nickname"),
            "first_name": given,
            "last_name": family,
            "position": extra("position"),
            "roles": self.roles(row),
            "locale": match extra("locale") { none if none.is_empty() => "fr".to_owned(), one => one },
            "disable_welcome_email": false,
        });
        let Some(map) = shown.as_object_mut() else {
            return shown;
        };
        if !bot {
            map.insert("email_verified".into(), true.into());
        } else {
            map.insert("is_bot".into(), true.into());
            map.insert("bot_description".into(), user.name.to_string().into());
        }
        if user.mfa == Some(true) {
            map.insert("mfa_active".into(), true.into());
        }
        if let Some(active) = self.last_activity(call, row) {
            map.insert("last_activity_at".into(), active.into());
        }
        shown
    }

    /// A user as lists show it, whoever asks: not whether the address is verified
    /// (`User.SanitizeProfile` of the server).
    fn profile(&self, call: &Call<'_>, row: u32) -> Value {
        let mut user = self.user(call, row);
        if let Some(map) = user.as_object_mut() {
            map.remove("email_verified");
        }
        user
    }

    fn last_activity(&self, call: &Call<'_>, row: u32) -> Option<i64> {
        let user = self.users.get(row as usize)?;
        let seen = user.active != NEVER && user.standing != Standing::Bot;
        seen.then(|| {
            call.clock
                .days_ago(user.active.min(user.created), row as usize)
                .as_millisecond()
        })
    }

    pub(super) fn roles(&self, row: u32) -> String {
        if let Some(roles) = self.extra.get(&(row, "roles")) {
            return roles.clone();
        }
        match self.users.get(row as usize).map(|user| user.standing) {
            Some(Standing::Admin) => "system_user system_admin".to_owned(),
            Some(Standing::Outside) => "system_guest".to_owned(),
            _ => "system_user".to_owned(),
        }
    }

    pub(super) fn read_users(&self, call: &Call<'_>, rest: &[&str]) -> Option<Answer> {
        let get = call.request.method == Method::GET;
        let post = call.request.method == Method::POST;
        Some(match rest {
            ["users"] if get => self.list(call),
            ["users", "stats"] if get => {
                let count = self
                    .order
                    .iter()
                    .filter(|&&row| self.is_active(row) && !self.is_bot(row));
                call.json(200, &json!({"total_users_count": count.count()}))
            }
            ["users", "stats", "filtered"] if get => self.filtered_count(call),
            ["users", "username", name] if get => match self.row_of_name(name) {
                Some(row) => call.json(200, &self.user(call, row)),
                None => refusal(
                    404,
                    "app.user.get_by_username.app_error",
                    "Unable to find an existing account matching your username for this team. \
                     This team may require an invite from the team owner to join.",
                ),
            },
            ["users", "email", email] if get => match self.row_of_email(email) {
                Some(row) => call.json(200, &self.user(call, row)),
                None => no_user(),
            },
            ["users", "ids"] if post => self.by_list(call, |id| self.row_of_id(id)),
            ["users", "usernames"] if post => self.by_list(call, |name| self.row_of_name(name)),
            ["users", "status", "ids"] if post => self.statuses(call),
            ["users", "search"] if post => self.search(call),
            ["users", id] if get => match self.asked(call, id) {
                Ok(row) => call.json(200, &self.user(call, row)),
                Err(answer) => answer,
            },
            ["limits", "server"] if get => {
                let active = self
                    .order
                    .iter()
                    .filter(|&&row| self.is_active(row))
                    .count();
                call.json(
                    200,
                    &json!({"maxUsersLimit": 2_000_000, "activeUserCount": active}),
                )
            }
            ["bots"] if get => self.bots(call),
            ["roles", "names"] if post => self.role_names(call),
            _ => return None,
        })
    }

    fn is_bot(&self, row: u32) -> bool {
        self.users
            .get(row as usize)
            .is_some_and(|user| user.standing == Standing::Bot)
    }

    pub(super) fn row_of_email(&self, email: &str) -> Option<u32> {
        let wanted = email.to_lowercase();
        self.order.iter().copied().find(|&row| {
            self.users
                .get(row as usize)
                .is_some_and(|user| user.email.to_lowercase() == wanted)
        })
    }

    /// The user that a path names: an id of 26 characters, or `me`.
    pub(super) fn asked(&self, call: &Call<'_>, id: &str) -> Result<u32, Answer> {
        if id == "me" {
            return Ok(call.caller.row);
        }
        let formed = id.len() == 26
            && id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if !formed {
            return Err(invalid_param("user_id"));
        }
        self.row_of_id(id).ok_or_else(no_user)
    }

    fn list(&self, call: &Call<'_>) -> Answer {
        let request = call.request;
        let yes = |name: &str| request.param(name) == Some("true");
        let (active, inactive) = (yes("active"), yes("inactive"));
        if active && inactive {
            return invalid_param("inactive");
        }
        let team = |name: &str| match request.param(name) {
            None | Some("") => Ok(None),
            Some(id) => self
                .rank_of_team(id)
                .map(Some)
                .ok_or_else(|| invalid_param(name)),
        };
        let (within, without) = match (team("in_team"), team("not_in_team")) {
            (Ok(within), Ok(without)) => (within, without),
            (Err(answer), _) | (_, Err(answer)) => return answer,
        };
        let sort = request.param("sort").unwrap_or_default();
        if !sort.is_empty() && within.is_none() {
            return invalid_param("sort");
        }
        let teamless = yes("without_team");
        let roles: Vec<&str> = request
            .param("roles")
            .or(request.param("role"))
            .map(|roles| roles.split(',').collect())
            .unwrap_or_default();
        let holds = |rank: usize, row: u32| {
            self.teams
                .get(rank)
                .is_some_and(|team| team.members.contains(&row))
        };
        let plain = !(active || inactive || teamless) && roles.is_empty();
        let (index, size) = call.bounds();
        let wanted = |&row: &u32| {
            (!active || self.is_active(row))
                && (!inactive || !self.is_active(row))
                && within.is_none_or(|rank| holds(rank, row))
                && without.is_none_or(|rank| !holds(rank, row))
                && (!teamless || !self.teams.iter().any(|team| team.members.contains(&row)))
                && (roles.is_empty()
                    || self.roles(row).split(' ').any(|role| roles.contains(&role)))
        };
        let rows: Vec<u32> = if request.empty {
            Vec::new()
        } else if plain && within.is_none() && without.is_none() {
            page(&self.order, index, size).to_vec()
        } else {
            let matching = self.order.iter().copied().filter(wanted);
            matching
                .skip(index.saturating_mul(size))
                .take(size)
                .collect()
        };
        let shown: Vec<Value> = rows
            .into_iter()
            .map(|row| self.profile(call, row))
            .collect();
        call.json(200, &Value::Array(shown))
    }

    fn filtered_count(&self, call: &Call<'_>) -> Answer {
        if !call.caller.admin {
            return forbidden();
        }
        let yes = |name: &str| call.request.param(name) == Some("true");
        let count = self
            .order
            .iter()
            .filter(|&&row| yes("include_deleted") || self.is_active(row))
            .filter(|&&row| yes("include_bots") || !self.is_bot(row))
            .count();
        call.json(200, &json!({"total_users_count": count}))
    }

    /// The users of a JSON array of names or ids, unknown ones left out.
    fn by_list(&self, call: &Call<'_>, find: impl Fn(&str) -> Option<u32>) -> Answer {
        let Some(names) = text_list(call) else {
            return invalid_body("user_ids");
        };
        let rows = names.iter().filter_map(|name| find(name));
        call.json(200, &rows.map(|row| self.profile(call, row)).collect())
    }

    fn statuses(&self, call: &Call<'_>) -> Answer {
        let Some(names) = text_list(call) else {
            return invalid_body("user_ids");
        };
        let shown = names.iter().filter_map(|id| self.row_of_id(id)).map(|row| {
            json!({
                "user_id": self.id(row), "status": "offline", "manual": false,
                "last_activity_at": self.last_activity(call, row).unwrap_or_default(),
            })
        });
        call.json(200, &shown.collect())
    }

    fn search(&self, call: &Call<'_>) -> Answer {
        let body = call.request.json().unwrap_or_default();
        let term = body
            .get("term")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_lowercase();
        if term.is_empty() {
            return invalid_body("term");
        }
        let limit = body
            .get("limit")
            .and_then(Value::as_u64)
            .unwrap_or(100)
            .min(1_000) as usize;
        let inactive = body
            .get("allow_inactive")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        let matches = |&row: &u32| {
            self.users.get(row as usize).is_some_and(|user| {
                [&user.login, &user.name, &user.email]
                    .iter()
                    .any(|text| text.to_lowercase().contains(&term))
            })
        };
        let rows = self
            .order
            .iter()
            .copied()
            .filter(|&row| inactive || self.is_active(row))
            .filter(matches)
            .take(limit);
        call.json(200, &rows.map(|row| self.profile(call, row)).collect())
    }

    fn bots(&self, call: &Call<'_>) -> Answer {
        let (index, size) = call.bounds();
        let rows: Vec<u32> = self
            .order
            .iter()
            .copied()
            .filter(|&row| self.is_bot(row))
            .collect();
        let shown = page(&rows, index, size).iter().filter_map(|&row| {
            let user = self.users.get(row as usize)?;
            let created = call
                .clock
                .days_ago(user.created, row as usize)
                .as_millisecond();
            Some(json!({
                "user_id": self.id(row), "username": user.login, "display_name": user.name,
                "owner_id": self.id(0), "create_at": created, "update_at": created,
                "delete_at": self.deleted.get(row as usize),
            }))
        });
        call.json(200, &shown.collect())
    }

    fn role_names(&self, call: &Call<'_>) -> Answer {
        let Some(names) = text_list(call) else {
            return invalid_body("rolenames");
        };
        let known = [
            "system_admin",
            "system_user",
            "system_guest",
            "team_user",
            "team_admin",
        ];
        let shown = names
            .iter()
            .filter(|name| known.contains(&name.as_str()))
            .map(|name| {
                let permissions: &[&str] = match name.as_str() {
                    "system_admin" => &["manage_system", "edit_other_users", "manage_roles"],
                    _ => &[],
                };
                json!({
                    "id": "", "name": name, "display_name": name, "description": "",
                    "permissions": permissions, "scheme_managed": true, "built_in": true,
                })
            });
        call.json(200, &shown.collect())
    }
}

/// The body as an array of strings.
pub(super) fn text_list(call: &Call<'_>) -> Option<Vec<String>> {
    let Value::Array(items) = call.request.json()? else {
        return None;
    };
    items
        .into_iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// The body as an object.
pub(super) fn object(call: &Call<'_>) -> Option<Map<String, Value>> {
    match call.request.json()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}
