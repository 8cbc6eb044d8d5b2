//! Forms, from the keys to what they do.

use jiff::civil::Date;
use rstest::rstest;

use super::{Form, Purpose, Refused};
use crate::domain::act::edit::FieldEdit;
use crate::domain::form::{self, Answers, Choice, FieldId};
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::domain::user::UserKind;
use crate::tui::panes::asking;
use crate::tui::sample;
use crate::tui::shell::data::{Act, Answer, Done, Query};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::message::Event;
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
    let sent = edited(&driver);
    let note = sent.iter().find_map(|edit| match edit {
        FieldEdit::Note(note) => Some(note),
        _ => None,
    });
    assert!(
        note.unwrap().ends_with("moves to Lyon"),
        "and can be sent again"
    );
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

/// Asks for a team that only the service knows.
#[derive(Debug)]
struct Joining;

impl Purpose for Joining {
    fn act(&self, answers: &Answers, _: Date) -> Result<Option<Act>, Refused> {
        let team = answers.text(&FieldId::new("team")).unwrap_or("none");
        let service = ServiceId::new("github").unwrap();
        let reason = format!("for {team}");
        Ok(Some(Act::Pause { service, reason }))
    }

    fn given(&self, _: &Text, _: &Answers) -> Text {
        Text::new("tui-given-paused").with("service", "GitHub")
    }
}

fn joining() -> Form {
    let field = |id, kind| form::Field::new(FieldId::new(id), Text::new("tui-reason"), kind);
    let teams = form::OptionSource::Live("teams".into());
    let fields = vec![
        field("login", form::FieldKind::Line),
        field("team", form::FieldKind::One(teams)),
    ];
    let title = Text::new("tui-pause-title").with("service", "GitHub");
    Form::new(title, form::Form { fields }, Joining).of_service(ServiceId::new("github").unwrap())
}

#[test]
fn choices_that_only_a_service_knows_arrive_while_the_form_is_filled_in() {
    let mut driver = Driver::usual();
    let mut effects = Vec::new();
    driver
        .model
        .with_scene(&mut effects, |scene| asking::open(joining(), scene));
    let github = ServiceId::new("github").unwrap();
    let sources = vec!["teams".to_owned()];
    let asked = Effect::Ask(Query::Options(github.clone(), sources));
    assert_eq!(effects, [asked]);
    driver.type_text("zoe").press("tab");
    let screen = driver.screen();
    assert!(
        screen.contains("zoe") && screen.contains("asking the service"),
        "{screen}"
    );
    let choice = |name: &str| Choice {
        value: name.to_owned(),
        label: format!("Team {name}"),
    };
    let offered = vec![("teams".to_owned(), Ok(vec![choice("dev"), choice("ops")]))];
    driver.send(Event::Answer(Answer::Options(github, offered)));
    driver.press("right right");
    assert!(
        driver.screen().contains("Team ops  2/2"),
        "{}",
        driver.screen()
    );
    driver.press("enter");
    assert!(matches!(driver.acts().as_slice(), [Act::Pause { reason, .. }] if reason == "for ops"));
}
