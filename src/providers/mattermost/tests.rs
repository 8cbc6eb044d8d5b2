//! Mattermost against a small server on the loopback, and the meaning of its answers.

use serde_json::{Value, json};

use super::client::classify;
use super::*;
use crate::domain::account::{ExternalId, Membership, Purpose, RemoteState, Role, Trust};
use crate::domain::time::Timestamp;
use crate::net::http::{Class, Response};
use crate::net::testing::{Answer, Asked, Fake, answer};
use crate::providers::testing::{NOW, account, build_from, config, cx, fetch, provider};

/// The id of the nth user or team.
fn id(n: usize) -> String {
    format!("{n:026}")
}

/// 450 users on three pages (the last 10 deactivated), two teams and one that was archived.
fn server(asked: &Asked) -> Answer {
    assert_eq!(asked.header("authorization"), "Bearer s3cret");
    let page: usize = asked.parameter("page").parse().unwrap_or(0);
    let paged = |all: Vec<Value>| {
        assert_eq!(asked.parameter("per_page"), "200");
        json!(
            all.into_iter()
                .skip(page * 200)
                .take(200)
                .collect::<Vec<_>>()
        )
    };
    let body = match asked.path.strip_prefix("/api/v4/").unwrap() {
        "users/me" => json!({"id": id(0), "username": "ada", "roles": "system_user system_admin"}),
        "users/stats/filtered" => {
            assert_eq!(asked.parameter("include_deleted"), "true");
            assert_eq!(asked.parameter("include_bots"), "true");
            json!({"total_users_count": 450})
        }
        "users" => paged((0..450).map(user).collect()),
        "teams" => paged(vec![
            json!({"id": id(900), "name": "core", "display_name": "Core", "delete_at": 0}),
            json!({"id": id(901), "name": "ops"}),
            json!({"id": id(902), "name": "old", "delete_at": 5}),
        ]),
        path if path == format!("teams/{}/members", id(900)) => paged(vec![
            json!({"team_id": id(900), "user_id": id(1), "delete_at": 0, "scheme_admin": true}),
            json!({"team_id": id(900), "user_id": id(2), "delete_at": 77}),
        ]),
        path if path == format!("teams/{}/members", id(901)) => {
            let member = |n| json!({"team_id": id(901), "user_id": id(n), "scheme_user": true});
            paged((0..250).map(member).collect())
        }
        other => panic!("{other} was asked"),
    };
    answer(200, body)
}

fn user(n: usize) -> Value {
    let mut user = json!({
        "id": id(n), "username": format!("user{n}"), "email": format!("user{n}@communs.example"),
        "first_name": "User", "last_name": n.to_string(),
        "roles": "system_user", "create_at": 1_700_000_000_000_i64, "auth_service": "",
        "delete_at": if n >= 440 { 1_795_000_000_000_i64 } else { 0 },
    });
    let more = match n {
        0 => json!({"roles": "system_user system_admin", "mfa_active": true,
                    "last_activity_at": 1_795_000_000_000_i64}),
        1 => json!({"auth_service": "saml", "auth_data": "u-1"}),
        2 => json!({"first_name": "", "last_name": "", "nickname": "Deux"}),
        3 => json!({"is_bot": true, "email": "bot@localhost"}),
        4 => json!({"auth_service": "ldap", "auth_data": ""}),
        _ => json!({}),
    };
    let fields = user.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    user
}

fn options(url: &str) -> String {
    format!("url = '{url}'\ntoken = {{ env = 'SECRET' }}")
}

fn mattermost(url: &str) -> Box<dyn Provider> {
    provider("mattermost", &options(url))
}

fn trust(accounts: &[FetchedAccount], n: usize) -> Trust {
    let emails = account(accounts, &key(n)).profile.emails.value();
    emails.and_then(|emails| emails.first()).unwrap().trust
}

/// The server, except where `other` answers.
async fn except(
    other: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static,
) -> (Fake, Box<dyn Provider>) {
    let fake = Fake::new(move |asked| other(asked).unwrap_or_else(|| server(asked))).await;
    let mattermost = mattermost(&fake.url);
    (fake, mattermost)
}

