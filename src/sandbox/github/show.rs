//! The JSON shapes of GitHub's REST answers.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::{Github, Invitation, ORG, ORG_ID, Repo, Team};
use crate::sandbox::clock::Clock;
use crate::sandbox::org::Standing;

/// GitHub's instants have whole seconds.
pub(super) fn instant(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second())
        .unwrap_or(at)
        .to_string()
}

/// An opaque node id.
pub(super) fn node_id(kind: &str, id: u64) -> String {
    use base64::Engine;
    let bytes = [&[0x92, 0x00, 0xce], (id as u32).to_be_bytes().as_slice()].concat();
    format!(
        "{kind}_{}",
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    )
}

impl Github {
    pub(super) fn simple_user(&self, base: &str, row: u32) -> Value {
        let (login, id) = (self.login(row), self.id(row));
        let url = format!("{base}/users/{login}");
        json!({
            "login": login,
            "id": id,
            "node_id": node_id("U", id),
            "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
            "gravatar_id": "",
            "url": url,
            "html_url": format!("https://github.com/{login}"),
            "followers_url": format!("{url}/followers"),
            "following_url": format!("{url}/following{{/other_user}}"),
            "gists_url": format!("{url}/gists{{/gist_id}}"),
            "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
            "subscriptions_url": format!("{url}/subscriptions"),
            "organizations_url": format!("{url}/orgs"),
            "repos_url": format!("{url}/repos"),
            "events_url": format!("{url}/events{{/privacy}}"),
            "received_events_url": format!("{url}/received_events"),
            "type": "User",
            "user_view_type": "public",
            "site_admin": false,
        })
    }

    /// The whole profile; `email` only when public.
    pub(super) fn full_user(&self, base: &str, row: u32, clock: &Clock) -> Value {
        let mut shown = self.simple_user(base, row);
        let (Some(map), Some(user)) = (shown.as_object_mut(), self.user(row)) else {
            return shown;
        };
        let text = |text: &str| {
            if text.is_empty() {
                Value::Null
            } else {
                json!(text)
            }
        };
        let created = instant(clock.days_ago(user.created.saturating_add(400), row as usize));
        let updated = instant(clock.days_ago(user.active.min(user.created), row as usize));
        let fields = json!({
            "name": text(&user.name), "company": null, "blog": "", "location": null,
            "email": text(&user.email), "hireable": null, "bio": null, "twitter_username": null,
            "public_repos": 3, "public_gists": 0, "followers": 1, "following": 2,
            "created_at": created, "updated_at": updated,
        });
        if let Value::Object(fields) = fields {
            map.extend(fields);
        }
        shown
    }

    pub(super) fn invitation(&self, base: &str, invitation: &Invitation) -> Value {
        let login = invitation.user.map(|row| self.login(row));
        let id = invitation.id;
        let mut shown = json!({
            "id": id,
            "login": login,
            "node_id": node_id("OI", id),
            "email": invitation.email,
            "role": invitation.role,
            "created_at": instant(invitation.created),
            "failed_at": null,
            "failed_reason": null,
            "inviter": self.simple_user(base, 0),
            "team_count": invitation.teams.len(),
            "invitation_teams_url": format!("{base}/organizations/{ORG_ID}/invitations/{id}/teams"),
            "invitation_source": "member",
        });
        if let (Some((at, reason)), Some(map)) = (invitation.failed, shown.as_object_mut()) {
            map.insert("failed_at".into(), instant(at).into());
            map.insert("failed_reason".into(), reason.into());
        }
        shown
    }

    pub(super) fn team(&self, base: &str, rank: usize, team: &Team) -> Value {
        let id = team_id(rank);
        let url = format!("{base}/organizations/{ORG_ID}/team/{id}");
        let parent = team
            .parent
            .and_then(|parent| Some((usize::from(parent), self.teams.get(usize::from(parent))?)))
            .map(|(rank, team)| self.team_core(base, rank, team));
        let mut shown = self.team_core(base, rank, team);
        if let Some(map) = shown.as_object_mut() {
            map.insert("parent".into(), parent.unwrap_or(Value::Null));
            map.insert(
                "members_url".into(),
                format!("{url}/members{{/member}}").into(),
            );
        }
        shown
    }

