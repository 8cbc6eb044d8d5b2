//! Snapshots: slim, immutable rows of every user and account, for lists, filters and counts.
//!
//! Owns the layout (chunks of rows over a string arena) and its invariants. Building one from
//! tables is the store's work; details of a selected row are read from the store.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::account::{Account, State};
use super::ids::{Revision, ServiceId, UserId};
use super::time::{Departure, Timestamp};
use super::user::{User, UserKind};
use jiff::civil::Date;

/// Most users in one chunk: few, because a chunk is built again when one of its users changes.
pub const CHUNK: usize = 512;

/// A piece of a chunk's arena, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    start: u32,
    len: u32,
}

impl Span {
    /// Its length in bytes, known without looking at the text.
    pub const fn bytes(self) -> u32 {
        self.len
    }
}

/// One user, as lists need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    pub id: UserId,
    /// The name to show; escaped when drawn.
    pub name: Span,
    /// The folded name that rows are sorted by.
    pub sort: Span,
    /// The external address, empty when there is none.
    pub email: Span,
    /// What it stands for.
    pub kind: UserKind,
    /// The first day.
    pub arrival: Option<Date>,
    /// The last day.
    pub departure: Departure,
    /// Open findings, one bit per rule.
    pub findings: u32,
    /// First of its accounts in the chunk.
    pub first_account: u32,
    /// How many accounts it has.
    pub accounts: u32,
}

/// One account, as lists and filters need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Index into [`Snapshot::services`].
    pub service: u16,
    pub state: State,
    /// Yes/no facts.
    pub flags: Flags,
    pub remote: Span,
    /// The login, empty when unknown.
    pub login: Span,
    /// The display name, empty when unknown.
    pub name: Span,
    /// All addresses, separated by `\n`, the primary one first.
    pub emails: Span,
    /// The role's name, empty when unknown.
    pub role: Span,
    /// Last activity; `None` when never or unknown.
    pub last_active: Option<Timestamp>,
    /// When it was created there.
    pub created: Option<Timestamp>,
    /// First of its groups in [`Chunk::groups`].
    pub first_group: u32,
    /// How many groups it has.
    pub groups: u32,
}

/// Yes/no facts of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// Second factor, if known.
    pub mfa: Option<bool>,
    /// The role gives power over others' access.
    pub admin: bool,
    pub bot: bool,
    /// Shared by several people.
    pub shared: bool,
    /// Whether `last_active: None` means "never" (and not "unknown").
    pub never_active: bool,
}

/// Some users, sorted by name, with their accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chunk {
    arena: String,
    /// Users, sorted by (`sort`, `id`).
    pub users: Vec<UserRow>,
    /// Their accounts, in the same order.
    pub accounts: Vec<AccountRow>,
    /// Indexes into [`Snapshot::groups`].
    pub groups: Vec<u32>,
}

impl Chunk {
    /// An empty one with room for as much as another holds.
    pub fn with_room_of(other: &Chunk) -> Self {
        Self {
            arena: String::with_capacity(other.arena.len()),
            users: Vec::with_capacity(other.users.len()),
            accounts: Vec::with_capacity(other.accounts.len()),
            groups: Vec::with_capacity(other.groups.len()),
        }
    }

    /// Keeps a text in the arena; texts beyond 4 GiB are refused as empty.
    pub fn keep(&mut self, text: &str) -> Span {
        let start = u32::try_from(self.arena.len());
        let len = u32::try_from(text.len());
        match (start, len) {
            (Ok(start), Ok(len)) if start.checked_add(len).is_some() => {
                self.arena.push_str(text);
                Span { start, len }
            }
            _ => Span::default(),
        }
    }

