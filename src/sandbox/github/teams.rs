//! Reads of teams. A parent's members include those of its children.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::call::{Call, invalid, not_found};
use super::repos::with_right;
use super::show::team_id;
use super::state::{Github, ORG, ORG_ID, Repo, Team};
use crate::sandbox::http::Answer;

/// Which members of a team are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Its own.
    Own,
    /// Those of its children only.
    Children,
    All,
}

impl Github {
    /// Members of a team and whether each maintains it; a child's are plain members of the parent.
    pub(super) fn team_members(&self, rank: usize, reach: Reach) -> BTreeMap<u32, bool> {
        let mut members = BTreeMap::new();
        if reach != Reach::Own {
            let children = self
                .teams
                .iter()
                .filter(|team| team.parent == Some(rank as u16));
            members.extend(children.flat_map(|team| team.members.keys().map(|&row| (row, false))));
        }
        if let (Reach::Own | Reach::All, Some(team)) = (reach, self.teams.get(rank)) {
            members.extend(team.members.iter().map(|(&row, &lead)| (row, lead)));
        }
        members
    }

    pub(super) fn of_team(&self, call: &Call<'_>, rank: Option<usize>, rest: &[&str]) -> Answer {
        let Some((rank, team)) = rank.and_then(|rank| Some((rank, self.teams.get(rank)?))) else {
            return not_found();
        };
        let base = call.base;
        match rest {
            [] => Answer::json(200, &self.team_full(base, rank, team)),
            ["members"] => {
                let role = call.request.param("role").unwrap_or("all");
                let wanted = |maintainer: bool| match role {
                    "all" => true,
                    "maintainer" => maintainer,
                    "member" => !maintainer,
                    _ => false,
                };
                if !["all", "maintainer", "member"].contains(&role) {
                    return invalid("Team", "role", "invalid", "role is not allowed");
                }
                let rows: Vec<u32> = self
                    .team_members(rank, Reach::All)
                    .into_iter()
                    .filter(|&(_, maintainer)| wanted(maintainer))
                    .map(|(row, _)| row)
                    .collect();
                call.list(&rows, |&row| self.simple_user(base, row))
            }
            ["memberships", login] => {
                let row = self.row_of_login(login);
                match row.and_then(|row| self.team_members(rank, Reach::All).remove(&row)) {
                    Some(maintainer) => {
                        Answer::json(200, &self.team_role(base, rank, login, maintainer))
                    }
                    None => not_found(),
                }
            }
            ["invitations"] => {
                let kept: Vec<_> = self
                    .invitations
                    .iter()
                    .filter(|one| one.failed.is_none() && one.teams.contains(&(rank as u16)))
                    .collect();
                call.list(&kept, |one| self.invitation(base, one))
            }
            ["repos"] => {
                let repos: Vec<(usize, &Repo, &str)> = self
                    .repos
                    .iter()
                    .enumerate()
                    .filter_map(|(index, repo)| {
                        Some((index, repo, *repo.teams.get(&(rank as u16))?))
                    })
                    .collect();
                call.list(&repos, |(index, repo, right)| {
                    with_right(self.repo(base, *index, repo), right)
                })
            }
            ["teams"] => {
                let children: Vec<(usize, &Team)> = self
                    .teams
                    .iter()
                    .enumerate()
                    .filter(|(_, team)| team.parent == Some(rank as u16))
                    .collect();
                call.list(&children, |(rank, team)| self.team(base, *rank, team))
            }
            _ => not_found(),
        }
    }

    fn team_full(&self, base: &str, rank: usize, team: &Team) -> Value {
        let mut shown = self.team(base, rank, team);
        let mut organization = self.organization_simple(base);
        let fields = json!({
            "name": "Atelier des Communs", "has_organization_projects": true,
            "has_repository_projects": true, "public_repos": 0, "public_gists": 0,
            "followers": 0, "following": 0, "html_url": format!("https://github.com/{ORG}"),
            "type": "Organization", "created_at": "2015-03-02T09:00:00Z",
            "updated_at": "2026-01-12T10:00:00Z", "archived_at": null,
        });
        if let (Some(map), Value::Object(fields)) = (organization.as_object_mut(), fields) {
            map.extend(fields);
        }
        let right = (rank as u16, self.repos.iter());
        let repos = right
            .1
            .filter(|repo| repo.teams.contains_key(&right.0))
            .count();
        if let Some(map) = shown.as_object_mut() {
            let members = self.team_members(rank, Reach::All).len();
            map.insert("members_count".into(), members.into());
            map.insert("repos_count".into(), repos.into());
            map.insert("created_at".into(), "2019-06-01T08:00:00Z".into());
            map.insert("updated_at".into(), "2025-06-01T08:00:00Z".into());
            map.insert("organization".into(), organization);
        }
        shown
    }

    pub(super) fn team_role(&self, base: &str, rank: usize, login: &str, lead: bool) -> Value {
        let pending = self
            .row_of_login(login)
            .is_none_or(|row| !self.is_member(row));
        json!({
            "url": format!(
                "{base}/organizations/{ORG_ID}/team/{}/memberships/{login}", team_id(rank)
            ),
            "role": if lead { "maintainer" } else { "member" },
            "state": if pending { "pending" } else { "active" },
        })
    }
}
