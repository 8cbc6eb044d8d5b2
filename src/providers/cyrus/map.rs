//! From boxes and rights to accounts.
//!
//! An account is an owner with all boxes below `user/<owner>` (calendars and address books too), or
//! a shared box with its folders. An owner is disabled when every box of his is shut to him; with
//! one box still open he is active, and the shut ones show in his memberships.
//!
//! Memberships: a box that an account may use (kind `mailbox`, role = the rights as the server
//! writes them), on the account of whoever may use it. Identifiers that own no box (`anyone`,
//! `group:staff`, somebody who left) are shown on the box's account, kind `reader`. A folder is
//! left out where the rights are those of the box above it.

use std::collections::{BTreeMap, HashMap};

use super::acl::{Acl, Grant};
use super::names::{Holder, Layout};
use super::talk::{Rights, Space};
use crate::domain::account::{
    Email, FetchedAccount, Membership, Profile, Purpose, RemoteState, Trust, Volatile,
};
use crate::domain::seen::Seen;
use crate::net::imap::decode_utf7;

/// One box and what is known of its rights.
#[derive(Debug, Clone)]
pub struct Mailbox {
    /// As the server writes it.
    pub name: String,
    /// Its rights.
    pub rights: Rights,
}

impl Mailbox {
    fn acl(&self) -> Option<&Acl> {
        match &self.rights {
            Rights::Read(acl) => Some(acl),
            _ => None,
        }
    }
}

/// What boxes amount to.
#[derive(Debug, Default)]
pub struct Drafts {
    /// Accounts without their quota, each with the box to ask it of.
    pub accounts: Vec<(FetchedAccount, String)>,
    /// Holders whose state cannot be told, or whose name is no id.
    pub unclear: u64,
    /// Boxes whose rights are not shown.
    pub refused: u64,
}

/// Whether memberships can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Every box was read.
    Whole,
    /// Only some were: what an account may use elsewhere is not known.
    Part,
}

/// Makes the accounts of all boxes (those that exist).
pub fn drafts(layout: &Layout, boxes: &[Mailbox], mail: &MailRule, sight: Sight) -> Drafts {
    let names: Vec<String> = boxes.iter().map(|b| b.name.clone()).collect();
    let holders = layout.holders(&names);
    let mut drafts = Drafts {
        refused: boxes.iter().filter(|b| b.acl().is_none()).count() as u64,
        ..Drafts::default()
    };
    // One list that cannot be read may hold anybody's right: nobody's memberships are whole then.
    let whole = sight == Sight::Whole && drafts.refused == 0;
    let mut memberships = if whole {
        memberships(layout, boxes, &holders)
    } else {
        HashMap::new()
    };
    for (holder, at) in &holders {
        let own: Vec<&Mailbox> = at.iter().filter_map(|at| boxes.get(*at)).collect();
        let (Some(id), Some(remote)) = (holder.id(), state(holder, &own)) else {
            drafts.unclear += 1;
            continue;
        };
        let root = layout.root(holder);
        let first = own.iter().find(|b| b.name == root).or(own.first());
        let ask = first.map_or(root, |b| b.name.clone());
        let mut profile = profile(holder, mail);
        if whole {
            let mut groups = memberships.remove(holder).unwrap_or_default();
            groups.sort_unstable();
            groups.dedup();
            profile.groups = Seen::Value(groups);
        }
        let account = FetchedAccount {
            id,
            formerly: Vec::new(),
            remote,
            profile,
            volatile: Volatile::default(),
        };
        drafts.accounts.push((account, ask));
    }
    drafts
}

/// How a mailbox owner's address follows from the login.
#[derive(Debug, Clone)]
pub struct MailRule {
    /// The domain that logins without one receive mail at; unknown when not configured.
    pub domain: Option<String>,
    /// How far such an address is trusted.
    pub trust: Trust,
}

impl MailRule {
    fn address(&self, login: &str) -> Option<String> {
        match &self.domain {
            _ if login.contains('@') => Some(login.to_owned()),
            Some(domain) => Some(format!("{login}@{domain}")),
            None => None,
        }
    }
}

