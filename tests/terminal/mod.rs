//! The real program in a pseudo-terminal, read through a terminal emulator.

pub mod harness;
mod picture;
mod strangers;
mod tries;

use harness::{Program, screen_text};
use rustix::process::Signal;

#[test]
fn the_terminal_is_taken_and_given_back() {
    let mut program = Program::start(&[]);
    program.wait_for("Welcome to Secretariat");
    assert!(program.screen().alternate_screen());
    assert!(program.screen().bracketed_paste());
    assert_eq!(program.leave(), 0);
    program.is_restored();
}

#[test]
fn a_hang_up_a_termination_and_an_interruption_end_it_at_once() {
    for signal in [Signal::HUP, Signal::TERM, Signal::INT] {
        let mut program = Program::start(&[]);
        program.wait_for("Welcome to Secretariat");
        program.signal(signal);
        program.end();
        program.is_restored();
    }
}

#[test]
fn control_z_gives_the_terminal_back_and_takes_it_again() {
    let mut program = Program::start(&[]);
    program.wait_for("Welcome to Secretariat");
    program.send("\x1a");
    program.wait_until_stopped();
    program.wait(|screen| !screen.alternate_screen());
    program.is_restored();
    program.signal(Signal::CONT);
    program.wait(|screen| screen.alternate_screen());
    program.wait_for("Welcome to Secretariat");
    assert_eq!(program.leave(), 0);
}

#[test]
fn another_size_is_drawn_whole_and_a_tiny_one_says_so() {
    let mut program = Program::start(&[]);
    program.wait_for("Welcome to Secretariat");
    program.resize(39, 9);
    program.wait_for("At least 40 columns");
    program.resize(120, 40);
    program.wait_for("Welcome to Secretariat");
    program.leave();
}

#[test]
fn neither_a_new_size_nor_the_keys_that_come_with_it_are_lost() {
    let mut program = Program::start(&[]);
    program.wait_for("Welcome to Secretariat");
    for width in [80, 100].repeat(12) {
        program.resize(width, 30);
        program.send("?");
        // The help, 64 columns wide, stands in the middle.
        let middle = usize::from(width - 64) / 2;
        program.wait(|screen| {
            let text = screen_text(screen);
            let top = text.lines().find(|line| line.contains("╭─ Keys"));
            top.is_some_and(|line| line.chars().take_while(|c| *c == ' ').count() == middle)
        });
        program.send("\x1b");
        program.wait_for("Welcome to Secretariat");
    }
    program.leave();
}

#[test]
fn without_utf8_every_cell_is_ascii() {
    let mut program = Program::start_with(&[], &[("LANG", "C")]);
    program.wait_for("Welcome to Secretariat");
    assert!(screen_text(program.screen()).is_ascii());
    program.leave();
    let mut program = Program::start_with(&["demo", "--accounts", "60"], &[("LANG", "C")]);
    program.wait_for("All services");
    // The names of the cast are anything but.
    program.send("/elodie\r");
    program.wait_for("Elodie Moulin");
    assert!(screen_text(program.screen()).is_ascii());
    program.leave();
}

#[test]
fn every_usual_terminal_is_served() {
    for term in ["linux", "screen", "tmux-256color", "xterm"] {
        let mut program = Program::start_with(&[], &[("TERM", term)]);
        program.wait_for("Welcome to Secretariat");
        assert_eq!(program.leave(), 0, "{term}");
    }
}

#[test]
fn a_dumb_terminal_gets_lines_and_no_control_sequence() {
    let mut program = Program::start_with(&[], &[("TERM", "dumb")]);
    program.wait_for("1. See the demo");
    program.send("3\r");
    assert_eq!(program.end(), 0);
    assert!(
        !program.raw().contains(&0x1b),
        "an escape sequence was sent"
    );
}

#[test]
fn no_color_is_honoured() {
    let mut program = Program::start_with(&[], &[("NO_COLOR", "1")]);
    program.wait_for("Welcome to Secretariat");
    let screen = program.screen();
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let coloured = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    for (row, column) in coloured {
        let cell = screen.cell(row, column).unwrap();
        assert_eq!(cell.fgcolor(), vt100::Color::Default, "at {row},{column}");
        assert_eq!(cell.bgcolor(), vt100::Color::Default, "at {row},{column}");
    }
    program.leave();
}

#[test]
fn the_demo_is_browsed_filtered_and_left() {
    let mut program = Program::start(&["demo", "--accounts", "60"]);
    program.wait_for("All services");
    program.wait_for("DEMO");
    // A paste with a line end is text for the filter, not a key.
    program.send("/");
    program.wait_for("type to filter");
    program.send("\x1b[200~service:nextcloud\n\x1b[201~");
    program.wait_for("/service:nextcloud");
    program.send("\r");
    program.send("F");
    program.wait_for("─ Why ─");
    program.send("\x1b");
    // Escape and a letter in one read would be Alt and that letter.
    program.wait_for("All services");
    program.send("A");
    program.wait_for("Nothing is running.");
    program.send("s");
    program.wait_for("Synchronised: 59 accounts");
    assert_eq!(program.leave(), 0);
    program.is_restored();
}

#[test]
fn a_large_demo_opens_at_once_and_is_synced_in_sight() {
    let mut program = Program::start(&["demo", "--accounts", "5000"]);
    program.wait_for("stop the sync");
    program.wait_for("Synchronised: ");
    assert_eq!(program.leave(), 0);
    program.is_restored();
}

#[test]
fn the_demo_speaks_french_and_in_lines() {
    let mut program = Program::start(&["demo", "--accounts", "60", "--plain", "--lang", "fr"]);
    program.wait_for("utilisateurs");
    program.send("findings\r");
    program.wait_for("sans date de départ");
    program.send("quitter\r");
    assert_eq!(program.end(), 0);
    assert!(
        !program.raw().contains(&0x1b),
        "an escape sequence was sent"
    );
}

#[test]
fn suggestions_are_answered_by_keyboard_undone_and_explained_by_the_log() {
    let mut program = Program::start(&["demo"]);
    program.wait_for("All services");
    program.send("S");
    program.wait_for("Are these two one user?");
    for answered in 1..=5 {
        program.send(if answered == 3 { "n" } else { "y" });
        program.wait_for(&format!("{answered} of "));
    }
    program.send("uu");
    program.wait_for("3 of ");
    program.send("L");
    program.wait(|screen| {
        let text = screen_text(screen);
        let lines = |word: &str| text.lines().filter(|line| line.contains(word)).count();
        lines(" merge ") >= 4 && lines(" never ") >= 1 && lines(" undo ") >= 2
    });
    assert_eq!(program.leave(), 0);
    program.is_restored();
}

#[test]
fn suggestions_are_answered_line_by_line() {
    let mut program = Program::start(&["demo", "--plain"]);
    program.wait_for("users");
    program.send("suggestions\r");
    program.wait_for("0 of ");
    program.send("1\r");
    program.wait_for("Are these two one user?");
    program.send("same\r");
    program.wait_for("1 of ");
    program.send("undo\r");
    program.wait_for("Taken back");
    assert_eq!(program.leave_by("quit\r"), 0);
}
