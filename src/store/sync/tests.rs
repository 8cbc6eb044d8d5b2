//! What a sync leaves behind.

use super::commit;
use crate::domain::account::State;
use crate::domain::change::{Field, FieldChange};
use crate::domain::diff::{Staged, StagedKind};
use crate::domain::ids::UserId;
use crate::domain::plan::RestorePoint;
use crate::domain::plan::testing::sample_data;
use crate::domain::run::Outcome;
use crate::domain::service::Paused;
use crate::domain::time::DAY;
use crate::store::tables::{ACCOUNTS, RESTORE_POINTS, key_of};
use crate::store::tests::*;
use crate::store::write::MAX_ROWS;
use crate::store::{Access, LockName, LockWait, Store, StoreError};
use std::ops::ControlFlow;

fn rekey(from: &str, to: &str) -> Staged {
    let mut row = insert(to);
    row.account.formerly = vec![remote(from)];
    row.kind = StagedKind::Rekey { from: remote(from) };
    row
}

fn user_of(store: &Store, handle: &str) -> Option<UserId> {
    store.account(&key(handle)).unwrap().unwrap().user
}

#[test]
fn a_sync_is_seen_only_once_it_is_committed() {
    let (dir, store) = fresh();
    let git = service("git");
    let mut session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    session
        .stage(vec![insert("git/user:1"), insert("git/user:2")])
        .unwrap();
    let mut seen = 0;
    session
        .each_staged(&mut |_| {
            seen += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(seen, 2);
    let reader = open(&dir, Access::ReadOnly);
    assert_eq!(reader.account(&key("git/user:1")).unwrap(), None);

    session
        .commit(end(&git, run_id(1), Outcome::Complete))
        .unwrap();
    assert_eq!(
        reader.account(&key("git/user:1")).unwrap(),
        Some(account("git/user:1"))
    );
    assert_eq!(reader.runs(Some(&git), 10).unwrap().len(), 1);
    assert_eq!(reader.audit(1, 10).unwrap().len(), 1);
    assert_sound(&reader);
}

#[test]
fn a_session_gives_back_what_is_stored_in_the_order_asked() {
    let (_dir, store) = fresh();
    let git = service("git");
    sync(
        &store,
        &git,
        1,
        vec![insert("git/user:1"), insert("git/user:2")],
    );
    sync(&store, &service("git-2"), 2, vec![insert("git-2/user:9")]);
    let session = store.begin_sync(&git, run_id(3), LockWait::No).unwrap();
    let ids = ["user:2", "user:9", "user:1"].map(remote);
    let stored = session.stored(&ids).unwrap();
    assert_eq!(
        stored,
        [
            Some(account("git/user:2")),
            None,
            Some(account("git/user:1"))
        ]
    );
    let mut all = Vec::new();
    session
        .each_stored(&mut |account| {
            all.push(account.key.handle());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(all, ["git/user:1", "git/user:2"]);
}

#[test]
fn an_abandoned_sync_leaves_its_record_and_nothing_else() {
    let (_dir, store) = fresh();
    let git = service("git");
    let mut session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    session.stage(vec![insert("git/user:1")]).unwrap();
    session
        .each_staged(&mut |_| ControlFlow::Continue(()))
        .unwrap();
    session
        .abandon(Some(end(&git, run_id(1), Outcome::Held)))
        .unwrap();
    assert_eq!(store.account(&key("git/user:1")).unwrap(), None);
    assert_eq!(store.held(&git).unwrap().map(|run| run.id), Some(run_id(1)));
    let report = store.check().unwrap();
    assert_eq!((report.staged, report.accounts), (0, 0));
}

#[test]
fn what_is_held_is_forgotten_after_a_complete_run_or_a_week() {
    let (dir, store) = fresh();
    let git = service("git");
    let session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    session
        .abandon(Some(end(&git, run_id(1), Outcome::Held)))
        .unwrap();
    let later = |days: i64| {
        let clock = crate::domain::clock::FixedClock(NOW.plus(days * DAY + 1_000));
        Store::open(dir.path(), Access::ReadOnly, std::sync::Arc::new(clock)).unwrap()
    };
    assert!(later(6).held(&git).unwrap().is_some());
    assert!(later(7).held(&git).unwrap().is_none());
    sync(&store, &git, 2, vec![]);
    assert!(store.held(&git).unwrap().is_none());
}

#[test]
fn two_syncs_of_one_service_exclude_each_other_and_say_who() {
    let (dir, store) = fresh();
    store.name_operator("zoe");
    let git = service("git");
    let session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    let other = open(&dir, Access::ReadWrite);
    match other.begin_sync(&git, run_id(2), LockWait::No) {
        Err(StoreError::Locked {
            holder: Some(holder),
            ..
        }) => {
            assert_eq!(
                (holder.pid, holder.operator.as_str()),
                (std::process::id(), "zoe")
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(
        other
            .begin_sync(&service("mail"), run_id(2), LockWait::No)
            .is_ok()
    );
    drop(session);
    assert!(other.begin_sync(&git, run_id(2), LockWait::No).is_ok());
    assert_eq!(other.holder(&LockName::Sync(git)).unwrap(), None);
}

#[test]
fn a_pause_made_during_a_sync_outlives_it() {
    let (_dir, store) = fresh();
    let git = service("git");
    let session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    let paused = Paused {
        by: "zoe".to_owned(),
        at: NOW,
        reason: "migration".to_owned(),
    };
    store
        .update_service_state(&git, &|state| state.paused = Some(paused.clone()), None)
        .unwrap();
    session
        .commit(end(&git, run_id(1), Outcome::Complete))
        .unwrap();
    let state = store.service_states().unwrap().remove(&git).unwrap();
    assert_eq!(state.paused, Some(paused));
    assert_eq!(state.last_run.map(|run| run.id), Some(run_id(1)));
}

#[test]
fn a_rekeyed_account_keeps_its_user_its_restore_point_and_its_history() {
    let (_dir, store) = fresh();
    let git = service("git");
    let mut invited = insert("git/invite:5");
    invited.changes = vec![FieldChange {
        field: Field::Appeared,
        old: String::new(),
        new: "invited".to_owned(),
    }];
    sync(&store, &git, 1, vec![invited, insert("git/user:1")]);
    write(
        &store,
        vec![user(1, "Zoé", &["git/invite:5", "git/user:1"])],
    );
    let point = RestorePoint {
        account: key("git/invite:5"),
        at: NOW,
        role: None,
        saved: sample_data(7),
    };
    store
        .write(|write| {
            let key = key_of(&point.account);
            write.put_record(RESTORE_POINTS, &key, &point)
        })
        .unwrap();

    // The new id is staged as new before it is known to be the old one.
    let rows = vec![
        insert("git/user:9"),
        staged(account("git/invite:5"), StagedKind::Gone),
    ];
    let mut session = store.begin_sync(&git, run_id(2), LockWait::No).unwrap();
    session.stage(rows).unwrap();
    session
        .stage(vec![rekey("invite:5", "git/user:9")])
        .unwrap();
    let again = session.stage(vec![insert("git/user:9")]);
    assert!(matches!(again, Err(StoreError::Refused(_))));
    session
        .commit(end(&git, run_id(2), Outcome::Complete))
        .unwrap();

    assert_eq!(store.account(&key("git/invite:5")).unwrap(), None);
    assert_eq!(user_of(&store, "git/user:9"), Some(user_id(1)));
    let listed = store.user(user_id(1)).unwrap().unwrap().accounts;
    assert_eq!(listed, [key("git/user:1"), key("git/user:9")]);
    assert_eq!(
        store.restore_points().unwrap()[0].account,
        key("git/user:9")
    );
    let history = store.account_changes(&key("git/user:9")).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].account, key("git/user:9"));
    assert_sound(&store);
}

#[test]
fn a_former_id_that_is_listed_again_keeps_what_it_has() {
    let (_dir, store) = fresh();
    let git = service("git");
    sync(&store, &git, 1, vec![insert("git/user:1")]);
    write(&store, vec![user(1, "Zoé", &["git/user:1"])]);
    let listed = staged(account("git/user:1"), StagedKind::Update);
    sync(&store, &git, 2, vec![listed, rekey("user:1", "git/user:2")]);
    assert_eq!(user_of(&store, "git/user:1"), Some(user_id(1)));
    assert_eq!(user_of(&store, "git/user:2"), None);
    assert_sound(&store);
}

#[test]
fn a_new_state_shows_in_the_first_frame_at_once() {
    let (_dir, store) = fresh();
    let git = service("git");
    sync(&store, &git, 1, vec![insert("git/user:1")]);
    write(&store, vec![user(1, "Zoé", &["git/user:1"])]);
    let mut gone = account("git/user:1");
    gone.state = State::Gone;
    sync(&store, &git, 2, vec![staged(gone, StagedKind::Gone)]);
    let lines = store.first_lines(10).unwrap();
    assert_eq!(lines[0].services, [(git, State::Gone)]);
    assert_sound(&store);
}

#[test]
fn a_commit_of_many_rows_takes_several_transactions_and_is_whole() {
    let (_dir, store) = fresh();
    let git = service("git");
    let many = MAX_ROWS * 2 + 7;
    let rows: Vec<Staged> = (0..many)
        .map(|n| insert(&format!("git/user:{n}")))
        .collect();
    let before = store.revision().unwrap();
    let after = sync(&store, &git, 1, rows);
    assert!(after.0 - before.0 > 2, "{after:?}");
    let report = store.check().unwrap();
    assert_eq!(report.accounts, u64::try_from(many).unwrap());
    assert_eq!((report.staged, report.interrupted), (0, 0));
    assert_eq!(store.audit(1, 10).unwrap().len(), 1);
}

#[test]
fn only_the_newest_runs_are_kept() {
    let (_dir, store) = fresh();
    let (git, mail) = (service("git"), service("mail"));
    sync(&store, &mail, 9_999, vec![]);
    store
        .write(|write| {
            (1..=1_005).try_for_each(|n| write.put_run(&end(&git, run_id(n), Outcome::Partial).run))
        })
        .unwrap();
    let runs = store.runs(Some(&git), 2_000).unwrap();
    assert_eq!((runs.len(), runs[0].id), (1_000, run_id(1_005)));
    assert_eq!(store.runs(Some(&mail), 10).unwrap().len(), 1);
    assert_eq!(store.runs(None, 2_000).unwrap().len(), 1_001);
}

/// A session that was killed after it wrote down its intent and took some steps.
fn killed(store: &Store, rows: usize, steps: usize) {
    let git = service("git");
    let mut session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    let all = (0..rows)
        .map(|n| insert(&format!("git/user:{n}")))
        .collect();
    session.stage(all).unwrap();
    session.flush().unwrap();
    let intent = session
        .intent(end(&git, run_id(1), Outcome::Complete))
        .unwrap();
    commit::intend(store, &git, &intent).unwrap();
    for _ in 0..steps {
        let rekeys = super::Rekeys::of(&intent);
        assert!(!commit::step(store, &git, &intent, &rekeys).unwrap().0);
    }
}

#[test]
fn an_interrupted_commit_is_finished_by_the_next_sync() {
    let (_dir, store) = fresh();
    killed(&store, MAX_ROWS + 5_000, 1);
    let report = store.check().unwrap();
    assert!(
        report.accounts > 0 && report.accounts < 15_000,
        "{report:?}"
    );
    assert_eq!(
        (report.interrupted, store.runs(None, 9).unwrap().len()),
        (1, 0)
    );

    let session = store
        .begin_sync(&service("git"), run_id(2), LockWait::No)
        .unwrap();
    let report = store.check().unwrap();
    assert_eq!(
        (report.accounts, report.interrupted, report.staged),
        (15_000, 0, 0)
    );
    assert_eq!(store.runs(None, 9).unwrap()[0].id, run_id(1));
    assert_eq!(store.audit(1, 9).unwrap().len(), 1);
    session.abandon(None).unwrap();
    assert_sound(&store);
}

#[test]
fn an_interrupted_commit_is_finished_by_the_next_open_unless_its_sync_still_runs() {
    let (dir, store) = fresh();
    killed(&store, 10, 0);
    let lock = store
        .lock(&LockName::Sync(service("git")), LockWait::No)
        .unwrap();
    let other = open(&dir, Access::ReadWrite);
    assert_eq!(other.check().unwrap().interrupted, 1);
    drop((lock, other));
    let other = open(&dir, Access::ReadWrite);
    let report = other.check().unwrap();
    assert_eq!((report.interrupted, report.accounts), (0, 10));
}

#[test]
fn an_interrupted_commit_is_never_read_in_half() {
    let (dir, store) = fresh();
    killed(&store, MAX_ROWS + 5_000, 1);
    // The store is in use by others, so that nothing asks for a repair.
    let reader = open(&dir, Access::ReadOnly);
    assert!(reader.is_copy());
    let report = reader.check().unwrap();
    assert_eq!((report.interrupted, report.accounts), (0, 15_000));
    assert_eq!(store.check().unwrap().interrupted, 1);
    let screen = open(&dir, Access::ReadFirst);
    assert_eq!(screen.check().unwrap().accounts, 15_000);
}

#[test]
fn what_an_interrupted_sync_staged_without_an_intent_is_dropped() {
    let (dir, store) = fresh();
    let git = service("git");
    let mut session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    session.stage(vec![insert("git/user:1")]).unwrap();
    session.flush().unwrap();
    assert_eq!(store.check().unwrap().staged, 1);
    drop(session);
    let report = open(&dir, Access::ReadWrite).check().unwrap();
    assert_eq!((report.staged, report.accounts), (0, 0));
}

#[test]
fn a_backup_taken_in_the_middle_of_a_commit_is_finished_where_it_is_restored() {
    let (dir, store) = fresh();
    killed(&store, MAX_ROWS + 5_000, 1);
    let backup = dir.path().join("backup");
    store.backup(&backup).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    Store::restore(elsewhere.path(), &backup, NOW).unwrap();
    let report = open(&elsewhere, Access::ReadWrite).check().unwrap();
    assert_eq!((report.accounts, report.interrupted), (15_000, 0));
}

#[test]
fn what_we_changed_since_the_fetch_is_not_overwritten_by_it() {
    let (_dir, store) = fresh();
    let git = service("git");
    sync(
        &store,
        &git,
        1,
        vec![insert("git/user:1"), insert("git/invite:2")],
    );
    let mut session = store.begin_sync(&git, run_id(2), LockWait::No).unwrap();
    let mut rows = vec![
        staged(account("git/user:1"), StagedKind::Update),
        rekey("invite:2", "git/user:2"),
        insert("git/user:3"),
    ];
    for row in &mut rows {
        row.account.observed_at = NOW.plus(-1);
    }
    session.stage(rows).unwrap();
    for handle in ["git/user:1", "git/invite:2"] {
        let mut disabled = account(handle);
        disabled.state = State::Disabled;
        disabled.observed_at = NOW;
        store
            .write(|write| write.put_record(ACCOUNTS, &key_of(&disabled.key), &disabled))
            .unwrap();
    }
    session
        .commit(end(&git, run_id(2), Outcome::Complete))
        .unwrap();
    let state = |handle| {
        store
            .account(&key(handle))
            .unwrap()
            .map(|account| account.state)
    };
    assert_eq!(state("git/user:1"), Some(State::Disabled));
    assert_eq!(state("git/invite:2"), Some(State::Disabled));
    assert_eq!(state("git/user:2"), None);
    assert_eq!(state("git/user:3"), Some(State::Active));
}

#[test]
fn rows_of_another_service_and_ends_of_another_run_are_refused() {
    let (_dir, store) = fresh();
    let git = service("git");
    let mut session = store.begin_sync(&git, run_id(1), LockWait::No).unwrap();
    let foreign = session.stage(vec![insert("mail/zoe")]);
    assert!(matches!(foreign, Err(StoreError::Refused(_))));
    session.stage(vec![insert("git/user:1")]).unwrap();
    let other = session.commit(end(&git, run_id(2), Outcome::Complete));
    assert!(matches!(other, Err(StoreError::Refused(_))));
    assert_eq!(store.runs(None, 9).unwrap(), []);
}
