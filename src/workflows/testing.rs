//! An environment for tests: real store, scripted services, no file of settings.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::Env;
use super::acts::audit::audit;
use crate::config::{
    Config, IdentitySettings, Mode, Notify, Operator, Operators, Options, Organisation, Paths,
    Role, ServiceConfig, SyncSettings, Tls, UiSettings,
};
use crate::domain::account::{Account, Profile, State, Trust, Volatile};
use crate::domain::audit::ActorSource;
use crate::domain::clock::Clock;
use crate::domain::diff::{Staged, StagedKind};
use crate::domain::findings::policy::Policy;
use crate::domain::ids::{AccountKey, PlanId, RunId, ServiceId, StepId};
use crate::domain::plan::testing::sample_data;
use crate::domain::plan::{
    Change, Facts, JournalEntry, Residuals, RestorePoint, Reversibility, Step, StepState,
};
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::seen::Seen;
use crate::domain::service::{Environment, ServiceState};
use crate::domain::time::Timestamp;

use crate::net::{Net, NetSettings};
use crate::providers::Build;
use crate::store::{LockWait, StepWrite, Store, SyncEnd};

/// A service of a kind that only the test's `build` knows.
pub fn service(id: &str) -> ServiceConfig {
    ServiceConfig {
        id: ServiceId::new(id).unwrap(),
        kind: "scripted".to_owned(),
        label: id.to_owned(),
        environment: Environment::default(),
        email_trust: Some(Trust::Asserted),
        sign_in: None,
        max_removals: None,
        add_only: false,
        tls: Tls::default(),
        options: Options::default(),
    }
}

/// Settings with these services.
pub fn config(services: Vec<ServiceConfig>) -> Config {
    Config {
        organisation: Organisation {
            name: "Test".to_owned(),
            timezone: TimeZone::UTC,
            domains: vec!["x.org".to_owned()],
        },
        services,
        policy: Policy::default(),
        sync: SyncSettings::default(),
        paths: Paths {
            config_file: None,
            store: PathBuf::new(),
            log: None,
            journal: None,
            mode: Mode::Personal,
            confined: false,
        },
        ui: UiSettings::default(),
        notify: Notify::default(),
        identity: IdentitySettings::default(),
        operators: Operators::default(),
        read_only: false,
    }
}

/// An environment around a store.
pub fn env(store: Store, clock: Arc<dyn Clock>, build: Build) -> Env {
    Env {
        config: Arc::new(config(Vec::new())),
        store,
        net: Net::new(NetSettings::default()),
        clock,
        operator: Operator {
            name: "ada".to_owned(),
            uid: 1_000,
            source: ActorSource::Uid,
            role: Role::Admin,
        },
        build,
    }
}

/// Writes an account that we disabled, with its restore point, as a step would.
pub fn disable(store: &Store, account: Account, point: RestorePoint) {
    let mut entry = JournalEntry {
        step: Step {
            id: StepId(uuid::Uuid::now_v7()),
            service: account.key.service.clone(),
            account: Some(account.key.clone()),
            change: Change::Disable,
            action: sample_data(0),
            after: Vec::new(),
            reversibility: Reversibility::Exact,
            residuals: Residuals::default(),
            previews: Vec::new(),
            facts: Facts::default(),
            saves: Some(point.clone()),
        },
        plan: PlanId(uuid::Uuid::now_v7()),
        state: StepState::Planned,
        runner: "test".to_owned(),
        by: "ada".to_owned(),
        times: Vec::new(),
        task: None,
        error: None,
    };
    let mut expected = None;
    for state in [StepState::Planned, StepState::Sent, StepState::Done] {
        entry.state = state;
        entry.times.push((state, account.observed_at));
        let mut turn = StepWrite {
            expected,
            entry: entry.clone(),
            account: None,
            restore: Vec::new(),
            audit: Vec::new(),
        };
        if state == StepState::Sent {
            turn.restore = vec![(account.key.clone(), Some(point.clone()))];
        }
        if state == StepState::Done {
            turn.account = Some(account.clone());
        }
        store.write_step(&turn).unwrap();
        expected = Some(state);
    }
}

/// Stores an active account, as a sync would.
pub fn add(env: &Env, handle: &str, at: Timestamp) {
    let key: AccountKey = handle.parse().unwrap();
    let run = RunId(uuid::Uuid::now_v7());
    let service = key.service.clone();
    let mut session = env.store.begin_sync(&service, run, LockWait::No).unwrap();
    let account = Account {
        user: None,
        state: State::Active,
        profile: Profile {
            login: Seen::Value(handle.to_owned()),
            ..Profile::default()
        },
        volatile: Volatile::default(),
        first_seen: at,
        observed_at: at,
        gone_since: None,
        last_seen: None,
        disabled: None,
        formerly: Vec::new(),
        key,
    };
    let staged = Staged {
        account,
        kind: StagedKind::Insert,
        changes: Vec::new(),
    };
    session.stage(vec![staged]).unwrap();
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
    session
        .commit(SyncEnd {
            run: record,
            state: ServiceState::default(),
            audit: audit(&env.operator, "sync", Vec::new(), ""),
        })
        .unwrap();
}
