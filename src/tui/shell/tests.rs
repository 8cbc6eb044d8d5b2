//! Keys to model and effects, and what the screen shows, at every size and in every dress.

use proptest::prelude::*;
use rstest::rstest;

use super::data::{Act, Done, Job};
use super::effect::{Effect, Exit};
use super::key::keys;
use super::message::Event;
use super::testing::{Driver, Setup, styles_of};
use crate::config::UiSettings;
use crate::domain::findings::{Rule, Subject};
use crate::domain::text::Text;
use crate::tui::panes::access::Pane;
use crate::tui::panes::groups::GroupsView;
use crate::tui::sample;
use crate::tui::widgets::arrange::Sort;
use crate::words::Lang;

fn started(driver: &Driver) -> Vec<&Job> {
    let jobs = driver.effects.iter().filter_map(|effect| match effect {
        Effect::Start(_, job) => Some(job),
        _ => None,
    });
    jobs.collect()
}

#[rstest]
#[case("tab", Pane::Accounts)]
#[case("tab tab", Pane::Services)]
#[case("shift-tab", Pane::Services)]
#[case("left", Pane::Services)]
#[case("l h h", Pane::Services)]
#[case("enter", Pane::Accounts)]
#[case("enter esc", Pane::Users)]
fn keys_move_between_the_panes(#[case] pressed: &str, #[case] pane: Pane) {
    assert_eq!(Driver::usual().press(pressed).pane(), pane);
}

#[rstest]
#[case("down down", 2)]
#[case("j j j k", 2)]
#[case("end", 8)]
#[case("end home", 0)]
#[case("end down", 8)]
#[case("pagedown", 8)]
#[case("up", 0)]
fn keys_move_the_cursor(#[case] pressed: &str, #[case] at: usize) {
    assert_eq!(Driver::usual().press(pressed).users().list.at, at);
}

#[rstest]
#[case("F", "findings")]
#[case("G", "groups")]
#[case("C", "changes")]
#[case("P", "departures")]
#[case("A", "activity")]
#[case("L", "audit-log")]
#[case("D", "doctor")]
#[case("T", "checklist")]
#[case("F esc", "users")]
#[case("A U", "users")]
#[case(": d o c enter", "doctor")]
fn letters_and_the_palette_open_views(#[case] pressed: &str, #[case] view: &str) {
    assert_eq!(Driver::usual().press(pressed).view(), view);
}

#[test]
fn details_are_asked_for_only_once_the_cursor_has_rested() {
    let mut driver = Driver::usual();
    for key in keys("down down") {
        driver.send(Event::Key(key));
    }
    let shown = |driver: &Driver| {
        driver
            .model
            .session
            .chosen
            .details
            .as_ref()
            .map(|d| d.user.id)
    };
    assert_eq!(
        shown(&driver),
        Some(sample::user_id(0)),
        "still the one before"
    );
    driver.rest();
    assert_eq!(shown(&driver), Some(sample::user_id(2)));
}

#[test]
fn a_late_answer_about_somebody_else_is_ignored() {
    let mut driver = Driver::usual();
    driver.press("down");
    let old = sample::details(&driver.snapshot, sample::user_id(0)).map(Box::new);
    let answer = super::data::Answer::Details(sample::user_id(0), old);
    driver.send(Event::Answer(answer));
    let shown = driver
        .model
        .session
        .chosen
        .details
        .as_ref()
        .map(|details| details.user.id);
    assert_eq!(shown, Some(sample::user_id(1)));
}

#[test]
fn a_filter_applies_while_it_is_typed_and_esc_gives_it_up() {
    let mut driver = Driver::usual();
    driver.press("/").type_text("zoe");
    assert_eq!(driver.users().len(), 1);
    assert_eq!(driver.focus(), "typing");
    driver.press("esc");
    assert_eq!(driver.users().len(), 9);
    driver.press("/").type_text("martin").press("enter");
    assert_eq!(driver.users().filter, "martin");
    driver.press("esc");
    assert_eq!(driver.users().filter, "");
}

#[test]
fn letters_of_a_filter_are_no_commands() {
    let mut driver = Driver::usual();
    driver.press("/").type_text("qFs");
    assert_eq!(driver.users().filter, "qFs");
    assert!(driver.effects.is_empty(), "{:?}", driver.effects);
}

#[test]
fn sorting_keeps_the_cursor_on_the_same_user() {
    let mut driver = Driver::usual();
    driver.press("down down");
    let user = driver.users().selected();
    driver.press("o");
    assert_eq!(driver.users().sort, Sort::Departure);
    assert_eq!(driver.users().selected(), user);
}

