//! The screen as its users feel it: start, keys, bytes, idleness and memory, measured on the real
//! program in a pseudo-terminal. Prints figures; judges nothing.
//!
//! `cargo bench --bench screen` takes 1,000, 100,000 and 1,000,000 accounts; `-- 100000` takes one
//! size; `-- peers` takes other full-screen programs, those that are installed; `-- demo 100000`
//! takes the demo while it syncs with its simulated services, in the same process; `-- bytes 1000`
//! prints what ten settled moves send.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that cannot be set up is no bench"
)]

mod bytes;
mod figures;
#[path = "../made_up.rs"]
mod made_up;
mod peers;
mod syncing;
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use figures::{keys, line, ms, part};
use made_up::{NOW, SERVICES, fill, open};
use portable_pty::CommandBuilder;
use secretariat::config::{self, Loaded, Machine, Overrides};
use secretariat::store::Access;
use secretariat::workflows::merging::refresh::refresh;
use secretariat::workflows::report::View;
use tempfile::TempDir;
use terminal::{Program, SIZE};

const SIZES: [u32; 3] = [1_000, 100_000, 1_000_000];
/// Silence that ends the answer to a key.
const QUIET: Duration = Duration::from_millis(15);
/// Longer silence: nothing more is under way.
const REST: Duration = Duration::from_millis(500);
/// Moves that are measured.
const MOVES: usize = 400;
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const HOME: &str = "\x1b[H";
const END: &str = "\x1b[F";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    let sizes: Vec<u32> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let (columns, lines) = SIZE;
    println!("{columns} columns, {lines} lines; {MOVES} moves");
    if has("peers") {
        peers::measure();
    } else if has("demo") {
        syncing::demo(sizes.first().copied().unwrap_or(100_000));
    } else if has("bytes") {
        streams(sizes.first().copied().unwrap_or(1_000));
    } else if sizes.is_empty() {
        SIZES.into_iter().for_each(measure);
    } else {
        sizes.into_iter().for_each(measure);
    }
}

fn set_up(size: u32) -> (TempDir, PathBuf) {
    println!("\n{size} accounts");
    let store = fill(size);
    let config = store.path().join("config.toml");
    write_config(&config);
    write_totals(&config, store.path());
    (store, config)
}

/// Prints what ten settled moves send.
fn streams(size: u32) {
    let (store, config) = set_up(size);
    let (mut program, _) = first_frame(&config, store.path());
    program.settle(REST);
    for _ in 0..10 {
        program.key(DOWN, REST);
        bytes::print(&program.sent);
    }
    program.end();
}

fn measure(size: u32) {
    let (store, config) = set_up(size);
    let mut starts: Vec<f64> = (0..10)
        .map(|_| {
            let (program, took) = first_frame(&config, store.path());
            program.end();
            ms(took)
        })
        .collect();
    let value = format!("p50 {:.1} ms", part(&mut starts, 0.5));
    line("start to complete first frame", &value);
    let (mut program, took) = first_frame(&config, store.path());
    line("bytes of the first frame", &program.taken.to_string());
    let whole = took + program.until_calm();
    line("start to everything read", &format!("{:.0} ms", ms(whole)));
    let (now, most) = program.memory();
    line(
        "memory then, and at most",
        &format!("{now} MiB, {most} MiB"),
    );
    moves(&mut program);
    filter(&mut program);
    idle(&mut program);
    let (now, most) = program.memory();
    line(
        "memory then, and at most",
        &format!("{now} MiB, {most} MiB"),
    );
    syncing::beside(&mut program, store.path(), size);
    let (now, most) = program.memory();
    line(
        "memory then, and at most",
        &format!("{now} MiB, {most} MiB"),
    );
    program.end();
}

/// Down and up again: most are inside the page, some turn it.
fn moves(program: &mut Program) {
    let all: Vec<_> = (0..MOVES)
        .map(|at| if at < MOVES / 2 { DOWN } else { UP })
        .map(|key| program.key(key, QUIET))
        .collect();
    keys("move while travelling, to the last byte", &all);
    program.settle(REST);
    let mut sent = Vec::new();
    let mut all = Vec::new();
    for _ in 0..20 {
        all.push(program.key(DOWN, REST));
        sent.push(program.sent.clone());
    }
    keys("move and rest, to the last byte", &all);
    bytes::kinds("  bytes of a move and rest", &sent);
    let pages = [END, HOME].into_iter().cycle().take(20);
    let all: Vec<_> = pages.map(|key| program.key(key, QUIET)).collect();
    keys("to the end or back, to the last byte", &all);
    program.key(HOME, REST);
}

fn filter(program: &mut Program) {
    program.press("/");
    program.settle(REST);
    for letter in ["m", "a", "r", "t"] {
        let busy = program.cpu();
        let answer = program.key(letter, REST);
        let busy = program.cpu() - busy;
        let value = format!(
            "first {:.1} ms, last {:.1} ms, {} bytes, {busy} ms of processor",
            ms(answer.first),
            ms(answer.last),
            answer.bytes
        );
        line(&format!("filter, letter {letter}"), &value);
    }
    program.press("\x1b");
    program.settle(REST);
}

fn idle(program: &mut Program) {
    program.settle(Duration::from_secs(2));
    let (busy, taken) = (program.cpu(), program.taken);
    program.rest(Duration::from_secs(10));
    let (busy, taken) = (program.cpu() - busy, program.taken - taken);
    let value = format!("{busy} ms of processor, {taken} bytes");
    line("idle for 10 s", &value);
}

fn write_config(path: &Path) {
    let mut text = "[organisation]\nname = \"Bench\"\ntimezone = \"UTC\"\n".to_owned();
    let kinds = ["mattermost", "nextcloud", "github", "cyrus"];
    for (id, kind) in SERVICES.iter().zip(kinds) {
        let options = match kind {
            "mattermost" => "url = \"https://chat.example\"\ntoken = { env = \"T\" }",
            "nextcloud" => {
                "url = \"https://cloud.example\"\nlogin = \"a\"\npassword = { env = \"T\" }"
            }
            "github" => "organization = \"o\"\ntoken = { env = \"T\" }",
            _ => "host = \"mail.example\"\nlogin = \"a\"\npassword = { env = \"T\" }",
        };
        text.push_str(&format!(
            "[[service]]\nid = \"{id}\"\nkind = \"{kind}\"\n[service.options]\n{options}\n"
        ));
    }
    fs::write(path, text).unwrap();
}

/// What a sync writes at its end for the next first frame.
fn write_totals(config: &Path, dir: &Path) {
    let overrides = Overrides {
        config: Some(config.to_owned()),
        store: Some(dir.to_owned()),
        ..Overrides::default()
    };
    let Ok(Loaded::Configured(config)) = config::load(&overrides, &Machine::real()) else {
        panic!("the made-up configuration is wrong");
    };
    let store = open(dir, Access::ReadWrite);
    let view = View::read(&config, &store, NOW).unwrap();
    refresh(&store, &view).unwrap();
}

/// Starts the program; the time until its footer is drawn, which is the last line of a frame.
fn first_frame(config: &Path, store: &Path) -> (Program, Duration) {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_secretariat"));
    command.arg("--read-only");
    command.arg("--config");
    command.arg(config);
    command.arg("--store");
    command.arg(store);
    let mut program = Program::start(command);
    let took = program.until("quit");
    (program, took)
}
