//! One way to look at snapshot rows and at stored records, so that a filter means the same on both.

use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::domain::account::{Account, Purpose, State};
use crate::domain::seen::Seen;
use crate::domain::snapshot::{AccountRow, Chunk, UserRow};
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{User, UserKind};

use super::Pattern;
use super::fuzzy::Haystack;
use super::pattern::fold_into;

/// When an account was last used, as far as the service tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastUse {
    At(Timestamp),
    /// Never; since its creation where that is known.
    Never(Option<Timestamp>),
    Unknown,
}

/// A pattern over names that a snapshot numbers: services and groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub pattern: Pattern,
    /// For each number of the snapshot, whether it fits.
    pub rows: Vec<bool>,
}

impl Named {
    fn row(&self, index: usize) -> bool {
        self.rows.get(index).copied().unwrap_or(false)
    }
}

/// Whether a group's name fits, or its `service/kind/name` if the pattern has a `/`.
pub(super) fn group_fits(
    pattern: &Pattern,
    service: &str,
    kind: &str,
    name: &str,
    buffer: &mut String,
) -> bool {
    pattern.fits(fold_into(name, buffer))
        || (pattern.as_str().contains('/')
            && pattern.fits(fold_into(&format!("{service}/{kind}/{name}"), buffer)))
}

/// What a filter asks of an account.
pub(super) trait AccountView {
    fn on_service(&self, named: &Named, buffer: &mut String) -> bool;
    fn in_group(&self, named: &Named, buffer: &mut String) -> bool;
    fn state(&self) -> State;
    fn mfa(&self) -> Option<bool>;
    fn admin(&self) -> bool;
    fn bot(&self) -> bool;
    fn shared(&self) -> bool;
    fn role(&self) -> &str;
    fn login(&self) -> &str;
    fn name(&self) -> &str;
    fn any_email(&self, fits: impl FnMut(&str) -> bool) -> bool;
    fn last_use(&self) -> LastUse;
    fn created(&self) -> Option<Timestamp>;
}

/// What a filter asks of a user.
pub(super) trait UserView {
    fn name(&self) -> &str;
    /// The folded name, where it is kept.
    fn folded_name(&self) -> Option<&str>;
    fn email(&self) -> &str;
    fn kind(&self) -> Option<UserKind>;
    fn arrival(&self) -> Option<Date>;
    fn departure(&self) -> Departure;
    fn findings(&self) -> u32;
    /// Every text in which a word is searched, until told to stop.
    fn haystacks(&self, look: impl FnMut(Haystack, &str) -> ControlFlow<()>) -> ControlFlow<()>;
}

/// An account of a snapshot.
#[derive(Debug, Clone, Copy)]
pub(super) struct AccountInChunk<'a> {
    pub chunk: &'a Chunk,
    pub row: &'a AccountRow,
}

impl AccountView for AccountInChunk<'_> {
    fn on_service(&self, named: &Named, _: &mut String) -> bool {
        named.row(usize::from(self.row.service))
    }
    fn in_group(&self, named: &Named, _: &mut String) -> bool {
        let groups = self.chunk.groups_of(self.row);
        groups.iter().any(|group| named.row(*group as usize))
    }
    fn state(&self) -> State {
        self.row.state
    }
    fn mfa(&self) -> Option<bool> {
        self.row.flags.mfa
    }
    fn admin(&self) -> bool {
        self.row.flags.admin
    }
    fn bot(&self) -> bool {
        self.row.flags.bot
    }
    fn shared(&self) -> bool {
        self.row.flags.shared
    }
    fn role(&self) -> &str {
        self.chunk.text(self.row.role)
    }
    fn login(&self) -> &str {
        self.chunk.text(self.row.login)
    }
    fn name(&self) -> &str {
        self.chunk.text(self.row.name)
    }
    fn any_email(&self, fits: impl FnMut(&str) -> bool) -> bool {
        let emails = self.chunk.text(self.row.emails);
        !emails.is_empty() && emails.split('\n').any(fits)
    }
    fn last_use(&self) -> LastUse {
        match self.row.last_active {
            Some(at) => LastUse::At(at),
            None if self.row.flags.never_active => LastUse::Never(self.row.created),
            None => LastUse::Unknown,
        }
    }
    fn created(&self) -> Option<Timestamp> {
        self.row.created
    }
}

