//! GitHub against a small organisation on the loopback, and the meaning of its answers.

use serde_json::{Value, json};

use super::*;
use crate::domain::account::{Email, ExternalId, Invitation, Membership, RemoteState, Role, Trust};
use crate::domain::check::CheckOutcome;
use crate::domain::fetch::ErrorKind;
use crate::domain::seen::Seen;
use crate::domain::text::{Arg, Text};
use crate::domain::time::Timestamp;
use crate::net::testing::{Answer, Asked, Fake, answer};
use crate::providers::testing;
use crate::providers::testing::{NOW, account, cx, fetch, provider};

mod answers;

/// A small organisation: two owners and members on two pages, two teams, one repository, SAML,
/// invitations and an outside collaborator.
fn organization(asked: &Asked) -> Answer {
    assert_eq!(asked.header("authorization"), "Bearer s3cret");
    assert!(asked.header("user-agent").starts_with("secretariat/"));
    if asked.path == "/graphql" {
        let body: Value = serde_json::from_str(&asked.body).unwrap();
        assert_eq!(body["variables"]["org"], "communs");
        return answer(
            200,
            graphql(body["query"].as_str().unwrap(), &body["variables"]),
        );
    }
    assert_eq!(asked.header("x-github-api-version"), "2022-11-28");
    let body = match asked.path.as_str() {
        "/user" => json!({"id": 1, "login": "ada"}),
        "/user/memberships/orgs/communs" => json!({"state": "active", "role": "admin"}),
        "/orgs/communs/invitations" => json!([
            {"id": 31, "login": null, "email": "new@communs.example", "role": "direct_member",
             "created_at": "2026-11-20T08:00:00Z", "team_count": 1},
            {"id": 32, "login": "grace", "email": null, "role": "admin",
             "created_at": "2026-11-21T08:00:00Z", "team_count": 0},
        ]),
        "/orgs/communs/invitations/31/teams" => json!([{"id": 71, "name": "Core"}]),
        "/orgs/communs/failed_invitations" => json!([
            {"id": 33, "login": "BOB", "email": null, "role": "direct_member",
             "created_at": "2025-01-01T00:00:00Z", "failed_at": "2025-01-08T00:00:00Z"},
            {"id": 34, "login": null, "email": "late@example.org", "role": "direct_member",
             "created_at": "2026-11-01T00:00:00Z", "failed_at": "2026-11-08T00:00:00Z"},
        ]),
        "/orgs/communs/outside_collaborators" if asked.parameter("filter") == "2fa_disabled" => {
            json!([])
        }
        "/orgs/communs/outside_collaborators" => json!([
            {"id": 9, "login": "odd", "html_url": "https://github.com/odd", "type": "User"},
        ]),
        "/orgs/communs/repos" => json!([{"id": 500, "name": "site"}, {"id": 400, "name": "vault"}]),
        "/repos/communs/site/collaborators" => json!([
            {"id": 9, "role_name": "write"}, {"id": 2, "role_name": "admin"},
        ]),
        "/repos/communs/vault/collaborators" => json!([]),
        other => panic!("{other} was asked"),
    };
    answer(200, body)
}

fn page(next: Option<&str>) -> Value {
    json!({"hasNextPage": next.is_some(), "endCursor": next})
}

