//! Reads of one repository: who reaches it and how.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::call::{Call, invalid, not_found, refusal};
use super::show::{instant, node_id, permissions};
use super::state::{Github, ORG, Repo, Team};
use crate::sandbox::http::Answer;

impl Github {
    pub(super) fn of_repo(
        &self,
        call: &Call<'_>,
        index: usize,
        repo: &Repo,
        rest: &[&str],
    ) -> Answer {
        let base = call.base;
        let shown = |&(row, right): &(u32, &str)| {
            let mut user = self.simple_user(base, row);
            if let Some(map) = user.as_object_mut() {
                map.insert("permissions".into(), permissions(right));
                map.insert("role_name".into(), right.into());
            }
            user
        };
        match rest {
            [] => Answer::json(200, &self.repo(base, index, repo)),
            ["collaborators" | "invitations", ..] if !self.has_scope("repo") => refusal(
                403,
                "Must have push access to view repository collaborators.",
            ),
            ["collaborators"] => {
                let affiliation = call.request.param("affiliation").unwrap_or("all");
                let direct = repo.direct.iter().map(|(&row, &right)| (row, right));
                let rows: Vec<(u32, &str)> = match affiliation {
                    "direct" => direct.collect(),
                    "outside" => direct.filter(|&(row, _)| !self.is_member(row)).collect(),
                    "all" => self.everybody(repo),
                    _ => {
                        return invalid("Repository", "affiliation", "invalid", "not allowed");
                    }
                };
                call.list(&rows, shown)
            }
            ["collaborators", login, "permission"] => {
                let Some(row) = self.row_of_login(login) else {
                    return not_found();
                };
                let inherited = self.inherited_right(repo, row);
                let right = repo
                    .direct
                    .get(&row)
                    .copied()
                    .or(inherited)
                    .unwrap_or("none");
                let body = json!({
                    "permission": right, "role_name": right, "user": shown(&(row, right)),
                });
                Answer::json(200, &body)
            }
            ["invitations"] => call.list(&repo.invited, |&(id, row, right, at)| {
                json!({
                    "id": id,
                    "node_id": node_id("RI", id),
                    "repository": self.repo(base, index, repo),
                    "invitee": self.simple_user(base, row),
                    "inviter": self.simple_user(base, 0),
                    "permissions": right,
                    "created_at": instant(at),
                    "url": format!("{base}/user/repository_invitations/{id}"),
                    "html_url": format!("https://github.com/{ORG}/{}/invitations", repo.name),
                    "expired": false,
                })
            }),
            ["teams"] => {
                let teams: Vec<(usize, &Team, &str)> = repo
                    .teams
                    .iter()
                    .filter_map(|(&rank, &right)| {
                        Some((usize::from(rank), self.teams.get(usize::from(rank))?, right))
                    })
                    .collect();
                call.list(&teams, |(rank, team, right)| {
                    with_right(self.team(base, *rank, team), right)
                })
            }
            _ => not_found(),
        }
    }

    /// Everybody who can reach a repository, with the best right.
    fn everybody<'a>(&'a self, repo: &'a Repo) -> Vec<(u32, &'a str)> {
        let mut rights: BTreeMap<u32, &str> = repo
            .direct
            .iter()
            .map(|(&row, &right)| (row, right))
            .collect();
        let in_teams = repo
            .teams
            .keys()
            .filter_map(|&rank| self.teams.get(usize::from(rank)))
            .flat_map(|team| team.members.keys().copied());
        let owners = self
            .members
            .iter()
            .copied()
            .filter(|&row| self.is_admin(row));
        for row in in_teams.chain(owners).collect::<Vec<_>>() {
            if let Some(right) = self.inherited_right(repo, row) {
                rights.insert(row, right);
            }
        }
        rights.into_iter().collect()
    }
}

/// A repository or team with the right that leads to it.
pub(super) fn with_right(mut shown: Value, right: &str) -> Value {
    if let Some(map) = shown.as_object_mut() {
        map.insert("permissions".into(), permissions(right));
        map.insert("role_name".into(), right.into());
    }
    shown
}
