//! GitHub as a kind of simulated service.

use serde_json::Value;

use super::state::{Github, ORG};
use super::{ids, route};
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::org::{Account, Circle, Population, Share, Standing};
use crate::sandbox::secrets::SecretShape;
use crate::sandbox::simulated::{Address, Command, Kind, Setup, Simulated, Transport, Web};

/// The word of the fault in which single sign-on hides a part of every list.
const PARTIAL: &str = "partial";

/// The kind.
pub(in crate::sandbox) const KIND: Kind = Kind {
    kind: "github",
    label: "GitHub",
    population: POPULATION,
    transport: Transport::Web(start),
    versions: &["2026-03-10"],
    secrets: &[SecretShape {
        option: "token",
        prefix: "ghp_",
        letters: 36,
    }],
    settings,
    email_trust: None,
    statuses: &[401, 403, 404, 429, 500, 502, 503],
    own_troubles: &[PARTIAL],
    commands: &["accept-invitation", "empty", "remove", "rename", "scopes"],
};

pub(super) const POPULATION: Population = Population {
    service: "github",
    circle: Circle::Code,
    share: Share::Whole,
    remote,
    role,
    // Repositories are lent to outsiders, one by one; a failed invitation opens nothing.
    in_teams: |standing| !matches!(standing, Standing::Outside | Standing::InviteFailed),
    email: |account| account.email.to_string(),
};

fn remote(seed: u64, row: usize, account: &Account) -> String {
    match account.standing {
        Standing::Invited | Standing::InviteFailed => {
            format!("invite:{}", ids::invitation(seed, row))
        }
        Standing::Outside => format!("outside:{}", ids::user(seed, row)),
        _ => format!("member:{}", ids::user(seed, row)),
    }
}

fn role(standing: Standing) -> &'static str {
    match standing {
        Standing::Admin => "owner",
        Standing::Outside => "outside_collaborator",
        _ => "member",
    }
}

fn settings(address: &Address) -> Vec<(&'static str, toml::Value)> {
    vec![
        ("url", address.url.as_str().into()),
        ("organization", ORG.into()),
    ]
}

fn start(setup: Setup<'_>) -> Box<dyn Web> {
    let token = setup.secret("token");
    Box::new(Github::new(
        setup.org,
        setup.accounts,
        setup.clock,
        token,
        setup.limits,
    ))
}

impl Simulated for Github {
    fn command(&mut self, _clock: &Clock, command: &Command<'_>) -> bool {
        let row = self.row_of_login(command.account());
        match command.name {
            "accept-invitation" => self.accept_invitation(command.account()),
            "empty" => {
                self.clear();
                true
            }
            "remove" => row.is_some_and(|row| self.remove_anybody(row)),
            "rename" => row.is_some_and(|row| self.rename(row, command.text("to"))),
            "scopes" => match command.body.get("scopes").and_then(Value::as_array) {
                Some(scopes) => {
                    let scopes = scopes.iter().filter_map(Value::as_str);
                    self.scopes = scopes.map(str::to_owned).collect();
                    true
                }
                None => false,
            },
            _ => false,
        }
    }
}

impl Web for Github {
    fn answer(&mut self, clock: &Clock, request: &Request) -> Answer {
        let answer = route::answer(self, clock, request);
        if request.own.contains(&PARTIAL) {
            return answer.with("x-github-sso", "partial-results; organizations=650002");
        }
        answer
    }

    fn page(&self, request: &Request) -> usize {
        route::page_of(request)
    }

    fn trouble(&self, status: u16, _request: &Request) -> Answer {
        route::trouble(status)
    }
}
