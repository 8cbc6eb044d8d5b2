//! Teams and their members.

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Call, forbidden, invalid_body, invalid_param, no_user, refusal, status_ok};
use super::state::Mattermost;
use crate::sandbox::http::{Answer, page};
use crate::sandbox::org::Standing;

/// The team that everybody may join, and that others than administrators are shown.
const OPEN: usize = 2;

impl Mattermost {
    fn team(&self, rank: usize) -> Value {
        let Some(team) = self.teams.get(rank) else {
            return Value::Null;
        };
        json!({
            "id": self.team_id(rank),
            "create_at": 1_500_000_000_000_i64 + rank as i64,
            "update_at": 1_600_000_000_000_i64 + rank as i64,
            "delete_at": 0,
            "display_name": team.display,
            "name": team.name,
            "description": "",
            "email": "secretariat@communs.example",
            "type": if rank == OPEN { "O" } else { "I" },
            "company_name": "",
            "allowed_domains": "",
            "invite_id": self.team_id(rank),
            "allow_open_invite": rank == OPEN,
            "scheme_id": null,
            "group_constrained": null,
        })
    }

    fn team_member(&self, rank: usize, row: u32) -> Value {
        let standing = self.users.get(row as usize).map(|user| user.standing);
        let admin = standing == Some(Standing::Admin);
        let guest = standing == Some(Standing::Outside);
        let left = self
            .teams
            .get(rank)
            .and_then(|team| team.left.get(&row))
            .copied();
        let mut roles = vec![if guest { "team_guest" } else { "team_user" }];
        if admin {
            roles.push("team_admin");
        }
        json!({
            "team_id": self.team_id(rank),
            "user_id": self.id(row),
            "roles": roles.join(" "),
            "delete_at": left.unwrap_or(0),
            "scheme_user": !guest,
            "scheme_admin": admin,
            "scheme_guest": guest,
            "explicit_roles": "",
        })
    }

    /// The team that a path names.
    fn asked_team(&self, id: &str) -> Result<usize, Answer> {
        if id.len() != 26
            || !id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        {
            return Err(invalid_param("team_id"));
        }
        self.rank_of_team(id).ok_or_else(|| {
            refusal(
                404,
                "app.team.get.find.app_error",
                "Unable to find the existing team.",
            )
        })
    }

    pub(super) fn read_teams(&self, call: &Call<'_>, rest: &[&str]) -> Option<Answer> {
        if call.request.method != Method::GET {
            return None;
        }
        Some(match rest {
            ["teams"] => {
                let (index, size) = call.bounds();
                let ranks: Vec<usize> = if call.request.empty {
                    Vec::new()
                } else {
                    let open = |rank: &usize| call.caller.admin || *rank == OPEN;
                    (0..self.teams.len()).filter(open).collect()
                };
                let shown: Value = page(&ranks, index, size)
                    .iter()
                    .map(|&rank| self.team(rank))
                    .collect();
                if call.request.param("include_total_count") == Some("true") {
                    call.json(200, &json!({"teams": shown, "total_count": ranks.len()}))
                } else {
                    call.json(200, &shown)
                }
            }
            ["teams", "name", name] => {
                match self.teams.iter().position(|team| team.name == *name) {
                    Some(rank) => call.json(200, &self.team(rank)),
                    None => {
                        let message = "Unable to find the existing team.";
                        refusal(404, "app.team.get_by_name.missing.app_error", message)
                    }
                }
            }
            ["teams", id, rest @ ..] => match self.asked_team(id) {
                Ok(rank) => return self.of_team(call, rank, rest),
                Err(answer) => answer,
            },
            ["users", id, "teams", ..] if !call.caller.admin && !self.is_self(call, id) => {
                forbidden()
            }
            ["users", id, "teams"] => match self.asked(call, id) {
                Ok(row) => {
                    let shown = self.ranks_of(row).into_iter().map(|rank| self.team(rank));
                    call.json(200, &shown.collect())
                }
                Err(answer) => answer,
            },
            ["users", id, "teams", "members"] => match self.asked(call, id) {
                Ok(row) => {
                    let ranks = self.ranks_of(row).into_iter();
                    call.json(
                        200,
                        &ranks.map(|rank| self.team_member(rank, row)).collect(),
                    )
                }
                Err(answer) => answer,
            },
            _ => return None,
        })
    }

    fn is_self(&self, call: &Call<'_>, id: &str) -> bool {
        id == "me" || id == self.id(call.caller.row)
    }

    fn ranks_of(&self, row: u32) -> Vec<usize> {
        let teams = self.teams.iter().enumerate();
        teams
            .filter(|(_, team)| team.members.contains(&row))
            .map(|(rank, _)| rank)
            .collect()
    }

