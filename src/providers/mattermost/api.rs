//! What Mattermost sends: false, zero and empty fields are left out, so everything has a default.

use serde::Deserialize;

/// One user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct User {
    /// 26 characters.
    pub id: String,
    pub username: String,
    pub email: String,
    pub email_verified: bool,
    pub nickname: String,
    pub first_name: String,
    pub last_name: String,
    /// Separated by spaces.
    pub roles: String,
    /// Empty for a password of Mattermost's own, else `gitlab`, `ldap`, `saml`, `openid`, ...
    pub auth_service: String,
    /// The id there; shown to administrators.
    pub auth_data: Option<String>,
    /// Shown to administrators.
    pub mfa_active: bool,
    pub is_bot: bool,
    /// Milliseconds.
    pub create_at: i64,
    /// Milliseconds; 0 while active.
    pub delete_at: i64,
    /// Milliseconds; not filled by every version.
    pub last_activity_at: i64,
}

/// One team.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Team {
    pub id: String,
    /// In URLs.
    pub name: String,
    pub display_name: String,
    /// Milliseconds; 0 while in use.
    pub delete_at: i64,
}

/// One membership; who left keeps a row with `delete_at`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TeamMember {
    pub team_id: String,
    pub user_id: String,
    pub delete_at: i64,
    /// Separated by spaces.
    pub roles: String,
    pub scheme_admin: bool,
    pub scheme_guest: bool,
}

/// The presence of one user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Status {
    pub user_id: String,
    pub last_activity_at: i64,
}

/// How many users there are.
#[derive(Debug, Deserialize)]
pub struct Stats {
    pub total_users_count: u64,
}

/// An error; `id` is the stable key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Refusal {
    pub id: String,
    pub message: String,
}
