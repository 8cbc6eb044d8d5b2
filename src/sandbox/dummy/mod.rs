//! A kind that no real service has, for the tests: one folder and one line in `registry` bring it
//! into the configuration, the truth, the requests, the faults and the commands. It can do
//! everything that a service may do: pages, changes, work that it does later, long-lived keys.
//!
//! `state` holds the accounts and what may become of them; here is what it answers.

mod state;

use axum::http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use self::state::{Person, State, text};
use super::clock::Clock;
use super::http::{Answer, Request, page};
use super::org::{Circle, Logins, Population, Share, Standing};
use super::secrets::SecretShape;
use super::simulated::{Address, Command, Kind, Setup, Simulated, Transport, Web};

/// The kind.
pub(super) const KIND: Kind = Kind {
    kind: "dummy",
    label: "Dummy",
    population: POPULATION,
    transport: Transport::Web(start),
    versions: &["1", "2"],
    secrets: &[SecretShape {
        option: "key",
        prefix: "dk-",
        letters: 12,
    }],
    settings,
    email_trust: None,
    statuses: &[429, 503],
    own_troubles: &["forgetful"],
    commands: &["empty", "expire", "promote"],
};

pub(super) const POPULATION: Population = Population {
    service: "dummy",
    circle: Circle::Chat,
    share: Share::Part {
        per_mille: 300,
        logins: Logins::Email,
        longest: 100,
        admin: "root",
        standing: |standing| match standing {
            Standing::Bot => None,
            Standing::Outside => Some(Standing::Regular),
            other => Some(other),
        },
        two_factor: true,
    },
    remote: |_, row, _| format!("user:{row}"),
    role: |standing| match standing {
        Standing::Admin => "boss",
        _ => "",
    },
    in_teams: |_| true,
    email: |account| account.email.to_string(),
};

/// Users on a page.
const PAGE: usize = 10;

fn settings(address: &Address) -> Vec<(&'static str, toml::Value)> {
    vec![("url", address.url.as_str().into())]
}

fn start(setup: Setup<'_>) -> Box<dyn Web> {
    Box::new(Dummy {
        key: setup.secret("key"),
        version: setup.version,
        expired: false,
        state: State::new(&setup.org.teams, &setup.accounts),
    })
}

#[derive(Debug)]
struct Dummy {
    key: SecretString,
    version: &'static str,
    /// The key was taken back.
    expired: bool,
    state: State,
}

impl Simulated for Dummy {
    fn command(&mut self, _clock: &Clock, command: &Command<'_>) -> bool {
        match command.name {
            "empty" => self.state.people.clear(),
            "expire" => self.expired = true,
            "promote" => match self.state.by_login(command.account()) {
                Some(person) => person.boss = true,
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

impl Web for Dummy {
    /// Lists have ten to a page, from 1.
    fn answer(&mut self, _clock: &Clock, request: &Request) -> Answer {
        let known = request.token(&["key"]) == Some(self.key.expose_secret());
        if !known || self.expired {
            return refusal(401, "no such key, or an old one");
        }
        let parts = request.parts();
        match (&request.method, parts.as_slice()) {
            (&Method::GET, ["me"]) => Answer::json(
                200,
                &json!({"version": self.version, "login": "root", "rights": ["users", "keys"]}),
            ),
            (&Method::GET, ["users"]) => self.users(request),
            (&Method::POST, ["users"]) => self.create(&body(request)),
            (&Method::GET, ["teams"]) => Answer::json(200, &json!({"teams": self.state.teams})),
            (&Method::GET, ["keys"]) => {
                let keys = page(&self.state.keys, self.page(request) - 1, PAGE);
                Answer::json(200, &json!({"total": self.state.keys.len(), "keys": keys}))
            }
            (&Method::GET, ["tasks", id]) => match self.state.work(id) {
                Some(state) => Answer::json(200, &json!({"task": id, "state": state})),
                None => refusal(404, "no such task"),
            },
            (method, ["users", id, rest @ ..]) => self.one(method, id, rest, request),
            _ => refusal(404, "no such page"),
        }
    }

    fn page(&self, request: &Request) -> usize {
        request.number("page").unwrap_or(1).max(1)
    }

    fn trouble(&self, status: u16, _request: &Request) -> Answer {
        Answer::json(status, &json!({"oops": status}))
    }
}

impl Dummy {
    fn users(&self, request: &Request) -> Answer {
        let fits = |person: &&Person| {
            let login = request.param("login");
            let email = request.param("email");
            login.is_none_or(|login| person.login == login)
                && email.is_none_or(|email| person.email.eq_ignore_ascii_case(email))
        };
        let found: Vec<&Person> = match request.empty {
            true => Vec::new(),
            false => self.state.people.iter().filter(fits).collect(),
        };
        let shown = page(&found, self.page(request) - 1, PAGE).iter();
        let shown: Vec<Value> = shown
            .map(|person| match request.own.as_slice() {
                ["forgetful"] => json!({}),
                _ => json!(person),
            })
            .collect();
        Answer::json(
            200,
            &json!({"version": self.version, "total": found.len(), "users": shown}),
        )
    }

    fn create(&mut self, wanted: &Value) -> Answer {
        let login = text(wanted, "login");
        let is_weak = text(wanted, "password").len() < 16;
        if login.is_empty() || is_weak || !text(wanted, "email").contains('@') {
            return refusal(422, "a login, an address and 16 characters are needed");
        }
        if self.state.by_login(login).is_some() {
            return refusal(409, "somebody has this login");
        }
        match self.state.create(wanted) {
            Some(person) => Answer::json(201, &json!(person)),
            None => refusal(422, "no such team"),
        }
    }

    fn one(&mut self, method: &Method, id: &str, rest: &[&str], request: &Request) -> Answer {
        let wanted = body(request);
        let Some(person) = self.state.person(id) else {
            return refusal(404, "no such user");
        };
        match (method, rest) {
            (&Method::GET, []) => Answer::json(200, &json!(person)),
            (&Method::PATCH, []) => match wanted.get("active").and_then(Value::as_bool) {
                Some(active) => {
                    person.set_active(active);
                    Answer::json(200, &json!(person))
                }
                None => refusal(422, "active: true or false"),
            },
            (&Method::PUT, ["access"]) if !person.active => {
                refusal(409, "who is not active has no teams")
            }
            (&Method::PUT, ["access"]) => {
                let boss = wanted.get("boss").and_then(Value::as_bool);
                match self.state.give(id, &wanted, boss.unwrap_or(false)) {
                    Some(person) => Answer::json(200, &json!(person)),
                    None => refusal(422, "no such team"),
                }
            }
            (&Method::POST, ["password"]) if text(&wanted, "password").len() >= 16 => {
                let task = self.state.take_on(id);
                Answer::json(202, &json!({"task": task}))
            }
            (&Method::POST, ["password"]) => refusal(422, "16 characters are needed"),
            _ => refusal(405, "not here"),
        }
    }
}

fn refusal(status: u16, why: &str) -> Answer {
    Answer::json(status, &json!({"error": why}))
}

fn body(request: &Request) -> Value {
    request.json().unwrap_or_default()
}
