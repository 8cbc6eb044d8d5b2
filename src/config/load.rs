//! Reads the settings: the file, then the environment and the flags over it.

use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::error::{ConfigError, Problem};
use super::identity::IdentitySettings;
use super::machine::Machine;
use super::operator::Operators;
use super::overrides::Overrides;
use super::paths::{self, Paths};
use super::reader::{Problems, Section, refuse_unknown_service};
use super::service::{self, ServiceConfig};
use super::settings::{Notify, Organisation, PathSettings, SyncSettings, UiSettings};
use super::source::{Source, syntax_problem};
use super::{Config, duration, env, policy};
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;

#[derive(Debug, Clone)]
pub enum Loaded {
    Configured(Config),
    /// No settings file yet: the defaults, with the environment and the flags, and no service.
    Missing(Config),
}

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
