//! From Nextcloud's words to ours. Pure.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::ocs::Record;
use crate::domain::account::{
    Email, ExternalId, FetchedAccount, Membership, Profile, RemoteState, Role, Trust, Volatile,
};
use crate::domain::ids::RemoteId;
use crate::domain::seen::Seen;
use crate::domain::time::{SECOND, Timestamp};

/// The namespace of remote ids.
pub const USER: &str = "user";
/// The group whose members rule the server.
const ADMIN: &str = "admin";
/// `quota.quota` of somebody without a limit (`OCP\Files\FileInfo::SPACE_UNLIMITED`).
const UNLIMITED: i64 = -3;

/// Display names of groups, by id.
pub type GroupNames = BTreeMap<String, String>;

/// The remote id: ids are compared without case by the server.
pub fn remote_id(uid: &str) -> Option<RemoteId> {
    if uid.is_empty() {
        return None;
    }
    RemoteId::namespaced(USER, uid.to_lowercase()).ok()
}

/// One user; `None` without a usable id. `disabled` says whether it is in the list of the disabled,
/// for servers that do not say it in the record. Without the names of groups, groups are unknown.
pub fn user(
    record: &Record,
    names: Option<&GroupNames>,
    disabled: bool,
    base: &str,
) -> Option<FetchedAccount> {
    let uid = record.id();
    let id = remote_id(&uid)?;
    let enabled = record.flag("enabled").unwrap_or(!disabled);
    let groups = record.texts("groups");
    let ruled = record.texts("subadmin").unwrap_or_default();
    let quota = record.record("quota");
    let profile = Profile {
        name: record
            .text("displayname")
            .or_else(|| record.text("display-name"))
            .into(),
        emails: emails(record),
        role: groups.as_deref().map(|groups| role(groups, &ruled)).into(),
        groups: groups
            .zip(names)
            .map(|(groups, names)| memberships(groups, ruled, names))
            .into(),
        url: Seen::Value(format!(
            "{base}/index.php/u/{}",
            utf8_percent_encode(&uid, NON_ALPHANUMERIC)
        )),
        external_ids: external_ids(record, &uid),
        quota_limit: quota.as_ref().and_then(limit).into(),
        login: Seen::Value(uid),
        ..Profile::default()
    };
    Some(FetchedAccount {
        id,
        formerly: Vec::new(),
        remote: if enabled {
            RemoteState::Active
        } else {
            RemoteState::Disabled
        },
        profile,
        volatile: Volatile {
            last_active: last_login(record),
            quota_used: quota
                .and_then(|quota| quota.number("used"))
                .and_then(|used| u64::try_from(used).ok())
                .into(),
        },
    })
}

/// The members of `admin` rule the server, subadmins rule some groups.
fn role(groups: &[String], ruled: &[String]) -> Role {
    let admin = groups.iter().any(|group| group == ADMIN);
    let name = match (admin, ruled.is_empty()) {
        (true, _) => "admin",
        (false, false) => "subadmin",
        (false, true) => "user",
    };
    Role {
        name: name.to_owned(),
        admin: admin || !ruled.is_empty(),
    }
}

fn memberships(groups: Vec<String>, ruled: Vec<String>, names: &GroupNames) -> Vec<Membership> {
    let mut roles: BTreeMap<String, bool> = groups.into_iter().map(|id| (id, false)).collect();
    roles.extend(ruled.into_iter().map(|id| (id, true)));
    let held = roles.into_iter().map(|(id, rules)| Membership {
        kind: "group".to_owned(),
        name: names.get(&id).unwrap_or(&id).clone(),
        role: rules.then(|| "subadmin".to_owned()),
        id,
    });
    held.collect()
}

/// The addresses; nothing proves them, they come from an administrator, an import or the holder.
fn emails(record: &Record) -> Seen<Vec<Email>> {
    if record.is_bare() {
        return Seen::NotVisible;
    }
    let first = record.text("email").into_iter();
    let more = record.texts("additional_mail").into_iter().flatten();
    let mut emails: Vec<Email> = Vec::new();
    for address in first.chain(more) {
        let address = address.trim();
        let known = |email: &Email| email.address.eq_ignore_ascii_case(address);
        if !address.is_empty() && !emails.iter().any(known) {
            emails.push(Email {
                primary: emails.is_empty(),
                address: address.to_owned(),
                trust: Trust::Asserted,
            });
        }
    }
    Seen::Value(emails)
}

/// Behind single sign-on the id itself comes from the identity provider.
fn external_ids(record: &Record, uid: &str) -> Seen<Vec<ExternalId>> {
    let Some(backend) = record.text("backend") else {
        return Seen::NotVisible;
    };
    let foreign = matches!(backend.as_str(), "user_saml" | "user_oidc");
    let id = foreign.then(|| ExternalId {
        issuer: backend,
        subject: uid.to_owned(),
    });
    Seen::Value(id.into_iter().collect())
}

/// The space allowed: `Some(None)` is unlimited, `None` is not told.
fn limit(quota: &Record) -> Option<Option<u64>> {
    match quota.number("quota") {
        Some(UNLIMITED) => Some(None),
        Some(bytes) => u64::try_from(bytes).ok().map(Some),
        None => (quota.text("quota")? == "none").then_some(None),
    }
}

/// `lastLogin` is in milliseconds, `lastLoginTimestamp` (30 and later) in seconds; 0 is never.
fn last_login(record: &Record) -> Seen<Option<Timestamp>> {
    let seconds = record.number("lastLoginTimestamp");
    let millis = record
        .number("lastLogin")
        .or_else(|| Some(seconds?.saturating_mul(SECOND)));
    match millis {
        Some(at) if at > 0 => Seen::Value(Some(Timestamp(at))),
        Some(0) => Seen::Value(None),
        _ => Seen::NotVisible,
    }
}