#[test]
fn marks_stay_with_their_user_and_esc_clears_them() {
    let mut driver = Driver::usual();
    driver.press("space space");
    assert_eq!(driver.model.session.marks.len(), 2);
    assert_eq!(driver.users().list.at, 2);
    driver.press("esc");
    assert!(driver.model.session.marks.is_empty());
}

#[test]
fn sync_takes_the_service_under_the_cursor_or_all() {
    let mut driver = Driver::usual();
    driver.press("s");
    let services = sample::facts()
        .services
        .into_iter()
        .map(|info| info.id)
        .collect();
    assert_eq!(
        started(&driver),
        [&Job::Sync {
            services,
            auto: false
        }]
    );
    let mut driver = Driver::usual();
    driver.press("left down s");
    let services = vec![sample::service("github")];
    assert_eq!(
        started(&driver),
        [&Job::Sync {
            services,
            auto: false
        }]
    );
}

#[test]
fn a_service_is_never_synced_twice_at_once() {
    let mut driver = Driver::usual();
    driver.press("s s");
    assert_eq!(started(&driver).len(), 1);
    assert!(driver.screen().contains("already synchronising"));
}

#[test]
fn read_only_refuses_to_sync_and_to_write() {
    let mut facts = sample::facts();
    facts.read_only = true;
    let mut driver = Driver::start(Setup {
        facts,
        ..Setup::default()
    });
    driver.press("s left down p F w");
    assert!(started(&driver).is_empty());
    assert!(driver.model.layers.is_empty());
}

#[test]
fn quitting_asks_only_while_something_runs() {
    let mut driver = Driver::usual();
    driver.press("q");
    assert_eq!(driver.effects, [Effect::Leave(Exit::Quit)]);
    let mut driver = Driver::usual();
    driver.press("s q");
    assert_eq!(driver.focus(), "ask-quit");
    driver.press("esc");
    assert_eq!(driver.focus(), "users");
    driver.press("q enter");
    assert_eq!(driver.effects.last(), Some(&Effect::Leave(Exit::Quit)));
}

#[test]
fn who_asked_to_leave_leaves_once_nothing_runs_any_more() {
    let mut driver = Driver::usual();
    driver.press("s q");
    let job = driver.model.session.running[0].id;
    driver.send(Event::JobEnded(job, Ok(Done::default())));
    assert_eq!(driver.effects.last(), Some(&Effect::Leave(Exit::Quit)));
}

#[test]
fn a_signal_leaves_at_once_even_while_something_runs() {
    let mut driver = Driver::usual();
    driver.press("s");
    driver.send(Event::Terminate);
    assert_eq!(driver.effects.last(), Some(&Effect::Leave(Exit::Quit)));
}

#[test]
fn an_automatic_sync_starts_when_it_is_due_and_not_again_before_it_is_recorded() {
    let mut facts = sample::facts();
    facts.sync_every = Some(10 * 60_000);
    let mut driver = Driver::start(Setup {
        facts,
        ..Setup::default()
    });
    driver.rest();
    assert_eq!(
        started(&driver).len(),
        1,
        "the partly read service is overdue"
    );
    driver.rest().rest();
    assert_eq!(started(&driver).len(), 1);
}

#[test]
fn a_finding_is_accepted_with_a_reason_and_a_last_day() {
    let mut driver = Driver::usual();
    driver.press("F enter enter w");
    assert_eq!(driver.focus(), "form");
    driver.press("enter enter");
    assert_eq!(driver.focus(), "form", "not without a reason");
    driver
        .type_text("leaves tonight")
        .press("enter")
        .type_text("+2w")
        .press("enter");
    let act = Act::Waive {
        rule: Rule::DepartedActive,
        subjects: vec![Subject::User(sample::user_id(7))],
        reason: "leaves tonight".to_owned(),
        until: Some(jiff::civil::date(2026, 12, 6)),
    };
    assert_eq!(started(&driver), [&Job::Act(act)]);
    driver.end_job(Ok(Done {
        decision: Some(7),
        ..Done::default()
    }));
    assert!(driver.model.layers.is_empty());
}

#[test]
fn what_was_accepted_can_be_taken_back() {
    let mut driver = Driver::usual();
    driver.press("F end enter w");
    let act = Act::Unwaive {
        rule: Rule::Admin,
        subject: Subject::User(sample::user_id(8)),
    };
    assert_eq!(started(&driver), [&Job::Act(act)]);
}

#[test]
fn a_service_is_paused_with_a_reason() {
    let mut driver = Driver::usual();
    driver
        .press("left down p")
        .type_text("moving")
        .press("enter");
    let act = Act::Pause {
        service: sample::service("github"),
        reason: "moving".to_owned(),
    };
    assert_eq!(started(&driver), [&Job::Act(act)]);
}