impl AccountView for Account {
    fn on_service(&self, named: &Named, buffer: &mut String) -> bool {
        let id = self.key.service.as_str();
        named.pattern.fits(fold_into(id, buffer))
    }
    fn in_group(&self, named: &Named, buffer: &mut String) -> bool {
        let groups = self.profile.groups.value().map_or(&[][..], Vec::as_slice);
        let service = self.key.service.as_str();
        groups
            .iter()
            .any(|group| group_fits(&named.pattern, service, &group.kind, &group.name, buffer))
    }
    fn state(&self) -> State {
        self.state
    }
    fn mfa(&self) -> Option<bool> {
        self.profile.mfa.value().copied()
    }
    fn admin(&self) -> bool {
        self.profile.is_admin()
    }
    fn bot(&self) -> bool {
        self.profile.purpose == Seen::Value(Purpose::Bot)
    }
    fn shared(&self) -> bool {
        self.profile.purpose == Seen::Value(Purpose::Shared)
    }
    fn role(&self) -> &str {
        self.profile.role.value().map_or("", |role| &role.name)
    }
    fn login(&self) -> &str {
        self.profile.login.value().map_or("", String::as_str)
    }
    fn name(&self) -> &str {
        self.profile.name.value().map_or("", String::as_str)
    }
    fn any_email(&self, mut fits: impl FnMut(&str) -> bool) -> bool {
        let emails = self.profile.emails.value().map_or(&[][..], Vec::as_slice);
        emails.iter().any(|email| fits(&email.address))
    }
    fn last_use(&self) -> LastUse {
        match self.volatile.last_active {
            Seen::Value(Some(at)) => LastUse::At(at),
            Seen::Value(None) => LastUse::Never(AccountView::created(self)),
            Seen::NotVisible => LastUse::Unknown,
        }
    }
    fn created(&self) -> Option<Timestamp> {
        self.profile.created.value().copied()
    }
}

/// A user of a snapshot.
#[derive(Debug, Clone, Copy)]
pub(super) struct UserInChunk<'a> {
    pub chunk: &'a Chunk,
    pub row: &'a UserRow,
}

impl UserView for UserInChunk<'_> {
    fn name(&self) -> &str {
        self.chunk.text(self.row.name)
    }
    fn folded_name(&self) -> Option<&str> {
        Some(self.chunk.text(self.row.sort))
    }
    fn email(&self) -> &str {
        self.chunk.text(self.row.email)
    }
    fn kind(&self) -> Option<UserKind> {
        Some(self.row.kind)
    }
    fn arrival(&self) -> Option<Date> {
        self.row.arrival
    }
    fn departure(&self) -> Departure {
        self.row.departure
    }
    fn findings(&self) -> u32 {
        self.row.findings
    }
    fn haystacks(
        &self,
        mut look: impl FnMut(Haystack, &str) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        look(Haystack::FoldedName, self.chunk.text(self.row.sort))?;
        // Most accounts of a user repeat the texts of the one before.
        let (mut last_login, mut last_emails) = ("", "");
        for account in self.chunk.accounts_of(self.row) {
            let emails = self.chunk.text(account.emails);
            if emails != last_emails {
                look(Haystack::Emails, emails)?;
                last_emails = emails;
            }
            let login = self.chunk.text(account.login);
            if login != last_login && !is_local_part(login, emails) {
                look(Haystack::Login, login)?;
                last_login = login;
            }
        }
        look(Haystack::Emails, self.email())
    }
}

/// Whether a login is what stands before the `@` of the first address, which is searched anyway.
fn is_local_part(login: &str, emails: &str) -> bool {
    emails
        .strip_prefix(login)
        .is_some_and(|rest| rest.starts_with('@'))
}

/// The user of an account that is looked at by itself.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    pub user: &'a User,
    /// Its open findings, as bits.
    pub findings: u32,
}

/// An account by itself, with its user if it has one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone<'a> {
    pub account: &'a Account,
    pub owner: Option<Owner<'a>>,
}

impl UserView for Alone<'_> {
    fn name(&self) -> &str {
        self.owner.map_or("", |owner| &owner.user.name)
    }
    fn folded_name(&self) -> Option<&str> {
        None
    }
    fn email(&self) -> &str {
        let email = self.owner.and_then(|owner| owner.user.email.as_ref());
        email.map_or("", |email| &email.address)
    }
    fn kind(&self) -> Option<UserKind> {
        self.owner.map(|owner| owner.user.kind)
    }
    fn arrival(&self) -> Option<Date> {
        self.owner.and_then(|owner| owner.user.arrival)
    }
    fn departure(&self) -> Departure {
        self.owner
            .map_or(Departure::Unset, |owner| owner.user.departure)
    }
    fn findings(&self) -> u32 {
        self.owner.map_or(0, |owner| owner.findings)
    }
    fn haystacks(
        &self,
        mut look: impl FnMut(Haystack, &str) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        look(Haystack::Name, UserView::name(self))?;
        look(Haystack::Login, self.account.login())?;
        let emails = self.account.profile.emails.value();
        for email in emails.map_or(&[][..], Vec::as_slice) {
            look(Haystack::Emails, &email.address)?;
        }
        look(Haystack::Emails, UserView::email(self))
    }
}
