//! What a new user tries on the real screen: keys of their own, the mouse, a store of tomorrow's
//! program; and a panic, which must not cost the terminal.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use secretariat::cli;
use secretariat::config::Machine;
use secretariat::domain::clock::Clock;
use secretariat::domain::time::Timestamp;

use super::harness::{Program, screen_text};
use crate::home::{Home, NOW};

fn synced() -> Home {
    let home = Home::with_sandbox(60, "");
    home.run("sync").ends(0);
    home
}

fn start(home: &Home, arguments: &[&str]) -> Program {
    let place = home.path("");
    let arguments = [&["--now", NOW], arguments].concat();
    Program::start_with(&arguments, &[("SECRETARIAT_HOME", place.to_str().unwrap())])
}

#[test]
fn a_first_sync_of_another_process_shows_on_a_screen_that_was_there_before_any_store() {
    let home = Home::with_sandbox(60, "");
    let mut program = start(&home, &[]);
    program.wait_for("never read completely");
    home.run("sync").ends(0);
    program.wait(|screen| !screen_text(screen).contains("never read completely"));
    program.send("U");
    program.wait_for("40 users");
    program.leave();
}

#[test]
fn keys_of_ones_own_work_and_the_help_shows_them() {
    let home = synced();
    home.add_settings("[ui]\nkeymap = \"keys.toml\"\n");
    // What an AZERTY keyboard has without AltGr.
    home.write(
        &home.path("keys.toml"),
        "filter = [\"é\", \"/\"]\nsort = \"à\"\nsync = \"f5\"\nquit = [\"q\", \"ctrl-q\"]\n",
    );
    let mut program = start(&home, &[]);
    program.wait_for("Users");
    program.send("à");
    program.wait_for("(by ");
    program.send("é");
    program.wait_for("type to filter");
    program.send("\x1b");
    program.wait(|screen| !screen_text(screen).contains("type to filter"));
    program.send("?");
    program.wait_for("é, /");
    program.wait(|screen| {
        let text = screen_text(screen).to_lowercase();
        text.lines()
            .any(|line| line.contains("f5") && line.contains("synchronise"))
    });
    program.send("\x1b");
    program.wait_for("é filter");
    // Ctrl-Q; the default Ctrl-C was replaced.
    program.send("\x03");
    program.send("\x11");
    assert_eq!(program.end(), 0);
    program.is_restored();
}

#[test]
fn keys_that_mean_nothing_or_two_things_are_refused_with_their_place() {
    let home = synced();
    home.add_settings("[ui]\nkeymap = \"keys.toml\"\n");
    home.write(
        &home.path("keys.toml"),
        "sync = \"f5\"\nfly = \"f\"\nfilter = [\"/\", \"hyper-x\"]\nusers = \"f5\"\n",
    );
    let mut program = start(&home, &[]);
    assert_eq!(program.end(), 2);
    let said = String::from_utf8_lossy(program.raw()).into_owned();
    for words in [
        "keys.toml:2:7: keys.fly",
        "keys.toml:3:10: keys.filter: no key is called hyper-x",
        "f5 is the key of users, too",
    ] {
        assert!(said.replace("\r\n", "").contains(words), "{words}: {said}");
    }
    assert!(!said.contains("\x1b[?1049h"), "the terminal was taken");
    let checked = home.run("config check").ends(2);
    assert!(checked.err.contains("keys.toml:2:7"), "{checked:?}");
    // What does not need the screen still runs: a key must not stop the nightly sync.
    home.run("sync").ends(0);
}

/// A press of the left button, or the wheel, at a cell counted from 1.
fn mouse(program: &mut Program, button: u8, column: u16, line: u16) {
    program.send(&format!("\x1b[<{button};{column};{line}M"));
}

const WHEEL_DOWN: u8 = 65;

#[test]
fn the_mouse_chooses_rows_panes_and_tabs_and_turns_lists() {
    let home = synced();
    let mut program = start(&home, &[]);
    program.wait_for("Users");
    program.resize(160, 50);
    program.wait_for(" 1/");
    program.settle();
    let sgr =
        |screen: &vt100::Screen| screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
    program.wait(sgr);
    mouse(&mut program, 0, 60, 8);
    program.wait_for(" 5/");
    mouse(&mut program, WHEEL_DOWN, 60, 8);
    program.wait_for(" 8/");
    mouse(&mut program, 0, 5, 6);
    program.wait_for("e-mail trust");
    program.resize(80, 24);
    program.wait_for("Services   Users   Accounts");
    program.settle();
    // The tabs, one after the other.
    for (column, title) in [(13, "Leaves"), (22, "first seen"), (4, "All services")] {
        mouse(&mut program, 0, column, 3);
        program.wait_for(title);
    }
    program.leave();
    program.is_restored();
}

