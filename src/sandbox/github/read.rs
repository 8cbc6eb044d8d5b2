//! GitHub's REST reads.

use serde_json::{Value, json};

use super::call::{Call, invalid, not_found};
use super::limits::Resource;
use super::show::team_id;
use super::state::{Github, ORG, ORG_ID, Repo, Team, is_ours};
use crate::sandbox::http::Answer;

impl Github {
    pub(super) fn read(&mut self, call: &Call<'_>) -> Answer {
        let parts = call.request.parts();
        if parts.as_slice() == ["rate_limit"] {
            return self.rate_limit(call);
        }
        let this = &*self;
        match parts.as_slice() {
            ["meta"] => Answer::json(200, &json!({"verifiable_password_authentication": false})),
            ["user"] => Answer::json(200, &this.full_user(call.base, 0, call.clock)),
            ["user", "orgs"] => call.list(&[()], |()| this.organization_simple(call.base)),
            ["user", "memberships", "orgs"] => {
                call.list(&[0_u32], |&row| this.membership(call.base, row))
            }
            ["user", "memberships", "orgs", org] if is_ours(org) => {
                Answer::json(200, &this.membership(call.base, 0))
            }
            ["user", id] => {
                let row = id.parse().ok().and_then(|id| this.row_of_id(id));
                this.profile(call, row.filter(|&row| !this.login(row).is_empty()))
            }
            ["users", login] => this.profile(call, this.row_of_login(login)),
            ["orgs", org] if is_ours(org) => this.organization(call),
            ["orgs", org, rest @ ..] if is_ours(org) => this.of_organization(call, rest),
            ["organizations", id, rest @ ..] if *id == ORG_ID.to_string() => match rest {
                ["team", id, rest @ ..] => {
                    let rank = (0..this.teams.len()).find(|&rank| team_id(rank).to_string() == *id);
                    this.of_team(call, rank, rest)
                }
                rest => this.of_organization(call, rest),
            },
            ["repos", org, name, rest @ ..] if is_ours(org) => {
                let found = this
                    .repos
                    .iter()
                    .position(|repo| repo.name.eq_ignore_ascii_case(name) && this.shows(repo));
                match found.and_then(|index| Some((index, this.repos.get(index)?))) {
                    Some((index, repo)) => this.of_repo(call, index, repo, rest),
                    None => not_found(),
                }
            }
            _ => not_found(),
        }
    }

    fn rate_limit(&mut self, call: &Call<'_>) -> Answer {
        let now = call.clock.now().as_second();
        let core = self.limits.show(Resource::Core, now);
        let graphql = self.limits.show(Resource::Graphql, now);
        let search = json!({
            "limit": 30, "used": 0, "remaining": 30, "reset": now + 60, "resource": "search",
        });
        let mut body =
            json!({"resources": {"core": core.clone(), "graphql": graphql, "search": search}});
        let old = call.request.header("x-github-api-version") != Some("2026-03-10");
        if let (true, Some(map)) = (old, body.as_object_mut()) {
            map.insert("rate".into(), core);
        }
        Answer::json(200, &body)
    }

    fn profile(&self, call: &Call<'_>, row: Option<u32>) -> Answer {
        match row {
            Some(row) => Answer::json(200, &self.full_user(call.base, row, call.clock)),
            None => not_found(),
        }
    }

    fn organization(&self, call: &Call<'_>) -> Answer {
        let mut shown = self.organization_simple(call.base);
        let fields = json!({
            "name": "Atelier des Communs", "company": "Atelier des Communs", "blog": "https://communs.example", "location": "Rennes",
            "email": "contact@communs.example", "twitter_username": null, "is_verified": true,
            "has_organization_projects": true, "has_repository_projects": true,
            "public_repos": self.repos.iter().filter(|repo| !repo.private).count(),
            "public_gists": 0, "followers": 12, "following": 0,
            "html_url": format!("https://github.com/{ORG}"), "type": "Organization",
            "created_at": "2015-03-02T09:00:00Z", "updated_at": "2026-01-12T10:00:00Z",
            "archived_at": null,
        });
        if let (Some(map), Value::Object(fields)) = (shown.as_object_mut(), fields) {
            map.extend(fields);
            if self.has_scope("admin:org") {
                map.insert("two_factor_requirement_enabled".into(), false.into());
            }
        }
        Answer::json(200, &shown)
    }

