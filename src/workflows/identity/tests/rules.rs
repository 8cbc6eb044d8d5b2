//! What operators decided against what the rules see, run after run.

use super::town::Town;
use super::*;
use crate::workflows::merging::evidence::evidence;

const ZOE: &str = "zoe.martin@example.org";

fn two() -> Town {
    let town = Town::new();
    town.sync("git", 0, &[("1", "Zoé Martin", ZOE)]);
    town.sync("chat", 0, &[("7", "Zoé Martin", ZOE)]);
    assert_eq!(town.groups(), [["chat/7", "git/1"]]);
    town
}

fn lapsed(town: &Town) -> Vec<(String, String)> {
    let queue = questions(&town.env, 99).unwrap();
    let of_one = queue.questions.iter().filter(|one| one.is_lapsed());
    of_one
        .map(|one| (one.a.account.handle(), one.b.account.handle()))
        .collect()
}

#[test]
fn a_rule_writes_down_why_it_linked_and_a_second_run_writes_nothing() {
    let town = two();
    let accounts = town.accounts();
    let links = evidence(&town.env.config, &town.env.store, &accounts).unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].values[0], ZOE);
    assert_eq!((links[0].at, links[0].holds), (Some(AT), true));
    let revision = town.env.store.revision().unwrap();
    town.rules();
    assert_eq!(town.env.store.revision().unwrap(), revision);
    let lines = history(&town.env, town.user_of("git/1").id).unwrap();
    assert!(
        lines
            .iter()
            .any(|line| line.text.id == "identity-history-linked")
    );
}

/// The address of the one account changes, and its name says nothing.
fn without_its_reason() -> Town {
    let town = Town::new();
    town.sync("git", 0, &[("1", "", ZOE)]);
    town.sync("chat", 0, &[("7", "", ZOE)]);
    assert_eq!(town.groups(), [["chat/7", "git/1"]]);
    town.sync("git", 1, &[("1", "", "q@elsewhere.example")]);
    town
}

#[test]
fn a_link_whose_reason_is_gone_is_not_cut_but_asked_about() {
    let town = without_its_reason();
    assert_eq!(town.groups(), [["chat/7", "git/1"]]);
    assert_eq!(lapsed(&town).len(), 1);
    let queue = questions(&town.env, 99).unwrap();
    let was = queue.questions[0].lapsed.as_ref().unwrap();
    assert_eq!(
        (was.rule.as_str(), was.lapsed.is_some()),
        ("same-address", true)
    );
    let links = evidence(&town.env.config, &town.env.store, &town.accounts()).unwrap();
    assert!(!links[0].holds);

    let taken = same(&town.env, &key("git/1"), &key("chat/7"), "asked her").unwrap();
    assert_eq!(lapsed(&town), []);
    undo(&town.env, Some(taken.seq)).unwrap();
    assert_eq!(lapsed(&town).len(), 1);
    town.sync("git", 2, &[("1", "", ZOE)]);
    assert_eq!(lapsed(&town), [], "the reason is back");
}

#[test]
fn no_to_such_a_question_parts_them_for_ever() {
    let town = without_its_reason();
    let (a, b) = lapsed(&town).remove(0);
    never(&town.env, &key(&a), &key(&b), "").unwrap();
    assert_eq!(town.groups(), [["chat/7"], ["git/1"]]);
    town.sync("git", 2, &[("1", "", ZOE)]);
    assert_eq!(town.groups(), [["chat/7"], ["git/1"]]);
    assert_eq!(questions(&town.env, 99).unwrap().total, 0);
    undo(&town.env, None).unwrap();
    assert_eq!(town.groups(), [["chat/7", "git/1"]]);
}

