//! Settings: file, then environment, then flags; each error says where, what and what to do.
//!
//! Owns their types, where they are read, who may choose them, and who the operator is. Resolving
//! secrets, talking to services and applying policies belong to others. [`Machine`] carries every
//! fact of the machine, so that loading is a function of its arguments and of files.

mod decode;
mod duration;
mod env;
mod error;
mod identity;
mod load;
mod machine;
mod operator;
mod overrides;
mod paths;
mod policy;
mod reader;
mod secret;
mod service;
mod settings;
mod source;
#[cfg(test)]
pub(crate) mod tests;
pub mod variables;

pub use duration::parse_duration;
pub use error::{ConfigError, Place, Problem};
pub use identity::{AccountField, FieldRef, IdentityField, IdentitySettings};
pub use load::{Loaded, load};
pub use machine::{Machine, Mode, SYSTEM_USER};
pub use operator::{Operator, Operators, Role, operator};
pub use overrides::Overrides;
pub use paths::Paths;
pub use secret::SecretRef;
pub use service::{Options, ServiceConfig, Tls};
pub use settings::{LANGS, Mail, MailTls, Notify, Organisation, SyncSettings, THEMES, UiSettings};

use crate::domain::findings::policy::Policy;
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;

use error::did_you_mean;

#[derive(Debug, Clone)]
pub struct Config {
    /// Whose accounts these are.
    pub organisation: Organisation,
    /// The services, in the order of the file.
    pub services: Vec<ServiceConfig>,
    /// What is expected of users.
    pub policy: Policy,
    /// How services are kept up to date.
    pub sync: SyncSettings,
    pub paths: Paths,
    pub ui: UiSettings,
    /// How trouble is told.
    pub notify: Notify,
    pub identity: IdentitySettings,
    /// Who may do what.
    pub operators: Operators,
    /// Resolve no secret, open no socket, write nothing.
    pub read_only: bool,
}

impl Config {
    pub fn service(&self, id: &ServiceId) -> Option<&ServiceConfig> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// Refuses services of a kind that no provider speaks.
    pub fn check_kinds(&self, kinds: &[&str]) -> Result<(), ConfigError> {
        let problems: Vec<Problem> = self
            .services
            .iter()
            .filter_map(|service| service.check_kind(kinds).err())
            .flat_map(|error| error.problems)
            .collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(ConfigError { problems })
        }
    }
}

impl Config {
    /// Refuses keys of actions that the screen does not have, and what it says of the others.
    /// `actions` are its words.
    pub fn check_keys(
        &self,
        actions: &[&str],
        wrong: Vec<(String, Text)>,
    ) -> Result<(), ConfigError> {
        let unknown = self
            .ui
            .keys
            .iter()
            .filter(|(action, _)| !actions.contains(&action.as_str()))
            .map(|(action, _)| {
                let hint = Some(did_you_mean(action, actions));
                (action.clone(), Text::new("config-unknown-action"), hint)
            });
        let wrong = wrong.into_iter().map(|(action, text)| (action, text, None));
        let problems: Vec<Problem> = unknown
            .chain(wrong)
            .filter_map(|(action, text, hint)| {
                Some(Problem {
                    place: self.ui.key_places.get(&action)?.clone(),
                    field: format!("keys.{action}"),
                    text,
                    hint,
                })
            })
            .collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(ConfigError { problems })
        }
    }
}
