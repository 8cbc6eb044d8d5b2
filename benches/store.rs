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
use made_up::{
    EACH, SERVICES, body, commit_accounts, commit_users, end, fill, key, mix, open, user,
};
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
    store.first_lines(60).unwrap().len()
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
    let waits = beside(dir.path(), || sync_unchanged(&store, size));
    let longest = waits.iter().max().copied().unwrap_or_default();
    println!(
        "{:<40} {:>9} ms",
        "longest wait of another writer",
        longest.as_millis()
    );
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
