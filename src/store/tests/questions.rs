//! How often a database is asked: what is cheap in a file must not wait for a network row by row.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::store::engine::embedded::{Embedded, files};
use crate::store::engine::rehearsal::Counted;

/// A store that counts what its engine is asked.
fn counted() -> (TempDir, Store, Arc<AtomicU64>) {
    let dir = tempfile::tempdir().unwrap();
    drop(open(&dir, Access::ReadWrite));
    let asked = Arc::new(AtomicU64::new(0));
    files::prepare(dir.path()).unwrap();
    let engine = Embedded::writing(dir.path(), open::TABLES, NOW).unwrap();
    let engine = Box::new(Counted::new(engine, asked.clone()));
    let store = Store::on(dir.path(), engine, clock());
    (dir, store, asked)
}

/// How often the engine is asked while something is done.
fn questions<R>(asked: &AtomicU64, work: impl FnOnce() -> R) -> u64 {
    let before = asked.load(Ordering::Relaxed);
    work();
    asked.load(Ordering::Relaxed) - before
}

fn rows(numbers: std::ops::Range<u32>) -> Vec<Staged> {
    numbers.map(|n| insert(&format!("git/user:{n}"))).collect()
}

fn users(numbers: std::ops::Range<u32>) -> Vec<User> {
    let one = |n: u32| {
        let handle = format!("git/user:{n}");
        user(u128::from(n) + 1, &format!("name {n}"), &[&handle])
    };
    numbers.map(one).collect()
}

#[test]
fn much_is_asked_in_few_questions() {
    let (_dir, store, asked) = counted();
    let git = service("git");
    let asks = |work: &mut dyn FnMut()| questions(&asked, work);

    let commit = asks(&mut || {
        sync(&store, &git, 1, rows(0..2_000));
    });
    assert!(commit < 50, "{commit} to commit new accounts");
    let written = asks(&mut || {
        write(&store, users(0..2_000));
    });
    assert!(written < 50, "{written} to write users");
    let again = asks(&mut || {
        sync(&store, &git, 2, rows(0..2_000));
    });
    assert!(again < 50, "{again} to commit known accounts");
    let rekeyed = asks(&mut || {
        let moved = rows(2_000..4_000).into_iter().zip(0..);
        let moved = moved.map(|(mut row, n): (Staged, u32)| {
            let from = remote(&format!("user:{n}"));
            row.kind = StagedKind::Rekey { from };
            row
        });
        sync(&store, &git, 3, moved.collect());
    });
    assert!(rekeyed < 200, "{rekeyed} to re-key accounts");

    let frame = asks(&mut || {
        store.summary().unwrap();
        store.service_states().unwrap();
        assert_eq!(store.first_lines(60).unwrap().len(), 60);
    });
    assert_eq!(frame, 3, "for a first frame");
    let whole = asks(&mut || drop(store.snapshot(&|_, _| 0).unwrap()));
    assert!(whole < 30, "{whole} for a snapshot");
    let audit = asks(&mut || {
        let mut users = Vec::new();
        store
            .each_user(&mut |user| {
                users.push(user);
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(store.accounts_of_all(&users).unwrap().len(), 2_000);
    });
    assert!(audit < 20, "{audit} for every user with its accounts");
    let check = asks(&mut || assert_sound(&store));
    assert!(check < 60, "{check} for a check");
}
