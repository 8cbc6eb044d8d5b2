//! `config.example.toml` tells the truth: it loads as it is and with every option uncommented, and
//! it leaves no setting out.

use super::*;
use crate::domain::text::Arg;

const EXAMPLE: &str = include_str!("../../../config.example.toml");

/// The example with every `# key = value` and every `# [table]` uncommented.
pub fn uncommented() -> String {
    let setting = |line: &str| {
        let key = line.split_once(" = ").map_or("", |(key, _)| key);
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_lowercase() || "-_52".contains(c));
        is_key || line.starts_with('[')
    };
    let lines = EXAMPLE.lines().map(|line| {
        let bare = line.strip_prefix("# ").filter(|bare| setting(bare));
        bare.unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The settings of a variant of the example, with the file beside it that it names.
pub fn load_example(text: &str) -> Config {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    write(&home.path().join("config/config.toml"), text);
    write(&home.path().join("config/keys.toml"), "quit = 'x'\n");
    match load(&Overrides::default(), &machine) {
        Ok(Loaded::Configured(config)) => config,
        Ok(Loaded::Missing(_)) => panic!("the file was not found"),
        Err(error) => panic!("{}", tell(&error)),
    }
}

#[test]
fn the_example_changes_nothing_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let config = load_example(EXAMPLE);
    let Loaded::Missing(defaults) = load(&Overrides::default(), &machine(home.path())).unwrap()
    else {
        panic!("there is no file")
    };
    assert_eq!(config.policy, defaults.policy);
    assert_eq!(config.ui, defaults.ui);
    assert_eq!(config.services.len(), 0);
}

#[test]
fn the_example_loads_with_every_option_uncommented() {
    let config = load_example(&uncommented());
    assert_eq!(config.policy.person.required.len(), 2);
    assert!(config.notify.mail.is_some() && config.notify.mattermost.is_some());
}

#[test]
fn what_the_example_calls_a_default_is_one() {
    let config = load_example(&uncommented());
    let mut policy = config.policy;
    policy.person.required.clear();
    policy.exceptions.clear();
    assert_eq!(policy, Policy::default());
    assert_eq!(config.sync, SyncSettings::default());
    let defaults = UiSettings {
        lang: Some("fr".into()),
        keys: config.ui.keys.clone(),
        key_places: config.ui.key_places.clone(),
        ..UiSettings::default()
    };
    assert_eq!(config.ui, defaults);
}

/// An unknown key is answered with the known ones: each of them must be in the example.
#[test]
fn the_example_leaves_no_setting_out() {
    const UNKNOWN: &str = "zzzzzzzz";
    let mut text = format!("{UNKNOWN} = 1\n");
    for line in uncommented().lines() {
        text.push_str(&line.replace("tls = { ", &format!("tls = {{ {UNKNOWN} = 1, ")));
        text.push('\n');
        if line.starts_with('[') && !line.contains("options") {
            text.push_str(&format!("{UNKNOWN} = 1\n"));
        }
    }
    let shown: toml::Table = uncommented().parse().unwrap();
    let error = with(&text).unwrap_err();
    let mut tables = 0;
    for problem in &error.problems {
        let severities = problem.field.starts_with("policy.severity.");
        let known = problem.hint.as_ref().and_then(|hint| hint.args.first());
        let (Some((_, Arg::Str(known))), true) =
            (known, problem.text.id == "config-unknown-key" || severities)
        else {
            continue;
        };
        tables += 1;
        let table = problem.field.trim_end_matches(UNKNOWN);
        for key in known.split(", ") {
            let path = format!("{table}{key}");
            assert!(is_shown(&shown, &path), "{path} is not in the example");
        }
    }
    assert_eq!(tables, 20, "every table should have been asked");
}

/// Whether a setting is in the example; services are of one shape, so any of them will do.
fn is_shown(example: &toml::Table, path: &str) -> bool {
    if let Some((_, key)) = path
        .strip_prefix("service.")
        .and_then(|p| p.split_once('.'))
    {
        let services = example["service"].as_array().unwrap();
        return services
            .iter()
            .any(|service| has(service.as_table().unwrap(), key));
    }
    has(example, path)
}

fn has(table: &toml::Table, path: &str) -> bool {
    match path.split_once('.') {
        None => table.contains_key(path),
        Some((head, rest)) => table
            .get(head)
            .and_then(|value| value.as_table())
            .is_some_and(|table| has(table, rest)),
    }
}
