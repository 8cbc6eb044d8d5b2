//! Users, their links, their lines of the first frame, and redirects after merges.
//!
//! A user's record lists its accounts and each account's link names the user; both are only ever
//! changed together, here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::Store;
use super::codec;
use super::engine::{Order, ReadTransaction, Span};
use super::error::Result;
use super::tables::{
    self, ACCOUNTS, LINKS, REDIRECTS, Rows, USERS, USERS_BY_NAME, key_of, name_key,
};
use super::write::{Parts, Write};
use crate::domain::account::Account;
use crate::domain::act::item::Item;
use crate::domain::audit::AuditBody;
use crate::domain::decision::Decision;
use crate::domain::identity::link::LinkRecord;
use crate::domain::ids::{AccountKey, Revision, UserId};
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
    /// The newest decision that this was worked out from, where nothing but the history matters:
    /// refused when there is a newer one.
    pub last_decision: Option<u64>,
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
    /// Waivers, pauses and newcomers to write or to take away; new newcomers have numbers of
    /// [`Store::next_request`].
    pub items: Vec<Item>,
    /// What the audit log says of it.
    pub audit: Vec<AuditBody>,
}

enum Piece {
    LastDecision(u64),
    Decision(Decision),
    User(User, Option<UserLine>),
    Line(UserLine),
    Removed(UserId, Option<UserId>),
    Reason(AccountKey, Option<LinkRecord>),
    Item(Item),
}

impl Store {
    /// The user of that id, or the one that took its place.
    pub fn user(&self, id: UserId) -> Result<Option<User>> {
        Ok(self.users(&[id])?.pop().flatten())
    }

    /// The users of these ids, or those that took their places; in the order of the ids.
    pub fn users(&self, ids: &[UserId]) -> Result<Vec<Option<User>>> {
        let read = self.read()?;
        let mut found = by_id(&*read, ids)?;
        // Who was merged away is looked for under the next id, all of them together.
        let mut sought: Vec<(usize, UserId)> = (0..).zip(ids.iter().copied()).collect();
        for _ in 0..MAX_REDIRECTS {
            sought.retain(|(at, _)| found.get(*at).is_some_and(Option::is_none));
            if sought.is_empty() {
                break;
            }
            let keys = sought.iter().map(|(_, id)| id.0.as_bytes());
            let next = read.many(REDIRECTS, keys, tables::user_id)?;
            sought = sought
                .into_iter()
                .zip(next)
                .filter_map(|((at, _), next)| Some((at, next?)))
                .collect();
            let ids: Vec<UserId> = sought.iter().map(|(_, id)| *id).collect();
            for ((at, _), user) in sought.iter().zip(by_id(&*read, &ids)?) {
                if let Some(place) = found.get_mut(*at) {
                    *place = user;
                }
            }
        }
        Ok(found)
    }

    /// Every user, oldest first.
    pub fn each_user(&self, f: &mut dyn FnMut(User) -> ControlFlow<()>) -> Result<()> {
        self.read()?.each(USERS, Span::all(), &mut |_, value| {
            Ok(f(codec::decode(value)?))
        })
    }

    /// The first lines of the list of users, by name, without reading anything else.
    pub fn first_lines(&self, take: usize) -> Result<Vec<UserLine>> {
        let read = self.read()?;
        read.some(
            USERS_BY_NAME,
            Span::all(),
            Order::Ascending,
            take,
            |_, value| codec::decode(value),
        )
    }

    /// Every line of the list of users, by name.
    pub fn each_line(&self, f: &mut dyn FnMut(UserLine) -> ControlFlow<()>) -> Result<()> {
        self.read()?
            .each(USERS_BY_NAME, Span::all(), &mut |_, value| {
                Ok(f(codec::decode(value)?))
            })
    }

