//! `secretariat sync` with a real Cyrus IMAP: what is listed, what is said when it goes wrong.

use serde_json::{Value, json};

use super::furnish;
use crate::peers::cyrus::{Cyrus, PLAIN, Setup};
use crate::peers::free_port;
use crate::peers::proxy::Proxy;
use crate::services::cli::home::Home;

/// A home whose only service is a mail server.
fn home(port: u16) -> Home {
    let home = Home::empty();
    point(&home, port);
    home.write(&home.path("mail.password"), "adminpw");
    home
}

/// Sends the service of a home to a port.
fn point(home: &Home, port: u16) {
    let password = home.path("mail.password");
    let text = format!(
        "[[service]]\nid = \"mail\"\nkind = \"cyrus\"\n[service.options]\nhost = \"127.0.0.1\"\n\
         port = {port}\ntls = \"none\"\nlogin = \"admin\"\npassword = {{ file = {password:?} }}\n"
    );
    home.write(&home.config(), &text);
}

/// The run of the only service, and what was said beside it.
fn sync(home: &Home, code: i32) -> Value {
    let said = home.run("sync --json").ends(code);
    assert!(!said.err.contains("panicked"), "{said:?}");
    said.json()["runs"][0].clone()
}

fn accounts(home: &Home) -> Value {
    home.run("accounts --json").ends(0).json()["accounts"].clone()
}

/// Handle, state and quota of each account.
fn states(home: &Home) -> Vec<(String, String, Value)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = accounts(home);
    let rows = rows.as_array().unwrap().iter();
    rows.map(|a| {
        (
            text(&a["handle"]),
            text(&a["state"]),
            a["quota_limit"].clone(),
        )
    })
    .collect()
}

#[test]
fn a_sync_lists_exactly_the_accounts_and_states_of_the_server() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    furnish(&mut server.admin());
    let home = home(server.port);
    let first = sync(&home, 0);
    assert_eq!(
        (&first["outcome"], &first["fetched"], &first["inserted"]),
        (&json!("complete"), &json!(5), &json!(5))
    );
    let row = |handle: &str, state: &str, quota| (handle.to_owned(), state.to_owned(), quota);
    let expected = [
        row("mail/shared:contact", "active", Value::Null),
        row("mail/user:alice", "active", json!(2_097_152)),
        row("mail/user:bob", "active", json!(0)),
        row("mail/user:carol", "disabled", Value::Null),
        row("mail/user:dave", "active", Value::Null),
    ];
    assert_eq!(states(&home), expected);
    let again = sync(&home, 0);
    assert_eq!(
        (&again["unchanged"], &again["updated"]),
        (&json!(5), &json!(0))
    );

    let readers = home.run("groups --json contact").ends(0).json();
    let members: Vec<_> = readers["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["members"].as_array().unwrap())
        .map(|member| member["account"].as_str().unwrap())
        .collect();
    assert!(members.contains(&"mail/user:bob"), "{members:?}");
}

#[test]
fn carol_is_disabled_and_enabled_again_outside() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    let mut admin = server.admin();
    furnish(&mut admin);
    let home = home(server.port);
    sync(&home, 0);
    let boxes = ["user/carol", "user/carol/Sent", "user/carol/#calendars"];
    admin.ask(&boxes.map(|name| format!("DELETEACL {name} -carol")));
    admin.ask(&["SETACL user/bob -bob lrswipkxtecdan"]);
    sync(&home, 0);
    let changed = home.run("changes --json").ends(0).json();
    let mut changed: Vec<_> = changed["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["field"] == "state")
        .map(|change| format!("{} {} {}", change["account"], change["old"], change["new"]))
        .collect();
    changed.sort();
    assert_eq!(
        changed,
        [
            r#""mail/user:bob" "active" "disabled""#,
            r#""mail/user:carol" "disabled" "active""#
        ]
    );
}