fn member(n: usize, name: &str, role: &str) -> Membership {
    Membership {
        kind: "team".into(),
        id: id(n),
        name: name.into(),
        role: Some(role.into()),
    }
}

fn reasons(end: &FetchEnd) -> Vec<&str> {
    match end {
        FetchEnd::Partial(reasons) => reasons.iter().map(|reason| &*reason.id).collect(),
        other => panic!("{other:?} is not partial"),
    }
}

fn key(n: usize) -> String {
    format!("user:{}", id(n))
}

#[tokio::test]
async fn every_page_is_read_and_deactivated_users_are_disabled() {
    let (_, mattermost) = except(|_| None).await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert_eq!(end, FetchEnd::Complete { groups_readable: 2 });
    assert_eq!(accounts.len(), 450);
    let disabled = accounts
        .iter()
        .filter(|a| a.remote == RemoteState::Disabled);
    assert_eq!(disabled.count(), 10);
}

#[tokio::test]
async fn an_administrator_sees_roles_teams_and_second_factors() {
    let (fake, mattermost) = except(|_| None).await;
    let (accounts, _) = fetch(&*mattermost).await;
    let ada = account(&accounts, &key(0));
    let admin = Role {
        name: "system_admin".into(),
        admin: true,
    };
    assert_eq!(ada.profile.role, Seen::Value(admin));
    assert_eq!(ada.profile.mfa, Seen::Value(true));
    let groups = vec![member(901, "ops", "team_user")];
    assert_eq!(ada.profile.groups, Seen::Value(groups));
    let at = Timestamp(1_795_000_000_000);
    assert_eq!(ada.volatile.last_active, Seen::Value(Some(at)));
    let place = format!("{}/admin_console/user_management/user/{}", fake.url, id(0));
    assert_eq!(ada.profile.url, Seen::Value(place));

    let someone = account(&accounts, &key(300));
    assert_eq!(someone.profile.mfa, Seen::Value(false));
    assert_eq!(someone.profile.groups, Seen::Value(Vec::new()));
    assert_eq!(someone.volatile.last_active, Seen::Value(None), "never");
}

#[tokio::test]
async fn who_left_a_team_is_not_in_it() {
    let (_, mattermost) = except(|_| None).await;
    let (accounts, _) = fetch(&*mattermost).await;
    let both = vec![
        member(900, "Core", "team_admin"),
        member(901, "ops", "team_user"),
    ];
    assert_eq!(
        account(&accounts, &key(1)).profile.groups,
        Seen::Value(both)
    );
    let one = vec![member(901, "ops", "team_user")];
    assert_eq!(account(&accounts, &key(2)).profile.groups, Seen::Value(one));
}

#[tokio::test]
async fn single_sign_on_gives_an_id_and_hides_the_second_factor() {
    let (_, mattermost) = except(|_| None).await;
    let (accounts, _) = fetch(&*mattermost).await;
    let profile = &account(&accounts, &key(1)).profile;
    let id = ExternalId {
        issuer: "saml".into(),
        subject: "u-1".into(),
    };
    assert_eq!(profile.external_ids, Seen::Value(vec![id]));
    assert_eq!(profile.mfa, Seen::NotVisible);
    let blanked = &account(&accounts, &key(4)).profile;
    assert_eq!(blanked.external_ids, Seen::NotVisible);
    assert_eq!(trust(&accounts, 1), Trust::Asserted, "by the sign-in");
}

#[tokio::test]
async fn lists_that_call_nobody_verified_leave_it_to_the_configuration() {
    for (said, worth) in [
        ("", Trust::Free),
        ("free", Trust::Free),
        ("asserted", Trust::Asserted),
        ("verified", Trust::Verified),
    ] {
        let fake = Fake::new(server).await;
        let mut config = config("mattermost", &options(&fake.url));
        config.email_trust = [Trust::Free, Trust::Asserted, Trust::Verified]
            .into_iter()
            .find(|trust| trust.as_str() == said);
        let (accounts, _) = fetch(&*build_from(&config).unwrap()).await;
        assert_eq!(trust(&accounts, 300), worth, "{said:?}");
    }
}

