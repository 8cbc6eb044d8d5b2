//! Names that strangers chose: escape sequences, marks of direction, emoji, towers of accents. They
//! reach no terminal, and every cell stays where the program believes it to be.

use super::harness::{Program, screen_text};
use crate::home::{Home, NOW};

const HOSTILE: &str = "Evil\u{1b}[2J\u{1b}]0;pwned\u{7}\u{202e}abc\u{9b}31mX";
const NAMES: [&str; 4] = [
    HOSTILE,
    "👩\u{200d}👩\u{200d}👧 Wide 🇫🇷 e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "山田 太郎 \u{fdfd} ＷＩＤＥ名前名前名前名前名前名前名前",
    "soft\u{ad}zero\u{200b}width\u{2028}line",
];

/// An organisation in which some users are called so.
fn home() -> Home {
    let home = Home::with_sandbox(60, "");
    home.run("sync").ends(0);
    let users = home.run("users --json").ends(0).json();
    for (user, name) in users["users"].as_array().unwrap().iter().zip(NAMES) {
        let mut set = home.command("user set");
        set.arg(user["id"].as_str().unwrap());
        set.args([format!("name=\u{21}{name}"), format!("note={name}")]);
        assert!(set.output().unwrap().status.success());
    }
    let mattermost = home.accounts("service:mattermost state:active");
    let login = mattermost[3]["login"].as_str().unwrap();
    home.make(
        "rename",
        serde_json::json!({
            "service": "mattermost", "account": login, "to": HOSTILE,
        }),
    );
    home.run("sync mattermost").ends(0);
    home
}

/// The screen without the blanks at the ends of lines, which one may write and another skip.
fn cells(screen: &vt100::Screen) -> String {
    let text = screen_text(screen);
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn obeyed(c: char) -> bool {
    c != '\n' && c.is_control() || "\u{202e}\u{200b}\u{ad}\u{2028}".contains(c)
}

/// Nothing of a name is obeyed, and drawing everything again changes nothing: the program and the
/// terminal agree about the width of every cell.
fn is_sound(program: &mut Program) {
    let before = cells(program.screen());
    assert!(!before.contains(obeyed), "{before}");
    let sent = program.raw().len();
    program.send("\u{c}");
    program.wait_for_bytes(sent + 200);
    program.settle();
    assert_eq!(
        cells(program.screen()),
        before,
        "drawn again, it is another screen"
    );
}

#[test]
fn strangers_names_are_shown_and_not_obeyed_at_every_size() {
    let home = home();
    let place = home.path("");
    let place = place.to_str().unwrap();
    let plain: (&str, &str) = ("HOME", place);
    for (variable, sizes) in [
        (plain, &[(80, 24), (120, 40), (160, 50)][..]),
        (("NO_COLOR", "1"), &[(120, 40)]),
        (("LANG", "C"), &[(120, 40)]),
    ] {
        let variables = [("SECRETARIAT_HOME", place), variable];
        let mut program = Program::start_with(&["--now", NOW], &variables);
        program.wait_for("Users");
        for (columns, lines) in sizes {
            program.resize(*columns, *lines);
            program.send("\x1b[H/!\r");
            program.wait_for("/!");
            program.wait_for("Evil");
            program.settle();
            is_sound(&mut program);
            for keys in ["\t", "\t", "\x1b[B", "H"] {
                program.send(keys);
            }
            program.send("\x1b");
            for view in ["F", "S", "C", "L", "G", "U"] {
                program.send(view);
                program.settle();
                is_sound(&mut program);
            }
        }
        let raw = String::from_utf8_lossy(program.raw()).into_owned();
        for sequence in [
            "\u{1b}]0;pwned",
            "\u{202e}",
            "\u{9b}31m",
            "\u{200b}",
            "\u{7}",
        ] {
            assert!(!raw.contains(sequence), "{sequence:?} was sent");
        }
        program.leave();
    }
}

#[test]
fn strangers_names_in_lines_are_not_obeyed() {
    let home = home();
    let place = home.path("");
    let mut program = Program::start_with(
        &["--plain", "--now", NOW],
        &[("SECRETARIAT_HOME", place.to_str().unwrap())],
    );
    program.wait_for("users");
    for word in ["findings", "suggestions", "changes", "audit-log", "users"] {
        program.send(&format!("{word}\r"));
        program.settle();
    }
    assert_eq!(program.leave_by("quit\r"), 0);
    let raw = String::from_utf8_lossy(program.raw()).into_owned();
    assert!(raw.contains("Evil\u{fffd}"), "the name was never shown");
    assert!(!raw.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']));
}

#[test]
fn no_listing_in_any_form_is_obeyed() {
    let home = home();
    for form in ["table", "csv", "json"] {
        for line in [
            "users",
            "accounts",
            "audit",
            "changes",
            "suggestions",
            "log",
            "groups",
        ] {
            let said = home.run(&format!("{line} --format {form}")).ends(0);
            assert!(!said.out.contains(obeyed), "{line} {form}: {:?}", said.out);
        }
    }
    assert!(!home.run("export").ends(0).out.contains(obeyed));
    let users = home.run("users --json").ends(0).json();
    let exact = format!("!{HOSTILE}");
    assert!(
        users["users"]
            .as_array()
            .unwrap()
            .iter()
            .any(|user| user["name"] == exact.as_str())
    );
}