#[test]
fn what_was_detached_does_not_come_back_even_through_a_third_account() {
    let town = two();
    detach(&town.env, &key("chat/7"), "her sister's").unwrap();
    town.rules();
    assert_eq!(town.groups(), [["chat/7"], ["git/1"]]);
    town.sync("mail", 1, &[("z", "Zoé Martin", ZOE)]);
    let apart = |town: &Town| town.user_of("chat/7").id != town.user_of("git/1").id;
    assert!(apart(&town), "{:?}", town.groups());
    merge(
        &town.env,
        &[town.user_of("mail/z").id, town.user_of("git/1").id],
        &Choices::new(),
        "",
    )
    .ok();
    town.rules();
    assert!(apart(&town), "{:?}", town.groups());
    undo(&town.env, Some(1)).unwrap();
    assert!(!apart(&town));
}

#[test]
fn those_who_stay_are_not_asked_about_when_one_is_detached() {
    let town = two();
    town.sync("mail", 0, &[("z", "Zoé Martin", ZOE)]);
    assert_eq!(town.groups(), [["chat/7", "git/1", "mail/z"]]);
    for account in ["chat/7", "git/1"] {
        detach(&town.env, &key(account), "").unwrap();
        town.rules();
        assert_eq!(lapsed(&town), []);
        assert_eq!(town.groups().len(), 2);
        undo(&town.env, None).unwrap();
    }
}

#[test]
fn an_undone_merge_is_not_done_again_by_a_rule_that_never_did_it() {
    let town = Town::new();
    town.sync("git", 0, &[("1", "Zoé Martin", "a@example.org")]);
    town.sync("chat", 0, &[("7", "Paul Durand", "b@example.org")]);
    let before = town.groups();
    same(&town.env, &key("git/1"), &key("chat/7"), "").unwrap();
    town.rules();
    assert_eq!(town.groups().len(), 1, "decisions beat rules");
    undo(&town.env, None).unwrap();
    town.rules();
    assert_eq!(town.groups(), before);
}

#[test]
fn a_never_outlives_the_id_of_its_account() {
    let town = two();
    detach(&town.env, &key("chat/7"), "").unwrap();
    never(&town.env, &key("chat/7"), &key("git/1"), "").unwrap();
    let mut account = town.env.store.account(&key("git/1")).unwrap().unwrap();
    let from = account.key.remote.clone();
    account.key = key("git/2");
    account.formerly = vec![from.clone()];
    let mut session = town
        .env
        .store
        .begin_sync(
            &account.key.service.clone(),
            RunId(Uuid::now_v7()),
            LockWait::No,
        )
        .unwrap();
    let run = session.run();
    session
        .stage(vec![Staged {
            account,
            kind: StagedKind::Rekey { from },
            changes: Vec::new(),
        }])
        .unwrap();
    let record = RunRecord {
        id: run,
        service: session.service().clone(),
        started: AT,
        ended: AT,
        outcome: Outcome::Complete,
        counts: Counts::default(),
        requests: 0,
        reasons: Vec::new(),
        held: Vec::new(),
        by: "test".to_owned(),
    };
    session
        .commit(SyncEnd {
            run: record,
            state: ServiceState::default(),
            audit: audit(&town.env, "sync", Vec::new(), ""),
        })
        .unwrap();
    town.rules();
    let ids = [town.user_of("git/2").id, town.user_of("chat/7").id];
    assert_eq!(
        refusal(merge(&town.env, &ids, &Choices::new(), "")),
        "identity-never"
    );
}

#[test]
fn programs_are_bots_and_a_merge_with_one_is_warned_of() {
    let town = Town::new();
    town.sync(
        "git",
        0,
        &[("1", "Zoé Martin", ZOE), ("2", "deploy-bot", "")],
    );
    let (zoe, bot) = (town.user_of("git/1"), town.user_of("git/2"));
    assert_eq!((zoe.kind, bot.kind), (UserKind::Person, UserKind::Bot));
    let shown = preview(&town.env, &[zoe.id, bot.id], &Choices::new()).unwrap();
    let warned: Vec<&str> = shown.warnings.iter().map(|text| text.id.as_ref()).collect();
    assert_eq!(warned, ["identity-warn-kinds", "identity-warn-service"]);
    // What an operator says of a kind stays.
    town.write(User {
        kind: UserKind::Product,
        kind_source: Source::Operator,
        ..bot
    });
    town.rules();
    assert_eq!(town.user_of("git/2").kind, UserKind::Product);
}