fn graphql(query: &str, variables: &Value) -> Value {
    let cursor = variables["cursor"].as_str();
    let data = if query.contains("membersWithRole") {
        let members = match cursor {
            None => json!({"totalCount": 3, "pageInfo": page(Some("c1")), "edges": [
                {"role": "ADMIN", "hasTwoFactorEnabled": true, "node": {
                    "databaseId": 1, "login": "ada", "name": "Ada Lovelace",
                    "url": "https://github.com/ada", "email": "ada@home.example",
                    "organizationVerifiedDomainEmails": ["ada@communs.example"]}},
                {"role": "MEMBER", "hasTwoFactorEnabled": false, "node": {
                    "databaseId": 2, "login": "bob", "name": null, "url": "https://github.com/bob",
                    "email": "", "organizationVerifiedDomainEmails": []}}]}),
            Some(_) => json!({"totalCount": 3, "pageInfo": page(None), "edges": [
                {"role": "MEMBER", "hasTwoFactorEnabled": null, "node": {
                    "databaseId": 3, "login": "cy", "name": "Cy", "url": "https://github.com/cy",
                    "email": "cy@x.example", "organizationVerifiedDomainEmails": []}}]}),
        };
        json!({"membersWithRole": members})
    } else if query.contains("teams(") {
        json!({"teams": {"totalCount": 2, "pageInfo": page(None), "nodes": [
            {"databaseId": 71, "slug": "core", "name": "Core", "members": {
                "totalCount": 2, "pageInfo": page(Some("t1")), "edges": [
                    {"role": "MAINTAINER", "node": {"databaseId": 1}}]}},
            {"databaseId": 72, "slug": "empty", "name": "Empty", "members": {
                "totalCount": 0, "pageInfo": page(None), "edges": []}}]}})
    } else if query.contains("team(") {
        assert_eq!(
            (variables["slug"].as_str(), cursor),
            (Some("core"), Some("t1"))
        );
        json!({"team": {"members": {"totalCount": 2, "pageInfo": page(None), "edges": [
            {"role": "MEMBER", "node": {"databaseId": 2}}]}}})
    } else {
        json!({"samlIdentityProvider": {"issuer": "https://idp.example", "externalIdentities": {
            "totalCount": 2, "pageInfo": page(None), "nodes": [
                {"samlIdentity": {"nameId": "u-2", "emails": [{"value": "bob@communs.example"}]},
                 "scimIdentity": null, "user": {"databaseId": 2}},
                {"samlIdentity": {"nameId": "u-9", "emails": null}, "scimIdentity": null,
                 "user": null}]}}})
    };
    json!({"data": {"organization": data}})
}

fn github(url: &str) -> Box<dyn Provider> {
    let options = format!("url = '{url}'\norganization = 'communs'\ntoken = {{ env = 'SECRET' }}");
    provider("github", &options)
}

/// The organisation, except where `other` answers.
async fn except(
    other: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static,
) -> (Fake, Box<dyn Provider>) {
    let fake = Fake::new(move |asked| other(asked).unwrap_or_else(|| organization(asked))).await;
    let github = github(&fake.url);
    (fake, github)
}

fn membership(kind: &str, id: &str, name: &str, role: Option<&str>) -> Membership {
    Membership {
        kind: kind.into(),
        id: id.into(),
        name: name.into(),
        role: role.map(str::to_owned),
    }
}

/// The lists named by the reasons of a partial fetch.
fn lists(end: &FetchEnd) -> Vec<String> {
    let FetchEnd::Partial(reasons) = end else {
        panic!("{end:?} is not partial");
    };
    let list = |reason: &Text| match reason.args.first() {
        Some((_, Arg::Text(list))) => list.id.to_string(),
        _ => reason.id.to_string(),
    };
    reasons.iter().map(list).collect()
}

#[tokio::test]
async fn the_whole_roster() {
    let (_, github) = except(|_| None).await;
    let (accounts, end) = fetch(&*github).await;
    assert_eq!(end, FetchEnd::Complete { groups_readable: 4 });
    let ids: Vec<&str> = accounts.iter().map(|a| a.id.as_str()).collect();
    let expected = [
        "invite:31",
        "invite:32",
        "invite:34",
        "member:1",
        "member:2",
        "member:3",
        "outside:9",
    ];
    assert_eq!(
        ids, expected,
        "the failed invitation of bob, who is in by now, is left out"
    );

    let ada = &account(&accounts, "member:1").profile;
    let owner = Role {
        name: "owner".into(),
        admin: true,
    };
    assert_eq!(ada.role, Seen::Value(owner));
    assert_eq!(ada.mfa, Seen::Value(true));
    let email = |address: &str, trust, primary| Email {
        address: address.into(),
        trust,
        primary,
    };
    let emails = vec![
        email("ada@communs.example", Trust::Verified, true),
        email("ada@home.example", Trust::Free, false),
    ];
    assert_eq!(ada.emails, Seen::Value(emails));
    let core = |role| membership("team", "71", "Core", role);
    assert_eq!(ada.groups, Seen::Value(vec![core(Some("maintainer"))]));
}

#[tokio::test]
async fn direct_rights_teams_and_identities_are_joined_by_the_numeric_id() {
    let (_, github) = except(|_| None).await;
    let (accounts, _) = fetch(&*github).await;
    let bob = &account(&accounts, "member:2").profile;
    let groups = vec![
        membership("repository", "500", "site", Some("admin")),
        membership("team", "71", "Core", Some("member")),
    ];
    assert_eq!(bob.groups, Seen::Value(groups));
    let id = |issuer: &str, subject: &str| ExternalId {
        issuer: issuer.into(),
        subject: subject.into(),
    };
    let ids = vec![id("github", "2"), id("https://idp.example", "u-2")];
    assert_eq!(bob.external_ids, Seen::Value(ids));
    let emails = bob.emails.value().unwrap();
    assert_eq!((emails.len(), emails[0].trust), (1, Trust::Asserted));

    let outsider = &account(&accounts, "outside:9").profile;
    let site = membership("repository", "500", "site", Some("write"));
    assert_eq!(outsider.groups, Seen::Value(vec![site]));
    assert_eq!(outsider.name, Seen::NotVisible);
    assert_eq!(outsider.mfa, Seen::Value(true));
}

