//! The store at 1,000, 100,000 and 1,000,000 accounts.
//!
//! `cargo bench --bench store` measures repeatedly; `cargo bench --bench store -- figures 1000000`
//! does everything once and prints times, bytes and memory.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that cannot be set up is no bench"
)]

#[path = "made_up.rs"]
mod made_up;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use divan::Bencher;
use made_up::{EACH, SERVICES, commit_accounts, commit_users, end, fill, key, mix, open, user};
use secretariat::domain::account::Account;
use secretariat::domain::ids::{RemoteId, RunId, ServiceId};
use secretariat::domain::snapshot::Snapshot;
use secretariat::domain::user::User;
use secretariat::store::{Access, LockWait, Store, UserWrite};
use tempfile::TempDir;
use uuid::Uuid;

const SIZES: [u32; 3] = [1_000, 100_000, 1_000_000];

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words.iter().position(|word| word == "figures") {
        Some(at) => figures(
            words
                .get(at + 1)
                .and_then(|n| n.parse().ok())
                .unwrap_or(100_000),
        ),
        None => divan::main(),
    }
}

fn open(dir: &Path, access: Access) -> Store {
    Store::open(dir, access, Arc::new(FixedClock(NOW))).unwrap()
}

/// Spread over the names as hash values are, without being random.
fn mix(number: u32) -> u32 {
    number.wrapping_mul(0x9e37_79b1).rotate_left(13) ^ number
}

