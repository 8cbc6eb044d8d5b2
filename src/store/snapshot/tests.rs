//! Snapshots, whole and advanced.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::account::{Account, State};
use crate::domain::diff::StagedKind;
use crate::domain::user::User;
use crate::store::UserWrite;
use crate::store::tests::*;

/// A mask that depends on everything it is given.
fn mask(user: &User, accounts: &[Account]) -> u32 {
    let states: u32 = accounts
        .iter()
        .map(|account| account.state as u32 + 1)
        .sum();
    let linked = accounts.iter().all(|account| account.user == Some(user.id));
    states * 2 + u32::from(linked)
}

/// Everything a snapshot shows, without its numbers and spans.
fn shown(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = vec![format!("{} {}", snapshot.revision.0, snapshot.unlinked)];
    for (_, chunk, user) in snapshot.rows() {
        lines.push(format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {}",
            user.id,
            chunk.text(user.name),
            chunk.text(user.sort),
            chunk.text(user.email),
            user.kind,
            user.arrival,
            user.departure,
            user.findings,
        ));
        for account in chunk.accounts_of(user) {
            let groups: Vec<&str> = chunk
                .groups_of(account)
                .iter()
                .map(|group| &*snapshot.groups[*group as usize])
                .collect();
            let texts = [
                account.remote,
                account.login,
                account.name,
                account.emails,
                account.role,
            ];
            lines.push(format!(
                "  {} {:?} {:?} {:?} {:?} {:?} {groups:?}",
                snapshot.services[usize::from(account.service)],
                account.state,
                account.flags,
                texts.map(|span| chunk.text(span)),
                account.last_active,
                account.created,
            ));
        }
    }
    lines
}

#[test]
fn a_snapshot_shows_users_by_name_with_their_accounts() {
    let (_dir, store) = fresh();
    sync(
        &store,
        &service("mail"),
        1,
        vec![insert("mail/zoe"), insert("mail/lost")],
    );
    sync(&store, &service("git"), 2, vec![insert("git/user:17")]);
    write(
        &store,
        vec![
            user(1, "Zoé", &["mail/zoe", "git/user:17"]),
            user(2, "adam", &[]),
        ],
    );
    let snapshot = store.snapshot(&mask).unwrap();
    assert_eq!(
        (snapshot.users(), snapshot.accounts(), snapshot.unlinked),
        (2, 2, 1)
    );
    assert_eq!(snapshot.revision, store.revision().unwrap());
    let (_, chunk, zoe) = snapshot.rows().nth(1).unwrap();
    assert_eq!(chunk.text(zoe.sort), "zoe");
    let row = &chunk.accounts_of(zoe)[0];
    assert_eq!(snapshot.services[usize::from(row.service)], service("git"));
    assert_eq!(chunk.text(row.emails), "17@example.org");
    assert_eq!(
        &*snapshot.groups[chunk.groups_of(row)[0] as usize],
        "git/team/team-2"
    );
    assert_eq!(zoe.findings, 5);
}

#[test]
fn chunks_hold_a_bounded_number_of_users() {
    let (_dir, store) = fresh();
    let users = (1..=10_000)
        .map(|n| user(n, &format!("user {n:05}"), &[]))
        .collect();
    write(&store, users);
    let snapshot = store.snapshot(&mask).unwrap();
    assert_eq!(snapshot.users(), 10_000);
    assert!(
        snapshot
            .chunks
            .iter()
            .all(|chunk| chunk.users.len() <= CHUNK)
    );
    let names: Vec<String> = snapshot
        .rows()
        .map(|(_, chunk, user)| chunk.text(user.name).to_owned())
        .collect();
    assert!(names.is_sorted());
}

#[test]
fn only_the_chunk_of_a_touched_user_is_built_again() {
    let (_dir, store) = fresh();
    let users = (1..=9_000)
        .map(|n| user(n, &format!("user {n:05}"), &[]))
        .collect();
    write(&store, users);
    let before = store.snapshot(&mask).unwrap();
    write(&store, vec![user(5_000, "user 05000 renamed", &[])]);
    let after = store.advance(&before, &mask).unwrap();
    let same: Vec<bool> = before
        .chunks
        .iter()
        .zip(after.chunks.iter())
        .map(|(a, b)| Arc::ptr_eq(a, b))
        .collect();
    assert!(same.len() > 3);
    assert_eq!(same.iter().filter(|same| !**same).count(), 1);
    assert_eq!(shown(&after), shown(&store.snapshot(&mask).unwrap()));
}

