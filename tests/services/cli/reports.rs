//! What is answered from the store.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use super::home::Home;

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

#[test]
fn users_and_accounts_point_at_each_other() {
    let home = synced();
    let users = list(&home, "users", "users");
    let accounts = list(&home, "accounts", "accounts");
    let held: usize = users
        .iter()
        .map(|user| user["accounts"].as_array().unwrap().len())
        .sum();
    assert_eq!(held, accounts.len());
    for user in &users {
        for account in user["accounts"].as_array().unwrap() {
            assert_eq!(account["user"], user["id"]);
            let handle = account["handle"].as_str().unwrap();
            assert!(handle.starts_with(account["service"].as_str().unwrap()));
        }
    }
}

#[test]
fn a_filter_narrows_users_and_accounts_and_a_wrong_one_is_2() {
    let home = synced();
    let all = list(&home, "accounts", "accounts");
    let some = list(&home, "accounts service:github admin:yes", "accounts");
    let expected = all
        .iter()
        .filter(|a| a["service"] == "github" && a["admin"] == true)
        .count();
    assert!(expected > 0);
    assert_eq!(some.len(), expected);
    let others = list(&home, "accounts -service:github", "accounts");
    assert_eq!(
        others.len(),
        all.iter().filter(|a| a["service"] != "github").count()
    );
    home.run("users colour:red").ends(2);
}

#[test]
fn show_takes_a_name_an_address_or_a_handle_and_refuses_doubt() {
    let home = synced();
    let user = &list(&home, "users", "users")[0];
    let handle = user["accounts"][0]["handle"].as_str().unwrap();
    let id = user["id"].as_str().unwrap();
    for selector in [handle, id] {
        let shown = home.run(&format!("show {selector} --json")).ends(0).json();
        assert_eq!(shown["user"]["id"], id);
        assert!(shown["changes"].is_array() && shown["decisions"].is_array());
    }
    home.run("show nobody-at-all").ends(2);
}

#[test]
fn groups_answer_who_is_in_them() {
    let home = synced();
    let groups = list(&home, "groups service:github kind:team", "groups");
    let group = groups
        .iter()
        .find(|g| !g["members"].as_array().unwrap().is_empty())
        .unwrap();
    let member = group["members"][0]["account"].as_str().unwrap();
    let account = list(&home, "accounts service:github", "accounts")
        .into_iter()
        .find(|account| account["handle"] == member)
        .unwrap();
    assert!(
        account["groups"]
            .as_array()
            .unwrap()
            .contains(&group["name"])
    );
}

#[test]
fn audit_fails_on_what_it_was_told_to() {
    let home = synced();
    let findings = list(&home, "audit", "findings");
    let has = |severity: &str| findings.iter().any(|f| f["severity"] == severity);
    assert!(has("warning"));
    home.run("audit --fail-on info").ends(5);
    home.run("audit --fail-on warning").ends(5);
    home.run("audit --fail-on critical")
        .ends(if has("critical") { 5 } else { 0 });
    home.run("audit --rule nonsense").ends(2);
}

#[test]
fn a_waived_finding_no_longer_counts_until_the_waiver_is_withdrawn() {
    let home = synced();
    let line = "audit --rule no-mfa --fail-on warning";
    let findings = list(&home, "audit --rule no-mfa", "findings");
    assert!(!findings.is_empty());
    home.run(line).ends(5);
    for finding in &findings {
        let subject = finding["subject"].as_str().unwrap();
        home.run(&format!(
            "waive no-mfa {subject} --reason agreed --until +3m"
        ))
        .ends(0);
    }
    home.run(line).ends(0);
    let waived = list(&home, "audit --rule no-mfa --waived", "findings");
    assert_eq!(waived.len(), findings.len());
    assert_eq!(waived[0]["waived"]["reason"], "agreed");
    assert_eq!(waived[0]["waived"]["until"], "2027-02-22");
    let subject = findings[0]["subject"].as_str().unwrap();
    home.run(&format!("waive no-mfa {subject} --reason back --withdraw"))
        .ends(0);
    home.run(line).ends(5);
    home.run(&format!(
        "waive no-mfa {subject} --reason late --until 2020-01-01"
    ))
    .ends(2);
    home.run("waive no-mfa no-such-thing --reason x").ends(2);
    // One history: what was done last is taken back first, and said beforehand.
    let said = home.run("undo --dry-run").ends(0);
    assert!(said.out.contains("agreed"), "{}", said.out);
    home.run(line).ends(5);
    home.run("undo").ends(0);
    home.run(line).ends(0);
}

#[test]
fn a_departure_that_is_past_becomes_a_finding() {
    let home = synced();
    let user = list(&home, "users", "users")
        .into_iter()
        .find(|user| user["accounts"][0]["state"] == "active")
        .unwrap();
    let id = user["id"].as_str().unwrap();
    home.run(&format!(
        "user set {id} departure=21/11/2026 note=left email=a@home.example"
    ))
    .ends(0);
    let found = list(&home, "audit --rule departed-active", "findings");
    assert!(found.iter().any(|finding| finding["user"] == id));
    let shown = home.run(&format!("show {id} --json")).ends(0).json();
    assert_eq!(shown["user"]["departure"], "2026-11-21");
    assert_eq!(shown["user"]["email_verified"], false);
    home.run(&format!("user set {id} departure=open-ended"))
        .ends(0);
    assert!(list(&home, "audit --rule departed-active", "findings").is_empty());
    home.run(&format!("user set {id} colour=red")).ends(2);
    home.run(&format!("user set {id} arrival=+3m departure=today"))
        .ends(2);
}

