//! Users, their links, their lines of the first frame, and redirects after merges.
//!
//! A user's record lists its accounts and each account's link names the user; both are only ever
//! changed together, here.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use redb::ReadableTable;

use super::Store;
use super::accounts::joined;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{self, REDIRECTS, Rows, USERS, USERS_BY_NAME, key_of, name_key};
use super::write::Write;
use crate::domain::audit::AuditBody;
use crate::domain::decision::Decision;
use crate::domain::identity::link::LinkRecord;
use crate::domain::ids::{AccountKey, Revision, UserId};
use crate::domain::request::Request;
use crate::domain::snapshot::UserLine;
use crate::domain::user::User;

/// Longest chain of merges that is followed.
const MAX_REDIRECTS: usize = 64;

/// What a merge, an operator or an import wants written about users.
///
/// An account that a written user lists is taken from the user that had it; one that does not
/// exist is dropped from the list.
#[derive(Debug, Clone, Default)]
pub struct UserWrite {
    /// The revision that this was worked out from: refused when the store has moved on.
    pub based_on: Option<Revision>,
    /// New and changed users, whole.
    pub users: Vec<User>,
    /// Users to remove, with the user that takes their place.
    pub removed: Vec<(UserId, Option<UserId>)>,
    /// New decisions have `seq` 0 and get the next numbers; others replace the one of that number.
    /// An `undone_by` of 0 becomes the number of the first new one.
    pub decisions: Vec<Decision>,
    /// Why rules put accounts to their users; `None` takes a reason away.
    pub reasons: Vec<(AccountKey, Option<LinkRecord>)>,
    /// Lines of the first frame, as [`UserLine::of`] makes them; those of written users that have
    /// none here are worked out.
    pub lines: Vec<UserLine>,
    /// Newcomers who are awaited, new ones with numbers of [`Store::next_request`].
    pub requests: Vec<Request>,
    /// What the audit log says of it.
    pub audit: Vec<AuditBody>,
}

enum Item {
    Decision(Decision),
    User(User, Option<UserLine>),
    Line(UserLine),
    Removed(UserId, Option<UserId>),
    Reason(AccountKey, Option<LinkRecord>),
    Request(Request),
}

