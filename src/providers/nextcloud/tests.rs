//! Nextcloud against a small server on the loopback, and the meaning of its answers.

use serde_json::{Value, json};

use super::client::{KEPT_OUT, classify};
use super::*;
use crate::domain::account::{Email, ExternalId, Membership, RemoteState, Role, Trust};
use crate::domain::check::CheckOutcome;
use crate::domain::seen::Seen;
use crate::domain::time::Timestamp;
use crate::net::http::{Class, Response};
use crate::net::testing::{Answer, Asked, Fake, answer};
use crate::providers::testing::{NOW, account, cx, fetch, provider};

/// `admin:s3cret`, as Basic authentication writes it.
const BASIC: &str = "Basic YWRtaW46czNjcmV0";

fn ocs(data: Value) -> Value {
    json!({"ocs": {"meta": {"status": "ok", "statuscode": 200, "message": "OK"}, "data": data}})
}

fn refusal(code: i64, message: &str) -> Value {
    json!({"ocs": {"meta": {"status": "failure", "statuscode": code, "message": message},
                   "data": []}})
}

/// A server of version 34 with 105 users: an administrator, three special ones, 101 others.
fn server(asked: &Asked) -> Answer {
    assert_eq!(asked.header("authorization"), BASIC);
    assert_eq!(asked.header("ocs-apirequest"), "true");
    assert_eq!(asked.header("accept"), "application/json");
    let offset: usize = asked.parameter("offset").parse().unwrap_or(0);
    let data = match asked.path.strip_prefix("/cloud/ocs/v2.php/cloud/").unwrap() {
        "user" => json!({"id": "admin", "groups": ["admin"], "subadmin": []}),
        "users" => json!({"users": users().iter().map(|u| u["id"].clone()).collect::<Vec<_>>()}),
        "users/details" => {
            let page = users().into_iter().skip(offset).take(100);
            let page = page.map(|user| (user["id"].as_str().unwrap().to_owned(), user));
            let page: serde_json::Map<String, Value> = page.collect();
            // PHP: an empty map is a list.
            json!({"users": if page.is_empty() { json!([]) } else { Value::from(page) }})
        }
        "groups/details" => json!({"groups": [
            {"id": "admin", "displayname": "admin", "usercount": 1},
            {"id": "staff", "displayname": "Équipe", "usercount": 2},
        ]}),
        "capabilities" => json!({
            "version": {"major": 34, "string": "34.0.1"},
            "capabilities": {"core": {"can-create-app-token": false},
                             "bruteforce": {"delay": 0}},
        }),
        other => panic!("{other} was asked"),
    };
    answer(200, ocs(data))
}

fn users() -> Vec<Value> {
    let mut users = vec![
        json!({"id": "admin", "enabled": true, "groups": ["admin"], "subadmin": [],
               "email": null, "displayname": "admin", "backend": "Database", "lastLogin": 0,
               "quota": {"quota": -3, "used": 7}}),
        json!({"id": "Alice.Durand", "enabled": true, "groups": ["staff"], "subadmin": ["staff"],
               "email": "alice@communs.example", "additional_mail": ["al@home.example"],
               "displayname": "Alice Durand", "backend": "Database",
               "lastLogin": 1_795_328_187_000_i64, "lastLoginTimestamp": 1_795_328_187,
               "quota": {"quota": 5_368_709_120_i64, "used": 12, "free": 3}}),
        json!({"id": "b o/b@x", "enabled": false, "groups": [], "email": "", "backend": "user_saml",
               "displayname": "Bob", "quota": []}),
        json!({"id": "12345"}),
    ];
    users
        .extend((0..101).map(|n| json!({"id": format!("u{n:03}"), "enabled": true, "groups": []})));
    users
}

fn nextcloud(url: &str) -> Box<dyn Provider> {
    let options = format!("url = '{url}/cloud/'\nlogin = 'admin'\npassword = {{ env = 'SECRET' }}");
    provider("nextcloud", &options)
}

