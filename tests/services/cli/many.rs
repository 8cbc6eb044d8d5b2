//! `sync` of five thousand accounts: everything arrives, nothing changes without a reason, and what
//! looks like a disaster is held.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::home::Home;

const MANY: usize = 5_000;

/// One line of the truth.
struct Truth {
    login: String,
    state: String,
    role: String,
    teams: BTreeSet<String>,
}

fn truth(home: &Home) -> BTreeMap<String, Truth> {
    let mut csv = Vec::new();
    home.services().truth(&mut csv).unwrap();
    let mut rows = csv::Reader::from_reader(csv.as_slice());
    let rows = rows.deserialize::<BTreeMap<String, String>>();
    rows.map(|row| {
        let mut row = row.unwrap();
        let mut take = |key: &str| row.remove(key).unwrap();
        let teams = take("teams");
        let truth = Truth {
            login: take("login"),
            state: take("state"),
            role: take("role"),
            teams: names(teams.split('|')),
        };
        (take("account_id"), truth)
    })
    .collect()
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let names = names.filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// Whether a group is one of the organisation's teams: repositories and the service's own groups
/// have other names.
fn is_team(group: &str) -> bool {
    group.starts_with(char::is_uppercase) && group != "Partenaires / externes"
}

/// Every account in the store is the account that was invented, and none is missing.
fn assert_true(home: &Home) {
    let truth = truth(home);
    let accounts = home.accounts("");
    let handle = |account: &Value| account["handle"].as_str().unwrap().to_owned();
    let handles: BTreeSet<String> = accounts.iter().map(handle).collect();
    assert_eq!(handles.len(), accounts.len());
    assert!(handles.iter().eq(truth.keys()), "other accounts");
    for account in &accounts {
        let truth = &truth[&handle(account)];
        assert_eq!(account["state"], truth.state, "{account}");
        assert_eq!(
            account["role"].as_str().unwrap_or(""),
            truth.role,
            "{account}"
        );
        if let Some(login) = account["login"].as_str() {
            assert_eq!(login, truth.login, "{account}");
        }
        if ["github", "nextcloud"].contains(&account["service"].as_str().unwrap()) {
            let groups = account["groups"].as_array().unwrap().iter();
            let groups = groups.map(|group| group.as_str().unwrap());
            assert_eq!(
                names(groups.filter(|name| is_team(name))),
                truth.teams,
                "{account}"
            );
        }
    }
}

fn entries(home: &Home) -> usize {
    let log = home.run("log --json").ends(0).json();
    log["entries"].as_array().unwrap().len()
}

#[test]
fn all_arrive_as_they_are_and_a_second_sync_writes_only_its_record() {
    let home = Home::with_sandbox(MANY, "");
    let first = home.sync("", 0);
    let fetched: u64 = first
        .iter()
        .map(|run| run["fetched"].as_u64().unwrap())
        .sum();
    assert_eq!(fetched, u64::try_from(MANY).unwrap());
    for run in &first {
        assert_eq!(run["outcome"], "complete");
        assert_eq!(run["inserted"], run["fetched"]);
    }
    assert_true(&home);

    let seen = |home: &Home| {
        let lines = [
            "accounts --json",
            "users --json",
            "changes --json",
            "suggestions --json",
        ];
        lines.map(|line| home.run(line).ends(0).out)
    };
    let (before, logged) = (seen(&home), entries(&home));
    let second = home.sync("", 0);
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(second["outcome"], "complete");
        assert_eq!(second["unchanged"], first["fetched"]);
        for count in ["inserted", "updated", "gone", "returned", "rekeyed"] {
            assert_eq!(second[count], 0, "{count}: {second}");
        }
    }
    assert!(
        seen(&home) == before,
        "a sync without changes changed something"
    );
    assert_eq!(entries(&home), logged + second.len());
    home.run("log verify").ends(0);
}

#[test]
fn a_list_that_breaks_off_is_partial_and_nobody_is_gone() {
    let home = Home::with_sandbox(MANY, "");
    home.sync("", 0);
    let before = home.accounts("");
    let web = ["github", "mattermost", "nextcloud"];
    home.make(
        "fault",
        json!({"spec": web.map(|id| format!("{id}:cut@page2")).join(",")}),
    );
    let cut = home.sync(&web.join(" "), 3);
    assert_eq!(cut.len(), web.len());
    for run in &cut {
        assert_eq!(
            (&run["outcome"], &run["gone"]),
            (&"partial".into(), &0.into()),
            "{run}"
        );
        assert!(
            run["error"].as_str().is_some_and(|text| !text.is_empty()),
            "{run}"
        );
    }
    assert_eq!(home.accounts("state:gone").len(), 0);
    assert!(home.accounts("") == before);
}

#[test]
fn an_empty_service_is_held_until_the_operator_names_the_count() {
    let home = Home::with_sandbox(MANY, "");
    home.sync("", 0);
    for id in ["github", "mattermost", "nextcloud"] {
        let before = home.accounts(&format!("service:{id}"));
        match id {
            // Its own count would give an empty list away, which is partial then.
            "mattermost" => home.make("empty", json!({"service": id})),
            _ => home.make("fault", json!({"spec": format!("{id}:empty")})),
        }
        let held = home.sync(id, 4);
        assert_eq!(held[0]["outcome"], "held");
        assert_eq!(home.accounts(&format!("service:{id}")), before, "{id}");
        // Without conclusions from absence there is nothing to hold.
        let added = home.sync(&format!("{id} --add-only"), 0);
        assert_eq!(
            (&added[0]["outcome"], &added[0]["gone"]),
            (&"complete".into(), &0.into())
        );
        home.make("reset", json!({}));
    }

    home.make("fault", json!({"spec": "nextcloud:empty"}));
    let held = home.sync("nextcloud", 4);
    let count = held[0]["held"][0]["count"].as_u64().unwrap();
    assert!(count > 1_000, "{held:?}");
    home.sync(&format!("nextcloud --accept-removals {}", count - 1), 4);
    let passed = home.sync(&format!("nextcloud --accept-removals {count}"), 0);
    assert_eq!(passed[0]["gone"], count);
    home.make("fault", json!({"spec": ""}));
    let back = home.sync("nextcloud", 0);
    assert_eq!(back[0]["returned"], count);
    assert_true(&home);
}

#[test]
fn an_override_does_not_pass_other_removals_of_the_same_count() {
    let home = Home::before(|options| options.accounts = 400);
    let settings = std::fs::read_to_string(home.config()).unwrap();
    let kind = "kind = \"nextcloud\"";
    let limited = settings.replace(kind, &format!("{kind}\nmax_removals = 1"));
    home.write(&home.config(), &limited);
    home.sync("nextcloud", 0);
    let logins: Vec<String> = home
        .accounts("service:nextcloud role:user")
        .iter()
        .map(|account| account["login"].as_str().unwrap().to_owned())
        .collect();
    let remove = |login: &String| {
        home.make("remove", json!({"service": "nextcloud", "account": login}));
    };
    logins[..2].iter().for_each(remove);
    home.sync("nextcloud", 4);
    home.make("reset", json!({}));
    logins[1..3].iter().for_each(remove);
    home.sync("nextcloud --accept-removals 2", 4);
    let passed = home.sync("nextcloud --accept-removals 2", 0);
    assert_eq!(passed[0]["gone"], 2);
    let gone = home.accounts("state:gone");
    let gone: BTreeSet<&str> = gone
        .iter()
        .map(|one| one["login"].as_str().unwrap())
        .collect();
    assert_eq!(gone, logins[1..3].iter().map(String::as_str).collect());
}
