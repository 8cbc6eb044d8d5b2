//! Changes of Nextcloud's users and groups.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::call::{Call, body};
use super::ocs::Reply;
use super::state::{Group, Nextcloud};
use crate::sandbox::org::{Account, NEVER};

const EDITABLE: [&str; 14] = [
    "quota",
    "language",
    "locale",
    "phone",
    "address",
    "website",
    "twitter",
    "fediverse",
    "organisation",
    "role",
    "headline",
    "biography",
    "manager",
    "notify_email",
];

impl Nextcloud {
    pub(super) fn write(&mut self, call: &Call<'_>, rest: &[&str]) -> Option<Reply> {
        let method = call.request.method.clone();
        let body = body(call.request);
        let text = |name: &str| {
            body.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let known = match (&method, rest) {
            (&Method::POST, ["cloud", "users" | "groups"])
            | (&Method::PUT | &Method::DELETE, ["cloud", "users", _])
            | (&Method::PUT, ["cloud", "users", _, "enable" | "disable"])
            | (&Method::POST, ["cloud", "users", _, "welcome" | "wipe"])
            | (&Method::POST | &Method::DELETE, ["cloud", "users", _, "groups" | "subadmins"])
            | (&Method::DELETE, ["cloud", "groups", _]) => true,
            (_, ["cloud", "users" | "groups", ..]) => false,
            _ => return Some(self.unknown_route()),
        };
        if !known {
            return None;
        }
        if !self.is_confirmed(call) {
            return Some(Reply::confirm_first());
        }
        let caller = call.caller.row;
        let hidden = match rest {
            ["cloud", "users", uid, ..] => self
                .row_of(uid)
                .is_some_and(|row| !self.may_see(caller, row)),
            _ => false,
        };
        if hidden {
            return Some(Reply::fail(998, ""));
        }
        let groups = matches!(rest, ["cloud", "groups", ..]);
        if groups && !self.is_admin(caller) {
            return Some(Reply::fail(403, "Logged in account must be an admin"));
        }
        Some(match (&method, rest) {
            (_, ["cloud", "users"]) => self.create(caller, &body),
            (_, ["cloud", "groups"]) => {
                let id = text("groupid");
                if id.is_empty() {
                    Reply::fail(101, "Invalid group name")
                } else if self.group_rank(&id).is_some() {
                    Reply::fail(102, "group exists")
                } else {
                    self.groups.push(Group::new(&id, &id));
                    Reply::done()
                }
            }
            (&Method::DELETE, ["cloud", "groups", id]) => self.delete_group(id),
            (_, ["cloud", "users", uid, action @ ("enable" | "disable")]) => {
                match self.row_of(uid).filter(|&row| row != call.caller.row) {
                    Some(row) => {
                        self.set_enabled(row, *action == "enable");
                        Reply::done()
                    }
                    None => Reply::fail(101, ""),
                }
            }
            (_, ["cloud", "users", uid, "welcome" | "wipe"]) => match self.row_of(uid) {
                Some(_) => Reply::done(),
                None => Reply::fail(404, "User does not exist"),
            },
            (_, ["cloud", "users", uid, what]) => {
                let join = method == Method::POST;
                self.membership(uid, &text("groupid"), join, *what == "subadmins")
            }
            (&Method::DELETE, ["cloud", "users", uid]) => match self.row_of(uid) {
                Some(row) if row == call.caller.row => Reply::fail(101, ""),
                Some(row) => {
                    self.remove(row);
                    Reply::done()
                }
                None => Reply::fail(998, ""),
            },
            (_, ["cloud", "users", uid]) => match self.row_of(uid) {
                Some(row) => self.edit(row, &text("key"), &text("value")),
                None => Reply::fail(998, ""),
            },
            _ => self.unknown_route(),
        })
    }

    fn create(&mut self, caller: u32, body: &Map<String, Value>) -> Reply {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let (uid, password, email) = (text("userid"), text("password"), text("email"));
        let allowed = |c: char| c.is_ascii_alphanumeric() || " _.@-'".contains(c);
        if self.row_of(uid).is_some() {
            return Reply::fail(102, "User already exists");
        }
        let mut ranks = Vec::new();
        for group in body
            .get("groups")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let id = group.as_str().unwrap_or_default();
            match self.group_rank(id) {
                Some(rank) if !self.may_rule(caller, rank) => {
                    return Reply::fail(105, format!("Insufficient privileges for group {id}"));
                }
                Some(rank) => ranks.push(rank as u16),
                None => return Reply::fail(104, format!("Group {id} does not exist")),
            }
        }
        if ranks.is_empty() && !self.is_admin(caller) {
            return Reply::fail(106, "No group specified (required for sub-admins)");
        }
        if password.is_empty() && email.is_empty() {
            let message = "An email address is required, to send a password link to the user.";
            return Reply::fail(108, message);
        }
        if uid.is_empty() || uid.len() > 64 || !uid.chars().all(allowed) {
            return Reply::fail(
                101,
                "Only the following characters are allowed in an Login: \"a-z\", \"A-Z\", \"0-9\", \
                 spaces and \"_.@-'\"",
            );
        }
        if !password.is_empty() && password.chars().count() < 10 {
            return Reply::fail(107, "Password needs to be at least 10 characters long.");
        }
        let row = self.users.len() as u32;
        let place = self.place(uid).unwrap_or_else(|place| place);
        let mut user = Account::new(uid, email);
        user.name = text("displayName").into();
        user.active = NEVER;
        user.teams = ranks.clone();
        self.users.push(user);
        self.order.insert(place, row);
        for rank in ranks {
            if let Some(group) = self.groups.get_mut(usize::from(rank)) {
                group.members.insert(row);
            }
        }
        if !password.is_empty() {
            self.door.set_password(row, password);
        }
        for field in ["quota", "language"] {
            if !text(field).is_empty() {
                self.extra
                    .insert((row, field.to_owned()), bytes(text(field)));
            }
        }
        Reply::ok(json!({"id": uid}))
    }

