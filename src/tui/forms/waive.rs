//! Accepting findings.

use jiff::civil::Date;

use super::{Form, Purpose, Refused, reason_field, reason_of};
use crate::domain::findings::{Rule, Subject};
use crate::domain::form::{self, Answer, Answers, Choice, Field, FieldId, FieldKind, OptionSource};
use crate::domain::text::Text;
use crate::tui::panes::words::rule_word;
use crate::tui::shell::data::Act;
use crate::tui::shell::face::Face;

const FINDING: FieldId = FieldId::new("finding");
const UNTIL: FieldId = FieldId::new("until");

#[derive(Debug)]
struct Waive {
    /// Each rule with its name and its subjects.
    choices: Vec<(Rule, String, Vec<Subject>)>,
}

impl Waive {
    fn chosen(&self, answers: &Answers) -> Option<&(Rule, String, Vec<Subject>)> {
        let rule = answers.text(&FINDING)?;
        self.choices.iter().find(|(one, ..)| one.as_str() == rule)
    }
}

/// Asks which findings are accepted, why and until when; `choices` has at least one rule with its
/// subjects.
pub fn waive(face: &Face, choices: Vec<(Rule, Vec<Subject>)>) -> Form {
    let choices: Vec<(Rule, String, Vec<Subject>)> = choices
        .into_iter()
        .map(|(rule, subjects)| {
            let name = match subjects.len() {
                0 | 1 => rule_word(face, rule),
                many => format!("{} ({many})", rule_word(face, rule)),
            };
            (rule, name, subjects)
        })
        .collect();
    let offered = choices.iter().map(|(rule, name, _)| Choice {
        value: rule.as_str().to_owned(),
        label: name.clone(),
    });
    let source = OptionSource::Fixed(offered.collect());
    let first = choices
        .first()
        .map_or_else(String::new, |(rule, ..)| rule.as_str().to_owned());
    let finding = Field::new(
        FINDING,
        Text::new("tui-waive-finding"),
        FieldKind::One(source),
    );
    let until = Field::new(UNTIL, Text::new("tui-waive-until"), FieldKind::Date);
    let fields = vec![
        finding
            .help(Text::new("tui-waive-finding-hint"))
            .default(Answer::One(first))
            .required(),
        reason_field(),
        until.help(Text::new("tui-waive-until-hint")),
    ];
    let title = Text::new("tui-waive-title");
    let mut form = Form::new(title, form::Form { fields }, Waive { choices });
    form.sheet.focus(1);
    form
}

impl Purpose for Waive {
    fn act(&self, answers: &Answers, today: Date) -> Result<Option<Act>, Refused> {
        let reason = reason_of(answers)?;
        let until = answers.date(&UNTIL);
        if until.is_some_and(|day| day < today) {
            return Err(Refused::new(UNTIL, "tui-day-past"));
        }
        Ok(self.chosen(answers).map(|(rule, _, subjects)| Act::Waive {
            rule: *rule,
            subjects: subjects.clone(),
            reason,
            until,
        }))
    }

    fn given(&self, _title: &Text, answers: &Answers) -> Text {
        let rule = self
            .chosen(answers)
            .map_or("", |(_, name, _)| name.as_str());
        Text::new("tui-given-waived").with("rule", rule)
    }
}