    /// The text of a span of this chunk.
    pub fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.arena
            .get(start..start + span.len as usize)
            .unwrap_or("")
    }

    /// The accounts of one of this chunk's users.
    pub fn accounts_of(&self, user: &UserRow) -> &[AccountRow] {
        let start = user.first_account as usize;
        self.accounts
            .get(start..start + user.accounts as usize)
            .unwrap_or(&[])
    }

    /// The group indexes of one of this chunk's accounts.
    pub fn groups_of(&self, account: &AccountRow) -> &[u32] {
        let start = account.first_group as usize;
        self.groups
            .get(start..start + account.groups as usize)
            .unwrap_or(&[])
    }

    /// Gives back what growing took too much, once nothing is added any more.
    pub fn shrink(&mut self) {
        self.arena.shrink_to_fit();
        self.users.shrink_to_fit();
        self.accounts.shrink_to_fit();
        self.groups.shrink_to_fit();
    }

    /// Bytes held by this chunk, for the memory budget.
    pub fn bytes(&self) -> usize {
        self.arena.capacity()
            + self.users.capacity() * size_of::<UserRow>()
            + self.accounts.capacity() * size_of::<AccountRow>()
            + self.groups.capacity() * size_of::<u32>()
    }
}

/// Everything that lists need, at one revision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// The revision it shows.
    pub revision: Revision,
    /// What [`AccountRow::service`] points into.
    pub services: Arc<[ServiceId]>,
    /// What [`Chunk::groups`] points into: `service/kind/name`.
    pub groups: Arc<[Arc<str>]>,
    /// All users, sorted by name over all chunks.
    pub chunks: Arc<[Arc<Chunk>]>,
    /// Accounts that belong to no user and are in no chunk.
    pub unlinked: u64,
}

/// Where a user stands in a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    pub chunk: u32,
    /// Which user of it.
    pub row: u32,
}

impl Snapshot {
    pub fn users(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.users.len()).sum()
    }

    pub fn accounts(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.accounts.len()).sum()
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = (RowId, &Arc<Chunk>, &UserRow)> {
        self.chunks.iter().zip(0..).flat_map(|(chunk, at)| {
            chunk
                .users
                .iter()
                .zip(0..)
                .map(move |(user, row)| (RowId { chunk: at, row }, chunk, user))
        })
    }

    pub fn row(&self, id: RowId) -> Option<(&Chunk, &UserRow)> {
        let chunk = self.chunks.get(id.chunk as usize)?;
        Some((chunk, chunk.users.get(id.row as usize)?))
    }
}

/// One user as the first frame shows it, read without a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserLine {
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// What it stands for.
    pub kind: UserKind,
    /// The last day.
    pub departure: Departure,
    /// Open findings, one bit per rule, as of the last sync.
    pub findings: u32,
    /// Its services, each with the state that matters most there.
    pub services: Vec<(ServiceId, State)>,
}

impl UserLine {
    /// The line of a user with these accounts.
    pub fn of<'a>(
        user: &User,
        accounts: impl IntoIterator<Item = &'a Account>,
        findings: u32,
    ) -> Self {
        let mut services: BTreeMap<&ServiceId, State> = BTreeMap::new();
        for account in accounts {
            services
                .entry(&account.key.service)
                .and_modify(|state| *state = weightier(*state, account.state))
                .or_insert(account.state);
        }
        Self {
            id: user.id,
            name: user.name.clone(),
            kind: user.kind,
            departure: user.departure,
            findings,
            services: services
                .into_iter()
                .map(|(service, state)| (service.clone(), state))
                .collect(),
        }
    }
}

/// Of two states on one service, the one that matters: what gives access comes first.
fn weightier(a: State, b: State) -> State {
    let weight = |state| match state {
        State::Active => 4,
        State::Unknown => 3,
        State::Invited => 2,
        State::Disabled => 1,
        State::Gone => 0,
    };
    if weight(b) > weight(a) { b } else { a }
}

/// Totals, as of the last sync.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    pub users: u64,
    pub accounts: u64,
    /// Accounts by state, in the order of [`State::ALL`].
    pub by_service: Vec<(ServiceId, [u64; 5])>,
    /// Open findings by rule, in the order of `Rule::ALL`.
    pub findings: Vec<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_the_arena() {
        let mut chunk = Chunk::default();
        let first = chunk.keep("Zoé");
        let second = chunk.keep("Ali");
        assert_eq!((chunk.text(first), chunk.text(second)), ("Zoé", "Ali"));
        assert_eq!(
            chunk.text(Span {
                start: 1_000,
                len: 5
            }),
            ""
        );
    }
}