    fn team_core(&self, base: &str, rank: usize, team: &Team) -> Value {
        let id = team_id(rank);
        let url = format!("{base}/organizations/{ORG_ID}/team/{id}");
        json!({
            "id": id,
            "node_id": node_id("T", id),
            "name": team.name,
            "slug": team.slug,
            "description": null,
            "privacy": if team.secret { "secret" } else { "closed" },
            "notification_setting": "notifications_enabled",
            "permission": "pull",
            "type": "organization",
            "organization_id": ORG_ID,
            "url": url,
            "html_url": format!("https://github.com/orgs/{ORG}/teams/{}", team.slug),
            "members_url": format!("{url}/members{{/member}}"),
            "repositories_url": format!("{url}/repos"),
        })
    }

    pub(super) fn membership(&self, base: &str, row: u32) -> Value {
        let pending = !self.is_member(row);
        let invited = self.invitations.iter().find(|one| one.user == Some(row));
        let admin = if pending {
            invited.is_some_and(|one| one.role == "admin")
        } else {
            self.is_admin(row)
        };
        json!({
            "url": format!("{base}/orgs/{ORG}/memberships/{}", self.login(row)),
            "state": if pending { "pending" } else { "active" },
            "role": if admin { "admin" } else { "member" },
            "organization_url": format!("{base}/orgs/{ORG}"),
            "organization": self.organization_simple(base),
            "user": self.simple_user(base, row),
            "direct_membership": true,
            "enterprise_teams_providing_indirect_membership": [],
            "permissions": {"can_create_repository": true},
        })
    }

    pub(super) fn organization_simple(&self, base: &str) -> Value {
        let url = format!("{base}/orgs/{ORG}");
        json!({
            "login": ORG,
            "id": ORG_ID,
            "node_id": node_id("O", ORG_ID),
            "url": url,
            "repos_url": format!("{url}/repos"),
            "events_url": format!("{url}/events"),
            "hooks_url": format!("{url}/hooks"),
            "issues_url": format!("{url}/issues"),
            "members_url": format!("{url}/members{{/member}}"),
            "public_members_url": format!("{url}/public_members{{/member}}"),
            "avatar_url": format!("https://avatars.githubusercontent.com/u/{ORG_ID}?v=4"),
            "description": "Services publics en commun",
        })
    }

    pub(super) fn repo(&self, base: &str, index: usize, repo: &Repo) -> Value {
        let url = format!("{base}/repos/{ORG}/{}", repo.name);
        json!({
            "id": 800_000 + index,
            "node_id": node_id("R", 800_000 + index as u64),
            "name": repo.name,
            "full_name": format!("{ORG}/{}", repo.name),
            "private": repo.private,
            "visibility": if repo.private { "private" } else { "public" },
            "archived": repo.archived,
            "disabled": false,
            "fork": false,
            "owner": {
                "login": ORG, "id": ORG_ID, "node_id": node_id("O", ORG_ID),
                "type": "Organization", "site_admin": false,
                "url": format!("{base}/users/{ORG}"),
            },
            "description": null,
            "default_branch": "main",
            "url": url,
            "html_url": format!("https://github.com/{ORG}/{}", repo.name),
            "collaborators_url": format!("{url}/collaborators{{/collaborator}}"),
            "teams_url": format!("{url}/teams"),
            "permissions": permissions("admin"),
        })
    }

    /// The right that a member has through teams or ownership; `None` without any.
    pub(super) fn inherited_right(&self, repo: &Repo, row: u32) -> Option<&'static str> {
        if self
            .user(row)
            .is_some_and(|user| user.standing == Standing::Admin)
            && self.is_member(row)
        {
            return Some("admin");
        }
        let through_teams = repo.teams.iter().filter_map(|(&team, &right)| {
            self.teams
                .get(usize::from(team))?
                .members
                .contains_key(&row)
                .then_some(right)
        });
        through_teams.max_by_key(|right| rank_of(right))
    }
}

/// A team's number.
pub(super) fn team_id(rank: usize) -> u64 {
    5_000_000 + rank as u64 * 7
}

/// The five booleans that stand for a right.
pub(super) fn permissions(right: &str) -> Value {
    let rank = rank_of(right);
    json!({
        "admin": rank >= 5, "maintain": rank >= 4, "push": rank >= 3, "triage": rank >= 2,
        "pull": rank >= 1,
    })
}

pub(super) fn rank_of(right: &str) -> u8 {
    match right {
        "admin" => 5,
        "maintain" => 4,
        "write" => 3,
        "triage" => 2,
        _ => 1,
    }
}
