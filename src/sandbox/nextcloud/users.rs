//! Reads of users, with PHP's idea of lists and numbers.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::ocs::Reply;
use super::state::Nextcloud;
use crate::sandbox::http::page;
use crate::sandbox::org::{NEVER, Standing};

const TEXTS: [&str; 9] = [
    "phone",
    "address",
    "website",
    "twitter",
    "fediverse",
    "organisation",
    "role",
    "headline",
    "biography",
];

impl Nextcloud {
    pub(super) fn read_users(&self, call: &Call<'_>, rest: &[&str]) -> Option<Reply> {
        Some(match rest {
            [] => {
                let rows = self.find(call, |_| true);
                let uids: Vec<Value> = rows.iter().map(|&row| php_key(self.uid(row))).collect();
                Reply::ok(json!({"users": uids}))
            }
            ["details"] => self.details(call, &self.find(call, |_| true)),
            ["disabled"] if self.version >= 29 => {
                self.details(call, &self.find(call, |row| !self.is_enabled(row)))
            }
            ["recent"] if self.version >= 30 => {
                let rows = self.find(call, |row| {
                    self.users
                        .get(row as usize)
                        .is_some_and(|user| user.active != NEVER)
                });
                self.details(call, &rows)
            }
            [uid] => match self.row_of(uid) {
                Some(row) if !self.may_see(call.caller.row, row) => Reply::fail(998, ""),
                Some(row) => Reply::ok(self.record(call, row, false)),
                None => Reply::fail(404, "User does not exist"),
            },
            [uid, "groups"] => match self.row_of(uid) {
                Some(row) => Reply::ok(json!({"groups": self.groups_of(row)})),
                None => Reply::fail(998, ""),
            },
            [uid, "subadmins"] => match self.row_of(uid) {
                Some(row) => Reply::ok(json!(self.subadmin_of(row))),
                None => Reply::fail(404, "User does not exist"),
            },
            [_, "enable" | "disable" | "welcome" | "wipe"] => return None,
            _ => self.unknown_route(),
        })
    }

    pub(super) fn own_record(&self, call: &Call<'_>) -> Reply {
        Reply::ok(self.record(call, call.caller.row, true))
    }

    /// Rows that match the request's search, cut to its limit and offset.
    fn find(&self, call: &Call<'_>, wanted: impl Fn(u32) -> bool) -> Vec<u32> {
        if call.request.empty {
            return Vec::new();
        }
        let search = call
            .request
            .param("search")
            .unwrap_or_default()
            .to_lowercase();
        let offset = call.request.number("offset").unwrap_or(0);
        let limit = call.request.number("limit").unwrap_or(usize::MAX);
        let matches = |row: u32| {
            search.is_empty()
                || self.users.get(row as usize).is_some_and(|user| {
                    [&user.login, &user.name, &user.email]
                        .iter()
                        .any(|text| text.to_lowercase().contains(&search))
                })
        };
        let rows = self
            .order
            .iter()
            .copied()
            .filter(|&row| wanted(row) && matches(row) && self.may_see(call.caller.row, row));
        rows.skip(offset).take(limit).collect()
    }

    /// `users` as PHP encodes an array keyed by uid.
    pub(super) fn details(&self, call: &Call<'_>, rows: &[u32]) -> Reply {
        let uids: Vec<Value> = rows.iter().map(|&row| php_key(self.uid(row))).collect();
        let is_list = uids
            .iter()
            .enumerate()
            .all(|(place, uid)| *uid == json!(place));
        let records = rows.iter().map(|&row| self.record(call, row, false));
        let users: Value = if is_list {
            records.collect()
        } else {
            rows.iter()
                .map(|&row| self.uid(row).to_owned())
                .zip(records)
                .collect::<Map<_, _>>()
                .into()
        };
        Reply::ok(json!({"users": users}))
    }

    pub(super) fn groups_of(&self, row: u32) -> Vec<&str> {
        let user = self.users.get(row as usize);
        let ranks = user.map(|user| user.teams.as_slice()).unwrap_or_default();
        let names = ranks
            .iter()
            .filter_map(|&rank| self.groups.get(usize::from(rank)));
        names.map(|group| group.id.as_str()).collect()
    }

    fn subadmin_of(&self, row: u32) -> Vec<&str> {
        let ranks = self.subadmins.get(&row).into_iter().flatten();
        ranks
            .filter_map(|&rank| self.groups.get(rank))
            .map(|group| group.id.as_str())
            .collect()
    }

