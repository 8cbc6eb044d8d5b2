//! The invented organisation: its size, its rules, its cases.

use super::*;

#[test]
fn one_seed_is_one_organisation_of_the_wanted_size() {
    let (one, two) = (Org::invent(7, 900), Org::invent(7, 900));
    assert_eq!(one.len(), 900);
    let text = |org: &Org| {
        let mut out = Vec::new();
        org.write_truth(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(text(&one), text(&two));
    assert_ne!(text(&one), text(&Org::invent(8, 900)));
    assert_eq!(
        text(&one)
            .lines()
            .filter(|line| line.starts_with('c'))
            .count(),
        901
    );
}

#[test]
fn logins_obey_the_rules_of_their_services() {
    let org = Org::invent(3, 20_000);
    for account in org.circle(Circle::Chat) {
        let login = &account.login;
        assert!(
            (3..=22).contains(&login.len()) && login.starts_with(|c: char| c.is_ascii_lowercase()),
            "{login}"
        );
        assert!(
            login
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
        );
    }
    for account in org
        .circle(Circle::Code)
        .iter()
        .filter(|account| !account.login.is_empty())
    {
        let login = &account.login;
        assert!(login.len() <= 39 && login.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        assert!(!login.starts_with('-') && !login.ends_with('-'), "{login}");
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || " _.@-'".contains(c);
    assert!(
        org.circle(Circle::Files)
            .iter()
            .all(|account| account.login.chars().all(allowed))
    );
    for circle in Circle::ALL {
        let mut logins: Vec<String> = org
            .accounts(place)
            .iter()
            .map(|account| account.login.to_lowercase())
            .collect();
        logins.retain(|login| !login.is_empty());
        let count = logins.len();
        logins.sort();
        logins.dedup();
        assert_eq!(logins.len(), count, "{circle:?}");
    }
}

#[test]
fn even_a_small_organisation_has_every_case() {
    let org = Org::invent(1, 120);
    let has = |circle, standing| {
        org.circle(circle)
            .iter()
            .any(|account: &Account| account.standing == standing)
    };
    for standing in [
        Standing::Admin,
        Standing::Invited,
        Standing::InviteFailed,
        Standing::Outside,
    ] {
        assert!(has(Circle::Code, standing), "{standing:?}");
    }
    for standing in [
        Standing::Disabled,
        Standing::Bot,
        Standing::Outside,
        Standing::Admin,
    ] {
        assert!(has(Circle::Chat, standing), "{standing:?}");
    }
    assert!(has(Circle::Files, Standing::Disabled));
    assert!(has(Circle::Mail, Standing::Shared) && has(Circle::Mail, Standing::Disabled));
    assert!(
        org.circle(Circle::Files)
            .iter()
            .any(|account| account.name.contains('\u{1b}'))
    );
    assert!(
        org.circle(Circle::Chat)
            .iter()
            .any(|account| account.name.contains('\u{202e}'))
    );
    assert!(
        org.circle(Circle::Code)
            .iter()
            .any(|account| account.mfa == Some(false))
    );
}

#[test]
fn everybody_in_a_cluster_shares_it_across_services() {
    let org = Org::invent(1, 5_000);
    let mut clusters = std::collections::HashMap::<u32, usize>::new();
    for circle in Circle::ALL {
        for account in org.circle(circle) {
            *clusters.entry(account.cluster).or_default() += 1;
        }
    }
    let several = clusters.values().filter(|&&count| count > 1).count();
    assert!(
        several * 2 > clusters.len(),
        "{several} of {}",
        clusters.len()
    );
    assert!(clusters.values().filter(|&&count| count == 1).count() > 100);
}
