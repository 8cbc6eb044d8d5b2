//! Findings are accepted in a form.

use super::asking;
use crate::domain::findings::{Rule, Severity, Subject};
use crate::domain::text::Text;
use crate::tui::forms;
use crate::tui::shell::data::Details;
use crate::tui::shell::scene::Scene;

/// Opens the form for the findings of the user whose accounts are shown.
pub fn of_user(scene: &mut Scene<'_>) {
    if !scene.refuses_changes() {
        let choices = choices(scene.chosen.shown(), None);
        open(scene, choices);
    }
}

/// Opens the form, if there is anything to accept.
pub fn open(scene: &mut Scene<'_>, choices: Vec<(Rule, Vec<Subject>)>) {
    if choices.is_empty() {
        scene.tell(Severity::Info, Text::new("tui-waive-nothing"));
        return;
    }
    let form = forms::waive(&scene.face, choices);
    asking::open(form, scene);
}

/// The open findings of a user by rule.
pub fn choices(details: Option<&Details>, only: Option<Rule>) -> Vec<(Rule, Vec<Subject>)> {
    let mut choices: Vec<(Rule, Vec<Subject>)> = Vec::new();
    for finding in details.iter().flat_map(|details| &details.findings) {
        if finding.waiver.is_some() || only.is_some_and(|only| only != finding.rule) {
            continue;
        }
        match choices.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, subjects)) => subjects.push(finding.subject.clone()),
            None => choices.push((finding.rule, vec![finding.subject.clone()])),
        }
    }
    choices
}