    /// One user's details; `own` leaves out what only administrators see and adds the scopes.
    fn record(&self, call: &Call<'_>, row: u32, own: bool) -> Value {
        let Some(user) = self.users.get(row as usize) else {
            return Value::Null;
        };
        let recent = self.version >= 30;
        let extra = |name: &str| self.extra.get(&(row, name.to_owned())).cloned();
        let last = if user.active == NEVER {
            0
        } else {
            call.clock
                .days_ago(user.active.min(user.created), row as usize)
                .as_second()
        };
        let sso = user.login.len() == 64;
        let name = if user.name.is_empty() {
            &user.login
        } else {
            &user.name
        };
        let mut shown = Map::new();
        let mut put = |name: &str, value: Value| {
            shown.insert(name.to_owned(), value);
        };
        if recent || !own || self.is_admin(row) {
            put("enabled", json!(user.standing != Standing::Disabled));
        }
        if !own {
            put(
                "storageLocation",
                json!(format!("/srv/data/{}", user.login)),
            );
        }
        put("id", json!(user.login));
        if recent {
            let first = call.clock.days_ago(user.created, row as usize).as_second();
            put(
                "firstLoginTimestamp",
                json!(if last == 0 { 0 } else { first.min(last) }),
            );
            put("lastLoginTimestamp", json!(last));
        }
        put("lastLogin", json!(last * 1_000));
        put("backend", json!(if sso { "user_oidc" } else { "Database" }));
        put("subadmin", json!(self.subadmin_of(row)));
        put("quota", self.quota(row, last != 0, extra("quota")));
        put("manager", json!(""));
        put(
            "email",
            if user.email.is_empty() {
                Value::Null
            } else {
                json!(user.email)
            },
        );
        put("additional_mail", json!([]));
        put("displayname", json!(name));
        put("display-name", json!(name));
        for name in TEXTS {
            put(name, json!(extra(name).unwrap_or_default()));
        }
        put("profile_enabled", json!("1"));
        if recent {
            put("pronouns", json!(""));
            put("bluesky", json!(""));
        }
        put("groups", json!(self.groups_of(row)));
        put(
            "language",
            json!(extra("language").unwrap_or_else(|| "fr".to_owned())),
        );
        put("locale", json!(""));
        if self.version >= 31 {
            put("timezone", json!(""));
        }
        put("notify_email", Value::Null);
        put(
            "backendCapabilities",
            json!({"setDisplayName": !sso, "setPassword": !sso}),
        );
        if own {
            for name in ["displayname", "email", "avatar"] {
                put(&format!("{name}Scope"), json!("v2-federated"));
            }
            put("additional_mailScope", json!([]));
            for name in TEXTS {
                put(&format!("{name}Scope"), json!("v2-local"));
            }
        }
        Value::Object(shown)
    }

    /// The quota: -3 is unlimited from 30 on; before, a user who never came has no usage.
    fn quota(&self, row: u32, came: bool, set: Option<String>) -> Value {
        let limit = match set.as_deref() {
            Some("none") => None,
            Some(text) => text.parse::<i64>().ok(),
            None if row.is_multiple_of(3) => None,
            None => Some(5 * 1024 * 1024 * 1024),
        };
        let used = if came {
            17_000_000 + i64::from(row % 1_000) * 1_048_576
        } else {
            0
        };
        match (limit, self.version >= 30) {
            (None, true) => {
                json!({"free": -3, "used": used, "total": -3, "relative": 0, "quota": -3})
            }
            (None, false) if !came => json!({"quota": "none", "used": 0}),
            (None, false) => json!({
                "free": 64_271_998_976_i64, "used": used, "total": 64_271_998_976_i64 + used,
                "relative": 0.03, "quota": -3,
            }),
            (Some(limit), false) if !came => json!({"quota": limit, "used": 0}),
            (Some(limit), _) => json!({
                "free": (limit - used).max(0), "used": used, "total": limit,
                "relative": (used * 10_000 / limit.max(1)) as f64 / 100.0, "quota": limit,
            }),
        }
    }

    /// Members of a group, by uid.
    pub(super) fn members(&self, call: &Call<'_>, rank: usize) -> Vec<u32> {
        let Some(group) = self.groups.get(rank) else {
            return Vec::new();
        };
        let mut rows: Vec<u32> = group.members.iter().copied().collect();
        rows.sort_by_cached_key(|&row| self.uid(row).to_lowercase());
        let limit = call.request.number("limit").unwrap_or(usize::MAX);
        let offset = call.request.number("offset").unwrap_or(0);
        if call.request.empty {
            return Vec::new();
        }
        page(rows.get(offset..).unwrap_or_default(), 0, limit).to_vec()
    }
}

/// An uid as PHP puts it in a list: one that reads as a whole number becomes a number.
pub(super) fn php_key(uid: &str) -> Value {
    match uid.parse::<i64>() {
        Ok(number) if number.to_string() == uid => json!(number),
        _ => json!(uid),
    }
}
