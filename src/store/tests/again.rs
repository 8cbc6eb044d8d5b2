//! Writes that are run again. That all tests hold then is tried by `workflows::rehearsal`.

use std::cell::Cell;

use super::*;
use crate::store::engine::embedded::Embedded;
use crate::store::engine::rehearsal::Rehearsed;
use crate::store::tables::META;

#[test]
fn a_write_that_was_in_vain_leaves_nothing_and_runs_again_from_its_beginning() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(&dir, Access::ReadWrite));
    let engine = Embedded::writing(dir.path(), open::TABLES, NOW).unwrap();
    let store = Store::on(dir.path(), Box::new(Rehearsed(engine)), clock());
    let runs = Cell::new(0);
    let (found, _) = store
        .write(|write| {
            runs.set(runs.get() + 1);
            let found = write.has(META, b"x")?;
            write.put(META, b"x", b"1")?;
            Ok(found)
        })
        .unwrap();
    assert_eq!((runs.get(), found), (2, false));
    let refused = store.write(|_| Err::<(), _>(StoreError::ReadOnly));
    assert!(matches!(refused, Err(StoreError::ReadOnly)));
    store.append_audit(&[body("note", "x")]).unwrap();
    assert_eq!(store.audit_head().unwrap().seq, 1);
}

#[test]
fn a_write_that_others_always_stand_in_the_way_of_ends() {
    let mut tries = 0;
    let ended = engine::again(|| {
        tries += 1;
        Err::<(), _>(StoreError::Conflict)
    });
    assert!(matches!(ended, Err(StoreError::Conflict)));
    assert!(tries > 1);
}
