//! What the settings accept and refuse, without an environment and without root.

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
fn machine(home: &Path) -> Machine {
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

/// The same process entered by sudo: bob acts as the system user of shared mode.
fn shared(home: &Path) -> Machine {
    let mut machine = machine(home);
    let other = machine.uid + 1;
    machine
        .names
        .insert(machine.effective_uid, SYSTEM_USER.to_owned());
    machine.names.insert(other, "bob".to_owned());
    machine.login_uid = Some(other);
    machine
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

fn with(text: &str) -> Result<Config, ConfigError> {
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
    assert_eq!(config.services[0].email_trust, Trust::Asserted);
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

#[test]
fn a_wrong_variable_or_flag_is_named() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = machine(home.path());
    for (name, value) in [
        ("SECRETARIAT_THEME", "contrats"),
        ("SECRETARIAT_STALE_AFTER", "soon"),
        ("SECRETARIAT_PARALLEL", "0"),
    ] {
        machine.env.insert(name.to_owned(), value.to_owned());
    }
    let flags = Overrides {
        lang: Some("de".into()),
        ..Overrides::default()
    };
    let error = load(&flags, &machine).unwrap_err();
    insta::assert_snapshot!(error, @r#"
    $SECRETARIAT_STALE_AFTER: not a duration: write a number and a unit (s, m, h, d, w), as in "15m", "24h" or "180d"
    $SECRETARIAT_PARALLEL: should be a whole number from 1 to 64
    $SECRETARIAT_THEME: not one of the accepted words
        Did you mean "contrast"?
    --lang: not one of the accepted words
        Known here: en, fr.
    "#);
}

#[test]
fn a_personal_home_may_be_chosen() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = machine(home.path());
    machine
        .env
        .insert("SECRETARIAT_HOME".into(), "/srv/mine".into());
    let Loaded::Missing(config) = load(&Overrides::default(), &machine).unwrap() else {
        panic!("there is no file")
    };
    assert_eq!(
        config.paths.config_file,
        Some(PathBuf::from("/srv/mine/config.toml"))
    );
    assert_eq!(config.paths.store, PathBuf::from("/srv/mine/store"));
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let home = tempfile::tempdir().unwrap();
    let flags = Overrides {
        config: Some("/nowhere/config.toml".into()),
        ..Overrides::default()
    };
    let error = load(&flags, &machine(home.path())).unwrap_err();
    insta::assert_snapshot!(error, @r#"
    --config: there is no file /nowhere/config.toml
        "secretariat init" writes a first one.
    "#);
}

#[test]
fn the_shared_mode_has_fixed_places() {
    let home = tempfile::tempdir().unwrap();
    let machine = shared(home.path());
    write(
        &machine.shared_config,
        "[operators]\nadmins = ['ann']\nauditors = ['bob']\n",
    );
    let Loaded::Configured(config) = load(&Overrides::default(), &machine).unwrap() else {
        panic!("the file was not found")
    };
    assert_eq!(config.paths.mode, Mode::Shared);
    assert!(config.paths.confined);
    assert_eq!(config.paths.store, home.path().join("var"));
    let operator = operator(&machine, &config.operators, config.paths.mode);
    assert_eq!(
        (operator.name.as_str(), operator.source, operator.role),
        ("bob", ActorSource::LoginUid, Role::Auditor)
    );
}

#[test]
fn who_acts_as_another_user_chooses_no_file() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = shared(home.path());
    for name in ["SECRETARIAT_HOME", "SECRETARIAT_LOG_FILE"] {
        machine.env.insert(name.to_owned(), "/tmp/x".to_owned());
    }
    let flags = Overrides {
        config: Some("/tmp/evil.toml".into()),
        store: Some("/tmp/evil".into()),
        ..Overrides::default()
    };
    let error = load(&flags, &machine).unwrap_err();
    insta::assert_snapshot!(error, @r"
    $SECRETARIAT_HOME: refused, because you act as another user
    --config: refused, because you act as another user
    --store: refused, because you act as another user
    $SECRETARIAT_LOG_FILE: refused, because you act as another user
        Shared settings are in /etc/secretariat/config.toml, the store is in /var/lib/secretariat; exports go to the standard output.
    ");
}

#[test]
fn the_system_user_itself_may_choose_files_but_no_home() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = shared(home.path());
    machine.login_uid = None;
    let flags = Overrides {
        store: Some("/srv/test".into()),
        ..Overrides::default()
    };
    let Loaded::Missing(config) = load(&flags, &machine).unwrap() else {
        panic!("there is no file")
    };
    assert_eq!(config.paths.store, PathBuf::from("/srv/test"));
    let timer = operator(&machine, &config.operators, config.paths.mode);
    assert_eq!((timer.source, timer.role), (ActorSource::Uid, Role::Admin));

    machine
        .env
        .insert("SECRETARIAT_HOME".into(), "/tmp/x".into());
    let error = load(&Overrides::default(), &machine).unwrap_err();
    assert_eq!(error.problems[0].text.id, "config-shared-home");
}

#[test]
fn settings_that_others_can_write_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    let file = home.path().join("config/config.toml");
    let refused = |machine: &Machine| {
        let error = load(&Overrides::default(), machine).unwrap_err();
        let Place::Path(path) = &error.problems[0].place else {
            panic!("a file or folder should be named")
        };
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (error.problems[0].text.id.to_string(), name)
    };
    write(&file, "");
    mode(&file, 0o620);
    assert_eq!(
        refused(&machine),
        ("config-writable".into(), "config.toml".into())
    );
    mode(&file, 0o640);
    mode(file.parent().unwrap(), 0o777);
    assert_eq!(
        refused(&machine),
        ("config-writable".into(), "config".into())
    );
    mode(file.parent().unwrap(), 0o1777);
    assert!(load(&Overrides::default(), &machine).is_ok(), "sticky");

    let mut stranger = machine;
    stranger.effective_uid += 1;
    stranger.login_uid = Some(stranger.effective_uid);
    let root_owns = rustix::process::geteuid().is_root();
    assert_eq!(
        load(&Overrides::default(), &stranger).is_ok(),
        root_owns,
        "only root's files and one's own are read"
    );
}

#[test]
fn a_link_into_a_folder_that_others_can_write_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    let target = home.path().join("open/config.toml");
    write(&target, "");
    let link = home.path().join("config/config.toml");
    write(&link, "");
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    assert!(load(&Overrides::default(), &machine).is_ok());
    mode(target.parent().unwrap(), 0o777);
    let error = load(&Overrides::default(), &machine).unwrap_err();
    assert_eq!(error.problems[0].text.id, "config-writable");
}