    fn of_team(&self, call: &Call<'_>, rank: usize, rest: &[&str]) -> Option<Answer> {
        let team = self.teams.get(rank)?;
        let inside = team.members.contains(&call.caller.row);
        if !call.caller.admin && !inside && (rank != OPEN || !rest.is_empty()) {
            return Some(forbidden());
        }
        Some(match rest {
            [] => call.json(200, &self.team(rank)),
            ["stats"] => {
                let active = team
                    .members
                    .iter()
                    .filter(|&&row| self.is_active(row))
                    .count();
                call.json(
                    200,
                    &json!({
                        "team_id": self.team_id(rank),
                        "total_member_count": team.members.len(),
                        "active_member_count": active,
                    }),
                )
            }
            ["members"] => {
                let (index, size) = call.bounds();
                let active_only = call.request.param("exclude_deleted_users") == Some("true");
                let gone: &mut dyn Iterator<Item = &u32> = &mut team.left.keys();
                let mut rows: Vec<u32> = team
                    .members
                    .iter()
                    .chain(gone)
                    .copied()
                    .filter(|&row| !active_only || self.is_active(row))
                    .collect();
                if call.request.empty {
                    rows.clear();
                }
                match call.request.param("sort") {
                    None | Some("") => rows.sort_unstable(),
                    Some("Username") => rows.sort_by_key(|&row| {
                        self.users.get(row as usize).map(|user| user.login.clone())
                    }),
                    Some(_) => return Some(invalid_param("sort")),
                }
                let shown = page(&rows, index, size);
                call.json(
                    200,
                    &shown
                        .iter()
                        .map(|&row| self.team_member(rank, row))
                        .collect(),
                )
            }
            ["members", id] => match self.asked(call, id) {
                Ok(row) if team.members.contains(&row) || team.left.contains_key(&row) => {
                    call.json(200, &self.team_member(rank, row))
                }
                Ok(_) => not_in_team(),
                Err(answer) => answer,
            },
            _ => return None,
        })
    }

    /// Adding to and removing from teams.
    pub(super) fn change_team(&mut self, call: &Call<'_>, rest: &[&str]) -> Option<Answer> {
        let (post, delete) = (
            call.request.method == Method::POST,
            call.request.method == Method::DELETE,
        );
        let ["teams", id, rest @ ..] = rest else {
            return None;
        };
        let rank = match self.asked_team(id) {
            Ok(rank) => rank,
            Err(answer) => return Some(answer),
        };
        if !call.caller.admin {
            return Some(forbidden());
        }
        Some(match rest {
            ["members"] if post => {
                let body = call.request.json().unwrap_or_default();
                match self.add_one(rank, &body) {
                    Ok(shown) => call.json(201, &shown),
                    Err(answer) => answer,
                }
            }
            ["members", "batch"] if post => {
                let Some(Value::Array(items)) = call.request.json() else {
                    return Some(invalid_body("members"));
                };
                let graceful = call.request.param("graceful") == Some("true");
                let mut shown = Vec::new();
                for item in &items {
                    match self.add_one(rank, item) {
                        Ok(member) if graceful => shown.push(json!({
                            "user_id": member.get("user_id"), "member": member, "error": null,
                        })),
                        Ok(member) => shown.push(member),
                        Err(_) if graceful => shown.push(json!({
                            "user_id": item.get("user_id"), "member": null,
                            "error": {"id": "app.user.missing_account.const"},
                        })),
                        Err(answer) => return Some(answer),
                    }
                }
                call.json(201, &Value::Array(shown))
            }
            ["members", id] if delete => match self.asked(call, id) {
                Ok(row) => {
                    let now = call.clock.now().as_millisecond();
                    let team = self.teams.get_mut(rank)?;
                    if !team.members.remove(&row) {
                        return Some(not_in_team());
                    }
                    team.left.insert(row, now);
                    status_ok()
                }
                Err(answer) => answer,
            },
            ["invite", "email"] if post => status_ok(),
            _ => return None,
        })
    }

    fn add_one(&mut self, rank: usize, body: &Value) -> Result<Value, Answer> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("team_id") != self.team_id(rank) {
            return Err(invalid_body("team_id"));
        }
        let row = match text("user_id") {
            "" => return Err(invalid_body("user_id")),
            id => self.row_of_id(id).ok_or_else(no_user)?,
        };
        if let Some(team) = self.teams.get_mut(rank) {
            team.members.insert(row);
            team.left.remove(&row);
        }
        Ok(self.team_member(rank, row))
    }
}

fn not_in_team() -> Answer {
    let message = "No team member found for that user ID and team ID.";
    refusal(404, "app.team.get_member.missing.app_error", message)
}
