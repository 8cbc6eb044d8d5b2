//! What the mouse means: a click goes where it points, the wheel moves the list beneath it.

use ratatui::layout::Position;

use super::action::Action;
use super::effect::Effect;
use super::layout;
use super::message::Gesture;
use super::model::Model;
use super::views::Point;

/// Rows per turn of the wheel.
const WHEEL: usize = 3;

/// Takes a gesture; on top layers and in text it means nothing. What it leads to comes back.
pub fn take(
    model: &mut Model,
    (x, y): (u16, u16),
    gesture: Gesture,
    effects: &mut Vec<Effect>,
) -> Vec<Action> {
    if model.focus().takes_text || !model.layers.is_empty() {
        return Vec::new();
    }
    let regions = model.regions();
    let at = Position { x, y };
    if gesture == Gesture::Click
        && let (Some(area), Some(view)) = (regions.tabs, model.current())
    {
        let tabs = layout::tabs(&model.session, &view.spec.columns, area);
        if let Some(tab) = tabs.iter().position(|(place, _)| place.contains(at)) {
            return focus_column(model, tab, effects);
        }
    }
    let columns = regions.columns.into_iter().enumerate();
    let mut hit = columns.filter_map(|(at, area)| Some((at, area?)));
    let Some((column, area)) = hit.find(|(_, area)| area.contains(at)) else {
        return Vec::new();
    };
    let mut afterwards = focus_column(model, column, effects);
    match gesture {
        Gesture::WheelUp => afterwards.extend([Action::Up; WHEEL]),
        Gesture::WheelDown => afterwards.extend([Action::Down; WHEEL]),
        Gesture::Click => {
            if let Some(line) = y.checked_sub(layout::inside(area).y) {
                let line = usize::from(line);
                let point = Point { column, area, line };
                let (_, more) = model.with_view(model.at(), effects, |view, scene| {
                    view.click(point, scene);
                });
                afterwards.extend(more);
            }
        }
    }
    afterwards
}

fn focus_column(model: &mut Model, column: usize, effects: &mut Vec<Effect>) -> Vec<Action> {
    let (_, afterwards) = model.with_view(model.at(), effects, |view, scene| {
        view.focus_column(column, scene);
    });
    afterwards
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::panes::access::Pane;
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
        assert_eq!(driver.users().list.at, 2);
        driver.send(Event::Mouse {
            x: 2,
            y: 4,
            gesture: Gesture::Click,
        });
        assert_eq!(driver.pane(), Pane::Services);
        assert_eq!(driver.services().list.at, 1);
    }

    #[test]
    fn a_click_on_a_tab_shows_its_pane() {
        let mut driver = Driver::at(80, 24);
        let tabs = driver.model.regions().tabs.unwrap();
        let columns = driver.model.current().unwrap().spec.columns;
        for (tab, pane) in [(0, Pane::Services), (2, Pane::Accounts), (1, Pane::Users)] {
            let (place, _) = layout::tabs(&driver.model.session, &columns, tabs)[tab].clone();
            for x in [place.x, place.right() - 1] {
                driver.send(Event::Mouse {
                    x,
                    y: place.y,
                    gesture: Gesture::Click,
                });
                assert_eq!(driver.pane(), pane);
            }
        }
    }
}
