//! Keys to answers: what is asked of the store, what the operator sees at once, what comes back.

use rstest::rstest;

use super::state::SuggestionsView;
use crate::config::UiSettings;
use crate::domain::text::Text;
use crate::tui::sample;
use crate::tui::shell::data::{Act, Done};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::message::Event;
use crate::tui::shell::queue::{Pair, pair};
use crate::tui::shell::testing::{Driver, Setup, styles_of};
use crate::words::Lang;

fn asked() -> Driver {
    let mut driver = Driver::usual();
    driver.press("S");
    driver
}

fn pairs() -> Vec<Pair> {
    sample::questions().iter().map(pair).collect()
}

fn under(driver: &Driver) -> Option<Pair> {
    driver.model.session.questions.current().map(pair)
}

fn open(driver: &Driver) -> usize {
    driver.model.session.questions.queue.open().len()
}

#[test]
fn one_key_answers_and_the_next_question_is_there_before_the_store_knows() {
    let mut driver = asked();
    let (first, second) = (pairs()[0].clone(), pairs()[1].clone());
    assert_eq!(under(&driver), Some(first.clone()));
    driver.press("y");
    let (a, b) = first;
    assert_eq!(driver.acts(), [Act::Same { a, b }]);
    assert_eq!(under(&driver), Some(second.clone()), "no job ended yet");
    driver.press("n");
    let (a, b) = second;
    assert_eq!(driver.acts().last(), Some(&Act::Never { a, b }));
    assert_eq!(driver.model.session.questions.queue.settled(), 2);
}

#[test]
fn an_answer_settles_every_question_between_the_same_two_users() {
    let mut driver = asked();
    driver.press("down down down y");
    let given = driver.model.session.questions.queue.last().unwrap();
    let settled: Vec<Pair> = given.settled.iter().map(pair).collect();
    assert_eq!(settled, [pairs()[3].clone(), pairs()[4].clone()]);
    driver.press("u");
    assert_eq!(open(&driver), pairs().len(), "both wait again");
}

#[rstest]
#[case("y u", 0)]
#[case("y y u", 1)]
#[case("y y u u", 0)]
#[case("y n y u u u", 0)]
#[case("n u y u", 0)]
fn undo_takes_back_exactly_the_last_answer_again_and_again(
    #[case] pressed: &str,
    #[case] left: usize,
) {
    let mut driver = asked();
    driver.press(pressed);
    assert_eq!(driver.model.session.questions.queue.settled(), left);
    assert_eq!(open(&driver), pairs().len() - left);
    assert_eq!(
        under(&driver),
        Some(pairs()[left].clone()),
        "back at the question that was answered last"
    );
    assert!(driver.takes_a_job_back());
}

#[test]
fn undo_without_an_answer_changes_nothing() {
    let mut driver = asked();
    driver.press("u");
    assert_eq!(driver.acts(), []);
    assert_eq!(driver.notice(), Some("tui-undo-nothing"));
}

#[test]
fn what_is_put_off_comes_last_and_stays_there_when_the_store_moves() {
    let mut driver = asked();
    driver.press("space");
    assert_eq!(under(&driver), Some(pairs()[1].clone()));
    driver.send(Event::Revision(crate::domain::ids::Revision(99)));
    driver.rest();
    let last = driver.model.session.questions.queue.open().last().map(pair);
    assert_eq!(last, Some(pairs()[0].clone()));
    assert_eq!(under(&driver), Some(pairs()[1].clone()), "the cursor stays");
}

#[test]
fn a_refused_answer_brings_its_question_back_with_the_reason() {
    let mut driver = asked();
    driver.press("y");
    let cursor = under(&driver);
    let why = Text::new("identity-never").with("seq", 3u64);
    driver.end_job(Err(why.clone()));
    let question = driver.model.session.questions.queue.open()[0].clone();
    assert_eq!(pair(&question), pairs()[0]);
    assert_eq!(
        driver.model.session.questions.queue.refusal(&question),
        Some(&why)
    );
    assert_eq!(
        under(&driver),
        cursor,
        "what is being read is not taken away"
    );
    assert_eq!(driver.model.session.questions.queue.settled(), 0);
    driver.press("up");
    assert!(driver.screen().contains("Refused:"));
}

#[test]
fn an_answer_is_not_asked_again_by_a_reading_that_cannot_know_of_it() {
    let mut driver = asked();
    driver.press("y");
    let found = crate::tui::shell::data::Found {
        questions: sample::questions(),
        total: 8,
    };
    driver.send(Event::Questions(1, Ok(found)));
    assert_eq!(open(&driver), pairs().len() - 1);
}

#[test]
fn a_question_that_an_undo_brings_back_survives_a_reading_from_before() {
    let mut driver = asked();
    driver.press("y").end_job(Ok(Done::default()));
    driver.press("u");
    let mut questions = sample::questions();
    questions.remove(0);
    let found = crate::tui::shell::data::Found {
        questions,
        total: 7,
    };
    driver.send(Event::Questions(9, Ok(found)));
    assert_eq!(under(&driver), Some(pairs()[0].clone()));
}