#[tokio::test]
async fn only_owners_are_told_who_outside_has_no_second_factor() {
    let (fake, github) = except(|asked| {
        let membership = asked.path == "/user/memberships/orgs/communs";
        membership.then(|| answer(200, json!({"state": "active", "role": "member"})))
    })
    .await;
    let (accounts, _) = fetch(&*github).await;
    assert_eq!(
        account(&accounts, "outside:9").profile.mfa,
        Seen::NotVisible
    );
    assert_eq!(
        fake.asked_at("/orgs/communs/outside_collaborators").len(),
        1
    );
}

#[tokio::test]
async fn a_second_factor_that_is_not_shown_is_not_a_missing_one() {
    let (_, github) = except(|_| None).await;
    let (accounts, _) = fetch(&*github).await;
    assert_eq!(
        account(&accounts, "member:2").profile.mfa,
        Seen::Value(false)
    );
    assert_eq!(account(&accounts, "member:3").profile.mfa, Seen::NotVisible);
}

#[tokio::test]
async fn invitations_keep_their_age_and_a_failed_one_is_still_an_invitation() {
    let (_, github) = except(|_| None).await;
    let (accounts, _) = fetch(&*github).await;
    let open = account(&accounts, "invite:31");
    let at = |text| Timestamp::parse(text).unwrap();
    let since = at("2026-11-20T08:00:00Z");
    assert_eq!(open.remote, RemoteState::Invited);
    assert_eq!(
        open.profile.invitation,
        Seen::Value(Some(Invitation::Pending { since }))
    );
    assert_eq!(open.profile.natural_keys(), ["email:new@communs.example"]);
    let core = membership("team", "71", "Core", None);
    assert_eq!(open.profile.groups, Seen::Value(vec![core]));

    let named = &account(&accounts, "invite:32").profile;
    assert_eq!(
        (named.natural_keys(), &named.emails),
        (vec!["login:grace".into()], &Seen::NotVisible)
    );
    assert!(named.is_admin());

    let failed = account(&accounts, "invite:34");
    let at = at("2026-11-08T00:00:00Z");
    assert_eq!(failed.remote, RemoteState::Invited);
    assert_eq!(
        failed.profile.invitation,
        Seen::Value(Some(Invitation::Failed { at }))
    );
}

#[tokio::test]
async fn without_the_scope_for_addresses_the_rest_is_still_read() {
    let (_, github) = except(|asked| {
        let refused = asked.body.contains("url email");
        let message = "Your token has not been granted the required scopes to execute this query. \
                       The 'email' field requires one of the following scopes: ['user:email']";
        let error = json!({"type": "INSUFFICIENT_SCOPES", "message": message});
        refused.then(|| answer(200, json!({"data": null, "errors": [error]})))
    })
    .await;
    let (accounts, end) = fetch(&*github).await;
    assert!(matches!(end, FetchEnd::Complete { .. }), "{end:?}");
    assert_eq!(accounts.len(), 7);
}

#[tokio::test]
async fn a_list_that_may_not_be_read_makes_the_fetch_partial_and_nothing_else() {
    let (_, github) = except(|asked| {
        let hidden =
            asked.path.ends_with("invitations") || asked.path.ends_with("outside_collaborators");
        hidden.then(|| answer(403, json!({"message": "Must be an owner"})))
    })
    .await;
    let (accounts, end) = fetch(&*github).await;
    let expected = [
        "github-list-invitations",
        "github-list-failed",
        "github-list-outsiders",
    ];
    assert_eq!(lists(&end), expected);
    assert_eq!(accounts.len(), 3);
}

#[tokio::test]
async fn groups_are_unknown_when_their_list_breaks_off() {
    let (_, github) = except(|asked| {
        let teams = asked.body.contains("team(slug");
        let error = json!({"type": "FORBIDDEN", "message": "no"});
        teams.then(|| {
            answer(
                200,
                json!({"data": {"organization": null}, "errors": [error]}),
            )
        })
    })
    .await;
    let (accounts, end) = fetch(&*github).await;
    assert_eq!(lists(&end), ["github-list-teams"]);
    assert_eq!(
        account(&accounts, "member:1").profile.groups,
        Seen::NotVisible
    );
}