/// The server, except where `other` answers.
async fn except(
    other: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static,
) -> (Fake, Box<dyn Provider>) {
    let fake = Fake::new(move |asked| {
        let disabled = asked.path.ends_with("/users/disabled");
        match other(asked) {
            Some(answered) => answered,
            None if disabled => answer(404, refusal(998, "")),
            None => server(asked),
        }
    })
    .await;
    let nextcloud = nextcloud(&fake.url);
    (fake, nextcloud)
}

fn reasons(end: &FetchEnd) -> Vec<&str> {
    match end {
        FetchEnd::Partial(reasons) => reasons.iter().map(|reason| &*reason.id).collect(),
        other => panic!("{other:?} is not partial"),
    }
}

#[tokio::test]
async fn every_page_is_read_in_whatever_form_php_writes_it() {
    let (_, nextcloud) = except(|_| None).await;
    let (accounts, end) = fetch(&*nextcloud).await;
    assert_eq!(end, FetchEnd::Complete { groups_readable: 2 });
    assert_eq!(accounts.len(), 105);
}

#[tokio::test]
async fn a_user_is_mapped_field_by_field() {
    let (fake, nextcloud) = except(|_| None).await;
    let (accounts, _) = fetch(&*nextcloud).await;
    let alice = account(&accounts, "user:alice.durand");
    assert_eq!(alice.remote, RemoteState::Active);
    let profile = &alice.profile;
    assert_eq!(profile.login, Seen::Value("Alice.Durand".into()));
    assert_eq!(profile.name, Seen::Value("Alice Durand".into()));
    let email = |address: &str, primary| Email {
        address: address.into(),
        trust: Trust::Asserted,
        primary,
    };
    let emails = vec![
        email("alice@communs.example", true),
        email("al@home.example", false),
    ];
    assert_eq!(profile.emails, Seen::Value(emails));
    let subadmin = Role {
        name: "subadmin".into(),
        admin: true,
    };
    assert_eq!(profile.role, Seen::Value(subadmin));
    let staff = Membership {
        kind: "group".into(),
        id: "staff".into(),
        name: "Équipe".into(),
        role: Some("subadmin".into()),
    };
    assert_eq!(profile.groups, Seen::Value(vec![staff]));
    assert_eq!(profile.quota_limit, Seen::Value(Some(5_368_709_120)));
    assert_eq!(alice.volatile.quota_used, Seen::Value(12));
    assert_eq!(
        alice.volatile.last_active,
        Seen::Value(Some(Timestamp(1_795_328_187_000)))
    );
    assert_eq!(profile.mfa, Seen::NotVisible);
    let page = format!("{}/cloud/index.php/u/Alice%2EDurand", fake.url);
    assert_eq!(profile.url, Seen::Value(page));
}

#[tokio::test]
async fn administrators_unlimited_space_and_never_are_recognised() {
    let (_, nextcloud) = except(|_| None).await;
    let (accounts, _) = fetch(&*nextcloud).await;
    let admin = account(&accounts, "user:admin");
    assert!(admin.profile.is_admin());
    assert_eq!(admin.profile.quota_limit, Seen::Value(None));
    assert_eq!(admin.profile.emails, Seen::Value(Vec::new()));
    assert_eq!(admin.volatile.last_active, Seen::Value(None));
}

#[tokio::test]
async fn an_id_of_the_identity_provider_is_kept_and_odd_ids_are_fine() {
    let (_, nextcloud) = except(|_| None).await;
    let (accounts, _) = fetch(&*nextcloud).await;
    let bob = account(&accounts, "user:b o/b@x");
    assert_eq!(bob.remote, RemoteState::Disabled);
    let id = ExternalId {
        issuer: "user_saml".into(),
        subject: "b o/b@x".into(),
    };
    assert_eq!(bob.profile.external_ids, Seen::Value(vec![id]));
    assert_eq!(bob.profile.quota_limit, Seen::NotVisible);
}