    fn may_rule(&self, caller: u32, rank: usize) -> bool {
        let ruled = self.subadmins.get(&caller);
        self.is_admin(caller) || ruled.is_some_and(|ranks| ranks.contains(&rank))
    }

    fn edit(&mut self, row: u32, key: &str, value: &str) -> Reply {
        let recent = self.version >= 30;
        match key {
            "email" => {
                if !value.is_empty() && !value.contains('@') {
                    return Reply::fail(if recent { 101 } else { 102 }, "");
                }
                if let Some(user) = self.users.get_mut(row as usize) {
                    user.email = value.into();
                }
            }
            "displayname" | "display" => {
                if let Some(user) = self.users.get_mut(row as usize) {
                    user.name = value.into();
                }
            }
            "password" if value.chars().count() < 10 => {
                let message = "Password needs to be at least 10 characters long.";
                return Reply::fail(if recent { 107 } else { 103 }, message);
            }
            "password" => self.door.set_password(row, value),
            key if EDITABLE.contains(&key) => {
                let value = if key == "quota" {
                    bytes(value)
                } else {
                    value.to_owned()
                };
                self.extra.insert((row, key.to_owned()), value);
            }
            _ => return Reply::fail(if recent { 113 } else { 103 }, ""),
        }
        Reply::done()
    }

    fn membership(&mut self, uid: &str, gid: &str, join: bool, subadmin: bool) -> Reply {
        if gid.is_empty() {
            return Reply::fail(101, "");
        }
        let Some(rank) = self.group_rank(gid) else {
            return Reply::fail(102, "");
        };
        let Some(row) = self.row_of(uid) else {
            return Reply::fail(103, "");
        };
        if subadmin {
            let ranks = self.subadmins.entry(row).or_default();
            if join {
                ranks.insert(rank)
            } else {
                ranks.remove(&rank)
            };
            if ranks.is_empty() {
                self.subadmins.remove(&row);
            }
            return Reply::done();
        }
        let (Some(group), Some(user)) =
            (self.groups.get_mut(rank), self.users.get_mut(row as usize))
        else {
            return Reply::fail(105, "");
        };
        user.teams.retain(|&one| usize::from(one) != rank);
        if join {
            group.members.insert(row);
            user.teams.push(rank as u16);
        } else {
            group.members.remove(&row);
        }
        Reply::done()
    }

    /// Deleting leaves the positions of the other groups as they are.
    fn delete_group(&mut self, id: &str) -> Reply {
        let Some(rank) = self.group_rank(id) else {
            return Reply::fail(101, "");
        };
        if rank == 0 {
            return Reply::fail(102, "");
        }
        for user in &mut self.users {
            user.teams.retain(|&one| usize::from(one) != rank);
        }
        for ranks in self.subadmins.values_mut() {
            ranks.remove(&rank);
            // The last group takes the place, below.
            if ranks.remove(&(self.groups.len() - 1)) {
                ranks.insert(rank);
            }
        }
        self.subadmins.retain(|_, ranks| !ranks.is_empty());
        if rank + 1 == self.groups.len() {
            self.groups.pop();
            return Reply::done();
        }
        // A hole would shift every rank: the last group takes the place.
        let last = self.groups.len() - 1;
        self.groups.swap_remove(rank);
        for user in &mut self.users {
            for one in user
                .teams
                .iter_mut()
                .filter(|one| usize::from(**one) == last)
            {
                *one = rank as u16;
            }
        }
        Reply::done()
    }
}

/// A quota as bytes: `5 GB` is 5 GiB, as Nextcloud reads it.
fn bytes(text: &str) -> String {
    let text = text.trim();
    let split = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(split).unwrap_or((text, ""));
    let factor: i64 = match unit.trim().to_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        "TB" => 1 << 40,
        _ => return text.to_owned(),
    };
    number.parse::<i64>().map_or_else(
        |_| text.to_owned(),
        |n| n.saturating_mul(factor).to_string(),
    )
}
