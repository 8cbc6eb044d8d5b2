//! What was once written stays readable: the bytes of every record, and a whole file.
//!
//! `SECRETARIAT_BLESS=1` writes new golden bytes. Only a version that was never released may be
//! blessed again; otherwise add a version beside it.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use super::samples::*;
use super::*;
use crate::domain::act::item::Item;
use crate::domain::change::ObservedChange;
use crate::domain::decision::Decision;
use crate::domain::plan::{Change, Facts, JournalEntry, RestorePoint, StepState};
use crate::domain::snapshot::UserLine;
use crate::domain::token::TokenRecord;
use crate::store::codec::{AuditRow, Intent, Record, Touched, decode, encode};

/// Every kind of record with its name.
fn samples() -> String {
    fn line<R: Record + PartialEq + std::fmt::Debug>(text: &mut String, record: &R) {
        let bytes = encode(record).unwrap();
        assert_eq!(&decode::<R>(&bytes).unwrap(), record);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(text, "{}: {hex}", R::NAME).unwrap();
    }
    let mut text = String::new();
    let end = full_end();
    line(&mut text, &full_account());
    line(&mut text, &full_user());
    line(&mut text, &UserLine::of(&full_user(), &[full_account()], 5));
    line(&mut text, &end.state);
    line(&mut text, &end.run);
    line(&mut text, &full_change());
    line(&mut text, &written_decision());
    line(&mut text, &full_reason());
    line(&mut text, &full_waiver());
    line(&mut text, &full_point());
    line(&mut text, &full_plan());
    line(&mut text, &full_step());
    line(&mut text, &full_open());
    line(&mut text, &full_request());
    line(&mut text, &full_summary());
    line(&mut text, &full_token());
    line(&mut text, &end.audit);
    let touched = Touched {
        all: false,
        users: vec![user_id(1)],
    };
    line(&mut text, &touched);
    let row = AuditRow {
        at: NOW,
        salt: [1; 16],
        body: Some(vec![1, 2, 3]),
        digest: [2; 32],
        link: [3; 32],
    };
    line(&mut text, &row);
    let intent = Intent {
        run: end.run,
        state: end.state,
        audit: end.audit,
        rekeyed: vec![("user:9".to_owned(), "invite:5".to_owned())],
        kept: vec!["invite:5".to_owned()],
    };
    line(&mut text, &intent);
    text
}

fn golden(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src/store/golden")
        .join(file)
}

fn bless() -> bool {
    std::env::var_os("SECRETARIAT_BLESS").is_some()
}

#[test]
fn every_record_has_the_bytes_of_its_version() {
    if bless() {
        fs::write(golden("records-4.txt"), samples()).unwrap();
    }
    let wanted = fs::read_to_string(golden("records-4.txt")).unwrap();
    for (is, should) in samples().lines().zip(wanted.lines()) {
        assert_eq!(is, should, "a stored type changed: see codec.rs");
    }
    assert_eq!(samples().lines().count(), wanted.lines().count());
}

#[test]
fn a_record_of_a_newer_version_is_refused() {
    let mut bytes = encode(&full_user()).unwrap();
    bytes[0] += 1;
    let refused = decode::<User>(&bytes);
    assert!(matches!(
        refused,
        Err(StoreError::Newer {
            what: "user",
            found: 2,
            known: 1
        })
    ));
    assert!(matches!(
        decode::<User>(&[]),
        Err(StoreError::Damaged { .. })
    ));
    assert!(matches!(
        decode::<User>(&[1, 0xff]),
        Err(StoreError::Damaged { .. })
    ));
}

/// Fills every table.
fn fill(store: &Store) {
    let git = service("git");
    let mut row = insert("git/user:17");
    row.account = full_account();
    row.changes = vec![full_change().change];
    sync(store, &git, 6, vec![row]);
    sync(store, &service("mail"), 8, vec![insert("mail/zoe")]);
    let session = store.begin_sync(&git, run_id(7), LockWait::No).unwrap();
    session.abandon(Some(full_end())).unwrap();
    let write = UserWrite {
        users: vec![full_user()],
        removed: vec![(user_id(2), Some(user_id(1)))],
        decisions: vec![Decision {
            seq: 0,
            ..written_decision()
        }],
        reasons: vec![(key("git/user:17"), Some(full_reason()))],
        items: vec![
            Item::Newcomer(1, Some(Box::new(full_request()))),
            full_items().1,
        ],
        audit: vec![body("merge", "Zoé"), body("waive", "Zoé")],
        ..UserWrite::default()
    };
    store.write_users(write).unwrap();
    let planned = JournalEntry {
        state: StepState::Planned,
        times: vec![(StepState::Planned, NOW)],
        ..full_step()
    };
    let write = PlanWrite {
        plan: full_plan(),
        steps: vec![planned.clone()],
        audit: Vec::new(),
    };
    store.write_plan(&write).unwrap();
    let sent = JournalEntry {
        state: StepState::Sent,
        times: vec![(StepState::Planned, NOW), (StepState::Sent, NOW)],
        ..planned
    };
    let turn = |expected, entry, restore, audit| StepWrite {
        expected: Some(expected),
        entry,
        account: None,
        restore,
        audit,
    };
    store
        .write_step(&turn(StepState::Planned, sent, Vec::new(), Vec::new()))
        .unwrap();
    let restore = vec![(key("git/user:17"), Some(full_point()))];
    let audit = vec![body("enable", "git/user:17")];
    store
        .write_step(&turn(StepState::Sent, full_step(), restore, audit))
        .unwrap();
    let new = TokenRecord {
        id: 0,
        ..full_token()
    };
    store
        .record_token(&new, &|_| (), &body("token-record", ""))
        .unwrap();
    store.write_summary(&full_summary()).unwrap();
}

