//! What the mouse means: a click goes where it points, the wheel moves the list beneath it.

use ratatui::layout::{Position, Rect};

use super::effect::Effect;
use super::keymap::Action;
use super::layers::{Focus, focus};
use super::layout;
use super::message::Gesture;
use super::model::{Model, Pane, View};
use super::update;
use crate::tui::panes::{self, accounts, departures, services, suggestions};

/// Rows per turn of the wheel.
const WHEEL: usize = 3;

/// Takes a gesture; on top layers and in text it means nothing.
pub fn take(model: &mut Model, x: u16, y: u16, gesture: Gesture, effects: &mut Vec<Effect>) {
    let now = focus(model);
    if now == Focus::TooSmall || now.takes_text() || !model.layers.is_empty() {
        return;
    }
    let regions = layout::regions(model);
    let at = Position { x, y };
    if gesture == Gesture::Click
        && let Some(area) = regions.tabs
    {
        let tabs = layout::tabs(model, area);
        if let Some(tab) = tabs.iter().position(|(place, _)| place.contains(at)) {
            return focus_column(model, tab, effects);
        }
    }
    let column = regions
        .columns
        .iter()
        .position(|area| area.is_some_and(|area| area.contains(at)));
    let Some(column) = column else { return };
    let Some(area) = regions.columns.get(column).copied().flatten() else {
        return;
    };
    focus_column(model, column, effects);
    let action = match gesture {
        Gesture::WheelUp => Action::Up,
        Gesture::WheelDown => Action::Down,
        Gesture::Click => return click(model, column, area, y, effects),
    };
    for _ in 0..WHEEL {
        update::act(model, action, effects);
    }
}

fn focus_column(model: &mut Model, column: usize, effects: &mut Vec<Effect>) {
    match model.view {
        View::Access => {
            let pane = match column {
                0 => Pane::Services,
                1 => Pane::Users,
                _ => Pane::Accounts,
            };
            if model.pane != pane {
                panes::focus_pane(model, pane, effects);
            }
        }
        View::Findings => model.findings.depth = column,
        View::Groups => model.groups.depth = column,
        View::Suggestions => model.suggestions.depth = column,
        View::Departures => model.departures.depth = column,
        _ => {}
    }
}

fn click(model: &mut Model, column: usize, area: Rect, y: u16, effects: &mut Vec<Effect>) {
    let line = |first: u16| y.checked_sub(first).map(usize::from);
    let top = layout::inside(area).y;
    match (model.view, column) {
        (View::Access, 0) => {
            if let Some(row) = line(top).and_then(|line| services::row_at(model, area, line)) {
                model.services.list.at = row;
                services::show(model);
            }
        }
        (View::Access, 1) => {
            let len = model.users.len();
            let row = line(top + 1).and_then(|line| model.users.list.row_at(line, len));
            if let Some(row) = row {
                model.users.list.at = row;
                accounts::follow(model);
            }
        }
        (View::Suggestions, 0) => {
            if let Some(line) = line(top) {
                suggestions::point(model, area, line, effects);
            }
        }
        (View::Departures, 0) => {
            if let Some(line) = line(top) {
                departures::point(model, line);
            }
        }
        (View::Findings | View::Groups, _) => {
            if let Some(line) = line(top) {
                let (list, depth) = match model.view {
                    View::Findings => (&mut model.findings.rules, model.findings.depth),
                    _ => (&mut model.groups.list, model.groups.depth),
                };
                if depth == 0 {
                    // One below the wanted row, then a real movement: it loads what belongs to it.
                    list.at = list.top + line + 1;
                    update::act(model, Action::Up, effects);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::shell::message::Event;
    use crate::tui::shell::testing::Driver;

    #[test]
    fn a_click_chooses_what_it_points_at() {
        let mut driver = Driver::usual();
        let click = |y| Event::Mouse {
            x: 40,
            y,
            gesture: Gesture::Click,
        };
        driver.send(click(5));
        assert_eq!(driver.model.users.list.at, 2);
        driver.send(Event::Mouse {
            x: 2,
            y: 4,
            gesture: Gesture::Click,
        });
        assert_eq!(driver.model.pane, Pane::Services);
        assert_eq!(driver.model.services.list.at, 1);
    }

    #[test]
    fn a_click_on_a_tab_shows_its_pane() {
        let mut driver = Driver::at(80, 24);
        let tabs = layout::regions(&driver.model).tabs.unwrap();
        for (tab, pane) in [(0, Pane::Services), (2, Pane::Accounts), (1, Pane::Users)] {
            let (place, _) = layout::tabs(&driver.model, tabs)[tab].clone();
            for x in [place.x, place.right() - 1] {
                driver.send(Event::Mouse {
                    x,
                    y: place.y,
                    gesture: Gesture::Click,
                });
                assert_eq!(driver.model.pane, pane);
            }
        }
    }
}