#[test]
fn odd_names_arrive_whole_with_either_separator() {
    for slashes in [true, false] {
        let setup = Setup { slashes, ..PLAIN };
        let Some(server) = Cyrus::start(setup) else {
            return;
        };
        let separator = if slashes { "/" } else { "." };
        let commands = [
            "CREATE user/zoe",
            "CREATE user/zoe/&AMk-t&AOk-",
            "CREATE user/zoe/R&-D",
            "CREATE {20+}\r\nuser/zoe/Deux mots (",
            "CREATE user/o'neil",
            "CREATE user/marie-ange_d",
            "CREATE user/&AOk-lodie",
            "CREATE \"Comit\u{e9}\"",
            "CREATE \"Bureau des l&AOk-gumes\"",
        ];
        let mut admin = server.admin();
        for command in commands {
            // A server of this age refuses what is not in its own alphabet.
            let command = command.replace('/', separator);
            if command.is_ascii() {
                admin.ask(&[command]);
            }
        }
        if slashes {
            admin.ask(&["CREATE user/jean.dupont"]);
        }
        let home = home(server.port);
        assert_eq!(sync(&home, 0)["outcome"], "complete");
        let mut logins: Vec<String> = accounts(&home)
            .as_array()
            .unwrap()
            .iter()
            .map(|account| {
                account["name"]
                    .as_str()
                    .or(account["login"].as_str())
                    .unwrap()
                    .to_owned()
            })
            .collect();
        logins.sort();
        let mut expected = vec![
            "Bureau des l\u{e9}gumes",
            "marie-ange_d",
            "o'neil",
            "zoe",
            "\u{e9}lodie",
        ];
        if slashes {
            expected.insert(1, "jean.dupont");
        }
        assert_eq!(logins, expected, "slashes: {slashes}");
    }
}

#[test]
fn a_wrong_password_reaches_the_server_once_and_touches_no_account() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    furnish(&mut server.admin());
    let relay = Proxy::start(server.port, None);
    let home = home(relay.port);
    sync(&home, 0);
    let before = accounts(&home);
    let logins = || relay.heard().matches("LOGIN").count() + relay.heard().matches("PLAIN").count();
    let right = logins();

    home.write(&home.path("mail.password"), "not-it");
    for _ in 0..3 {
        let run = sync(&home, 3);
        assert_eq!(run["outcome"], "failed");
        assert!(run["error"].as_str().unwrap().contains("mail"), "{run}");
    }
    assert_eq!(logins(), right + 1, "{}", relay.heard());
    assert_eq!(accounts(&home), before);
    let services = home.run("services").ends(0).out;
    assert!(!services.contains("not-it"));

    home.write(&home.path("mail.password"), "adminpw");
    assert_eq!(sync(&home, 0)["unchanged"], 5);
}

#[test]
fn a_closed_port_fails_and_names_the_server() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    furnish(&mut server.admin());
    let home = home(server.port);
    sync(&home, 0);
    let before = accounts(&home);
    let closed = free_port();
    point(&home, closed);
    let run = sync(&home, 3);
    assert_eq!(run["outcome"], "failed");
    let error = run["error"].as_str().unwrap();
    assert!(error.contains(&format!("127.0.0.1:{closed}")), "{error}");
    assert_eq!(accounts(&home), before);
    let audit = home
        .run("audit --json --rule stale-service --fail-on warning")
        .ends(5)
        .json();
    assert_eq!(audit["findings"][0]["subject"], "mail");
}

#[test]
fn a_server_that_stops_half_way_leaves_every_account_as_it_was() {
    let Some(server) = Cyrus::start(PLAIN) else {
        return;
    };
    let commands: Vec<String> = (0..250).map(|n| format!("CREATE user/u{n}")).collect();
    server.admin().ask(&commands);
    let whole = Proxy::start(server.port, None);
    let home = home(whole.port);
    assert_eq!(sync(&home, 0)["fetched"], 250);
    let before = accounts(&home);
    let mut outcomes = Vec::new();
    // In the list of boxes, in the rights, and when a first batch of accounts is complete.
    let end = whole.answered();
    for limit in [end / 10, end / 2, end - 1_000] {
        let relay = Proxy::start(server.port, Some(limit));
        point(&home, relay.port);
        let run = sync(&home, 3);
        assert_eq!(run["gone"], 0, "{run}");
        let error = run["error"].as_str().unwrap();
        assert!(
            error.contains(&format!("127.0.0.1:{}", relay.port)),
            "{error}"
        );
        outcomes.push(run["outcome"].as_str().unwrap().to_owned());
        assert_eq!(accounts(&home), before);
    }
    assert_eq!(outcomes, ["failed", "failed", "partial"]);
}
