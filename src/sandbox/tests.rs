//! The whole sandbox over real sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::date;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::registry::KINDS;
use super::{Sandbox, SandboxError, SandboxOptions, dummy};

const NOW: i64 = 1_790_000_000;

fn options() -> SandboxOptions {
    SandboxOptions {
        accounts: 300,
        ..SandboxOptions::new(Timestamp::from_second(NOW).unwrap())
    }
}

fn secret(sandbox: &Sandbox, id: &str) -> String {
    let services = sandbox.services();
    let service = services.iter().find(|service| service.id == id).unwrap();
    service.secrets[0].1.expose_secret().to_owned()
}

/// The port in an address.
fn port(url: &str) -> u16 {
    let (_, rest) = url.rsplit_once("127.0.0.1:").unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}

fn port_of(sandbox: &Sandbox, id: &str) -> u16 {
    let services = sandbox.services();
    port(
        &services
            .iter()
            .find(|service| service.id == id)
            .unwrap()
            .url,
    )
}

/// Status, head and body of one request, as far as they came.
fn http(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    head: &str,
    body: &str,
) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", port(&sandbox.base_url()))).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: sandbox\r\nuser-agent: test\r\nconnection: close\r\n\
         content-length: {length}\r\n{head}\r\n{body}"
    )
    .unwrap();
    let mut bytes = Vec::new();
    // A cut connection ends in an error; what came before it counts.
    let _ = stream.read_to_end(&mut bytes);
    let split = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap_or(bytes.len());
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    let status = head
        .split(' ')
        .nth(1)
        .map_or(0, |status| status.parse().unwrap());
    (
        status,
        head,
        bytes.get(split + 4..).unwrap_or_default().to_vec(),
    )
}

fn github(sandbox: &Sandbox, path: &str) -> (u16, String, Vec<u8>) {
    let head = format!("authorization: Bearer {}\r\n", secret(sandbox, "github"));
    http(sandbox, "GET", &format!("/github{path}"), &head, "")
}

#[test]
fn faults_strike_over_the_wire() {
    let faults = "github:429@2,github:cut@page2,github:garbage@4,github:partial@5,github:401@6";
    let sandbox = Sandbox::start(SandboxOptions {
        faults: faults.to_owned(),
        ..options()
    })
    .unwrap();
    let members = "/orgs/communs/members?per_page=10";
    assert_eq!(github(&sandbox, members).0, 200);
    assert_eq!(github(&sandbox, members).0, 429);
    let (status, head, body) = github(&sandbox, &format!("{members}&page=2"));
    let promised = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    assert_eq!(status, 200);
    assert!(
        body.len() < promised.parse().unwrap(),
        "{} of {promised}",
        body.len()
    );
    let (status, _, body) = github(&sandbox, members);
    assert_eq!((status, body.starts_with(b"<!DOCTYPE")), (200, true));
    assert!(
        github(&sandbox, members)
            .1
            .contains("x-github-sso: partial-results")
    );
    assert_eq!(github(&sandbox, members).0, 401);
    sandbox
        .command("fault", &json!({"spec": "github:empty"}))
        .unwrap();
    assert_eq!(github(&sandbox, members).2, b"[]");
    sandbox.command("fault", &json!({"spec": ""})).unwrap();
    assert!(github(&sandbox, members).2.len() > 1_000);
    assert!(
        sandbox
            .command("fault", &json!({"spec": "github:nope"}))
            .is_err()
    );
}

#[test]
fn a_graphql_page_can_be_cut_too() {
    let sandbox = Sandbox::start(options()).unwrap();
    let head = format!("authorization: Bearer {}\r\n", secret(&sandbox, "github"));
    let query = "query($c:String){organization(login:\"communs\"){membersWithRole(first:5,after:$c){\
                 pageInfo{endCursor}}}}";
    let ask = |cursor: &Value| {
        let body = json!({"query": query, "variables": {"c": cursor}}).to_string();
        http(&sandbox, "POST", "/github/graphql", &head, &body).2
    };
    sandbox
        .command("fault", &json!({"spec": "github:garbage@page3"}))
        .unwrap();
    let next = |body: &[u8]| {
        let value: Value = serde_json::from_slice(body).unwrap();
        value["data"]["organization"]["membersWithRole"]["pageInfo"]["endCursor"].clone()
    };
    let second = next(&ask(&Value::Null));
    let third = next(&ask(&second));
    assert!(ask(&third).starts_with(b"<!DOCTYPE"));
}

