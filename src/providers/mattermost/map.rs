//! From Mattermost's words to ours. Pure.

use super::api::{Team, TeamMember, User};
use crate::domain::account::{
    Email, ExternalId, FetchedAccount, GroupId, Membership, Profile, Purpose, RemoteState, Role,
    Trust, Volatile,
};
use crate::domain::ids::RemoteId;
use crate::domain::seen::Seen;
use crate::domain::time::Timestamp;

/// The namespace of remote ids.
pub const USER: &str = "user";

/// Roles that give power over other people's access.
const ADMINS: &[&str] = &["system_admin", "system_manager", "system_user_manager"];

/// How much of other people the caller is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everything: a system administrator.
    Full,
    /// Addresses, names, second factors and sign-in ids may be blanked.
    Limited,
}

/// What is known of last activities: the field is not filled by every version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// A missing one is "never".
    Known,
    /// A missing one says nothing.
    Unknown,
}

/// What an answer can tell of users.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub sight: Sight,
    pub activity: Activity,
    /// What an address is worth that the answer does not call verified.
    pub unverified: Trust,
}

/// One user; `None` without a usable id.
pub fn user(
    user: User,
    groups: Seen<Vec<Membership>>,
    told: Told,
    base: &str,
) -> Option<FetchedAccount> {
    let id = RemoteId::namespaced(USER, &user.id).ok()?;
    if user.id.is_empty() {
        return None;
    }
    let full = told.sight == Sight::Full;
    let name = name(&user);
    let profile = Profile {
        name: if full || !name.is_empty() {
            Seen::Value(name)
        } else {
            Seen::NotVisible
        },
        emails: emails(&user, full, told.unverified),
        role: Seen::Value(role(&user.roles)),
        groups: groups.map(|mut groups| {
            groups.sort();
            groups.dedup();
            groups
        }),
        mfa: mfa(&user, full),
        purpose: Seen::Value(if user.is_bot {
            Purpose::Bot
        } else {
            Purpose::Personal
        }),
        created: instant(user.create_at).into(),
        url: Seen::Value(format!(
            "{base}/admin_console/user_management/user/{}",
            user.id
        )),
        external_ids: external_ids(&user, full),
        login: Seen::Value(user.username),
        ..Profile::default()
    };
    let last_active = match (instant(user.last_activity_at), told.activity) {
        (Some(at), _) => Seen::Value(Some(at)),
        (None, Activity::Known) => Seen::Value(None),
        (None, Activity::Unknown) => Seen::NotVisible,
    };
    Some(FetchedAccount {
        id,
        formerly: Vec::new(),
        remote: if user.delete_at > 0 {
            RemoteState::Disabled
        } else {
            RemoteState::Active
        },
        profile,
        volatile: Volatile {
            last_active,
            ..Volatile::default()
        },
    })
}

/// The team itself.
pub fn group(team: &Team) -> GroupId {
    GroupId {
        kind: "team".to_owned(),
        id: team.id.clone(),
    }
}

/// A membership that still holds; `None` for one that was left.
pub fn membership(team: &Team, member: &TeamMember) -> Option<Membership> {
    let has = |role| member.roles.split_whitespace().any(|one| one == role);
    let role = if member.scheme_admin || has("team_admin") {
        "team_admin"
    } else if member.scheme_guest || has("team_guest") {
        "team_guest"
    } else {
        "team_user"
    };
    (member.delete_at == 0).then(|| Membership {
        kind: "team".to_owned(),
        id: team.id.clone(),
        name: if team.display_name.is_empty() {
            team.name.clone()
        } else {
            team.display_name.clone()
        },
        role: Some(role.to_owned()),
    })
}

/// Whether these roles see everything of other people.
pub fn sight(roles: &str) -> Sight {
    if roles.split_whitespace().any(|role| role == "system_admin") {
        Sight::Full
    } else {
        Sight::Limited
    }
}

fn name(user: &User) -> String {
    let full = format!("{} {}", user.first_name.trim(), user.last_name.trim());
    let full = full.trim();
    if full.is_empty() {
        user.nickname.trim().to_owned()
    } else {
        full.to_owned()
    }
}

fn emails(user: &User, full: bool, unverified: Trust) -> Seen<Vec<Email>> {
    // A bot's address is made up.
    if user.is_bot {
        return Seen::Value(Vec::new());
    }
    if user.email.is_empty() && !full {
        return Seen::NotVisible;
    }
    let email = (!user.email.is_empty()).then(|| Email {
        address: user.email.clone(),
        trust: match user.auth_service.as_str() {
            _ if user.email_verified => Trust::Verified,
            "" | "email" => unverified,
            // Written by the sign-in, not by the user.
            _ => unverified.max(Trust::Asserted),
        },
        primary: true,
    });
    Seen::Value(email.into_iter().collect())
}

/// The second factor of Mattermost's own sign-in: behind single sign-on it is the provider's.
fn mfa(user: &User, full: bool) -> Seen<bool> {
    let own = matches!(user.auth_service.as_str(), "" | "email" | "ldap");
    if user.mfa_active {
        Seen::Value(true)
    } else if full && own && !user.is_bot {
        Seen::Value(false)
    } else {
        Seen::NotVisible
    }
}

fn external_ids(user: &User, full: bool) -> Seen<Vec<ExternalId>> {
    let subject = user.auth_data.as_deref().unwrap_or("");
    let known = !user.auth_service.is_empty() && !subject.is_empty();
    let id = known.then(|| ExternalId {
        issuer: user.auth_service.clone(),
        subject: subject.to_owned(),
    });
    match id {
        Some(id) => Seen::Value(vec![id]),
        // Lists blank the id of whoever signs in elsewhere: that is not somebody without one.
        None if full && user.auth_service.is_empty() => Seen::Value(Vec::new()),
        None => Seen::NotVisible,
    }
}

/// The role that says most; roles are one text separated by spaces.
fn role(roles: &str) -> Role {
    let all: Vec<&str> = roles.split_whitespace().collect();
    let admin = ADMINS.iter().find(|role| all.contains(role));
    let custom = all.iter().find(|role| !role.starts_with("system_"));
    let other = all.iter().find(|role| **role != "system_user");
    let name = admin.or(custom).or(other).copied();
    let name = name.unwrap_or("system_user");
    Role {
        name: name.to_owned(),
        admin: admin.is_some(),
    }
}

fn instant(millis: i64) -> Option<Timestamp> {
    (millis > 0).then_some(Timestamp(millis))
}
