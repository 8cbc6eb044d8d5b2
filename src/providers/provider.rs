//! What a kind of service is, and the trait that reads one.

use async_trait::async_trait;

use super::changes::ErasedChanges;
use crate::config::{ConfigError, Options, ServiceConfig};
use crate::domain::account::{FetchedAccount, GroupId};
use crate::domain::check::Check;
use crate::domain::credential::CredentialList;
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::{ChangeKind, Reversibility};
use crate::domain::time::Timestamp;
use crate::net::{Cx, Net};

/// Makes a provider of a configured service.
pub type Build = fn(&ServiceConfig, &Net) -> Result<Box<dyn Provider>, ProviderError>;

/// What is registered of a kind.
#[derive(Debug)]
pub struct ProviderKind {
    /// The word of the configuration.
    pub name: &'static str,
    /// Its own messages in English and French (Fluent sources).
    pub words: [&'static str; 2],
    /// The options of a first configuration, as TOML; secrets are references.
    pub sample: &'static str,
    /// How services of this kind behave.
    pub nature: Nature,
    /// What this program can do with them.
    pub capabilities: Capabilities,
    /// Says what is wrong with its options.
    pub check: fn(&Options) -> Result<(), ConfigError>,
    /// Reads its options and makes a provider; resolves no secret, opens no socket.
    pub build: Build,
}

/// Takes the accounts of a fetch as they come.
#[async_trait]
pub trait BatchSink: Send {
    /// Takes at most 1,000 accounts; `requested` is when the oldest request behind them was sent.
    async fn batch(
        &mut self,
        requested: Timestamp,
        accounts: Vec<FetchedAccount>,
    ) -> Result<(), ProviderError>;

    /// Before the first batch: groups whose members could not be read, or not all of them. Whoever
    /// was in one of them still is, as far as anybody knows.
    fn unread(&mut self, _groups: Vec<GroupId>) {}
}

/// How services of a kind behave, whatever this program can do with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nature {
    /// How exactly a disable can be taken back; `None` where nothing like it exists.
    pub disabling: Option<Reversibility>,
    /// Whether disabling shows in a fetch.
    pub visibility: Visibility,
    /// Whether remote ids ignore case.
    pub folds_case: bool,
}

/// What this program can do with services of a kind. It never claims what the provider's
/// [`Changes`](super::Changes) does not do: a test compares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The changes that it can prepare and apply.
    pub changes: &'static [ChangeKind],
    /// Whether long-lived credentials can be listed.
    pub credentials: bool,
}

impl Capabilities {
    /// Reads accounts, and nothing else.
    pub const READ_ONLY: Capabilities = Capabilities {
        changes: &[],
        credentials: false,
    };

    pub fn can(&self, change: ChangeKind) -> bool {
        self.changes.contains(&change)
    }
}

/// Whom the credential belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoAmI {
    /// The login that the service sees.
    pub login: String,
    /// The rights it reports: scopes, roles.
    pub rights: Vec<String>,
    /// The service's software and version, where it says so.
    pub server: Option<String>,
}

/// Speaks to one configured service.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The configured service.
    fn service(&self) -> &ServiceId;

    /// What is registered of its kind.
    fn kind(&self) -> &'static ProviderKind;

    /// The digest of the credential as it is configured now, read anew without a request; a
    /// refused one is not tried again. `None` where there is no credential.
    async fn credential(&self) -> Result<Option<Digest16>, ProviderError> {
        Ok(None)
    }

    /// Asks whom the credential belongs to: the cheapest request that proves it.
    async fn whoami(&self, cx: &Cx) -> Result<WhoAmI, ProviderError>;

    /// Checks reachability, version and rights (lacking and in excess), for `doctor`.
    async fn probe(&self, cx: &Cx) -> Vec<Check>;

    /// Downloads every account, in batches.
    async fn fetch(&self, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd;

    /// Reads some accounts, in the order of the ids; `None` where the service says that there is
    /// none. One that cannot be read fails them all.
    async fn read(
        &self,
        cx: &Cx,
        ids: &[RemoteId],
    ) -> Result<Vec<Option<FetchedAccount>>, ProviderError>;

    /// Lists long-lived credentials, where [`Capabilities::credentials`] says so.
    async fn credentials(&self, _cx: &Cx) -> Result<CredentialList, ProviderError> {
        Err(unsupported(self.service(), "credentials"))
    }

    /// What it can change; `None` where it only reads.
    fn changes(&self) -> Option<&dyn ErasedChanges> {
        None
    }
}

/// The refusal of something that a provider does not do.
fn unsupported(service: &ServiceId, target: &str) -> ProviderError {
    ProviderError {
        kind: ErrorKind::Refused {
            code: "unsupported".to_owned(),
        },
        service: service.to_string(),
        target: target.to_owned(),
        detail: String::new(),
    }
}
