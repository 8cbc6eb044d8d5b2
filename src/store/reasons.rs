//! Why rules put accounts to their users: one row for each linked account.

use redb::ReadableTable;

use super::Store;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{REASONS, Rows, key_of, parse_account_key};
use super::write::Write;
use crate::domain::identity::link::LinkRecord;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::user::User;

impl Store {
    /// Every reason, by account.
    pub fn reasons(&self) -> Result<Vec<(AccountKey, LinkRecord)>> {
        let table = self.read_table(REASONS)?;
        table
            .iter()?
            .map(|row| {
                let (key, value) = row?;
                Ok((
                    parse_account_key(key.value())?,
                    codec::decode(value.value())?,
                ))
            })
            .collect()
    }

    /// The reasons of some accounts, in their order; those without one are left out.
    pub fn reasons_of(&self, accounts: &[AccountKey]) -> Result<Vec<(AccountKey, LinkRecord)>> {
        let table = self.read_table(REASONS)?;
        let mut found = Vec::new();
        for key in accounts {
            let reason: Option<LinkRecord> = table.record(&key_of(key))?;
            found.extend(reason.map(|reason| (key.clone(), reason)));
        }
        Ok(found)
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
            Some(reason) => {
                self.reasons
                    .insert(key.as_slice(), encode(reason)?.as_slice())?;
            }
            None => {
                self.reasons.remove(key.as_slice())?;
            }
        }
        if let Some(user) = self.links.user_id(&key)? {
            self.touch(user);
        }
        Ok(1)
    }

    /// An account got another id: its reason moves, and those of its user's other accounts name it
    /// by the new one.
    pub(super) fn rekey_reasons(
        &mut self,
        old: &AccountKey,
        new: &AccountKey,
        user: Option<UserId>,
    ) -> Result<()> {
        let moved: Option<LinkRecord> = self.reasons.record(&key_of(old))?;
        if let Some(reason) = moved {
            self.reasons.remove(key_of(old).as_slice())?;
            self.put_reason(new, Some(&reason))?;
        }
        let user: Option<User> = match user {
            Some(user) => self.users.record(user.0.as_bytes())?,
            None => None,
        };
        for key in user.iter().flat_map(|user| &user.accounts) {
            let reason: Option<LinkRecord> = self.reasons.record(&key_of(key))?;
            if let Some(reason) = reason.filter(|reason| reason.partner == *old) {
                let reason = LinkRecord {
                    partner: new.clone(),
                    ..reason
                };
                self.put_reason(key, Some(&reason))?;
            }
        }
        Ok(())
    }
}
