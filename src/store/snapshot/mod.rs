//! Building a snapshot from the tables.
//!
//! Users come in the order of their names, everything else is stored in other orders. So some
//! thousands of users are taken at a time, and their records and accounts are read sorted by key:
//! nearly sequential, without holding everything decoded at once.

mod advance;
mod rows;

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::Store;
use super::accounts::{services_in, unlinked};
use super::codec;
use super::engine::{Order, ReadTransaction, Span};
use super::error::Result;
use super::tables::{ACCOUNTS, PAGE, Rows, USERS, USERS_BY_NAME, key_of, parse_name_key};
use crate::domain::account::Account;
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::snapshot::{CHUNK, Chunk, Snapshot};
use crate::domain::user::User;
use rows::Interner;

/// The findings of a user, one bit per rule.
pub type Mask<'a> = &'a dyn Fn(&User, &[Account]) -> u32;

/// How often the tables are gone through at least, where that holds less at once.
const PASSES: usize = 8;

/// Users whose accounts are read together, of so many: whole chunks, because what is read lies
/// spread over the tables, and each batch goes through all of them.
fn batch_of(users: usize) -> usize {
    (users / PASSES)
        .next_multiple_of(CHUNK)
        .clamp(16 * CHUNK, 64 * CHUNK)
}

impl Store {
    /// Everything that lists need, read from the tables.
    pub fn snapshot(&self, mask: Mask<'_>) -> Result<Snapshot> {
        let read = self.read()?;
        build(&*read, mask)
    }

    /// What a snapshot has become: only the chunks whose users were touched are built again, or
    /// everything where that is simpler.
    ///
    /// The mask is asked for touched users only: when the day or a service's freshness changes
    /// what it says of others, take a whole new snapshot.
    pub fn advance(&self, from: &Snapshot, mask: Mask<'_>) -> Result<Snapshot> {
        let read = self.read()?;
        match advance::touched_since(&*read, from)? {
            Some(users) => advance::advance(&*read, from, users, mask),
            None => build(&*read, mask),
        }
    }
}

fn build(read: &dyn ReadTransaction, mask: Mask<'_>) -> Result<Snapshot> {
    let mut intern = Interner::new(services_in(read, ACCOUNTS)?, &[]);
    let mut chunks = Vec::new();
    let users = usize::try_from(read.count(USERS_BY_NAME)?).unwrap_or(usize::MAX);
    let size = batch_of(users);
    let mut batch: Vec<Named> = Vec::with_capacity(size.min(users));
    // Used again from batch to batch: freed pieces of this size would stay with the process.
    let mut bytes = Vec::new();
    let mut rest = Span::all();
    loop {
        next_names(read, &mut rest, size, &mut batch)?;
        if batch.is_empty() {
            break;
        }
        let loaded = Loaded::read(read, &batch, bytes)?;
        for range in even(batch.len()) {
            let mut chunk = Chunk::default();
            for at in range {
                loaded.push(&batch, at, mask, &mut chunk, &mut intern)?;
            }
            chunk.shrink();
            chunks.push(Arc::new(chunk));
        }
        batch.clear();
        bytes = loaded.bytes;
    }
    snapshot(read, intern, chunks)
}

/// Reads so many of the names that are left.
fn next_names(
    read: &dyn ReadTransaction,
    rest: &mut Span,
    size: usize,
    batch: &mut Vec<Named>,
) -> Result<()> {
    let mut last = Vec::new();
    read.pages(
        USERS_BY_NAME,
        rest.clone(),
        Order::Ascending,
        PAGE,
        &mut |key, _| {
            let (sort, id) = parse_name_key(key)?;
            batch.push(Named {
                sort: sort.to_owned(),
                id,
            });
            if batch.len() < size {
                return Ok(ControlFlow::Continue(()));
            }
            last = key.to_vec();
            Ok(ControlFlow::Break(()))
        },
    )?;
    match last.as_slice() {
        // All of them were read: nothing comes after this.
        [] => rest.to = Some(rest.from.clone()),
        last => rest.after(last),
    }
    Ok(())
}

