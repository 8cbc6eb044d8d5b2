//! The list, its cursor, and what the screen shows.

use super::DeparturesView;
use crate::config::UiSettings;
use crate::domain::departures::Band;
use crate::tui::shell::plain::speak;
use crate::tui::shell::testing::{Driver, Setup};
use crate::words::Lang;

fn driver(size: (u16, u16), lang: Lang) -> Driver {
    let mut driver = Driver::start(Setup {
        size,
        lang,
        ..Setup::default()
    });
    driver.press("P");
    driver.rest();
    driver
}

fn view(driver: &Driver) -> &DeparturesView {
    driver.state()
}

fn name(driver: &Driver) -> String {
    view(driver)
        .selected()
        .map_or(String::new(), |leaver| leaver.name.clone())
}

#[test]
fn the_most_urgent_comes_first_and_headings_are_passed_over() {
    let mut driver = driver((120, 40), Lang::En);
    assert_eq!(driver.view(), "departures");
    let departing = view(&driver).departing.clone().unwrap();
    let bands: Vec<Band> = departing.leavers.iter().map(|one| one.band).collect();
    assert!(bands.is_sorted() && bands[0] == Band::Overdue, "{bands:?}");
    assert_eq!(name(&driver), "Zoé de l’Étoile");
    for leaver in &departing.leavers {
        assert_eq!(name(&driver), leaver.name);
        driver.press("down");
    }
    assert_eq!(name(&driver), departing.leavers.last().unwrap().name);
    for leaver in departing.leavers.iter().rev() {
        assert_eq!(name(&driver), leaver.name);
        driver.press("up");
    }
    assert_eq!(name(&driver), "Zoé de l’Étoile");
    driver.press("end home");
    assert_eq!(name(&driver), "Zoé de l’Étoile");
}

#[test]
fn details_open_scroll_and_close_and_nothing_is_written() {
    let mut driver = driver((80, 24), Lang::En);
    driver.press("enter down down");
    assert_eq!(view(&driver).depth, 1);
    assert!(view(&driver).scroll.top > 0);
    assert_eq!(name(&driver), "Zoé de l’Étoile");
    driver.press("esc");
    assert_eq!(view(&driver).depth, 0);
    driver.press("esc");
    assert_eq!(driver.view(), "users");
    assert!(driver.acts().is_empty());
}

#[test]
fn the_calendar_marks_who_comes_and_who_goes() {
    let driver = driver((80, 24), Lang::En);
    let screen = driver.screen();
    // Noor leaves on 5 December, a newcomer is awaited on the 7th.
    assert!(screen.contains(" 5-") && screen.contains(" 7+"), "{screen}");
}

#[test]
fn what_it_looks_like() {
    for (size, lang, said) in [
        ((80, 24), Lang::En, "80x24"),
        ((80, 24), Lang::Fr, "french_80x24"),
        ((160, 50), Lang::En, "160x50"),
        ((160, 50), Lang::Fr, "french_160x50"),
        ((40, 10), Lang::En, "40x10"),
    ] {
        let screen = driver(size, lang).screen();
        insta::assert_snapshot!(format!("departures_{said}"), screen);
    }
    let mut ascii = Driver::start(Setup {
        size: (80, 24),
        ui: UiSettings {
            ascii: true,
            ..UiSettings::default()
        },
        ..Setup::default()
    });
    ascii.press("P");
    insta::assert_snapshot!("departures_ascii", ascii.screen());
}

#[test]
fn it_can_be_said_in_lines() {
    let driver = driver((80, 24), Lang::En);
    let lines = speak(&driver.model);
    assert!(
        lines[1].starts_with("1. Zoé de l’Étoile, left, still active, 2026-10-31 (22 days ago)"),
        "{lines:?}"
    );
    assert!(lines[1].contains("GitHub"), "{lines:?}");
}