#[tokio::test]
async fn who_is_known_by_id_alone_keeps_what_was_known() {
    let (_, nextcloud) = except(|_| None).await;
    let (accounts, _) = fetch(&*nextcloud).await;
    let bare = account(&accounts, "user:12345");
    assert_eq!(
        bare.remote,
        RemoteState::Active,
        "may be enabled: counts as access"
    );
    let profile = &bare.profile;
    assert_eq!(
        (&profile.groups, &profile.emails),
        (&Seen::NotVisible, &Seen::NotVisible)
    );
    assert_eq!(bare.volatile.last_active, Seen::NotVisible);
}

#[tokio::test]
async fn the_list_of_disabled_users_decides_where_the_record_is_silent() {
    let (_, nextcloud) = except(|asked| {
        let disabled = asked.path.ends_with("/users/disabled");
        disabled.then(|| answer(200, ocs(json!({"users": {"12345": {"id": "12345"}}}))))
    })
    .await;
    let (accounts, _) = fetch(&*nextcloud).await;
    assert_eq!(
        account(&accounts, "user:12345").remote,
        RemoteState::Disabled
    );
}

#[tokio::test]
async fn a_list_of_numbers_and_a_page_of_several_backends_are_read() {
    let (_, nextcloud) = except(|asked| {
        let record = |n: usize| json!({"id": n.to_string(), "enabled": true, "groups": []});
        let users = match asked.path.rsplit_once('/').unwrap().1 {
            "users" => json!((0..150).collect::<Vec<_>>()),
            // Two backends of 75 users each give 150 for a limit of 100.
            "details" if asked.path.contains("users") => match asked.parameter("offset") {
                "0" => json!((0..150).map(record).collect::<Vec<_>>()),
                _ => json!([]),
            },
            _ => return None,
        };
        Some(answer(200, ocs(json!({"users": users}))))
    })
    .await;
    let (accounts, end) = fetch(&*nextcloud).await;
    assert!(matches!(end, FetchEnd::Complete { .. }), "{end:?}");
    assert_eq!(accounts.len(), 150);
}

#[tokio::test]
async fn an_id_without_details_is_partial() {
    let (_, nextcloud) = except(|asked| {
        let ids = asked.path.ends_with("/cloud/users");
        let mut users: Vec<Value> = users().iter().map(|user| user["id"].clone()).collect();
        users.push(json!("late"));
        ids.then(|| answer(200, ocs(json!({"users": users}))))
    })
    .await;
    assert_eq!(reasons(&fetch(&*nextcloud).await.1), ["provider-miscount"]);
}

#[tokio::test]
async fn an_id_that_cannot_be_kept_or_told_apart_is_partial() {
    let odd = "x".repeat(600);
    for (name, user) in [
        (
            "too long",
            json!({"id": odd, "enabled": true, "groups": []}),
        ),
        ("no id", json!({"enabled": true, "groups": []})),
        (
            "case",
            json!({"id": "ADMIN", "enabled": true, "groups": []}),
        ),
    ] {
        let (_, nextcloud) = except(move |asked| {
            let listed = match asked.path.rsplit_once("/cloud/").unwrap().1 {
                "users" => json!([user.get("id"), "admin"]),
                "users/details" => json!([user, users()[0]]),
                _ => return None,
            };
            Some(answer(200, ocs(json!({"users": listed}))))
        })
        .await;
        let (accounts, end) = fetch(&*nextcloud).await;
        assert_eq!(accounts.len(), 1, "{name}");
        assert_eq!(reasons(&end), ["provider-miscount"], "{name}");
    }
}

#[tokio::test]
async fn an_answer_without_the_caller_is_no_answer() {
    let (_, nextcloud) = except(|asked| {
        let me = asked.path.ends_with("/cloud/user");
        me.then(|| answer(200, ocs(json!([]))))
    })
    .await;
    let (_, end) = fetch(&*nextcloud).await;
    assert!(matches!(end, FetchEnd::Failed(error) if error.kind == ErrorKind::Malformed));
}

