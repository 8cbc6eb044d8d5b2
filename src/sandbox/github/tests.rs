//! What the simulated GitHub refuses, and how its roster changes.

use axum::http::{HeaderMap, Method};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::kind::POPULATION;
use super::limits::Limits;
use super::route::answer;
use super::state::*;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::org::Org;

struct Hub {
    github: Github,
    clock: Clock,
    agent: bool,
    token: &'static str,
}

impl Hub {
    fn new() -> Self {
        let clock = Clock::new(Timestamp::from_second(1_790_000_000).unwrap());
        let org = Org::invent(1, 400);
        let github = Github::new(
            &org,
            org.accounts_for(&POPULATION),
            &clock,
            "right".into(),
            true,
        );
        Self {
            github,
            clock,
            agent: true,
            token: "Bearer right",
        }
    }

    fn send(
        &mut self,
        method: Method,
        target: &str,
        body: &Value,
        more: &[(&str, &str)],
    ) -> Answer {
        let mut headers = HeaderMap::new();
        let mut put = |name: &str, value: &str| {
            let name: axum::http::HeaderName = name.parse().unwrap();
            headers.insert(name, value.parse().unwrap());
        };
        if self.agent {
            put("user-agent", "test");
        }
        if !self.token.is_empty() {
            put("authorization", self.token);
        }
        more.iter().for_each(|(name, value)| put(name, value));
        let body = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let request = Request::new(method, target, headers, body);
        answer(&mut self.github, &self.clock, &request)
    }

    fn get(&mut self, target: &str) -> Answer {
        self.send(Method::GET, target, &Value::Null, &[])
    }

    fn put(&mut self, target: &str, body: Value) -> Answer {
        self.send(Method::PUT, target, &body, &[])
    }

    fn post(&mut self, target: &str, body: Value) -> Answer {
        self.send(Method::POST, target, &body, &[])
    }

    fn delete(&mut self, target: &str) -> Answer {
        self.send(Method::DELETE, target, &Value::Null, &[])
    }

    fn ask(&mut self, query: &str, variables: Value) -> Value {
        self.post("/graphql", json!({"query": query, "variables": variables}))
            .value()
    }

    fn logins(&mut self, target: &str) -> Vec<String> {
        let list = self.get(target).value();
        let logins = list
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["login"].to_string());
        logins
            .map(|login| login.trim_matches('"').to_owned())
            .collect()
    }
}

