//! Reading accounts, each with the user that it is linked to.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use redb::ReadableTableMetadata;

use super::Store;
use super::codec;
use super::error::Result;
use super::tables::{self, ACCOUNTS, LINKS, Read, ReadTable, Rows, after, key_of, service_start};
use crate::domain::account::Account;
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::user::User;

impl Store {
    /// One account.
    pub fn account(&self, key: &AccountKey) -> Result<Option<Account>> {
        Accounts::open(&self.read()?)?.get(&key_of(key))
    }

    /// The accounts of a user, in the order of its record.
    pub fn accounts_of(&self, user: &User) -> Result<Vec<Account>> {
        let accounts = Accounts::open(&self.read()?)?;
        user.accounts
            .iter()
            .filter_map(|key| accounts.get(&key_of(key)).transpose())
            .collect()
    }

    /// Which of these accounts do not exist, at least not under that id.
    pub fn missing(&self, keys: BTreeSet<AccountKey>) -> Result<BTreeSet<AccountKey>> {
        let accounts = self.read()?.table(ACCOUNTS)?;
        let mut missing = BTreeSet::new();
        for key in keys {
            if accounts.get(key_of(&key).as_slice())?.is_none() {
                missing.insert(key);
            }
        }
        Ok(missing)
    }

    /// Every account, of one service or of all, in the order of their keys.
    pub fn each_account(
        &self,
        service: Option<&ServiceId>,
        f: &mut dyn FnMut(Account) -> ControlFlow<()>,
    ) -> Result<()> {
        Accounts::open(&self.read()?)?.each(service, f)
    }

    /// Every account that belongs to no user, in the order of their keys.
    pub fn each_unlinked(&self, f: &mut dyn FnMut(Account) -> ControlFlow<()>) -> Result<()> {
        Accounts::open(&self.read()?)?.each(None, &mut |account| match account.user {
            None => f(account),
            Some(_) => ControlFlow::Continue(()),
        })
    }
}

/// The two tables that make an account.
pub(super) struct Accounts {
    accounts: ReadTable,
    links: ReadTable,
}

impl Accounts {
    pub fn open(read: &Read) -> Result<Self> {
        Ok(Self {
            accounts: read.table(ACCOUNTS)?,
            links: read.table(LINKS)?,
        })
    }

    pub fn get(&self, key: &[u8]) -> Result<Option<Account>> {
        let Some(mut account) = self.accounts.record::<Account>(key)? else {
            return Ok(None);
        };
        account.user = self.links.user_id(key)?;
        Ok(Some(account))
    }

    /// Appends the encoded account, without its user; nothing when there is none.
    pub fn bytes(&self, key: &[u8], into: &mut Vec<u8>) -> Result<()> {
        if let Some(bytes) = self.accounts.get(key)? {
            into.extend_from_slice(bytes.value());
        }
        Ok(())
    }

    /// How many accounts have no user.
    pub fn unlinked(&self) -> Result<u64> {
        Ok(self.accounts.len()?.saturating_sub(self.links.len()?))
    }

    /// The services that have accounts, sorted.
    pub fn services(&self) -> Result<Vec<ServiceId>> {
        services_in(&self.accounts)
    }

    /// Walks both tables side by side: links are a subset of the accounts, in the same order.
    pub fn each(
        &self,
        service: Option<&ServiceId>,
        f: &mut dyn FnMut(Account) -> ControlFlow<()>,
    ) -> Result<()> {
        let start = service.map(service_start).unwrap_or_default();
        let end = service.map_or_else(|| vec![u8::MAX], |_| after(&start));
        let mut links = self.links.range::<&[u8]>(&start[..]..&end[..])?;
        let mut link = links.next().transpose()?;
        for row in self.accounts.range::<&[u8]>(&start[..]..&end[..])? {
            let (key, value) = row?;
            while link
                .as_ref()
                .is_some_and(|(at, _)| at.value() < key.value())
            {
                link = links.next().transpose()?;
            }
            let mut account: Account = codec::decode(value.value())?;
            account.user = match &link {
                Some((at, user)) if at.value() == key.value() => {
                    Some(tables::user_id(user.value())?)
                }
                _ => None,
            };
            if f(account).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The services that begin the keys of a table, found by jumping from one to the next.
pub(super) fn services_in(table: &impl Rows) -> Result<Vec<ServiceId>> {
    let mut services = Vec::new();
    let mut from = Vec::new();
    loop {
        let next = table.range::<&[u8]>(&from[..]..)?.next().transpose()?;
        let Some((key, _)) = next else {
            return Ok(services);
        };
        let name = key
            .value()
            .split(|byte| *byte == 0)
            .next()
            .unwrap_or_default();
        let bad = || tables::damaged("service", String::from_utf8_lossy(name));
        let service = str::from_utf8(name).map_err(|_| bad())?;
        let service = ServiceId::new(service).map_err(|_| bad())?;
        from = after(&service_start(&service));
        services.push(service);
    }
}

/// Joins the id of an account's user, as write transactions need it.
pub(super) fn joined(
    accounts: &impl Rows,
    key: &AccountKey,
    user: UserId,
) -> Result<Option<Account>> {
    let account: Option<Account> = accounts.record(&key_of(key))?;
    Ok(account.map(|mut account| {
        account.user = Some(user);
        account
    }))
}
