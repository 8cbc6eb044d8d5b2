//! A sync that finds every account under another id, beside one that finds as many new accounts:
//! both write each of them once.
//!
//! `cargo bench --bench rekey`
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot be set up is no bench"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use divan::Bencher;
use jiff::tz::TimeZone;
use secretariat::config::{
    Config, IdentitySettings, Mode, Notify, Operator, Operators, Options, Organisation, Paths,
    Role, ServiceConfig, SyncSettings, Tls, UiSettings,
};
use secretariat::domain::account::{FetchedAccount, Profile, RemoteState, Trust, Volatile};
use secretariat::domain::audit::ActorSource;
use secretariat::domain::check::Check;
use secretariat::domain::clock::FixedClock;
use secretariat::domain::diff::state::Visibility;
use secretariat::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use secretariat::domain::findings::policy::Policy;
use secretariat::domain::ids::{RemoteId, ServiceId};
use secretariat::domain::run::{Counts, Outcome};
use secretariat::domain::seen::Seen;
use secretariat::domain::service::Environment;
use secretariat::domain::time::Timestamp;
use secretariat::net::{Net, NetSettings};
use secretariat::providers::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use secretariat::store::{Access, LockWait, Store};
use secretariat::workflows::Env;
use secretariat::workflows::sync::{SyncRequest, sync};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const SIZES: [u32; 3] = [20_000, 100_000, 200_000];

/// Accounts in one page of the service.
const PAGE: usize = 1_000;

fn main() {
    divan::main();
}

/// How many accounts there are, and of which generation their ids are.
static ACCOUNTS: AtomicU32 = AtomicU32::new(0);
static GENERATION: AtomicU32 = AtomicU32::new(0);

const KIND: ProviderKind = ProviderKind {
    name: "made-up",
    words: ["", ""],
    sample: "",
    nature: Nature {
        disabling: None,
        visibility: Visibility::Shown,
        folds_case: false,
    },
    capabilities: Capabilities::READ_ONLY,
    check: |_| Ok(()),
    build,
};

struct MadeUp(ServiceId);

fn build(config: &ServiceConfig, _: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    Ok(Box::new(MadeUp(config.id.clone())))
}

fn account(number: u32, generation: u32) -> FetchedAccount {
    FetchedAccount {
        id: RemoteId::new(&format!("member:{generation}-{number}")).unwrap(),
        formerly: Vec::new(),
        remote: RemoteState::Active,
        profile: Profile {
            login: Seen::Value(format!("user{number}")),
            name: Seen::Value(format!("User {number}")),
            ..Profile::default()
        },
        volatile: Volatile::default(),
    }
}

#[async_trait]
impl Provider for MadeUp {
    fn service(&self) -> &ServiceId {
        &self.0
    }
    fn kind(&self) -> &'static ProviderKind {
        &KIND
    }
    async fn whoami(&self, _: &Cx) -> Result<WhoAmI, ProviderError> {
        Err(ProviderError {
            kind: ErrorKind::Net,
            service: self.0.to_string(),
            target: String::new(),
            detail: String::new(),
        })
    }
    async fn probe(&self, _: &Cx) -> Vec<Check> {
        Vec::new()
    }
    async fn fetch(&self, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
        let requested = cx.clock.now();
        let generation = GENERATION.load(Ordering::Relaxed);
        let numbers: Vec<u32> = (0..ACCOUNTS.load(Ordering::Relaxed)).collect();
        for page in numbers.chunks(PAGE) {
            let page = page.iter().map(|number| account(*number, generation));
            if let Err(error) = sink.batch(requested, page.collect()).await {
                return FetchEnd::Failed(error);
            }
        }
        FetchEnd::Complete { groups_readable: 0 }
    }
    async fn read(
        &self,
        _: &Cx,
        ids: &[RemoteId],
    ) -> Result<Vec<Option<FetchedAccount>>, ProviderError> {
        Ok(vec![None; ids.len()])
    }
}

fn service() -> ServiceConfig {
    ServiceConfig {
        id: ServiceId::new("git").unwrap(),
        kind: KIND.name.to_owned(),
        label: "Git".to_owned(),
        environment: Environment::default(),
        email_trust: Some(Trust::Asserted),
        sign_in: None,
        max_removals: None,
        add_only: false,
        tls: Tls::default(),
        options: Options::default(),
    }
}

fn config() -> Config {
    Config {
        organisation: Organisation {
            name: "Bench".to_owned(),
            timezone: TimeZone::UTC,
            domains: Vec::new(),
        },
        services: vec![service()],
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

fn env() -> (TempDir, Env) {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock(Timestamp(1_795_000_000_000)));
    let store = Store::open(dir.path(), Access::ReadWrite, clock.clone()).unwrap();
    let env = Env {
        config: Arc::new(config()),
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
    };
    (dir, env)
}

/// Syncs so many accounts of a generation.
fn synced(runtime: &Runtime, env: &Env, accounts: u32, generation: u32) -> Counts {
    ACCOUNTS.store(accounts, Ordering::Relaxed);
    GENERATION.store(generation, Ordering::Relaxed);
    let request = SyncRequest {
        services: vec![service()],
        dry_run: false,
        add_only: false,
        accept_removals: None,
        unless_younger: None,
        wait: LockWait::No,
    };
    let report = runtime.block_on(sync(
        env,
        request,
        CancellationToken::new(),
        Arc::new(|_| {}),
    ));
    let run = report.runs.into_iter().next().unwrap();
    assert_eq!(run.outcome, Outcome::Complete, "{:?}", run.reasons);
    run.counts
}

/// Into a store that has an account already, so that each new one is news.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn inserted(bencher: Bencher, size: u32) {
    let runtime = Runtime::new().unwrap();
    bencher
        .with_inputs(|| {
            let (dir, env) = env();
            synced(&runtime, &env, 1, 0);
            (dir, env)
        })
        .bench_refs(|(_, env)| {
            let counts = synced(&runtime, env, size, 0);
            assert_eq!(counts.inserted, u64::from(size) - 1);
        });
}

/// Every account has another id.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn rekeyed(bencher: Bencher, size: u32) {
    let runtime = Runtime::new().unwrap();
    bencher
        .with_inputs(|| {
            let (dir, env) = env();
            synced(&runtime, &env, size, 0);
            (dir, env)
        })
        .bench_refs(|(_, env)| {
            let counts = synced(&runtime, env, size, 1);
            assert_eq!(counts.rekeyed, u64::from(size));
        });
}
