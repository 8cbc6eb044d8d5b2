//! What a provider needs around it: settings, secrets, a clock, and a place to put accounts.

use std::sync::Arc;

use async_trait::async_trait;
use secretariat::config::{ServiceConfig, Tls};
use secretariat::domain::account::FetchedAccount;
use secretariat::domain::clock::FixedClock;
use secretariat::domain::fetch::ProviderError;
use secretariat::domain::ids::ServiceId;
use secretariat::domain::time::Timestamp;
use secretariat::net::{Net, NetSettings};
use secretariat::providers::{BatchSink, Cx, Provider, kind};

/// The instant at which tests happen.
pub const NOW: Timestamp = Timestamp(1_795_328_187_000);

/// A service of a kind, its options written as TOML.
pub fn service(kind: &str, options: &str, tls: Tls) -> ServiceConfig {
    let table: toml::Table = options.parse().unwrap();
    let id = ServiceId::new("peer").unwrap();
    ServiceConfig {
        tls,
        ..ServiceConfig::new(id, kind, table.into())
    }
}

/// A network whose only environment variable is `PEER_SECRET`.
pub fn net(secret: &str) -> Net {
    let secret = secret.to_owned();
    let settings = NetSettings {
        env: Arc::new(move |name| (name == "PEER_SECRET").then(|| secret.clone())),
        ..NetSettings::default()
    };
    Net::new(settings)
}

/// The provider of a service.
pub fn provider(service: &ServiceConfig, net: &Net) -> Box<dyn Provider> {
    (kind(&service.kind).unwrap().build)(service, net).unwrap()
}

/// A context whose clock stands still.
pub fn cx() -> Cx {
    Cx {
        clock: Arc::new(FixedClock(NOW)),
        cancel: Default::default(),
        progress: Arc::new(|_| {}),
    }
}

/// Keeps every batch; after the first one, does something.
#[derive(Default)]
pub struct Kept {
    /// The accounts, in order.
    pub accounts: Vec<FetchedAccount>,
    /// How many batches came.
    pub batches: usize,
    /// Done once, after the first batch.
    pub then: Option<Box<dyn FnOnce() + Send>>,
}

#[async_trait]
impl BatchSink for Kept {
    async fn batch(
        &mut self,
        requested: Timestamp,
        mut accounts: Vec<FetchedAccount>,
    ) -> Result<(), ProviderError> {
        assert_eq!(requested, NOW);
        assert!(accounts.len() <= 1_000);
        self.accounts.append(&mut accounts);
        self.batches += 1;
        if let Some(then) = self.then.take() {
            then();
        }
        Ok(())
    }
}