#[test]
fn a_snapshot_too_old_to_advance_is_built_again() {
    let (_dir, store) = fresh();
    write(&store, vec![user(1, "zoe", &[])]);
    let before = store.snapshot(&mask).unwrap();
    write(&store, vec![user(2, "ada", &[])]);
    for n in 0..crate::store::write::REVISIONS_KEPT {
        store.append_audit(&[body("note", &n.to_string())]).unwrap();
    }
    let read = store.read().unwrap();
    assert_eq!(advance::touched_since(&*read, &before).unwrap(), None);
    let after = store.advance(&before, &mask).unwrap();
    assert_eq!(shown(&after), shown(&store.snapshot(&mask).unwrap()));
}

#[test]
fn what_touches_no_user_keeps_every_chunk() {
    let (_dir, store) = fresh();
    write(&store, vec![user(1, "zoe", &[])]);
    let before = store.snapshot(&mask).unwrap();
    sync(&store, &service("git"), 1, vec![insert("git/user:1")]);
    let touched = advance::touched_since(&*store.read().unwrap(), &before).unwrap();
    assert_eq!(touched, Some(BTreeSet::new()));
    let after = store.advance(&before, &mask).unwrap();
    assert!(Arc::ptr_eq(&before.chunks[0], &after.chunks[0]));
    assert_eq!(after.unlinked, 1);
}

/// One thing that happens to a small store.
#[derive(Debug, Clone)]
enum Event {
    Sync {
        service: usize,
        accounts: Vec<(u8, u8)>,
    },
    Rekey {
        service: usize,
        from: u8,
        to: u8,
    },
    User {
        number: u8,
        name: u8,
        accounts: Vec<(usize, u8)>,
    },
    Remove {
        number: u8,
        to: u8,
    },
}

const SERVICES: [&str; 3] = ["git", "git-2", "mail"];

fn event() -> impl Strategy<Value = Event> {
    let accounts = prop::collection::vec((0..12u8, 0..5u8), 0..5);
    let owned = prop::collection::vec((0..3usize, 0..12u8), 0..4);
    prop_oneof![
        (0..3usize, accounts).prop_map(|(service, accounts)| Event::Sync { service, accounts }),
        (0..3usize, 0..12u8, 0..12u8).prop_map(|(service, from, to)| Event::Rekey {
            service,
            from,
            to
        }),
        (0..8u8, 0..6u8, owned).prop_map(|(number, name, accounts)| Event::User {
            number,
            name,
            accounts
        }),
        (0..8u8, 0..8u8).prop_map(|(number, to)| Event::Remove { number, to }),
    ]
}

fn happen(store: &Store, run: u128, event: Event) {
    match event {
        Event::Sync {
            service: at,
            accounts,
        } => {
            let rows = accounts
                .into_iter()
                .map(|(id, state)| {
                    let mut account = account(&format!("{}/user:{id}", SERVICES[at]));
                    account.state = State::ALL[usize::from(state)];
                    staged(account, StagedKind::Update)
                })
                .collect();
            sync(store, &service(SERVICES[at]), run, rows);
        }
        Event::Rekey {
            service: at,
            from,
            to,
        } if from != to => {
            let mut row = insert(&format!("{}/user:{to}", SERVICES[at]));
            row.kind = StagedKind::Rekey {
                from: remote(&format!("user:{from}")),
            };
            sync(store, &service(SERVICES[at]), run, vec![row]);
        }
        Event::Rekey { .. } => {}
        Event::User {
            number,
            name,
            accounts,
        } => {
            let handles: Vec<String> = accounts
                .into_iter()
                .map(|(at, id)| format!("{}/user:{id}", SERVICES[at]))
                .collect();
            let handles: Vec<&str> = handles.iter().map(String::as_str).collect();
            let names = ["Zoé", "zoe", "Adam", "", "a\0b", "\u{1b}[2J"];
            write(
                store,
                vec![user(number.into(), names[usize::from(name)], &handles)],
            );
        }
        Event::Remove { number, to } => {
            let write = UserWrite {
                removed: vec![(user_id(number.into()), Some(user_id(to.into())))],
                ..UserWrite::default()
            };
            store.write_users(write).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn advancing_shows_what_building_shows(events in prop::collection::vec((event(), any::<bool>()), 1..24)) {
        let (_dir, store) = fresh();
        let mut snapshot = store.snapshot(&mask).unwrap();
        for ((event, look), run) in events.into_iter().zip(1..) {
            happen(&store, run, event);
            if look {
                snapshot = store.advance(&snapshot, &mask).unwrap();
                prop_assert_eq!(shown(&snapshot), shown(&store.snapshot(&mask).unwrap()));
            }
        }
        let report = store.check().unwrap();
        prop_assert!(report.passes(), "{:?}", report);
    }
}
