//! Files, modes, locks, backup.

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::*;

/// Every file of a directory with its size, modification and content.
fn fingerprint(dir: &Path) -> Vec<(String, u64, i64, i64, Vec<u8>)> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let meta = fs::metadata(&path).unwrap();
            let content = if path.is_dir() {
                Vec::new()
            } else {
                fs::read(&path).unwrap()
            };
            files.push((
                path.display().to_string(),
                meta.len(),
                meta.mtime(),
                meta.mtime_nsec(),
                content,
            ));
            if path.is_dir() {
                dirs.push(path);
            }
        }
    }
    files.sort();
    files
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_salt_of_a_store_is_its_own_and_stays() {
    let (dir, store) = fresh();
    assert_eq!(open(&dir, Access::ReadOnly).salt().unwrap(), None);
    let salt = store.salt().unwrap();
    assert!(salt.is_some() && salt != fresh().1.salt().unwrap());
    assert_eq!(store.salt().unwrap(), salt);
    assert_eq!(open(&dir, Access::ReadWrite).salt().unwrap(), salt);
    assert_eq!(open(&dir, Access::ReadOnly).salt().unwrap(), salt);
}

#[test]
fn files_are_for_the_owner_only() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("new/store");
    let store = Store::open(&dir, Access::ReadWrite, clock()).unwrap();
    sync(&store, &service("git"), 1, vec![insert("git/user:1")]);
    assert_eq!((mode(&dir), mode(&dir.join("locks"))), (0o700, 0o700));
    for file in ["store.redb", "rev", "locks/git.sync"] {
        assert_eq!(mode(&dir.join(file)), 0o600, "{file}");
    }
    let backup = outer.path().join("backup");
    store.backup(&backup).unwrap();
    assert_eq!(mode(&backup), 0o600);
}

#[test]
fn reading_writes_nothing() {
    let (dir, store) = fresh();
    sync(&store, &service("git"), 1, vec![insert("git/user:1")]);
    drop(store);
    let before = fingerprint(dir.path());
    let reader = open(&dir, Access::ReadOnly);
    assert_eq!(
        reader.account(&key("git/user:1")).unwrap(),
        Some(account("git/user:1"))
    );
    reader.check().unwrap();
    reader.holder(&LockName::Sync(service("git"))).unwrap();
    reader.holder(&LockName::Sync(service("mail"))).unwrap();
    let begin = || reader.begin_sync(&service("git"), run_id(2), LockWait::No);
    let looked = begin().unwrap().stored(&[remote("user:1")]).unwrap();
    assert_eq!(looked, [Some(account("git/user:1"))]);
    begin().unwrap().abandon(None).unwrap();
    let mut session = begin().unwrap();
    session.stage(vec![insert("git/user:2")]).unwrap();
    for refused in [
        reader.append_audit(&[]).map(drop),
        session.each_staged(&mut |_| ControlFlow::Continue(())),
        reader.write_users(UserWrite::default()).map(drop),
    ] {
        assert!(matches!(refused, Err(StoreError::ReadOnly)));
    }
    drop(reader);
    assert_eq!(fingerprint(dir.path()), before);
}

#[test]
fn a_folder_that_others_can_write_is_refused_and_left_alone() {
    let (dir, store) = fresh();
    drop(store);
    for mode in [0o770, 0o702, 0o777] {
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
        for access in [Access::ReadOnly, Access::ReadFirst, Access::ReadWrite] {
            let refused = Store::open(dir.path(), access, clock());
            assert!(matches!(refused, Err(StoreError::Exposed(_))), "{mode:o}");
        }
    }
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    open(&dir, Access::ReadWrite);
}

#[test]
fn there_is_nothing_to_read_where_nothing_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let missing = Store::open(&dir.path().join("none"), Access::ReadOnly, clock());
    assert!(matches!(missing, Err(StoreError::Missing(_))));
    fs::write(dir.path().join("store.redb"), "").unwrap();
    let empty = Store::open(dir.path(), Access::ReadOnly, clock());
    assert!(matches!(empty, Err(StoreError::Missing(_))));
}

#[test]
fn several_stores_on_one_directory_see_each_others_commits() {
    let (dir, first) = fresh();
    let second = open(&dir, Access::ReadWrite);
    let reader = open(&dir, Access::ReadOnly);
    sync(&first, &service("git"), 1, vec![insert("git/user:1")]);
    write(&second, vec![user(1, "zoe", &["git/user:1"])]);
    sync(&first, &service("mail"), 2, vec![insert("mail/zoe")]);
    for store in [&first, &second, &reader] {
        assert_eq!(store.revision().unwrap().0, 3);
        assert_eq!(store.first_lines(10).unwrap().len(), 1);
        assert_sound(store);
    }
    assert_eq!(fs::read_to_string(dir.path().join("rev")).unwrap(), "3\n");
}

#[test]
fn a_living_process_is_told_from_a_dead_one() {
    let (dir, store) = fresh();
    let other = open(&dir, Access::ReadWrite);
    let name = other.runner().to_owned();
    assert!(store.is_alive(&name).unwrap());
    assert!(store.is_alive(store.runner()).unwrap());
    drop(other);
    assert!(!store.is_alive(&name).unwrap());
    assert!(!store.is_alive("../../etc/passwd").unwrap());
}