#[tokio::test]
async fn lists_that_call_some_verified_are_believed_of_the_others() {
    let (_, mattermost) = except(|asked| {
        let list = asked.path == "/api/v4/users" && asked.parameter("page") == "2";
        list.then(|| {
            let mut users: Vec<Value> = (400..450).map(user).collect();
            users[0]["email_verified"] = json!(true);
            answer(200, json!(users))
        })
    })
    .await;
    let (accounts, _) = fetch(&*mattermost).await;
    assert_eq!(trust(&accounts, 400), Trust::Verified);
    assert_eq!(trust(&accounts, 300), Trust::Free);
}

#[tokio::test]
async fn a_nickname_stands_in_for_a_name_and_a_bot_has_no_address() {
    let (_, mattermost) = except(|_| None).await;
    let (accounts, _) = fetch(&*mattermost).await;
    let two = &account(&accounts, &key(2)).profile;
    assert_eq!(two.name, Seen::Value("Deux".into()));
    let bot = &account(&accounts, &key(3)).profile;
    assert_eq!(bot.purpose, Seen::Value(Purpose::Bot));
    assert_eq!(
        (&bot.emails, &bot.mfa),
        (&Seen::Value(Vec::new()), &Seen::NotVisible)
    );
}

#[tokio::test]
async fn what_a_plain_user_may_not_see_is_not_visible() {
    let (_, mattermost) = except(|asked| match asked.path.as_str() {
        "/api/v4/users/me" => Some(answer(
            200,
            json!({"id": id(9), "username": "bob", "roles": "system_user"}),
        )),
        "/api/v4/users" => {
            let blank =
                json!({"id": id(5), "username": "user5", "email": "", "roles": "system_user"});
            Some(answer(200, json!([blank])))
        }
        "/api/v4/users/stats/filtered" => Some(answer(
            403,
            json!({"id": "api.context.permissions.app_error"}),
        )),
        "/api/v4/users/stats" => Some(answer(200, json!({"total_users_count": 1}))),
        "/api/v4/users/status/ids" => Some(answer(403, json!({}))),
        _ => None,
    })
    .await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert_eq!(reasons(&end), ["mattermost-probe-not-admin"]);
    let five = account(&accounts, &key(5));
    assert_eq!(five.profile.groups, Seen::NotVisible, "private teams hide");
    assert_eq!(five.profile.emails, Seen::NotVisible);
    assert_eq!(five.profile.name, Seen::NotVisible);
    assert_eq!(five.profile.mfa, Seen::NotVisible);
    assert_eq!(five.profile.external_ids, Seen::NotVisible);
    assert_eq!(five.volatile.last_active, Seen::NotVisible);
}

#[tokio::test]
async fn a_server_that_fills_no_activity_is_asked_for_presences() {
    let (fake, mattermost) = except(|asked| match asked.path.as_str() {
        "/api/v4/users" => Some(answer(200, json!([user(7), user(8)]))),
        "/api/v4/users/stats/filtered" => Some(answer(200, json!({"total_users_count": 2}))),
        "/api/v4/users/status/ids" => {
            assert_eq!(asked.body, json!([id(7), id(8)]).to_string());
            Some(answer(
                200,
                json!([{"user_id": id(7), "last_activity_at": 1_790_000_000_000_i64}]),
            ))
        }
        _ => None,
    })
    .await;
    let (accounts, _) = fetch(&*mattermost).await;
    let active = |n| account(&accounts, &key(n)).volatile.last_active;
    assert_eq!(active(7), Seen::Value(Some(Timestamp(1_790_000_000_000))));
    assert_eq!(active(8), Seen::Value(None));
    assert_eq!(fake.asked_at("/api/v4/users/status/ids").len(), 1);
}

#[tokio::test]
async fn fewer_users_than_the_server_counts_is_partial() {
    let (_, mattermost) = except(|asked| {
        let stats = asked.path == "/api/v4/users/stats/filtered";
        stats.then(|| answer(200, json!({"total_users_count": 451})))
    })
    .await;
    assert_eq!(reasons(&fetch(&*mattermost).await.1), ["provider-miscount"]);
}

