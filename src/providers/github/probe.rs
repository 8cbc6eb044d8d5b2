//! `doctor` for GitHub: who the token is, which rights it lacks, which it has in excess.

use super::api;
use super::client::GitHub;
use super::pages::Reader;
use crate::domain::check::{Check, CheckOutcome};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::text::Text;
use crate::net::Cx;
use crate::net::http::{Request, Response};

/// Scopes that reading needs, and those that hold them (GitHub docs, "Scopes for OAuth apps").
const NEEDED: &[(&str, &[&str])] = &[
    ("read:org", &["read:org", "write:org", "admin:org"]),
    ("admin:org", &["admin:org"]),
];
/// Either of them shows the addresses of profiles.
const EMAIL: &[&str] = &["user", "user:email", "read:user"];
/// Scopes that reading can use; `repo` for the rights on private repositories.
const USED: &[&str] = &[
    "read:org",
    "admin:org",
    "write:org",
    "user:email",
    "read:user",
    "repo",
];

/// The scopes of a classic token; `None` for other tokens, which do not say theirs.
pub fn scopes(response: &Response) -> Option<Vec<String>> {
    let header = response.header("x-oauth-scopes")?;
    let scopes = header.split(',').map(str::trim).filter(|s| !s.is_empty());
    Some(scopes.map(str::to_owned).collect())
}

/// All checks.
pub async fn probe(github: &GitHub, cx: &Cx) -> Vec<Check> {
    let reader = Reader::new(github, cx);
    let mut checks = Vec::new();
    match reader.rest(Request::get(&["user"])).await {
        Ok(response) => {
            checks.extend(login(&response));
            checks.extend(rights(&response, github.repositories.is_some()));
        }
        // An installation token is nobody: the lists below tell what it may read.
        Err(error) if error.kind == ErrorKind::Forbidden => {
            checks.push(check(
                CheckOutcome::Good,
                Text::new("github-probe-installation"),
            ));
        }
        Err(error) => return vec![check(CheckOutcome::Bad, error.text())],
    }
    checks.push(membership(&reader).await);
    let organization = github.organization.as_str();
    let lists = [
        (
            "github-list-invitations",
            vec!["orgs", organization, "invitations"],
        ),
        (
            "github-list-failed",
            vec!["orgs", organization, "failed_invitations"],
        ),
        (
            "github-list-outsiders",
            vec!["orgs", organization, "outside_collaborators"],
        ),
    ];
    for (list, path) in lists {
        let one = reader.rest(Request::get(&path).query("per_page", 1)).await;
        if let Err(error) = one {
            checks.push(unreadable(list, &error));
        }
    }
    if github.repositories.is_some()
        && let Err(error) = direct_rights(&reader).await
    {
        checks.push(unreadable("github-list-repositories", &error));
    }
    checks
}

/// Tries the direct rights on one repository.
async fn direct_rights(reader: &Reader<'_>) -> Result<(), ProviderError> {
    let organization = reader.github.organization.as_str();
    let one = |path: &[&str]| Request::get(path).query("per_page", 1);
    let listed = reader.rest(one(&["orgs", organization, "repos"])).await?;
    let repositories: Vec<api::Repository> = listed.json()?;
    if let Some(repository) = repositories.first() {
        let path = ["repos", organization, &repository.name, "collaborators"];
        let direct = one(&path).query("affiliation", "direct");
        reader.rest(direct).await?;
    }
    Ok(())
}

fn check(outcome: CheckOutcome, text: Text) -> Check {
    Check { outcome, text }
}

fn unreadable(list: &'static str, error: &ProviderError) -> Check {
    let text = Text::new("provider-list-partial")
        .with("list", Text::new(list))
        .with("why", error.text());
    check(CheckOutcome::Bad, text)
}

fn login(response: &Response) -> Vec<Check> {
    let login = match response.json::<api::User>() {
        Ok(user) => Text::new("github-probe-login").with("login", user.login),
        Err(error) => return vec![check(CheckOutcome::Bad, error.text())],
    };
    let server = response.header("x-github-enterprise-version");
    let server = server.map(|version| Text::new("github-probe-server").with("version", version));
    let all = [Some(login), server].into_iter().flatten();
    all.map(|text| check(CheckOutcome::Good, text)).collect()
}

/// What a classic token lacks and has in excess.
fn rights(response: &Response, repositories: bool) -> Vec<Check> {
    let Some(scopes) = scopes(response) else {
        return vec![check(
            CheckOutcome::Good,
            Text::new("github-probe-fine-grained"),
        )];
    };
    let has = |any: &[&str]| scopes.iter().any(|scope| any.contains(&scope.as_str()));
    let mut checks = Vec::new();
    for (scope, holders) in NEEDED {
        if !has(holders) {
            let text = Text::new("github-probe-lacks").with("scope", *scope);
            checks.push(check(CheckOutcome::Bad, text));
        }
    }
    if !has(EMAIL) {
        checks.push(check(
            CheckOutcome::Remark,
            Text::new("github-probe-no-email"),
        ));
    }
    if repositories && !has(&["repo"]) {
        checks.push(check(
            CheckOutcome::Remark,
            Text::new("github-probe-no-repo"),
        ));
    }
    let excess: Vec<&str> = scopes
        .iter()
        .map(String::as_str)
        .filter(|scope| !USED.contains(scope) || (*scope == "repo" && !repositories))
        .collect();
    if !excess.is_empty() {
        let text = Text::new("github-probe-excess").with("scopes", excess.join(", "));
        checks.push(check(CheckOutcome::Remark, text));
    }
    checks
}

/// Whether the token's holder owns the organisation: only owners see everything.
async fn membership(reader: &Reader<'_>) -> Check {
    let path = ["user", "memberships", "orgs", &reader.github.organization];
    let answer = reader.rest(Request::get(&path)).await;
    let membership = answer.and_then(|response| response.json::<api::Membership>());
    match membership {
        Ok(m) if m.state == "active" && m.role == "admin" => {
            check(CheckOutcome::Good, Text::new("github-probe-owner"))
        }
        Ok(m) if m.state == "active" => {
            check(CheckOutcome::Remark, Text::new("github-probe-member"))
        }
        Ok(_) => check(CheckOutcome::Bad, Text::new("github-not-a-member")),
        Err(error) if error.kind == ErrorKind::NotFound => {
            check(CheckOutcome::Bad, Text::new("github-not-a-member"))
        }
        Err(error) if error.kind == ErrorKind::Forbidden => {
            check(CheckOutcome::Remark, Text::new("github-probe-role-unknown"))
        }
        Err(error) => check(CheckOutcome::Bad, error.text()),
    }
}
