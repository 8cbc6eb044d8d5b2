//! What operators know of a user is written by one form.

use rstest::rstest;

use crate::domain::time::Departure;
use crate::domain::user::UserKind;
use crate::tui::sample;
use crate::tui::shell::data::{Act, Edit};
use crate::tui::shell::testing::Driver;

fn edited(driver: &Driver) -> Edit {
    let acts = driver.acts();
    match acts.as_slice() {
        [Act::Edit(user, edit)] if *user == sample::user_id(0) => edit.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_left_as_it_is_writes_what_was_known() {
    let mut driver = Driver::usual();
    driver.press("e enter enter enter enter enter");
    let edit = edited(&driver);
    assert_eq!(edit.kind, UserKind::Person);
    assert_eq!(edit.arrival, Some(jiff::civil::date(2024, 9, 1)));
    assert_eq!(edit.email, "amadou-n-diaye@example.net");
}

#[test]
fn kind_and_departure_are_set() {
    let mut driver = Driver::usual();
    driver.press("e right tab tab");
    driver.press("backspace backspace backspace backspace backspace");
    driver.press("backspace backspace backspace backspace backspace");
    driver.type_text("open-ended").press("enter enter enter");
    let edit = edited(&driver);
    assert_eq!(edit.kind, UserKind::Team);
    assert_eq!(edit.departure, Departure::OpenEnded);
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
