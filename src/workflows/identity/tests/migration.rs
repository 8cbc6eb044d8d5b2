//! A service whose ids all change: there, back, and there again.

use jiff::civil::date;

use super::town::{Listed, Town};
use super::*;
use crate::domain::account::{Actor, Disabled};
use crate::domain::act::item::Item;
use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::plan::RestorePoint;
use crate::domain::plan::testing::sample_data;

const OLD: [Listed<'_>; 3] = [
    ("zoe", "Zoé Martin", "zoe@old.example"),
    ("paul", "Paul Durand", "paul@old.example"),
    ("lea", "Léa Petit", "lea@old.example"),
];
const NEW: [Listed<'_>; 3] = [
    ("u1", "Zoé Martin", "zoe@new.example"),
    ("u2", "Paul Durand", "paul@new.example"),
    ("u3", "Somebody Else", "else@new.example"),
];

fn service() -> ServiceId {
    ServiceId::new("cloud").unwrap()
}

/// A town before the migration: Zoé has dates, a colleague whom she is not, and a waiver.
fn before() -> Town {
    let town = Town::new();
    town.sync("cloud", 0, &OLD);
    town.sync("git", 0, &[("9", "Zoé Martinez", "zm@git.example")]);
    never(&town.env, &key("cloud/zoe"), &key("git/9"), "her cousin").unwrap();
    town.write(User {
        departure: Departure::On(date(2027, 3, 1)),
        note: "left-handed".to_owned(),
        ..town.user_of("cloud/zoe")
    });
    let waiver = Waiver {
        rule: Rule::Dormant,
        subject: Subject::Account(key("cloud/zoe")),
        by: "ada".to_owned(),
        at: AT,
        reason: "on leave".to_owned(),
        until: None,
    };
    let item = Item::Waiver(waiver.rule, waiver.subject.clone(), Some(waiver));
    let write = UserWrite {
        items: vec![item],
        ..UserWrite::default()
    };
    town.env.store.write_users(write).unwrap();
    town
}

fn pairs(town: &Town) -> Vec<(String, String)> {
    let proposal = relink::propose(&town.env, &service()).unwrap();
    let handles = proposal
        .pairs
        .iter()
        .map(|pair| (pair.old.account.handle(), pair.new.account.handle()));
    handles.collect()
}

#[test]
fn old_and_new_accounts_are_paired_and_everything_moves_along() {
    let town = before();
    let zoe = town.user_of("cloud/zoe");
    town.sync("cloud", 5, &NEW);
    assert_eq!(
        pairs(&town),
        [
            ("cloud/paul".to_owned(), "cloud/u2".to_owned()),
            ("cloud/zoe".to_owned(), "cloud/u1".to_owned()),
        ]
    );
    let fresh = town.user_of("cloud/u1").id;
    let done = relink::apply(&town.env, &service(), "new server").unwrap();
    let unpaired = |sides: &[crate::domain::identity::question::Side]| -> Vec<String> {
        sides.iter().map(|side| side.account.handle()).collect()
    };
    assert_eq!(unpaired(&done.proposal.unpaired_old), ["cloud/lea"]);
    assert_eq!(unpaired(&done.proposal.unpaired_new), ["cloud/u3"]);

    let moved = town.user_of("cloud/u1");
    assert_eq!((moved.id, moved.departure), (zoe.id, zoe.departure));
    assert_eq!(moved.note, "left-handed");
    assert_eq!(
        town.env.store.user(fresh).unwrap().unwrap().id,
        zoe.id,
        "the new user leads to the old one"
    );
    let account = town.env.store.account(&key("cloud/u1")).unwrap().unwrap();
    assert_eq!((account.first_seen, account.state), (AT, State::Active));
    assert_eq!(account.formerly, [key("cloud/zoe").remote]);
    assert_eq!(town.env.store.account(&key("cloud/zoe")).unwrap(), None);
    let waivers = town.env.store.waivers().unwrap();
    assert_eq!(waivers[0].subject, Subject::Account(key("cloud/u1")));
    let ids = [moved.id, town.user_of("git/9").id];
    assert_eq!(
        refusal(merge(&town.env, &ids, &Choices::new(), "")),
        "identity-never"
    );
    let log = town.env.store.audit(1, 999).unwrap();
    let relinks = log
        .iter()
        .filter_map(|entry| entry.body.as_ref())
        .filter(|body| body.action == "relink");
    assert_eq!(relinks.count(), 1);
    assert!(town.env.store.check().unwrap().passes());
    assert_eq!(pairs(&town), []);
}

