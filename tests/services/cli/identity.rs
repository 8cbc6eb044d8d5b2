//! Who is who from the command line: questions, merges, undoing, and a service that gives all of
//! its accounts other ids.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::home::Home;

fn synced(accounts: usize) -> Home {
    let home = Home::with_sandbox(accounts, "");
    home.run("sync").ends(0);
    home
}

fn list(home: &Home, line: &str, name: &str) -> Vec<Value> {
    let json = home.run(&format!("{line} --json")).ends(0).json();
    assert_eq!(json["schema"], 1);
    json[name].as_array().unwrap().clone()
}

/// The ids of two users with one account each, on different services.
fn two_users(home: &Home) -> [(String, String); 2] {
    let users = list(home, "users", "users");
    let alone = |service: &str| {
        let found = users.iter().find(|user| {
            let accounts = user["accounts"].as_array().unwrap();
            accounts.len() == 1 && accounts[0]["service"] == service && user["kind"] == "person"
        });
        let user = found.unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&user["id"]), text(&user["accounts"][0]["handle"]))
    };
    [alone("github"), alone("nextcloud")]
}

#[test]
fn a_merge_is_shown_before_it_is_done_and_keeps_what_is_said() {
    let home = synced(300);
    let [(a, _), (b, handle)] = two_users(&home);
    home.run(&format!("user set {a} departure=2027-03-01"))
        .ends(0);
    home.run(&format!("user set {b} departure=2027-09-01 kind=bot"))
        .ends(0);
    let before = list(&home, "users", "users");

    let shown = home
        .run(&format!("merge {a} {handle} --dry-run --json"))
        .ends(0);
    let json = shown.json();
    assert_eq!(
        (&json["seq"], &json["user"].is_string()),
        (&Value::Null, &true)
    );
    assert!(shown.err.contains("warning: "), "{shown:?}");
    let conflicts = json["conflicts"].as_array().unwrap();
    let fields: Vec<&str> = conflicts
        .iter()
        .map(|one| one["field"].as_str().unwrap())
        .collect();
    assert!(fields.contains(&"departure"), "{fields:?}");
    assert_eq!(list(&home, "users", "users"), before, "nothing is done yet");

    let done = home
        .run(&format!("merge {a} {b} --keep departure={b} --json"))
        .ends(0)
        .json();
    assert_eq!(done["result"]["departure"], "2027-09-01");
    assert_eq!(done["result"]["kind"], "bot", "an operator wrote it");
    let shown = home.run(&format!("show {a} --json")).ends(0).json();
    assert_eq!(shown["user"]["departure"], "2027-09-01");
    // Oldest first: what was written of both before, then the merge.
    let decisions = shown["decisions"].as_array().unwrap();
    assert_eq!(decisions[0]["verdict"], "edit");
    assert_eq!(decisions.last().unwrap()["verdict"], "same");

    home.run(&format!("undo {}", done["seq"])).ends(0);
    assert_eq!(list(&home, "users", "users"), before);
    home.run("merge").ends(2);
    home.run(&format!("merge {a} {b} --keep colour={a}"))
        .ends(2);
    home.run(&format!("merge {a} {a}")).ends(4);
    home.run("log verify").ends(0);
}

#[test]
fn links_are_shown_with_rule_and_time() {
    let home = synced(300);
    let users = list(&home, "users", "users");
    let several = users
        .iter()
        .find(|user| user["accounts"].as_array().unwrap().len() > 1)
        .unwrap();
    let id = several["id"].as_str().unwrap();
    let shown = home.run(&format!("show {id} --json")).ends(0).json();
    let links = shown["links"].as_array().unwrap();
    assert_eq!(
        links.len(),
        several["accounts"].as_array().unwrap().len() - 1
    );
    for link in links {
        assert!(link["at"].is_string() && link["holds"] == true, "{link}");
        assert!(!link["values"].as_array().unwrap().is_empty(), "{link}");
    }
    let page = home.run(&format!("show {id} --lang fr")).ends(0);
    assert!(page.out.contains("AVEC"), "{page:?}");
}

