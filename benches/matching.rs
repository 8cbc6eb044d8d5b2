//! How long matching takes on a made-up organisation with namesakes, shared mailboxes and bots.
//!
//! `cargo bench --bench matching` measures 10,000 and 100,000 accounts repeatedly;
//! `cargo bench --bench matching -- figures 1000000` does everything once and prints times and
//! memory.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot be set up is no bench"
)]

use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use secretariat::domain::matching::decisions::Decisions;
use secretariat::domain::matching::engine::{Change, Engine, Settings};
use secretariat::domain::matching::identity::Identity;

#[path = "../tests/matching/people.rs"]
mod people;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words.iter().position(|word| word == "figures") {
        Some(at) => figures(words.get(at + 1).map_or(100_000, |n| n.parse().unwrap())),
        None => divan::main(),
    }
}

const THREADS: usize = 2;
const SIZES: [usize; 2] = [10_000, 100_000];

fn build(accounts: Vec<Identity>) -> Engine {
    Engine::build(
        accounts,
        Decisions::default(),
        Settings {
            threads: THREADS,
            ..Settings::default()
        },
    )
}

/// The number `round` of a hundred accounts that take over name and addresses of somebody else.
fn hundred_changed_accounts(accounts: &[Identity], round: usize) -> Vec<Change> {
    let step = accounts.len() / 100;
    let changed = (0..100).map(|n| {
        let at = n * step;
        let other = &accounts[(at + round * 7) % accounts.len()];
        Change::Put(Box::new(Identity {
            display_name: other.display_name.clone(),
            emails: other.emails.clone(),
            ..accounts[at].clone()
        }))
    });
    changed.collect()
}

/// A hundred new accounts of new people, numbered from `next`.
fn hundred_new_accounts(next: u32, round: u64) -> Vec<Change> {
    let new = (next..).zip(people::world(100, round).accounts);
    let put = |(account, one)| Change::Put(Box::new(Identity { account, ..one }));
    new.map(put).collect()
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn from_scratch(bencher: Bencher, size: usize) {
    let world = people::world(size, 1);
    bencher
        .with_inputs(|| world.accounts.clone())
        .bench_values(|accounts| black_box(build(accounts)));
}

#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn hundred_changed(bencher: Bencher, size: usize) {
    let world = people::world(size, 1);
    let mut engine = build(world.accounts.clone());
    let mut round = 0;
    bencher
        .with_inputs(|| {
            round += 1;
            hundred_changed_accounts(&world.accounts, round)
        })
        .bench_local_values(|changes| black_box(engine.apply(changes)));
}

#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn hundred_added(bencher: Bencher, size: usize) {
    let mut engine = build(people::world(size, 1).accounts);
    let mut round = 1;
    bencher
        .with_inputs(|| {
            round += 1;
            hundred_new_accounts((size as u64 + round * 100) as u32, round)
        })
        .bench_local_values(|changes| black_box(engine.apply(changes)));
}

/// Everything once. The highest memory is the process's: the accounts handed in count too.
fn figures(size: usize) {
    let world = people::world(size, 1);
    let changed = (1..=20).map(|round| hundred_changed_accounts(&world.accounts, round));
    let changed: Vec<Vec<Change>> = changed.collect();
    let added =
        (1..=20).map(|round| hundred_new_accounts((size + round * 100) as u32, round as u64));
    let added: Vec<Vec<Change>> = added.collect();
    let before = (Instant::now(), processor_time());
    let mut engine = build(world.accounts);
    let (took, busy) = (before.0.elapsed(), processor_time() - before.1);
    println!("{size} accounts, {THREADS} threads: {took:.2?}, processor {busy:.2?}");
    println!("highest memory {} MB", highest_memory_kb() / 1_000);
    let (links, questions) = (engine.links().len(), engine.suggestions().len());
    println!("{links} links, {questions} questions");
    for (what, runs) in [("changed", changed), ("added", added)] {
        let busy = processor_time();
        let mut times = Vec::from_iter(runs.into_iter().map(|changes| {
            let start = Instant::now();
            black_box(engine.apply(changes));
            start.elapsed()
        }));
        let busy = (processor_time() - busy) / times.len() as u32;
        times.sort_unstable();
        let (middle, worst) = (times[times.len() / 2], times[times.len() - 1]);
        println!(
            "a hundred {what}: {middle:.1?} in the middle, {worst:.1?} at worst, processor {busy:.1?}"
        );
    }
}

fn highest_memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// Time of all threads, in user code and in the system: hundredths of a second on Linux.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks = fields.split_whitespace().skip(11).take(2);
    Duration::from_millis(ticks.map(|field| field.parse::<u64>().unwrap() * 10).sum())
}
