//! GitHub's REST writes: memberships, invitations, teams, collaborators.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::call::{Call, invalid, not_found, refusal};
use super::state::{Github, Invitation, is_ours, known_right};
use crate::sandbox::http::Answer;
use crate::sandbox::org::Standing;

/// Invitations in 24 hours.
const INVITATIONS_A_DAY: usize = 500;

impl Github {
    pub(super) fn write(&mut self, call: &Call<'_>) -> Answer {
        if !self.has_scope("admin:org") {
            return refusal(403, "Must have admin rights to Organization.")
                .with("x-accepted-oauth-scopes", "admin:org");
        }
        let parts = call.request.parts();
        let body = match call.request.json() {
            Some(Value::Object(body)) => body,
            _ => Map::new(),
        };
        let (put, post, delete) = (
            call.request.method == Method::PUT,
            call.request.method == Method::POST,
            call.request.method == Method::DELETE,
        );
        match parts.as_slice() {
            ["orgs", org, "memberships", login] if is_ours(org) && put => {
                self.known(login, |this, row| this.put_membership(call, row, &body))
            }
            ["orgs", org, "memberships", login] if is_ours(org) && delete => {
                self.known(login, |this, row| this.delete_membership(row, true))
            }
            ["orgs", org, "members", login] if is_ours(org) && delete => {
                self.known(login, |this, row| this.delete_membership(row, false))
            }
            ["orgs", org, "invitations"] if is_ours(org) && post => self.invite(call, &body),
            ["orgs", org, "invitations", id] if is_ours(org) && delete => {
                let open = |one: &Invitation| one.id.to_string() == *id && one.failed.is_none();
                match self.invitations.iter().position(open) {
                    Some(index) => {
                        self.invitations.remove(index);
                        Answer::bare(204)
                    }
                    None => not_found(),
                }
            }
            ["orgs", org, "outside_collaborators", login] if is_ours(org) && put => {
                self.known(login, |this, row| this.make_outside(row, &body))
            }
            ["orgs", org, "outside_collaborators", login] if is_ours(org) && delete => {
                self.known(login, Self::remove_outside)
            }
            ["orgs", org, "teams", slug, "memberships", login] if is_ours(org) => {
                match self.team_rank(slug) {
                    Some(rank) => self.known(login, |this, row| {
                        this.team_membership(call, rank, row, &body)
                    }),
                    None => not_found(),
                }
            }
            ["repos", org, name, "collaborators", login] if is_ours(org) && (put || delete) => {
                let repo = self
                    .repos
                    .iter()
                    .position(|repo| repo.name.eq_ignore_ascii_case(name));
                match repo {
                    Some(repo) => {
                        self.known(login, |this, row| this.collaborator(call, repo, row, &body))
                    }
                    None => not_found(),
                }
            }
            _ => not_found(),
        }
    }

    fn known(&mut self, login: &str, apply: impl FnOnce(&mut Self, u32) -> Answer) -> Answer {
        match self.row_of_login(login) {
            Some(row) => apply(self, row),
            None => not_found(),
        }
    }

    fn is_last_owner(&self, row: u32) -> bool {
        self.is_admin(row)
            && self.is_member(row)
            && self
                .members
                .iter()
                .filter(|&&one| self.is_admin(one))
                .count()
                == 1
    }

    fn put_membership(&mut self, call: &Call<'_>, row: u32, body: &Map<String, Value>) -> Answer {
        let admin = match body
            .get("role")
            .map(|role| role.as_str().unwrap_or_default())
        {
            None | Some("member") => false,
            Some("admin") => true,
            Some(_) => {
                return invalid(
                    "OrganizationMembership",
                    "role",
                    "invalid",
                    "role is not allowed",
                );
            }
        };
        if self.is_member(row) {
            if !admin && self.is_last_owner(row) {
                return refusal(403, "You can't demote the last owner of an organization");
            }
            self.join(row, admin, &[]);
        } else {
            let role = if admin { "admin" } else { "direct_member" };
            let pending = |one: &&mut Invitation| one.user == Some(row) && one.failed.is_none();
            match self.invitations.iter_mut().find(pending) {
                Some(invitation) => invitation.role = role,
                None => match self.send(call, Some(row), None, role, Vec::new()) {
                    Ok(_) => {}
                    Err(answer) => return answer,
                },
            }
        }
        Answer::json(200, &self.membership(call.base, row))
    }