#[test]
fn the_log_counts_requests_and_holds_no_secret() {
    let sandbox = Sandbox::start(options()).unwrap();
    github(&sandbox, "/user");
    http(&sandbox, "GET", "/mattermost/api/v4/users", "", "");
    let (status, _, body) = http(&sandbox, "GET", "/_sandbox/requests", "", "");
    assert_eq!(status, 200);
    let text = String::from_utf8(body).unwrap();
    assert!(!text.contains(&secret(&sandbox, "github")));
    let log: Value = serde_json::from_str(&text).unwrap();
    let wanted = json!({"method": "GET", "path": "/user", "credential": true});
    assert_eq!(log["github"], json!({"count": 1, "requests": [wanted]}));
    assert_eq!(log["mattermost"]["requests"][0]["credential"], false);
    assert_eq!(
        (sandbox.requests("github"), sandbox.requests("nextcloud")),
        (1, 0)
    );
    let (status, ..) = http(&sandbox, "POST", "/_sandbox/forget-requests", "", "");
    assert_eq!((status, sandbox.requests("github")), (200, 0));
    assert_eq!(http(&sandbox, "POST", "/_sandbox/nothing", "", "").0, 422);
    assert_eq!(http(&sandbox, "GET", "/elsewhere", "", "").0, 404);
}

#[test]
fn the_world_is_changed_and_reset() {
    let sandbox = Sandbox::start(options()).unwrap();
    let exists = || github(&sandbox, "/orgs/communs/members/zorglub").0 == 204;
    assert!(exists());
    let one = json!({"service": "github", "account": "zorglub"});
    sandbox.command("remove", &one).unwrap();
    assert!(!exists());
    assert!(sandbox.command("remove", &one).is_err());
    sandbox.command("reset", &Value::Null).unwrap();
    assert!(exists());
    let rename = json!({"service": "github", "account": "zorglub", "to": "bulgroz"});
    sandbox.command("rename", &rename).unwrap();
    assert!(!exists());
    sandbox
        .command("accept-invitation", &json!({"account": "oublie-depuis"}))
        .unwrap();
    assert_eq!(
        github(&sandbox, "/orgs/communs/members/oublie-depuis").0,
        204
    );
    for service in KINDS.iter().map(|kind| kind.id()) {
        sandbox
            .command("empty", &json!({"service": service}))
            .unwrap();
        if !["github", "dummy"].contains(&service) {
            let gone = json!({"service": service, "account": "claire.fontaine"});
            assert!(sandbox.command("disable", &gone).is_err(), "{service}");
        }
    }
    assert_eq!(github(&sandbox, "/orgs/communs/members").2, b"[]");
}

#[test]
fn imap_takes_literals_and_shows_its_faults() {
    let sandbox = Sandbox::start(options()).unwrap();
    let password = secret(&sandbox, "mail");
    let connect = || {
        let stream = TcpStream::connect(("127.0.0.1", port_of(&sandbox, "mail"))).unwrap();
        let mut reader = BufReader::new(stream);
        let mut greeting = String::new();
        reader.read_line(&mut greeting).unwrap();
        assert!(greeting.starts_with("* OK [CAPABILITY"), "{greeting}");
        reader
    };
    let mut imap = connect();
    let mut say = |text: &str| {
        imap.get_mut().write_all(text.as_bytes()).unwrap();
        let mut line = String::new();
        imap.read_line(&mut line).unwrap();
        line
    };
    assert_eq!(say("a LOGIN {5}\r\n"), "+ go ahead\r\n");
    let size = password.len();
    assert!(say(&format!("cyrus {{{size}+}}\r\n{password}\r\n")).starts_with("a OK"));
    assert_eq!(say("b NOOP\r\n"), "b OK Completed\r\n");
    sandbox
        .command("fault", &json!({"spec": "mail:500@1,mail:cut@2"}))
        .unwrap();
    assert_eq!(say("c NOOP\r\n"), "c NO [UNAVAILABLE] System I/O error\r\n");
    assert_eq!(say("d LIST \"\" *\r\n"), "* LIST (\\HasNo");
    assert_eq!(sandbox.requests("mail"), 4);
    sandbox.command("fault", &json!({"spec": ""})).unwrap();
    sandbox
        .command("fault", &json!({"spec": "mail:401"}))
        .unwrap();
    let mut again = connect();
    write!(again.get_mut(), "a LOGIN cyrus {password}\r\n").unwrap();
    let mut line = String::new();
    again.read_line(&mut line).unwrap();
    assert_eq!(line, "a NO Login failed: authentication failure\r\n");
}

#[test]
fn the_configuration_names_its_secret_files_and_nobody_else_can_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::start(options()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let path = sandbox.write_config(dir.path()).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let config: toml::Value = toml::from_str(&text).unwrap();
        let services = config["service"].as_array().unwrap();
        assert_eq!(services.len(), KINDS.len());
        for service in services {
            let options = service["options"].as_table().unwrap();
            let file = options
                .values()
                .find_map(|value| value.get("file"))
                .unwrap();
            let file = Path::new(file.as_str().unwrap());
            assert!(file.is_absolute() && file.starts_with(dir.path()));
            let mode = std::fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            let id = service["id"].as_str().unwrap();
            assert_eq!(std::fs::read_to_string(file).unwrap(), secret(&sandbox, id));
        }
    }
}

#[test]
fn what_cannot_be_set_up_is_refused() {
    for (service, version) in [("nextcloud", "26"), ("gitlab", "1")] {
        let version = SandboxOptions {
            versions: vec![(service.to_owned(), version.to_owned())],
            ..options()
        };
        let refused = Sandbox::start(version);
        assert!(matches!(refused, Err(SandboxError::Version { .. })));
    }
    let fault = SandboxOptions {
        faults: "x:y".to_owned(),
        ..options()
    };
    assert!(matches!(Sandbox::start(fault), Err(SandboxError::Fault(_))));
    let running = Sandbox::start(options()).unwrap();
    let taken = SandboxOptions {
        port: port(&running.base_url()),
        ..options()
    };
    assert!(matches!(Sandbox::start(taken), Err(SandboxError::Io(_))));
}

