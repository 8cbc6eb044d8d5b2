use super::*;
use crate::domain::matching::identity::{Email, StableId};
use proptest::prelude::*;

fn account(account: Account, login: &str, name: &str, email: &str) -> Identity {
    Identity {
        account,
        login: login.to_owned(),
        display_name: name.to_owned(),
        emails: vec![Email::asserted(email)],
        ..Identity::default()
    }
}

fn pairs(old: &[Identity], new: &[Identity]) -> Vec<(Account, Account, Common)> {
    relink(old, new)
        .pairs
        .iter()
        .map(|pair| (pair.old, pair.new, pair.common))
        .collect()
}

#[test]
fn a_renamed_mail_host_pairs_by_local_part() {
    let old = [
        account(1, "", "", "jane@old.example"),
        account(2, "", "", "paul@old.example"),
    ];
    let new = [
        account(8, "", "", "paul@new.example"),
        account(9, "", "", "jane@new.example"),
    ];
    assert_eq!(
        pairs(&old, &new),
        [(1, 9, Common::LocalPart), (2, 8, Common::LocalPart)]
    );
}

#[test]
fn renamed_logins_pair_by_address_and_a_new_server_by_login() {
    let old = [
        account(1, "jdoe", "", "jane@a.example"),
        account(2, "proe", "", ""),
    ];
    let new = [
        account(8, "jane.doe", "", "jane@a.example"),
        account(9, "PRoe", "", ""),
    ];
    assert_eq!(
        pairs(&old, &new),
        [(1, 8, Common::Address), (2, 9, Common::Login)]
    );
}

#[test]
fn a_lifelong_id_outweighs_a_login_given_to_somebody_else() {
    let with_id = |mut one: Identity, subject: &str| {
        one.stable_ids.push(StableId {
            issuer: "sso".to_owned(),
            subject: subject.to_owned(),
        });
        one
    };
    let old = [with_id(account(1, "martin", "", ""), "1")];
    let new = [
        account(8, "martin", "Paul Martin", ""),
        with_id(account(9, "jmartin", "", ""), "1"),
    ];
    assert_eq!(pairs(&old, &new), [(1, 9, Common::StableId)]);
}

#[test]
fn two_who_could_be_meant_are_left_to_the_operator() {
    let old = [account(1, "", "Jane Doe", "")];
    let new = [
        account(8, "", "Jane Doe", ""),
        account(9, "", "Jane Doe", ""),
    ];
    let relink = relink(&old, &new);
    assert_eq!(relink.pairs, []);
    assert_eq!(
        (relink.unpaired_old, relink.unpaired_new),
        (vec![1], vec![8, 9])
    );
}

#[test]
fn a_login_given_to_somebody_of_another_name_pairs_nobody() {
    let old = [account(1, "martin", "Jane Martin", "")];
    let new = [account(8, "martin", "Paul Durand", "")];
    let relink = relink(&old, &new);
    assert_eq!(relink.pairs, []);
    let ambiguous: Vec<_> = relink
        .ambiguous
        .iter()
        .map(|one| (one.common, one.old.clone(), one.new.clone()))
        .collect();
    assert_eq!(ambiguous, [(Common::Login, vec![1], vec![8])]);
}

#[test]
fn a_person_never_takes_the_place_of_a_bot() {
    let mut bot = account(1, "deploy-pix", "", "");
    bot.bot = true;
    assert_eq!(pairs(&[bot], &[account(8, "deploy-pix", "", "")]), []);
}

fn identities() -> impl Strategy<Value = Vec<Identity>> {
    let one = (
        "[ab]{1,2}",
        "(Jane|Paul) (Doe|Roe)",
        "[ab]{1,2}@[xy]\\.example",
    );
    prop::collection::vec(one, 0..6).prop_map(|rows| {
        let rows = rows.into_iter().zip(0..);
        rows.map(|((login, name, email), at)| account(at, &login, &name, &email))
            .collect()
    })
}

proptest! {
    #[test]
    fn back_is_there_reversed(old in identities(), new in identities()) {
        let there = relink(&old, &new);
        let back = relink(&new, &old);
        let mut reversed: Vec<_> =
            back.pairs.iter().map(|pair| (pair.new, pair.old, pair.common)).collect();
        reversed.sort_unstable();
        prop_assert_eq!(
            there.pairs.iter().map(|pair| (pair.old, pair.new, pair.common)).collect::<Vec<_>>(),
            reversed
        );
        prop_assert_eq!(there.unpaired_old, back.unpaired_new);
        prop_assert_eq!(there.unpaired_new, back.unpaired_old);
    }

    #[test]
    fn every_account_is_paired_once_or_listed(old in identities(), new in identities()) {
        let relink = relink(&old, &new);
        let mut seen: Vec<_> = relink.pairs.iter().map(|pair| pair.old).collect();
        seen.extend(&relink.unpaired_old);
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..old.len() as u32).collect::<Vec<_>>());
        let mut seen: Vec<_> = relink.pairs.iter().map(|pair| pair.new).collect();
        seen.extend(&relink.unpaired_new);
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..new.len() as u32).collect::<Vec<_>>());
    }
}