    /// Removes a member, or with `invited` also takes an invitation back.
    fn delete_membership(&mut self, row: u32, invited: bool) -> Answer {
        if self.is_last_owner(row) {
            return refusal(403, "You can't remove the last owner of an organization");
        }
        if self.remove_member(row) {
            return Answer::bare(204);
        }
        let before = self.invitations.len();
        if invited {
            self.invitations
                .retain(|one| one.user != Some(row) || one.failed.is_some());
        }
        if self.invitations.len() < before {
            Answer::bare(204)
        } else {
            not_found()
        }
    }

    fn invite(&mut self, call: &Call<'_>, body: &Map<String, Value>) -> Answer {
        let refused = |message: &str| invalid(INVITATION, "data", "unprocessable", message);
        let role = body
            .get("role")
            .map_or(Some("direct_member"), Value::as_str);
        let role = match role {
            Some("admin") => "admin",
            Some("direct_member") => "direct_member",
            Some("billing_manager") => "billing_manager",
            Some("reinstate") => "reinstate",
            _ => return invalid(INVITATION, "role", "invalid", "role is not allowed"),
        };
        let mut teams = Vec::new();
        for id in body
            .get("team_ids")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let wanted = id.as_u64();
            let rank =
                (0..self.teams.len()).find(|&rank| Some(super::show::team_id(rank)) == wanted);
            match rank {
                Some(rank) => teams.push(rank as u16),
                None => return invalid(INVITATION, "team_ids", "invalid", "no such team"),
            }
        }
        let email = body.get("email").and_then(Value::as_str).map(str::to_owned);
        let row = match (body.get("invitee_id"), &email) {
            (Some(id), None) => match id.as_u64().and_then(|id| self.row_of_id(id)) {
                Some(row) if !self.login(row).is_empty() => Some(row),
                _ => return not_found(),
            },
            (None, Some(email)) if email.contains('@') => None,
            (None, Some(_)) => return invalid(INVITATION, "email", "invalid", "email is invalid"),
            _ => return refused("You must provide either an invitee_id or an email"),
        };
        let owner = |user: u32| self.user(user).map(|user| user.email.to_lowercase());
        let wanted = email.as_ref().map(|email| email.to_lowercase());
        let member = match row {
            Some(row) => self.is_member(row),
            None => self.members.iter().any(|&one| owner(one) == wanted),
        };
        if member {
            return refused("Invitee is already a part of this organization");
        }
        let again = self.invitations.iter().any(|one| {
            one.failed.is_none()
                && ((row.is_some() && one.user == row) || (email.is_some() && one.email == email))
        });
        if again {
            return refused("Invitee has already been invited to this organization");
        }
        if role == "reinstate" && row.is_none_or(|row| !self.former.contains_key(&row)) {
            return refused("Invitee was never a member of this organization");
        }
        match self.send(call, row, email, role, teams) {
            Ok(invitation) => Answer::json(201, &self.invitation(call.base, &invitation)),
            Err(answer) => answer,
        }
    }

    /// Sends an invitation unless the day's number is used up.
    fn send(
        &mut self,
        call: &Call<'_>,
        user: Option<u32>,
        email: Option<String>,
        role: &'static str,
        teams: Vec<u16>,
    ) -> Result<Invitation, Answer> {
        let now = call.clock.now();
        self.sent_invitations
            .retain(|at| now.as_second() - at.as_second() < 86_400);
        if self.sent_invitations.len() >= INVITATIONS_A_DAY {
            let message = "Over invitation rate limit";
            return Err(invalid(INVITATION, "data", "unprocessable", message));
        }
        self.sent_invitations.push(now);
        // A new invitation replaces a failed one.
        self.invitations.retain(|one| {
            one.failed.is_none()
                || (one.user != user || user.is_none()) && (one.email != email || email.is_none())
        });
        let id = self.next_invitation;
        self.next_invitation += 1;
        let invitation = Invitation {
            id,
            user,
            email,
            role,
            created: now,
            failed: None,
            teams,
        };
        self.invitations.push(invitation.clone());
        Ok(invitation)
    }

    /// Turns a member into an outside collaborator of the repositories they reached.
    fn make_outside(&mut self, row: u32, body: &Map<String, Value>) -> Answer {
        if self.is_last_owner(row) {
            return refusal(
                403,
                "Cannot convert the last owner to an outside collaborator",
            );
        }
        if !self.is_member(row) {
            return refusal(403, "User is not a member of the organization");
        }
        let reached: Vec<(usize, &'static str)> = self
            .repos
            .iter()
            .enumerate()
            .filter_map(|(index, repo)| {
                let direct = repo.direct.get(&row).copied();
                Some((index, direct.or(self.inherited_right(repo, row))?))
            })
            .collect();
        self.remove_member(row);
        for (index, right) in reached {
            if let Some(repo) = self.repos.get_mut(index) {
                repo.direct.insert(row, right);
            }
        }
        self.enter_outside(row);
        if body.get("async") == Some(&Value::Bool(true)) {
            Answer::json(202, &json!({}))
        } else {
            Answer::bare(204)
        }
    }

    fn enter_outside(&mut self, row: u32) {
        if let Err(index) = self.outside.binary_search(&row) {
            self.outside.insert(index, row);
        }
        if let Some(user) = self.users.get_mut(row as usize) {
            user.standing = Standing::Outside;
        }
    }

    fn remove_outside(&mut self, row: u32) -> Answer {
        if self.is_member(row) {
            return Answer::json(
                422,
                &json!({
                    "message": "You cannot specify an organization member to remove as an outside \
                                collaborator.",
                    "documentation_url": "https://docs.github.com/rest",
                }),
            );
        }
        self.outside.retain(|&one| one != row);
        for repo in &mut self.repos {
            repo.direct.remove(&row);
        }
        Answer::bare(204)
    }

    fn team_membership(
        &mut self,
        call: &Call<'_>,
        rank: usize,
        row: u32,
        body: &Map<String, Value>,
    ) -> Answer {
        if call.request.method == Method::DELETE {
            let removed = self
                .teams
                .get_mut(rank)
                .and_then(|team| team.members.remove(&row));
            return if removed.is_some() {
                Answer::bare(204)
            } else {
                not_found()
            };
        }
        let lead = match body
            .get("role")
            .map(|role| role.as_str().unwrap_or_default())
        {
            None | Some("member") => false,
            Some("maintainer") => true,
            Some(_) => return invalid("TeamMember", "role", "invalid", "role is not allowed"),
        };
        if self.is_member(row) {
            if let Some(team) = self.teams.get_mut(rank) {
                team.members.insert(row, lead);
            }
        } else {
            let pending = |one: &&mut Invitation| one.user == Some(row) && one.failed.is_none();
            match self.invitations.iter_mut().find(pending) {
                Some(invitation) => invitation.teams.push(rank as u16),
                None => {
                    let teams = vec![rank as u16];
                    if let Err(answer) = self.send(call, Some(row), None, "direct_member", teams) {
                        return answer;
                    }
                }
            }
        }
        let login = self.login(row).to_owned();
        Answer::json(200, &self.team_role(call.base, rank, &login, lead))
    }

    /// Gives or takes a right on one repository; somebody new is invited to it.
    fn collaborator(
        &mut self,
        call: &Call<'_>,
        index: usize,
        row: u32,
        body: &Map<String, Value>,
    ) -> Answer {
        let (member, id) = (self.is_member(row), self.next_invitation);
        let known = member || self.outside.binary_search(&row).is_ok();
        let Some(repo) = self.repos.get_mut(index) else {
            return not_found();
        };
        if call.request.method == Method::DELETE {
            repo.direct.remove(&row);
            repo.invited.retain(|&(_, one, ..)| one != row);
            if !member && !self.repos.iter().any(|repo| repo.direct.contains_key(&row)) {
                self.outside.retain(|&one| one != row);
            }
            return Answer::bare(204);
        }
        let wanted = body.get("permission").map_or(Some("push"), Value::as_str);
        let right = match wanted {
            Some(right @ ("pull" | "triage" | "push" | "maintain" | "admin")) => known_right(right),
            _ => return invalid("Repository", "permission", "invalid", "not allowed"),
        };
        if known {
            repo.direct.insert(row, right);
            return Answer::bare(204);
        }
        self.next_invitation += 1;
        repo.invited.push((id, row, right, call.clock.now()));
        let shown = json!({
            "id": id,
            "invitee": self.simple_user(call.base, row),
            "inviter": self.simple_user(call.base, 0),
            "permissions": right,
        });
        Answer::json(201, &shown)
    }
}

const INVITATION: &str = "OrganizationInvitation";
