//! One user with its accounts as slim rows of a chunk.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::domain::account::{Account, Membership, Purpose};
use crate::domain::ids::ServiceId;
use crate::domain::snapshot::{AccountRow, Chunk, Flags, UserRow};
use crate::domain::user::User;

/// Gives services and groups their numbers in a snapshot.
pub(super) struct Interner {
    services: Vec<ServiceId>,
    groups: HashMap<Arc<str>, u32>,
    /// The groups in the order of their numbers.
    ordered: Vec<Arc<str>>,
    text: String,
}

impl Interner {
    pub fn new(services: Vec<ServiceId>, groups: &[Arc<str>]) -> Self {
        Self {
            services,
            groups: groups.iter().cloned().zip(0..).collect(),
            ordered: groups.to_vec(),
            text: String::new(),
        }
    }

    fn service(&mut self, service: &ServiceId) -> u16 {
        let known = self.services.iter().position(|known| known == service);
        let at = known.unwrap_or_else(|| {
            self.services.push(service.clone());
            self.services.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    fn group(&mut self, service: &ServiceId, group: &Membership) -> u32 {
        self.text.clear();
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{service}/{}/{}", group.kind, group.name);
        if let Some(number) = self.groups.get(self.text.as_str()) {
            return *number;
        }
        let number = u32::try_from(self.ordered.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = self.text.as_str().into();
        self.ordered.push(text.clone());
        self.groups.insert(text, number);
        number
    }

    pub fn finish(self) -> (Vec<ServiceId>, Vec<Arc<str>>) {
        (self.services, self.ordered)
    }
}

/// Appends a user; the caller keeps the order of a chunk.
pub(super) fn push(
    chunk: &mut Chunk,
    intern: &mut Interner,
    sort: &str,
    user: &User,
    accounts: &[Account],
    findings: u32,
) {
    let row = UserRow {
        id: user.id,
        name: chunk.keep(&user.name),
        sort: chunk.keep(sort),
        email: chunk.keep(user.email.as_ref().map_or("", |email| &email.address)),
        kind: user.kind,
        arrival: user.arrival,
        departure: user.departure,
        findings,
        first_account: length(&chunk.accounts),
        accounts: length(accounts),
    };
    chunk.users.push(row);
    for account in accounts {
        push_account(chunk, intern, account);
    }
}

fn push_account(chunk: &mut Chunk, intern: &mut Interner, account: &Account) {
    let profile = &account.profile;
    let groups = profile.groups.value().map_or(&[][..], Vec::as_slice);
    let first_group = length(&chunk.groups);
    for group in groups {
        let number = intern.group(&account.key.service, group);
        chunk.groups.push(number);
    }
    let last_active = account.volatile.last_active.value();
    let row = AccountRow {
        service: intern.service(&account.key.service),
        state: account.state,
        flags: Flags {
            mfa: profile.mfa.value().copied(),
            admin: profile.is_admin(),
            bot: profile.purpose.value() == Some(&Purpose::Bot),
            shared: profile.purpose.value() == Some(&Purpose::Shared),
            never_active: last_active == Some(&None),
        },
        remote: chunk.keep(account.key.remote.as_str()),
        login: chunk.keep(profile.login.value().map_or("", String::as_str)),
        name: chunk.keep(profile.name.value().map_or("", String::as_str)),
        emails: chunk.keep(&emails(account)),
        role: chunk.keep(profile.role.value().map_or("", |role| &role.name)),
        last_active: last_active.copied().flatten(),
        created: profile.created.value().copied(),
        first_group,
        groups: length(groups),
    };
    chunk.accounts.push(row);
}

/// All addresses, one per line, the primary one first.
fn emails(account: &Account) -> String {
    let all = account
        .profile
        .emails
        .value()
        .map_or(&[][..], Vec::as_slice);
    let (first, rest): (Vec<_>, Vec<_>) = all.iter().partition(|email| email.primary);
    let mut text = String::new();
    for email in first.into_iter().chain(rest) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(email.address.chars().filter(|c| *c != '\n'));
    }
    text
}

/// Copies a row with everything it points to into another chunk.
pub(super) fn copy(to: &mut Chunk, from: &Chunk, row: &UserRow) {
    let copied = UserRow {
        name: to.keep(from.text(row.name)),
        sort: to.keep(from.text(row.sort)),
        email: to.keep(from.text(row.email)),
        first_account: length(&to.accounts),
        ..row.clone()
    };
    to.users.push(copied);
    for account in from.accounts_of(row) {
        let first_group = length(&to.groups);
        to.groups.extend_from_slice(from.groups_of(account));
        let account = AccountRow {
            remote: to.keep(from.text(account.remote)),
            login: to.keep(from.text(account.login)),
            name: to.keep(from.text(account.name)),
            emails: to.keep(from.text(account.emails)),
            role: to.keep(from.text(account.role)),
            first_group,
            ..account.clone()
        };
        to.accounts.push(account);
    }
}

/// A chunk never comes near four thousand million rows.
fn length<T>(rows: &[T]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}
