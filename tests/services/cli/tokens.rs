//! `token inspect` and `tokens`: what is said of a token, and that the token itself is never kept.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::home::{Home, Said, said};

const GITHUB: &str = "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";
/// RFC 7515, appendix A.1, with its key.
const SIGNED: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const KEY: &str = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;

fn jwt(claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{}",
        part(r#"{"alg":"HS256"}"#),
        part(claims),
        part("x")
    )
}

/// Runs a line with a token on standard input.
fn given(home: &Home, line: &str, token: &str) -> Said {
    let mut child = home
        .command(line)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses without reading closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(token.as_bytes());
    let output = child.wait_with_output().unwrap();
    let said = said(&output);
    let end = &token[token.len().saturating_sub(20)..];
    assert!(
        token.len() < 30 || !format!("{said:?}").contains(end),
        "the token is shown"
    );
    said
}

#[test]
fn a_token_is_explained_without_settings_and_never_shown() {
    let home = Home::empty();
    let page = given(&home, "token inspect", &format!("{SIGNED}\n")).ends(0);
    for words in [
        "HS256",
        "not checked",
        "joe",
        "2011-03-22T18:43:00Z",
        "it ended on",
    ] {
        assert!(page.out.contains(words), "{words}: {page:?}");
    }
    let json = given(&home, "token inspect - --json", SIGNED)
        .ends(0)
        .json();
    assert_eq!(json["kind"], "jwt");
    assert_eq!(json["issuer"], "joe");
    assert_eq!(json["signature"]["verdict"], "not-checked");
    assert_eq!(json["warnings"][0]["rule"], "expired");
    assert_eq!(json["known"], serde_json::Value::Null);

    let json = given(&home, "token inspect --json", GITHUB).ends(0).json();
    assert_eq!(
        (
            &json["kind"],
            &json["provider"],
            &json["masked"],
            &json["checksum"]
        ),
        (
            &"github-pat".into(),
            &"github".into(),
            &"ghp_********".into(),
            &true.into()
        )
    );
    let french = given(&home, "token inspect --lang fr", GITHUB).ends(0);
    assert!(french.out.contains("jeton d’accès personnel"), "{french:?}");
}

#[test]
fn a_token_on_the_command_line_is_refused_and_not_repeated() {
    let home = Home::empty();
    for token in [GITHUB, SIGNED, "aB3dE-fG4hJ-kM5nP-qR6sT-wX7yZ"] {
        let refused = home.run(&format!("token inspect {token}")).ends(2);
        let all = format!("{}{}", refused.out, refused.err);
        assert!(!all.contains(token) && all.contains("history"), "{all}");
    }
    home.run("token inspect /no/such/file").ends(1);
}

#[test]
fn what_is_no_token_is_refused_and_what_is_endless_is_not_read_whole() {
    let home = Home::empty();
    given(&home, "token inspect", "").ends(1);
    given(&home, "token inspect", "two words").ends(1);
    given(&home, "token inspect", "eyJhbGciOi.cut").ends(1);
    given(&home, "token inspect", &"x".repeat(65 * 1024)).ends(1);
    home.run("token inspect /dev/zero").ends(1);
}

#[test]
fn the_claims_of_a_stranger_reach_no_terminal() {
    let home = Home::empty();
    let claims =
        "{\"sub\":\"\\u001b[2J\\u202eevil\\u009b1m\",\"\\u001b]0;x\\u0007\":\"\u{9b}2J\u{202e}\"}";
    for line in ["token inspect", "token inspect --json"] {
        let out = given(&home, line, &jwt(claims)).ends(0).out;
        let obeyed = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
        assert!(!out.contains(obeyed), "{out:?}");
        assert!(out.contains("evil"));
    }
    let json = given(&home, "token inspect --json", &jwt(claims)).json();
    assert_eq!(json["subject"], "\u{1b}[2J\u{202e}evil\u{9b}1m");
}

