//! What the simulated Mattermost refuses, and how its users change.

use axum::http::{HeaderMap, Method};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::kind::POPULATION;
use super::route::{answer, trouble};
use super::state::Mattermost;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::org::Org;

struct Chat {
    server: Mattermost,
    clock: Clock,
    token: String,
}

impl Chat {
    fn new() -> Self {
        let clock = Clock::new(Timestamp::from_second(1_790_000_000).unwrap());
        let org = Org::invent(1, 900);
        let server = Mattermost::new(&org, org.accounts_for(&POPULATION), &clock, "right".into());
        Self {
            server,
            clock,
            token: "BEARER right".to_owned(),
        }
    }

    fn send(&mut self, method: Method, path: &str, body: &str) -> Answer {
        let mut headers = HeaderMap::new();
        if !self.token.is_empty() {
            headers.insert("authorization", self.token.parse().unwrap());
        }
        let target = format!("/api/v4{path}");
        let request = Request::new(method, &target, headers, body.as_bytes().to_vec());
        answer(&mut self.server, &self.clock, &request)
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, "")
    }

    fn list(&mut self, path: &str) -> Vec<Value> {
        self.get(path).value().as_array().unwrap().clone()
    }

    fn id(&mut self, name: &str) -> String {
        let user = self.get(&format!("/users/username/{name}")).value();
        user["id"].as_str().unwrap().to_owned()
    }
}

