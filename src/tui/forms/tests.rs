//! What operators know of a user is written by one form.

use rstest::rstest;

use crate::domain::act::edit::FieldEdit;
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::domain::user::UserKind;
use crate::tui::sample;
use crate::tui::shell::data::{Act, Done};
use crate::tui::shell::testing::Driver;

fn edited(driver: &Driver) -> Vec<FieldEdit> {
    let acts = driver.acts();
    match acts.as_slice() {
        [Act::Edit { user, fields }] if *user == sample::user_id(0) => fields.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_left_as_it_is_writes_nothing_over_what_others_write_meanwhile() {
    let mut driver = Driver::usual();
    driver.press("e enter enter enter enter enter");
    assert_eq!(driver.acts(), []);
    assert!(driver.model.layers.is_empty());
}

#[test]
fn kind_and_departure_are_set_and_nothing_else() {
    let mut driver = Driver::usual();
    driver.press("e right tab tab");
    driver.press("backspace backspace backspace backspace backspace");
    driver.press("backspace backspace backspace backspace backspace");
    driver.type_text("open-ended").press("enter enter enter");
    let expected = [
        FieldEdit::Kind(UserKind::Team),
        FieldEdit::Departure(Departure::OpenEnded),
    ];
    assert_eq!(edited(&driver), expected);
}

/// Somebody wrote a note and sent the form.
fn sent() -> Driver {
    let mut driver = Driver::usual();
    driver.press("e tab tab tab tab");
    driver.type_text("moves to Lyon").press("enter");
    assert_eq!(driver.acts().len(), 1);
    driver
}

#[test]
fn a_form_stays_until_its_job_has_ended_and_takes_no_keys_meanwhile() {
    let mut driver = sent();
    assert!(driver.screen().contains("being written"));
    driver.type_text("x").press("esc enter");
    assert_eq!(driver.acts().len(), 1, "sent once");
    assert_eq!(driver.model.layers.len(), 1, "the draft is kept");
    driver.end_job(Ok(Done {
        decision: Some(7),
        ..Done::default()
    }));
    assert!(driver.model.layers.is_empty());
    assert!(driver.screen().contains("u undoes it"));
    driver.press("u");
    assert!(driver.takes_a_job_back());
}

#[test]
fn what_is_refused_is_there_again_with_the_reason_and_everything_typed() {
    let mut driver = sent();
    driver.end_job(Err(Text::new("act-moved-too-often")));
    let screen = driver.screen();
    assert!(screen.contains("moves to Lyon"), "{screen}");
    assert!(screen.contains("keep changing"), "{screen}");
    driver.press("enter");
    let note = FieldEdit::Note("moves to Lyon".to_owned());
    assert!(edited(&driver).contains(&note), "and can be sent again");
}

#[test]
fn an_act_about_somebody_else_is_taken_back_after_a_question() {
    let mut driver = sent();
    driver.end_job(Ok(Done {
        decision: Some(7),
        ..Done::default()
    }));
    driver.press("down").rest();
    driver.press("u");
    assert!(!driver.takes_a_job_back());
    assert!(
        driver.screen().contains("instead of"),
        "{}",
        driver.screen()
    );
    driver.press("tab enter");
    assert!(driver.takes_a_job_back());
}

#[rstest]
#[case("e tab", "soon", "This is not a day")]
#[case("e tab tab tab", " nowhere", "This is not an address")]
fn what_makes_no_sense_is_refused_and_said(
    #[case] pressed: &str,
    #[case] typed: &str,
    #[case] said: &str,
) {
    let mut driver = Driver::usual();
    driver.press(pressed).press("end");
    for _ in 0..40 {
        driver.press("backspace");
    }
    driver.type_text(typed).press("enter enter enter enter");
    assert_eq!(driver.acts(), []);
    assert!(driver.screen().contains(said), "{}", driver.screen());
}