#[test]
fn undoing_a_relink_restores_exactly_what_was_before() {
    let town = before();
    town.sync("cloud", 5, &NEW);
    let (users, accounts) = (everybody(&town.env), town.accounts());
    let waivers = town.env.store.waivers().unwrap();
    for _ in 0..2 {
        let done = relink::apply(&town.env, &service(), "").unwrap();
        assert_ne!(everybody(&town.env), users);
        undo(&town.env, Some(done.seq)).unwrap();
        assert_eq!(everybody(&town.env), users);
        assert_eq!(town.accounts(), accounts);
        assert_eq!(town.env.store.waivers().unwrap(), waivers);
        assert!(town.env.store.check().unwrap().passes());
    }
}

#[test]
fn a_migration_that_is_rolled_back_and_done_again_loses_nobody() {
    let town = before();
    let zoe = town.user_of("cloud/zoe").id;
    let day = |town: &Town, day: i64, listed: &[Listed<'_>], handle: &str| {
        town.sync("cloud", day, listed);
        relink::apply(&town.env, &service(), "").unwrap();
        assert_eq!(town.user_of(handle).id, zoe, "day {day}");
        assert_eq!(town.user_of(handle).note, "left-handed");
        let account = town.env.store.account(&key(handle)).unwrap().unwrap();
        assert_eq!(account.first_seen, AT);
        assert!(!account.formerly.contains(&account.key.remote));
        town.rules();
    };
    day(&town, 5, &NEW, "cloud/u1");
    day(&town, 6, &OLD, "cloud/zoe");
    day(&town, 7, &NEW, "cloud/u1");
    day(&town, 8, &OLD, "cloud/zoe");
    let history = town.env.store.account_changes(&key("cloud/zoe")).unwrap();
    assert_eq!(history.len(), 4, "each move once: {history:?}");
}

#[test]
fn a_rollback_can_also_be_followed_by_undo() {
    let town = before();
    let zoe = town.user_of("cloud/zoe").id;
    town.sync("cloud", 5, &NEW);
    let done = relink::apply(&town.env, &service(), "").unwrap();
    town.sync("cloud", 6, &OLD);
    undo(&town.env, Some(done.seq)).unwrap();
    assert_eq!(town.user_of("cloud/zoe").id, zoe);
    assert_eq!(town.user_of("cloud/zoe").note, "left-handed");
    let account = town.env.store.account(&key("cloud/zoe")).unwrap().unwrap();
    assert_eq!((account.state, account.first_seen), (State::Active, AT));
    assert!(town.env.store.check().unwrap().passes());
}

#[test]
fn who_could_be_several_stays_apart_and_is_told() {
    let town = Town::new();
    town.sync(
        "cloud",
        0,
        &[
            ("a", "Zoé Martin", "x@old.example"),
            ("b", "Zoé Martin", "y@old.example"),
        ],
    );
    town.sync("cloud", 1, &[("u1", "Zoé Martin", "z@new.example")]);
    let proposal = relink::propose(&town.env, &service()).unwrap();
    assert_eq!(proposal.pairs, []);
    assert_eq!(proposal.ambiguous.len(), 1);
    assert_eq!(
        (proposal.unpaired_old.len(), proposal.unpaired_new.len()),
        (2, 1)
    );
    assert_eq!(
        refusal(relink::apply(&town.env, &service(), "")),
        "relink-nothing"
    );
}