#[tokio::test]
async fn a_second_page_that_breaks_keeps_the_first() {
    let (_, nextcloud) = except(|asked| {
        let second = asked.parameter("offset") == "100";
        second.then(|| answer(400, refusal(101, "")))
    })
    .await;
    let (accounts, end) = fetch(&*nextcloud).await;
    assert_eq!(reasons(&end), ["provider-list-partial"]);
    assert_eq!(accounts.len(), 100);
}

#[tokio::test]
async fn groups_without_names_are_unknown() {
    let (_, nextcloud) = except(|asked| {
        let groups = asked.path.ends_with("groups/details");
        groups.then(|| answer(403, refusal(403, "no")))
    })
    .await;
    let (accounts, end) = fetch(&*nextcloud).await;
    assert_eq!(reasons(&end), ["provider-list-partial"]);
    assert_eq!(
        account(&accounts, "user:alice.durand").profile.groups,
        Seen::NotVisible
    );
}

#[tokio::test]
async fn a_subadmin_sees_a_part() {
    let (_, nextcloud) = except(|asked| {
        let me = json!({"id": "alice", "groups": ["staff"], "subadmin": ["staff"]});
        asked
            .path
            .ends_with("/cloud/user")
            .then(|| answer(200, ocs(me)))
    })
    .await;
    assert_eq!(
        reasons(&fetch(&*nextcloud).await.1),
        ["nextcloud-subadmin-only"]
    );
}

