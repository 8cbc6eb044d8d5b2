//! Some users with their accounts, read sorted by key, as rows of chunks.

use std::ops::Range;
use std::sync::Arc;

use super::rows::{self, Interner};
use crate::domain::account::Account;
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::snapshot::{CHUNK, Chunk, Snapshot};
use crate::domain::user::User;
use crate::store::accounts::unlinked;
use crate::store::codec;
use crate::store::engine::ReadTransaction;
use crate::store::error::Result;
use crate::store::tables::{ACCOUNTS, Rows, USERS, key_of};

/// The findings of a user, one bit per rule.
pub type Mask<'a> = &'a dyn Fn(&User, &[Account]) -> u32;

/// Ranges of at most [`CHUNK`] rows that cover so many, as long as each other: a chunk that
/// overflows leaves no crumb.
pub(super) fn even(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let pieces = rows.div_ceil(CHUNK);
    (0..pieces).map(move |piece| rows * piece / pieces..rows * (piece + 1) / pieces)
}

pub(super) fn snapshot(
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
pub(super) struct Named {
    pub sort: String,
    pub id: UserId,
}

/// Some users with their accounts, still encoded: decoded, they would take several times the room.
pub(super) struct Loaded {
    pub users: Vec<Option<User>>,
    /// For each user, the place of its first account in `places`.
    pub first: Vec<usize>,
    /// For each account, where it is in `bytes`.
    pub places: Vec<Range<usize>>,
    pub bytes: Vec<u8>,
}

impl Loaded {
    /// Reads the users of a batch, then their accounts, each in the order of its table.
    pub fn read(read: &dyn ReadTransaction, batch: &[Named], mut bytes: Vec<u8>) -> Result<Self> {
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
    pub fn push(
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