    /// Writes users with everything that hangs on them.
    ///
    /// More than a transaction's worth is written in several, each of them consistent: decisions
    /// first, so that a process that is killed in between leaves what the next merge needs; the
    /// audit entries last.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when `based_on` is no longer the present revision, or `last_decision`
    /// the newest decision.
    pub fn write_users(&self, write: UserWrite) -> Result<Revision> {
        let audit = write.audit;
        let mut lines: BTreeMap<UserId, UserLine> = write
            .lines
            .into_iter()
            .map(|line| (line.id, line))
            .collect();
        let last = write.last_decision.map(Piece::LastDecision);
        let decisions = write.decisions.into_iter().map(Piece::Decision);
        let mut pieces: Vec<Piece> = last.into_iter().chain(decisions).collect();
        pieces.extend(write.users.into_iter().map(|user| {
            let line = lines.remove(&user.id);
            Piece::User(user, line)
        }));
        pieces.extend(lines.into_values().map(Piece::Line));
        pieces.extend(
            write
                .removed
                .into_iter()
                .map(|(id, to)| Piece::Removed(id, to)),
        );
        let mut reasons = write.reasons;
        reasons.sort_by(|a, b| a.0.cmp(&b.0));
        pieces.extend(
            reasons
                .into_iter()
                .map(|(key, reason)| Piece::Reason(key, reason)),
        );
        pieces.extend(write.items.into_iter().map(Piece::Item));

        let parts = Parts {
            ahead: prefetch,
            put: |write: &mut Write<'_>, first_decision: &mut Option<u64>, piece: &Piece| {
                match piece {
                    Piece::LastDecision(last) => write.expect_last_decision(*last),
                    Piece::Decision(decision) => write.put_decision(decision, first_decision),
                    Piece::User(user, line) => write.put_user(user, line.as_ref()),
                    Piece::Line(line) => write.put_line(line),
                    Piece::Removed(id, to) => write.remove_user(*id, *to),
                    Piece::Reason(key, reason) => write.put_reason(key, reason.as_ref()),
                    Piece::Item(item) => write.put_item(item),
                }
            },
            end: |write: &mut Write<'_>| audit.iter().try_for_each(|body| write.log(body)),
        };
        self.write_in_parts(write.based_on, &pieces, &parts)
    }
}

/// The users of exactly these ids.
fn by_id(read: &(impl ReadTransaction + ?Sized), ids: &[UserId]) -> Result<Vec<Option<User>>> {
    read.records(USERS, ids.iter().map(|id| id.0.as_bytes()))
}

/// Names what the writing of some pieces reads.
fn prefetch(write: &mut Write<'_>, pieces: &[Piece]) -> Result<()> {
    let users = pieces.iter().filter_map(|piece| match piece {
        Piece::User(user, _) => Some(user.id),
        Piece::Line(line) => Some(line.id),
        Piece::Removed(id, _) => Some(*id),
        Piece::LastDecision(_) | Piece::Decision(_) | Piece::Reason(..) | Piece::Item(_) => None,
    });
    write.prefetch(USERS, users.map(|id| *id.0.as_bytes()))?;
    let written = || {
        pieces.iter().filter_map(|piece| match piece {
            Piece::User(user, _) => Some(user),
            _ => None,
        })
    };
    write.prefetch(
        USERS_BY_NAME,
        written().map(|user| name_key(&user.name, user.id)),
    )?;
    let listed = || written().flat_map(|user| &user.accounts);
    write.prefetch(ACCOUNTS, listed().map(key_of))?;
    let explained = pieces.iter().filter_map(|piece| match piece {
        Piece::Reason(key, _) => Some(key),
        _ => None,
    });
    write.prefetch(LINKS, listed().chain(explained).map(key_of))
}

