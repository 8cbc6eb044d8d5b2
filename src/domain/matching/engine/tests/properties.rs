//! What holds for every small world: order-free, idempotent, incremental as from scratch, and no
//! decision of the operator ever crossed.

use super::*;
use proptest::prelude::*;

/// Words from which small worlds with many coincidences are made.
fn identity() -> impl Strategy<Value = Identity> {
    let name = prop_oneof![
        3 => "(Ana|Bob|Cyd|Dan) (Roe|Poe|Moe|Zoe Roe)",
        1 => "(Ana|bobr|cydpoe|D\\. Moe)?",
    ];
    let login = "(ana|aroe|bobr|xylo77|zapped)?";
    let email = "((ana|aroe|bob|xylo77|contact)@(a\\.example|b\\.example|gmail\\.com|localhost))?";
    let service = "[pqrs]";
    (0..14u32, service, login, name, email, 0..30u8).prop_map(
        |(n, service, login, name, email, odd)| {
            let mut one = account(n, &service, &login, &name, &email);
            one.bot = odd == 0;
            one.shared = odd == 1;
            if odd == 2 {
                one.environment = "test".to_owned();
            }
            if odd < 5 {
                one.stable_ids.push(StableId {
                    issuer: "sso".to_owned(),
                    subject: (odd / 2).to_string(),
                });
            }
            one
        },
    )
}

fn identities() -> impl Strategy<Value = Vec<Identity>> {
    prop::collection::vec(identity(), 0..24).prop_map(|mut all| {
        all.sort_by_key(|one| one.account);
        all.dedup_by_key(|one| one.account);
        all
    })
}

fn decisions() -> impl Strategy<Value = Decisions> {
    prop::collection::vec((0..14u32, 0..14u32, 0..3u8), 0..5).prop_map(|rows| {
        let mut decisions = Decisions::default();
        for (a, b, what) in rows {
            match what {
                0 => decisions.link(a, b),
                1 => decisions.never(a, b),
                _ => decisions.separate(&[a], &[b, (b + 1) % 14]),
            }
        }
        decisions
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let services = prop_oneof![
        Just(Services::Strict),
        Just(Services::Tested),
        Just(Services::Ignored)
    ];
    services.prop_map(|services| Settings {
        services,
        ..Settings::default()
    })
}

type Seen = (
    Vec<Option<Account>>,
    Vec<Edge>,
    Vec<(Account, Account, i32, u32)>,
);

fn seen(engine: &Engine) -> Seen {
    let groups = (0..14).map(|account| engine.group(account)).collect();
    let queue = engine
        .suggestions()
        .iter()
        .map(|one| (one.a, one.b, one.bits, one.gain))
        .collect();
    (groups, engine.links().to_vec(), queue)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_incremental_run_equals_one_from_scratch(
        before in identities(),
        steps in prop::collection::vec(prop::collection::vec((identity(), any::<bool>()), 0..4), 1..5),
        decided in prop::collection::vec(decisions(), 1..3),
        settings in settings(),
    ) {
        let mut world: std::collections::BTreeMap<Account, Identity> =
            before.iter().map(|one| (one.account, one.clone())).collect();
        let mut engine = Engine::build(before.clone(), Decisions::default(), settings);
        let mut force = decided.into_iter();
        for step in steps {
            let mut changes = Vec::new();
            for (one, keep) in step {
                if keep {
                    world.insert(one.account, one.clone());
                    changes.push(Change::Put(Box::new(one)));
                } else {
                    world.remove(&one.account);
                    changes.push(Change::Remove(one.account));
                }
            }
            let links = engine.links().to_vec();
            let delta = engine.apply(changes);
            prop_assert_eq!(follow(&links, &delta), engine.links().to_vec());
            if let Some(decisions) = force.next() {
                engine.decide(decisions);
            }
            let all: Vec<Identity> = world.values().cloned().collect();
            let fresh = Engine::build(all, engine.decisions().clone(), settings);
            prop_assert_eq!(seen(&engine), seen(&fresh));
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(
        all in identities(),
        decided in decisions(),
        settings in settings(),
        seed in any::<u64>(),
    ) {
        let engine = Engine::build(all.clone(), decided.clone(), settings);
        let mut shuffled = all;
        shuffled.sort_by_key(|one| crate::domain::matching::text::mix(seed, u64::from(one.account)));
        let other = Engine::build(shuffled, decided, Settings { threads: 3, ..settings });
        prop_assert_eq!(seen(&engine), seen(&other));
    }

    /// Not even the numbers of the accounts: only what the accounts say.
    #[test]
    fn the_numbers_of_the_accounts_do_not_matter(all in identities()) {
        let engine = build(&all);
        let renumbered: Vec<Identity> =
            all.iter().map(|one| Identity { account: 13 - one.account, ..one.clone() }).collect();
        let other = build(&renumbered);
        for a in &all {
            for b in &all {
                prop_assert_eq!(
                    engine.group(a.account) == engine.group(b.account),
                    other.group(13 - a.account) == other.group(13 - b.account)
                );
            }
        }
        let queue = |engine: &Engine| {
            Vec::from_iter(engine.suggestions().iter().map(|one| (one.bits, one.gain)))
        };
        prop_assert_eq!(queue(&engine), queue(&other));
    }

    #[test]
    fn a_second_run_changes_nothing(all in identities()) {
        let mut engine = build(&all);
        let before = seen(&engine);
        let again = all.into_iter().map(|one| Change::Put(Box::new(one)));
        prop_assert_eq!(engine.apply(again), Delta::default());
        prop_assert_eq!(seen(&engine), before);
    }

    #[test]
    fn never_holds_even_through_third_accounts(
        all in identities(),
        decided in decisions(),
        settings in settings(),
    ) {
        let engine = Engine::build(all, decided.clone(), settings);
        for (a, b) in decided.separations() {
            if let (Some(a), Some(b)) = (engine.group(a), engine.group(b)) {
                prop_assert_ne!(a, b);
            }
        }
    }

    #[test]
    fn no_rule_puts_one_service_twice_into_a_group(all in identities()) {
        let engine = build(&all);
        for a in &all {
            for b in &all {
                if a.account != b.account && a.service == b.service {
                    prop_assert_ne!(engine.group(a.account), engine.group(b.account));
                }
            }
        }
    }

    #[test]
    fn a_judgement_has_no_direction(all in identities()) {
        let engine = build(&all);
        let court = engine.court();
        for a in &all {
            for b in &all {
                let (a, b) = (engine.features(a.account).unwrap(), engine.features(b.account).unwrap());
                prop_assert_eq!(court.judge(a, b), court.judge(b, a));
            }
        }
    }

    #[test]
    fn every_question_and_every_link_explains_itself(all in identities()) {
        let engine = build(&all);
        for link in engine.links() {
            let evidence = engine.explain(link.a, link.b).unwrap();
            prop_assert_eq!(evidence.rule, Some(link.rule));
            prop_assert!(!evidence.clues.is_empty());
        }
        for one in engine.suggestions() {
            prop_assert!(engine.explain(one.a, one.b).is_some_and(|why| why.bits >= one.bits));
        }
    }
}

/// Links after a delta.
fn follow(links: &[Edge], delta: &Delta) -> Vec<Edge> {
    let mut links: Vec<Edge> = links
        .iter()
        .filter(|link| !delta.unlinked.contains(link))
        .copied()
        .collect();
    links.extend(&delta.linked);
    links.sort_unstable();
    links
}
