//! The line-oriented form of the same model: rows by number, and what to say after each command.

use super::effect::Effect;
use super::keymap::Action;
use super::model::{Model, Pane, View};
use super::update;
use crate::tui::panes::{self, accounts, departures, services};

/// Goes to the row with this number, counted from 1 as it was said, and opens it.
pub fn choose(model: &mut Model, row: usize, effects: &mut Vec<Effect>) {
    let at = row.saturating_sub(1);
    match model.view {
        View::Access => match model.pane {
            Pane::Services => {
                model.services.list.at = row;
                services::show(model);
            }
            _ => {
                model.pane = Pane::Users;
                model.users.list.at = at;
                accounts::follow(model);
            }
        },
        View::Findings if model.findings.depth == 0 => {
            model.findings.rules.at = at + 1;
            update::act(model, Action::Up, effects);
        }
        View::Findings => model.findings.members.at = at,
        View::Suggestions => {
            model.suggestions.list.at = at;
        }
        View::Groups if model.groups.depth == 0 => {
            model.groups.list.at = at + 1;
            update::act(model, Action::Up, effects);
        }
        View::Groups => model.groups.members.at = at,
        View::Departures => departures::choose(model, at),
        View::Changes => model.changes.list.at = at,
        View::AuditLog => model.audit_log.list.at = at,
        View::Checklist => model.checklist.list.at = at,
        View::Welcome => model.welcome.list.at = at,
        View::Activity | View::Doctor => return,
    }
    update::act(model, Action::Open, effects);
}

/// What the body says now.
pub fn speak(model: &Model) -> Vec<String> {
    panes::spec(model.view).map_or_else(Vec::new, |spec| (spec.speak)(model))
}
