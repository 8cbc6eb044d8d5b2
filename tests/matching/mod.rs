//! The matcher on a made-up organisation whose truth is known: not a yardstick of quality, which
//! only real data is, but a floor that no change may fall through.

#[path = "people.rs"]
mod people;
#[path = "score.rs"]
mod score;

use secretariat::domain::matching::decisions::Decisions;
use secretariat::domain::matching::engine::{Change, Engine, Services, Settings};
use secretariat::domain::matching::parsed::Nature;

fn matched(size: usize) -> (people::World, Engine) {
    let world = people::world(size, 1);
    let engine = Engine::build(
        world.accounts.clone(),
        Decisions::default(),
        Settings::default(),
    );
    (world, engine)
}

fn groups(engine: &Engine, size: usize) -> Vec<u32> {
    (0..size as u32)
        .map(|account| engine.group(account).unwrap())
        .collect()
}

#[test]
fn automatic_links_are_right_and_the_queue_finds_the_rest() {
    let (world, engine) = matched(6_000);
    let groups = groups(&engine, world.accounts.len());
    let found = score::score(&world.truth, &groups);
    assert!(found.precision >= 0.998, "{found:?}");
    assert!(found.recall >= 0.70, "{found:?}");
    let queue: Vec<(u32, u32)> = engine
        .suggestions()
        .iter()
        .map(|one| (one.a, one.b))
        .collect();
    let first = score::answer(&world.truth, &groups, &queue, 50);
    assert!(first.yes >= 0.90, "{first:?}");
    let all = score::answer(&world.truth, &groups, &queue, usize::MAX);
    assert!(all.recall >= 0.90, "{all:?}");
}

#[test]
fn no_group_mixes_people_with_bots_or_shared_mailboxes() {
    let (world, engine) = matched(3_000);
    let nature = |account: u32| engine.features(account).map(|one| one.nature);
    for account in 0..world.accounts.len() as u32 {
        assert_eq!(
            nature(account),
            nature(engine.group(account).unwrap()),
            "{account}"
        );
    }
    let bots = (0..world.accounts.len() as u32).filter(|one| nature(*one) == Some(Nature::Bot));
    assert!(bots.count() > 10, "the made-up organisation has no bots");
}

#[test]
fn now_and_then_a_second_account_makes_no_service_an_open_one() {
    let world = people::world(6_000, 1);
    let settings = Settings {
        services: Services::Tested,
        ..Settings::default()
    };
    let engine = Engine::build(world.accounts, Decisions::default(), settings);
    assert_eq!(engine.open_services().count(), 0);
    let stopped = engine.suggestions().iter().filter(|one| {
        let service = |account| engine.features(account).map(|one| one.service);
        one.stopped.is_some() && service(one.a) == service(one.b)
    });
    assert!(
        stopped.count() > 5,
        "the made-up organisation has no second accounts"
    );
}

#[test]
fn changed_accounts_lead_to_what_a_run_from_scratch_finds() {
    let (mut world, mut engine) = matched(3_000);
    // Whoever follows takes over the name and address of every thirtieth account.
    let mut changes = Vec::new();
    for at in (0..world.accounts.len() - 1).step_by(30) {
        let next = world.accounts[at + 1].clone();
        let one = &mut world.accounts[at];
        one.display_name = next.display_name;
        one.emails = next.emails;
        changes.push(Change::Put(Box::new(one.clone())));
    }
    engine.apply(changes);
    let fresh = Engine::build(world.accounts, Decisions::default(), Settings::default());
    assert_eq!(engine.links(), fresh.links());
    assert_eq!(engine.suggestions(), fresh.suggestions());
}
