//! Reading accounts, each with the user that it is linked to.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::Store;
use super::codec::decode;
use super::engine::{Order, ReadTransaction, Span, Table};
use super::error::{Result, damaged};
use super::tables::{self, ACCOUNTS, LINKS, PAGE, Rows, key_of, service_start};
use crate::domain::account::Account;
use crate::domain::ids::{AccountKey, ServiceId};
use crate::domain::user::User;

impl Store {
    /// One account.
    pub fn account(&self, key: &AccountKey) -> Result<Option<Account>> {
        let read = self.read()?;
        let key = key_of(key);
        let Some(mut account) = read.record::<Account>(ACCOUNTS, &key)? else {
            return Ok(None);
        };
        account.user = read.user_id(LINKS, &key)?;
        Ok(Some(account))
    }

    /// Some accounts, in the order of the keys.
    pub fn accounts(&self, keys: &[AccountKey]) -> Result<Vec<Option<Account>>> {
        let keys: Vec<Vec<u8>> = keys.iter().map(key_of).collect();
        joined(&*self.read()?, &keys)
    }

    /// The accounts of a user, in the order of its record.
    pub fn accounts_of(&self, user: &User) -> Result<Vec<Account>> {
        let accounts = self.accounts(&user.accounts)?;
        Ok(accounts.into_iter().flatten().collect())
    }

    /// The accounts of several users, each in the order of its record.
    pub fn accounts_of_all(&self, users: &[User]) -> Result<Vec<Vec<Account>>> {
        let keys = users.iter().flat_map(|user| &user.accounts);
        let keys: Vec<Vec<u8>> = keys.map(key_of).collect();
        let mut found = joined(&*self.read()?, &keys)?.into_iter();
        let of_user = |user: &User| found.by_ref().take(user.accounts.len()).flatten().collect();
        Ok(users.iter().map(of_user).collect())
    }

    /// Which of these accounts do not exist, at least not under that id.
    pub fn missing(&self, keys: BTreeSet<AccountKey>) -> Result<BTreeSet<AccountKey>> {
        let found = self
            .read()?
            .many(ACCOUNTS, keys.iter().map(key_of), |_| Ok(()))?;
        let missing = keys.into_iter().zip(found);
        Ok(missing
            .filter_map(|(key, found)| found.is_none().then_some(key))
            .collect())
    }

    /// Every account, of one service or of all, in the order of their keys.
    pub fn each_account(
        &self,
        service: Option<&ServiceId>,
        f: &mut dyn FnMut(Account) -> ControlFlow<()>,
    ) -> Result<()> {
        each(&*self.read()?, service, f)
    }

    /// Every account that belongs to no user, in the order of their keys.
    pub fn each_unlinked(&self, f: &mut dyn FnMut(Account) -> ControlFlow<()>) -> Result<()> {
        each(&*self.read()?, None, &mut |account| match account.user {
            None => f(account),
            Some(_) => ControlFlow::Continue(()),
        })
    }
}

/// The accounts of some keys, each with its user.
pub(super) fn joined(
    read: &(impl ReadTransaction + ?Sized),
    keys: &[Vec<u8>],
) -> Result<Vec<Option<Account>>> {
    let mut accounts: Vec<Option<Account>> = read.records(ACCOUNTS, keys)?;
    let users = read.many(LINKS, keys, tables::user_id)?;
    for (account, user) in accounts.iter_mut().zip(users) {
        if let Some(account) = account {
            account.user = user;
        }
    }
    Ok(accounts)
}

/// How many accounts have no user.
pub(super) fn unlinked(read: &(impl ReadTransaction + ?Sized)) -> Result<u64> {
    Ok(read.count(ACCOUNTS)?.saturating_sub(read.count(LINKS)?))
}

/// Walks both tables side by side, a page at a time: links are a subset of the accounts, in the
/// same order.
fn each(
    read: &dyn ReadTransaction,
    service: Option<&ServiceId>,
    f: &mut dyn FnMut(Account) -> ControlFlow<()>,
) -> Result<()> {
    let mut rest = match service {
        Some(service) => Span::of_prefix(&service_start(service)),
        None => Span::all(),
    };
    loop {
        let mut page: Vec<(Vec<u8>, Account)> = Vec::with_capacity(PAGE);
        read.scan(
            ACCOUNTS,
            &rest,
            Order::Ascending,
            PAGE,
            &mut |key, value| {
                page.push((key.to_vec(), decode(value)?));
                Ok(ControlFlow::Continue(()))
            },
        )?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        let mut linked = rest.clone();
        rest.after(last);
        linked.to = Some(rest.from.clone());
        let is_last = page.len() < PAGE;

        let mut accounts = page.iter_mut();
        read.each(LINKS, linked, &mut |key, user| {
            for (at, account) in accounts.by_ref() {
                if at.as_slice() >= key {
                    if at == key {
                        account.user = Some(tables::user_id(user)?);
                    }
                    break;
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        for (_, account) in page {
            if f(account).is_break() {
                return Ok(());
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

/// The services that begin the keys of a table, found by jumping from one to the next.
pub(super) fn services_in(
    read: &(impl ReadTransaction + ?Sized),
    table: Table,
) -> Result<Vec<ServiceId>> {
    let mut services = Vec::new();
    let mut rest = Span::all();
    loop {
        let first = |key: &[u8], _: &[u8]| Ok(key.to_vec());
        let found = read.some(table, rest, Order::Ascending, 1, first)?;
        let Some(key) = found.first() else {
            return Ok(services);
        };
        let name = key.split(|byte| *byte == 0).next().unwrap_or_default();
        let bad = || damaged("service", String::from_utf8_lossy(name));
        let service = str::from_utf8(name).map_err(|_| bad())?;
        let service = ServiceId::new(service).map_err(|_| bad())?;
        let Some(end) = Span::of_prefix(&service_start(&service)).to else {
            return Ok(services);
        };
        rest = Span::starting_at(&end);
        services.push(service);
    }
}
