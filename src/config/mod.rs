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
mod machine;
mod operator;
mod paths;
mod policy;
mod reader;
mod secret;
mod service;
mod settings;
#[cfg(test)]
pub(crate) mod tests;

pub use duration::parse_duration;
pub use error::{ConfigError, Place, Problem};
pub use identity::{AccountField, FieldRef, IdentityField, IdentitySettings};
pub use machine::{Machine, SYSTEM_USER};
pub use operator::{Operator, Operators, Role, operator};
pub use paths::{Mode, Paths};
pub use secret::SecretRef;
pub use service::{Options, ServiceConfig, Tls};
pub use settings::{LANGS, Mail, MailTls, Notify, Organisation, SyncSettings, THEMES, UiSettings};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::DeTable;

use crate::domain::findings::policy::Policy;
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;

use error::did_you_mean;
use reader::{Field, Problems, Section, Source};
use settings::PathSettings;

/// All settings.
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
    /// Where things are.
    pub paths: Paths,
    /// The screen.
    pub ui: UiSettings,
    /// How trouble is told.
    pub notify: Notify,
    /// What identifies people.
    pub identity: IdentitySettings,
    /// Who may do what.
    pub operators: Operators,
    /// Resolve no secret, open no socket, write nothing.
    pub read_only: bool,
}

impl Config {
    /// One service.
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

/// What the command line overrides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--store`.
    pub store: Option<PathBuf>,
    /// `--log-file`.
    pub log_file: Option<PathBuf>,
    /// `--lang`.
    pub lang: Option<String>,
    /// `--plain`.
    pub plain: bool,
    /// `--read-only`.
    pub read_only: bool,
}

/// What loading found.
#[derive(Debug, Clone)]
pub enum Loaded {
    /// A settings file.
    Configured(Config),
    /// No settings file yet: the defaults, with the environment and the flags, and no service.
    Missing(Config),
}

/// Reads the settings.
pub fn load(overrides: &Overrides, machine: &Machine) -> Result<Loaded, ConfigError> {
    let located = paths::locate(overrides, machine)?;
    let read = paths::read(&located.file, machine)?;
    if let (None, Some(place)) = (&read, &located.named) {
        let path = located.file.display().to_string();
        return Err(ConfigError::from(Problem {
            place: place.clone(),
            field: String::new(),
            text: Text::new("config-no-file").with("path", path),
            hint: Some(Text::new("config-hint-init")),
        }));
    }
    let found = read.is_some();
    let source = Arc::new(read.unwrap_or_default());
    let base = located.file.parent().unwrap_or(Path::new(".")).to_owned();
    let (mut config, chosen) = parse(&source, &base, located.paths, machine)?;
    if let Some(store) = chosen.store.filter(|_| !located.store_chosen) {
        if !located.log_chosen {
            config.paths.log = Some(store.join("secretariat.log"));
        }
        config.paths.store = store;
    }
    if let Some(log) = chosen.log.filter(|_| !located.log_chosen) {
        config.paths.log = Some(log);
    }
    if let Some(journal) = chosen.journal {
        config.paths.journal = journal;
    }
    env::apply(&mut config, machine, overrides)?;
    Ok(if found {
        Loaded::Configured(config)
    } else {
        Loaded::Missing(config)
    })
}

/// Reads a settings text; `base` is where its relative paths start.
fn parse(
    source: &Arc<Source>,
    base: &Path,
    paths: Paths,
    machine: &Machine,
) -> Result<(Config, PathSettings), ConfigError> {
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        let problems = errors.iter().map(|error| syntax_problem(source, error));
        return Err(ConfigError {
            problems: problems.collect(),
        });
    }
    let problems = Problems::default();
    let mut root = Section::root(source, &document, &problems);
    let services = read_services(&mut root, source, base);
    let ids: Vec<ServiceId> = services.iter().map(|service| service.id.clone()).collect();
    let chosen = PathSettings::read(root.section("paths"), base);
    let sync = SyncSettings::read(root.section("sync"));
    let mut policy = policy::read(root.section("policy"), &ids);
    policy.stale_after = duration::millis(sync.stale_after);
    let config = Config {
        organisation: Organisation::read(root.section("organisation"), machine),
        services,
        policy,
        sync,
        paths,
        ui: UiSettings::read(root.section("ui"), base, &problems),
        notify: Notify::read(root.section("notify")),
        identity: IdentitySettings::read(root.section("identity"), &ids),
        operators: Operators::read(root.section("operators")),
        read_only: false,
    };
    root.finish();
    let problems = problems.into_vec();
    if problems.is_empty() {
        Ok((config, chosen))
    } else {
        Err(ConfigError { problems })
    }
}

fn read_services(root: &mut Section<'_>, source: &Arc<Source>, base: &Path) -> Vec<ServiceConfig> {
    let mut services: Vec<ServiceConfig> = Vec::new();
    let mut sign_ins = Vec::new();
    for (index, mut section) in root.sections("service").into_iter().enumerate() {
        service::name(&mut section);
        let (id, sign_in) = (section.peek("id"), section.peek("sign_in"));
        let Some(service) = ServiceConfig::read(section, source, index, base) else {
            continue;
        };
        if let Some(field) = id.filter(|_| services.iter().any(|s| s.id == service.id)) {
            root.refuse(&field, Text::new("config-duplicate-service"), None);
            continue;
        }
        if let (Some(field), Some(target)) = (sign_in, service.sign_in.clone()) {
            sign_ins.push((field, service.id.clone(), target));
        }
        services.push(service);
    }
    let ids: Vec<ServiceId> = services.iter().map(|service| service.id.clone()).collect();
    for (field, own, target) in sign_ins {
        if own == target {
            root.refuse(&field, Text::new("config-sign-in-self"), None);
        } else if !ids.contains(&target) {
            refuse_unknown_service(root, &field, target.as_str(), &ids);
        }
    }
    services
}

fn refuse_unknown_service(
    section: &Section<'_>,
    field: &Field<'_>,
    word: &str,
    services: &[ServiceId],
) {
    let known: Vec<&str> = services.iter().map(ServiceId::as_str).collect();
    let hint = Some(did_you_mean(word, &known));
    section.refuse(field, Text::new("config-unknown-service"), hint);
}

/// A syntax error; `toml` words it, and quotes only what the grammar expects.
fn syntax_problem(source: &Source, error: &toml::de::Error) -> Problem {
    let offset = error.span().map_or(source.text.len(), |span| span.start);
    Problem {
        place: Place::of(&source.path, &source.text, offset),
        field: String::new(),
        text: Text::new("config-syntax").with("detail", error.message()),
        hint: None,
    }
}
