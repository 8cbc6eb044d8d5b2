//! The audit log's chain.

use super::*;
use crate::domain::audit::{Broken, GENESIS};
use crate::store::codec::{AuditRow, encode};
use crate::store::tables::AUDIT;

fn logged() -> (TempDir, Store) {
    let (dir, store) = fresh();
    for n in 0..5 {
        store.append_audit(&[body("note", &n.to_string())]).unwrap();
    }
    (dir, store)
}

#[test]
fn each_transaction_that_logs_tells_the_head_once() {
    let (_dir, store) = fresh();
    let (send, told) = std::sync::mpsc::channel();
    store.on_log(Box::new(move |head| send.send(head).unwrap()));
    store
        .append_audit(&[body("one", "1"), body("two", "2")])
        .unwrap();
    assert_eq!(told.try_recv(), Ok(store.audit_head().unwrap()));
    store.write_summary(&Default::default()).unwrap();
    assert!(told.try_recv().is_err(), "nothing was logged");
}

/// Rewrites one entry behind the program's back.
fn tamper(store: &Store, seq: u64, edit: impl Fn(&mut AuditRow)) {
    store
        .write(|write| {
            let key = seq.to_be_bytes();
            let mut row: AuditRow = write.record(AUDIT, &key)?.unwrap();
            edit(&mut row);
            write.put_record(AUDIT, &key, &row)
        })
        .unwrap();
}

fn remove(store: &Store, seq: u64) {
    store
        .write(|write| write.delete(AUDIT, &seq.to_be_bytes()))
        .unwrap();
}

#[test]
fn an_untouched_log_passes_with_any_head_it_ever_had() {
    let (_dir, store) = fresh();
    let empty = store.audit_head().unwrap().to_string();
    store
        .append_audit(&[body("a", "1"), body("b", "2")])
        .unwrap();
    let second = store.audit_head().unwrap().to_string();
    store.append_audit(&[body("c", "3")]).unwrap();
    let last = store.audit_head().unwrap().to_string();
    for head in [None, Some(empty), Some(second), Some(last)] {
        assert!(
            store.verify_log(head.as_deref()).unwrap().passes(),
            "{head:?}"
        );
    }
    let entries = store.audit(2, 1).unwrap();
    assert_eq!(
        (entries[0].seq, entries[0].body.as_ref()),
        (2, Some(&body("b", "2")))
    );
}

#[test]
fn a_changed_body_is_found() {
    let (_dir, store) = logged();
    tamper(&store, 3, |row| {
        row.body = Some(encode(&body("note", "forged")).unwrap())
    });
    assert_eq!(
        store.verify_log(None).unwrap().broken,
        Some(Broken::Body(3))
    );
}

#[test]
fn a_changed_instant_or_digest_is_found() {
    for edit in [
        (|row| row.at = Timestamp(0)) as fn(&mut AuditRow),
        |row| {
            row.body = None;
            row.digest = [7; 32];
        },
        |row| row.link = [7; 32],
    ] {
        let (_dir, store) = logged();
        tamper(&store, 3, edit);
        assert_eq!(
            store.verify_log(None).unwrap().broken,
            Some(Broken::Link(3))
        );
    }
}

#[test]
fn a_removed_entry_leaves_a_hole() {
    let (_dir, store) = logged();
    remove(&store, 3);
    assert_eq!(
        store.verify_log(None).unwrap().broken,
        Some(Broken::Hole(4))
    );
}

#[test]
fn entries_cut_off_at_the_end_are_seen_with_a_head_only() {
    let (_dir, store) = logged();
    let head = store.audit_head().unwrap().to_string();
    remove(&store, 5);
    assert!(store.verify_log(None).unwrap().passes());
    assert_eq!(
        store.verify_log(Some(&head)).unwrap().expected,
        Expected::Missing
    );
    store.append_audit(&[body("note", "instead")]).unwrap();
    assert_eq!(
        store.verify_log(Some(&head)).unwrap().expected,
        Expected::Differs
    );
}

#[test]
fn an_erased_body_is_gone_and_the_chain_holds() {
    let (_dir, store) = logged();
    let head = store.audit_head().unwrap().to_string();
    store
        .erase_audit(&[2, 99], &body("forget", "somebody"))
        .unwrap();
    let verdict = store.verify_log(Some(&head)).unwrap();
    assert!(verdict.passes());
    assert_eq!((verdict.entries, verdict.erased), (6, 1));
    let entry = &store.audit(2, 1).unwrap()[0];
    assert_eq!((entry.body.as_ref(), entry.salt), (None, [0; 16]));
}

#[test]
fn a_head_reads_back_and_nonsense_is_refused() {
    let head = Head {
        seq: 12,
        link: [0xa5; 32],
    };
    assert_eq!(head.to_string().parse::<Head>().unwrap(), head);
    let empty = Head {
        seq: 0,
        link: GENESIS,
    };
    assert_eq!(empty.to_string().parse::<Head>().unwrap(), empty);
    for bad in [
        "",
        "12",
        "12:",
        "x:00",
        "1:zz",
        &format!("1:{}", "0".repeat(63)),
        &format!("1:{}", "0".repeat(66)),
    ] {
        assert!(
            matches!(bad.parse::<Head>(), Err(StoreError::Head(_))),
            "{bad}"
        );
    }
}