fn error(answer: &Answer) -> (u16, String) {
    (
        answer.status,
        answer.value()["id"].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn without_the_right_token_nothing_but_ping_answers() {
    let mut chat = Chat::new();
    assert_eq!(chat.get("/users").status, 200);
    for token in ["", "Bearer wrong", "Basic right", "right"] {
        chat.token = token.to_owned();
        let expired = (401, "api.context.session_expired.app_error".to_owned());
        assert_eq!(error(&chat.get("/users")), expired, "{token}");
        assert_eq!(chat.get("/system/ping").status, 200);
        assert_eq!(chat.get("/config/client?format=old").status, 200);
        assert_eq!(chat.get("/config/client").status, 400);
    }
}

#[test]
fn a_webhook_wants_words_and_no_token() {
    let mut chat = Chat::new();
    let mut hook = |method: Method, body: &str| {
        let body = body.as_bytes().to_vec();
        let request = Request::new(method, "/hooks/abc", HeaderMap::new(), body);
        let answer = answer(&mut chat.server, &chat.clock, &request);
        (answer.status, String::from_utf8(answer.body).unwrap())
    };
    let done = (200, "ok".to_owned());
    assert_eq!(hook(Method::POST, r#"{"text": "hello"}"#), done);
    assert_eq!(
        hook(Method::POST, "payload=%7B%22text%22%3A%22x%22%7D"),
        done
    );
    for silent in ["", "{}", "text=hello", r#"{"text": ""}"#] {
        assert_eq!(hook(Method::POST, silent).0, 400, "{silent}");
    }
    assert_eq!(hook(Method::GET, "").0, 404);
}

#[test]
fn pages_are_cut_to_200_and_end_empty() {
    let mut chat = Chat::new();
    assert_eq!(chat.list("/users").len(), 60);
    assert_eq!(chat.list("/users?per_page=500").len(), 200);
    assert_eq!(chat.list("/users?per_page=500&page=99").len(), 0);
    let all: Vec<Value> = (0..10)
        .flat_map(|page| chat.list(&format!("/users?per_page=50&page={page}")))
        .collect();
    let names: Vec<&str> = all
        .iter()
        .map(|user| user["username"].as_str().unwrap())
        .collect();
    assert!(names.is_sorted() && names.len() > 200, "{}", names.len());
    let inactive = chat.list("/users?inactive=true&per_page=200");
    assert!(inactive.iter().all(|user| user["delete_at"] != 0) && !inactive.is_empty());
    let active = all.iter().filter(|user| user["delete_at"] == 0).count();
    assert_eq!(active + inactive.len(), all.len());
    assert_eq!(chat.get("/users?active=true&inactive=true").status, 400);
    assert_eq!(chat.get("/users?sort=last_activity_at").status, 400);
    assert_eq!(chat.get("/users?in_team=zz").status, 400);
}

#[test]
fn empty_fields_are_left_out() {
    let mut chat = Chat::new();
    let bot = chat.get("/users/username/alertes").value();
    assert_eq!(bot["is_bot"], true);
    assert!(bot.get("mfa_active").is_none() && bot.get("last_activity_at").is_none());
    let person = chat.get("/users/username/claire.fontaine").value();
    assert_eq!(
        (&person["mfa_active"], person.get("is_bot")),
        (&json!(true), None)
    );
    assert_eq!(person["id"].as_str().unwrap().len(), 26);
    assert_eq!(person["roles"], "system_user system_admin");
}

#[test]
fn ids_are_checked_before_they_are_looked_up() {
    let mut chat = Chat::new();
    let malformed = (400, "api.context.invalid_url_param.app_error".to_owned());
    assert_eq!(error(&chat.get("/users/xx")), malformed);
    let unknown = (404, "app.user.missing_account.const".to_owned());
    assert_eq!(
        error(&chat.get("/users/aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        unknown
    );
    assert_eq!(chat.get("/users/username/ghost").status, 404);
    assert_eq!(chat.get("/users/me").value()["username"], "secretariat");
    let lost = chat.get("/nonsense");
    assert_eq!(lost.status, 404);
    assert_eq!(
        lost.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
}

#[test]
fn active_wants_a_boolean_and_spares_oneself() {
    let mut chat = Chat::new();
    let (alice, me) = (chat.id("claire.fontaine"), chat.id("secretariat"));
    let path = format!("/users/{alice}/active");
    assert_eq!(
        chat.send(Method::PUT, &path, "{\"active\":\"no\"}").status,
        400
    );
    assert_eq!(chat.send(Method::PUT, &path, "not json").status, 400);
    let own = format!("/users/{me}/active");
    let blocked = (
        401,
        "api.user.update_active.not_enable.app_error".to_owned(),
    );
    assert_eq!(
        error(&chat.send(Method::PUT, &own, "{\"active\":false}")),
        blocked
    );
    for _ in 0..2 {
        let off = chat.send(Method::PUT, &path, "{\"active\":false}");
        assert_eq!((off.status, off.value()), (200, json!({"status": "OK"})));
    }
    assert_ne!(chat.get(&format!("/users/{alice}")).value()["delete_at"], 0);
    assert_eq!(
        chat.send(Method::PUT, &path, "{\"active\":true}").status,
        200
    );
    assert_eq!(chat.get(&format!("/users/{alice}")).value()["delete_at"], 0);
    assert_eq!(
        chat.send(Method::DELETE, &format!("/users/{alice}"), "")
            .status,
        200
    );
    assert_ne!(chat.get(&format!("/users/{alice}")).value()["delete_at"], 0);
    let forever = format!("/users/{alice}?permanent=true");
    assert_eq!(chat.send(Method::DELETE, &forever, "").status, 401);
}

#[test]
fn users_are_created_only_when_valid_and_new() {
    let mut chat = Chat::new();
    let create = |chat: &mut Chat, name: &str, email: &str, password: &str| {
        let body = json!({"username": name, "email": email, "password": password});
        chat.send(Method::POST, "/users", &body.to_string())
    };
    let long = "a-name-of-more-than-22-letters";
    for (name, email, password, id) in [
        (
            "Bad Name",
            "a@b.example",
            "long-enough",
            "model.user.is_valid.username.app_error",
        ),
        (
            long,
            "a@b.example",
            "long-enough",
            "model.user.is_valid.username.app_error",
        ),
        (
            "good.name",
            "nope",
            "long-enough",
            "model.user.is_valid.email.app_error",
        ),
        (
            "good.name",
            "a@b.example",
            "1",
            "model.user.is_valid.pwd_min_length.app_error",
        ),
        (
            "zorglub",
            "a@b.example",
            "long-enough",
            "app.user.save.username_exists.app_error",
        ),
        (
            "good.name",
            "Claire.Fontaine@communs.example",
            "long-enough",
            "app.user.save.email_exists.app_error",
        ),
    ] {
        let refused = create(&mut chat, name, email, password);
        assert_eq!(error(&refused), (400, id.to_owned()), "{name} {email}");
    }
    let made = create(&mut chat, "good.name", "Good@Name.example", "long-enough");
    assert_eq!(
        (made.status, &made.value()["email"]),
        (201, &json!("good@name.example"))
    );
    assert_eq!(chat.id("good.name"), made.value()["id"].as_str().unwrap());
}

#[test]
fn a_session_ends_with_the_account_and_ten_wrong_passwords_lock_it() {
    let mut chat = Chat::new();
    let body = json!({"username": "bob", "email": "bob@x.example", "password": "long-enough"});
    assert_eq!(
        chat.send(Method::POST, "/users", &body.to_string()).status,
        201
    );
    let login = |chat: &mut Chat, password: &str| {
        let body = json!({"login_id": "bob", "password": password}).to_string();
        chat.send(Method::POST, "/users/login", &body)
    };
    let session = login(&mut chat, "long-enough")
        .header("token")
        .unwrap()
        .to_owned();
    let bob = chat.id("bob");
    chat.token = format!("Bearer {session}");
    assert_eq!(chat.get("/users/me").value()["username"], "bob");
    let off = chat.send(
        Method::PUT,
        &format!("/users/{}/active", "a".repeat(26)),
        "{}",
    );
    assert_eq!(off.status, 404);
    let tokens = chat.send(
        Method::POST,
        &format!("/users/{bob}/tokens"),
        "{\"description\":\"x\"}",
    );
    assert_eq!(
        error(&tokens),
        (403, "api.context.permissions.app_error".to_owned())
    );
    chat.token = "Bearer right".to_owned();
    let path = format!("/users/{bob}/active");
    assert_eq!(
        chat.send(Method::PUT, &path, "{\"active\":false}").status,
        200
    );
    let inactive = (401, "api.user.login.inactive.app_error".to_owned());
    assert_eq!(error(&login(&mut chat, "long-enough")), inactive);
    chat.send(Method::PUT, &path, "{\"active\":true}");
    chat.token = format!("Bearer {session}");
    assert_eq!(chat.get("/users/me").status, 401);
    for _ in 0..10 {
        assert_eq!(login(&mut chat, "nope").value()["status_code"], 401);
    }
    let locked = "api.user.check_user_login_attempts.too_many.app_error".to_owned();
    assert_eq!(error(&login(&mut chat, "long-enough")), (401, locked));
}

#[test]
fn a_personal_token_is_shown_once_and_dies_when_revoked() {
    let mut chat = Chat::new();
    let empty = chat.send(Method::POST, "/users/me/tokens", "{\"description\":\"\"}");
    assert_eq!(empty.status, 400);
    let made = chat.send(
        Method::POST,
        "/users/me/tokens",
        "{\"description\":\"cron\"}",
    );
    assert_eq!(made.status, 200);
    let (id, token) = (made.value()["id"].clone(), made.value()["token"].clone());
    let listed = chat.list("/users/me/tokens");
    assert!(listed.iter().all(|one| one.get("token").is_none()) && listed.len() == 2);
    chat.token = format!("Bearer {}", token.as_str().unwrap());
    assert_eq!(chat.get("/users/me").status, 200);
    let body = json!({"token_id": id}).to_string();
    assert_eq!(
        chat.send(Method::POST, "/users/tokens/disable", &body)
            .status,
        200
    );
    assert_eq!(chat.get("/users/me").status, 401);
    chat.token = "Bearer right".to_owned();
    assert_eq!(
        chat.send(Method::POST, "/users/tokens/revoke", &body)
            .status,
        200
    );
    assert_eq!(
        chat.send(Method::POST, "/users/tokens/enable", "{}").status,
        400
    );
}

#[test]
fn who_is_no_administrator_sees_open_teams_and_the_own_ones_inside() {
    let mut chat = Chat::new();
    let teams = chat.list("/teams");
    let user = json!({"username": "neuf", "email": "neuf@x.example", "password": "long enough"});
    let user = chat.send(Method::POST, "/users", &user.to_string()).value();
    let id = user["id"].as_str().unwrap().to_owned();
    let body = json!({"description": "d"}).to_string();
    let token = chat
        .send(Method::POST, &format!("/users/{id}/tokens"), &body)
        .value();
    chat.token = format!("Bearer {}", token["token"].as_str().unwrap());
    let shown = chat.list("/teams");
    assert!(shown.iter().all(|team| team["allow_open_invite"] == true));
    assert!(!shown.is_empty() && shown.len() < teams.len());
    let refused = (403, "api.context.permissions.app_error".to_owned());
    for team in &teams {
        let members = format!("/teams/{}/members", team["id"].as_str().unwrap());
        assert_eq!(error(&chat.get(&members)), refused);
    }
    assert_eq!(chat.list("/users/me/teams"), Vec::<Value>::new());
    assert_eq!(error(&chat.get("/users/stats/filtered")), refused);
}

#[test]
fn a_member_who_left_keeps_a_row() {
    let mut chat = Chat::new();
    let teams = chat.list("/teams");
    let with_count = chat.get("/teams?include_total_count=true").value();
    assert_eq!(with_count["total_count"], teams.len());
    let team = teams[0]["id"].as_str().unwrap().to_owned();
    let user = chat.id("claire.fontaine");
    let members = format!("/teams/{team}/members");
    let before = chat.get(&format!("/teams/{team}/stats")).value()["total_member_count"].clone();
    assert_eq!(
        chat.send(Method::DELETE, &format!("{members}/{user}"), "")
            .status,
        200
    );
    let row = chat.get(&format!("{members}/{user}")).value();
    assert_ne!(row["delete_at"], 0);
    let after = chat.get(&format!("/teams/{team}/stats")).value()["total_member_count"].clone();
    assert_eq!(after.as_u64().unwrap() + 1, before.as_u64().unwrap());
    let wrong = json!({"team_id": "x", "user_id": user}).to_string();
    assert_eq!(chat.send(Method::POST, &members, &wrong).status, 400);
    let right = json!({"team_id": team, "user_id": user}).to_string();
    assert_eq!(chat.send(Method::POST, &members, &right).status, 201);
    assert_eq!(
        chat.get(&format!("{members}/{user}")).value()["delete_at"],
        0
    );
    assert_eq!(chat.get(&format!("{members}?sort=Age")).status, 400);
}

#[test]
fn a_limit_is_plain_text_with_seconds_to_wait() {
    let limited = trouble(429);
    assert_eq!(
        limited.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(limited.header("retry-after"), Some("1"));
    assert!(limited.body.starts_with(b"limit exceeded"));
}
