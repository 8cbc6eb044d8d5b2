//! Accounts: what a service shows of one access, and what is kept of it.
//!
//! Owns the fetched and the stored shape. How they become each other is `diff`; which accounts are
//! one user is `matching`.

use serde::{Deserialize, Serialize};

use super::ids::{AccountKey, RemoteId, UserId};
use super::seen::Seen;
use super::text::fold;
use super::time::Timestamp;

/// What a service says of an account; absence is concluded, never fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RemoteState {
    /// Can be used.
    Active,
    /// Invited, not yet (or no longer) accepted.
    Invited,
    /// Listed as disabled.
    Disabled,
}

/// The remote state seen through what we did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    /// Can be used.
    Active,
    /// Invited, not yet accepted.
    Invited,
    /// Disabled by us, or remotely.
    Disabled,
    /// Absent from a complete fetch, and not by us.
    Gone,
    /// A change was sent and its effect could not be read.
    Unknown,
}

impl State {
    /// Every state, in the order of listings.
    pub const ALL: [State; 5] = [
        State::Active,
        State::Invited,
        State::Disabled,
        State::Gone,
        State::Unknown,
    ];

    /// The word of filters, CSV and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Invited => "invited",
            State::Disabled => "disabled",
            State::Gone => "gone",
            State::Unknown => "unknown",
        }
    }

    /// Whether somebody may still get in: an unknown state counts as access.
    pub const fn has_access(self) -> bool {
        matches!(self, State::Active | State::Invited | State::Unknown)
    }
}

/// How far an address can be trusted to belong to the account's holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Trust {
    /// Typed by the holder, never checked.
    Free,
    /// Set by an administrator or an import.
    Asserted,
    /// The service proved it.
    Verified,
}

impl Trust {
    /// The word of the configuration and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Trust::Free => "free",
            Trust::Asserted => "asserted",
            Trust::Verified => "verified",
        }
    }
}

/// One e-mail address of an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Email {
    /// As the service writes it.
    pub address: String,
    /// How far it can be trusted.
    pub trust: Trust,
    /// Whether the service uses it first.
    pub primary: bool,
}

/// A role on the service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Role {
    /// The service's word: `owner`, `system_admin`, ...
    pub name: String,
    /// Whether it gives power over other people's access.
    pub admin: bool,
}

/// A group, team, channel, repository or box that an account can reach.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// `team`, `group`, `repository`, `mailbox`: the service's kind of group.
    pub kind: String,
    /// The service's id of the group, stable under renames where it has one.
    pub id: String,
    pub name: String,
    /// The role inside it (`maintainer`, `push`, `lrs`), where the service has one.
    pub role: Option<String>,
}

impl Membership {
    /// Whether both are in the same group, whatever its name and the role.
    pub fn is_in(&self, group: &GroupId) -> bool {
        self.kind == group.kind && self.id == group.id
    }
}

/// A group of a service, without anybody in it: see [`Membership::kind`] and [`Membership::id`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GroupId {
    /// The service's kind of group.
    pub kind: String,
    /// The service's id of the group.
    pub id: String,
}

impl GroupId {
    /// The group of a membership.
    pub fn of(membership: &Membership) -> GroupId {
        GroupId {
            kind: membership.kind.clone(),
            id: membership.id.clone(),
        }
    }
}

/// An id that another system gave to the same holder (SAML name id, OIDC subject, GitHub noreply).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ExternalId {
    /// Who gave it: an issuer URL, or a kind such as `github`.
    pub issuer: String,
    pub subject: String,
}

/// What an account is for, as far as the service says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Purpose {
    /// Nothing says otherwise.
    #[default]
    Personal,
    /// A box or login that several people share.
    Shared,
    Bot,
}

/// Space used and allowed, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quota {
    /// Bytes in use (volatile).
    pub used: u64,
    /// Bytes allowed; `None` is unlimited.
    pub limit: Option<u64>,
}

/// The state of an invitation, where the service keeps one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Invitation {
    /// Waiting since then.
    Pending {
        /// When it was sent.
        since: Timestamp,
    },
    /// Expired or refused by the service; still not `gone`.
    Failed { at: Timestamp },
}