#[test]
fn who_wants_the_mouse_for_the_terminal_keeps_it() {
    let home = synced();
    home.add_settings("[ui]\nmouse = false\n");
    let mut program = start(&home, &[]);
    program.wait_for("Users");
    assert_eq!(
        program.screen().mouse_protocol_mode(),
        vt100::MouseProtocolMode::None
    );
    program.leave();
}

#[test]
fn a_store_of_a_newer_program_is_refused_and_left_as_it_is() {
    let home = synced();
    let file = home.path("store").join("store.redb");
    let meta = redb::TableDefinition::<&[u8], &[u8]>::new("meta");
    let database = redb::Database::open(&file).unwrap();
    let write = database.begin_write().unwrap();
    let version = 99_u64.to_be_bytes();
    write
        .open_table(meta)
        .unwrap()
        .insert(b"schema".as_slice(), version.as_slice())
        .unwrap();
    write.commit().unwrap();
    drop(database);
    let before = fs::read(&file).unwrap();
    for line in ["users", "sync", "log", "export", "tokens", "backup copy"] {
        let refused = home.run(line).ends(1);
        assert!(
            refused.err.contains("newer program") && refused.err.contains("99"),
            "{refused:?}"
        );
    }
    let mut program = start(&home, &[]);
    assert_eq!(program.end(), 1);
    let said = String::from_utf8_lossy(program.raw()).into_owned();
    assert!(said.contains("newer program"), "{said}");
    program.is_restored();
    assert!(fs::read(&file).unwrap() == before, "the file was written");
}

#[test]
fn an_environment_that_is_not_production_stands_above_everything() {
    let home = synced();
    let mut program = start(&home, &[]);
    program.wait_for("Users");
    assert!(!screen_text(program.screen()).contains("staging"));
    program.leave();
    let text = fs::read_to_string(home.config()).unwrap();
    let line = "kind = \"nextcloud\"\n";
    home.write(
        &home.config(),
        &text.replace(line, &format!("{line}environment = \"staging\"\n")),
    );
    let mut program = start(&home, &[]);
    program.wait_for("staging");
    for (columns, lines) in [(80, 24), (40, 10), (160, 50)] {
        program.resize(columns, lines);
        program.wait(|screen| screen.rows(0, columns).next().unwrap().contains("staging"));
    }
    program.leave();
    let handle = |service: &str| {
        let found = home.accounts(&format!("service:{service} state:active"));
        found[2]["handle"].as_str().unwrap().to_owned()
    };
    let refused = home
        .run(&format!(
            "merge {} {}",
            handle("nextcloud"),
            handle("github")
        ))
        .ends(4);
    assert!(refused.err.contains("environments"), "{refused:?}");
}

#[test]
fn a_store_that_others_can_write_is_refused_and_one_that_they_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let home = synced();
    let mode = |mode| {
        fs::set_permissions(home.path("store"), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(0o777);
    for line in ["users", "sync"] {
        let refused = home.run(line).ends(2);
        assert!(refused.err.contains("chmod 700"), "{refused:?}");
    }
    mode(0o755);
    let told = home.run("doctor mattermost").ends(1);
    assert!(told.out.contains("others can read"), "{told:?}");
    mode(0o700);
    home.run("users").ends(0);
}

/// A clock that fails after a while, wherever it is read.
struct Fuse(AtomicU32);

impl Clock for Fuse {
    fn now(&self) -> Timestamp {
        assert!(
            self.0.fetch_sub(1, Ordering::SeqCst) > 1,
            "the clock stopped"
        );
        Timestamp::parse(NOW).unwrap()
    }
}

/// Set for the process that is the program with such a clock.
const FUSE: &str = "SECRETARIAT_TEST_FUSE";

/// No test but a program: the next test starts it, in a terminal of its own.
#[test]
fn the_program_with_a_clock_that_fails() {
    if std::env::var_os(FUSE).is_none() {
        return;
    }
    let line = ["secretariat".into()];
    cli::run(&line, Machine::real(), &|_| {
        Arc::new(Fuse(AtomicU32::new(40)))
    });
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let home = synced();
    let place = home.path("");
    let itself = std::env::current_exe().unwrap();
    let mut program = Program::run(
        &itself,
        &[
            "--exact",
            "terminal::tries::the_program_with_a_clock_that_fails",
            "--nocapture",
            "--test-threads=1",
        ],
        &[("SECRETARIAT_HOME", place.to_str().unwrap()), (FUSE, "1")],
    );
    program.wait(|screen| screen.alternate_screen());
    // Every key reads the clock.
    for _ in 0..60 {
        program.try_send("j");
    }
    assert_ne!(program.end(), 0);
    program.is_restored();
    program.wait_for("the clock stopped");
}
