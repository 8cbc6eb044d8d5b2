//! Mattermost as a kind of simulated service.

use super::ids::{self, Of};
use super::route::{self, VERSION};
use super::state::Mattermost;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::org::{Account, Circle, Population, Share, Standing};
use crate::sandbox::secrets::SecretShape;
use crate::sandbox::simulated::{Address, Command, Kind, Setup, Simulated, Transport, Web};

/// The kind.
pub(in crate::sandbox) const KIND: Kind = Kind {
    kind: "mattermost",
    label: "Mattermost",
    population: POPULATION,
    transport: Transport::Web(start),
    versions: &[VERSION],
    secrets: &[SecretShape {
        option: "token",
        prefix: "",
        letters: 26,
    }],
    settings,
    email_trust: Some("verified"),
    statuses: &[401, 403, 404, 429, 500, 502, 503],
    own_troubles: &[],
    commands: &["disable", "empty", "enable", "remove", "rename"],
};

pub(super) const POPULATION: Population = Population {
    service: "mattermost",
    circle: Circle::Chat,
    share: Share::Whole,
    remote,
    role,
    // Its teams are few and large, and not those of the organisation.
    in_teams: |_| false,
    email: |account| account.email.to_string(),
};

fn remote(seed: u64, row: usize, _account: &Account) -> String {
    format!("user:{}", ids::id(seed, Of::User, row))
}

fn role(standing: Standing) -> &'static str {
    match standing {
        Standing::Admin => "system_admin",
        Standing::Outside => "system_guest",
        _ => "system_user",
    }
}

fn settings(address: &Address) -> Vec<(&'static str, toml::Value)> {
    vec![("url", address.url.as_str().into())]
}

fn start(setup: Setup<'_>) -> Box<dyn Web> {
    let token = setup.secret("token");
    Box::new(Mattermost::new(
        setup.org,
        setup.accounts,
        setup.clock,
        token,
    ))
}

impl Simulated for Mattermost {
    fn command(&mut self, clock: &Clock, command: &Command<'_>) -> bool {
        if command.name == "empty" {
            self.clear();
            return true;
        }
        let Some(row) = self.row_of_name(command.account()) else {
            return false;
        };
        match command.name {
            "disable" => self.set_active(row, false, clock),
            "enable" => self.set_active(row, true, clock),
            "remove" => self.remove(row),
            "rename" => return self.rename(row, command.text("to")),
            _ => return false,
        }
        true
    }
}

impl Web for Mattermost {
    fn answer(&mut self, clock: &Clock, request: &Request) -> Answer {
        route::answer(self, clock, request)
    }

    fn page(&self, request: &Request) -> usize {
        route::page_of(request)
    }

    fn trouble(&self, status: u16, _request: &Request) -> Answer {
        route::trouble(status)
    }
}
