//! Why rules put accounts to their users: one row for each linked account.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use super::Store;
use super::codec;
use super::engine::Span;
use super::error::Result;
use super::tables::{LINKS, REASONS, Rows, USERS, key_of, parse_account_key};
use super::write::Write;
use crate::domain::identity::link::LinkRecord;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::user::User;

impl Store {
    /// Every reason, by account.
    pub fn reasons(&self) -> Result<Vec<(AccountKey, LinkRecord)>> {
        let mut found = Vec::new();
        self.read()?.each(REASONS, Span::all(), &mut |key, value| {
            found.push((parse_account_key(key)?, codec::decode(value)?));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The reasons of some accounts, in their order; those without one are left out.
    pub fn reasons_of(&self, accounts: &[AccountKey]) -> Result<Vec<(AccountKey, LinkRecord)>> {
        let found = self.read()?.records(REASONS, accounts.iter().map(key_of))?;
        let named = accounts.iter().zip(found);
        Ok(named
            .filter_map(|(key, reason)| Some((key.clone(), reason?)))
            .collect())
    }
}

impl Write<'_> {
    /// Writes or takes away the reason of an account; returns the number of rows.
    pub(super) fn put_reason(
        &mut self,
        account: &AccountKey,
        reason: Option<&LinkRecord>,
    ) -> Result<usize> {
        let key = key_of(account);
        match reason {
            Some(reason) => self.put_record(REASONS, &key, reason)?,
            None => self.delete(REASONS, &key)?,
        }
        if let Some(user) = self.user_id(LINKS, &key)? {
            self.touch(user);
        }
        Ok(1)
    }

    /// Accounts got other ids: their reasons move, and those of their users' other accounts name
    /// them by the new ones. The users' records list the new ids already.
    pub(super) fn rekey_reasons(
        &mut self,
        moved: &[(AccountKey, AccountKey)],
        users: &BTreeSet<UserId>,
    ) -> Result<()> {
        let ids: HashMap<&AccountKey, &AccountKey> =
            moved.iter().map(|(old, new)| (old, new)).collect();
        let olds = moved.iter().map(|(old, _)| key_of(old));
        let reasons: Vec<Option<LinkRecord>> = self.records(REASONS, olds)?;
        for ((old, new), reason) in moved.iter().zip(reasons) {
            if let Some(reason) = reason {
                self.delete(REASONS, &key_of(old))?;
                self.put_record(REASONS, &key_of(new), &reason)?;
            }
        }
        let users: Vec<Option<User>> =
            self.records(USERS, users.iter().map(|user| user.0.as_bytes()))?;
        let users = users.into_iter().flatten();
        let keys: Vec<(AccountKey, UserId)> = users
            .flat_map(|user| user.accounts.into_iter().map(move |key| (key, user.id)))
            .collect();
        let reasons: Vec<Option<LinkRecord>> =
            self.records(REASONS, keys.iter().map(|(key, _)| key_of(key)))?;
        for ((key, user), reason) in keys.iter().zip(reasons) {
            let Some(reason) = reason else { continue };
            if let Some(new) = ids.get(&reason.partner) {
                let reason = LinkRecord {
                    partner: (*new).clone(),
                    ..reason
                };
                self.put_record(REASONS, &key_of(key), &reason)?;
                self.touch(*user);
            }
        }
        Ok(())
    }
}