fn name(number: u32) -> String {
    const FIRST: [&str; 8] = [
        "Zoé", "Adam", "Mireille", "Jean-Luc", "Fatou", "Noé", "Ingrid", "Paul",
    ];
    const LAST: [&str; 8] = [
        "Martin",
        "N’Diaye",
        "Lefèvre",
        "Nguyễn",
        "O’Brien",
        "García",
        "Müller",
        "Rossi",
    ];
    let mixed = mix(number);
    let pick = |list: [&'static str; 8], shift: u32| list[(mixed >> shift) as usize % 8];
    format!("{} {} {}", pick(FIRST, 3), pick(LAST, 9), mixed % 100_000)
}

/// The account with that number: three in a row belong to one user.
fn account(number: u32) -> Account {
    let person = number / EACH;
    let login = format!("user{}", mix(person));
    let group = |n: u32| Membership {
        kind: "team".to_owned(),
        id: n.to_string(),
        name: format!("team-{n}"),
        role: None,
    };
    Account {
        key: key(number),
        user: None,
        state: State::ALL[(mix(number) % 50) as usize / 12],
        profile: Profile {
            name: Seen::Value(name(person)),
            emails: Seen::Value(vec![Email {
                address: format!("{login}@example.org"),
                trust: Trust::Verified,
                primary: true,
            }]),
            login: Seen::Value(login),
            role: Seen::Value(Role {
                name: "member".to_owned(),
                admin: number.is_multiple_of(50),
            }),
            groups: Seen::Value((0..3).map(|n| group((mix(person) >> n) % 200)).collect()),
            mfa: Seen::Value(!number.is_multiple_of(4)),
            created: Seen::Value(Timestamp(1_600_000_000_000)),
            ..Profile::default()
        },
        volatile: Volatile {
            last_active: Seen::Value(Some(Timestamp(1_790_000_000_000))),
            quota_used: Seen::NotVisible,
        },
        first_seen: NOW,
        observed_at: NOW,
        gone_since: None,
        last_seen: None,
        disabled: None,
        formerly: Vec::new(),
    }
}

fn service(number: u32) -> ServiceId {
    ServiceId::new(SERVICES[(number % 4) as usize]).unwrap()
}

fn key(number: u32) -> AccountKey {
    AccountKey::new(
        service(number),
        RemoteId::namespaced("user", number).unwrap(),
    )
}

fn user(number: u32, size: u32) -> User {
    let last = (number * EACH + EACH).min(size);
    let mut accounts: Vec<AccountKey> = (number * EACH..last).map(key).collect();
    accounts.sort_unstable();
    User {
        id: UserId(Uuid::from_u128(u128::from(number) + 1)),
        name: name(number),
        name_source: Source::Rule,
        kind: UserKind::Person,
        kind_source: Source::Rule,
        email: None,
        arrival: None,
        departure: Departure::Unset,
        note: String::new(),
        created: NOW,
        accounts,
    }
}

fn end(service: &ServiceId, run: RunId) -> SyncEnd {
    SyncEnd {
        run: RunRecord {
            id: run,
            service: service.clone(),
            started: NOW,
            ended: NOW,
            outcome: Outcome::Complete,
            counts: Counts::default(),
            requests: 0,
            reasons: Vec::new(),
            held: Vec::new(),
            by: "timer".to_owned(),
        },
        state: ServiceState::default(),
        audit: body("sync"),
    }
}

fn body(action: &str) -> AuditBody {
    AuditBody {
        actor: Actor::Rule("timer".to_owned()),
        source: ActorSource::Program,
        action: action.to_owned(),
        targets: Vec::new(),
        old: String::new(),
        new: String::new(),
        why: String::new(),
    }
}

/// Stages and commits every account, service by service, in batches as they come from a fetch.
fn commit_accounts(store: &Store, size: u32) {
    for (first, id) in (0..).zip(SERVICES) {
        let id = ServiceId::new(id).unwrap();
        let run = RunId(Uuid::now_v7());
        let mut session = store.begin_sync(&id, run, LockWait::No).unwrap();
        let numbers: Vec<u32> = (first..size).step_by(4).collect();
        for batch in numbers.chunks(1_000) {
            let rows = batch.iter().map(|number| Staged {
                account: account(*number),
                kind: StagedKind::Insert,
                changes: Vec::new(),
            });
            session.stage(rows.collect()).unwrap();
        }
        session.commit(end(&id, run)).unwrap();
    }
}

/// Links every account to its user, as a first merge does.
fn commit_users(store: &Store, size: u32) {
    let users: Vec<User> = (0..size.div_ceil(EACH)).map(|n| user(n, size)).collect();
    let lines = users
        .iter()
        .zip(0..)
        .map(|(user, n)| {
            let accounts: Vec<Account> = (n * EACH..(n * EACH + EACH).min(size))
                .map(account)
                .collect();
            UserLine::of(user, &accounts, 0)
        })
        .collect();
    let write = UserWrite {
        users,
        lines,
        audit: vec![body("merge")],
        ..UserWrite::default()
    };
    store.write_users(write).unwrap();
    store.write_summary(&Summary::default()).unwrap();
}

/// Fetches everything again and finds nothing new.
fn sync_unchanged(store: &Store, size: u32) {
    for (first, id) in (0..).zip(SERVICES) {
        let id = ServiceId::new(id).unwrap();
        let run = RunId(Uuid::now_v7());
        let session = store.begin_sync(&id, run, LockWait::No).unwrap();
        let numbers: Vec<u32> = (first..size).step_by(4).collect();
        for batch in numbers.chunks(1_000) {
            let ids: Vec<RemoteId> = batch.iter().map(|number| key(*number).remote).collect();
            let stored = session.stored(&ids).unwrap();
            assert!(stored.iter().all(Option::is_some));
        }
        session.commit(end(&id, run)).unwrap();
    }
}

fn mask(_: &User, accounts: &[Account]) -> u32 {
    u32::from(accounts.len() == 1)
}

fn first_frame(dir: &Path) -> usize {
    let store = open(dir, Access::ReadOnly);
    store.summary().unwrap();
    store.service_states().unwrap();
    store.users_window(0, 60).unwrap().len()
}

/// Renames 100 users.
fn touch(store: &Store, size: u32) {
    let users = (0..100)
        .map(|n| mix(n) % size.div_ceil(EACH))
        .map(|n| User {
            note: format!("{:?}", Instant::now()),
            ..user(n, size)
        });
    let write = UserWrite {
        users: users.collect(),
        ..UserWrite::default()
    };
    store.write_users(write).unwrap();
}

static FILLED: LazyLock<Mutex<HashMap<u32, Arc<TempDir>>>> = LazyLock::new(Mutex::default);

/// A store of that size, made once.
fn filled(size: u32) -> Arc<TempDir> {
    let mut filled = FILLED.lock().unwrap();
    filled
        .entry(size)
        .or_insert_with(|| Arc::new(fill(size)))
        .clone()
}

#[divan::bench(args = SIZES, sample_count = 2, sample_size = 1)]
fn commit_new(bencher: Bencher, size: u32) {
    bencher.bench(|| fill(size));
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn unchanged(bencher: Bencher, size: u32) {
    let dir = filled(size);
    let store = open(dir.path(), Access::ReadWrite);
    bencher.bench(|| sync_unchanged(&store, size));
}

#[divan::bench(args = SIZES, sample_count = 50, sample_size = 1)]
fn open_and_first_frame(bencher: Bencher, size: u32) {
    let dir = filled(size);
    bencher.bench(|| first_frame(dir.path()));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn snapshot(bencher: Bencher, size: u32) {
    let dir = filled(size);
    let store = open(dir.path(), Access::ReadOnly);
    bencher.bench(|| store.snapshot(&mask).unwrap());
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn advance_100_users(bencher: Bencher, size: u32) {
    let dir = filled(size);
    let store = open(dir.path(), Access::ReadWrite);
    let before = store.snapshot(&mask).unwrap();
    touch(&store, size);
    bencher.bench(|| store.advance(&before, &mask).unwrap());
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn backup(bencher: Bencher, size: u32) {
    let dir = filled(size);
    let store = open(dir.path(), Access::ReadOnly);
    let to = dir.path().join("backup");
    bencher.bench(|| store.backup(&to).unwrap());
}

/// Everything once, one line each.
fn figures(size: u32) {
    let dir = tempfile::tempdir().unwrap();
    let time = |what: &str, work: &mut dyn FnMut()| {
        let (start, busy) = (Instant::now(), cpu());
        work();
        let (wall, busy) = (start.elapsed().as_secs_f64() * 1e3, cpu() - busy);
        println!("{what:<40} {wall:>9.1} ms {busy:>9.1} ms cpu");
    };
    let store = open(dir.path(), Access::ReadWrite);
    time("commit of all accounts", &mut || {
        commit_accounts(&store, size)
    });
    time("commit of all users", &mut || commit_users(&store, size));
    time("unchanged", &mut || sync_unchanged(&store, size));
    drop(store);
    println!("{:<40} {:>9} kB", "memory so far", memory());
    for _ in 0..3 {
        time("open and first frame", &mut || {
            first_frame(dir.path());
        });
    }
    let store = open(dir.path(), Access::ReadWrite);
    let mut before = Snapshot::default();
    time("snapshot", &mut || before = store.snapshot(&mask).unwrap());
    let bytes: usize = before.chunks.iter().map(|chunk| chunk.bytes()).sum();
    println!("{:<40} {:>9} kB", "bytes of the snapshot", bytes / 1_024);
    println!("{:<40} {:>9} kB", "memory with the snapshot", memory());
    touch(&store, size);
    time("advance by 100 users", &mut || {
        store.advance(&before, &mask).unwrap();
    });
    time("check", &mut || assert!(store.check().unwrap().passes()));
    let to = dir.path().join("backup");
    time("backup", &mut || {
        store.backup(&to).unwrap();
    });
    let length = |path: &Path| fs::metadata(path).unwrap().len() / 1_024;
    println!(
        "{:<40} {:>9} kB",
        "file",
        length(&dir.path().join("store.redb"))
    );
    println!("{:<40} {:>9} kB", "backup", length(&to));
}

/// Does some work while another handle writes now and then; returns how long each write took.
fn beside(dir: &Path, work: impl FnOnce()) -> Vec<Duration> {
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let store = open(dir, Access::ReadWrite);
            let mut waits = Vec::new();
            while !ended.load(Ordering::Relaxed) {
                let start = Instant::now();
                store.append_audit(&[body("note")]).unwrap();
                waits.push(start.elapsed());
                std::thread::sleep(Duration::from_millis(50));
            }
            waits
        });
        work();
        ended.store(true, Ordering::Relaxed);
        other.join().unwrap()
    })
}

/// Milliseconds that this thread has run so far.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split_whitespace().next().and_then(|n| n.parse().ok());
    nanos.unwrap_or(0.0) / 1e6
}

/// The most memory that this process ever had, in kB.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let value = line.and_then(|line| line.split_whitespace().nth(1));
    value.unwrap_or("?").to_owned()
}