#[test]
fn the_handle_goes_to_the_clipboard() {
    let mut driver = Driver::usual();
    driver.press("enter down y");
    assert_eq!(driver.effects, [Effect::Copy("chat/user:0".to_owned())]);
}

#[test]
fn members_of_a_group_are_listed() {
    let mut driver = Driver::usual();
    driver.press("G / b u r enter enter");
    assert_eq!(driver.state::<GroupsView>().depth, 1);
    assert_eq!(driver.state::<GroupsView>().rows.len(), 6);
    assert_eq!(driver.state::<GroupsView>().filter, "bur");
}

#[test]
fn a_snapshot_that_arrives_keeps_the_cursor_on_its_user() {
    let mut driver = Driver::usual();
    driver.press("end");
    let user = driver.users().selected();
    let snapshot = std::sync::Arc::clone(&driver.snapshot);
    let totals = sample::status(&snapshot).summary.unwrap();
    driver.send(Event::Snapshot(snapshot, totals));
    assert_eq!(driver.users().selected(), user);
}

#[test]
fn under_forty_columns_keys_do_nothing_but_leaving_works() {
    let mut driver = Driver::at(39, 12);
    driver.press("F down s");
    assert_eq!(driver.view(), "users");
    assert!(started(&driver).is_empty());
    driver.press("ctrl-c");
    assert_eq!(driver.effects, [Effect::Leave(Exit::Quit)]);
}

#[test]
fn without_a_configuration_the_welcome_offers_three_ways_on() {
    let mut facts = sample::facts();
    facts.configured = false;
    let mut driver = Driver::start(Setup {
        facts,
        size: (80, 24),
        ..Setup::default()
    });
    insta::assert_snapshot!(driver.screen());
    driver.press("F down enter");
    assert_eq!(driver.effects, [Effect::Leave(Exit::Init)]);
}

#[test]
fn the_first_frame_is_complete_without_a_snapshot() {
    let setup = || Setup {
        size: (80, 24),
        ..Setup::default()
    };
    let first = Driver::first_frame(setup());
    let later = Driver::start(setup());
    insta::assert_snapshot!(first.screen());
    let users = |driver: &Driver| {
        let screen = driver.screen();
        screen
            .lines()
            .take(14)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        users(&first),
        users(&later),
        "nothing moves when the snapshot arrives"
    );
}

#[rstest]
#[case(40, 10)]
#[case(80, 24)]
#[case(120, 40)]
#[case(160, 50)]
fn the_main_view_at_every_size(#[case] width: u16, #[case] height: u16) {
    let mut driver = Driver::at(width, height);
    driver.press("end up");
    insta::assert_snapshot!(format!("main_{width}x{height}"), driver.screen());
}

#[rstest]
#[case("services", "left left")]
#[case("service", "left down enter")]
#[case("accounts", "end enter")]
#[case("findings", "F")]
#[case("finding_users", "F enter")]
#[case("groups", "G")]
#[case("changes", "C")]
#[case("activity", "A")]
#[case("audit_log", "L")]
#[case("doctor", "D")]
#[case("checklist", "T")]
#[case("help", "?")]
#[case("palette", ": a")]
#[case("waive", "end enter w")]
#[case("quit", "s q")]
fn every_view_at_eighty_columns(#[case] name: &str, #[case] pressed: &str) {
    let mut driver = Driver::at(80, 24);
    driver.press(pressed);
    insta::assert_snapshot!(format!("narrow_{name}"), driver.screen());
}

#[rstest]
#[case("services", "left")]
#[case("findings", "F enter")]
#[case("groups", "G enter")]
#[case("activity", "s A")]
fn every_wide_view(#[case] name: &str, #[case] pressed: &str) {
    let mut driver = Driver::at(160, 50);
    driver.press(pressed);
    insta::assert_snapshot!(format!("wide_{name}"), driver.screen());
}

#[test]
fn french_at_two_sizes() {
    for (name, size) in [("french_80x24", (80, 24)), ("french_160x50", (160, 50))] {
        let mut driver = Driver::start(Setup {
            size,
            lang: Lang::Fr,
            ..Setup::default()
        });
        driver.press("end up");
        insta::assert_snapshot!(name, driver.screen());
    }
}

#[test]
fn ascii_uses_ascii_only() {
    let ui = UiSettings {
        ascii: true,
        ..UiSettings::default()
    };
    let mut driver = Driver::start(Setup {
        ui,
        size: (80, 24),
        snapshot: sample::snapshot_in_chunks(0, 1),
        ..Setup::default()
    });
    for view in ["U", "F", "G", "C", "P", "A", "T", "?"] {
        let screen = driver.press(view).screen();
        let symbol = |c: &char| !c.is_ascii() && !c.is_alphabetic();
        let strange: String = screen.chars().filter(symbol).collect();
        // Words and names may have their own letters; symbols and rules may not.
        assert!(
            strange.chars().all(|c| "’…·\u{a0}".contains(c)),
            "{view}: {strange}"
        );
    }
}