#[tokio::test]
async fn a_count_that_is_nonsense_is_partial_and_not_another_count() {
    let (fake, mattermost) = except(|asked| {
        let stats = asked.path == "/api/v4/users/stats/filtered";
        stats.then(|| answer(200, json!("<html>")))
    })
    .await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert!(!accounts.is_empty());
    assert_eq!(reasons(&end), ["provider-list-partial"]);
    assert!(fake.asked_at("/api/v4/users/stats").is_empty());
}

#[tokio::test]
async fn where_only_active_users_are_counted_those_are_compared() {
    for (counted, whole) in [(440, true), (441, false)] {
        let (_, mattermost) = except(move |asked| match asked.path.as_str() {
            "/api/v4/users/stats/filtered" => Some(answer(404, json!({}))),
            "/api/v4/users/stats" => Some(answer(200, json!({"total_users_count": counted}))),
            _ => None,
        })
        .await;
        let (_, end) = fetch(&*mattermost).await;
        assert_eq!(matches!(end, FetchEnd::Complete { .. }), whole, "{end:?}");
    }
}

#[tokio::test]
async fn a_user_who_comes_twice_does_not_hide_a_deactivated_one_who_is_missing() {
    let (_, mattermost) = except(|asked| {
        let last = asked.path == "/api/v4/users" && asked.parameter("page") == "2";
        last.then(|| answer(200, json!((399..449).map(user).collect::<Vec<_>>())))
    })
    .await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert_eq!(accounts.len(), 449);
    assert_eq!(reasons(&end), ["provider-miscount"]);
}

#[tokio::test]
async fn a_user_without_an_id_makes_the_fetch_partial() {
    let (_, mattermost) = except(|asked| match asked.path.as_str() {
        "/api/v4/users" => Some(answer(200, json!([user(7), {"username": "odd"}]))),
        "/api/v4/users/stats/filtered" | "/api/v4/users/stats" => Some(answer(403, json!({}))),
        _ => None,
    })
    .await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert_eq!(accounts.len(), 1);
    assert_eq!(reasons(&end), ["provider-miscount"]);
}

#[tokio::test]
async fn teams_that_all_refuse_leave_groups_unknown() {
    let (_, mattermost) = except(|asked| {
        let members = asked.path.ends_with("/members");
        members.then(|| answer(403, json!({"id": "api.context.permissions.app_error"})))
    })
    .await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert_eq!(reasons(&end), ["provider-list-partial"]);
    assert_eq!(account(&accounts, &key(0)).profile.groups, Seen::NotVisible);
}

#[test]
fn the_role_that_says_most_is_shown() {
    let role = |roles: &str| {
        let user = api::User {
            id: id(1),
            roles: roles.to_owned(),
            ..api::User::default()
        };
        let told = map::Told {
            sight: Sight::Full,
            activity: map::Activity::Known,
            unverified: Trust::Free,
        };
        let account = map::user(user, Seen::NotVisible, told, "");
        let role = account.unwrap().profile.role;
        let role = role.value().unwrap();
        (role.name.clone(), role.admin)
    };
    for (roles, name, admin) in [
        ("", "system_user", false),
        ("system_user system_admin", "system_admin", true),
        ("system_user system_manager", "system_manager", true),
        (
            "system_user system_read_only_admin",
            "system_read_only_admin",
            false,
        ),
        ("system_user board", "board", false),
        ("system_guest", "system_guest", false),
    ] {
        assert_eq!(role(roles), (name.to_owned(), admin));
    }
}

#[tokio::test]
async fn a_page_that_fails_keeps_the_others() {
    let (_, mattermost) = except(|asked| {
        let third = asked.path == "/api/v4/users" && asked.parameter("page") == "2";
        third.then(|| answer(400, json!({"id": "store.sql_user.get_profiles.app_error"})))
    })
    .await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert!(matches!(end, FetchEnd::Partial(_)), "{end:?}");
    assert_eq!(accounts.len(), 400);
}

#[tokio::test]
async fn teams_that_cannot_be_listed_leave_groups_unknown() {
    let (_, mattermost) = except(|asked| {
        let teams = asked.path == "/api/v4/teams";
        teams.then(|| answer(403, json!({"id": "api.context.permissions.app_error"})))
    })
    .await;
    let (accounts, end) = fetch(&*mattermost).await;
    assert!(matches!(end, FetchEnd::Partial(_)), "{end:?}");
    assert_eq!(account(&accounts, &key(0)).profile.groups, Seen::NotVisible);
}

