//! The invented organisation: its size, its rules, its cases.

use super::model::{Account, Circle, Org, Standing};
use super::population::{Logins, Population, Share};

fn population(service: &'static str, share: Share) -> Population {
    population_of(Circle::Mail, service, share)
}

fn population_of(circle: Circle, service: &'static str, share: Share) -> Population {
    Population {
        service,
        circle,
        share,
        remote: |_, row, _| format!("user:{row}"),
        role: |_| "",
        in_teams: |_| true,
        email: |account| account.email.to_string(),
    }
}

fn part(per_mille: usize, logins: Logins) -> Share {
    Share::Part {
        per_mille,
        logins,
        longest: 20,
        admin: "root",
        standing: |standing| (standing != Standing::Shared).then_some(standing),
        two_factor: false,
    }
}

#[test]
fn one_seed_is_one_organisation_of_the_wanted_size() {
    let (one, two) = (Org::invent(7, 900), Org::invent(7, 900));
    assert_eq!(one.len(), 900);
    let text = |org: &Org| {
        let mut out = Vec::new();
        let populations = Circle::ALL.map(|circle| population_of(circle, "any", Share::Whole));
        org.write_truth(&populations.each_ref(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(text(&one), text(&two));
    assert_ne!(text(&one), text(&Org::invent(8, 900)));
    let lines = text(&one);
    assert_eq!(
        lines.lines().filter(|line| line.starts_with('c')).count(),
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
            .circle(circle)
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

#[test]
fn a_part_of_a_circle_depends_on_its_service_and_on_nothing_else() {
    let org = Org::invent(1, 3_000);
    let logins = |service, share| -> Vec<String> {
        let accounts = org.accounts_for(&population(service, share));
        accounts
            .iter()
            .map(|account| account.login.to_string())
            .collect()
    };
    let one = logins("one", part(400, Logins::Circle));
    assert_eq!(one, logins("one", part(400, Logins::Circle)));
    assert_ne!(one, logins("two", part(400, Logins::Circle)));
    let staff = org.circle(Circle::Mail);
    let staff = staff
        .iter()
        .filter(|account| account.standing != Standing::Shared);
    let (most, few) = (staff.count(), one.len());
    assert!((most / 3..most / 2).contains(&few), "{few} of {most}");
    assert_eq!(logins("all", part(1_000, Logins::Circle)).len(), most + 1);
    assert_eq!(logins("none", part(0, Logins::Circle)), ["root"]);
}

#[test]
fn a_part_has_names_addresses_and_logins_that_its_service_takes() {
    let org = Org::invent(1, 3_000);
    for logins in [Logins::Circle, Logins::Email, Logins::LocalPart] {
        let accounts = org.accounts_for(&population("one", part(500, logins)));
        let mut seen = std::collections::HashSet::new();
        for account in &accounts {
            assert!(account.login.len() <= 20 && seen.insert(account.login.to_lowercase()));
            assert!(account.active <= account.created || account.active == super::NEVER);
            assert_eq!(account.mfa, None);
        }
        let (first, rest) = accounts.split_first().unwrap();
        assert_eq!((&*first.login, first.standing), ("root", Standing::Admin));
        assert!(rest.iter().all(|account| account.email.contains('@')));
        let named = rest
            .iter()
            .filter(|account| !account.name.is_empty())
            .count();
        assert!(named * 10 > rest.len() * 9, "{named} of {}", rest.len());
        let closed = rest
            .iter()
            .filter(|account| account.standing == Standing::Disabled);
        assert!(closed.count() > 5);
    }
}
