//! Services whose accounts come, change and go, as syncs would see them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::domain::account::{Email, Purpose, Trust};
use crate::domain::ids::RemoteId;
use crate::workflows::merging;

/// One account as its service lists it: id, name, address.
pub type Listed<'a> = (&'a str, &'a str, &'a str);

pub struct Town {
    pub env: Env,
    _dir: TempDir,
}

impl Town {
    pub fn new() -> Town {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock(AT));
        let store = Store::open(dir.path(), Access::ReadWrite, clock.clone()).unwrap();
        let mut env = testing::env(store, clock, crate::providers::build);
        let services = ["cloud", "git", "chat", "mail"].map(testing::service);
        env.config = Arc::new(testing::config(services.to_vec()));
        Town { env, _dir: dir }
    }

    /// A complete fetch on a day that lists exactly these, and the rules after it.
    pub fn sync(&self, service: &str, day: i64, listed: &[Listed<'_>]) {
        let service = ServiceId::new(service).unwrap();
        let at = AT.plus(day * crate::domain::time::DAY);
        let mut known: BTreeMap<RemoteId, Account> = BTreeMap::new();
        self.env
            .store
            .each_account(Some(&service), &mut |account| {
                known.insert(account.key.remote.clone(), account);
                ControlFlow::Continue(())
            })
            .unwrap();
        let mut rows = Vec::new();
        for (id, name, email) in listed {
            let remote = RemoteId::new(id).unwrap();
            let before = known.remove(&remote);
            let kind = if before.is_some() {
                StagedKind::Update
            } else {
                StagedKind::Insert
            };
            let profile = profile(name, email);
            let account = match before {
                Some(before) => Account {
                    state: State::Active,
                    gone_since: None,
                    last_seen: None,
                    observed_at: at,
                    profile,
                    ..before
                },
                None => Account {
                    user: None,
                    state: State::Active,
                    profile,
                    volatile: Volatile::default(),
                    first_seen: at,
                    observed_at: at,
                    gone_since: None,
                    last_seen: None,
                    disabled: None,
                    formerly: Vec::new(),
                    key: AccountKey::new(service.clone(), remote),
                },
            };
            rows.push(Staged {
                account,
                kind,
                changes: Vec::new(),
            });
        }
        // What we disabled ourselves may be absent.
        let absent = known.into_values();
        for before in absent.filter(|one| one.state != State::Gone && one.disabled.is_none()) {
            rows.push(Staged {
                account: Account {
                    state: State::Gone,
                    gone_since: Some(at),
                    last_seen: Some(at.plus(-1)),
                    observed_at: at,
                    ..before
                },
                kind: StagedKind::Gone,
                changes: Vec::new(),
            });
        }
        let run = RunId(Uuid::now_v7());
        let mut session = self
            .env
            .store
            .begin_sync(&service, run, LockWait::No)
            .unwrap();
        session.stage(rows).unwrap();
        let record = RunRecord {
            id: run,
            service,
            started: at,
            ended: at,
            outcome: Outcome::Complete,
            counts: Counts::default(),
            requests: 0,
            reasons: Vec::new(),
            held: Vec::new(),
            by: "test".to_owned(),
        };
        let end = SyncEnd {
            run: record,
            state: ServiceState::default(),
            audit: audit(&self.env, "sync", Vec::new(), ""),
        };
        session.commit(end).unwrap();
        self.rules();
    }

    /// A run of the rules.
    pub fn rules(&self) {
        merging::merge(&self.env).unwrap();
        assert!(self.env.store.check().unwrap().passes());
    }

    pub fn user_of(&self, handle: &str) -> User {
        let account = self.env.store.account(&key(handle)).unwrap();
        let id = account.unwrap_or_else(|| panic!("no {handle}")).user;
        self.env.store.user(id.unwrap()).unwrap().unwrap()
    }

    /// The accounts of every user, each by its handle.
    pub fn groups(&self) -> Vec<Vec<String>> {
        let mut groups: Vec<Vec<String>> = everybody(&self.env)
            .iter()
            .map(|user| user.accounts.iter().map(AccountKey::handle).collect())
            .collect();
        groups.sort();
        groups
    }

    pub fn accounts(&self) -> Vec<Account> {
        let mut accounts = Vec::new();
        self.env
            .store
            .each_account(None, &mut |account| {
                accounts.push(account);
                ControlFlow::Continue(())
            })
            .unwrap();
        accounts
    }

    pub fn write(&self, user: User) {
        let write = UserWrite {
            users: vec![user],
            ..UserWrite::default()
        };
        self.env.store.write_users(write).unwrap();
    }
}

fn profile(name: &str, email: &str) -> Profile {
    let emails = if email.is_empty() {
        Vec::new()
    } else {
        vec![Email {
            address: email.to_owned(),
            trust: Trust::Asserted,
            primary: true,
        }]
    };
    Profile {
        name: Seen::Value(name.to_owned()),
        emails: Seen::Value(emails),
        purpose: Seen::Value(if name.ends_with("-bot") {
            Purpose::Bot
        } else {
            Purpose::Personal
        }),
        ..Profile::default()
    }
}