#[test]
fn a_merge_is_shown_and_undone_from_the_command_line() {
    let home = synced();
    let users = list(&home, "users", "users");
    let before = home.run("users --json").ends(0).out;
    let (a, b) = (
        users[0]["id"].as_str().unwrap(),
        users[1]["id"].as_str().unwrap(),
    );
    home.run(&format!("merge {a} {b} --reason test")).ends(0);
    assert_eq!(list(&home, "users", "users").len(), users.len() - 1);
    let account = users[1]["accounts"][0]["handle"].as_str().unwrap();
    let other = users[0]["accounts"][0]["handle"].as_str().unwrap();
    home.run("undo").ends(0);
    assert_eq!(home.run("users --json").ends(0).out, before);
    home.run(&format!("never {account} {other}")).ends(0);
    home.run(&format!("merge {a} {b}")).ends(4);
    home.run("merge nobody nothing").ends(2);
    home.run("detach not-a-handle").ends(2);
}

#[test]
fn csv_has_titles_and_takes_another_separator() {
    let home = synced();
    let csv = home
        .run("accounts --format csv --csv-separator ; service:github")
        .ends(0)
        .out;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(csv.as_bytes());
    let titles = reader.headers().unwrap().clone();
    assert_eq!(
        titles.iter().take(3).collect::<Vec<_>>(),
        ["service", "login", "name"]
    );
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(
        rows.len(),
        list(&home, "accounts service:github", "accounts").len()
    );
    assert!(rows.iter().all(|row| &row[0] == "github"));
}

#[test]
fn a_table_off_a_terminal_has_no_colour_and_each_language_its_own_words() {
    let home = synced();
    let english = home.run("audit").ends(0).out;
    let french = home.run("audit --lang fr").ends(0).out;
    assert!(!english.contains('\u{1b}') && !french.contains('\u{1b}'));
    assert!(english.contains("SEVERITY") && french.contains("GRAVITÉ"));
    assert_eq!(english.lines().count(), french.lines().count());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = synced();
    let mut child = home
        .command("export")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}

#[test]
fn a_backup_restores_and_never_replaces_by_itself() {
    let home = synced();
    let before = home.run("users --json").ends(0).out;
    let file = home.path("copy.redb");
    let file = file.display();
    home.run(&format!("backup {file}")).ends(0);
    home.run(&format!("backup {file}")).ends(4);
    let users = list(&home, "users", "users");
    let id = users[0]["id"].as_str().unwrap();
    home.run(&format!("user set {id} note=later")).ends(0);
    home.run(&format!("restore {file}")).ends(4);
    home.run(&format!("restore {file} --replace")).ends(0);
    assert_eq!(home.run("users --json").ends(0).out, before);
    home.run("log verify").ends(0);
}

#[test]
fn the_log_is_verified_against_a_head_that_was_noted() {
    let home = synced();
    let head = home.run("log verify --json").ends(0).json()["head"]
        .as_str()
        .unwrap()
        .to_owned();
    home.run("sync").ends(0);
    let json = home
        .run(&format!("log verify --json --head {head}"))
        .ends(0)
        .json();
    assert_eq!(json["expected"], "found");
    let forged = format!("{}:{}", head.split(':').next().unwrap(), "0".repeat(64));
    let json = home
        .run(&format!("log verify --json --head {forged}"))
        .ends(1)
        .json();
    assert_eq!(
        (&json["ok"], &json["expected"]),
        (&false.into(), &"differs".into())
    );
    home.run("log verify --head nonsense").ends(2);
}

#[test]
fn an_export_holds_everything_and_no_secret() {
    let home = synced();
    let file = home.path("all.json");
    home.run(&format!("export --out {}", file.display()))
        .ends(0);
    let text = std::fs::read_to_string(&file).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    for part in [
        "services",
        "users",
        "unlinked",
        "links",
        "decisions",
        "changes",
        "log",
    ] {
        assert!(json[part].is_array(), "{part}");
    }
    let token = std::fs::read_to_string(home.path("github.token")).unwrap();
    assert!(!text.contains(&token));
}

#[test]
fn suggestions_name_two_users_and_why() {
    let home = synced();
    for suggestion in list(&home, "suggestions --limit 5", "suggestions") {
        assert_ne!(suggestion["a"]["user"], suggestion["b"]["user"]);
        assert!(!suggestion["evidence"].as_array().unwrap().is_empty());
    }
}

#[test]
fn a_table_of_accounts_is_matched_without_settings() {
    let home = Home::empty();
    let table = home.path("in.csv");
    let text = "account_id,service,login,display_name,email\n\
                1,a,zoe,Zo\u{e9} Martin,zoe.martin@communs.example\n\
                2,b,zmartin,Zo\u{e9} Martin,zoe.martin@communs.example\n\
                3,b,ali,Ali Ndiaye,ali@communs.example\n";
    std::fs::write(&table, text).unwrap();
    let (out, sug) = (home.path("out.csv"), home.path("sug.csv"));
    let line = format!(
        "match {} --out {} --suggestions {}",
        table.display(),
        out.display(),
        sug.display()
    );
    home.run(&line).ends(0);
    let answer = std::fs::read_to_string(&out).unwrap();
    assert!(
        answer.starts_with("account_id,cluster_id\n1,1\n2,1\n3,3"),
        "{answer}"
    );
    assert!(
        std::fs::read_to_string(&sug)
            .unwrap()
            .starts_with("account_a,account_b,score,")
    );
    std::fs::write(&table, "account_id,login\n1,x\n").unwrap();
    home.run(&line).ends(2);
    home.run("match /no/such/file --out /tmp/x").ends(2);
}