#[test]
fn sudo_is_believed_only_when_root_is_the_parent() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = machine(home.path());
    machine.login_uid = None;
    machine.env.insert("SUDO_UID".into(), "4242".into());
    machine.env.insert("SUDO_USER".into(), "carol".into());
    let who = |machine: &Machine| {
        let operator = operator(machine, &Operators::default(), Mode::Personal);
        (operator.name, operator.source)
    };
    assert_eq!(who(&machine), ("alice".into(), ActorSource::Uid));
    machine.parent_is_root = true;
    assert_eq!(who(&machine), ("carol".into(), ActorSource::Sudo));
    machine.login_uid = Some(77);
    assert_eq!(who(&machine), ("uid:77".into(), ActorSource::LoginUid));
}

#[test]
fn whoever_is_not_listed_only_looks() {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    let role = |operators: &Operators, mode| operator(&machine, operators, mode).role;
    let nobody = Operators::default();
    assert_eq!(role(&nobody, Mode::Personal), Role::Admin);
    assert_eq!(role(&nobody, Mode::Shared), Role::Auditor);
    let others = Operators {
        admins: vec!["bob".into()],
        auditors: Vec::new(),
    };
    assert_eq!(role(&others, Mode::Personal), Role::Auditor);
    let both = Operators {
        admins: vec!["alice".into()],
        auditors: vec!["alice".into()],
    };
    assert_eq!(role(&both, Mode::Personal), Role::Auditor);
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
fn a_mistake_in_a_providers_options_is_told_with_its_place() {
    insta::assert_snapshot!(
        options("[service.options]\nurl = 'https://x'\ntokn = 'hunter2'\n").unwrap_err(), @r#"
    config.toml:6:1: service.chat.options.tokn: unknown setting
        Did you mean "token"?
    "#);
    insta::assert_snapshot!(
        options("[service.options]\nurl = 'https://x'\n").unwrap_err(), @"config.toml:4:1: service.chat.options.token: missing");
    insta::assert_snapshot!(options("").unwrap_err(), @"config.toml:1:1: service.chat.options.url: missing");
    insta::assert_snapshot!(
        options("[service.options]\nurl = 'x'\ntoken = 'hunter2'\n").unwrap_err(), @r#"
    config.toml:6:9: service.chat.options.token: a secret is never written in the settings, because files get copied, shown and committed
        Say where it is: { env = "NAME" }, { file = "/path" }, { command = ["pass", "show", "x"] } or { credential = "name" }.
    "#);
    insta::assert_snapshot!(
        options("[service.options]\nurl = 'x'\ntoken = { env = 'T' }\nport = 'hunter2'\n")
            .unwrap_err(), @"config.toml:7:8: service.chat.options.port: should be a whole number, without quotes");
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
fn an_option_that_the_provider_refuses_is_told_with_its_place() {
    let config = with(&format!("{SERVICE}[service.options]\n\nurl = 'ftp://x'\n")).unwrap();
    let error = config.services[0]
        .options
        .refuse("url", Text::new("config-empty"));
    insta::assert_snapshot!(tell(&error), @"config.toml:6:7: service.chat.options.url: empty");
}

#[test]
fn an_unknown_kind_is_told_with_its_place() {
    let config = with("[[service]]\nid = 'a'\nkind = 'gihtub'\n").unwrap();
    let error = config.check_kinds(&["github", "mattermost"]).unwrap_err();
    insta::assert_snapshot!(tell(&error), @r#"
    config.toml:3:8: service.a.kind: no provider speaks to this kind of service
        Did you mean "github"?
    "#);
}

#[test]
fn broken_toml_is_told_with_every_place() {
    insta::assert_snapshot!(problems("name = 'x\n[ui]\nlang = fr\n"), @r"
    config.toml:1:10: not valid TOML: invalid literal string, expected `'`
    config.toml:3:8: not valid TOML: invalid boolean, expected `false`
    ");
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    insta::assert_snapshot!(problems(r#"
organization = "x"
[organisation]
timezone = "Europe/Pari"
name = ""
domains = "communs.example"
[sync]
every = "15 minutes"
parallel = 0
[ui]
theme = "dark"
mouse = "yes"
lang = "fra"
[notify.mail]
host = "smtp.communs.example"
password = "hunter2"
[notify.mattermost]
[paths]
store = "~/data"
[operators]
admin = ["x"]
"#), @r#"
    config.toml:2:1: organization: unknown setting
        Did you mean "organisation"?
    config.toml:4:12: organisation.timezone: unknown time zone
        Use a name of the tz database, as in "Europe/Paris".
    config.toml:5:8: organisation.name: empty
    config.toml:6:11: organisation.domains: should be a list, between [ and ]
    config.toml:8:9: sync.every: not a duration: write a number and a unit (s, m, h, d, w), as in "15m", "24h" or "180d"
    config.toml:9:12: sync.parallel: should be a whole number from 1 to 64
    config.toml:11:9: ui.theme: not one of the accepted words
        Known here: auto, contrast, mono.
    config.toml:12:9: ui.mouse: should be true or false
    config.toml:13:8: ui.lang: not one of the accepted words
        Did you mean "fr"?
    config.toml:14:1: notify.mail.from: missing
        Name the sender, as in from = "secretariat@example.org".
    config.toml:14:1: notify.mail.to: missing
        List the readers, as in to = ["admins@example.org"].
    config.toml:16:12: notify.mail.password: a secret is never written in the settings, because files get copied, shown and committed
    config.toml:17:1: notify.mattermost.url: missing
        Say where it is: { env = "NAME" }, { file = "/path" }, { command = ["pass", "show", "x"] } or { credential = "name" }.
    config.toml:19:9: paths.store: "~" is not expanded here: write the whole path
    config.toml:21:1: operators.admin: unknown setting
        Did you mean "admins"?
    "#);
}

#[test]
fn mistakes_about_services_are_told_with_the_nearest_name() {
    insta::assert_snapshot!(problems(r#"
[[service]]
id = "chat"
kind = "mattermost"
max_removal = 3
sign_in = "chat"
[[service]]
id = "chat"
kind = "mattermost"
[[service]]
kind = "github"
[[service]]
id = "Cloud"
email_trust = "verifed"
[[service]]
id = "forge"
kind = "github"
sign_in = "clout"
environment = "Staging area"
[policy.person]
required = [{ any_of = ["chatt"] }, { anyof = ["chat"] }]
dormant_after = false
[policy.severity]
no-2fa = "critical"
alone = "fatal"
stale-service = "off"
[policy.except]
no-mfa = ["mail"]
[policy.humans]
[identity]
shared_addresses = ["contact"]
[identity.fields]
number = ["chat.login"]
staff = ["chat.number", "mail.login"]
"#), @r#"
    config.toml:5:1: service.chat.max_removal: unknown setting
        Did you mean "max_removals"?
    config.toml:6:11: service.chat.sign_in: a service cannot sign in through itself
    config.toml:8:6: service.chat.id: another service already has this id
    config.toml:10:1: service[2].id: missing
        Every [[service]] needs a short name of its own, as in id = "chat".
    config.toml:12:1: service.Cloud.kind: missing
        Say which kind of service it is, as in kind = "mattermost".
    config.toml:13:6: service.Cloud.id: not a service id: a lower-case letter, then at most 31 lower-case letters, digits or "-"
    config.toml:14:15: service.Cloud.email_trust: not one of the accepted words
        Did you mean "verified"?
    config.toml:18:11: service.forge.sign_in: no such service is configured
        Known here: chat, forge.
    config.toml:19:15: service.forge.environment: not the name of an environment: a lower-case letter, then at most 31 lower-case letters, digits or "-"
    config.toml:21:25: policy.person.required[0].any_of[0]: no such service is configured
        Did you mean "chat"?
    config.toml:21:37: policy.person.required[1].any_of: missing
    config.toml:21:39: policy.person.required[1].anyof: unknown setting
        Did you mean "any_of"?
    config.toml:22:17: policy.person.dormant_after: should be a text, between quotes
    config.toml:24:10: policy.severity.no-2fa: not the name of a rule
        Did you mean "no-mfa"?
    config.toml:25:9: policy.severity.alone: not one of the accepted words
        Known here: off, info, warning, critical.
    config.toml:26:17: policy.severity.stale-service: cannot be switched off: a service that was not looked at must never look healthy
    config.toml:28:11: policy.except.no-mfa[0]: no such service is configured
        Known here: chat, forge.
    config.toml:29:9: policy.humans: unknown setting
        Known here: person, team, product, bot, severity, except.
    config.toml:31:21: identity.shared_addresses[0]: not an e-mail address
    config.toml:33:10: identity.fields.number: needs at least two places to compare
    config.toml:34:10: identity.fields.staff[0]: not a field of a service
        Write "service.login", "service.email", "service.id" or "service.external:ISSUER".
    config.toml:34:25: identity.fields.staff[1]: no such service is configured
        Known here: chat, forge.
    "#);
}

#[test]
fn control_characters_in_a_file_cannot_reach_the_terminal() {
    let told = problems("\"a\\u001b[2J\" = 1\n[organisation]\nname = \"\\u202e\"\n");
    assert!(
        told.chars()
            .all(|c| c == '\n' || crate::domain::text::is_safe(c))
    );
    assert!(told.contains("a\u{fffd}[2J: unknown setting"), "{told}");
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
