//! From a fetch and the store to what changed: states, field changes, re-keying, the guard.
//!
//! Pure: the sync workflow feeds it rows and writes what it returns.

pub mod fields;
pub mod guard;
pub mod rekey;
pub mod staged;
pub mod state;

pub use staged::{Staged, StagedKind};

use super::account::{Account, FetchedAccount, RemoteState, State};
use super::change::{Field, FieldChange};
use super::ids::AccountKey;
use super::time::Timestamp;
use state::{Before, Event, Fetched, Hold, Visibility};

/// What one fetched account means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing to write.
    Unchanged,
    /// The batch is older than what we know: ignored.
    Stale,
    /// Something to write.
    Write(Box<Staged>, Event),
}

/// The record of an account that was never seen before.
pub fn appeared(key: AccountKey, fetched: FetchedAccount, requested: Timestamp) -> Staged {
    let state = match fetched.remote {
        RemoteState::Active => State::Active,
        RemoteState::Invited => State::Invited,
        RemoteState::Disabled => State::Disabled,
    };
    let account = Account {
        key,
        user: None,
        state,
        profile: fetched.profile,
        volatile: fetched.volatile,
        first_seen: requested,
        observed_at: requested,
        gone_since: None,
        last_seen: None,
        disabled: None,
        formerly: Vec::new(),
    };
    let change = FieldChange {
        field: Field::Appeared,
        old: String::new(),
        new: state.as_str().to_owned(),
    };
    Staged {
        account,
        kind: StagedKind::Insert,
        changes: vec![change],
    }
}

/// Whether what was asked at `requested` is older than what is known of an account. What is known
/// from the future of `now` comes from a clock that was wrong, and is older than anything.
pub fn is_older(requested: Timestamp, stored: &Account, now: Timestamp) -> bool {
    requested < stored.observed_at && stored.observed_at <= now
}

/// Compares a known account with what a fetch requested at `requested` says of it.
pub fn known(
    (stored, hold): (&Account, Hold),
    fetched: FetchedAccount,
    (requested, now): (Timestamp, Timestamp),
    visibility: Visibility,
) -> Found {
    if is_older(requested, stored, now) {
        return Found::Stale;
    }
    let before = Before {
        state: stored.state,
        hold,
    };
    let after = state::next(before, Fetched::Listed(fetched.remote), visibility);
    let mut account = stored.clone();
    let mut changes = fields::absorb(&mut account.profile, fetched.profile);
    let silent = account.profile != stored.profile && changes.is_empty();
    let moved = account
        .volatile
        .last_active
        .absorb(fetched.volatile.last_active)
        | account
            .volatile
            .quota_used
            .absorb(fetched.volatile.quota_used);
    if after.state != stored.state {
        changes.insert(0, fields::state(stored.state, after.state));
        account.state = after.state;
        account.gone_since = None;
        account.last_seen = None;
    }
    let kind = if !changes.is_empty() || silent {
        StagedKind::Update
    } else if moved {
        StagedKind::Touch
    } else {
        return Found::Unchanged;
    };
    account.observed_at = requested;
    Found::Write(
        Box::new(Staged {
            account,
            kind,
            changes,
        }),
        after.event,
    )
}

/// What a complete fetch that began at `started` means for a known account that it did not list.
/// `last_complete` is the start of the complete fetch before it.
pub fn absent(
    (stored, hold): (&Account, Hold),
    (started, now): (Timestamp, Timestamp),
    last_complete: Option<Timestamp>,
    visibility: Visibility,
) -> Option<(Staged, Event)> {
    if is_older(started, stored, now) {
        return None;
    }
    let before = Before {
        state: stored.state,
        hold,
    };
    let after = state::next(before, Fetched::Absent, visibility);
    if after.state == stored.state {
        return None;
    }
    let mut account = stored.clone();
    account.state = after.state;
    account.observed_at = started;
    if after.state == State::Gone {
        account.gone_since = Some(started);
        account.last_seen = last_complete.or(Some(stored.observed_at));
    }
    let changes = vec![fields::state(stored.state, after.state)];
    let kind = if after.event == Event::Gone {
        StagedKind::Gone
    } else {
        StagedKind::Update
    };
    Some((
        Staged {
            account,
            kind,
            changes,
        },
        after.event,
    ))
}

#[cfg(test)]
mod tests;