#[test]
fn the_questions_of_one_rule_are_accepted_and_taken_back_as_one() {
    let home = synced(600);
    let before = list(&home, "users", "users");
    let all = list(&home, "suggestions --limit 1000", "suggestions");
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &all {
        *rules.entry(one["rule"].as_str().unwrap()).or_default() += 1;
    }
    let (rule, count) = rules
        .iter()
        .filter(|(rule, _)| **rule != "lapsed")
        .max_by_key(|(_, count)| **count)
        .unwrap();
    let of_rule = list(
        &home,
        &format!("suggestions --rule {rule} --limit 1000"),
        "suggestions",
    );
    assert_eq!(of_rule.len(), *count);
    home.run("suggestions --yes").ends(2);

    let shown = home
        .run(&format!("suggestions --accept-rule {rule}"))
        .ends(0);
    assert!(shown.err.contains("--yes"), "{shown:?}");
    assert_eq!(list(&home, "users", "users"), before);
    let done = home.run(&format!("suggestions --accept-rule {rule} --yes"));
    assert!([0, 4].contains(&done.code), "{done:?}");
    assert!(list(&home, "users", "users").len() < before.len());
    assert!(list(&home, &format!("suggestions --rule {rule}"), "suggestions").is_empty());
    home.run("sync").ends(0);
    home.run("undo").ends(0);
    assert_eq!(list(&home, "users", "users"), before);
    let none = home.run("suggestions --rule magic").ends(0);
    assert!(none.err.contains("magic"), "{none:?}");
}

#[test]
fn no_is_an_answer_for_ever() {
    let home = synced(300);
    let question = list(&home, "suggestions --limit 1", "suggestions").remove(0);
    let side = |side: &str| question[side]["account"].as_str().unwrap().to_owned();
    let (a, b) = (side("a"), side("b"));
    home.run(&format!("never {a} {b} --reason brothers"))
        .ends(0);
    home.run("sync").ends(0);
    home.run(&format!("merge {a} {b}")).ends(4);
    let asked = list(&home, "suggestions --limit 1000", "suggestions");
    let again = |one: &Value| one["a"]["account"] == *a && one["b"]["account"] == *b;
    assert!(!asked.iter().any(again));
    home.run("undo").ends(0);
    home.run(&format!("merge {a} {b}")).ends(0);
}

/// The users of a service's accounts, by the name that the account shows.
fn owners(home: &Home, service: &str) -> BTreeMap<String, String> {
    let accounts = list(
        home,
        &format!("accounts service:{service} -state:gone"),
        "accounts",
    );
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let named = accounts.iter().filter(|one| one["name"].is_string());
    named
        .map(|one| (text(&one["name"]), text(&one["user"])))
        .collect()
}

/// Syncs a service whose accounts all changed: it is held, and passes with its count.
fn sync_all_changed(home: &Home) {
    let held = home.run("sync nextcloud --json").ends(4).json();
    let waiting = home.run("relink nextcloud").ends(0);
    assert!(waiting.err.contains("--accept-removals"), "{waiting:?}");
    let counts = held["runs"][0]["held"].as_array().unwrap();
    let count: u64 = counts
        .iter()
        .map(|one| one["count"].as_u64().unwrap())
        .sum();
    home.run(&format!("sync nextcloud --accept-removals {count}"))
        .ends(0);
}

#[test]
fn a_service_that_changed_all_its_ids_is_relinked_there_and_back() {
    let home = synced(300);
    let sandbox = home.sandbox.as_ref().unwrap();
    let before = owners(&home, "nextcloud");
    let some = list(&home, "users service:nextcloud", "users").remove(0);
    let some = some["id"].as_str().unwrap();
    home.run(&format!(
        "user set {some} note=left-handed departure=2027-03-01"
    ))
    .ends(0);
    let move_to = |to: &str| {
        let body = json!({"service": "nextcloud", "to": to});
        sandbox.command("renumber", &body).unwrap();
        sync_all_changed(&home);
    };
    let relinked = |home: &Home| {
        let shown = home.run("relink nextcloud --dry-run --json").ends(0).json();
        let count = shown["pairs"].as_array().unwrap().len();
        assert!(
            count * 10 >= before.len() * 7,
            "{count} of {}",
            before.len()
        );
        assert_eq!(shown["seq"], Value::Null);
        let done = home.run("relink nextcloud --yes --json").ends(0).json();
        assert_eq!(done["pairs"], shown["pairs"]);
        let now = owners(home, "nextcloud");
        let same = before
            .iter()
            .filter(|(name, user)| now.get(*name) == Some(user));
        assert!(same.count() >= count, "the users are who they were");
        let user = home.run(&format!("show {some} --json")).ends(0).json();
        assert_eq!(user["user"]["note"], "left-handed");
        done["seq"].as_u64().unwrap()
    };

    move_to("new");
    let seq = relinked(&home);
    home.run(&format!("undo {seq}")).ends(0);
    relinked(&home);
    home.run("sync").ends(0);
    move_to("old");
    relinked(&home);
    move_to("new");
    relinked(&home);
    home.run("log verify").ends(0);
    home.run("relink nowhere").ends(2);
    let french = home.run("relink nextcloud --lang fr").ends(0);
    assert!(french.err.contains("apparié"), "{french:?}");
}

#[test]
fn ids_that_change_while_logins_stay_need_no_question() {
    let home = synced(120);
    let again = home.run("relink mattermost --json").ends(0).json();
    assert_eq!(again["pairs"], json!([]));
    assert_eq!(again["held"], Value::Null);
}
