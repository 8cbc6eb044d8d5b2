//! One kind on trial: its simulated service, the relay before it, and the provider.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use super::relay::Relay;
use crate::config::{Options, ServiceConfig};
use crate::domain::account::{FetchedAccount, GroupId};
use crate::domain::clock::FixedClock;
use crate::domain::fetch::{FetchEnd, ProviderError};
use crate::domain::ids::{AccountKey, ServiceId};
use crate::domain::time::Timestamp;
use crate::net::{Cx, Net, NetSettings};
use crate::providers::{BatchSink, Provider, ProviderKind};
use crate::sandbox::{Sandbox, SandboxOptions, SandboxService};

/// The instant of this suite, 2026-11-22T06:16:27Z.
pub const NOW: Timestamp = Timestamp(1_795_328_187_000);
/// Longer than any fetch of these few accounts takes: a bound, not a measure.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Stage {
    pub kind: &'static ProviderKind,
    pub sandbox: Sandbox,
    pub service: SandboxService,
    pub relay: Relay,
    /// By the option that refers to it.
    pub secrets: Vec<(&'static str, String)>,
}

impl Stage {
    /// `accounts` over the whole organisation; `None` where the kind is not simulated.
    pub async fn new(kind: &'static ProviderKind, accounts: usize) -> Option<Stage> {
        let sandbox = sandbox(accounts);
        let mut services = sandbox.services().into_iter();
        let service = services.find(|service| service.kind == kind.name)?;
        let secret = |(option, secret): &(&'static str, secrecy::SecretString)| {
            (*option, secret.expose_secret().to_owned())
        };
        let secrets: Vec<_> = service.secrets.iter().map(secret).collect();
        let known = secrets.iter().map(|(_, secret)| secret.clone());
        let relay =
            Relay::start(port_of(&service.url), is_web(&service.url), known.collect()).await;
        Some(Stage {
            kind,
            sandbox,
            service,
            relay,
            secrets,
        })
    }

    /// A new provider that reaches the service through the relay; it knows nothing of others.
    pub fn provider(&self) -> Box<dyn Provider> {
        let secrets = self.secrets.clone();
        let settings = NetSettings {
            env: Arc::new(move |name| {
                let mut known = secrets.iter();
                let found = known.find(|(option, _)| variable(option) == name);
                found.map(|(_, secret)| secret.clone())
            }),
            unpaced: true,
            ..NetSettings::default()
        };
        (self.kind.build)(&self.config(), &Net::new(settings)).unwrap()
    }

    pub fn config(&self) -> ServiceConfig {
        let (behind, before) = (port_of(&self.service.url), self.relay.port);
        let mut table = toml::Table::new();
        for (option, value) in &self.service.settings {
            let value = match value {
                toml::Value::Integer(port) if *port == i64::from(behind) => {
                    i64::from(before).into()
                }
                toml::Value::String(text) => {
                    let place = format!("127.0.0.1:{behind}");
                    text.replace(&place, &format!("127.0.0.1:{before}")).into()
                }
                other => other.clone(),
            };
            table.insert((*option).to_owned(), value);
        }
        for (option, _) in &self.secrets {
            let mut reference = toml::Table::new();
            reference.insert("env".to_owned(), variable(option).into());
            table.insert((*option).to_owned(), reference.into());
        }
        let id = ServiceId::new("tried").unwrap();
        ServiceConfig::new(id, self.kind.name, Options::from(table))
    }

    /// Ids and logins of those who are there, as the organisation knows it.
    pub fn truth(&self) -> BTreeMap<String, String> {
        truth(&self.sandbox, self.service.id)
    }

    /// One fetch of a new provider.
    pub async fn fetch(&self) -> Fetched {
        fetch(&*self.provider(), &cx()).await
    }
}

fn variable(option: &str) -> String {
    format!("TRIED_{}", option.to_uppercase())
}

fn sandbox(accounts: usize) -> Sandbox {
    Sandbox::start(SandboxOptions {
        accounts,
        limits: false,
        ..SandboxOptions::new(NOW.to_jiff())
    })
    .unwrap()
}

fn truth(sandbox: &Sandbox, id: &str) -> BTreeMap<String, String> {
    let mut text = Vec::new();
    sandbox.truth(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let rows = text.lines().skip(1).filter_map(|line| {
        // The first columns hold neither quotes nor commas.
        let mut columns = line.split(',');
        let (_, service) = (columns.next()?, columns.next()?);
        let key: AccountKey = columns.next()?.parse().ok()?;
        let login = columns.next()?.to_owned();
        (service == id).then(|| (key.remote.to_string(), login))
    });
    rows.collect()
}

/// The size of the organisation at which a service has this many accounts, or nearly.
pub fn accounts_for(kind: &ProviderKind, wanted: usize) -> usize {
    let (mut low, mut high) = (0, 1_500);
    while low + 1 < high {
        let middle = (low + high) / 2;
        let sandbox = sandbox(middle);
        let services = sandbox.services();
        let id = services.iter().find(|service| service.kind == kind.name);
        let found = id.map_or(0, |service| truth(&sandbox, service.id).len());
        if found <= wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn port_of(url: &str) -> u16 {
    let after = url.split("127.0.0.1:").nth(1).unwrap();
    after.split('/').next().unwrap().parse().unwrap()
}

fn is_web(url: &str) -> bool {
    url.starts_with("http")
}

/// A context that nobody cancels.
pub fn cx() -> Cx {
    Cx {
        clock: Arc::new(FixedClock(NOW)),
        cancel: CancellationToken::new(),
        progress: Arc::new(|_| {}),
    }
}

/// What one fetch handed over, by id, and how it ended.
#[derive(Debug)]
pub struct Fetched {
    /// `None` where it did not end in time.
    pub end: Option<FetchEnd>,
    pub accounts: BTreeMap<String, FetchedAccount>,
    pub unread: Vec<GroupId>,
    /// Batches of more than 1,000, accounts that came twice.
    pub faults: Vec<String>,
}

pub async fn fetch(provider: &dyn Provider, cx: &Cx) -> Fetched {
    let kept = Arc::new(Mutex::new(Kept::default()));
    let mut sink = Sink(kept.clone());
    let end = tokio::time::timeout(PATIENCE, provider.fetch(cx, &mut sink)).await;
    let mut kept = kept.lock().unwrap();
    Fetched {
        end: end.ok(),
        accounts: std::mem::take(&mut kept.accounts),
        unread: std::mem::take(&mut kept.unread),
        faults: std::mem::take(&mut kept.faults),
    }
}

#[derive(Default)]
struct Kept {
    accounts: BTreeMap<String, FetchedAccount>,
    unread: Vec<GroupId>,
    faults: Vec<String>,
}

struct Sink(Arc<Mutex<Kept>>);

#[async_trait]
impl BatchSink for Sink {
    async fn batch(
        &mut self,
        requested: Timestamp,
        accounts: Vec<FetchedAccount>,
    ) -> Result<(), ProviderError> {
        let mut kept = self.0.lock().unwrap();
        if accounts.len() > 1_000 || requested != NOW {
            kept.faults.push(format!("a batch of {}", accounts.len()));
        }
        for account in accounts {
            let id = account.id.to_string();
            if kept.accounts.insert(id.clone(), account).is_some() {
                kept.faults.push(format!("{id} came twice"));
            }
        }
        Ok(())
    }

    fn unread(&mut self, groups: Vec<GroupId>) {
        self.0.lock().unwrap().unread.extend(groups);
    }
}
