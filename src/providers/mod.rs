//! Providers: the code that speaks to one kind of service, behind one trait.
//!
//! Owns the traits ([`Provider`] reads, [`changes::Changes`] changes), their context and the
//! registry. A kind lives in its own folder, with its words, its sample configuration and its
//! checks, and is registered by one line in [`KINDS`]. Storing, merging and confirming belong to
//! others.

pub mod changes;
#[cfg(feature = "imap")]
pub mod cyrus;
#[cfg(test)]
pub mod dummy;
pub mod github;
pub mod mattermost;
pub mod nextcloud;
mod pages;
mod preamble;
mod report;
#[cfg(test)]
mod testing;

use async_trait::async_trait;

use crate::config::{Config, ConfigError, Options, Problem, ServiceConfig};
use crate::domain::account::{FetchedAccount, GroupId};
use crate::domain::check::Check;
use crate::domain::credential::CredentialList;
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{Digest16, RemoteId, ServiceId};
use crate::domain::plan::{ChangeKind, Reversibility};
use crate::domain::time::Timestamp;
use crate::net::Net;

pub use crate::net::Cx;
pub use changes::{Applied, Changes, ErasedChanges, MadeSecret};

/// Every kind of service, in the order of `init` and the documentation.
pub const KINDS: &[&ProviderKind] = &[
    &github::KIND,
    &mattermost::KIND,
    &nextcloud::KIND,
    #[cfg(feature = "imap")]
    &cyrus::KIND,
    #[cfg(test)]
    &dummy::KIND,
];

/// The kind that a configuration names.
pub fn kind(name: &str) -> Option<&'static ProviderKind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

/// Refuses services of unknown kinds, and options that their provider does not understand; tells
/// everything that is wrong at once.
pub fn check(config: &Config) -> Result<(), ConfigError> {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let kinds = config.check_kinds(&names).err();
    let options = config
        .services
        .iter()
        .filter_map(|service| (kind(&service.kind)?.check)(&service.options).err());
    let problems: Vec<Problem> = kinds
        .into_iter()
        .chain(options)
        .flat_map(|error| error.problems)
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ConfigError { problems })
    }
}

/// Makes a provider of a configured service.
pub type Build = fn(&ServiceConfig, &Net) -> Result<Box<dyn Provider>, ProviderError>;

/// Makes the provider of a configured service; resolves no secret, opens no socket.
pub fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    let Some(kind) = kind(&config.kind) else {
        return Err(ProviderError {
            kind: ErrorKind::Config,
            service: config.id.to_string(),
            target: "kind".to_owned(),
            detail: config.kind.clone(),
        });
    };
    (kind.build)(config, net)
}

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
/// [`Changes`] does not do: a test compares them.
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
pub(crate) fn unsupported(service: &ServiceId, target: &str) -> ProviderError {
    ProviderError {
        kind: ErrorKind::Refused {
            code: "unsupported".to_owned(),
        },
        service: service.to_string(),
        target: target.to_owned(),
        detail: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{example, with};

    #[cfg(feature = "imap")]
    #[test]
    fn the_options_of_the_example_are_understood() {
        let config = example::load_example(&example::uncommented());
        assert_eq!(check(&config), Ok(()));
    }

    #[test]
    fn wrong_kinds_and_wrong_options_are_told_together() {
        let config = with(
            "
            [[service]]
            id = 'forge'
            kind = 'gihtub'
            [[service]]
            id = 'chat'
            kind = 'mattermost'
            options = { url = 'https://chat.example', tokn = { env = 'T' } }
        ",
        );
        let error = check(&config.unwrap()).unwrap_err();
        let fields: Vec<&str> = error.problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["service.forge.kind", "service.chat.options.tokn"]);
    }
}