fn message(answer: &Answer) -> String {
    answer.value()["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_request_without_agent_version_or_token_is_refused() {
    let mut hub = Hub::new();
    let version = |hub: &mut Hub, version| {
        hub.send(
            Method::GET,
            "/orgs/communs",
            &Value::Null,
            &[("x-github-api-version", version)],
        )
    };
    assert_eq!(version(&mut hub, "2022-11-28").status, 200);
    assert_eq!(version(&mut hub, "2019-01-01").status, 400);
    for token in ["Bearer wrong", "right", "Digest right"] {
        hub.token = token;
        assert_eq!(hub.get("/orgs/communs/members").status, 401, "{token}");
    }
    for token in ["token right", "bearer right", "BEARER right"] {
        hub.token = token;
        assert_eq!(hub.get("/orgs/communs/members").status, 200, "{token}");
    }
    hub.token = "";
    assert_eq!(
        message(&hub.get("/orgs/communs/members")),
        "Requires authentication"
    );
    assert_eq!(hub.get("/users/clairefontaine").status, 200);
    hub.agent = false;
    assert_eq!(hub.get("/orgs/communs").status, 403);
}

#[test]
fn wrong_paths_are_404() {
    let mut hub = Hub::new();
    for path in [
        "/orgs/communs/members/",
        "/orgs/other/members",
        "/orgs/communs/nothing",
        "/orgs/communs/teams/nothing/members",
        "/orgs/communs/members/nobody",
        "/users/nobody",
        "/user/7",
        "/repos/communs/nothing/collaborators",
    ] {
        assert_eq!(hub.get(path).status, 404, "{path}");
    }
    assert_eq!(hub.get("/orgs/COMMUNS/members/ClaireFontaine").status, 204);
}

#[test]
fn lists_are_paged_by_links_only() {
    let mut hub = Hub::new();
    let all = hub.logins("/orgs/communs/members?per_page=100");
    let mut seen = Vec::new();
    let mut target = "/orgs/communs/members?per_page=7".to_owned();
    loop {
        seen.extend(hub.logins(&target));
        let answer = hub.get(&target);
        let links = answer.header("link").unwrap().to_owned();
        let Some(next) = links.split(", ").find(|link| link.contains("rel=\"next\"")) else {
            break;
        };
        let url = next.split(['<', '>']).nth(1).unwrap();
        target = url
            .strip_prefix("http://sandbox.invalid")
            .unwrap()
            .to_owned();
    }
    assert_eq!(seen, all);
    assert!(
        hub.get("/orgs/communs/members?per_page=100")
            .header("link")
            .is_none()
    );
    assert_eq!(
        hub.logins("/orgs/communs/members?per_page=5000").len(),
        all.len().min(100)
    );
    assert_eq!(hub.get("/orgs/communs/members?filter=blue").status, 422);
    let weak = hub.logins("/orgs/communs/members?filter=2fa_disabled&per_page=100");
    assert!(weak.contains(&"kbenali-dev".to_owned()) && weak.len() < all.len());
    let admins = hub.logins("/orgs/communs/members?role=admin&per_page=100");
    assert!(admins.contains(&"clairefontaine".to_owned()) && admins.len() < all.len());
}

#[test]
fn an_unchanged_answer_is_304() {
    let mut hub = Hub::new();
    let etag = hub
        .get("/orgs/communs/teams")
        .header("etag")
        .unwrap()
        .to_owned();
    let again = hub.send(
        Method::GET,
        "/orgs/communs/teams",
        &Value::Null,
        &[("if-none-match", &etag)],
    );
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn scopes_limit_what_is_seen_and_done() {
    let mut hub = Hub::new();
    hub.github.scopes = vec!["read:org".to_owned()];
    assert_eq!(hub.get("/orgs/communs/invitations").status, 404);
    assert_eq!(
        hub.put("/orgs/communs/memberships/zorglub", json!({}))
            .status,
        403
    );
    let query = "{organization(login:\"communs\"){membersWithRole(first:2){nodes{email}}}}";
    let answer = hub.ask(query, Value::Null);
    assert_eq!(answer["errors"][0]["type"], "INSUFFICIENT_SCOPES");
    assert_eq!(answer["data"], Value::Null);
    hub.github.scopes.clear();
    assert_eq!(hub.logins("/orgs/communs/members"), Vec::<String>::new());
}

#[test]
fn without_the_repo_scope_private_repositories_do_not_exist() {
    let mut hub = Hub::new();
    let all = hub.get("/orgs/communs/repos?per_page=100").value();
    let named = |repos: &Value, private: bool| {
        let mut all = repos.as_array().unwrap().iter();
        let found = all.find(|repo| repo["private"] == private);
        found.map(|repo| repo["name"].as_str().unwrap().to_owned())
    };
    let (private, public) = (named(&all, true).unwrap(), named(&all, false).unwrap());
    hub.github.scopes = vec!["admin:org".to_owned()];
    let shown = hub.get("/orgs/communs/repos?per_page=100").value();
    assert_eq!(named(&shown, true), None);
    let people = |name: &str| format!("/repos/communs/{name}/collaborators");
    assert_eq!(hub.get(&people(&private)).status, 404);
    assert_eq!(hub.get(&people(&public)).status, 403);
}

#[test]
fn graphql_and_rest_list_the_same_members() {
    let mut hub = Hub::new();
    let query = "query($org:String!,$cursor:String){organization(login:$org){
        membersWithRole(first:30,after:$cursor){totalCount pageInfo{hasNextPage endCursor}
        edges{role hasTwoFactorEnabled node{login databaseId}}}}}";
    let mut logins = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let answer = hub.ask(query, json!({"org": "communs", "cursor": cursor}));
        let page = &answer["data"]["organization"]["membersWithRole"];
        for edge in page["edges"].as_array().unwrap() {
            logins.push(edge["node"]["login"].as_str().unwrap().to_owned());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], logins.len());
            break;
        }
        cursor = page["pageInfo"]["endCursor"].clone();
    }
    let mut rest = Vec::new();
    for page in 1..=logins.len().div_ceil(100) {
        rest.extend(hub.logins(&format!("/orgs/communs/members?per_page=100&page={page}")));
    }
    assert_eq!(logins, rest);
}

#[test]
fn a_parent_team_has_its_childrens_members_too() {
    let mut hub = Hub::new();
    hub.github.teams[1].parent = Some(0);
    let row = hub.github.row_of_login("zorglub").unwrap();
    hub.github.teams.iter_mut().for_each(|team| {
        team.members.remove(&row);
    });
    hub.github.teams[1].members.insert(row, true);
    let slug = hub.github.teams[0].slug.clone();
    let listed = hub.logins(&format!("/orgs/communs/teams/{slug}/members?per_page=100"));
    assert!(listed.contains(&"zorglub".to_owned()));
    let mut count = |membership: &str| {
        let query = format!(
            "{{organization(login:\"communs\"){{team(slug:\"{slug}\"){{\
             members(first:1{membership}){{totalCount}}}}}}}}"
        );
        let answer = hub.ask(&query, Value::Null);
        answer["data"]["organization"]["team"]["members"]["totalCount"]
            .as_u64()
            .unwrap()
    };
    let (all, own) = (count(""), count(",membership:IMMEDIATE"));
    let children = count(",membership:CHILD_TEAM");
    assert!(
        own < all && children < all && own + children >= all,
        "{own} {children} {all}"
    );
}