#[test]
fn styles_of_the_main_view() {
    let mut driver = Driver::at(80, 24);
    driver.press("end");
    insta::assert_snapshot!(styles_of(&driver.buffer()));
}

#[test]
fn no_color_means_no_colour_anywhere() {
    let ui = UiSettings {
        no_color: true,
        ..UiSettings::default()
    };
    let mut driver = Driver::start(Setup {
        ui,
        ..Setup::default()
    });
    for view in ["U", "F", "G", "C", "P", "A", "L", "D", "T", "?"] {
        let styles = styles_of(&driver.press(view).buffer());
        for colour in ["red", "green", "yellow", "blue", "cyan", "magenta"] {
            assert!(!styles.contains(colour), "{colour} in {view}");
        }
    }
    let mut driver = Driver::start(Setup {
        ui: UiSettings {
            no_color: true,
            ..UiSettings::default()
        },
        size: (80, 24),
        ..Setup::default()
    });
    driver.press("end");
    insta::assert_snapshot!(styles_of(&driver.buffer()));
}

#[test]
fn the_footer_says_bad_news_until_the_next_key() {
    let mut driver = Driver::usual();
    driver.send(Event::Trouble(Text::new("tui-groups-none")));
    assert!(driver.screen().contains("No group is known yet."));
    driver.press("down");
    assert!(!driver.screen().contains("No group is known yet."));
}

const HOSTILE: &[&str] = &[
    "\u{1b}[2J\u{1b}[31mred",
    "\u{202e}evil\u{202c}\u{2066}bidi",
    "👩‍👩‍👧‍👦 family 👍🏽 🇫🇷",
    "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}algo",
    "山田太郎山田太郎山田太郎山田太郎山田太郎",
    "\u{9b}1m\u{7f}\u{0}\t\r\nlines",
    "ﷺ﷽ لاإله",
    "क्षि हिन्दी กำ ကျွန်ုပ်",
];

#[test]
fn hostile_names_disturb_no_other_cell() {
    let calm = Driver::at(80, 24).buffer();
    for name in HOSTILE {
        check_name(name, &calm);
    }
}

/// Draws the list with one name replaced and compares every cell outside that name's column.
fn check_name(name: &str, calm: &ratatui::buffer::Buffer) {
    let driver = Driver::start(Setup {
        size: (80, 24),
        snapshot: sample::snapshot_with_name(name),
        ..Setup::default()
    });
    let drawn = driver.buffer();
    let row = (0..24)
        .find(|y| {
            let line: String = (0..80).map(|x| calm[(x, *y)].symbol()).collect();
            line.contains("Chloé Martin")
        })
        .expect("the row is on the screen");
    for y in 0..24 {
        for x in 0..80 {
            let (before, after) = (&calm[(x, y)], &drawn[(x, y)]);
            let in_name = y == row && (2..48).contains(&x);
            if !in_name {
                assert_eq!(before, after, "{name:?} disturbs {x},{y}");
            }
            assert!(
                after.symbol().chars().all(crate::domain::text::is_safe),
                "{name:?} puts {:?} on the screen",
                after.symbol()
            );
            let width = unicode_width::UnicodeWidthStr::width(after.symbol());
            assert!(
                width == 1 || width == 2 && (in_name || before == after),
                "{name:?} at {x},{y}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_name_leaves_every_other_cell_unchanged(name in any::<String>()) {
        check_name(&name, &Driver::at(80, 24).buffer());
    }

    #[test]
    fn no_sequence_of_keys_panics_or_leaves_the_cursor_outside(
        pressed in proptest::collection::vec(0_usize..40, 0..60),
        width in 30_u16..170, height in 8_u16..52,
    ) {
        const KEYS: [&str; 40] = [
            "up", "down", "left", "right", "tab", "shift-tab", "enter", "esc", "space", "/", "o",
            "F", "G", "C", "A", "L", "D", "T", "U", ":", "?", "home", "end", "pageup", "pagedown",
            "w", "p", "s", "x", "y", "r", "a", "z", "é", "backspace", "delete", "ctrl-l", "f1",
            "h", "l",
        ];
        let mut driver = Driver::at(width, height);
        for key in pressed {
            driver.press(KEYS[key]);
            driver.buffer();
        }
        prop_assert!(driver.users().list.at < driver.users().len().max(1));
    }
}