#[tokio::test]
async fn a_wrong_password_is_sent_once_even_when_it_is_refused_in_xml() {
    let page = "<?xml version=\"1.0\"?><ocs><meta><statuscode>997</statuscode></meta></ocs>";
    let (fake, nextcloud) = except(move |_| Some(answer(401, page))).await;
    for _ in 0..2 {
        let (_, end) = fetch(&*nextcloud).await;
        assert!(matches!(end, FetchEnd::Failed(error) if error.kind == ErrorKind::Auth));
    }
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn the_session_is_kept() {
    let (fake, nextcloud) = except(|asked| {
        asked.path.ends_with("/cloud/users").then(|| {
            let mut answer = server(asked);
            let cookie = "oc_sessionPassphrase=abc; path=/; HttpOnly".to_owned();
            answer.1.push(("set-cookie", cookie));
            answer
        })
    })
    .await;
    fetch(&*nextcloud).await;
    let asked = fake.asked();
    assert_eq!(asked[0].header("cookie"), "");
    let kept = |asked: &Asked| asked.header("cookie") == "oc_sessionPassphrase=abc";
    assert!(asked[1..].iter().all(kept));
}

#[tokio::test]
async fn one_user_is_read_also_where_the_backend_minds_the_case() {
    let (_, nextcloud) = except(|asked| {
        match asked
            .path
            .rsplit_once("/cloud/users/")
            .unwrap_or_default()
            .1
        {
            "admin" => Some(answer(200, ocs(users()[0].clone()))),
            "alice.durand" | "nobody" => Some(answer(404, refusal(404, "User does not exist"))),
            "details" => {
                let users = match asked.parameter("search") {
                    "alice.durand" => json!({"Alice.Durand": users()[1]}),
                    "recent" => json!({"recent": {"id": "recent", "enabled": false}}),
                    _ => json!([]),
                };
                Some(answer(200, ocs(json!({"users": users}))))
            }
            _ => None,
        }
    })
    .await;
    let read = async |id: &str| {
        nextcloud
            .read(&cx(), &[RemoteId::new(id).unwrap()])
            .await
            .unwrap()
            .remove(0)
    };
    assert!(read("user:admin").await.unwrap().profile.is_admin());
    let alice = read("user:alice.durand").await.unwrap();
    assert_eq!(alice.profile.login, Seen::Value("Alice.Durand".into()));
    let recent = read("user:recent").await.unwrap();
    assert_eq!(
        recent.remote,
        RemoteState::Disabled,
        "no list of recent users"
    );
    assert!(read("user:nobody").await.is_none());
    assert!(read("group:admin").await.is_none());
}

#[tokio::test]
async fn doctor_tells_the_version_the_password_and_the_brake() {
    let (_, nextcloud) = except(|asked| {
        let capabilities = json!({
            "version": {"major": 35, "string": "35.0.0"},
            "capabilities": {"core": {"can-create-app-token": true}, "bruteforce": {"delay": 3200}},
        });
        asked
            .path
            .ends_with("capabilities")
            .then(|| answer(200, ocs(capabilities)))
    })
    .await;
    let checks = nextcloud.probe(&cx()).await;
    let found: Vec<(CheckOutcome, &str)> =
        checks.iter().map(|c| (c.outcome, &*c.text.id)).collect();
    let expected = [
        (CheckOutcome::Good, "nextcloud-probe-login"),
        (CheckOutcome::Good, "nextcloud-probe-manager"),
        (CheckOutcome::Remark, "nextcloud-probe-untried"),
        (CheckOutcome::Remark, "nextcloud-probe-full-password"),
        (CheckOutcome::Remark, "nextcloud-probe-throttled"),
    ];
    assert_eq!(found, expected);
    let who = nextcloud.whoami(&cx()).await.unwrap();
    assert_eq!(who.rights, ["admin"]);
    assert_eq!(who.server.as_deref(), Some("Nextcloud 35.0.0"));
}

#[tokio::test]
async fn no_address_is_trusted_further_than_the_service() {
    let accounts = || {
        let record = Record::of(&users()[1], None);
        map::user(&record, None, false, "https://cloud.example")
    };
    for (service, expected) in [
        (Trust::Free, Trust::Free),
        (Trust::Verified, Trust::Asserted),
    ] {
        let account = capped(accounts(), service).pop().unwrap();
        assert_eq!(account.profile.emails.value().unwrap()[0].trust, expected);
    }
}

#[test]
fn the_code_in_the_envelope_decides() {
    let class =
        |status, body: Value| classify(&Response::for_test(status, &[], &body.to_string()), NOW);
    let kind = |status, body| match class(status, body) {
        Class::Fail { kind, .. } => kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(class(200, ocs(json!([]))), Class::Ok);
    assert_eq!(kind(200, refusal(997, "Unauthorised")), ErrorKind::Auth);
    assert_eq!(
        kind(404, refusal(404, "User does not exist")),
        ErrorKind::NotFound
    );
    assert_eq!(kind(400, refusal(998, "")), ErrorKind::NotFound);
    assert_eq!(kind(403, refusal(403, "sub admin")), ErrorKind::Forbidden);
    let code = |code: &str| ErrorKind::Refused { code: code.into() };
    assert_eq!(kind(400, refusal(107, "Password too short")), code("107"));
    assert_eq!(kind(200, refusal(102, "exists")), code("102"));
    assert_eq!(
        kind(412, json!({"message": "CSRF check failed"})),
        code("412")
    );
    assert_eq!(class(500, refusal(996, "")), Class::Retry);
}

#[test]
fn the_brute_force_protection_is_not_asked_again() {
    let body = refusal(429, "Reached maximum delay").to_string();
    let Class::Fail { kind, .. } = classify(&Response::for_test(429, &[], &body), NOW) else {
        panic!("would be waited for");
    };
    let until = Some(NOW.plus(KEPT_OUT));
    assert_eq!(kind, ErrorKind::Limited { until });
}

#[test]
fn maintenance_is_told_and_not_asked_again() {
    let headers = [("x-nextcloud-maintenance-mode", "1")];
    let response = Response::for_test(503, &headers, "{\"message\":\"maintenance\"}");
    let code = "maintenance".to_owned();
    let Class::Fail { kind, .. } = classify(&response, NOW) else {
        panic!("would be repeated");
    };
    assert_eq!(kind, ErrorKind::Refused { code });
}
