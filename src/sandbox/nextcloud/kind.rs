//! Nextcloud as a kind of simulated service.

use super::route;
use super::state::Nextcloud;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::org::{Account, Circle, Population, Share, Standing};
use crate::sandbox::secrets::SecretShape;
use crate::sandbox::simulated::{Address, Command, Kind, Setup, Simulated, Transport, Web};

/// Login of the administrator that the credentials belong to.
const ADMIN: &str = "admin";
/// Major version where none is said.
const NEWEST: u32 = 34;

/// The kind.
pub(in crate::sandbox) const KIND: Kind = Kind {
    kind: "nextcloud",
    label: "Nextcloud",
    population: POPULATION,
    transport: Transport::Web(start),
    versions: &["27", "28", "29", "30", "31", "32", "33", "34"],
    secrets: &[SecretShape {
        option: "password",
        prefix: "",
        letters: 24,
    }],
    settings,
    email_trust: None,
    statuses: &[401, 403, 404, 429, 500, 502, 503],
    own_troubles: &[],
    commands: &["disable", "empty", "enable", "remove", "renumber"],
};

pub(super) const POPULATION: Population = Population {
    service: "nextcloud",
    circle: Circle::Files,
    share: Share::Whole,
    remote,
    role,
    in_teams: |_| true,
    email: |account| account.email.to_string(),
};

fn remote(_seed: u64, _row: usize, account: &Account) -> String {
    format!("user:{}", account.login)
}

fn role(standing: Standing) -> &'static str {
    match standing {
        Standing::Admin => "admin",
        _ => "user",
    }
}

fn settings(address: &Address) -> Vec<(&'static str, toml::Value)> {
    vec![
        ("url", address.url.as_str().into()),
        ("login", ADMIN.into()),
    ]
}

fn start(setup: Setup<'_>) -> Box<dyn Web> {
    let version = setup.version.parse().unwrap_or(NEWEST);
    let password = setup.secret("password");
    Box::new(Nextcloud::new(setup.org, setup.accounts, version, password))
}

impl Simulated for Nextcloud {
    fn command(&mut self, _clock: &Clock, command: &Command<'_>) -> bool {
        match (command.name, command.text("to")) {
            ("empty", _) => {
                self.clear();
                return true;
            }
            ("renumber", "new") => return self.renumber(false),
            ("renumber", "old") => return self.renumber(true),
            _ => {}
        }
        let Some(row) = self.row_of(command.account()) else {
            return false;
        };
        match command.name {
            "disable" => self.set_enabled(row, false),
            "enable" => self.set_enabled(row, true),
            "remove" => self.remove(row),
            _ => return false,
        }
        true
    }
}

impl Web for Nextcloud {
    fn answer(&mut self, clock: &Clock, request: &Request) -> Answer {
        route::answer(self, clock, request)
    }

    fn page(&self, request: &Request) -> usize {
        route::page_of(request)
    }

    fn trouble(&self, status: u16, request: &Request) -> Answer {
        route::trouble(status, request)
    }
}