#[tokio::test]
async fn a_repository_that_may_not_be_read_is_one_readable_group_less() {
    let (_, github) = except(|asked| {
        let hidden = asked.path.contains("/vault/");
        hidden.then(|| answer(403, json!({"message": "Must have push access"})))
    })
    .await;
    let (_, end) = fetch(&*github).await;
    assert_eq!(end, FetchEnd::Complete { groups_readable: 3 });
    assert_eq!(testing::unread(&*github).await, ["400"]);
}

#[tokio::test]
async fn repositories_that_all_refuse_leave_groups_unknown() {
    let (_, github) = except(|asked| {
        let hidden = asked.path.ends_with("/collaborators");
        hidden.then(|| answer(403, json!({"message": "Must have push access"})))
    })
    .await;
    let (accounts, end) = fetch(&*github).await;
    assert_eq!(lists(&end), ["github-list-repositories"]);
    let groups = &account(&accounts, "member:2").profile.groups;
    assert_eq!(*groups, Seen::NotVisible);
}

#[tokio::test]
async fn repositories_beyond_the_limit_are_not_passed_over_in_silence() {
    let fake = Fake::new(organization).await;
    let options = format!(
        "url = '{}'\norganization = 'communs'\ntoken = {{ env = 'SECRET' }}\nrepositories_max = 1",
        fake.url
    );
    let github = provider("github", &options);
    let (_, end) = fetch(&*github).await;
    assert_eq!(lists(&end), ["github-list-repositories"]);
    assert_eq!(testing::unread(&*github).await, ["500"]);
    assert!(
        fake.asked_at("/repos/communs/site/collaborators")
            .is_empty()
    );
}

#[tokio::test]
async fn a_count_that_disagrees_is_partial() {
    let (_, github) = except(|asked| {
        let second = asked.body.contains("\"cursor\":\"c1\"");
        let empty = json!({"totalCount": 3, "pageInfo": page(None), "edges": [null]});
        let data = json!({"data": {"organization": {"membersWithRole": empty}}});
        second.then(|| answer(200, data))
    })
    .await;
    let (accounts, end) = fetch(&*github).await;
    assert_eq!(lists(&end), ["github-list-members"]);
    assert!(
        accounts
            .iter()
            .all(|account| account.id.as_str() != "member:3")
    );
}

#[tokio::test]
async fn what_single_sign_on_hides_is_partial() {
    let (_, github) = except(|asked| {
        let mut answer = organization(asked);
        let partial = "partial-results; organizations=21955855".to_owned();
        answer.1.push(("x-github-sso", partial));
        (asked.path == "/orgs/communs/outside_collaborators").then_some(answer)
    })
    .await;
    assert_eq!(lists(&fetch(&*github).await.1), ["github-sso-hides"]);
}

#[tokio::test]
async fn a_stranger_sees_public_members_only() {
    let (_, github) = except(|asked| {
        let membership = asked.path == "/user/memberships/orgs/communs";
        membership.then(|| answer(404, json!({"message": "Not Found"})))
    })
    .await;
    assert_eq!(lists(&fetch(&*github).await.1), ["github-not-a-member"]);
}

#[tokio::test]
async fn a_next_page_on_another_host_is_not_followed() {
    let (fake, github) = except(|asked| {
        let mut answer = organization(asked);
        let link = "<https://evil.example/x?page=2>; rel=\"next\"".to_owned();
        answer.1.push(("link", link));
        (asked.path == "/orgs/communs/repos").then_some(answer)
    })
    .await;
    assert_eq!(
        lists(&fetch(&*github).await.1),
        ["github-list-repositories"]
    );
    assert_eq!(fake.asked_at("/orgs/communs/repos").len(), 1);
}

