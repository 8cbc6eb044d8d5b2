//! The simulated services of the program itself, and what they know to be true.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use secretariat::config::Tls;
use secretariat::domain::account::FetchedAccount;
use secretariat::domain::fetch::FetchEnd;
use secretariat::domain::ids::AccountKey;
use secretariat::providers::Provider;
use secretariat::sandbox::{Sandbox, SandboxOptions};

use super::room::{Kept, NOW, cx, net, provider, service};

/// One account as the simulated organisation knows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Truth {
    pub login: String,
    pub name: String,
    pub email: String,
}

/// Running simulated services.
pub struct Stage(Sandbox);

impl Stage {
    /// Some accounts over all services, and faults as the command line writes them.
    pub fn new(accounts: usize, faults: &str) -> Stage {
        Stage::with(|options| {
            options.accounts = accounts;
            options.faults = faults.to_owned();
        })
    }

    /// The same with any options.
    pub fn with(change: impl FnOnce(&mut SandboxOptions)) -> Stage {
        let mut options = SandboxOptions::new(NOW.to_jiff());
        change(&mut options);
        Stage(Sandbox::start(options).unwrap())
    }

    /// The services that speak HTTP.
    pub fn web(&self) -> Vec<&'static str> {
        let services = self.0.services().into_iter();
        let web = services.filter(|service| service.url.starts_with("http"));
        web.map(|service| service.id).collect()
    }

    /// The provider of a service.
    pub fn provider(&self, id: &str) -> Box<dyn Provider> {
        let services = self.0.services();
        let found = services.into_iter().find(|service| service.id == id);
        let found = found.unwrap();
        let mut options = String::new();
        for (key, value) in &found.settings {
            options.push_str(&format!("{key} = {value}\n"));
        }
        let (key, secret) = &found.secrets[0];
        options.push_str(&format!("{key} = {{ env = \"PEER_SECRET\" }}\n"));
        let service = service(found.kind, &options, Tls::default());
        provider(&service, &net(secret.expose_secret()))
    }

    /// Who is on a service, by remote id.
    pub fn truth(&self, id: &str) -> BTreeMap<String, Truth> {
        let mut text = Vec::new();
        self.0.truth(&mut text).unwrap();
        let mut rows = csv::Reader::from_reader(text.as_slice());
        let rows = rows.records().map(Result::unwrap);
        rows.filter(|row| &row[1] == id)
            .map(|row| {
                let key: AccountKey = row[2].parse().unwrap();
                let truth = Truth {
                    login: row[3].to_owned(),
                    name: row[4].to_owned(),
                    email: row[5].to_owned(),
                };
                (key.remote.to_string(), truth)
            })
            .collect()
    }

    /// Changes what the services do from now on.
    pub fn command(&self, name: &str, body: serde_json::Value) {
        self.0.command(name, &body).unwrap();
    }

    /// Requests that a service got.
    pub fn requests(&self, id: &str) -> usize {
        self.0.requests(id)
    }
}

/// Everything that one fetch delivers, by remote id, and how it ends.
///
/// # Panics
/// If an account comes twice.
pub async fn fetched(provider: &dyn Provider) -> (FetchEnd, BTreeMap<String, FetchedAccount>) {
    let mut kept = Kept::default();
    let end = provider.fetch(&cx(), &mut kept).await;
    let count = kept.accounts.len();
    let accounts = kept.accounts.into_iter();
    let accounts: BTreeMap<_, _> = accounts.map(|a| (a.id.to_string(), a)).collect();
    assert_eq!(accounts.len(), count, "an account came twice");
    (end, accounts)
}
