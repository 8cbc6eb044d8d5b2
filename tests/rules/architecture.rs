//! The table of rooms: which of ours each may import, and which outside names it must never say.
//! Tests inside the rooms are bound by it too.

use crate::sources::{Source, rust_files};

/// What binds one room.
struct Room {
    /// The folder under `src`, or a folder of a room, which then has its own rules.
    path: &'static str,
    /// Paths under `crate::` that it may import.
    may: &'static [&'static str],
    /// Names that it must never say.
    never: &'static [&'static str],
}

const NETWORK: [&str; 7] = [
    "reqwest",
    "async_imap",
    "lettre",
    "rustls",
    "std::process::Command",
    "tokio::process",
    "tokio::net",
];

const ROOMS: &[Room] = &[
    Room {
        path: "domain",
        may: &["domain"],
        never: &[
            "tokio",
            "reqwest",
            "redb",
            "ratatui",
            "crossterm",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "SystemTime",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ],
    },
    Room {
        path: "words",
        may: &["words", "domain"],
        never: &[
            "tokio",
            "reqwest",
            "redb",
            "ratatui",
            "crossterm",
            "std::fs",
            "std::env",
        ],
    },
    Room {
        path: "config",
        may: &["config", "domain", "words"],
        never: &["reqwest", "redb", "ratatui", "crossterm"],
    },
    Room {
        path: "net",
        may: &["net", "domain", "config"],
        never: &["redb", "ratatui", "crossterm"],
    },
    Room {
        path: "store/engine",
        may: &["store", "domain"],
        never: &["reqwest", "ratatui", "crossterm"],
    },
    Room {
        path: "store",
        may: &["store", "domain"],
        never: &["reqwest", "ratatui", "crossterm", "redb", "inotify"],
    },
    Room {
        path: "providers",
        may: &["providers", "domain", "config", "net", "words"],
        never: &[
            "redb",
            "ratatui",
            "crossterm",
            "reqwest",
            "async_imap",
            "lettre",
        ],
    },
    Room {
        path: "workflows",
        may: &[
            "workflows",
            "domain",
            "config",
            "net",
            "providers",
            "store",
            "words",
        ],
        never: &["ratatui", "crossterm", "reqwest", "redb"],
    },
    Room {
        path: "tui/runtime",
        may: &[
            "tui",
            "domain",
            "words",
            "config",
            "net",
            "store",
            "providers",
            "workflows",
        ],
        never: &["reqwest", "redb"],
    },
    Room {
        path: "tui",
        may: &["tui", "domain", "words", "config::UiSettings"],
        never: &["tokio", "reqwest", "redb"],
    },
    Room {
        // Tests only: every provider against every simulated service.
        path: "conformance",
        may: &[
            "conformance",
            "domain",
            "config",
            "net",
            "providers",
            "sandbox",
            "words",
        ],
        never: &["redb", "reqwest", "ratatui", "crossterm"],
    },
    Room {
        path: "sandbox",
        may: &["sandbox", "domain"],
        never: &["redb", "reqwest"],
    },
    Room {
        path: "cli",
        may: &[
            "cli",
            "domain",
            "words",
            "config",
            "net",
            "store",
            "providers",
            "workflows",
            "sandbox",
            "tui::run",
            "tui::TuiStart",
            "tui::TuiError",
            "tui::Live",
            "tui::Parts",
            "tui::Exit",
            "tui::key_words",
            "tui::wrong_keys",
        ],
        never: &["ratatui", "crossterm", "redb"],
    },
];

fn binding(file: &Source) -> Option<&'static Room> {
    let inside = file.path.strip_prefix("src/")?;
    let stem = inside.strip_suffix(".rs").unwrap_or(inside);
    ROOMS.iter().find(|room| {
        stem == room.path
            || stem
                .strip_prefix(room.path)
                .is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Every path under `crate::` in some code, groups opened: `crate::{a::b, c}` is `a::b` and `c`.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        open(&code[at + "crate::".len()..], "", &mut found);
    }
    found
}

/// Reads one path or one group after a prefix; returns what is left of the text.
fn open<'a>(text: &'a str, prefix: &str, found: &mut Vec<String>) -> &'a str {
    let mut rest = text.trim_start();
    if let Some(mut inside) = rest.strip_prefix('{') {
        loop {
            inside = inside.trim_start();
            if let Some(after) = inside.strip_prefix('}') {
                return after;
            }
            let before = inside.len();
            inside = open(inside, prefix, found).trim_start();
            inside = inside.strip_prefix(',').unwrap_or(inside);
            if inside.is_empty() || inside.len() == before {
                return inside;
            }
        }
    }
    let mut path = prefix.to_owned();
    loop {
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        path.push_str(&rest[..end]);
        rest = &rest[end..];
        let Some(after) = rest.strip_prefix("::") else {
            break;
        };
        if after.starts_with('{') {
            return open(after, &format!("{path}::"), found);
        }
        if !after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            break;
        }
        path.push_str("::");
        rest = after;
    }
    found.push(path);
    let end = rest.find([',', '}', ';', '\n']).unwrap_or(rest.len());
    &rest[end..]
}

fn allowed(import: &str, may: &[&str]) -> bool {
    may.iter().any(|room| {
        import == *room
            || import
                .strip_prefix(room)
                .is_some_and(|rest| rest.starts_with("::"))
    })
}

/// Whether some code says a name as a whole word (`redb::`, `use redb;`).
fn says(code: &str, name: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(name).any(|(at, _)| {
        let after = &code[at + name.len()..];
        !word(code[..at].chars().next_back())
            && !word(after.chars().next())
            && (name.contains("::") || after.starts_with("::") || code[..at].ends_with("use "))
    })
}

#[test]
fn every_room_imports_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for file in rust_files(&["src"]) {
        let Some(room) = binding(&file) else {
            assert!(
                ["main", "lib"].contains(&file.room().unwrap()),
                "{} is in no room of the table",
                file.path
            );
            continue;
        };
        let code = file.code();
        for import in imports(&code) {
            if !allowed(&import, room.may) {
                wrong.push(format!("{} imports crate::{import}", file.path));
            }
        }
        for name in room.never {
            if says(&code, name) {
                wrong.push(format!("{} says {name}", file.path));
            }
        }
        // The sandbox serves and never calls; the suite's relay calls the sandbox.
        if !["net", "sandbox", "conformance"].contains(&room.path) {
            for name in NETWORK {
                if says(&code, name) {
                    wrong.push(format!("{} says {name}, which only net may", file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_groups_nested_groups_and_plain_paths() {
    let code = "use crate::{store::{self, tables}, words};\nlet x = crate::net::Net {};\n\
                pub(crate) fn f() { mycrate::x() }";
    assert_eq!(
        imports(code),
        ["store::self", "store::tables", "words", "net::Net"]
    );
    assert!(allowed("config::UiSettings", &["config::UiSettings"]));
    assert!(!allowed("config::Config", &["config::UiSettings"]));
    assert!(!allowed("storey::x", &["store"]));
}

#[test]
fn the_check_sees_whole_names_only() {
    assert!(says("use redb::Database;", "redb"));
    assert!(says("let x = tokio::spawn(f);", "tokio"));
    assert!(!says("let tokio_like = 1; my_tokio::x()", "tokio"));
    assert!(says("std::fs::read(p)", "std::fs"));
}
