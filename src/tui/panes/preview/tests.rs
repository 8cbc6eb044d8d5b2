//! Merging, detaching and undoing ask first, and do exactly what they showed.

use std::any::Any;

use rstest::rstest;

use super::detach::Detach;
use super::layer::{Decision, PreviewLayer};
use super::merge::Merge;
use crate::domain::identity::merge::Field;
use crate::domain::text::Text;
use crate::tui::sample;
use crate::tui::shell::data::{Act, Done, Query, Undoing};
use crate::tui::shell::message::Event;
use crate::tui::shell::testing::{Driver, Setup};
use crate::words::Lang;

/// The decision that is asked about, if it is of this type.
fn preview<T: Decision>(driver: &Driver) -> Option<&T> {
    let layer: &dyn Any = &**driver.model.layers.last()?;
    let decision: &dyn Any = &*layer.downcast_ref::<PreviewLayer>()?.decision;
    decision.downcast_ref()
}

fn is_asked(driver: &Driver) -> bool {
    driver.focus() == "preview"
}

#[test]
fn marked_users_are_merged_only_after_the_second_button() {
    let mut driver = Driver::usual();
    driver.press("space space m");
    assert!(is_asked(&driver));
    driver.press("esc");
    assert_eq!((driver.acts().len(), is_asked(&driver)), (0, false));
    assert_eq!(driver.model.session.marks.len(), 2, "the marks stay");
    driver.press("m end shift-tab enter");
    let acts = driver.acts();
    let [Act::Merge { users, choices }] = acts.as_slice() else {
        panic!("{acts:?}");
    };
    assert_eq!(users, &[sample::user_id(0), sample::user_id(1)]);
    assert!(choices.is_empty(), "nothing was chosen otherwise");
    assert!(driver.model.session.marks.is_empty());
}

#[test]
fn one_marked_user_and_the_one_under_the_cursor_are_two() {
    let mut driver = Driver::usual();
    driver.press("space down m");
    let Some(Merge { users, .. }) = preview(&driver) else {
        panic!("no preview");
    };
    assert_eq!(users, &[sample::user_id(0), sample::user_id(2)]);
}

#[test]
fn a_single_user_cannot_be_merged() {
    let mut driver = Driver::usual();
    driver.press("m");
    assert!(!is_asked(&driver));
    assert_eq!(driver.notice(), Some("tui-merge-mark"));
}

#[test]
fn whose_value_is_kept_is_chosen_field_by_field() {
    let mut driver = Driver::usual();
    driver.press("space space m");
    let kept = |driver: &Driver| match preview(driver) {
        Some(Merge {
            merging: Some(merging),
            ..
        }) => {
            let conflicts = merging.preview.conflicts.iter();
            let name = conflicts.clone().find(|one| one.field == Field::Name);
            (
                name.map(|one| one.kept),
                merging.preview.result.name.clone(),
            )
        }
        _ => panic!("no preview"),
    };
    let before = kept(&driver);
    driver.press("right");
    let after = kept(&driver);
    assert_ne!(before, after);
    driver.press("end shift-tab enter");
    let acts = driver.acts();
    let Some(Act::Merge { choices, .. }) = acts.first() else {
        panic!("{acts:?}");
    };
    assert_eq!(choices.get(&Field::Name).copied(), after.0);
}

#[test]
fn what_forbids_a_merge_is_said_and_the_button_does_nothing() {
    let mut driver = Driver::usual();
    driver.press("space space m");
    let users = vec![sample::user_id(0), sample::user_id(1)];
    let why = Text::new("identity-never").with("seq", 3u64);
    driver.send(Event::Unanswered(Query::MergePreview(users), why));
    assert!(driver.screen().contains("never one"));
    driver.press("end shift-tab enter");
    assert_eq!(driver.acts(), []);
    assert!(is_asked(&driver));
}

#[test]
fn a_decision_of_the_users_pane_is_taken_back_by_the_same_key() {
    let mut driver = Driver::usual();
    driver.press("space space m end shift-tab enter");
    driver.end_job(Ok(Done {
        decision: Some(7),
        ..Done::default()
    }));
    assert!(driver.screen().contains("u undoes it"));
    driver.press("home").rest();
    driver.press("u");
    assert!(driver.takes_a_job_back());
}

#[test]
fn a_decision_about_users_who_are_not_under_the_cursor_is_taken_back_after_a_question() {
    let mut driver = Driver::usual();
    driver.press("space space m end shift-tab enter");
    driver.end_job(Ok(Done {
        decision: Some(7),
        ..Done::default()
    }));
    driver.press("u");
    assert!(!driver.takes_a_job_back());
    assert!(is_asked(&driver));
    driver.press("tab enter");
    assert!(driver.takes_a_job_back());
}

#[test]
fn an_account_is_detached_after_a_look_at_what_stays() {
    let mut driver = Driver::usual();
    driver.press("enter d");
    let Some(Detach { account, stay, .. }) = preview(&driver) else {
        panic!("no preview");
    };
    let (account, stays) = (account.clone(), stay.len());
    assert_eq!(stays, 2);
    driver.press("tab enter");
    assert_eq!(driver.acts(), [Act::Detach { account }]);
}

#[test]
fn the_only_account_of_a_user_stays() {
    let mut driver = Driver::usual();
    driver.press("/").type_text("deploy").press("enter enter d");
    assert!(!is_asked(&driver));
    assert_eq!(driver.notice(), Some("tui-detach-alone"));
}

#[test]
fn a_decision_is_taken_back_from_the_history_after_a_question() {
    let mut driver = Driver::usual();
    driver.press("H");
    assert!(driver.screen().contains("2 users merged into Chloé Martin"));
    driver.press("u tab enter");
    assert_eq!(driver.acts(), [Act::Undo(Undoing::Decision(12))]);
    driver.press("down u");
    assert!(!is_asked(&driver), "it was taken back before");
}

#[rstest]
#[case("space space m", 0)]
#[case("enter d", 0)]
#[case("H u", 0)]
fn an_auditor_changes_nothing(#[case] pressed: &str, #[case] acts: usize) {
    let mut setup = Setup::default();
    setup.facts.read_only = true;
    let mut driver = Driver::start(setup);
    driver.press(pressed);
    assert_eq!((driver.acts().len(), is_asked(&driver)), (acts, false));
}

#[rstest]
#[case("merge_80x24", (80, 24), "space space m")]
#[case("merge_120x40", (120, 40), "space space m right")]
#[case("detach_80x24", (80, 24), "enter d")]
#[case("history_80x24", (80, 24), "H")]
#[case("history_undo_120x40", (120, 40), "H u tab")]
fn what_is_shown(#[case] name: &str, #[case] (width, height): (u16, u16), #[case] pressed: &str) {
    let mut driver = Driver::at(width, height);
    driver.press(pressed);
    insta::assert_snapshot!(name, driver.screen());
}

#[test]
fn what_is_shown_in_french() {
    let mut driver = Driver::start(Setup {
        size: (80, 24),
        lang: Lang::Fr,
        ..Setup::default()
    });
    driver.press("space space m");
    insta::assert_snapshot!("merge_french_80x24", driver.screen());
}
