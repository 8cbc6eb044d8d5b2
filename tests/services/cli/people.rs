//! People from a list, newcomers who are awaited, and who leaves.

use serde_json::{Value, json};

use super::home::{Home, Said};

fn synced() -> Home {
    let home = Home::with_sandbox(200, "");
    home.run("sync").ends(0);
    home
}

fn list(home: &Home, line: &str, name: &str) -> Vec<Value> {
    let json = home.run(&format!("{line} --json")).ends(0).json();
    assert_eq!(json["schema"], 1);
    json[name].as_array().unwrap().clone()
}

/// Writes a list, and imports it.
fn import(home: &Home, text: &str, flags: &str) -> Said {
    let path = home.path("people.csv");
    home.write(&path, text);
    home.run(&format!("import {} {flags}", path.display()))
}

/// Names, addresses and logins of users with an active account that has an address of its own.
fn people(home: &Home, count: usize) -> Vec<(String, String, String)> {
    let users = list(home, "users kind:person", "users");
    let all: Vec<(&Value, &Value)> = users
        .iter()
        .filter_map(|user| {
            let accounts = user["accounts"].as_array().unwrap();
            let account = accounts.iter().find(|account| {
                let emails = account["emails"].as_array().unwrap();
                account["state"] == "active"
                    && account["service"] == "mattermost"
                    && emails.iter().any(|email| email["verified"] == true)
            })?;
            Some((user, account))
        })
        .collect();
    assert!(all.len() >= count, "{}", all.len());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let person = |(user, account): &(&Value, &Value)| {
        let email = text(&account["emails"][0]["address"]);
        (text(&user["id"]), email, text(&account["login"]))
    };
    all.iter().take(count).map(person).collect()
}