impl Store {
    /// The user of that id, or the one that took its place.
    pub fn user(&self, id: UserId) -> Result<Option<User>> {
        let read = self.read()?;
        let (users, redirects) = (read.table(USERS)?, read.table(REDIRECTS)?);
        let mut id = id;
        for _ in 0..MAX_REDIRECTS {
            if let Some(user) = users.record(id.0.as_bytes())? {
                return Ok(Some(user));
            }
            match redirects.user_id(id.0.as_bytes())? {
                Some(next) => id = next,
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Every user, oldest first.
    pub fn each_user(&self, f: &mut dyn FnMut(User) -> ControlFlow<()>) -> Result<()> {
        for row in self.read_table(USERS)?.iter()? {
            if f(codec::decode(row?.1.value())?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Some lines of the list of users, by name, without reading anything else.
    pub fn users_window(&self, skip: usize, take: usize) -> Result<Vec<UserLine>> {
        self.read_table(USERS_BY_NAME)?
            .iter()?
            .skip(skip)
            .take(take)
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// Writes users with everything that hangs on them.
    ///
    /// More than a transaction's worth is written in several, each of them consistent: decisions
    /// first, so that a process that is killed in between leaves what the next merge needs; the
    /// audit entries last.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when `based_on` is no longer the present revision.
    pub fn write_users(&self, write: UserWrite) -> Result<Revision> {
        let audit = write.audit;
        let mut lines: BTreeMap<UserId, UserLine> = write
            .lines
            .into_iter()
            .map(|line| (line.id, line))
            .collect();
        let mut items: Vec<Item> = write.decisions.into_iter().map(Item::Decision).collect();
        items.extend(write.users.into_iter().map(|user| {
            let line = lines.remove(&user.id);
            Item::User(user, line)
        }));
        items.extend(lines.into_values().map(Item::Line));
        items.extend(
            write
                .removed
                .into_iter()
                .map(|(id, to)| Item::Removed(id, to)),
        );
        let mut reasons = write.reasons;
        reasons.sort_by(|a, b| a.0.cmp(&b.0));
        items.extend(
            reasons
                .into_iter()
                .map(|(key, reason)| Item::Reason(key, reason)),
        );
        items.extend(write.requests.into_iter().map(Item::Request));

        let mut first_decision = None;
        self.write_in_parts(
            write.based_on,
            items.into_iter(),
            |write, item| match item {
                Item::Decision(decision) => write.put_decision(decision, &mut first_decision),
                Item::User(user, line) => write.put_user(user, line),
                Item::Line(line) => write.put_line(line),
                Item::Removed(id, to) => write.remove_user(id, to),
                Item::Reason(key, reason) => write.put_reason(&key, reason.as_ref()),
                Item::Request(request) => write.put_request(&request),
            },
            |write| audit.iter().try_for_each(|body| write.log(body)),
        )
    }
}

impl Write<'_> {
    /// Writes a user and its links; returns the number of rows.
    pub(super) fn put_user(&mut self, mut user: User, line: Option<UserLine>) -> Result<usize> {
        let id = user.id;
        let old: Option<User> = self.users.record(id.0.as_bytes())?;
        let had = old.as_ref().map_or(&[][..], |old| &old.accounts);
        user.accounts.sort_unstable();
        user.accounts.dedup();

        let mut kept = Vec::with_capacity(user.accounts.len());
        for key in std::mem::take(&mut user.accounts) {
            if had.binary_search(&key).is_ok() || self.link(&key, id)? {
                kept.push(key);
            }
        }
        for key in had {
            if kept.binary_search(key).is_err() {
                self.links.remove(key_of(key).as_slice())?;
            }
        }
        user.accounts = kept;

        let name = name_key(&user.name, id);
        let mut findings = 0;
        if let Some(old) = &old {
            let old_name = name_key(&old.name, id);
            let old_line: Option<UserLine> = self.names.record(&old_name)?;
            findings = old_line.map_or(0, |line| line.findings);
            if old_name != name {
                self.names.remove(old_name.as_slice())?;
            }
        }
        self.redirects.remove(id.0.as_bytes().as_slice())?;
        self.users
            .insert(id.0.as_bytes().as_slice(), encode(&user)?.as_slice())?;
        match line {
            Some(line) => {
                let line = UserLine {
                    findings: line.findings,
                    services: line.services,
                    ..UserLine::of(&user, [], 0)
                };
                self.names
                    .insert(name.as_slice(), encode(&line)?.as_slice())?;
                self.touch(id);
            }
            None => {
                let line = UserLine::of(&user, [], findings);
                self.names
                    .insert(name.as_slice(), encode(&line)?.as_slice())?;
                self.touch_line(id);
            }
        }
        Ok(2 + user.accounts.len())
    }

    /// Links an existing account to a user, taking it from the one that had it.
    fn link(&mut self, key: &AccountKey, user: UserId) -> Result<bool> {
        let bytes = key_of(key);
        if self.accounts.get(bytes.as_slice())?.is_none() {
            return Ok(false);
        }
        let before = match self
            .links
            .insert(bytes.as_slice(), user.0.as_bytes().as_slice())?
        {
            Some(id) => Some(tables::user_id(id.value())?),
            None => None,
        };
        if let Some(before) = before.filter(|before| *before != user) {
            self.edit_accounts(before, |accounts| accounts.retain(|listed| listed != key))?;
        }
        Ok(true)
    }

    /// Changes the list of accounts in a user's record; links are the caller's business.
    pub(super) fn edit_accounts(
        &mut self,
        id: UserId,
        edit: impl FnOnce(&mut Vec<AccountKey>),
    ) -> Result<()> {
        let record: Option<User> = self.users.record(id.0.as_bytes())?;
        if let Some(mut user) = record {
            edit(&mut user.accounts);
            user.accounts.sort_unstable();
            self.users
                .insert(id.0.as_bytes().as_slice(), encode(&user)?.as_slice())?;
            self.touch_line(id);
        }
        Ok(())
    }

    /// Writes the findings and services of an existing user's line.
    fn put_line(&mut self, line: UserLine) -> Result<usize> {
        let user: Option<User> = self.users.record(line.id.0.as_bytes())?;
        if let Some(user) = user {
            let line = UserLine {
                findings: line.findings,
                services: line.services,
                ..UserLine::of(&user, [], 0)
            };
            self.names.insert(
                name_key(&user.name, user.id).as_slice(),
                encode(&line)?.as_slice(),
            )?;
            self.touch(user.id);
        }
        Ok(1)
    }

    /// Works a user's line out again, keeping its findings.
    pub(super) fn refresh_line(&mut self, id: UserId) -> Result<()> {
        let user: Option<User> = self.users.record(id.0.as_bytes())?;
        let Some(user) = user else {
            return Ok(());
        };
        let mut accounts = Vec::with_capacity(user.accounts.len());
        for key in &user.accounts {
            accounts.extend(joined(&self.accounts, key, id)?);
        }
        let name = name_key(&user.name, id);
        let before: Option<UserLine> = self.names.record(&name)?;
        let line = UserLine::of(&user, &accounts, before.as_ref().map_or(0, |l| l.findings));
        if before.as_ref() != Some(&line) {
            self.names
                .insert(name.as_slice(), encode(&line)?.as_slice())?;
        }
        Ok(())
    }

    pub(super) fn remove_user(&mut self, id: UserId, to: Option<UserId>) -> Result<usize> {
        let user: Option<User> = self.users.record(id.0.as_bytes())?;
        let mut rows = 1;
        if let Some(user) = user {
            for key in &user.accounts {
                self.links.remove(key_of(key).as_slice())?;
            }
            rows += 1 + user.accounts.len();
            self.names.remove(name_key(&user.name, id).as_slice())?;
            self.users.remove(id.0.as_bytes().as_slice())?;
        }
        if let Some(to) = to.filter(|to| *to != id) {
            self.redirects
                .insert(id.0.as_bytes().as_slice(), to.0.as_bytes().as_slice())?;
        }
        self.touch(id);
        Ok(rows)
    }
}
