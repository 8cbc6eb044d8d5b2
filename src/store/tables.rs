//! The tables, their keys, and how records are read from them.
//!
//! Every table maps bytes to bytes; the types live in the codec, where a version says what they
//! are. A new table is one line here: an engine makes it when it is first written to.

use std::ops::ControlFlow;

use super::codec::{self, Record};
use super::engine::{Found, Keys, Order, ReadTransaction, Span, Table, Visit};
use super::error::{Result, damaged};
use crate::domain::ids::{AccountKey, RemoteId, Revision, RunId, ServiceId, UserId};
use crate::domain::text::fold;
use crate::domain::time::Timestamp;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the tables are")]
        enum Number { $($name),* }
        $($(#[$doc])* pub(super) const $name: Table = Table {
            number: Number::$name as usize,
            name: $text,
        };)*
        /// Every table, for migrations and backups.
        pub(super) const ALL: &[Table] = &[$($name),*];
    };
}
tables! {
    /// Word -> number or record: the schema, the revision, counters, the summary.
    META = "meta";
    /// Account key -> `Account`.
    ACCOUNTS = "accounts";
    /// Account key -> the 16 bytes of its user's id.
    LINKS = "links";
    /// Account key -> `LinkRecord`: why a rule put the account to its user.
    REASONS = "reasons";
    /// User id -> `User`.
    USERS = "users";
    /// Sort key, `\0`, user id -> `UserLine`.
    USERS_BY_NAME = "users_by_name";
    /// User id -> the id of the user that it was merged into.
    REDIRECTS = "redirects";
    /// Service -> `ServiceState`.
    SERVICES = "services";
    /// End, run id -> `RunRecord`.
    RUNS = "runs";
    /// Service, `\0`, key of `runs` -> nothing.
    RUNS_BY_SERVICE = "runs_by_service";
    /// Service, `\0`, run id, class, number -> a blob of staged rows.
    STAGING = "staging";
    /// Service -> `Intent`: a commit that must be finished.
    INTENTS = "intents";
    /// Service -> the `RunRecord` that the guard holds.
    HELD = "held";
    /// Instant, number -> `ObservedChange`.
    CHANGES = "changes";
    /// Account key, `\0`, key of `changes` -> nothing.
    CHANGES_BY_ACCOUNT = "changes_by_account";
    /// Revision -> the users whose rows it changed.
    TOUCHED = "touched";
    /// Number -> `Decision`.
    DECISIONS = "decisions";
    /// Number of the decision that moved it, account key -> `Account` as it was before.
    MOVED = "moved";
    /// Rule and subject -> `Waiver`.
    WAIVERS = "waivers";
    /// Account key -> `RestorePoint`.
    RESTORE_POINTS = "restore_points";
    /// Plan id -> `PlanRecord`.
    PLANS = "plans";
    /// Step id -> `JournalEntry`.
    JOURNAL = "journal";
    /// Account key (or service, `\0`), `\0`, step id -> `OpenStep`: steps that are not settled.
    OPEN_STEPS = "open_steps";
    /// Runner, `\0`, step id -> key of `open_steps`.
    RUNNER_STEPS = "runner_steps";
    /// Number -> `Request`: a newcomer who is awaited.
    REQUESTS = "requests";
    /// Number -> an entry of the audit log.
    AUDIT = "audit";
    /// Number -> `TokenRecord`.
    TOKENS = "tokens";
}

pub(super) const META_SCHEMA: &[u8] = b"schema";
pub(super) const META_REVISION: &[u8] = b"revision";
pub(super) const META_NEXT_CHANGE: &[u8] = b"next_change";
pub(super) const META_LAST_REQUEST: &[u8] = b"last_request";
pub(super) const META_NEXT_TOKEN: &[u8] = b"next_token";
pub(super) const META_SALT: &[u8] = b"salt";
pub(super) const META_SUMMARY: &[u8] = b"summary";

/// Longest sort key of a name, in bytes; names that agree so far are sorted by id.
const MAX_SORT: usize = 256;

/// Rows in one page, where nobody says otherwise.
pub(super) const PAGE: usize = 1_000;

/// What is built on every transaction: records, pages, numbers.
pub(super) trait Rows: ReadTransaction {
    /// Reads one record.
    fn record<R: Record>(&self, table: Table, key: &[u8]) -> Result<Option<R>> {
        let bytes = self.get(table, key)?;
        bytes.as_deref().map(codec::decode).transpose()
    }