#[test]
fn the_lock_files_of_dead_processes_are_tidied_up() {
    let (dir, store) = fresh();
    drop(store);
    let dead = dir.path().join("locks/runner-dead");
    fs::write(&dead, "1\n0\nzoe\n").unwrap();
    let _store = open(&dir, Access::ReadWrite);
    assert!(!dead.exists());
}

#[tokio::test]
async fn a_commit_of_another_process_rings() {
    let (dir, store) = fresh();
    let other = open(&dir, Access::ReadOnly);
    let mut watch = other.watch().unwrap();
    let before = other.revision().unwrap();
    store.append_audit(&[body("note", "x")]).unwrap();
    watch.changed().await.unwrap();
    assert!(other.revision().unwrap() > before);
}

#[test]
fn a_backup_is_a_whole_store() {
    let (dir, store) = fresh();
    sync(&store, &service("git"), 1, vec![insert("git/user:1")]);
    write(&store, vec![user(1, "zoe", &["git/user:1"])]);
    let head = store.audit_head().unwrap().to_string();
    let backup = dir.path().join("backup.redb");
    fs::write(&backup, "an older one").unwrap();
    assert_eq!(store.backup(&backup).unwrap(), store.revision().unwrap());

    sync(&store, &service("mail"), 2, vec![insert("mail/zoe")]);
    let after = store.revision().unwrap();
    drop(store);
    let aside = Store::restore(dir.path(), &backup, NOW).unwrap().unwrap();
    assert!(aside.exists());
    let store = open(&dir, Access::ReadWrite);
    assert_eq!(store.account(&key("mail/zoe")).unwrap(), None);
    assert_eq!(store.user(user_id(1)).unwrap().unwrap().name, "zoe");
    assert!(store.verify_log(Some(&head)).unwrap().passes());
    assert!(store.revision().unwrap() > after);
    assert_eq!(mode(&dir.path().join("store.redb")), 0o600);
    assert_sound(&store);
}

#[test]
fn a_store_in_use_is_not_replaced() {
    let (dir, store) = fresh();
    store.name_operator("zoe");
    let backup = dir.path().join("backup.redb");
    store.backup(&backup).unwrap();
    match Store::restore(dir.path(), &backup, NOW) {
        Err(StoreError::InUse { holders }) => assert_eq!(holders[0].operator, "zoe"),
        other => panic!("{other:?}"),
    }
    drop(store);
    let reader = open(&dir, Access::ReadOnly);
    match Store::restore(dir.path(), &backup, NOW) {
        // Who only reads leaves no trace in the folder, and is named all the same.
        Err(StoreError::InUse { holders }) => {
            let pids: Vec<u32> = holders.iter().map(|holder| holder.pid).collect();
            assert_eq!(pids, [std::process::id()]);
        }
        other => panic!("{other:?}"),
    }
    drop(reader);
    Store::restore(dir.path(), &backup, NOW).unwrap();
}

#[test]
fn a_backup_can_start_a_new_store() {
    let (dir, store) = fresh();
    sync(&store, &service("git"), 1, vec![insert("git/user:1")]);
    let backup = dir.path().join("backup.redb");
    store.backup(&backup).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(
        Store::restore(elsewhere.path(), &backup, NOW).unwrap(),
        None
    );
    let restored = open(&elsewhere, Access::ReadOnly);
    assert!(restored.account(&key("git/user:1")).unwrap().is_some());
}

#[test]
fn what_is_no_backup_is_refused_and_the_store_stays() {
    let (dir, store) = fresh();
    drop(store);
    let nonsense = dir.path().join("nonsense");
    fs::write(&nonsense, "nonsense".repeat(1_000)).unwrap();
    assert!(Store::restore(dir.path(), &nonsense, NOW).is_err());
    assert!(Store::restore(dir.path(), &dir.path().join("none"), NOW).is_err());
    assert_sound(&open(&dir, Access::ReadOnly));
}

#[test]
fn a_first_read_creates_what_is_missing_and_else_only_reads() {
    let dir = tempfile::tempdir().unwrap();
    let created = open(&dir, Access::ReadFirst);
    assert!(!created.is_read_only());
    let second = open(&dir, Access::ReadFirst);
    assert!(second.is_read_only() && !second.is_copy());
}

#[test]
fn compacting_needs_the_store_for_itself_and_loses_nothing() {
    let (dir, store) = fresh();
    for run in 1..20 {
        sync(
            &store,
            &service("git"),
            run,
            (0..200).map(|n| insert(&format!("git/user:{n}"))).collect(),
        );
    }
    assert!(matches!(
        Store::compact(dir.path()),
        Err(StoreError::InUse { .. })
    ));
    drop(store);
    let (before, after) = Store::compact(dir.path()).unwrap();
    assert!(after < before, "{before} {after}");
    let report = open(&dir, Access::ReadOnly).check().unwrap();
    assert_eq!((report.accounts, report.bytes), (200, after));
}
