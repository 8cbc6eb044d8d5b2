//! From one snapshot to the next by the users that were touched.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::loaded::{Loaded, Mask, Named, even, snapshot};
use super::rows::{self, Interner};

use crate::domain::ids::UserId;
use crate::domain::snapshot::{Chunk, Snapshot, UserRow};
use crate::domain::user::User;
use crate::store::codec::{Touched, decode};
use crate::store::engine::{ReadTransaction, Span};
use crate::store::error::Result;
use crate::store::tables::{Rows, TOUCHED, USERS, sort_key};

/// Beyond this share of all users, building everything is as fast.
const MAX_SHARE: usize = 8;

/// The users whose rows differ since a snapshot; `None` when that is not known, or too many.
pub(super) fn touched_since(
    read: &dyn ReadTransaction,
    from: &Snapshot,
) -> Result<Option<BTreeSet<UserId>>> {
    let now = read.revision()?;
    let Some(steps) = now.0.checked_sub(from.revision.0) else {
        return Ok(None);
    };
    let (mut users, mut found, mut all) = (BTreeSet::new(), 0, false);
    let since = Span::starting_at(&from.revision.next().0.to_be_bytes());
    read.each(TOUCHED, since, &mut |_, value| {
        let touched: Touched = decode(value)?;
        users.extend(touched.users);
        found += 1;
        all = touched.all;
        Ok(if all {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    let few = users.len() <= 64 || users.len() <= from.users() / MAX_SHARE;
    Ok((!all && found == steps && few).then_some(users))
}

pub(super) fn advance(
    read: &dyn ReadTransaction,
    from: &Snapshot,
    touched: BTreeSet<UserId>,
    mask: Mask<'_>,
) -> Result<Snapshot> {
    let mut intern = Interner::new(from.services.to_vec(), &from.groups);
    let mut fresh = Vec::with_capacity(touched.len());
    let ids = touched.iter().map(|id| id.0.as_bytes());
    read.each_of(USERS, ids, &mut |_, bytes| {
        let user: User = decode(bytes)?;
        fresh.push(Named {
            sort: sort_key(&user.name),
            id: user.id,
        });
        Ok(())
    })?;
    fresh.sort_unstable_by(|a, b| (&a.sort, a.id).cmp(&(&b.sort, b.id)));
    let loaded = Loaded::read(read, &fresh, Vec::new())?;

    // Which fresh rows go to which chunk: the last one that begins at or before them.
    let starts: Vec<(&str, UserId)> = from
        .chunks
        .iter()
        .filter_map(|chunk| {
            chunk
                .users
                .first()
                .map(|row| (chunk.text(row.sort), row.id))
        })
        .collect();
    let mut additions: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, named) in fresh.iter().enumerate() {
        let before = starts.partition_point(|start| *start <= (named.sort.as_str(), named.id));
        additions
            .entry(before.saturating_sub(1))
            .or_default()
            .push(at);
    }

    let mut chunks = Vec::with_capacity(from.chunks.len() + 1);
    let nothing = Arc::new(Chunk::default());
    let old = from.chunks.iter().filter(|chunk| !chunk.users.is_empty());
    let old: Vec<&Arc<Chunk>> = old.collect();
    let old = if old.is_empty() { vec![&nothing] } else { old };
    for (index, chunk) in old.into_iter().enumerate() {
        let added = additions.remove(&index).unwrap_or_default();
        if added.is_empty() && !chunk.users.iter().any(|row| touched.contains(&row.id)) {
            chunks.push(chunk.clone());
            continue;
        }
        let mut new = Chunk::default();
        for at in added {
            loaded.push(&fresh, at, mask, &mut new, &mut intern)?;
        }
        merge(chunk, &touched, &new, &mut chunks);
    }
    snapshot(read, intern, chunks)
}

/// The untouched rows of a chunk and the new ones, in order, in as many chunks as they need.
fn merge(old: &Chunk, touched: &BTreeSet<UserId>, new: &Chunk, chunks: &mut Vec<Arc<Chunk>>) {
    let kept = old.users.iter().filter(|row| !touched.contains(&row.id));
    let mut all: Vec<(&Chunk, &UserRow)> = kept
        .map(|row| (old, row))
        .chain(new.users.iter().map(|row| (new, row)))
        .collect();
    all.sort_by(|(a, left), (b, right)| {
        (a.text(left.sort), left.id).cmp(&(b.text(right.sort), right.id))
    });
    for range in even(all.len()) {
        let mut chunk = Chunk::with_room_of(old);
        for (from, row) in all.get(range).unwrap_or_default() {
            rows::copy(&mut chunk, from, row);
        }
        chunk.shrink();
        chunks.push(Arc::new(chunk));
    }
}
