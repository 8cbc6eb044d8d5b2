//! How long matching takes on a made-up organisation with namesakes, shared mailboxes and bots.
//! A million accounts need `MATCHING_BENCH_MILLION=1`: it takes minutes.
#![expect(
    clippy::indexing_slicing,
    reason = "a bench that cannot be set up is no bench"
)]

use divan::{Bencher, black_box};
use secretariat::domain::matching::decisions::Decisions;
use secretariat::domain::matching::engine::{Change, Engine, Settings};
use secretariat::domain::matching::identity::Identity;

#[path = "../tests/matching/people.rs"]
mod people;

fn main() {
    divan::main();
}

const THREADS: usize = 2;

fn sizes() -> Vec<usize> {
    let million = std::env::var_os("MATCHING_BENCH_MILLION").map(|_| 1_000_000);
    [10_000, 100_000].into_iter().chain(million).collect()
}

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

/// A run from scratch.
#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn from_scratch(bencher: Bencher, size: usize) {
    let world = people::world(size, 1);
    bencher
        .with_inputs(|| world.accounts.clone())
        .bench_values(|accounts| black_box(build(accounts)));
}

/// A hundred accounts change their names and addresses.
#[divan::bench(args = sizes(), sample_count = 20, sample_size = 1)]
fn hundred_changed(bencher: Bencher, size: usize) {
    let world = people::world(size, 1);
    let mut engine = build(world.accounts.clone());
    let step = size / 100;
    let mut round = 0;
    bencher
        .with_inputs(|| {
            round += 1;
            let changed = (0..100).map(|n| {
                let at = n * step;
                let other = &world.accounts[(at + round * 7) % size];
                Change::Put(Box::new(Identity {
                    display_name: other.display_name.clone(),
                    emails: other.emails.clone(),
                    ..world.accounts[at].clone()
                }))
            });
            changed.collect::<Vec<_>>()
        })
        .bench_local_values(|changes| black_box(engine.apply(changes)));
}

/// A hundred new accounts of new people.
#[divan::bench(args = sizes(), sample_count = 20, sample_size = 1)]
fn hundred_added(bencher: Bencher, size: usize) {
    let mut engine = build(people::world(size, 1).accounts);
    let mut next = size as u32;
    let mut round = 2;
    bencher
        .with_inputs(|| {
            round += 1;
            let new = people::world(100, round).accounts.into_iter().map(|one| {
                next += 1;
                Change::Put(Box::new(Identity {
                    account: next,
                    ..one
                }))
            });
            new.collect::<Vec<_>>()
        })
        .bench_local_values(|changes| black_box(engine.apply(changes)));
}