#[test]
fn the_ports_close_when_it_ends() {
    let sandbox = Sandbox::start(options()).unwrap();
    let (http, imap) = (port(&sandbox.base_url()), port_of(&sandbox, "mail"));
    sandbox.stop();
    for port in [http, imap] {
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}

fn truth(sandbox: &Sandbox) -> Vec<String> {
    let mut csv = Vec::new();
    sandbox.truth(&mut csv).unwrap();
    let text = String::from_utf8(csv).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn one_line_of_the_registry_makes_a_service() {
    let sandbox = Sandbox::start(SandboxOptions {
        versions: vec![("dummy".to_owned(), "1".to_owned())],
        ..options()
    })
    .unwrap();
    let ask = |query: &str| {
        let head = format!("authorization: Key {}\r\n", secret(&sandbox, "dummy"));
        http(&sandbox, "GET", &format!("/dummy/users{query}"), &head, "")
    };
    let users = |query: &str| -> Value { serde_json::from_slice(&ask(query).2).unwrap() };
    assert_eq!(users("")["version"], "1");
    let first = users("")["users"][0].clone();
    assert_eq!(
        (&first["login"], &first["boss"]),
        (&json!("root"), &json!(true))
    );
    // The truth and the requests tell it like any other.
    let told = truth(&sandbox);
    assert!(
        told.iter()
            .any(|line| line.contains(",dummy,dummy/user:0,root,"))
    );
    assert_eq!(sandbox.requests("dummy"), 2);
    // So do its own commands and faults; those of others are refused.
    let boss = users("")["users"][1]["login"].clone();
    let command = json!({"account": boss});
    sandbox.command("promote", &command).unwrap();
    assert_eq!(users("")["users"][1]["boss"], true);
    let stranger = json!({"service": "github", "account": boss});
    assert_eq!(
        sandbox.command("promote", &stranger).unwrap_err(),
        "github takes no such command"
    );
    let fault = |spec: &str| sandbox.command("fault", &json!({"spec": spec}));
    fault("dummy:forgetful@page2,dummy:503@2").unwrap();
    assert_eq!(users("?page=2")["users"][0], json!({}));
    assert_eq!(ask("").0, 503);
    assert!(fault("dummy:500").is_err() && fault("github:forgetful").is_err());
    sandbox
        .command("empty", &json!({"service": "dummy"}))
        .unwrap();
    fault("").unwrap();
    assert_eq!(users("")["users"], json!([]));
    let (_, _, body) = http(&sandbox, "GET", "/_sandbox/", "", "");
    let shown: Value = serde_json::from_slice(&body).unwrap();
    assert!(
        shown["services"]
            .as_array()
            .unwrap()
            .contains(&json!("dummy"))
    );
}

#[test]
fn a_command_that_several_services_take_needs_a_name() {
    let sandbox = Sandbox::start(options()).unwrap();
    let nobody = json!({"account": "claire.fontaine"});
    let refused = sandbox.command("disable", &nobody).unwrap_err();
    assert!(refused.contains("name one"), "{refused}");
    let only = json!({"scopes": ["read:org"]});
    sandbox.command("scopes", &only).unwrap();
}

#[test]
fn a_kind_more_changes_nothing_of_the_others() {
    // The organisation of these numbers as it has always been: whoever runs the demo finds the
    // same people, and the tests theirs.
    let sandbox = Sandbox::start(SandboxOptions {
        accounts: 900,
        ..options()
    })
    .unwrap();
    let mut old = truth(&sandbox);
    old.retain(|line| !line.contains(&format!(",{},", dummy::KIND.id())));
    let digest: [u8; 32] = Sha256::digest(old.join("\n") + "\n").into();
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        digest,
        "912e776a5a4ccfc49e6ac074f898d957c1e172377631c83acdb7d791106559cf"
    );
    // Whoever has an account there is somebody of the organisation, with the same dates.
    let stays = sandbox.stays(date(2026, 11, 22));
    let there = |stay: &&super::Stay| {
        let mut keys = stay.accounts.iter();
        keys.any(|key| key.service.as_str() == "dummy")
    };
    assert!(stays.iter().filter(there).count() > 20);
}

#[test]
fn every_kind_says_what_it_is() {
    let mut ids = std::collections::BTreeSet::new();
    for kind in KINDS {
        assert!(ids.insert(kind.id()), "{} twice", kind.id());
        assert!(!kind.versions.is_empty() && !kind.secrets.is_empty());
        let troubles: Vec<String> = kind.troubles().map(|trouble| trouble.to_string()).collect();
        let different: std::collections::BTreeSet<&String> = troubles.iter().collect();
        assert_eq!(different.len(), troubles.len(), "{}", kind.id());
    }
}