#[test]
fn graphql_errors_come_under_200() {
    let mut hub = Hub::new();
    let unbounded = "{organization(login:\"communs\"){teams{totalCount}}}";
    let errors = &hub.ask(unbounded, Value::Null)["errors"];
    assert_eq!(errors[0]["type"], "MISSING_PAGINATION_BOUNDARIES");
    let large = "{organization(login:\"communs\"){teams(first:101){totalCount}}}";
    assert_eq!(
        hub.ask(large, Value::Null)["errors"][0]["type"],
        "EXCESSIVE_PAGINATION"
    );
    let cursor = "{organization(login:\"communs\"){teams(first:1,after:\"x\"){totalCount}}}";
    assert_eq!(
        hub.ask(cursor, Value::Null)["errors"][0]["type"],
        "INVALID_CURSOR_ARGUMENTS"
    );
    let other = hub.ask("{organization(login:\"other\"){id}}", Value::Null);
    assert_eq!(other["errors"][0]["type"], "NOT_FOUND");
    assert_eq!(other["data"], json!({"organization": null}));
    hub.token = "bearer wrong";
    assert_eq!(
        hub.post("/graphql", json!({"query": "{viewer{login}}"}))
            .status,
        401
    );
    hub.token = "";
    assert_eq!(
        hub.post("/graphql", json!({"query": "{viewer{login}}"}))
            .status,
        401
    );
    assert_eq!(hub.get("/graphql").status, 404);
}

#[test]
fn a_removed_member_comes_back_with_teams_and_repositories_by_reinstate() {
    let mut hub = Hub::new();
    let row = hub.github.row_of_login("clairefontaine").unwrap();
    let repo = hub.github.repos[0].name.clone();
    let right = json!({"permission": "maintain"});
    let path = format!("/repos/communs/{repo}/collaborators/clairefontaine");
    assert_eq!(hub.put(&path, right).status, 204);
    let team = hub
        .github
        .teams
        .iter()
        .find(|team| team.members.contains_key(&row))
        .unwrap();
    let team = format!(
        "/orgs/communs/teams/{}/memberships/clairefontaine",
        team.slug
    );
    let id = hub.get("/users/clairefontaine").value()["id"].clone();

    let reinstate = json!({"invitee_id": id, "role": "reinstate"});
    assert_eq!(
        hub.post("/orgs/communs/invitations", reinstate.clone())
            .status,
        422
    );
    assert_eq!(
        hub.delete("/orgs/communs/memberships/clairefontaine")
            .status,
        204
    );
    assert_eq!(hub.get("/orgs/communs/members/clairefontaine").status, 404);
    assert_eq!(hub.get(&team).status, 404);

    let email = json!({"email": "x@communs.example", "role": "reinstate"});
    assert_eq!(hub.post("/orgs/communs/invitations", email).status, 422);
    let sent = hub.post("/orgs/communs/invitations", reinstate.clone());
    assert_eq!(
        (sent.status, &sent.value()["role"]),
        (201, &json!("reinstate"))
    );
    assert_eq!(hub.post("/orgs/communs/invitations", reinstate).status, 422);
    assert_eq!(hub.get("/orgs/communs/members/clairefontaine").status, 404);

    assert!(hub.github.accept_invitation("clairefontaine"));
    assert_eq!(hub.get("/orgs/communs/members/clairefontaine").status, 204);
    assert_eq!(
        hub.get("/orgs/communs/memberships/clairefontaine").value()["role"],
        "admin"
    );
    assert_eq!(hub.get(&team).status, 200);
    let direct = hub.logins(&format!(
        "/repos/communs/{repo}/collaborators?affiliation=direct"
    ));
    assert!(direct.contains(&"clairefontaine".to_owned()));
}

