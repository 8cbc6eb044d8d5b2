//! A view that only this test knows works everywhere, by its own code and its one row.

use super::action::{Action, ActionSpec, ViewId};
use super::focus::Focus;
use super::layout::{self, Columns, First, Regions};
use super::message::{Event, Gesture};
use super::plain::speak;
use super::scene::Scene;
use super::session::Session;
use super::testing::{Driver, Setup};
use super::views::{Point, Start, View, ViewSpec};
use crate::tui::panes::registry::VIEWS;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;

const ID: ViewId = ViewId("badges");
static FOCUS: Focus = Focus::commands("badges", &[Action::Open, Action::Mark]);

static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-services", &["B"])),
    columns: Columns {
        titles: &["tui-services", "tui-users"],
        first: First::Percent(40),
        coverage: false,
    },
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(BadgesView::default()),
    find: None,
};

/// Badges by number, and those that were opened.
#[derive(Debug, Default)]
struct BadgesView {
    depth: usize,
    list: ListState,
    opened: Vec<usize>,
}

impl View for BadgesView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn depth(&self) -> usize {
        self.depth
    }

    fn focus_column(&mut self, column: usize, _scene: &mut Scene<'_>) {
        self.depth = column;
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        if action == Action::Open {
            self.opened.push(self.list.at);
            return true;
        }
        let height = layout::rows(scene.regions.columns[0]);
        self.list.act(action, 9, height)
    }

    fn click(&mut self, point: Point, _scene: &mut Scene<'_>) {
        self.list.at = self.list.row_at(point.line, 9).unwrap_or(self.list.at);
    }

    fn choose(&mut self, number: usize, _scene: &mut Scene<'_>) -> bool {
        self.list.at = number.saturating_sub(1);
        true
    }

    fn draw(&self, _session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        if let Some(area) = regions.columns[0] {
            let said = format!("badge {}", self.list.at);
            let style = canvas.theme().text;
            canvas.text(area.x, area.y, area.width, &said, style);
        }
    }

    fn speak(&self, _session: &Session) -> Vec<String> {
        vec![format!("Badge {} of 9.", self.list.at + 1)]
    }
}

fn driver() -> Driver {
    Driver::start(Setup {
        views: VIEWS.iter().copied().chain([&VIEW]).collect(),
        ..Setup::default()
    })
}

fn badges(driver: &Driver) -> &BadgesView {
    driver.state()
}

#[test]
fn its_key_opens_and_draws_it_and_esc_leads_back() {
    let mut driver = driver();
    driver.press("B down down");
    assert_eq!((driver.view(), driver.focus()), ("badges", "badges"));
    assert!(driver.screen().contains("badge 2"));
    driver.press("esc");
    assert_eq!(driver.view(), "users");
    driver.press("B");
    assert!(driver.screen().contains("badge 2"), "its state stayed");
}

#[test]
fn the_palette_finds_it_and_the_help_lists_its_keys() {
    let mut driver = driver();
    driver.press(": b a d g e s enter");
    assert_eq!(driver.view(), "badges");
    driver.press("?");
    let screen = driver.screen();
    assert!(
        screen.contains("Space") && screen.contains("B "),
        "{screen}"
    );
}

#[test]
fn the_operator_can_give_it_another_key() {
    let mut setup = Setup {
        views: VIEWS.iter().copied().chain([&VIEW]).collect(),
        ..Setup::default()
    };
    setup.ui.keys = vec![("badges".to_owned(), vec!["f7".to_owned()])];
    let mut driver = Driver::start(setup);
    driver.press("B");
    assert_eq!(driver.view(), "users");
    driver.press("f7");
    assert_eq!(driver.view(), "badges");
}

#[test]
fn the_mouse_points_into_it() {
    let mut driver = driver();
    driver.press("B");
    let area = driver.model.regions().columns[0].unwrap();
    driver.send(Event::Mouse {
        x: area.x + 1,
        y: area.y + 4,
        gesture: Gesture::Click,
    });
    assert_eq!(badges(&driver).list.at, 3);
    driver.send(Event::Mouse {
        x: area.x + 1,
        y: area.y + 4,
        gesture: Gesture::WheelUp,
    });
    assert_eq!(badges(&driver).list.at, 0);
}

#[test]
fn it_is_spoken_and_its_rows_are_chosen_by_number() {
    let mut driver = driver();
    driver.send(Event::Do(Action::View(ID)));
    driver.send(Event::Choose(4));
    assert_eq!(speak(&driver.model), ["Badge 4 of 9."]);
    assert_eq!(badges(&driver).opened, [3]);
}