#[test]
fn a_namesake_of_somebody_who_left_long_ago_does_not_take_her_place() {
    let town = Town::new();
    town.sync("cloud", 0, &OLD);
    town.sync("cloud", 1, &OLD[1..]);
    let hired = ("u9", "Zoé Martin", "zoe@new.example");
    town.sync("cloud", 200, &[OLD[1], OLD[2], hired]);
    assert_eq!(
        pairs(&town).len(),
        1,
        "nothing else went: it is the last move"
    );
    town.sync("cloud", 201, &[NEW[1], hired]);
    assert_eq!(
        pairs(&town),
        [("cloud/paul".to_owned(), "cloud/u2".to_owned())]
    );
}

#[test]
fn an_open_restore_point_follows_its_account() {
    let town = before();
    let mut account = town.env.store.account(&key("cloud/paul")).unwrap().unwrap();
    account.state = State::Disabled;
    account.disabled = Some(Disabled {
        by: Actor::Operator("ada".to_owned()),
        at: AT,
        why: "left".to_owned(),
    });
    testing::disable(
        &town.env.store,
        account,
        RestorePoint {
            account: key("cloud/paul"),
            at: AT,
            role: None,
            saved: sample_data(0),
        },
    );
    town.sync("cloud", 5, &NEW);
    relink::apply(&town.env, &service(), "").unwrap();
    let points = town.env.store.restore_points().unwrap();
    assert_eq!(points[0].account, key("cloud/u2"));
}

#[test]
fn a_decision_about_a_moved_account_is_taken_back_first() {
    let town = before();
    town.sync("cloud", 5, &NEW);
    let done = relink::apply(&town.env, &service(), "").unwrap();
    let later = never(&town.env, &key("cloud/u1"), &key("cloud/u2"), "").unwrap();
    assert_eq!(
        refusal(undo(&town.env, Some(done.seq))),
        "identity-undo-later"
    );
    undo(&town.env, Some(later)).unwrap();
    undo(&town.env, Some(done.seq)).unwrap();
}

#[test]
fn a_merge_from_before_the_migration_can_still_be_undone() {
    let town = before();
    let ids = [town.user_of("cloud/zoe").id, town.user_of("cloud/paul").id];
    let merged = merge(&town.env, &ids, &Choices::new(), "").unwrap();
    town.sync("cloud", 5, &NEW);
    let moved = relink::apply(&town.env, &service(), "").unwrap();
    assert_eq!(town.user_of("cloud/u1").id, town.user_of("cloud/u2").id);
    undo(&town.env, Some(merged.seq)).unwrap();
    let now = ["cloud/u1", "cloud/u2"].map(|handle| town.user_of(handle));
    assert_eq!([now[0].id, now[1].id], ids);
    assert_eq!(now.map(|user| user.note), ["left-handed", ""]);
    undo(&town.env, Some(moved.seq)).unwrap();
    assert_eq!(
        ["cloud/zoe", "cloud/paul"].map(|handle| town.user_of(handle).id),
        ids
    );
    assert!(town.env.store.check().unwrap().passes());
}

#[test]
fn forgetting_one_user_leaves_the_relink_of_the_others_undoable() {
    let town = before();
    town.sync("cloud", 5, &NEW);
    let done = relink::apply(&town.env, &service(), "").unwrap();
    let paul = town.user_of("cloud/u2").id;
    let told = audit(&town.env, "forget", Vec::new(), "");
    town.env.store.forget(paul, &told).unwrap().unwrap();
    let decisions = town.env.store.decisions().unwrap();
    assert!(!format!("{decisions:?}").contains("paul"));
    undo(&town.env, Some(done.seq)).unwrap();
    assert_eq!(town.user_of("cloud/zoe").note, "left-handed");
    assert!(town.env.store.check().unwrap().passes());
}
