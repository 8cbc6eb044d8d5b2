//! Observed changes: by time, and by account.

use redb::ReadableTable;

use super::Store;
use super::codec::{self, encode};
use super::error::Result;
use super::tables::{
    self, CHANGES, CHANGES_BY_ACCOUNT, META_NEXT_CHANGE, Rows, account_key, after, be64, key_of,
    time_key,
};
use super::write::Write;
use crate::domain::account::Account;
use crate::domain::change::ObservedChange;
use crate::domain::ids::AccountKey;
use crate::domain::time::Timestamp;

/// Bytes of a key of the `changes` table: an instant and a number.
pub(super) const CHANGE_KEY: usize = 16;

impl Store {
    /// The newest changes since an instant, newest first.
    pub fn changes(&self, since: Timestamp, limit: usize) -> Result<Vec<ObservedChange>> {
        let start = time_key(since);
        self.read_table(CHANGES)?
            .range::<&[u8]>(&start[..]..)?
            .rev()
            .take(limit)
            .map(|row| codec::decode(row?.1.value()))
            .collect()
    }

    /// Every change of one account, newest first, those under its former ids included.
    pub fn account_changes(&self, key: &AccountKey) -> Result<Vec<ObservedChange>> {
        let read = self.read()?;
        let index = read.table(CHANGES_BY_ACCOUNT)?;
        let account: Option<Account> = read.table(tables::ACCOUNTS)?.record(&key_of(key))?;
        let former = account.map_or(Vec::new(), |account| account.formerly);
        let mut found = Vec::new();
        for remote in former.iter().chain([&key.remote]) {
            let mut start = account_key(&key.service, remote.as_str());
            start.push(0);
            for row in index.range::<&[u8]>(&start[..]..&after(&start)[..])? {
                // A longer key belongs to another account, whose id begins like this one.
                let row = row?.0;
                let change = row.value().strip_prefix(&start[..]).unwrap_or_default();
                if change.len() == CHANGE_KEY {
                    found.push(change.to_vec());
                }
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        let changes = read.table(CHANGES)?;
        let mut history = Vec::with_capacity(found.len());
        for change in found {
            let change: Option<ObservedChange> = changes.record(&change)?;
            history.extend(change.map(|change| ObservedChange {
                account: key.clone(),
                ..change
            }));
        }
        Ok(history)
    }
}

impl Write<'_> {
    /// Keeps a change.
    pub(super) fn put_change(&mut self, change: &ObservedChange) -> Result<()> {
        let number = match self.meta.get(META_NEXT_CHANGE)? {
            Some(bytes) => be64(bytes.value())?,
            None => 0,
        };
        self.meta
            .insert(META_NEXT_CHANGE, (number + 1).to_be_bytes().as_slice())?;
        let key = [time_key(change.at), number.to_be_bytes()].concat();
        self.changes
            .insert(key.as_slice(), encode(change)?.as_slice())?;
        let mut index = key_of(&change.account);
        index.push(0);
        index.extend_from_slice(&key);
        self.changes_by_account
            .insert(index.as_slice(), [].as_slice())?;
        self.change();
        Ok(())
    }
}
