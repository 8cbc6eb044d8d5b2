//! Whom the addresses, logins and names of a list belong to.
//!
//! Holds only what the list asks for: a list of a hundred people costs the same beside a million
//! accounts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Login, Row};
use crate::domain::account::{Account, Trust};
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::matching::address::{self, Class};
use crate::domain::matching::rules::Rule;
use crate::domain::text::fold;
use crate::domain::user::{User, UserKind};

/// A user that the list may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub user: User,
    /// Whether one of its accounts is of production, or it has none.
    pub production: bool,
    /// The mailboxes of its accounts, among those of the list.
    pub mailboxes: BTreeSet<String>,
}

/// What was asked for, and whose it is.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Mailbox -> users, each with whether the address proves it.
    mailboxes: HashMap<String, BTreeMap<UserId, bool>>,
    /// Folded login -> users, each with the services of it.
    logins: HashMap<String, BTreeMap<UserId, BTreeSet<ServiceId>>>,
    /// Words of a name -> users.
    names: HashMap<String, BTreeSet<UserId>>,
    /// User -> the mailboxes of its accounts, among those of the list.
    boxes: HashMap<UserId, BTreeSet<String>>,
    users: BTreeMap<UserId, Known>,
}

/// Whom a row points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    One(UserId),
    /// Several, each for a good reason.
    Several(Vec<UserId>),
    /// Only by addresses that prove nothing: shared, of a function, or typed by their holder.
    Unproven(Vec<UserId>),
    /// Only by the name.
    ByName(Vec<UserId>),
    /// Nobody.
    Nobody,
}

/// What identifies the mailbox of an address.
pub(super) fn mailbox(address: &str) -> String {
    address::parse(address).map_or_else(|| fold(address), |parsed| parsed.canonical)
}

/// The words of a name in any order: lists write the family name first, services last.
pub(super) fn name_words(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

fn login_key(login: &str) -> String {
    login.to_lowercase()
}

impl Directory {
    /// What some rows ask for.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Directory {
        let mut directory = Directory::default();
        for row in rows {
            for email in &row.emails {
                directory.mailboxes.entry(mailbox(email)).or_default();
            }
            for login in &row.logins {
                directory.logins.entry(login_key(&login.login)).or_default();
            }
            let words = name_words(&row.name);
            if !words.is_empty() {
                directory.names.entry(words).or_default();
            }
        }
        directory
    }

    /// Looks at an account; `limit` is the trust of its service's addresses, and `is_shared` says
    /// whether several people read one by the settings.
    pub fn see_account(
        &mut self,
        account: &Account,
        limit: Option<Trust>,
        is_shared: &dyn Fn(&str) -> bool,
    ) {
        let Some(user) = account.user else {
            return;
        };
        let profile = &account.profile;
        for email in profile.emails.value().into_iter().flatten() {
            let mailbox = mailbox(&email.address);
            if let Some(owners) = self.mailboxes.get_mut(&mailbox) {
                let trust = limit.map_or(email.trust, |limit| email.trust.min(limit));
                let proves = trust >= Rule::SameAddress.least_trust() && !is_shared(&email.address);
                *owners.entry(user).or_default() |= proves;
                self.boxes.entry(user).or_default().insert(mailbox);
            }
        }
        if let Some(login) = profile.login.value()
            && let Some(owners) = self.logins.get_mut(&login_key(login))
        {
            owners
                .entry(user)
                .or_default()
                .insert(account.key.service.clone());
        }
        if let Some(owners) = profile
            .name
            .value()
            .and_then(|name| self.names.get_mut(&name_words(name)))
        {
            owners.insert(user);
        }
    }

    /// Looks at a user: the address that operators wrote down is as good as proven.
    pub fn see_user(&mut self, user: &User) {
        if let Some(email) = &user.email
            && let Some(owners) = self.mailboxes.get_mut(&mailbox(&email.address))
        {
            owners.insert(user.id, true);
        }
        if let Some(owners) = self.names.get_mut(&name_words(&user.name)) {
            owners.insert(user.id);
        }
    }

    /// The users that were seen behind anything.
    pub fn seen(&self) -> BTreeSet<UserId> {
        let mailboxes = self.mailboxes.values().flat_map(BTreeMap::keys);
        let logins = self.logins.values().flat_map(BTreeMap::keys);
        let names = self.names.values().flatten();
        mailboxes.chain(logins).chain(names).copied().collect()
    }

    /// Takes one of them in, with whether an account of it is of production.
    pub fn know(&mut self, user: User, production: bool) {
        let known = Known {
            mailboxes: self.boxes.remove(&user.id).unwrap_or_default(),
            production,
            user,
        };
        self.users.insert(known.user.id, known);
    }

    /// A user that was taken in.
    pub fn known(&self, id: UserId) -> Option<&Known> {
        self.users.get(&id)
    }

    /// The one user whom a row is surely about.
    pub fn sure(&self, row: &Row) -> Option<&Known> {
        match self.find(row) {
            Found::One(id) => self.known(id),
            _ => None,
        }
    }

    /// Whom a row is about.
    pub(super) fn find(&self, row: &Row) -> Found {
        let mut proven: BTreeSet<UserId> = BTreeSet::new();
        let mut unproven: BTreeSet<UserId> = BTreeSet::new();
        for email in &row.emails {
            let owners = self.mailboxes.get(&mailbox(email)).into_iter().flatten();
            for (user, proves) in owners {
                if *proves && self.may_own(*user, email) {
                    proven.insert(*user);
                } else {
                    unproven.insert(*user);
                }
            }
        }
        for login in &row.logins {
            proven.extend(self.owners(login));
        }
        if proven.len() > 1 {
            let in_production = |id: &UserId| self.known(*id).is_some_and(|one| one.production);
            let live: BTreeSet<UserId> = proven.iter().copied().filter(in_production).collect();
            if !live.is_empty() {
                proven = live;
            }
        }
        let list = |ids: BTreeSet<UserId>| ids.into_iter().collect::<Vec<UserId>>();
        if proven.len() > 1 {
            return Found::Several(list(proven));
        }
        if let Some(id) = proven.first() {
            return Found::One(*id);
        }
        if !unproven.is_empty() {
            return Found::Unproven(list(unproven));
        }
        match self.names.get(&name_words(&row.name)) {
            Some(ids) if !ids.is_empty() => Found::ByName(list(ids.clone())),
            _ => Found::Nobody,
        }
    }

    fn owners(&self, login: &Login) -> impl Iterator<Item = UserId> + '_ {
        let service = login.service.clone();
        let owners = self
            .logins
            .get(&login_key(&login.login))
            .into_iter()
            .flatten();
        owners
            .filter(move |(_, services)| {
                service
                    .as_ref()
                    .is_none_or(|service| services.contains(service))
            })
            .map(|(user, _)| *user)
    }

    /// A function's address proves a team or a product, and no person.
    fn may_own(&self, user: UserId, email: &str) -> bool {
        let class = address::parse(email).map(|address| address.class);
        let of_person = |known: &Known| known.user.kind == UserKind::Person;
        match class {
            Some(Class::Personal) => true,
            Some(Class::Role) => !self.known(user).is_some_and(of_person),
            Some(Class::Fake) | None => false,
        }
    }
}
