//! A simulated Mattermost server: what it holds, who is calling, and the dispatch. The answers
//! are in `users`, `teams`, `tokens` and `change`.

mod change;
mod teams;
mod tokens;
mod users;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::http::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::clock::Clock;
use super::http::{Answer, Request};
use super::org::ids::{self, Kind};
use super::org::{Account, Org, Standing};
use tokens::Pat;

/// The version that the server claims.
const VERSION: &str = "10.5.4";
/// Largest page.
const PAGE: usize = 200;

/// Everything that the Mattermost server knows.
#[derive(Debug)]
pub(super) struct Mattermost {
    seed: u64,
    /// Users by row; their id is made from the row.
    users: Vec<Account>,
    /// Rows sorted by username; a row missing here was removed for good.
    order: Vec<u32>,
    /// Milliseconds of the deactivation; 0 = active.
    deleted: Vec<i64>,
    /// Milliseconds of the last change made through the API.
    updated: HashMap<u32, i64>,
    teams: Vec<Team>,
    pats: Vec<Pat>,
    /// Session tokens and their users.
    sessions: HashMap<String, u32>,
    /// Passwords of users made or changed through the API, and failed attempts.
    passwords: HashMap<u32, String>,
    attempts: HashMap<u32, usize>,
    /// Fields set by `patch`: position, nickname, locale.
    extra: HashMap<(u32, &'static str), String>,
}

#[derive(Debug)]
struct Team {
    name: &'static str,
    display: &'static str,
    /// Rows of the members.
    members: BTreeSet<u32>,
    /// Rows of those who left, with the instant.
    left: BTreeMap<u32, i64>,
}

/// Who is calling.
#[derive(Debug, Clone, Copy)]
struct Caller {
    row: u32,
    admin: bool,
}

/// One request with its caller.
struct Call<'a> {
    request: &'a Request,
    clock: &'a Clock,
    caller: Caller,
}

impl Mattermost {
    pub(super) fn new(org: &mut Org, clock: &Clock, token: SecretString) -> Self {
        let users = std::mem::take(&mut org.mattermost);
        let mut order: Vec<u32> = (0..users.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| name_of(&users, a).cmp(name_of(&users, b)));
        let deleted = users
            .iter()
            .enumerate()
            .map(|(row, user)| match user.standing {
                Standing::Disabled => clock
                    .days_ago(user.active.min(user.created), row)
                    .as_millisecond(),
                _ => 0,
            })
            .collect();
        let mut teams: Vec<Team> = [
            ("communs", "Atelier des Communs"),
            ("produits", "Produits"),
            ("communaute", "Communauté"),
            ("exploitation", "Exploitation"),
        ]
        .map(|(name, display)| Team {
            name,
            display,
            members: BTreeSet::new(),
            left: BTreeMap::new(),
        })
        .into();
        for (row, user) in users.iter().enumerate() {
            for (rank, team) in teams.iter_mut().enumerate() {
                let belongs = match rank {
                    0 => !matches!(user.standing, Standing::Outside) && row % 37 != 36,
                    1 => !user.teams.is_empty(),
                    2 => user.standing == Standing::Outside || row.is_multiple_of(5),
                    _ => row % 9 == 3,
                };
                if belongs && user.standing != Standing::Bot {
                    team.members.insert(row as u32);
                }
            }
        }
        let pats = vec![Pat::new(0, token, "secretariat")];
        Self {
            seed: org.seed,
            users,
            order,
            deleted,
            updated: HashMap::new(),
            teams,
            pats,
            sessions: HashMap::new(),
            passwords: HashMap::new(),
            attempts: HashMap::new(),
            extra: HashMap::new(),
        }
    }

    fn id(&self, row: u32) -> String {
        ids::mattermost(self.seed, Kind::User, row as usize)
    }

    fn team_id(&self, rank: usize) -> String {
        ids::mattermost(self.seed, Kind::Team, rank)
    }

    fn exists(&self, row: u32) -> bool {
        self.place(name_of(&self.users, row)).is_ok()
    }