#[tokio::test]
async fn a_refused_token_is_sent_once() {
    let (fake, github) = except(|_| Some(answer(401, json!({"message": "Bad credentials"})))).await;
    for _ in 0..2 {
        let (accounts, end) = fetch(&*github).await;
        let FetchEnd::Failed(error) = end else {
            panic!("{end:?}");
        };
        assert_eq!(error.kind, ErrorKind::Auth);
        assert!(accounts.is_empty());
    }
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn an_organization_that_does_not_exist_fails() {
    let (_, github) = except(|asked| {
        let error = json!({"type": "NOT_FOUND", "message": "Could not resolve to an Organization"});
        let data = json!({"data": {"organization": null}, "errors": [error]});
        (asked.path == "/graphql").then(|| answer(200, data))
    })
    .await;
    let (_, end) = fetch(&*github).await;
    assert!(matches!(end, FetchEnd::Failed(error) if error.kind == ErrorKind::NotFound));
}

#[tokio::test]
async fn an_enterprise_server_has_its_graphql_beside_its_rest() {
    let fake = Fake::new(|asked| {
        let mut asked = asked.clone();
        let inside = asked
            .path
            .strip_prefix("/api/v3")
            .or(asked.path.strip_prefix("/api"));
        asked.path = inside.unwrap().to_owned();
        organization(&asked)
    })
    .await;
    let (_, end) = fetch(&*github(&format!("{}/api/v3/", fake.url))).await;
    assert_eq!(end, FetchEnd::Complete { groups_readable: 4 });
    assert!(!fake.asked_at("/api/graphql").is_empty());
}

#[tokio::test]
async fn one_account_is_read_by_its_number_whatever_its_login() {
    let (_, github) = except(|asked| match asked.path.as_str() {
        "/user/2" => Some(answer(
            200,
            json!({"id": 2, "login": "renamed", "name": "Bob"}),
        )),
        "/orgs/communs/memberships/renamed" => {
            Some(answer(200, json!({"state": "active", "role": "member"})))
        }
        "/user/8" => Some(answer(200, json!({"id": 8, "login": "invited"}))),
        "/orgs/communs/memberships/invited" => {
            Some(answer(200, json!({"state": "pending", "role": "member"})))
        }
        path if path.starts_with("/user/") => Some(answer(404, json!({"message": "Not Found"}))),
        _ => None,
    })
    .await;
    let read = async |id: &str| {
        github
            .read(&cx(), &[RemoteId::new(id).unwrap()])
            .await
            .unwrap()
            .remove(0)
    };
    let bob = read("member:2").await.unwrap();
    assert_eq!(bob.profile.login, Seen::Value("renamed".into()));
    assert_eq!(bob.profile.groups, Seen::NotVisible);
    assert!(read("invite:34").await.is_some());
    assert!(read("outside:9").await.is_some());
    for absent in [
        "member:7",
        "member:8",
        "invite:99",
        "outside:1",
        "member:x",
        "other:1",
    ] {
        assert!(read(absent).await.is_none(), "{absent}");
    }
}

#[tokio::test]
async fn doctor_names_rights_that_lack_and_rights_in_excess() {
    let (_, github) = except(|asked| {
        let mut answer = organization(asked);
        let scopes = "read:org, delete_repo".to_owned();
        answer.1.push(("x-oauth-scopes", scopes));
        (asked.path == "/user").then_some(answer)
    })
    .await;
    let checks = github.probe(&cx()).await;
    let found: Vec<(CheckOutcome, &str)> =
        checks.iter().map(|c| (c.outcome, &*c.text.id)).collect();
    let expected = [
        (CheckOutcome::Good, "github-probe-login"),
        (CheckOutcome::Bad, "github-probe-lacks"),
        (CheckOutcome::Remark, "github-probe-no-email"),
        (CheckOutcome::Remark, "github-probe-no-repo"),
        (CheckOutcome::Remark, "github-probe-excess"),
        (CheckOutcome::Good, "github-probe-owner"),
    ];
    assert_eq!(found, expected);
    let who = github.whoami(&cx()).await.unwrap();
    assert_eq!((who.login.as_str(), who.rights.len()), ("ada", 2));
}

#[tokio::test]
async fn doctor_tries_the_direct_rights_on_a_repository() {
    let (_, github) = except(|asked| {
        let rights = asked.path.ends_with("/collaborators");
        rights.then(|| answer(403, json!({"message": "Resource not accessible"})))
    })
    .await;
    let checks = github.probe(&cx()).await;
    let bad: Vec<_> = checks
        .iter()
        .filter(|c| c.outcome == CheckOutcome::Bad)
        .collect();
    let [one] = bad.as_slice() else {
        panic!("{checks:?}");
    };
    let list = Arg::Text(Box::new(Text::new("github-list-repositories")));
    assert_eq!(one.text.args[0].1, list);
}

#[test]
fn wrong_options_are_named() {
    let error = testing::build("github", "organisation = 'x'\ntoken = { env = 'SECRET' }").err();
    let error = error.unwrap();
    assert_eq!(error.kind, ErrorKind::Config);
    assert!(error.detail.contains("organi"), "{}", error.detail);
}