/// Adds a quota to an account.
pub fn with_space(mut account: FetchedAccount, space: Space) -> FetchedAccount {
    match space {
        Space::Limited { used, limit } => {
            account.profile.quota_limit = Seen::Value(Some(limit));
            account.volatile.quota_used = Seen::Value(used);
        }
        Space::Unlimited => account.profile.quota_limit = Seen::Value(None),
        Space::Refused => {}
    }
    account
}

/// The state; `None` when a box that decides it cannot be read.
fn state(holder: &Holder, own: &[&Mailbox]) -> Option<RemoteState> {
    let Holder::User(owner) = holder else {
        return Some(RemoteState::Active);
    };
    let lists = || own.iter().filter_map(|b| b.acl());
    if lists().any(|acl| !acl.shuts_out(owner)) {
        Some(RemoteState::Active)
    } else if lists().count() == own.len() {
        Some(RemoteState::Disabled)
    } else {
        None
    }
}

fn profile(holder: &Holder, mail: &MailRule) -> Profile {
    let mut profile = Profile {
        invitation: Seen::Value(None),
        ..Profile::default()
    };
    match holder {
        Holder::User(owner) => {
            let login = decode_utf7(owner);
            if let Some(address) = mail.address(&login) {
                profile.emails = Seen::Value(vec![Email {
                    address,
                    trust: mail.trust,
                    primary: true,
                }]);
            }
            profile.login = Seen::Value(login);
        }
        Holder::Shared(root) => {
            profile.name = Seen::Value(decode_utf7(root));
            profile.purpose = Seen::Value(Purpose::Shared);
        }
    }
    profile
}

fn memberships<'a>(
    layout: &Layout,
    boxes: &[Mailbox],
    holders: &'a BTreeMap<Holder, Vec<usize>>,
) -> HashMap<&'a Holder, Vec<Membership>> {
    let owners: HashMap<&str, &Holder> = holders
        .keys()
        .filter_map(|holder| match holder {
            Holder::User(owner) => Some((owner.as_str(), holder)),
            Holder::Shared(_) => None,
        })
        .collect();
    // Lists name people in lower case, whatever the case of their boxes.
    let folded: HashMap<String, &Holder> = owners
        .iter()
        .map(|(owner, holder)| (owner.to_ascii_lowercase(), *holder))
        .collect();
    let mut held: HashMap<&Holder, Vec<Membership>> = HashMap::new();
    for (holder, at) in holders {
        let own: HashMap<&str, &Acl> = at
            .iter()
            .filter_map(|at| boxes.get(*at))
            .filter_map(|mailbox| Some((mailbox.name.as_str(), mailbox.acl()?)))
            .collect();
        for (name, acl) in &own {
            let above = layout.above(name);
            let above = above.iter().find_map(|name| own.get(name.as_str()));
            for (who, grant) in acl.grants() {
                let same_above = above.and_then(|acl| acl.grant(who)) == Some(grant);
                let user = owners.get(who).or_else(|| folded.get(who)).copied();
                let is_owner = user == Some(holder);
                if same_above || !(is_owner || grant.is_effective()) {
                    continue;
                }
                let membership = match user {
                    Some(_) => membership("mailbox", name, grant),
                    None => reader(who, name, grant, &layout.root(holder)),
                };
                held.entry(user.unwrap_or(holder))
                    .or_default()
                    .push(membership);
            }
        }
    }
    held
}

fn membership(kind: &str, id: &str, grant: &Grant) -> Membership {
    Membership {
        kind: kind.to_owned(),
        id: id.to_owned(),
        name: decode_utf7(id),
        role: Some(grant.words()),
    }
}

/// Somebody without a box of his own, on the account of the box; folders are named.
fn reader(who: &str, mailbox: &str, grant: &Grant, root: &str) -> Membership {
    let id = if mailbox == root {
        who.to_owned()
    } else {
        format!("{who} {mailbox}")
    };
    membership("reader", &id, grant)
}

#[cfg(test)]
mod tests;