    /// Where a username is in the order, or would be.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.order
            .binary_search_by(|&row| name_of(&self.users, row).cmp(name))
    }

    pub(super) fn row_of_name(&self, name: &str) -> Option<u32> {
        self.order
            .get(self.place(&name.to_lowercase()).ok()?)
            .copied()
    }

    fn row_of_id(&self, id: &str) -> Option<u32> {
        let row = ids::mattermost_row(self.seed, Kind::User, id)? as u32;
        ((row as usize) < self.users.len() && self.exists(row)).then_some(row)
    }

    fn rank_of_team(&self, id: &str) -> Option<usize> {
        let rank = ids::mattermost_row(self.seed, Kind::Team, id)?;
        (rank < self.teams.len()).then_some(rank)
    }

    fn is_active(&self, row: u32) -> bool {
        self.deleted.get(row as usize) == Some(&0)
    }

    /// Takes a user out of every list, as a permanent deletion does.
    pub(super) fn remove(&mut self, row: u32) {
        self.order.retain(|&one| one != row);
        self.teams.iter_mut().for_each(|team| {
            team.members.remove(&row);
            team.left.remove(&row);
        });
    }

    /// Leaves only the user of the token.
    pub(super) fn clear(&mut self) {
        self.order.retain(|&row| row == 0);
        self.teams
            .iter_mut()
            .for_each(|team| team.members.retain(|&row| row == 0));
    }

    /// Deactivates or reactivates.
    pub(super) fn set_active(&mut self, row: u32, active: bool, clock: &Clock) {
        let now = clock.now().as_millisecond();
        if let Some(deleted) = self.deleted.get_mut(row as usize) {
            // Deactivating twice keeps the first instant.
            *deleted = if active {
                0
            } else if *deleted == 0 {
                now
            } else {
                *deleted
            };
        }
        if !active {
            self.sessions.retain(|_, &mut owner| owner != row);
        }
        self.updated.insert(row, now);
    }

    /// Gives a user another name; false when it is taken.
    pub(super) fn rename(&mut self, row: u32, name: &str) -> bool {
        if self.row_of_name(name).is_some() {
            return false;
        }
        self.order.retain(|&one| one != row);
        if let Some(user) = self.users.get_mut(row as usize) {
            user.login = name.into();
        }
        let place = self.place(name).unwrap_or_else(|place| place);
        self.order.insert(place, row);
        true
    }

    fn caller(&self, request: &Request) -> Option<Caller> {
        let token = request.token(&["bearer"])?;
        let row = self.row_of_token(token)?;
        let admin = self.users.get(row as usize)?.standing == Standing::Admin;
        self.is_active(row).then_some(Caller { row, admin })
    }
}

fn name_of(users: &[Account], row: u32) -> &str {
    users.get(row as usize).map_or("", |user| &user.login)
}

/// Answers one request.
pub(super) fn answer(server: &mut Mattermost, clock: &Clock, request: &Request) -> Answer {
    let request_id = ids::mattermost(clock.now().as_microsecond() as u64, Kind::Token, 0);
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
        let fields = super::http::pairs(&text).into_iter();
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

/// Mattermost's error body; the request id is filled in at the door.
fn refusal(status: u16, id: &str, message: &str) -> Answer {
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

fn session_expired() -> Answer {
    refusal(
        401,
        "api.context.session_expired.app_error",
        "Invalid or expired session, please login again.",
    )
}

fn forbidden() -> Answer {
    let message = "You do not have the appropriate permissions.";
    refusal(403, "api.context.permissions.app_error", message)
}

fn invalid_param(name: &str) -> Answer {
    let message = format!("Invalid or missing {name} parameter in request URL.");
    refusal(400, "api.context.invalid_url_param.app_error", &message)
}

fn invalid_body(name: &str) -> Answer {
    let message = format!("Invalid or missing {name} in request body.");
    refusal(400, "api.context.invalid_body_param.app_error", &message)
}

fn no_user() -> Answer {
    refusal(
        404,
        "app.user.missing_account.const",
        "Unable to find the user.",
    )
}

fn no_such_page(request: &Request) -> Answer {
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

fn status_ok() -> Answer {
    Answer::new(200, "application/json", "{\"status\":\"OK\"}")
}

impl Call<'_> {
    /// `page` from 0 and `per_page`, cut to 200.
    fn bounds(&self) -> (usize, usize) {
        let size = self
            .request
            .number("per_page")
            .filter(|&n| n > 0)
            .unwrap_or(60)
            .min(PAGE);
        (self.request.number("page").unwrap_or(0), size)
    }

    fn json(&self, status: u16, body: &Value) -> Answer {
        Answer::new(status, "application/json", body.to_string())
    }
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

#[cfg(test)]
mod tests;
