//! What the settings accept and refuse, without an environment and without root.

pub mod example;
mod mistakes;
mod people;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::*;
use crate::domain::account::Trust;
use crate::domain::audit::ActorSource;
use crate::domain::findings::{Rule, Severity};

/// Alice at her own machine, with an empty home.
pub fn machine(home: &Path) -> Machine {
    let uid = rustix::process::geteuid().as_raw();
    Machine {
        env: BTreeMap::new(),
        uid,
        effective_uid: uid,
        login_uid: Some(uid),
        parent_is_root: false,
        names: BTreeMap::from([(uid, "alice".to_owned())]),
        config_dir: Some(home.join("config")),
        state_dir: Some(home.join("state")),
        shared_config: home.join("etc/config.toml"),
        shared_store: home.join("var"),
        timezone: TimeZone::UTC,
    }
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    mode(path, 0o600);
    mode(path.parent().unwrap(), 0o700);
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// The settings of a text, in a home of their own.
pub fn with(text: &str) -> Result<Config, ConfigError> {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    write(&home.path().join("config/config.toml"), text);
    match load(&Overrides::default(), &machine)? {
        Loaded::Configured(config) => Ok(config),
        Loaded::Missing(_) => panic!("the file was not found"),
    }
}

/// The problems of a text, without the temporary folder.
fn problems(text: &str) -> String {
    tell(&with(text).expect_err("these settings should be refused"))
}

fn tell(error: &ConfigError) -> String {
    let told = error.to_string();
    assert!(!told.contains("config-"), "a message is missing: {told}");
    let lines = told.lines().map(|line| {
        let start = line.find("/config.toml").map(|at| at + 1);
        match start {
            Some(at) if line.starts_with('/') => &line[at..],
            _ => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

const SERVICE: &str = "[[service]]\nid = 'chat'\nkind = 'mattermost'\n";

#[test]
fn without_a_file_the_defaults_stand_and_the_paths_follow_xdg() {
    let home = tempfile::tempdir().unwrap();
    let loaded = load(&Overrides::default(), &machine(home.path())).unwrap();
    let Loaded::Missing(config) = loaded else {
        panic!("there is no file")
    };
    assert_eq!(
        config.paths,
        Paths {
            config_file: Some(home.path().join("config/config.toml")),
            store: home.path().join("state"),
            log: Some(home.path().join("state/secretariat.log")),
            journal: Some("/dev/log".into()),
            mode: Mode::Personal,
            confined: false,
        }
    );
    assert_eq!(config.services.len(), 0);
}

#[test]
fn a_whole_file_is_read() {
    let config = with(
        r#"
        [organisation]
        name = "Communs"
        timezone = "Europe/Paris"
        domains = ["Communs.Example"]
        [sync]
        every = "never"
        stale_after = "36h"
        [policy.person]
        required = [{ any_of = ["chat", "cloud"] }]
        dormant_after = "90d"
        [policy.severity]
        no-mfa = "critical"
        alone = "off"
        [policy.except]
        no-mfa = ["cloud"]
        [identity.fields]
        employee = ["chat.login", "cloud.external:https://sso.communs.example"]
        [ui]
        lang = "fr"
        [ui.keys]
        quit = "q"
        [[service]]
        id = "chat"
        kind = "mattermost"
        email_trust = "asserted"
        [service.options]
        url = "https://admin:x@chat.communs.example/a"
        [[service]]
        id = "cloud"
        kind = "nextcloud"
        sign_in = "chat"
        environment = "staging"
        "#,
    )
    .unwrap();
    assert_eq!(config.organisation.domains, ["communs.example"]);
    assert_eq!(config.sync.every, None);
    assert_eq!(config.policy.stale_after, 36 * 3_600_000);
    assert_eq!(config.policy.person.required[0].any_of.len(), 2);
    assert_eq!(
        config.policy.severity(Rule::NoMfa),
        Some(Severity::Critical)
    );
    assert_eq!(config.policy.severity(Rule::Alone), None);
    let cloud = &config.services[1];
    assert!(!config.policy.looks_at(Rule::NoMfa, &cloud.id));
    assert_eq!(cloud.sign_in.as_ref(), Some(&config.services[0].id));
    assert_eq!(config.services[0].email_trust, Some(Trust::Asserted));
    assert_eq!(cloud.trust(), Trust::Verified, "nothing said, no limit");
    assert_eq!(
        config.services[0].info().url,
        "https://chat.communs.example/a",
        "a password in a URL is never shown"
    );
    assert_eq!(
        config.identity.fields[0].places[1].field,
        AccountField::External("https://sso.communs.example".into())
    );
    assert_eq!(config.ui.keys, [("quit".into(), vec!["q".into()])]);
}

#[test]
fn the_environment_beats_the_file_and_a_flag_beats_both() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = machine(home.path());
    let file = home.path().join("config/config.toml");
    write(
        &file,
        "[ui]\nlang = 'en'\ntheme = 'mono'\n[paths]\nstore = 'data'\n",
    );
    let load = |overrides: &Overrides, machine: &Machine| match load(overrides, machine).unwrap() {
        Loaded::Configured(config) => config,
        Loaded::Missing(_) => panic!("the file was not found"),
    };
    let config = load(&Overrides::default(), &machine);
    assert_eq!(config.paths.store, home.path().join("config/data"));
    assert_eq!(config.ui.lang.as_deref(), Some("en"));

    for (name, value) in [
        ("SECRETARIAT_LANG", "fr"),
        ("SECRETARIAT_THEME", "contrast"),
        ("SECRETARIAT_STORE", "/elsewhere"),
        ("NO_COLOR", "1"),
    ] {
        machine.env.insert(name.to_owned(), value.to_owned());
    }
    let config = load(&Overrides::default(), &machine);
    assert_eq!(config.paths.store, PathBuf::from("/elsewhere"));
    assert_eq!(config.ui.lang.as_deref(), Some("fr"));
    assert_eq!(config.ui.theme, "contrast");
    assert!(config.ui.no_color);

    let flags = Overrides {
        lang: Some("en".into()),
        store: Some("/flag".into()),
        ..Overrides::default()
    };
    let config = load(&flags, &machine);
    assert_eq!(config.paths.store, PathBuf::from("/flag"));
    assert_eq!(
        config.paths.log,
        Some(PathBuf::from("/flag/secretariat.log"))
    );
    assert_eq!(config.ui.lang.as_deref(), Some("en"));
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChatOptions {
    url: String,
    token: SecretRef,
    #[serde(default)]
    port: u16,
}

fn options(text: &str) -> Result<ChatOptions, String> {
    let config = with(&format!("{SERVICE}{text}")).unwrap();
    config.services[0]
        .options
        .parse()
        .map_err(|error| tell(&error))
}

#[test]
fn a_providers_options_are_read_by_the_provider() {
    let read = options("options = { url = 'https://x', token = { env = 'T' }, port = 1 }").unwrap();
    assert_eq!(
        (read.url.as_str(), read.token, read.port),
        ("https://x", SecretRef::Env("T".into()), 1)
    );
}

#[test]
fn a_secret_in_the_options_is_not_even_shown_to_a_debugger() {
    let text = format!("{SERVICE}options = {{ token = 'hunter2' }}");
    let config = with(&text).unwrap();
    let shown = format!("{config:?}");
    assert!(
        shown.contains("token") && !shown.contains("hunter2"),
        "{shown}"
    );
}

#[test]
fn options_that_come_from_no_file_are_read_as_well() {
    let table: toml::Table = "url = 'x'\nport = 3\ntoken = { env = 'T' }"
        .parse()
        .unwrap();
    let read: ChatOptions = Options::from(table).parse().unwrap();
    assert_eq!(read.port, 3);
    let error = Options::default().parse::<ChatOptions>().unwrap_err();
    assert_eq!(error.problems[0].field, "options.url");
}

#[test]
fn a_keymap_file_lies_under_the_keys_of_the_settings() {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    write(
        &home.path().join("config/config.toml"),
        "[ui]\nkeymap = 'keys.toml'\n[ui.keys]\nquit = 'x'\n",
    );
    write(
        &home.path().join("config/keys.toml"),
        "quit = 'q'\nhelp = ['h', 'f1']\n",
    );
    let Loaded::Configured(config) = load(&Overrides::default(), &machine).unwrap() else {
        panic!("the file was not found")
    };
    assert_eq!(
        config.ui.keys,
        [
            ("help".into(), vec!["h".into(), "f1".into()]),
            ("quit".into(), vec!["x".into()]),
        ]
    );
}