#[test]
fn two_accounts_that_are_one_user_already_are_asked_about_as_such() {
    let mut driver = asked();
    assert!(driver.screen().contains("Still one user?"));
    driver.press("n");
    let (a, b) = pairs()[0].clone();
    assert_eq!(driver.acts(), [Act::Never { a, b }]);
}

#[test]
fn accepting_a_kind_shows_what_and_leaves_out_what_would_clash() {
    let mut driver = asked();
    driver.press("down down a");
    assert_eq!(driver.focus(), "preview");
    let screen = driver.screen();
    // The second question about a Chloé would bring two accounts of one service together, and
    // something speaks against the Noors.
    assert!(
        screen.contains("would have two accounts of GitHub"),
        "{screen}"
    );
    assert!(screen.contains("2 are left out"), "{screen}");
    driver.press("enter");
    assert_eq!(driver.acts(), [], "the way out has the keys first");
    driver.press("a tab enter");
    let acts = driver.acts();
    let [Act::SameAll { pairs }] = acts.as_slice() else {
        panic!("{acts:?}");
    };
    assert_eq!(pairs.len(), 1);
    assert_eq!(driver.model.session.questions.queue.settled(), 1);
    let back = pairs[0].clone();
    let why = Text::new("identity-never").with("seq", 3u64);
    driver.end_job(Ok(Done {
        refused: vec![(back.0.clone(), back.1.clone(), why)],
        decision: Some(4),
        text: None,
    }));
    assert!(
        driver
            .model
            .session
            .questions
            .queue
            .position(&back)
            .is_some()
    );
}

#[test]
fn an_auditor_looks_and_cannot_answer() {
    let mut setup = Setup::default();
    setup.facts.read_only = true;
    let mut driver = Driver::start(setup);
    driver.press("S y n u a");
    assert_eq!(driver.acts(), []);
    assert_eq!(open(&driver), pairs().len());
    assert_eq!(driver.notice(), Some("tui-refused-read-only"));
}

#[test]
fn everybody_is_compared_once_at_a_time_and_calmly() {
    let mut driver = asked();
    let asked = |driver: &Driver| driver.model.session.questions.queue.clone();
    let before = asked(&driver);
    // Three commits in a row, as of a sync.
    for revision in 50..53 {
        driver.send(Event::Revision(crate::domain::ids::Revision(revision)));
    }
    assert_eq!(asked(&driver), before, "not yet: it was done just now");
    assert!(driver.model.session.questions.due.is_some());
    driver.rest();
    assert_ne!(asked(&driver), before);
    assert_eq!(driver.model.session.questions.due, None);
}

#[test]
fn the_checklist_says_how_many_wait_and_leads_there() {
    let mut driver = Driver::usual();
    driver.press("T");
    assert!(driver.screen().contains("208 suggestions wait"));
    driver.press("down down down down enter");
    assert_eq!(driver.view(), "suggestions");
}

#[test]
fn the_mouse_points_at_a_question() {
    let mut driver = asked();
    let gesture = crate::tui::shell::message::Gesture::Click;
    driver.send(Event::Mouse {
        x: 5,
        y: 6,
        gesture,
    });
    assert_eq!(under(&driver), Some(pairs()[2].clone()));
}

#[test]
fn both_sides_are_read_ahead_of_the_cursor() {
    let driver = asked();
    let ready = driver.model.session.questions.queue.open().iter();
    let ready = ready.filter(|question| {
        driver
            .state::<SuggestionsView>()
            .compared(question)
            .is_some()
    });
    assert_eq!(ready.count(), 3);
    assert!(
        !driver
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Ask(_)))
    );
}

#[rstest]
#[case("suggestions_80x24", (80, 24), "S")]
#[case("suggestions_compared_80x24", (80, 24), "S enter")]
#[case("suggestions_compared_40x10", (40, 10), "S enter")]
#[case("suggestions_120x40", (120, 40), "S y")]
#[case("suggestions_160x50", (160, 50), "S down down down down down")]
#[case("suggestions_lapsed_120x40", (120, 40), "S space")]
#[case("suggestions_accept_120x40", (120, 40), "S down down a tab")]
fn what_is_shown(#[case] name: &str, #[case] (width, height): (u16, u16), #[case] pressed: &str) {
    let mut driver = Driver::at(width, height);
    driver.press(pressed);
    insta::assert_snapshot!(name, driver.screen());
}

#[test]
fn what_is_shown_in_french() {
    for (name, size) in [("80x24", (80, 24)), ("120x40", (120, 40))] {
        let mut driver = Driver::start(Setup {
            size,
            lang: Lang::Fr,
            ..Setup::default()
        });
        driver.press("S y enter");
        insta::assert_snapshot!(format!("suggestions_french_{name}"), driver.screen());
    }
}

#[test]
fn without_colour_and_in_ascii_agreement_is_a_sign_and_a_weight() {
    let mut driver = Driver::start(Setup {
        ui: UiSettings {
            no_color: true,
            ascii: true,
            ..UiSettings::default()
        },
        ..Setup::default()
    });
    driver.press("S down down down down down");
    insta::assert_snapshot!("suggestions_ascii", driver.screen());
    let buffer = driver.buffer();
    insta::assert_snapshot!("suggestions_mono_styles", styles_of(&buffer));
}
