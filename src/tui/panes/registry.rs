//! Every view of the program, one line each.

use super::{
    access, activity, audit_log, changes, checklist, departures, doctor, findings, groups, help,
    history, suggestions, welcome,
};
use crate::domain::text::Text;
use crate::tui::shell::action::{ActionSpec, ViewId};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::keymap;
use crate::tui::shell::views::ViewSpec;

/// Every view, in the order of the keys that open them.
pub static VIEWS: &[&ViewSpec] = &[
    &access::VIEW,
    &findings::VIEW,
    &suggestions::VIEW,
    &groups::VIEW,
    &changes::VIEW,
    &departures::VIEW,
    &activity::VIEW,
    &audit_log::VIEW,
    &doctor::VIEW,
    &checklist::VIEW,
    &welcome::VIEW,
];

/// The row of a view.
pub fn spec(id: ViewId) -> Option<&'static ViewSpec> {
    VIEWS.iter().copied().find(|spec| spec.id == id)
}

/// The actions that open views.
pub fn openers(views: &[&ViewSpec]) -> Vec<ActionSpec> {
    views.iter().filter_map(|spec| spec.opens).collect()
}

/// All that can have the keys where they are commands.
pub fn focuses() -> Vec<&'static Focus> {
    let views = VIEWS.iter().flat_map(|spec| spec.focuses.iter().copied());
    views.chain([&history::FOCUS, &help::FOCUS]).collect()
}

/// The words that `[ui.keys]` can name.
pub fn key_words() -> Vec<&'static str> {
    let all = keymap::all(&openers(VIEWS));
    all.iter().map(|spec| spec.word).collect()
}

/// What is wrong with the operator's own keys, by action.
pub fn wrong_keys(own: &[(String, Vec<String>)]) -> Vec<(String, Text)> {
    keymap::wrong_keys(own, &openers(VIEWS), &focuses())
}
