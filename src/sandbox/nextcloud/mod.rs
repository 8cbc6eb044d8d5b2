//! A simulated Nextcloud of a chosen version: what it holds and the dispatch. Who is calling is
//! decided in `auth`; the answers are in `users`, `groups` and `change`.

mod auth;
mod change;
mod groups;
mod ocs;
mod users;

use std::collections::{BTreeSet, HashMap};

use axum::http::Method;
use secrecy::SecretString;
use serde_json::json;

use super::clock::Clock;
use super::http::{Answer, Request};
use super::org::{Account, Org, Standing};
use auth::{Caller, Door};
use ocs::Reply;

/// Oldest and newest version that can be simulated.
pub(super) const VERSIONS: std::ops::RangeInclusive<u32> = 27..=34;
/// Login of the administrator that the credentials belong to.
pub(super) const ADMIN: &str = "admin";

/// Everything that the Nextcloud server knows.
#[derive(Debug)]
pub(super) struct Nextcloud {
    version: u32,
    users: Vec<Account>,
    /// Rows sorted by folded uid; a row missing here was deleted.
    order: Vec<u32>,
    groups: Vec<Group>,
    door: Door,
    /// Fields set by `PUT users/{uid}`: quota, language, phone…
    extra: HashMap<(u32, String), String>,
    /// Users who may administer groups.
    subadmins: HashMap<u32, BTreeSet<usize>>,
    /// Uids and addresses from before a move to another sign-on, by row.
    moved: Option<Vec<(Box<str>, Box<str>)>>,
}

#[derive(Debug)]
struct Group {
    id: String,
    display: String,
    members: BTreeSet<u32>,
}

/// One request with its caller.
struct Call<'a> {
    request: &'a Request,
    clock: &'a Clock,
    caller: Caller,
}

impl Nextcloud {
    pub(super) fn new(org: &mut Org, version: u32, password: SecretString) -> Self {
        let mut users = std::mem::take(&mut org.nextcloud);
        let mut groups = vec![
            Group::new("admin", "admin"),
            Group::new("partenaires & externes", "Partenaires / externes"),
        ];
        groups.extend(
            org.teams
                .iter()
                .map(|team| Group::new(&team.slug, &team.name)),
        );
        for (row, user) in users.iter_mut().enumerate() {
            // From here on `teams` are positions in `groups`.
            user.teams.iter_mut().for_each(|team| *team += 2);
            if user.standing == Standing::Admin {
                user.teams.insert(0, 0);
            }
            if !user.email.is_empty() && !user.email.ends_with("communs.example") {
                user.teams.push(1);
            }
            for &group in &user.teams {
                if let Some(group) = groups.get_mut(usize::from(group)) {
                    group.members.insert(row as u32);
                }
            }
        }
        let mut order: Vec<u32> = (0..users.len() as u32).collect();
        order.sort_by_cached_key(|&row| folded(&users, row));
        Self {
            version,
            users,
            order,
            groups,
            door: Door::new(password),
            extra: HashMap::new(),
            subadmins: HashMap::new(),
            moved: None,
        }
    }

    /// Moves to another sign-on and mail host, where everybody but the administrator gets an opaque
    /// uid and an address elsewhere; or back again. False where it is so already.
    pub(super) fn renumber(&mut self, back: bool) -> bool {
        let known: Vec<_> = self
            .users
            .iter()
            .map(|user| (user.login.clone(), user.email.clone()))
            .collect();
        let before = match (back, self.moved.take()) {
            (true, Some(before)) => before,
            (false, None) => {
                let elsewhere = known.iter().zip(0u32..).map(|((_, email), row)| {
                    let local = email.split('@').next().unwrap_or_default();
                    let moved = if email.is_empty() {
                        String::new()
                    } else {
                        format!("{local}@moved.example")
                    };
                    (format!("u{row:06}").into(), moved.into())
                });
                let elsewhere = elsewhere.collect();
                self.moved = Some(known);
                elsewhere
            }
            (_, moved) => {
                self.moved = moved;
                return false;
            }
        };
        for (user, (login, email)) in self.users.iter_mut().zip(before).skip(1) {
            (user.login, user.email) = (login, email);
        }
        let users = &self.users;
        self.order.sort_by_cached_key(|&row| folded(users, row));
        true
    }

    /// Ids are compared without case.
    pub(super) fn row_of(&self, uid: &str) -> Option<u32> {
        self.order.get(self.place(uid).ok()?).copied()
    }

    fn place(&self, uid: &str) -> Result<usize, usize> {
        let wanted = uid.to_lowercase();
        self.order
            .binary_search_by(|&row| folded(&self.users, row).cmp(&wanted))
    }

    fn uid(&self, row: u32) -> &str {
        self.users.get(row as usize).map_or("", |user| &user.login)
    }

    fn is_enabled(&self, row: u32) -> bool {
        self.users
            .get(row as usize)
            .is_some_and(|user| user.standing != Standing::Disabled)
    }

    fn is_admin(&self, row: u32) -> bool {
        self.groups
            .first()
            .is_some_and(|admins| admins.members.contains(&row))
    }

    fn group_rank(&self, id: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.id == id)
    }

    /// Enables or disables; an administrator stays one in the `admin` group.
    pub(super) fn set_enabled(&mut self, row: u32, enabled: bool) {
        if let Some(user) = self.users.get_mut(row as usize) {
            user.standing = if enabled {
                Standing::Regular
            } else {
                Standing::Disabled
            };
        }
    }

    pub(super) fn remove(&mut self, row: u32) {
        self.order.retain(|&one| one != row);
        self.groups.iter_mut().for_each(|group| {
            group.members.remove(&row);
        });
    }

    /// Leaves only the administrator.
    pub(super) fn clear(&mut self) {
        self.order.retain(|&row| row == 0);
        self.groups
            .iter_mut()
            .for_each(|group| group.members.retain(|&row| row == 0));
    }

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

impl Group {
    fn new(id: &str, display: &str) -> Self {
        Self {
            id: id.to_owned(),
            display: display.to_owned(),
            members: BTreeSet::new(),
        }
    }
}

fn folded(users: &[Account], row: u32) -> String {
    users
        .get(row as usize)
        .map(|user| user.login.to_lowercase())
        .unwrap_or_default()
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

    fn unknown_route(&self) -> Reply {
        let code = if self.version >= 34 { 998 } else { 404 };
        Reply::fail(
            code,
            "Invalid query, please check the syntax. API specifications are here: \
             http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.\n",
        )
    }

    /// Whether a caller may know of a user: administrators of all, subadmins of their groups'.
    fn may_see(&self, caller: u32, row: u32) -> bool {
        let rules = |rank: &usize| {
            let group = self.groups.get(*rank);
            group.is_some_and(|group| group.members.contains(&row))
        };
        caller == row
            || self.is_admin(caller)
            || self.subadmins.get(&caller).into_iter().flatten().any(rules)
    }

    fn may_administer(&self, row: u32) -> bool {
        self.is_admin(row) || self.subadmins.contains_key(&row)
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

#[cfg(test)]
mod tests;