impl Write<'_> {
    /// Writes a user and its links; returns the number of rows.
    pub(super) fn put_user(&mut self, user: &User, line: Option<&UserLine>) -> Result<usize> {
        let id = user.id;
        let old: Option<User> = self.record(USERS, id.0.as_bytes())?;
        let had = old.as_ref().map_or(&[][..], |old| &old.accounts);
        let mut wanted = user.accounts.clone();
        wanted.sort_unstable();
        wanted.dedup();

        let mut kept = Vec::with_capacity(wanted.len());
        for key in wanted {
            if had.binary_search(&key).is_ok() || self.link(&key, id)? {
                kept.push(key);
            }
        }
        for key in had {
            if kept.binary_search(key).is_err() {
                self.delete(LINKS, &key_of(key))?;
            }
        }
        let user = if kept == user.accounts {
            Cow::Borrowed(user)
        } else {
            Cow::Owned(User {
                accounts: kept,
                ..user.clone()
            })
        };

        let name = name_key(&user.name, id);
        let mut findings = 0;
        if let Some(old) = &old {
            let old_name = name_key(&old.name, id);
            let old_line: Option<UserLine> = self.record(USERS_BY_NAME, &old_name)?;
            findings = old_line.map_or(0, |line| line.findings);
            if old_name != name {
                self.delete(USERS_BY_NAME, &old_name)?;
            }
        }
        self.delete(REDIRECTS, id.0.as_bytes())?;
        self.put_record(USERS, id.0.as_bytes(), &*user)?;
        match line {
            Some(line) => {
                let line = UserLine {
                    findings: line.findings,
                    services: line.services.clone(),
                    ..UserLine::of(&user, [], 0)
                };
                self.put_record(USERS_BY_NAME, &name, &line)?;
                self.touch(id);
            }
            None => {
                let line = UserLine::of(&user, [], findings);
                self.put_record(USERS_BY_NAME, &name, &line)?;
                self.touch_line(id);
            }
        }
        Ok(2 + user.accounts.len())
    }

    /// Links an existing account to a user, taking it from the one that had it.
    fn link(&mut self, key: &AccountKey, user: UserId) -> Result<bool> {
        let bytes = key_of(key);
        if !self.has(ACCOUNTS, &bytes)? {
            return Ok(false);
        }
        let before = self.user_id(LINKS, &bytes)?;
        self.put(LINKS, &bytes, user.0.as_bytes())?;
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
        let record: Option<User> = self.record(USERS, id.0.as_bytes())?;
        if let Some(mut user) = record {
            edit(&mut user.accounts);
            user.accounts.sort_unstable();
            self.put_record(USERS, id.0.as_bytes(), &user)?;
            self.touch_line(id);
        }
        Ok(())
    }

    /// Writes the findings and services of an existing user's line.
    fn put_line(&mut self, line: &UserLine) -> Result<usize> {
        let user: Option<User> = self.record(USERS, line.id.0.as_bytes())?;
        if let Some(user) = user {
            let line = UserLine {
                findings: line.findings,
                services: line.services.clone(),
                ..UserLine::of(&user, [], 0)
            };
            self.put_record(USERS_BY_NAME, &name_key(&user.name, user.id), &line)?;
            self.touch(user.id);
        }
        Ok(1)
    }

    /// Works users' lines out again, keeping their findings.
    pub(super) fn refresh_lines(&mut self, ids: &BTreeSet<UserId>) -> Result<()> {
        let ids: Vec<UserId> = ids.iter().copied().collect();
        let users: Vec<User> = by_id(self, &ids)?.into_iter().flatten().collect();
        let keys = users.iter().flat_map(|user| &user.accounts).map(key_of);
        let accounts: Vec<Option<Account>> = self.records(ACCOUNTS, keys)?;
        let names: Vec<Vec<u8>> = users
            .iter()
            .map(|user| name_key(&user.name, user.id))
            .collect();
        let lines: Vec<Option<UserLine>> = self.records(USERS_BY_NAME, &names)?;
        let mut accounts = accounts.into_iter();
        for ((user, name), before) in users.iter().zip(&names).zip(lines) {
            let own = accounts.by_ref().take(user.accounts.len()).flatten();
            let own: Vec<Account> = own
                .map(|account| Account {
                    user: Some(user.id),
                    ..account
                })
                .collect();
            let findings = before.as_ref().map_or(0, |line| line.findings);
            let line = UserLine::of(user, &own, findings);
            if before.as_ref() != Some(&line) {
                self.put_record(USERS_BY_NAME, name, &line)?;
            }
        }
        Ok(())
    }

    pub(super) fn remove_user(&mut self, id: UserId, to: Option<UserId>) -> Result<usize> {
        let user: Option<User> = self.record(USERS, id.0.as_bytes())?;
        let mut rows = 1;
        if let Some(user) = user {
            for key in &user.accounts {
                self.delete(LINKS, &key_of(key))?;
            }
            rows += 1 + user.accounts.len();
            self.delete(USERS_BY_NAME, &name_key(&user.name, id))?;
            self.delete(USERS, id.0.as_bytes())?;
        }
        if let Some(to) = to.filter(|to| *to != id) {
            self.put(REDIRECTS, id.0.as_bytes(), to.0.as_bytes())?;
        }
        self.touch(id);
        Ok(rows)
    }
}
