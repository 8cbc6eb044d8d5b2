//! What the providers' tests share: a configured provider, a context and a sink.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::{BatchSink, Cx, Provider, kind};
use crate::config::{Options, ServiceConfig};
use crate::domain::account::{FetchedAccount, GroupId};
use crate::domain::clock::FixedClock;
use crate::domain::fetch::{FetchEnd, ProviderError};
use crate::domain::ids::ServiceId;
use crate::domain::time::Timestamp;
use crate::net::{Net, NetSettings};

/// The instant of these tests, 2026-11-22T06:16:27Z.
pub const NOW: Timestamp = Timestamp(1_795_328_187_000);

/// A provider with these options; `SECRET` is the one environment variable, worth `s3cret`.
pub fn provider(name: &str, options: &str) -> Box<dyn Provider> {
    build(name, options).unwrap()
}

/// The same, for options that may be wrong.
pub fn build(name: &str, options: &str) -> Result<Box<dyn Provider>, ProviderError> {
    build_from(&config(name, options))
}

/// The configuration of a service of the kind `name`.
pub fn config(name: &str, options: &str) -> ServiceConfig {
    let table: toml::Table = options.parse().unwrap();
    let id = ServiceId::new("service").unwrap();
    ServiceConfig::new(id, name, Options::from(table))
}

/// The same from a configuration.
pub fn build_from(config: &ServiceConfig) -> Result<Box<dyn Provider>, ProviderError> {
    let settings = NetSettings {
        env: Arc::new(|name| (name == "SECRET").then(|| "s3cret".to_owned())),
        ..NetSettings::default()
    };
    (kind(&config.kind).unwrap().build)(config, &Net::new(settings))
}

/// A context at [`NOW`], which nobody cancels.
pub fn cx() -> Cx {
    Cx {
        clock: Arc::new(FixedClock(NOW)),
        cancel: CancellationToken::new(),
        progress: Arc::new(|_| {}),
    }
}

#[derive(Default)]
struct Sink {
    accounts: Vec<FetchedAccount>,
    unread: Vec<GroupId>,
}

#[async_trait]
impl BatchSink for Sink {
    async fn batch(
        &mut self,
        _requested: Timestamp,
        accounts: Vec<FetchedAccount>,
    ) -> Result<(), ProviderError> {
        assert!(accounts.len() <= 1_000, "a batch holds at most 1,000");
        self.accounts.extend(accounts);
        Ok(())
    }

    fn unread(&mut self, groups: Vec<GroupId>) {
        assert!(self.accounts.is_empty(), "told before the first batch");
        self.unread.extend(groups);
    }
}

/// Everything that one fetch delivers, by id, and how it ends.
pub async fn fetch(provider: &dyn Provider) -> (Vec<FetchedAccount>, FetchEnd) {
    let mut sink = Sink::default();
    let end = provider.fetch(&cx(), &mut sink).await;
    sink.accounts.sort_by(|a, b| a.id.cmp(&b.id));
    (sink.accounts, end)
}

/// The ids of the groups that a fetch says it could not read.
pub async fn unread(provider: &dyn Provider) -> Vec<String> {
    let mut sink = Sink::default();
    provider.fetch(&cx(), &mut sink).await;
    sink.unread.into_iter().map(|group| group.id).collect()
}

/// The account with this id.
pub fn account<'a>(accounts: &'a [FetchedAccount], id: &str) -> &'a FetchedAccount {
    accounts
        .iter()
        .find(|account| account.id.as_str() == id)
        .unwrap_or_else(|| panic!("no {id}"))
}
