//! The store's behaviour from outside, and the fixtures of its tests.

mod again;
mod files;
mod golden;
mod identity;
mod journal;
mod log;
mod questions;
mod samples;

use std::sync::Arc;

use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::domain::account::{
    Account, Actor, Email, Membership, Profile, Role, State, Trust, Volatile,
};
use crate::domain::audit::{ActorSource, AuditBody};
use crate::domain::clock::FixedClock;
use crate::domain::diff::{Staged, StagedKind};
use crate::domain::ids::{AccountKey, RemoteId, RunId, ServiceId, UserId};
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::seen::Seen;
use crate::domain::service::{LastRun, ServiceState};
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{Source, User, UserKind};

pub(super) const NOW: Timestamp = Timestamp(1_795_000_000_000);

pub(super) fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock(NOW))
}

/// A new store in a directory of its own.
pub(super) fn fresh() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir, Access::ReadWrite);
    (dir, store)
}

pub(super) fn open(dir: &TempDir, access: Access) -> Store {
    Store::open(dir.path(), access, clock()).unwrap()
}

pub(super) fn service(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap()
}

pub(super) fn key(handle: &str) -> AccountKey {
    handle.parse().unwrap()
}

pub(super) fn remote(id: &str) -> RemoteId {
    RemoteId::new(id).unwrap()
}

pub(super) fn account(handle: &str) -> Account {
    let key = key(handle);
    let login = key.remote.local().to_owned();
    Account {
        state: State::Active,
        profile: Profile {
            login: Seen::Value(login.clone()),
            name: Seen::Value(format!("Name of {login}")),
            emails: Seen::Value(vec![Email {
                address: format!("{login}@example.org"),
                trust: Trust::Verified,
                primary: true,
            }]),
            role: Seen::Value(Role {
                name: "member".to_owned(),
                admin: false,
            }),
            groups: Seen::Value(vec![Membership {
                kind: "team".to_owned(),
                id: "7".to_owned(),
                name: format!("team-{}", login.len() % 3),
                role: None,
            }]),
            mfa: Seen::Value(true),
            created: Seen::Value(Timestamp(1_700_000_000_000)),
            ..Profile::default()
        },
        volatile: Volatile {
            last_active: Seen::Value(Some(Timestamp(1_794_000_000_000))),
            quota_used: Seen::NotVisible,
        },
        key,
        user: None,
        first_seen: NOW,
        observed_at: NOW,
        gone_since: None,
        last_seen: None,
        disabled: None,
        formerly: Vec::new(),
    }
}

pub(super) fn staged(account: Account, kind: StagedKind) -> Staged {
    Staged {
        account,
        kind,
        changes: Vec::new(),
    }
}

pub(super) fn insert(handle: &str) -> Staged {
    staged(account(handle), StagedKind::Insert)
}

pub(super) fn run_id(number: u128) -> RunId {
    RunId(Uuid::from_u128(number))
}

pub(super) fn end(service: &ServiceId, run: RunId, outcome: Outcome) -> SyncEnd {
    SyncEnd {
        run: RunRecord {
            id: run,
            service: service.clone(),
            started: NOW,
            ended: NOW.plus(i64::try_from(run.0.as_u128() % 1_000_000).unwrap()),
            outcome,
            counts: Counts::default(),
            requests: 3,
            reasons: Vec::new(),
            held: Vec::new(),
            by: "timer".to_owned(),
        },
        state: ServiceState {
            last_run: Some(LastRun {
                id: run,
                at: NOW,
                outcome,
                text: None,
            }),
            ..ServiceState::default()
        },
        audit: body("sync", service.as_str()),
    }
}

pub(super) fn body(action: &str, target: &str) -> AuditBody {
    AuditBody {
        actor: Actor::Operator("zoe".to_owned()),
        source: ActorSource::Uid,
        action: action.to_owned(),
        targets: vec![target.to_owned()],
        old: String::new(),
        new: String::new(),
        why: String::new(),
    }
}

/// Syncs a service with these rows, completely.
pub(super) fn sync(store: &Store, service: &ServiceId, run: u128, rows: Vec<Staged>) -> Revision {
    let run = run_id(run);
    let mut session = store.begin_sync(service, run, LockWait::No).unwrap();
    session.stage(rows).unwrap();
    session
        .commit(end(service, run, Outcome::Complete))
        .unwrap()
}

pub(super) fn user_id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

pub(super) fn user(number: u128, name: &str, handles: &[&str]) -> User {
    User {
        id: user_id(number),
        name: name.to_owned(),
        name_source: Source::Rule,
        kind: UserKind::Person,
        kind_source: Source::Rule,
        email: None,
        arrival: None,
        departure: Departure::Unset,
        note: String::new(),
        created: NOW,
        accounts: handles.iter().map(|handle| key(handle)).collect(),
    }
}

pub(super) fn write(store: &Store, users: Vec<User>) -> Revision {
    let write = UserWrite {
        users,
        ..UserWrite::default()
    };
    store.write_users(write).unwrap()
}

pub(super) fn assert_sound(store: &Store) {
    let report = store.check().unwrap();
    assert!(report.passes(), "{report:?}");
}
