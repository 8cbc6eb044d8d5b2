use super::*;
use proptest::prelude::*;

type Small = Ledger<u8, u8>;

fn founded(accounts: &[&[u8]]) -> Small {
    let mut ledger = Small::default();
    for (user, accounts) in accounts.iter().enumerate() {
        let act = Act::Found {
            user: user as u8,
            accounts: accounts.to_vec(),
        };
        ledger.act(Author::Rule, act).unwrap();
    }
    ledger
}

fn users(ledger: &Small) -> Vec<(u8, Vec<u8>)> {
    let users = ledger.state().users().iter();
    users
        .map(|(user, accounts)| (*user, accounts.iter().copied().collect()))
        .collect()
}

const fn merge(one: u8, other: u8) -> Act<u8, u8> {
    Act::Merge { one, other }
}

#[test]
fn a_merge_keeps_the_older_id_and_the_other_leads_to_it() {
    let mut ledger = founded(&[&[1], &[2]]);
    let number = ledger.act(Author::Operator, merge(1, 0)).unwrap();
    assert_eq!(users(&ledger), [(0, vec![1, 2])]);
    assert_eq!(ledger.state().resolve(&1), Some(0));
    ledger.undo(&[number]).unwrap();
    assert_eq!(users(&ledger), [(0, vec![1]), (1, vec![2])]);
    assert_eq!(ledger.state().resolve(&1), Some(1));
}

#[test]
fn a_rule_never_brings_back_what_was_detached_but_the_operator_may() {
    let mut ledger = founded(&[&[1, 2]]);
    let detached = ledger
        .act(
            Author::Operator,
            Act::Detach {
                account: 2,
                born: 7,
            },
        )
        .unwrap();
    assert_eq!(users(&ledger), [(0, vec![1]), (7, vec![2])]);
    assert_eq!(
        ledger.act(Author::Rule, merge(0, 7)),
        Err(Refusal::Apart(detached))
    );
    ledger.act(Author::Operator, merge(0, 7)).unwrap();
    assert_eq!(users(&ledger), [(0, vec![1, 2])]);
    assert_eq!(ledger.state().apart().count(), 0, "the later word counts");
}

#[test]
fn a_never_holds_through_third_accounts_until_it_is_undone() {
    let mut ledger = founded(&[&[1], &[2], &[3]]);
    let never = ledger
        .act(Author::Operator, Act::Never { one: 1, other: 3 })
        .unwrap();
    ledger.act(Author::Operator, merge(0, 1)).unwrap();
    assert_eq!(
        ledger.act(Author::Operator, merge(1, 2)),
        Err(Refusal::Apart(never))
    );
    ledger.undo(&[never]).unwrap();
    ledger.act(Author::Operator, merge(1, 2)).unwrap();
    assert_eq!(users(&ledger), [(0, vec![1, 2, 3])]);
}

#[test]
fn an_undo_may_not_bring_together_what_a_never_keeps_apart() {
    let mut ledger = founded(&[&[1, 2]]);
    let detached = ledger
        .act(
            Author::Operator,
            Act::Detach {
                account: 2,
                born: 7,
            },
        )
        .unwrap();
    let never = ledger
        .act(Author::Operator, Act::Never { one: 1, other: 2 })
        .unwrap();
    assert_eq!(ledger.undo(&[detached]), Err(Refusal::Apart(never)));
    assert_eq!(ledger.undo(&[detached, never]), Ok(()));
    assert_eq!(users(&ledger), [(0, vec![1, 2])]);
}

#[test]
fn an_act_that_makes_no_sense_changes_nothing() {
    let mut ledger = founded(&[&[1], &[2, 3]]);
    let before = ledger.clone();
    assert_eq!(
        ledger.act(Author::Operator, merge(0, 0)),
        Err(Refusal::Same)
    );
    assert_eq!(
        ledger.act(Author::Operator, merge(0, 9)),
        Err(Refusal::Unknown)
    );
    let alone = Act::Detach {
        account: 1,
        born: 9,
    };
    assert_eq!(ledger.act(Author::Operator, alone), Err(Refusal::Alone));
    let one_user = Act::Never { one: 2, other: 3 };
    assert_eq!(ledger.act(Author::Operator, one_user), Err(Refusal::Same));
    assert_eq!(ledger.undo(&[99]), Err(Refusal::NotStanding));
    assert_eq!(ledger, before);
}