    pub(super) fn has_scope(&self, wanted: &str) -> bool {
        let implied: &[&str] = match wanted {
            "read:org" => &["read:org", "write:org", "admin:org"],
            _ => &[wanted],
        };
        self.scopes
            .iter()
            .any(|scope| implied.contains(&scope.as_str()))
    }

    /// Private repositories do not exist for a token without `repo`.
    fn shows(&self, repo: &Repo) -> bool {
        !repo.private || self.has_scope("repo")
    }

    fn of_organization(&self, call: &Call<'_>, rest: &[&str]) -> Answer {
        let base = call.base;
        match rest {
            // Without read:org a token sees the public members only, and nobody here is public.
            ["members"] if !self.has_scope("read:org") => call.list(&[], |(): &()| Value::Null),
            ["members"] => self.members(call),
            ["members", login] => match self.row_of_login(login) {
                Some(row) if self.is_member(row) => Answer::bare(204),
                _ => not_found(),
            },
            ["memberships", login] => match self.row_of_login(login) {
                Some(row) if self.is_member(row) || self.is_invited(row) => {
                    Answer::json(200, &self.membership(base, row))
                }
                _ => not_found(),
            },
            ["invitations" | "failed_invitations", ..] if !self.has_scope("admin:org") => {
                not_found()
            }
            ["invitations"] => self.invitations(call, false),
            ["failed_invitations"] => self.invitations(call, true),
            ["invitations", id, "teams"] => {
                let found = self
                    .invitations
                    .iter()
                    .find(|one| one.id.to_string() == *id);
                let Some(invitation) = found else {
                    return not_found();
                };
                let teams: Vec<(usize, &Team)> = invitation
                    .teams
                    .iter()
                    .filter_map(|&rank| {
                        Some((usize::from(rank), self.teams.get(usize::from(rank))?))
                    })
                    .collect();
                call.list(&teams, |(rank, team)| self.team(base, *rank, team))
            }
            ["outside_collaborators"] => {
                let filter = call.request.param("filter").unwrap_or("all");
                self.people(call, &self.outside, filter, "all")
            }
            ["teams"] => {
                let teams: Vec<(usize, &Team)> = self.teams.iter().enumerate().collect();
                call.list(&teams, |(rank, team)| self.team(base, *rank, team))
            }
            ["teams", slug, rest @ ..] => self.of_team(call, self.team_rank(slug), rest),
            ["repos"] => {
                let shown = |&(_, repo): &(usize, &Repo)| self.shows(repo);
                let repos: Vec<_> = self.repos.iter().enumerate().filter(shown).collect();
                call.list(&repos, |(index, repo)| self.repo(base, *index, repo))
            }
            _ => not_found(),
        }
    }

    pub(super) fn is_invited(&self, row: u32) -> bool {
        self.invitations
            .iter()
            .any(|one| one.user == Some(row) && one.failed.is_none())
    }

    fn members(&self, call: &Call<'_>) -> Answer {
        let filter = call.request.param("filter").unwrap_or("all");
        let role = call.request.param("role").unwrap_or("all");
        self.people(call, &self.members, filter, role)
    }

    fn people(&self, call: &Call<'_>, rows: &[u32], filter: &str, role: &str) -> Answer {
        if !["all", "2fa_disabled", "2fa_insecure"].contains(&filter) {
            return invalid("Organization", "filter", "invalid", "filter is not allowed");
        }
        if !["all", "admin", "member"].contains(&role) {
            return invalid("Organization", "role", "invalid", "role is not allowed");
        }
        let weak = |row: u32| self.user(row).is_some_and(|user| user.mfa == Some(false));
        let kept: Vec<u32> = rows
            .iter()
            .copied()
            .filter(|&row| filter == "all" || (filter == "2fa_disabled" && weak(row)))
            .filter(|&row| role == "all" || (role == "admin") == self.is_admin(row))
            .collect();
        call.list(&kept, |&row| self.simple_user(call.base, row))
    }

    fn invitations(&self, call: &Call<'_>, failed: bool) -> Answer {
        let role = call.request.param("role").unwrap_or("all");
        let kept: Vec<_> = self
            .invitations
            .iter()
            .filter(|one| one.failed.is_some() == failed)
            .filter(|one| role == "all" || one.role == role)
            .collect();
        call.list(&kept, |one| self.invitation(call.base, one))
    }
}
