//! What is said of wrong settings: where, what, and what to do.

use super::*;

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
