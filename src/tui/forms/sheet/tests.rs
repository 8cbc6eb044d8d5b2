//! Filling in a form by keys.

use super::*;
use crate::domain::form::{Field, SecretPolicy};
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 30);
const POLICY: SecretPolicy = SecretPolicy {
    length: 20,
    signs: false,
};

fn choices(names: &[&str]) -> Vec<Choice> {
    let choice = |name: &&str| Choice {
        value: (*name).to_owned(),
        label: format!("Team {name}"),
    };
    names.iter().map(choice).collect()
}

fn sheet() -> Sheet {
    let field = |id, kind| Field::new(FieldId::new(id), Text::new(id), kind);
    let role = OptionSource::Fixed(choices(&["member", "owner"]));
    Sheet::new(Form {
        fields: vec![
            field("login", FieldKind::Line).required(),
            field("until", FieldKind::Date),
            field("role", FieldKind::One(role)).default(Answer::One("member".to_owned())),
            field("teams", FieldKind::Many(OptionSource::Live("teams".into()))),
            field("password", FieldKind::Secret(POLICY)),
            field("note", FieldKind::Note),
        ],
    })
}

fn press(sheet: &mut Sheet, keys: &str) -> Step {
    let mut step = Step::Open;
    for key in keys.split_whitespace() {
        step = sheet.key(Key::parse(key).unwrap(), TODAY);
    }
    step
}

fn answered(step: Step) -> Answers {
    match step {
        Step::Answered(answers) => answers,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_is_filled_in_by_keys_alone() {
    let mut sheet = sheet();
    sheet.arrived("teams", Ok(choices(&["dev", "ops", "web"])));
    sheet.paste("zoe");
    press(&mut sheet, "tab");
    sheet.paste("+1d");
    press(&mut sheet, "tab right tab space down down space tab tab");
    sheet.paste("two\nlines");
    let answers = answered(press(&mut sheet, "enter"));
    assert_eq!(answers.text(&FieldId::new("login")), Some("zoe"));
    assert_eq!(
        answers.date(&FieldId::new("until")),
        Some(date(2026, 12, 1))
    );
    assert_eq!(answers.text(&FieldId::new("role")), Some("owner"));
    assert_eq!(answers.many(&FieldId::new("teams")), ["dev", "web"]);
    assert_eq!(answers.text(&FieldId::new("note")), Some("two\nlines"));
    let password = answers.get(&FieldId::new("password"));
    assert_eq!(password, Some(&Answer::Generated(POLICY)));
}

#[test]
fn what_is_missing_or_wrong_is_said_beside_its_field_until_it_is_edited() {
    let mut sheet = sheet();
    sheet.focus(1);
    sheet.paste("someday");
    sheet.focus(5);
    assert_eq!(press(&mut sheet, "enter"), Step::Open);
    assert_eq!(sheet.at(), 0);
    assert_eq!(sheet.mistake(0).unwrap().id, "form-missing");
    assert_eq!(sheet.mistake(1).unwrap().id, "form-not-a-day");
    press(&mut sheet, "z");
    assert_eq!(sheet.mistake(0), None);
    assert!(sheet.mistake(1).is_some());
}

#[test]
fn choices_that_arrive_late_keep_what_was_picked() {
    let mut answers = Answers::default();
    let teams = FieldId::new("teams");
    let picked = ["ops", "gone"].map(str::to_owned).to_vec();
    answers.set(teams.clone(), Answer::Many(picked.clone()));
    let mut sheet = Sheet::with(sheet().form().clone(), &answers);
    assert_eq!(sheet.waiting().collect::<Vec<_>>(), ["teams"]);
    assert_eq!(sheet.draft(TODAY).many(&teams), picked);
    sheet.arrived("teams", Err(Text::new("error-net")));
    assert_eq!(
        sheet.draft(TODAY).many(&teams),
        picked,
        "a failure takes nothing away"
    );
    sheet.arrived("teams", Ok(choices(&["dev", "ops"])));
    assert_eq!(sheet.draft(TODAY).many(&teams), ["ops"]);
}

#[test]
fn letters_find_a_choice_whatever_its_accents() {
    let mut sheet = sheet();
    sheet.arrived("teams", Ok(choices(&["dev", "éditions", "ops"])));
    sheet.focus(3);
    press(&mut sheet, "e d i space");
    assert_eq!(
        sheet.draft(TODAY).many(&FieldId::new("teams")),
        ["éditions"]
    );
    press(&mut sheet, "x");
    let Some(Input::Pick(pick)) = sheet.input(3) else {
        panic!("no choices");
    };
    assert_eq!(
        pick.search(),
        "edi",
        "a letter that no choice has is not taken"
    );
}

#[test]
fn an_optional_choice_can_be_taken_back() {
    let mut sheet = sheet();
    sheet.focus(2);
    press(&mut sheet, "delete");
    assert_eq!(sheet.draft(TODAY).text(&FieldId::new("role")), None);
}

#[test]
fn plain_mode_answers_with_numbers_or_values() {
    let mut sheet = sheet();
    sheet.arrived("teams", Ok(choices(&["dev", "ops", "web"])));
    sheet.fill(2, "2");
    sheet.fill(3, "3, dev 3");
    let draft = sheet.draft(TODAY);
    assert_eq!(draft.text(&FieldId::new("role")), Some("owner"));
    assert_eq!(draft.many(&FieldId::new("teams")), ["web", "dev"]);
}

#[test]
fn esc_leaves_the_form() {
    assert_eq!(press(&mut sheet(), "esc"), Step::Abandoned);
}
