//! The kinds that there are, and what is asked of all of them.

#[cfg(feature = "imap")]
use super::cyrus;
#[cfg(test)]
use super::dummy;
use super::provider::{Provider, ProviderKind};
use super::{github, mattermost, nextcloud};
use crate::config::{Config, ConfigError, Problem, ServiceConfig};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::net::Net;

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
