//! Which answers a form takes, and how it names the others.

use super::*;
use proptest::prelude::*;

const LOGIN: FieldId = FieldId::new("login");
const EMAIL: FieldId = FieldId::new("email");
const TEAM: FieldId = FieldId::new("team");
const GROUPS: FieldId = FieldId::new("groups");
const PASSWORD: FieldId = FieldId::new("password");
const UNTIL: FieldId = FieldId::new("until");

const POLICY: SecretPolicy = SecretPolicy {
    length: 20,
    signs: true,
};

fn form() -> Form {
    let choice = |value: &str| Choice {
        value: value.to_owned(),
        label: value.to_uppercase(),
    };
    let field = |id: FieldId, kind| Field::new(id, Text::new("label"), kind);
    Form {
        fields: vec![
            field(LOGIN, FieldKind::Line).required(),
            field(EMAIL, FieldKind::Email),
            field(
                TEAM,
                FieldKind::One(OptionSource::Fixed(vec![choice("dev"), choice("ops")])),
            )
            .default(Answer::One("dev".to_owned())),
            field(GROUPS, FieldKind::Many(OptionSource::Live("groups".into()))),
            field(PASSWORD, FieldKind::Secret(POLICY)),
            field(UNTIL, FieldKind::Date),
        ],
    }
}

fn answered(extra: &[(FieldId, Answer)]) -> Answers {
    let mut answers = Answers::defaults(&form());
    answers.set(LOGIN, Answer::Text("zoe".to_owned()));
    for (id, answer) in extra {
        answers.set(id.clone(), answer.clone());
    }
    answers
}

fn mistakes(extra: &[(FieldId, Answer)]) -> Vec<(String, Mistake)> {
    let found = form().check(&answered(extra));
    found
        .into_iter()
        .map(|one| (one.field.as_str().to_owned(), one.mistake))
        .collect()
}

#[test]
fn a_form_with_its_required_answers_is_complete() {
    assert_eq!(mistakes(&[]), []);
    assert_eq!(answered(&[]).text(&TEAM), Some("dev"));
}

#[test]
fn blanks_are_no_answer() {
    let blank = Answer::Text("  ".to_owned());
    assert_eq!(
        mistakes(&[(LOGIN, blank)]),
        [("login".to_owned(), Mistake::Missing)]
    );
}

#[test]
fn every_mistake_is_told_at_once_in_the_order_of_the_form() {
    let wrong = [
        (LOGIN, Answer::Text("a\u{1b}b".to_owned())),
        (EMAIL, Answer::Text("zoe at x".to_owned())),
        (TEAM, Answer::One("sales".to_owned())),
        (GROUPS, Answer::Many(vec!["g".to_owned(), "g".to_owned()])),
        (UNTIL, Answer::Text("tomorrow".to_owned())),
        (FieldId::new("admin"), Answer::Text("yes".to_owned())),
    ];
    let expected = [
        ("login", Mistake::Control),
        ("email", Mistake::NotAnEmail),
        ("team", Mistake::NotOffered("sales".to_owned())),
        ("groups", Mistake::TooMany { limit: MAX_PICKED }),
        ("until", Mistake::WrongKind),
        ("admin", Mistake::Unknown),
    ];
    let found = mistakes(&wrong);
    let found: Vec<_> = found
        .iter()
        .map(|(id, one)| (id.as_str(), one.clone()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_secret_is_only_ever_a_policy_and_that_of_the_field() {
    assert_eq!(mistakes(&[(PASSWORD, Answer::Generated(POLICY))]), []);
    let weak = SecretPolicy {
        length: 1,
        signs: false,
    };
    assert_eq!(
        mistakes(&[(PASSWORD, Answer::Generated(weak))]),
        [("password".to_owned(), Mistake::OtherPolicy)]
    );
    assert_eq!(
        mistakes(&[(PASSWORD, Answer::Text("hunter2".to_owned()))]),
        [("password".to_owned(), Mistake::WrongKind)]
    );
}

#[test]
fn live_sources_are_named_once() {
    let mut form = form();
    form.fields.push(Field::new(
        FieldId::new("second"),
        Text::new("label"),
        FieldKind::One(OptionSource::Live("groups".into())),
    ));
    assert_eq!(form.live_sources(), ["groups"]);
}

proptest! {
    #[test]
    fn what_passes_is_bounded_and_free_of_control_characters(login in ".{0,40}", note in "\\PC{0,30}") {
        let found = mistakes(&[(LOGIN, Answer::Text(login.clone())), (EMAIL, Answer::Text(note.clone()))]);
        if found.is_empty() {
            prop_assert!(!login.chars().any(char::is_control));
            prop_assert!(!login.trim().is_empty());
            prop_assert!(note.trim().is_empty() || note.contains('@'));
        }
    }
}