#[test]
fn invitations_are_refused_listed_expired_and_taken_back() {
    let mut hub = Hub::new();
    let invite = "/orgs/communs/invitations";
    let both = json!({"email": "a@b.example", "invitee_id": 3});
    for bad in [
        json!({}),
        both,
        json!({"email": "nope"}),
        json!({"email": "a@b.c", "role": "x"}),
    ] {
        assert_eq!(hub.post(invite, bad.clone()).status, 422, "{bad}");
    }
    assert_eq!(hub.post(invite, json!({"invitee_id": 3})).status, 404);
    let member = json!({"email": "claire.fontaine@communs.example"});
    assert_eq!(hub.post(invite, member).status, 422);
    let sent = hub.post(
        invite,
        json!({"email": "neuve@communs.example", "team_ids": [5_000_000]}),
    );
    assert_eq!((sent.status, &sent.value()["login"]), (201, &Value::Null));
    let id = sent.value()["id"].clone();
    let teams = hub
        .get(&format!("/orgs/communs/invitations/{id}/teams"))
        .value();
    assert_eq!(teams[0]["id"], 5_000_000);
    hub.clock.advance(8 * 86_400);
    let failed = hub
        .get("/orgs/communs/failed_invitations?per_page=100")
        .value();
    assert!(failed.as_array().unwrap().iter().any(|one| one["id"] == id));
    assert_eq!(
        hub.delete(&format!("/orgs/communs/invitations/{id}"))
            .status,
        404
    );
    let again = hub
        .post(invite, json!({"email": "neuve@communs.example"}))
        .value();
    let gone = format!("/orgs/communs/invitations/{}", again["id"]);
    assert_eq!(
        (hub.delete(&gone).status, hub.delete(&gone).status),
        (204, 404)
    );
}

#[test]
fn the_501st_invitation_of_a_day_is_422() {
    let mut hub = Hub::new();
    hub.github.limits = Limits::new(false);
    for number in 0..500 {
        let email = json!({"email": format!("n{number}@communs.example")});
        assert_eq!(hub.post("/orgs/communs/invitations", email).status, 201);
    }
    let last = hub.post(
        "/orgs/communs/invitations",
        json!({"email": "n@communs.example"}),
    );
    assert_eq!(last.status, 422);
    assert_eq!(
        last.value()["errors"][0]["message"],
        "Over invitation rate limit"
    );
    hub.clock.advance(86_401);
    let email = json!({"email": "n@communs.example"});
    assert_eq!(hub.post("/orgs/communs/invitations", email).status, 201);
}

#[test]
fn outside_collaborators_are_kept_apart_from_members() {
    let mut hub = Hub::new();
    let outside = "/orgs/communs/outside_collaborators";
    let before = hub.logins(&format!("{outside}?per_page=100"));
    assert!(before.contains(&"siobhan-oss".to_owned()));
    assert_eq!(hub.delete(&format!("{outside}/clairefontaine")).status, 422);
    assert_eq!(
        hub.put(&format!("{outside}/siobhan-oss"), json!({})).status,
        403
    );
    assert_eq!(
        hub.put(&format!("{outside}/zorglub"), json!({})).status,
        204
    );
    assert_eq!(hub.get("/orgs/communs/members/zorglub").status, 404);
    assert!(
        hub.logins(&format!("{outside}?per_page=100"))
            .contains(&"zorglub".to_owned())
    );
    assert_eq!(hub.delete(&format!("{outside}/zorglub")).status, 204);
    assert_eq!(hub.logins(&format!("{outside}?per_page=100")), before);
}

#[test]
fn the_last_owner_stays() {
    let mut hub = Hub::new();
    for admin in hub.logins("/orgs/communs/members?role=admin&per_page=100") {
        if admin != "communs-secretariat" {
            assert_eq!(
                hub.delete(&format!("/orgs/communs/members/{admin}")).status,
                204
            );
        }
    }
    let last = "/orgs/communs/memberships/communs-secretariat";
    assert_eq!(hub.delete(last).status, 403);
    assert_eq!(hub.put(last, json!({"role": "member"})).status, 403);
    assert_eq!(hub.put(last, json!({"role": "boss"})).status, 422);
}

#[test]
fn a_renamed_user_keeps_the_number() {
    let mut hub = Hub::new();
    let id = hub.get("/users/zorglub").value()["id"].clone();
    let row = hub.github.row_of_login("zorglub").unwrap();
    assert!(!hub.github.rename(row, "clairefontaine"));
    assert!(hub.github.rename(row, "bulgroz"));
    assert_eq!(hub.get("/users/zorglub").status, 404);
    assert_eq!(hub.get("/users/bulgroz").value()["id"], id);
    assert_eq!(hub.get(&format!("/user/{id}")).value()["login"], "bulgroz");
}

#[test]
fn a_used_up_allowance_is_refused_with_its_headers() {
    let mut hub = Hub::new();
    hub.github.limits = Limits::new(true);
    for _ in 0..900 {
        assert_eq!(hub.get("/user").status, 200);
    }
    let refused = hub.get("/user");
    assert_eq!(refused.status, 403);
    assert!(refused.header("retry-after").is_some() && message(&refused).contains("secondary"));
    hub.clock.advance(61);
    let answer = hub.get("/user");
    assert_eq!(
        (answer.status, answer.header("x-ratelimit-remaining")),
        (200, Some("4099"))
    );
    assert_eq!(
        hub.get("/rate_limit").value()["resources"]["core"]["remaining"],
        4_099
    );
}