/// How a file keeps steps and restore points.
enum Plans {
    /// As names and values.
    One,
    /// As data of the provider's own types.
    Typed,
}

/// What a step and a restore point of the first three versions are today.
fn from_version_one() -> (JournalEntry, RestorePoint) {
    let pairs = |json: &str| {
        serde_json::from_value(serde_json::json!({"name": "pairs", "version": 1, "json": json}))
            .unwrap()
    };
    let point = RestorePoint {
        saved: pairs(r#"[["team","7"]]"#),
        ..full_point()
    };
    let mut entry = full_step();
    entry.times.truncate(1);
    entry.step.change = Change::Enable;
    entry.step.action = pairs(r#"[["verb","reinstate"]]"#);
    entry.step.after = Vec::new();
    entry.step.residuals.comes_back = Vec::new();
    entry.step.facts = Facts::default();
    entry.step.saves = Some(point.clone());
    (entry, point)
}

fn assert_filled(store: &Store, decision: Decision, entries: usize, plans: Plans) {
    let git = service("git");
    let stored = Account {
        user: Some(user_id(1)),
        ..full_account()
    };
    assert_eq!(store.account(&stored.key).unwrap(), Some(stored));
    assert_eq!(store.user(user_id(2)).unwrap(), Some(full_user()));
    assert_eq!(
        store.first_lines(9).unwrap(),
        [UserLine::of(&full_user(), &[full_account()], 0)]
    );
    let state = ServiceState {
        paused: None,
        ..full_end().state
    };
    assert_eq!(store.service_states().unwrap().remove(&git), Some(state));
    assert_eq!(store.runs(Some(&git), 1).unwrap(), [full_end().run.clone()]);
    assert_eq!(store.runs(None, 9).unwrap().len(), 3);
    assert_eq!(store.held(&git).unwrap(), Some(full_end().run));
    let change = ObservedChange {
        run: run_id(6),
        ..full_change()
    };
    assert_eq!(
        store.changes(Timestamp(0), 9).unwrap(),
        std::slice::from_ref(&change)
    );
    assert_eq!(
        store.account_changes(&key("git/user:17")).unwrap(),
        [change]
    );
    assert_eq!(store.decisions().unwrap(), [decision]);
    assert_eq!(store.waivers().unwrap(), [full_waiver()]);
    let (step, point) = match plans {
        Plans::One => from_version_one(),
        Plans::Typed => (full_step(), full_point()),
    };
    assert_eq!(store.restore_points().unwrap(), [point]);
    assert_eq!(store.journal().unwrap(), std::slice::from_ref(&step));
    let open = OpenStep {
        change: step.step.change.kind(),
        ..full_open()
    };
    assert_eq!(store.open_steps(Some(&git)).unwrap(), std::slice::from_ref(&open));
    assert_eq!(store.steps_of_runner("runner-1").unwrap(), [open]);
    assert_eq!(store.summary().unwrap(), Some(full_summary()));
    assert_eq!(store.audit(1, 99).unwrap().len(), entries);
    assert_sound(store);
}

#[test]
fn a_file_of_the_first_version_is_read_and_written() {
    reads_and_writes("schema-1.redb", |store| {
        assert_filled(store, full_decision(), 6, Plans::One);
        assert!(store.reasons().unwrap().is_empty());
    });
}

#[test]
fn a_file_of_the_second_version_is_read_and_written() {
    reads_and_writes("schema-2.redb", |store| {
        assert_filled(store, chosen_decision(), 6, Plans::One);
        let reasons = store.reasons().unwrap();
        assert_eq!(reasons, [(key("git/user:17"), full_reason())]);
        assert!(store.tokens().unwrap().is_empty());
        assert!(store.requests().unwrap().is_empty());
        assert_eq!(store.next_request().unwrap(), 1);
    });
}

#[test]
fn a_file_of_the_third_version_is_read_and_written() {
    reads_and_writes("schema-3.redb", |store| {
        assert_filled(store, chosen_decision(), 7, Plans::One);
        assert_eq!(store.tokens().unwrap(), [full_token()]);
        let reasons = store.reasons().unwrap();
        assert_eq!(reasons, [(key("git/user:17"), full_reason())]);
        assert_eq!(store.requests().unwrap(), [full_request()]);
        assert_eq!(store.next_request().unwrap(), 2);
    });
}

#[test]
fn a_file_of_the_fourth_version_is_read_and_written() {
    if bless() {
        let (dir, store) = fresh();
        fill(&store);
        store.backup(&dir.path().join("copy")).unwrap();
        fs::copy(dir.path().join("copy"), golden("schema-4.redb")).unwrap();
    }
    reads_and_writes("schema-4.redb", |store| {
        assert_filled(store, written_decision(), 7, Plans::Typed);
        let plan = store.plan(full_plan().id).unwrap();
        assert_eq!(plan, Some((full_plan(), vec![full_step()])));
        assert_eq!(store.tokens().unwrap(), [full_token()]);
        assert_eq!(store.requests().unwrap(), [full_request()]);
    });
}

fn reads_and_writes(file: &str, check: impl Fn(&Store)) {
    let dir = tempfile::tempdir().unwrap();
    fs::copy(golden(file), dir.path().join("store.redb")).unwrap();
    check(&open(&dir, Access::ReadOnly));
    let store = open(&dir, Access::ReadWrite);
    check(&store);
    store.append_audit(&[body("note", "still works")]).unwrap();
    assert!(store.verify_log(None).unwrap().passes());
}