#[test]
fn a_list_is_shown_then_taken_over_then_says_nothing_new() {
    let home = synced();
    let people = people(&home, 2);
    let [(jane, email, _), (paul, _, login)] = people.as_slice() else {
        panic!("{people:?}")
    };
    let before = list(&home, "users", "users");
    let text = format!(
        "\u{feff}email;login;departure;note;name;services\n\
         {email};;31/01/2027;desk 4;;\n\
         ;mattermost:{login};2027-02-28;;;\n\
         nora@home.example;;;;Nora New;mattermost|nextcloud\n"
    );
    let shown = import(&home, &text, "").ends(0);
    assert!(
        shown.out.contains("desk 4") && shown.out.contains("newcomer"),
        "{shown:?}"
    );
    assert!(shown.err.contains("--yes"), "{shown:?}");
    assert_eq!(list(&home, "users", "users"), before, "nothing is done yet");

    let done = import(&home, &text, "--yes --json").ends(0).json();
    assert_eq!(done["done"], true);
    let outcomes: Vec<&str> = done["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["changed", "changed", "requested"]);
    assert_eq!(done["lines"][0]["user"]["id"], *jane);
    assert_eq!(done["lines"][0]["line"], 2);
    let user = |id: &str| home.run(&format!("show {id} --json")).ends(0).json();
    assert_eq!(user(jane)["user"]["departure"], "2027-01-31");
    assert_eq!(user(jane)["decisions"][0]["verdict"], "import");
    assert_eq!(user(paul)["user"]["departure"], "2027-02-28");

    let entries = list(&home, "log", "entries").len();
    let again = import(&home, &text, "--yes --json").ends(0).json();
    assert_eq!(again["seq"], Value::Null);
    assert_eq!(list(&home, "log", "entries").len(), entries);
    assert_eq!(list(&home, "requests", "requests").len(), 1);

    home.run(&format!("undo {}", done["seq"])).ends(0);
    assert_eq!(list(&home, "users", "users"), before);
    home.run("log verify").ends(0);
    let awaited = list(&home, "requests", "requests");
    assert!(awaited.is_empty(), "the newcomers go with their import");
}

#[test]
fn what_stands_is_kept_and_what_is_not_sure_is_left_alone() {
    let home = synced();
    let people = people(&home, 2);
    let [(jane, email, _), (_, other, _)] = people.as_slice() else {
        panic!("{people:?}")
    };
    home.run(&format!(
        "user set {jane} departure=2026-12-24 name=Jane_Doe"
    ))
    .ends(0);
    let text = format!(
        "name,email,departure\n,{email},2027-01-31\nDoe Jane,,2027-01-31\n,{email}|{other},2027-01-31\n"
    );
    let said = import(&home, &text, "--yes --json").ends(3).json();
    let conflict = &said["lines"][0]["conflicts"][0];
    assert_eq!(
        *conflict,
        json!({"field": "departure", "old": "2026-12-24", "new": "2027-01-31", "line": null})
    );
    assert_eq!(said["lines"][1]["doubt"], "name-only");
    assert_eq!(said["lines"][1]["candidates"][0]["id"], *jane);
    assert_eq!(said["lines"][2]["doubt"], "several");
    let departure =
        || home.run(&format!("show {jane} --json")).ends(0).json()["user"]["departure"].clone();
    assert_eq!(departure(), "2026-12-24");
    let one = format!("email,departure\n{email},2027-01-31\n");
    import(&home, &one, "--yes --overwrite").ends(0);
    assert_eq!(departure(), "2027-01-31");
}

#[test]
fn a_list_with_a_bad_line_changes_nothing() {
    let home = synced();
    let people = people(&home, 1);
    let (jane, email, _) = &people[0];
    let text = format!("email,departure\n{email},2027-01-31\n{email},31.01.2027\n");
    let said = import(&home, &text, "--yes").ends(2);
    assert!(said.err.contains("people.csv:3:2"), "{said:?}");
    assert!(said.err.contains("31/12/2026"), "{said:?}");
    let shown = home.run(&format!("show {jane} --json")).ends(0).json();
    assert_eq!(shown["user"]["departure"], Value::Null);
    let said = import(&home, "name,colour\nJane,red\n", "--yes --lang fr").ends(2);
    assert!(
        said.err.contains("people.csv:1:2") && said.err.contains("services"),
        "{said:?}"
    );
    home.run("import /no/such/list.csv").ends(2);
    import(&home, "name\nNora New\n", "--new 3").ends(2);
    let path = home.path("people.csv");
    home.write(&path, "name\nNora New\n");
    home.run(&format!("--read-only import {} --yes", path.display()))
        .ends(4);
    home.run(&format!("--read-only import {}", path.display()))
        .ends(0);
}

#[test]
fn newcomers_are_listed_with_who_they_seem_to_be_and_let_go_of() {
    let home = synced();
    let people = people(&home, 1);
    let (jane, email, _) = &people[0];
    import(
        &home,
        "name,email,arrival,services\nNora New,nora@home.example,04/01/2027,mattermost\nOle Old,,,\n",
        "--yes",
    )
    .ends(0);
    let requests = list(&home, "--read-only requests", "requests");
    assert_eq!(
        (
            &requests[0]["name"],
            &requests[0]["arrival"],
            &requests[0]["line"]
        ),
        (&json!("Nora New"), &json!("2027-01-04"), &json!(2))
    );
    assert_eq!(requests[0]["services"], json!(["mattermost"]));
    assert_eq!(requests[0]["user"], Value::Null);

    // An account with the address appears.
    home.run(&format!("user set {jane} email=nora@home.example"))
        .ends(0);
    let requests = list(&home, "requests", "requests");
    assert_eq!(requests[0]["user"]["id"], *jane);
    assert!(!email.is_empty());

    home.run("requests drop 2 9").ends(2);
    assert_eq!(list(&home, "requests", "requests").len(), 2);
    home.run("requests drop 2 --reason mistake").ends(0);
    assert_eq!(list(&home, "requests", "requests").len(), 1);
    let entries = list(&home, "log", "entries");
    let dropped = entries
        .iter()
        .find(|entry| entry["action"] == "request-drop");
    assert_eq!(dropped.unwrap()["targets"], json!(["request:2"]));
    let exported = home.run("export").ends(0).json();
    assert_eq!(exported["requests"][0]["id"], 1);

    home.run(&format!("forget {jane} --yes")).ends(0);
    assert!(list(&home, "requests", "requests").is_empty());
    let log = home.run("log --json").ends(0).out;
    assert!(!log.contains("nora@home.example"), "{log}");
}

#[test]
fn who_is_out_and_can_get_in_comes_first() {
    let home = synced();
    let people = people(&home, 4);
    let days = ["2026-11-01", "2026-11-25", "2026-12-20", "2027-06-01"];
    for ((id, ..), day) in people.iter().zip(days) {
        home.run(&format!("user set {id} departure={day}")).ends(0);
    }
    let mine = |line: &str| -> Vec<(String, i64, usize)> {
        let ids: Vec<&str> = people.iter().map(|(id, ..)| id.as_str()).collect();
        list(&home, line, "departures")
            .iter()
            .filter(|row| ids.contains(&row["user"].as_str().unwrap()))
            .map(|row| {
                let group = row["group"].as_str().unwrap().to_owned();
                let open = row["accounts"].as_array().unwrap().len();
                (group, row["days"].as_i64().unwrap(), open)
            })
            .collect()
    };
    let rows = mine("--read-only departures");
    let said: Vec<(&str, i64)> = rows
        .iter()
        .map(|(group, days, _)| (group.as_str(), *days))
        .collect();
    assert_eq!(said, [("still-active", -21), ("week", 3), ("month", 28)]);
    assert!(rows.iter().all(|(.., open)| *open > 0));
    assert_eq!(mine("departures --within 365").len(), 4);
    assert_eq!(mine("departures --within 0").len(), 1);
    assert_eq!(mine("departures service:nowhere --within 365").len(), 0);
    let all = list(&home, "departures --within 365", "departures");
    let disable: Vec<&Value> = all
        .iter()
        .flat_map(|row| row["accounts"].as_array().unwrap())
        .filter(|account| account["service"] == "mattermost")
        .map(|account| &account["disable"])
        .collect();
    assert!(
        !disable.is_empty() && disable.iter().all(|word| **word == "exact"),
        "{disable:?}"
    );
    let page = home.run("departures --lang fr").ends(0);
    assert!(
        page.out.contains("il y a 21 jours") || page.out.contains("21"),
        "{page:?}"
    );
    let csv = home.run("departures --format csv").ends(0);
    assert!(csv.out.starts_with("name,group,departure,days,"), "{csv:?}");
    assert!(
        csv.out.contains(",2026-11-01,-21,"),
        "a figure is no formula: {csv:?}"
    );
}
