//! An account for scripts.

use serde::Serialize;

use super::super::output::{Cell, Column, Row};
use super::actor;
use crate::domain::account::{Account, Membership, Purpose, Trust};
use crate::domain::time::Timestamp;

/// An account; what the service does not show is `null` or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountJson {
    /// `service/remote-id`, percent-encoded.
    pub handle: String,
    pub service: String,
    /// The remote id, as the provider namespaces it.
    pub id: String,
    pub login: Option<String>,
    pub name: Option<String>,
    pub emails: Vec<EmailJson>,
    /// `active`, `invited`, `disabled`, `gone` or `unknown`.
    pub state: &'static str,
    /// The role on the service.
    pub role: Option<String>,
    /// Whether the role gives power over others' access.
    pub admin: bool,
    /// Names of the groups.
    pub groups: Vec<String>,
    /// The same groups, in full.
    pub memberships: Vec<MembershipJson>,
    /// Second factor, if known.
    pub mfa: Option<bool>,
    pub bot: bool,
    /// Shared by several people.
    pub shared: bool,
    /// When it was created there.
    pub created: Option<String>,
    /// Last activity there.
    pub last_active: Option<String>,
    /// Where a human can look at it.
    pub url: Option<String>,
    /// Bytes used.
    pub quota_used: Option<u64>,
    /// Bytes allowed.
    pub quota_limit: Option<u64>,
    /// When we first saw it.
    pub first_seen: String,
    /// The last complete fetch that listed it.
    pub last_seen: Option<String>,
    /// The first complete fetch that missed it.
    pub gone_since: Option<String>,
    /// Set while we keep it disabled.
    pub disabled: Option<DisabledJson>,
    /// Id of its user.
    pub user: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmailJson {
    /// As the service writes it.
    pub address: String,
    /// Whether the service proved it.
    pub verified: bool,
    /// Whether the service uses it first.
    pub primary: bool,
}

/// One group that an account is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MembershipJson {
    /// `team`, `group`, `repository`, `mailbox`, ...
    pub kind: String,
    /// The service's id of it.
    pub id: String,
    pub name: String,
    pub role: Option<String>,
}

/// Why an account is disabled by us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisabledJson {
    /// Who asked for it.
    pub by: String,
    pub at: String,
    pub why: String,
}

impl AccountJson {
    /// `last_complete` is the service's last complete fetch: an account that is not gone was
    /// listed by it.
    pub fn new(account: &Account, last_complete: Option<Timestamp>) -> AccountJson {
        let profile = &account.profile;
        let groups = profile.groups.value().map_or(&[][..], Vec::as_slice);
        let purpose = profile.purpose.value().copied().unwrap_or_default();
        let last_seen = account.last_seen.or(last_complete);
        AccountJson {
            handle: account.key.handle(),
            service: account.key.service.to_string(),
            id: account.key.remote.to_string(),
            login: profile.login.value().cloned(),
            name: profile.name.value().cloned(),
            emails: profile
                .emails
                .value()
                .into_iter()
                .flatten()
                .map(EmailJson::from)
                .collect(),
            state: account.state.as_str(),
            role: profile.role.value().map(|role| role.name.clone()),
            admin: profile.is_admin(),
            groups: groups.iter().map(|group| group.name.clone()).collect(),
            memberships: groups.iter().map(MembershipJson::from).collect(),
            mfa: profile.mfa.value().copied(),
            bot: purpose == Purpose::Bot,
            shared: purpose == Purpose::Shared,
            created: profile.created.value().map(Timestamp::to_string),
            last_active: active(account).map(|at| at.to_string()),
            url: profile.url.value().cloned(),
            quota_used: account.volatile.quota_used.value().copied(),
            quota_limit: profile.quota_limit.value().copied().flatten(),
            first_seen: account.first_seen.to_string(),
            last_seen: last_seen.map(|at| at.to_string()),
            gone_since: account.gone_since.map(|at| at.to_string()),
            disabled: account.disabled.as_ref().map(|disabled| DisabledJson {
                by: actor(&disabled.by),
                at: disabled.at.to_string(),
                why: disabled.why.clone(),
            }),
            user: account.user.map(|user| user.to_string()),
        }
    }
}

fn active(account: &Account) -> Option<Timestamp> {
    account.volatile.last_active.value().copied().flatten()
}

impl From<&crate::domain::account::Email> for EmailJson {
    fn from(email: &crate::domain::account::Email) -> EmailJson {
        EmailJson {
            address: email.address.clone(),
            verified: email.trust == Trust::Verified,
            primary: email.primary,
        }
    }
}

impl From<&Membership> for MembershipJson {
    fn from(group: &Membership) -> MembershipJson {
        MembershipJson {
            kind: group.kind.clone(),
            id: group.id.clone(),
            name: group.name.clone(),
            role: group.role.clone(),
        }
    }
}

impl Row for AccountJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("service"),
        Column::new("login"),
        Column::new("name"),
        Column::new("email"),
        Column::new("state"),
        Column::new("role"),
        Column::new("mfa"),
        Column::new("last_active"),
        Column::csv("groups"),
        Column::csv("bot"),
        Column::csv("created"),
        Column::csv("first_seen"),
        Column::csv("last_seen"),
        Column::csv("gone_since"),
        Column::csv("url"),
        Column::csv("user"),
        Column::new("handle"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let email = self
            .emails
            .iter()
            .find(|email| email.primary)
            .or(self.emails.first());
        vec![
            Cell::Text(self.service.clone()),
            Cell::text(self.login.as_deref()),
            Cell::text(self.name.as_deref()),
            Cell::text(email.map(|email| email.address.as_str())),
            Cell::Word("state", self.state),
            Cell::text(self.role.as_deref()),
            Cell::Flag(self.mfa),
            Cell::Age(self.last_active.as_deref().and_then(Timestamp::parse)),
            Cell::List(self.groups.clone()),
            Cell::Flag(Some(self.bot)),
            Cell::text(self.created.as_deref()),
            Cell::text(Some(self.first_seen.as_str())),
            Cell::text(self.last_seen.as_deref()),
            Cell::text(self.gone_since.as_deref()),
            Cell::text(self.url.as_deref()),
            Cell::text(self.user.as_deref()),
            Cell::Text(self.handle.clone()),
        ]
    }
}
