//! A kind that no real service has, for the tests: one file and one line in `registry` bring it
//! into the configuration, the truth, the requests, the faults and the commands.

use serde_json::{Value, json};

use super::clock::Clock;
use super::http::{Answer, Request, page};
use super::org::{Account, Circle, Logins, Population, Share, Standing};
use super::secrets::SecretShape;
use super::simulated::{Address, Command, Kind, Setup, Simulated, Transport, Web};
use crate::sandbox::org::NEVER;
use secrecy::{ExposeSecret, SecretString};

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
    commands: &["empty", "promote"],
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

fn settings(address: &Address) -> Vec<(&'static str, toml::Value)> {
    vec![("url", address.url.as_str().into())]
}

fn start(setup: Setup<'_>) -> Box<dyn Web> {
    Box::new(Dummy {
        key: setup.secret("key"),
        version: setup.version,
        accounts: setup.accounts,
    })
}

#[derive(Debug)]
struct Dummy {
    key: SecretString,
    version: &'static str,
    accounts: Vec<Account>,
}

impl Simulated for Dummy {
    fn command(&mut self, _clock: &Clock, command: &Command<'_>) -> bool {
        match command.name {
            "empty" => self.accounts.clear(),
            "promote" => {
                let mut accounts = self.accounts.iter_mut();
                let wanted = command.account();
                let Some(found) = accounts.find(|account| &*account.login == wanted) else {
                    return false;
                };
                found.standing = Standing::Admin;
            }
            _ => return false,
        }
        true
    }
}

impl Web for Dummy {
    /// `GET /users?page=N`, ten to a page, from 1.
    fn answer(&mut self, _clock: &Clock, request: &Request) -> Answer {
        if request.token(&["key"]) != Some(self.key.expose_secret()) {
            return Answer::bare(401);
        }
        let accounts: &[Account] = if request.empty { &[] } else { &self.accounts };
        let user = |account: &Account| match request.own.as_slice() {
            ["forgetful"] => json!({}),
            _ => json!({
                "login": account.login,
                "boss": account.standing == Standing::Admin,
                "seen": account.active != NEVER,
            }),
        };
        let shown: Vec<Value> = page(accounts, self.page(request) - 1, 10)
            .iter()
            .map(user)
            .collect();
        Answer::json(200, &json!({"version": self.version, "users": shown}))
    }

    fn page(&self, request: &Request) -> usize {
        request.number("page").unwrap_or(1).max(1)
    }

    fn trouble(&self, status: u16, _request: &Request) -> Answer {
        Answer::json(status, &json!({"oops": status}))
    }
}