#[tokio::test]
async fn a_refused_token_is_sent_once() {
    let refusal = json!({"id": "api.context.session_expired.app_error", "message": "Expired"});
    let (fake, mattermost) = except(move |_| Some(answer(401, &refusal))).await;
    for _ in 0..2 {
        let (_, end) = fetch(&*mattermost).await;
        assert!(matches!(end, FetchEnd::Failed(error) if error.kind == ErrorKind::Auth));
    }
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn one_user_is_read_with_the_roles_in_teams() {
    let (_, mattermost) = except(|asked| {
        let user_path = format!("/api/v4/users/{}", id(1));
        let inside = asked.path.strip_prefix(&user_path);
        Some(answer(
            200,
            match inside {
                Some("") => user(1),
                Some("/teams") => json!([{"id": id(900), "display_name": "Core"}]),
                Some("/teams/members") => {
                    json!([{"team_id": id(900), "user_id": id(1), "scheme_guest": true}])
                }
                _ if asked.path.ends_with(&id(2)) => {
                    return Some(answer(404, json!({"id": "app.user.missing_account.const"})));
                }
                _ => return None,
            },
        ))
    })
    .await;
    let read = async |id: &str| {
        mattermost
            .read(&cx(), &[RemoteId::new(id).unwrap()])
            .await
            .unwrap()
            .remove(0)
    };
    let one = read(&key(1)).await.unwrap();
    assert_eq!(
        one.profile.groups,
        Seen::Value(vec![member(900, "Core", "team_guest")])
    );
    assert!(read(&key(2)).await.is_none());
    assert!(read("user:../../logout").await.is_none());
}

#[tokio::test]
async fn doctor_says_who_and_whether_that_is_enough() {
    let (_, mattermost) = except(|asked| match asked.path.as_str() {
        "/api/v4/users/me" => {
            let mut me = server(asked);
            let version = "10.5.1.10.5.1.7dd2.true".to_owned();
            me.1.push(("x-version-id", version));
            Some(me)
        }
        "/api/v4/teams" => Some(answer(200, json!([]))),
        _ => None,
    })
    .await;
    let who = mattermost.whoami(&cx()).await.unwrap();
    assert_eq!(who.server.as_deref(), Some("Mattermost 10.5.1"));
    let checks = mattermost.probe(&cx()).await;
    let odd: Vec<&str> = checks
        .iter()
        .filter(|check| check.outcome != CheckOutcome::Good)
        .map(|check| &*check.text.id)
        .collect();
    assert_eq!(odd, ["mattermost-probe-addresses"], "{checks:?}");
}

#[test]
fn only_some_401_are_about_the_token() {
    let kind = |status, id: &str| {
        let body = json!({"id": id, "message": "m"}).to_string();
        match classify(&Response::for_test(status, &[], &body), NOW) {
            Class::Fail { kind, .. } => kind,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        kind(401, "api.context.session_expired.app_error"),
        ErrorKind::Auth
    );
    assert_eq!(
        kind(401, "api.user.login.inactive.app_error"),
        ErrorKind::Auth
    );
    let own = "api.user.update_active.not_enable.app_error";
    assert_eq!(kind(401, own), ErrorKind::Refused { code: own.into() });
    let exists = "app.user.save.username_exists.app_error";
    assert_eq!(kind(400, exists), ErrorKind::Conflict);
    assert_eq!(
        kind(404, "app.user.missing_account.const"),
        ErrorKind::NotFound
    );
}

#[test]
fn a_limit_is_plain_text_and_says_seconds() {
    let limited = |headers: &[(&'static str, &str)]| {
        classify(&Response::for_test(429, headers, "limit exceeded"), NOW)
    };
    let until = Some(NOW.plus(3_000));
    assert_eq!(limited(&[("retry-after", "3")]), Class::Limited { until });
    assert_eq!(
        limited(&[("x-ratelimit-reset", "3")]),
        Class::Limited { until }
    );
    assert_eq!(limited(&[]), Class::Limited { until: None });
}