#[test]
fn a_signature_is_good_bad_or_refused_with_an_exit_code_each() {
    let home = Home::empty();
    let key = home.path("key.json");
    home.write(&key, KEY);
    let line = format!("token inspect --json --key {}", key.display());
    let good = given(&home, &line, SIGNED).ends(0).json();
    assert_eq!(good["signature"]["verdict"], "good");
    let bad = given(&home, &line, &jwt("{}")).ends(1).json();
    assert_eq!(bad["signature"]["verdict"], "bad");
    let pem = home.path("key.pem");
    let ed25519 = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    home.write(
        &pem,
        &format!("-----BEGIN PUBLIC KEY-----\n{ed25519}\n-----END PUBLIC KEY-----\n"),
    );
    let line = format!("token inspect --json --key {}", pem.display());
    let refused = given(&home, &line, SIGNED).ends(4).json();
    assert_eq!(refused["signature"]["verdict"], "refused");

    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    let line = format!("token inspect --json --key {}", key.display());
    let told = given(&home, &line, SIGNED).ends(0).json();
    assert_eq!(told["warnings"][1]["rule"], "key-readable");
}

#[test]
fn a_key_can_be_a_reference_but_never_stand_on_the_command_line() {
    let home = Home::empty();
    let run = |key: &str, more: &[&str]| {
        let mut command = home.command("token inspect --json");
        command.args(more).args(["--key", key]).env("THE_KEY", KEY);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(SIGNED.as_bytes());
        said(&child.wait_with_output().unwrap())
    };
    let good = run("{ env = \"THE_KEY\" }", &[]).ends(0).json();
    assert_eq!(good["signature"]["verdict"], "good");
    run("{ env = \"NO_KEY\" }", &[]).ends(1);
    run("{ env = \"THE_KEY\" }", &["--read-only"]).ends(1);
    let inline = run("{ value = \"hunter2\" }", &[]).ends(2);
    assert!(!inline.err.contains("hunter2"), "{inline:?}");
}

fn synced() -> Home {
    let home = Home::with_sandbox(120, "");
    home.run("sync mattermost nextcloud").ends(0);
    home
}

fn users(home: &Home) -> Vec<serde_json::Value> {
    home.run("users --json").ends(0).json()["users"]
        .as_array()
        .unwrap()
        .clone()
}