#[test]
fn an_act_that_stood_on_an_undone_one_rests_and_comes_back() {
    let mut ledger = founded(&[&[1], &[2]]);
    let first = ledger.act(Author::Operator, merge(0, 1)).unwrap();
    ledger
        .act(
            Author::Operator,
            Act::Detach {
                account: 2,
                born: 7,
            },
        )
        .unwrap();
    ledger.undo(&[first]).unwrap();
    assert_eq!(users(&ledger), [(0, vec![1]), (1, vec![2])]);
    ledger.redo(&[first]).unwrap();
    assert_eq!(users(&ledger), [(0, vec![1]), (7, vec![2])]);
}

fn act() -> impl Strategy<Value = (Author, Act<u8, u8>)> {
    let author = prop_oneof![Just(Author::Rule), Just(Author::Operator)];
    let act = prop_oneof![
        2 => (0..12u8, prop::collection::btree_set(0..8u8, 1..4))
            .prop_map(|(user, accounts)| Act::Found { user, accounts: accounts.into_iter().collect() }),
        1 => (0..8u8, 0..12u8).prop_map(|(account, user)| Act::Attach { account, user }),
        3 => (0..12u8, 0..12u8).prop_map(|(one, other)| merge(one, other)),
        2 => (0..8u8, 12..40u8).prop_map(|(account, born)| Act::Detach { account, born }),
        2 => (0..8u8, 0..8u8).prop_map(|(one, other)| Act::Never { one, other }),
    ];
    (author, act)
}

fn acts(ledger: &mut Small, acts: Vec<(Author, Act<u8, u8>)>) -> Vec<usize> {
    acts.into_iter()
        .filter_map(|(by, act)| ledger.act(by, act).ok())
        .collect()
}

proptest! {
    #[test]
    fn undoing_any_sequence_returns_to_the_state_before(
        before in prop::collection::vec(act(), 0..12),
        after in prop::collection::vec(act(), 0..12),
        at_once in any::<bool>(),
    ) {
        let mut ledger = Small::default();
        acts(&mut ledger, before);
        let state = ledger.state().clone();
        let done = acts(&mut ledger, after);
        if at_once {
            ledger.undo(&done).unwrap();
        } else {
            for number in done.iter().rev() {
                ledger.undo(&[*number]).unwrap();
            }
        }
        prop_assert_eq!(ledger.state(), &state);
    }

    #[test]
    fn an_undo_taken_back_changes_nothing(all in prop::collection::vec(act(), 1..16), which in any::<prop::sample::Index>()) {
        let mut ledger = Small::default();
        let done = acts(&mut ledger, all);
        prop_assume!(!done.is_empty());
        let before = ledger.clone();
        let number = *which.get(&done);
        if ledger.undo(&[number]).is_ok() {
            ledger.redo(&[number]).unwrap();
        }
        prop_assert_eq!(ledger, before);
    }

    #[test]
    fn no_user_holds_two_accounts_kept_apart(
        all in prop::collection::vec(act(), 0..24),
        undone in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let mut ledger = Small::default();
        let done = acts(&mut ledger, all);
        if !done.is_empty() {
            for which in undone {
                let _ = ledger.undo(&[*which.get(&done)]);
            }
        }
        for (a, b) in ledger.state().apart() {
            let owners = (ledger.state().owner(a), ledger.state().owner(b));
            prop_assert!(owners.0.is_none() || owners.0 != owners.1, "{a} {b}");
        }
    }

    #[test]
    fn every_account_has_one_user_that_has_it(all in prop::collection::vec(act(), 0..24)) {
        let mut ledger = Small::default();
        acts(&mut ledger, all);
        for (user, accounts) in ledger.state().users() {
            prop_assert!(!accounts.is_empty());
            for account in accounts {
                prop_assert_eq!(ledger.state().owner(account), Some(user));
            }
        }
    }
}
