//! Observed changes: by time, and by account.

use std::ops::ControlFlow;

use super::Store;
use super::codec;
use super::engine::{Order, ReadTransaction, Span};
use super::error::Result;
use super::tables::{
    ACCOUNTS, CHANGES, CHANGES_BY_ACCOUNT, META, META_NEXT_CHANGE, Rows, account_key, key_of,
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
        let since = Span::starting_at(&time_key(since));
        let read = self.read()?;
        read.some(CHANGES, since, Order::Descending, limit, |_, value| {
            codec::decode(value)
        })
    }

    /// Every change of one account, newest first, those under its former ids included.
    pub fn account_changes(&self, key: &AccountKey) -> Result<Vec<ObservedChange>> {
        let read = self.read()?;
        let account: Option<Account> = read.record(ACCOUNTS, &key_of(key))?;
        let former = account.map_or(Vec::new(), |account| account.formerly);
        let mut found = Vec::new();
        for remote in former.iter().chain([&key.remote]) {
            let start = account_key(&key.service, remote.as_str());
            each_change_of(&*read, &start, &mut |row| {
                found.extend(row.last_chunk::<CHANGE_KEY>().copied());
            })?;
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        let changes: Vec<Option<ObservedChange>> = read.records(CHANGES, found)?;
        let history = changes.into_iter().flatten().map(|change| ObservedChange {
            account: key.clone(),
            ..change
        });
        Ok(history.collect())
    }
}

/// The rows of the index of changes that are of exactly this account.
pub(super) fn each_change_of(
    read: &dyn ReadTransaction,
    account: &[u8],
    f: &mut dyn FnMut(&[u8]),
) -> Result<()> {
    let start = [account, &[0]].concat();
    let span = Span::of_prefix(&start);
    read.each(CHANGES_BY_ACCOUNT, span, &mut |row, _| {
        // A longer key belongs to another account, whose id begins like this one.
        if row.len() == start.len() + CHANGE_KEY {
            f(row);
        }
        Ok(ControlFlow::Continue(()))
    })
}

impl Write<'_> {
    /// Keeps a change.
    pub(super) fn put_change(&mut self, change: &ObservedChange) -> Result<()> {
        let number = self.number(META_NEXT_CHANGE)?;
        self.put(META, META_NEXT_CHANGE, &(number + 1).to_be_bytes())?;
        let key = [time_key(change.at), number.to_be_bytes()].concat();
        self.put_record(CHANGES, &key, change)?;
        let mut index = key_of(&change.account);
        index.push(0);
        index.extend_from_slice(&key);
        self.put(CHANGES_BY_ACCOUNT, &index, &[])?;
        self.change();
        Ok(())
    }
}