/// Ranges of at most [`CHUNK`] rows that cover so many, as long as each other: a chunk that
/// overflows leaves no crumb.
fn even(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let pieces = rows.div_ceil(CHUNK);
    (0..pieces).map(move |piece| rows * piece / pieces..rows * (piece + 1) / pieces)
}

fn snapshot(
    read: &dyn ReadTransaction,
    intern: Interner,
    chunks: Vec<Arc<Chunk>>,
) -> Result<Snapshot> {
    let (services, groups): (Vec<ServiceId>, Vec<Arc<str>>) = intern.finish();
    Ok(Snapshot {
        revision: read.revision()?,
        services: services.into(),
        groups: groups.into(),
        chunks: chunks.into(),
        unlinked: unlinked(read)?,
    })
}

/// A user and what it is sorted by.
struct Named {
    sort: String,
    id: UserId,
}

/// Some users with their accounts, still encoded: decoded, they would take several times the room.
struct Loaded {
    users: Vec<Option<User>>,
    /// For each user, the place of its first account in `places`.
    first: Vec<usize>,
    /// For each account, where it is in `bytes`.
    places: Vec<Range<usize>>,
    bytes: Vec<u8>,
}

impl Loaded {
    /// Reads the users of a batch, then their accounts, each in the order of its table.
    fn read(read: &dyn ReadTransaction, batch: &[Named], mut bytes: Vec<u8>) -> Result<Self> {
        bytes.clear();
        let mut order: Vec<(UserId, usize)> = batch.iter().map(|n| n.id).zip(0..).collect();
        order.sort_unstable();
        let mut users: Vec<Option<User>> = Vec::new();
        users.resize_with(batch.len(), || None);
        let ids = order.iter().map(|(id, _)| id.0.as_bytes());
        read.each_of(USERS, ids, &mut |found, bytes| {
            let slot = order.get(found).and_then(|(_, at)| users.get_mut(*at));
            if let Some(slot) = slot {
                *slot = Some(codec::decode(bytes)?);
            }
            Ok(())
        })?;
        let mut first = Vec::with_capacity(batch.len());
        let mut keys: Vec<(&AccountKey, usize)> = Vec::with_capacity(batch.len());
        for user in &users {
            first.push(keys.len());
            for key in user.iter().flat_map(|user| &user.accounts) {
                keys.push((key, keys.len()));
            }
        }
        keys.sort_unstable();
        let mut places = vec![0..0; keys.len()];
        let sorted = keys.iter().map(|(key, _)| key_of(key));
        read.each_of(ACCOUNTS, sorted, &mut |found, account| {
            let start = bytes.len();
            bytes.extend_from_slice(account);
            let place = keys.get(found).and_then(|(_, at)| places.get_mut(*at));
            if let Some(place) = place {
                *place = start..bytes.len();
            }
            Ok(())
        })?;
        Ok(Self {
            users,
            first,
            places,
            bytes,
        })
    }

    /// Adds the row of one user of the batch to a chunk.
    fn push(
        &self,
        batch: &[Named],
        at: usize,
        mask: Mask<'_>,
        chunk: &mut Chunk,
        intern: &mut Interner,
    ) -> Result<()> {
        let (Some(Some(user)), Some(named)) = (self.users.get(at), batch.get(at)) else {
            return Ok(());
        };
        let first = self.first.get(at).copied().unwrap_or_default();
        let places = self.places.get(first..first + user.accounts.len());
        let mut accounts = Vec::with_capacity(user.accounts.len());
        for place in places.unwrap_or_default() {
            let bytes = self.bytes.get(place.clone()).unwrap_or_default();
            // Empty when the record lists an account that does not exist.
            if !bytes.is_empty() {
                let mut account: Account = codec::decode(bytes)?;
                account.user = Some(user.id);
                accounts.push(account);
            }
        }
        let findings = mask(user, &accounts);
        rows::push(chunk, intern, &named.sort, user, &accounts, findings);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
