//! Users and their links.

use super::*;
use crate::domain::act::item::{Item, ItemChange};
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::request::Request;
use crate::domain::snapshot::{Summary, UserLine};

fn with_accounts() -> (TempDir, Store) {
    let (dir, store) = fresh();
    let rows = (1..=4).map(|n| insert(&format!("git/user:{n}"))).collect();
    sync(&store, &service("git"), 1, rows);
    (dir, store)
}

fn accounts_of(store: &Store, number: u128) -> Vec<String> {
    let user = store.user(user_id(number)).unwrap().unwrap();
    user.accounts.iter().map(AccountKey::handle).collect()
}

#[test]
fn a_user_is_found_by_id_by_name_and_from_its_account() {
    let (_dir, store) = with_accounts();
    write(
        &store,
        vec![
            user(1, "Émile", &["git/user:2", "git/user:1"]),
            user(2, "adam", &["git/user:3"]),
        ],
    );
    assert_eq!(accounts_of(&store, 1), ["git/user:1", "git/user:2"]);
    let account = store.account(&key("git/user:2")).unwrap().unwrap();
    assert_eq!(account.user, Some(user_id(1)));
    let first = |take| -> Vec<String> {
        let lines = store.first_lines(take).unwrap();
        lines.into_iter().map(|line| line.name).collect()
    };
    assert_eq!(first(10), ["adam", "Émile"]);
    assert_eq!(first(1), ["adam"]);
    let mut all = Vec::new();
    store
        .each_line(&mut |line| {
            all.push(line.name);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(all, ["adam", "Émile"]);
    let mut unlinked = Vec::new();
    store
        .each_unlinked(&mut |account| {
            unlinked.push(account.key.handle());
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(unlinked, ["git/user:4"]);
    assert_sound(&store);
}

#[test]
fn an_account_belongs_to_the_user_that_was_written_last() {
    let (_dir, store) = with_accounts();
    write(&store, vec![user(1, "a", &["git/user:1", "git/user:2"])]);
    write(&store, vec![user(2, "b", &["git/user:2", "git/user:3"])]);
    assert_eq!(accounts_of(&store, 1), ["git/user:1"]);
    assert_eq!(accounts_of(&store, 2), ["git/user:2", "git/user:3"]);
    write(&store, vec![user(2, "b", &["git/user:3"])]);
    assert_eq!(
        store.account(&key("git/user:2")).unwrap().unwrap().user,
        None
    );
    assert_sound(&store);
}

#[test]
fn an_account_that_does_not_exist_cannot_be_linked() {
    let (_dir, store) = with_accounts();
    write(&store, vec![user(1, "a", &["git/user:1", "git/user:99"])]);
    assert_eq!(accounts_of(&store, 1), ["git/user:1"]);
    assert_sound(&store);
}

#[test]
fn a_renamed_user_moves_and_a_merged_one_redirects() {
    let (_dir, store) = with_accounts();
    write(
        &store,
        vec![
            user(1, "zoe", &["git/user:1"]),
            user(2, "mia", &["git/user:2"]),
            user(3, "eva", &["git/user:3"]),
        ],
    );
    let merge = UserWrite {
        users: vec![user(1, "ada", &["git/user:1", "git/user:2"])],
        removed: vec![(user_id(2), Some(user_id(1))), (user_id(3), None)],
        audit: vec![body("merge", "mia")],
        ..UserWrite::default()
    };
    store.write_users(merge).unwrap();
    let lines = store.first_lines(10).unwrap();
    assert_eq!(
        lines
            .iter()
            .map(|line| line.name.as_str())
            .collect::<Vec<_>>(),
        ["ada"]
    );
    assert_eq!(
        store.user(user_id(2)).unwrap().map(|user| user.id),
        Some(user_id(1))
    );
    assert_eq!(store.user(user_id(3)).unwrap(), None);
    assert_sound(&store);

    // Undone: the redirect goes when the user comes back.
    write(
        &store,
        vec![
            user(1, "ada", &["git/user:1"]),
            user(2, "mia", &["git/user:2"]),
        ],
    );
    assert_eq!(
        store.user(user_id(2)).unwrap().map(|user| user.id),
        Some(user_id(2))
    );
    assert_sound(&store);
}

#[test]
fn a_circle_of_redirects_ends() {
    let (_dir, store) = fresh();
    let write = UserWrite {
        removed: vec![
            (user_id(1), Some(user_id(2))),
            (user_id(2), Some(user_id(1))),
        ],
        ..UserWrite::default()
    };
    store.write_users(write).unwrap();
    assert_eq!(store.user(user_id(1)).unwrap(), None);
}

#[test]
fn lines_keep_their_findings_when_only_the_name_changes() {
    let (_dir, store) = with_accounts();
    let first = user(1, "zoe", &["git/user:1"]);
    let line = UserLine {
        findings: 5,
        ..UserLine::of(&first, &[account("git/user:1")], 0)
    };
    let with_line = UserWrite {
        users: vec![first],
        lines: vec![line],
        ..UserWrite::default()
    };
    store.write_users(with_line).unwrap();
    write(&store, vec![user(1, "ada", &["git/user:1"])]);
    let line = store.first_lines(1).unwrap().remove(0);
    assert_eq!((line.name.as_str(), line.findings), ("ada", 5));
    let only_line = UserWrite {
        lines: vec![UserLine {
            findings: 9,
            ..line
        }],
        ..UserWrite::default()
    };
    store.write_users(only_line).unwrap();
    assert_eq!(store.first_lines(1).unwrap()[0].findings, 9);
    assert_sound(&store);
}

#[test]
fn a_write_made_for_an_older_revision_is_refused() {
    let (_dir, store) = with_accounts();
    let seen = store.revision().unwrap();
    let late = || UserWrite {
        based_on: Some(seen),
        users: vec![user(1, "zoe", &["git/user:1"])],
        ..UserWrite::default()
    };
    store.append_audit(&[body("note", "x")]).unwrap();
    assert!(matches!(
        store.write_users(late()),
        Err(StoreError::Moved { .. })
    ));
    assert_eq!(store.user(user_id(1)).unwrap(), None);
}

#[test]
fn many_users_are_written_in_several_transactions() {
    let (_dir, store) = fresh();
    let users: Vec<User> = (1..=12_000)
        .map(|n| user(n, &format!("user {n}"), &[]))
        .collect();
    let before = store.revision().unwrap();
    let bulk = UserWrite {
        users,
        audit: vec![body("import", "12000")],
        ..UserWrite::default()
    };
    let after = store.write_users(bulk).unwrap();
    assert!(after.0 - before.0 >= 2);
    assert_eq!(store.audit(1, 10).unwrap().len(), 1);
    assert_sound(&store);
}

#[test]
fn decisions_are_numbered_and_undone() {
    let (_dir, store) = with_accounts();
    let decision = |seq, undone_by| Decision {
        seq,
        undone_by,
        ..Decision::new(
            DecisionKind::Never(key("git/user:1"), key("git/user:2")),
            Actor::Operator("zoe".to_owned()),
            NOW,
        )
    };
    let decide = |decisions| {
        let write = UserWrite {
            decisions,
            ..UserWrite::default()
        };
        store.write_users(write).unwrap();
    };
    decide(vec![decision(0, None), decision(0, None)]);
    decide(vec![decision(0, None), decision(1, Some(0))]);
    let numbers: Vec<_> = store
        .decisions()
        .unwrap()
        .iter()
        .map(|d| (d.seq, d.undone_by))
        .collect();
    assert_eq!(numbers, [(1, Some(3)), (2, None), (3, None)]);
}

#[test]
fn a_waiver_is_kept_until_it_is_taken_back() {
    let (_dir, store) = with_accounts();
    write(&store, vec![user(1, "zoe", &["git/user:1"])]);
    let waiver = Waiver {
        rule: Rule::NoMfa,
        subject: Subject::Account(key("git/user:1")),
        by: "zoe".to_owned(),
        at: NOW,
        reason: "hardware ordered".to_owned(),
        until: None,
    };
    let put = |rule, held: Option<&Waiver>| {
        let item = Item::Waiver(rule, waiver.subject.clone(), held.cloned());
        let write = UserWrite {
            items: vec![item],
            ..UserWrite::default()
        };
        store.write_users(write).unwrap();
    };
    put(Rule::NoMfa, Some(&waiver));
    assert_eq!(store.waivers().unwrap(), std::slice::from_ref(&waiver));
    put(Rule::Admin, None);
    assert_eq!(store.waivers().unwrap(), std::slice::from_ref(&waiver));
    put(Rule::NoMfa, None);
    assert_eq!(store.waivers().unwrap(), []);
}

#[test]
fn the_totals_come_back() {
    let (_dir, store) = fresh();
    assert_eq!(store.summary().unwrap(), None);
    let summary = Summary {
        users: 3,
        accounts: 9,
        by_service: vec![(service("git"), [1, 2, 3, 4, 5])],
        findings: vec![0; 13],
    };
    let revision = store.write_summary(&summary).unwrap();
    assert_eq!(store.summary().unwrap(), Some(summary.clone()));
    assert_eq!(store.write_summary(&summary).unwrap(), revision);
}

fn newcomer(request: Request) -> Item {
    Item::Newcomer(request.id, Some(Box::new(request)))
}

fn awaited(id: u64, name: &str, email: &str) -> Request {
    Request {
        id,
        name: name.to_owned(),
        emails: vec![email.to_owned()],
        logins: Vec::new(),
        kind: None,
        arrival: None,
        departure: Departure::Unset,
        services: Vec::new(),
        note: String::new(),
        file: "people.csv".to_owned(),
        line: id,
        by: "zoe".to_owned(),
        at: NOW,
    }
}

#[test]
fn a_forgotten_user_leaves_no_trace_but_a_sound_log() {
    let (dir, store) = with_accounts();
    let mut renamed = insert("git/user:1");
    renamed.changes = vec![crate::domain::change::FieldChange {
        field: crate::domain::change::Field::Name,
        old: "Hidden".to_owned(),
        new: "Forgotten".to_owned(),
    }];
    sync(&store, &service("git"), 2, vec![renamed]);
    let decided = |kind| Decision::new(kind, Actor::Operator("zoe".to_owned()), NOW);
    let noted = User {
        note: "Forgotten by the door".to_owned(),
        ..user(1, "Forgotten", &["git/user:1"])
    };
    let waiver = Waiver {
        rule: Rule::NoMfa,
        subject: Subject::User(user_id(1)),
        by: "zoe".to_owned(),
        at: NOW,
        reason: "Forgotten key".to_owned(),
        until: None,
    };
    let merge = UserWrite {
        users: vec![
            user(1, "Forgotten", &["git/user:1"]),
            user(2, "Mia", &["git/user:2"]),
        ],
        removed: vec![(user_id(3), Some(user_id(1)))],
        decisions: vec![
            Decision {
                evidence: vec!["Forgotten".to_owned()],
                ..decided(DecisionKind::Detach(key("git/user:1")))
            },
            // The old text of a note, and who was awaited and let go of.
            Decision {
                before: vec![UserBefore {
                    id: user_id(1),
                    record: Some(noted.clone()),
                }],
                after: vec![noted],
                ..decided(DecisionKind::Edit(None))
            },
            Decision {
                items: vec![ItemChange {
                    before: newcomer(awaited(7, "Forgotten", "1@example.org")),
                    after: Item::Newcomer(7, None),
                }],
                ..decided(DecisionKind::DropRequest(7))
            },
            Decision {
                items: vec![ItemChange {
                    before: Item::Waiver(waiver.rule, waiver.subject.clone(), None),
                    after: Item::Waiver(waiver.rule, waiver.subject.clone(), Some(waiver.clone())),
                }],
                ..decided(DecisionKind::Waive(waiver.rule, waiver.subject.clone()))
            },
        ],
        items: vec![
            Item::Waiver(waiver.rule, waiver.subject.clone(), Some(waiver)),
            newcomer(awaited(1, "Forgotten", "1@Example.org")),
            newcomer(awaited(2, "Mia", "2@example.org")),
        ],
        audit: vec![
            body("merge", "git/user:1"),
            body("merge", "git/user:2"),
            body("request", "request:1"),
            body("request", "request:2"),
        ],
        ..UserWrite::default()
    };
    store.write_users(merge).unwrap();
    let head = store.audit_head().unwrap().to_string();

    let forgotten = store
        .forget(user_id(1), &body("forget", "a user"))
        .unwrap()
        .unwrap();
    assert_eq!(forgotten.accounts, [key("git/user:1")]);
    assert_eq!((forgotten.changes, forgotten.entries), (1, 2));
    assert_eq!(store.user(user_id(1)).unwrap(), None);
    assert_eq!(store.user(user_id(3)).unwrap(), None);
    assert_eq!(store.account(&key("git/user:1")).unwrap(), None);
    assert_eq!(store.changes(Timestamp(0), 9).unwrap(), []);
    assert_eq!(store.decisions().unwrap(), []);
    assert_eq!(store.waivers().unwrap(), []);
    let left = store.requests().unwrap();
    assert_eq!(left, [awaited(2, "Mia", "2@example.org")]);
    assert_eq!(store.user(user_id(2)).unwrap().unwrap().name, "Mia");
    assert!(store.verify_log(Some(&head)).unwrap().passes());
    assert_sound(&store);
    assert_eq!(
        store.forget(user_id(1), &body("forget", "x")).unwrap(),
        None
    );

    let backup = dir.path().join("backup");
    store.backup(&backup).unwrap();
    let bytes = std::fs::read(backup).unwrap();
    assert!(!bytes.windows(9).any(|window| window == b"Forgotten"));
}