    /// Reads the 16 bytes of a user's id.
    fn user_id(&self, table: Table, key: &[u8]) -> Result<Option<UserId>> {
        let bytes = self.get(table, key)?;
        bytes.as_deref().map(user_id).transpose()
    }

    /// Whether there is a row.
    fn has(&self, table: Table, key: &[u8]) -> Result<bool> {
        Ok(self.get(table, key)?.is_some())
    }

    /// Reads many rows, [`PAGE`] of them at a time, and makes something of those that there are;
    /// in the order of the keys.
    fn many<K: AsRef<[u8]>, T>(
        &self,
        table: Table,
        keys: impl IntoIterator<Item = K>,
        read: impl Fn(&[u8]) -> Result<T>,
    ) -> Result<Vec<Option<T>>> {
        let mut found: Vec<Option<T>> = Vec::new();
        let asked = self.each_of(table, keys, &mut |at, bytes| {
            let length = found.len().max(at + 1);
            found.resize_with(length, || None);
            if let Some(place) = found.get_mut(at) {
                *place = Some(read(bytes)?);
            }
            Ok(())
        })?;
        found.resize_with(asked, || None);
        Ok(found)
    }

    /// Reads many records, in the order of the keys.
    fn records<K: AsRef<[u8]>, R: Record>(
        &self,
        table: Table,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<Vec<Option<R>>> {
        self.many(table, keys, codec::decode)
    }

    /// Hands over many rows with the places of their keys; returns how many keys there were.
    fn each_of<K: AsRef<[u8]>>(
        &self,
        table: Table,
        keys: impl IntoIterator<Item = K>,
        f: &mut Found<'_>,
    ) -> Result<usize> {
        let mut keys = keys.into_iter();
        let mut page = Keys::default();
        let mut before = 0;
        loop {
            page.clear();
            for key in keys.by_ref().take(PAGE) {
                page.push(key.as_ref());
            }
            if page.is_empty() {
                return Ok(before);
            }
            self.get_many(table, &page, &mut |at, bytes| f(before + at, bytes))?;
            before += page.len();
        }
    }

    /// Every row of a range, page by page; ends early where `f` breaks.
    fn each(&self, table: Table, span: Span, f: &mut Visit<'_>) -> Result<()> {
        self.pages(table, span, Order::Ascending, PAGE, f)
    }

    /// As [`Rows::each`], in either order and by pages of another size.
    fn pages(
        &self,
        table: Table,
        mut span: Span,
        order: Order,
        page: usize,
        f: &mut Visit<'_>,
    ) -> Result<()> {
        loop {
            let (mut rows, mut flow) = (0, ControlFlow::Continue(()));
            let mut last = Vec::new();
            self.scan(table, &span, order, page, &mut |key, value| {
                rows += 1;
                if rows == page {
                    last.extend_from_slice(key);
                }
                flow = f(key, value)?;
                Ok(flow)
            })?;
            if flow.is_break() || rows < page {
                return Ok(());
            }
            match order {
                Order::Ascending => span.after(&last),
                Order::Descending => span.before(&last),
            }
        }
    }

    /// The first or last rows of a range, as what `read` makes of them.
    fn some<T>(
        &self,
        table: Table,
        span: Span,
        order: Order,
        limit: usize,
        mut read: impl FnMut(&[u8], &[u8]) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        let page = limit.clamp(1, PAGE);
        if limit > 0 {
            self.pages(table, span, order, page, &mut |key, value| {
                found.push(read(key, value)?);
                Ok(if found.len() < limit {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                })
            })?;
        }
        Ok(found)
    }

    /// Every record of a table, in the order of its keys.
    fn all<R: Record>(&self, table: Table) -> Result<Vec<R>> {
        let mut found = Vec::new();
        self.each(table, Span::all(), &mut |_, value| {
            found.push(codec::decode(value)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The last row of a table.
    fn last<T>(
        &self,
        table: Table,
        read: impl FnMut(&[u8], &[u8]) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut last = self.some(table, Span::all(), Order::Descending, 1, read)?;
        Ok(last.pop())
    }

    /// A number of the `meta` table; zero when it was never written.
    fn number(&self, key: &[u8]) -> Result<u64> {
        let bytes = self.get(META, key)?;
        bytes.as_deref().map_or(Ok(0), be64)
    }

    fn revision(&self) -> Result<Revision> {
        self.number(META_REVISION).map(Revision)
    }
}
impl<T: ReadTransaction + ?Sized> Rows for T {}

pub(super) fn be64(bytes: &[u8]) -> Result<u64> {
    let bytes = bytes
        .try_into()
        .map_err(|_| damaged("number", "not eight bytes"))?;
    Ok(u64::from_be_bytes(bytes))
}

/// `service \0 remote`: sorted by service, then remote id, as [`AccountKey`] is.
pub(super) fn account_key(service: &ServiceId, remote: &str) -> Vec<u8> {
    let mut key = service_start(service);
    key.extend_from_slice(remote.as_bytes());
    key
}

pub(super) fn key_of(account: &AccountKey) -> Vec<u8> {
    account_key(&account.service, account.remote.as_str())
}

pub(super) fn parse_account_key(key: &[u8]) -> Result<AccountKey> {
    let bad = || damaged("account key", String::from_utf8_lossy(key));
    let text = str::from_utf8(key).map_err(|_| bad())?;
    let (service, remote) = text.split_once('\0').ok_or_else(bad)?;
    Ok(AccountKey::new(
        ServiceId::new(service).map_err(|_| bad())?,
        RemoteId::new(remote).map_err(|_| bad())?,
    ))
}

/// The first possible key of a service.
pub(super) fn service_start(service: &ServiceId) -> Vec<u8> {
    let mut key = Vec::with_capacity(service.as_str().len() + 32);
    key.extend_from_slice(service.as_str().as_bytes());
    key.push(0);
    key
}

pub(super) fn user_id(bytes: &[u8]) -> Result<UserId> {
    uuid::Uuid::from_slice(bytes)
        .map(UserId)
        .map_err(|_| damaged("user id", "not sixteen bytes"))
}

/// What a user's name is sorted by: folded, without control characters, bounded.
pub(super) fn sort_key(name: &str) -> String {
    let mut sort: String = fold(name)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    sort.truncate(sort.floor_char_boundary(MAX_SORT));
    sort
}

pub(super) fn name_key(name: &str, id: UserId) -> Vec<u8> {
    let mut key = sort_key(name).into_bytes();
    key.push(0);
    key.extend_from_slice(id.0.as_bytes());
    key
}

/// The sort key and the id in a key of `users_by_name`.
pub(super) fn parse_name_key(key: &[u8]) -> Result<(&str, UserId)> {
    let bad = || damaged("name key", String::from_utf8_lossy(key));
    let (sort, id) = key.split_last_chunk::<16>().ok_or_else(bad)?;
    let sort = sort.strip_suffix(&[0]).ok_or_else(bad)?;
    Ok((str::from_utf8(sort).map_err(|_| bad())?, user_id(id)?))
}

/// Instants sort as their keys do, also before 1970.
pub(super) fn time_key(at: Timestamp) -> [u8; 8] {
    at.0.cast_unsigned().wrapping_add(1 << 63).to_be_bytes()
}

pub(super) fn run_key(ended: Timestamp, run: RunId) -> Vec<u8> {
    [&time_key(ended)[..], run.0.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_sort_as_accounts_do(a in "\\PC{1,8}", b in "\\PC{1,8}") {
            let key = |service: &str, remote: &str| AccountKey::new(
                ServiceId::new(service).unwrap(), RemoteId::new(remote).unwrap());
            for (left, right) in [
                (key("s", &a), key("s", &b)),
                (key("s", &a), key("s-2", &b)),
                (key("sa", &a), key("s", &b)),
            ] {
                prop_assert_eq!(key_of(&left).cmp(&key_of(&right)), left.cmp(&right));
                prop_assert_eq!(parse_account_key(&key_of(&left)).unwrap(), left);
            }
        }

        #[test]
        fn instants_sort_as_their_keys(a: i64, b: i64) {
            prop_assert_eq!(time_key(Timestamp(a)).cmp(&time_key(Timestamp(b))), a.cmp(&b));
        }

        #[test]
        fn name_keys_sort_by_name_then_id(a: String, b: String) {
            let id = UserId(uuid::Uuid::max());
            let (left, right) = (name_key(&a, id), name_key(&b, id));
            let (a, b) = (sort_key(&a), sort_key(&b));
            prop_assert_eq!(left.cmp(&right), a.cmp(&b));
            prop_assert_eq!(parse_name_key(&left).unwrap(), (a.as_str(), id));
        }
    }
}