fn tokens(home: &Home, filter: &str) -> Vec<serde_json::Value> {
    let line = format!("tokens --json {filter}");
    home.run(&line).ends(0).json()["tokens"]
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn the_register_knows_who_has_what_until_when_and_never_the_token() {
    let home = synced();
    let users = users(&home);
    let (ada, bob) = (
        users[0]["id"].as_str().unwrap(),
        users[1]["id"].as_str().unwrap(),
    );
    // Ends ten days after the test's present.
    let token = jwt(r#"{"sub":"ada-the-subject","aud":"api","jti":"j-1","exp":1796212800}"#);
    given(&home, "token inspect --record", &token).ends(2);
    let recorded = given(
        &home,
        &format!("token inspect --json --record --for {ada}"),
        &token,
    );
    assert_eq!(recorded.ends(0).json()["known"]["id"], 1);
    given(
        &home,
        &format!("token inspect --record --for {bob} --expires 2026-11-01"),
        GITHUB,
    )
    .ends(0);
    // The same token twice is one row, now of somebody else.
    given(
        &home,
        &format!("token inspect --record --for {bob} --note build"),
        &token,
    )
    .ends(0);

    let all = tokens(&home, "");
    assert_eq!(all.len(), 2);
    assert_eq!(
        (&all[0]["user"], &all[0]["note"]),
        (&bob.into(), &"build".into())
    );
    assert_eq!(
        (&all[0]["state"], &all[0]["audience"][0]),
        (&"live".into(), &"api".into())
    );
    assert_eq!(
        (&all[1]["state"], &all[1]["kind"]),
        (&"expired".into(), &"github-pat".into())
    );
    assert_eq!(all[1]["expires"], "2026-11-01T23:00:00Z");
    assert_eq!(all[0]["digest"].as_str().unwrap().len(), 4);
    let known = given(&home, "token inspect --json", &token).json();
    assert_eq!(known["known"]["id"], 1);

    let ids = |filter: &str| -> Vec<u64> {
        tokens(&home, filter)
            .iter()
            .map(|row| row["id"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(ids("--expired"), [2]);
    assert_eq!(ids("--expiring 9"), [0_u64; 0]);
    assert_eq!(ids("--expiring 10"), [1]);
    assert_eq!(ids(&format!("--for {bob}")), [1, 2]);
    assert!(ids(&format!("--for {ada}")).is_empty());

    home.run("tokens revoked 1 --reason left").ends(0);
    assert_eq!(tokens(&home, "")[0]["revoked"]["why"], "left");
    home.run("tokens drop 2").ends(0);
    home.run("tokens drop 2").ends(2);
    home.run("tokens revoked 9").ends(2);
    // A number is never given twice.
    given(
        &home,
        &format!("token inspect --record --for {ada}"),
        GITHUB,
    )
    .ends(0);
    assert_eq!(ids(""), [1, 3]);

    let log = home.run("log --json").ends(0).json();
    let said: Vec<&str> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .filter(|action| action.starts_with("token-"))
        .collect();
    assert_eq!(
        said,
        [
            "token-record",
            "token-record",
            "token-record",
            "token-revoked",
            "token-drop",
            "token-record"
        ]
    );
    let csv = home.run("tokens --format csv").ends(0).out;
    assert!(csv.starts_with("token,state,name,"), "{csv}");
    for kept in [home.path("store").join("store.redb")] {
        let bytes = fs::read(kept).unwrap();
        for part in token.split('.').skip(1).chain([&GITHUB[4..]]) {
            if part.len() > 8 {
                assert!(
                    !bytes
                        .windows(part.len())
                        .any(|window| window == part.as_bytes())
                );
            }
        }
    }
}

#[test]
fn who_is_forgotten_leaves_tokens_of_nobody() {
    let home = synced();
    let user = users(&home)[0]["id"].as_str().unwrap().to_owned();
    let token = jwt(r#"{"sub":"Gertrude-Subject","jti":"Gertrude-Id","exp":1796212800}"#);
    let line = format!("token inspect --record --for {user} --note Gertrude-Note");
    given(&home, &line, &token).ends(0);
    home.run("tokens revoked 1 --reason Gertrude-left").ends(0);
    assert!(home.run("export").out.contains("Gertrude-Subject"));
    home.run(&format!("forget {user} --yes")).ends(0);
    let everything = home.run("export").ends(0).out;
    assert!(
        !everything.contains("Gertrude") && !everything.contains(&user),
        "traces are left"
    );
    let row = &tokens(&home, "")[0];
    assert_eq!(
        (&row["id"], &row["user"], &row["state"]),
        (&1.into(), &serde_json::Value::Null, &"revoked".into())
    );
    home.run("log verify").ends(0);
}

#[test]
fn a_backup_brings_the_register_back_and_nobody_writes_read_only() {
    let home = synced();
    let user = users(&home)[0]["id"].as_str().unwrap().to_owned();
    given(
        &home,
        &format!("token inspect --record --for {user}"),
        GITHUB,
    )
    .ends(0);
    home.run(&format!("backup {}", home.path("copy").display()))
        .ends(0);
    home.run("tokens drop 1").ends(0);
    home.run(&format!(
        "restore {} --replace",
        home.path("copy").display()
    ))
    .ends(0);
    assert_eq!(tokens(&home, "").len(), 1);
    home.run("--read-only tokens drop 1").ends(4);
    given(
        &home,
        &format!("--read-only token inspect --record --for {user}"),
        GITHUB,
    )
    .ends(4);
    assert_eq!(tokens(&home, "--read-only").len(), 1);
}