/// What a service shows of an account, apart from its id and state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Profile {
    pub login: Seen<String>,
    pub name: Seen<String>,
    /// All addresses, the primary one first.
    pub emails: Seen<Vec<Email>>,
    /// The role on the service.
    pub role: Seen<Role>,
    /// Groups, sorted by kind, then id.
    pub groups: Seen<Vec<Membership>>,
    /// Whether a second factor is set up.
    pub mfa: Seen<bool>,
    /// What the account is for.
    pub purpose: Seen<Purpose>,
    /// When it was created there.
    pub created: Seen<Timestamp>,
    /// Where a human can look at it.
    pub url: Seen<String>,
    /// Ids given by other systems.
    pub external_ids: Seen<Vec<ExternalId>>,
    /// The open invitation, `Value(None)` when there is none.
    pub invitation: Seen<Option<Invitation>>,
    /// The space allowed, in bytes; `Value(None)` is unlimited.
    pub quota_limit: Seen<Option<u64>>,
}

/// What moves without anybody changing an access: kept, but outside the change hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Volatile {
    /// The last activity that the service knows; `Value(None)` is "never".
    pub last_active: Seen<Option<Timestamp>>,
    /// Bytes in use.
    pub quota_used: Seen<u64>,
}

/// One account as one fetch saw it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FetchedAccount {
    /// The service's id, namespaced.
    pub id: RemoteId,
    /// Ids under which the same access was listed before (an accepted invitation).
    pub formerly: Vec<RemoteId>,
    /// What the service says of its state.
    pub remote: RemoteState,
    /// Everything else that it shows.
    pub profile: Profile,
    /// What is not compared.
    pub volatile: Volatile,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Actor {
    /// A human, by login name.
    Operator(String),
    /// A rule of ours, by id.
    Rule(String),
    /// Somebody on the service, outside our sight.
    Outside,
}

/// Why an account is disabled, when it was us.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Disabled {
    /// Who asked for it.
    pub by: Actor,
    /// When it was done.
    pub at: Timestamp,
    /// The reason that was given.
    pub why: String,
}

/// One account as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// Where it is and what it is called there.
    pub key: AccountKey,
    /// The user it belongs to, joined in when read from the store; `None` only between a sync and
    /// the merge that follows it.
    #[serde(skip)]
    pub user: Option<UserId>,
    /// The remote state seen through what we did.
    pub state: State,
    /// The last known value of every field.
    pub profile: Profile,
    /// The last known volatile values.
    pub volatile: Volatile,
    /// When we first saw it.
    pub first_seen: Timestamp,
    /// The start of the newest fetch that changed this record.
    pub observed_at: Timestamp,
    /// The start of the complete fetch that first missed it.
    pub gone_since: Option<Timestamp>,
    /// The last complete fetch that listed it; kept only while it is gone.
    pub last_seen: Option<Timestamp>,
    /// Set while we keep it disabled.
    pub disabled: Option<Disabled>,
    /// Ids it had before, oldest first.
    pub formerly: Vec<RemoteId>,
}

impl Account {
    /// An active account of which nothing is known but when it was seen.
    pub fn new(key: AccountKey, seen: Timestamp) -> Self {
        Self {
            key,
            user: None,
            state: State::Active,
            profile: Profile::default(),
            volatile: Volatile::default(),
            first_seen: seen,
            observed_at: seen,
            gone_since: None,
            last_seen: None,
            disabled: None,
            formerly: Vec::new(),
        }
    }
}

impl Profile {
    /// What stays the same when a service gives the account another id: folded login and
    /// addresses, prefixed by their kind.
    pub fn natural_keys(&self) -> Vec<String> {
        let login = self.login.value().filter(|login| !login.is_empty());
        let emails = self.emails.value().map_or(&[][..], Vec::as_slice);
        login
            .map(|login| format!("login:{}", fold(login)))
            .into_iter()
            .chain(
                emails
                    .iter()
                    .map(|email| format!("email:{}", fold(&email.address))),
            )
            .collect()
    }

    /// The address to show first.
    pub fn primary_email(&self) -> Option<&str> {
        let emails = self.emails.value()?;
        emails
            .iter()
            .find(|email| email.primary)
            .or(emails.first())
            .map(|e| e.address.as_str())
    }

    /// The best name for a human: display name, else login, else address.
    pub fn title(&self) -> Option<&str> {
        let full =
            |seen: &'_ Seen<String>| seen.value().is_some_and(|text| !text.trim().is_empty());
        if full(&self.name) {
            self.name.value().map(String::as_str)
        } else if full(&self.login) {
            self.login.value().map(String::as_str)
        } else {
            self.primary_email()
        }
    }

    /// Whether the role gives power over other people's access.
    pub fn is_admin(&self) -> bool {
        self.role.value().is_some_and(|role| role.admin)
    }
}
