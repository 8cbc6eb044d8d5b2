//! The panes: each owns its state, its drawing, its keys and its spoken form for `--plain`.
//!
//! A pane never writes another pane's state except through [`Model`]'s own functions; a view is
//! registered by one line of [`VIEWS`].

pub mod accounts;
pub mod activity;
pub mod audit_log;
pub mod changes;
pub mod checklist;
pub mod departures;
pub mod doctor;
pub mod document;
pub mod findings;
pub mod groups;
pub mod help;
pub mod history;
pub mod palette;
pub mod preview;
pub mod service;
pub mod services;
pub mod suggestions;
pub mod user_rows;
pub mod users;
pub mod welcome;

use super::shell::effect::Effect;
use super::shell::keymap::Action;
use super::shell::layout::Regions;
use super::shell::model::{Model, Pane, View};
use super::widgets::canvas::Canvas;
use super::widgets::columns;

/// Most rows that `--plain` says at once.
pub const SPOKEN: usize = 20;

/// What is registered of a view.
#[derive(Debug)]
pub struct ViewSpec {
    /// The view.
    pub view: View,
    /// The action that opens it.
    pub open: Option<Action>,
    /// Draws the body.
    pub draw: fn(&Model, &Regions, &mut Canvas<'_>),
    /// Takes an action; `false` when it has no meaning here.
    pub act: fn(&mut Model, Action, &mut Vec<Effect>) -> bool,
    /// Reads what the view needs, when it is opened and when the store moved.
    pub load: fn(&mut Model, &mut Vec<Effect>),
    /// Says it in lines.
    pub speak: fn(&Model) -> Vec<String>,
}

/// Every view. Onboarding, journal and tokens will be lines here.
pub const VIEWS: &[ViewSpec] = &[
    ViewSpec {
        view: View::Access,
        open: Some(Action::Users),
        draw: draw_access,
        act: act_access,
        load: load_access,
        speak: speak_access,
    },
    ViewSpec {
        view: View::Findings,
        open: Some(Action::Findings),
        draw: findings::draw,
        act: findings::act,
        load: findings::load,
        speak: findings::speak,
    },
    ViewSpec {
        view: View::Suggestions,
        open: Some(Action::Suggestions),
        draw: suggestions::draw,
        act: suggestions::act,
        load: suggestions::load,
        speak: suggestions::speak,
    },
    ViewSpec {
        view: View::Groups,
        open: Some(Action::Groups),
        draw: groups::draw,
        act: groups::act,
        load: groups::load,
        speak: groups::speak,
    },
    ViewSpec {
        view: View::Changes,
        open: Some(Action::Changes),
        draw: changes::draw,
        act: changes::act,
        load: changes::load,
        speak: changes::speak,
    },
    ViewSpec {
        view: View::Departures,
        open: Some(Action::Departures),
        draw: departures::draw,
        act: departures::act,
        load: departures::load,
        speak: departures::speak,
    },
    ViewSpec {
        view: View::Activity,
        open: Some(Action::Activity),
        draw: activity::draw,
        act: activity::act,
        load: activity::load,
        speak: activity::speak,
    },
    ViewSpec {
        view: View::AuditLog,
        open: Some(Action::AuditLog),
        draw: audit_log::draw,
        act: audit_log::act,
        load: audit_log::load,
        speak: audit_log::speak,
    },
    ViewSpec {
        view: View::Doctor,
        open: Some(Action::Doctor),
        draw: doctor::draw,
        act: doctor::act,
        load: doctor::load,
        speak: doctor::speak,
    },
    ViewSpec {
        view: View::Checklist,
        open: Some(Action::Checklist),
        draw: checklist::draw,
        act: checklist::act,
        load: checklist::load,
        speak: checklist::speak,
    },
    ViewSpec {
        view: View::Welcome,
        open: None,
        draw: welcome::draw,
        act: welcome::act,
        load: load_nothing,
        speak: welcome::speak,
    },
];

/// The line of a view.
pub fn spec(view: View) -> Option<&'static ViewSpec> {
    VIEWS.iter().find(|spec| spec.view == view)
}

/// The view that an action opens.
pub fn opened_by(action: Action) -> Option<View> {
    let spec = VIEWS.iter().find(|spec| spec.open == Some(action))?;
    Some(spec.view)
}

fn load_nothing(_: &mut Model, _: &mut Vec<Effect>) {}

fn load_access(_: &mut Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::Ask(super::shell::data::Query::Runs));
}

fn draw_access(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    columns::draw(regions.columns, canvas, |at, area, canvas| match at {
        0 => services::draw(model, area, canvas),
        1 => users::draw(model, area, canvas),
        _ => accounts::draw(model, area, canvas),
    });
}

fn act_access(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let pane = match (model.pane, action) {
        (Pane::Services, Action::NextPane | Action::Right) => Pane::Users,
        (Pane::Services, Action::PreviousPane) => Pane::Accounts,
        (Pane::Users, Action::NextPane | Action::Right) => Pane::Accounts,
        (Pane::Users, Action::PreviousPane | Action::Left) => Pane::Services,
        (Pane::Accounts, Action::NextPane) => Pane::Services,
        (Pane::Accounts, Action::PreviousPane | Action::Left) => Pane::Users,
        _ => {
            return match model.pane {
                Pane::Services => services::act(model, action, effects),
                Pane::Users => users::act(model, action, effects),
                Pane::Accounts => accounts::act(model, action, effects),
            };
        }
    };
    focus_pane(model, pane, effects);
    true
}

/// Gives the keys to one of the three panes.
pub fn focus_pane(model: &mut Model, pane: Pane, effects: &mut Vec<Effect>) {
    model.pane = pane;
    match pane {
        Pane::Services => services::show(model),
        Pane::Users => accounts::show_user(model),
        Pane::Accounts => accounts::want_now(model, effects),
    }
}

fn speak_access(model: &Model) -> Vec<String> {
    match model.pane {
        Pane::Services => services::speak(model),
        Pane::Users => users::speak(model),
        Pane::Accounts => accounts::speak(model),
    }
}
