//! The screen as its users feel it: start, keys, bytes, idleness and memory, measured on the real
//! program in a pseudo-terminal. Prints figures; judges nothing.
//!
//! `cargo bench --bench screen` takes 1,000, 100,000 and 1,000,000 accounts;
//! `cargo bench --bench screen -- 100000` takes one size.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that cannot be set up is no bench"
)]

#[path = "../made_up.rs"]
mod made_up;

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use made_up::{NOW, SERVICES, fill, open};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use secretariat::config::{self, Loaded, Machine, Overrides};
use secretariat::store::Access;
use secretariat::workflows::merging::refresh::refresh;
use secretariat::workflows::report::View;

const SIZES: [u32; 3] = [1_000, 100_000, 1_000_000];
/// Columns and lines.
const SIZE: (u16, u16) = (120, 40);
/// Silence that ends a frame.
const QUIET: Duration = Duration::from_millis(40);
/// Longer silence: nothing more is under way.
const REST: Duration = Duration::from_millis(400);
/// Moves that are measured.
const MOVES: usize = 200;

fn main() {
    let wanted: Vec<u32> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let sizes = if wanted.is_empty() {
        SIZES.to_vec()
    } else {
        wanted
    };
    println!("{SIZE:?} columns and lines; medians and 99th percentiles of {MOVES} moves");
    for size in sizes {
        measure(size);
    }
}

fn measure(size: u32) {
    let store = fill(size);
    let config = store.path().join("config.toml");
    write_config(&config);
    write_totals(&config, store.path());
    let mut starts: Vec<f64> = (0..5)
        .map(|_| first_frame(&config, store.path()).1)
        .collect();
    let (mut program, _) = first_frame(&config, store.path());
    let frame = program.taken;
    let snapshot = Instant::now();
    program.settle(REST);
    let settled = snapshot.elapsed().saturating_sub(REST);
    println!("\n{size} accounts");
    line(
        "start to complete first frame",
        &format!("{:.1} ms", median(&mut starts)),
    );
    line("bytes of the first frame", &frame.to_string());
    line(
        "snapshot and details after it",
        &format!("{:.0} ms", ms(settled)),
    );
    keys(&mut program, "move, travelling", "\x1b[B", Duration::ZERO);
    keys(&mut program, "move, then rest", "\x1b[B", REST);
    program.press("/");
    program.settle(REST);
    for letters in ["j", "e", "a", "n"] {
        let (first, last, bytes) = program.timed(letters, REST);
        line(
            &format!("filter, letter {letters}"),
            &format!(
                "first {:.1} ms, last {:.1} ms, {bytes} bytes",
                ms(first),
                ms(last)
            ),
        );
    }
    program.press("\x1b");
    program.settle(REST);
    idle(&mut program);
    line("memory now, and at most", &program.memory());
    program.press("q");
    let _ = program.child.wait();
}

fn line(what: &str, value: &str) {
    println!("  {what:<34} {value}");
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Presses one key many times, each time until the screen is quiet.
fn keys(program: &mut Program, what: &str, key: &str, rest: Duration) {
    let count = if rest.is_zero() { MOVES } else { MOVES / 10 };
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let quiet = if rest.is_zero() {
            Duration::from_millis(15)
        } else {
            rest
        };
        let (_, last, sent) = program.timed(key, quiet);
        times.push(ms(last));
        bytes.push(sent as f64);
    }
    let middle = median(&mut times);
    let worst = times[times.len() * 99 / 100];
    let value = format!(
        "{middle:.2} ms, {worst:.2} ms, {:.0} bytes",
        median(&mut bytes)
    );
    line(what, &value);
}

fn idle(program: &mut Program) {
    program.settle(Duration::from_secs(2));
    let (busy, taken) = (program.cpu(), program.taken);
    program.drain(Duration::from_secs(10));
    let (busy, taken) = (program.cpu() - busy, program.taken - taken);
    line(
        "idle for 10 s",
        &format!("{busy} ms of processor, {taken} bytes"),
    );
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
fn first_frame(config: &Path, store: &Path) -> (Program, f64) {
    let begin = Instant::now();
    let mut program = Program::start(config, store);
    while !program.shows("quit") {
        program.drain_one(Duration::from_secs(60));
    }
    (program, ms(begin.elapsed()))
}

struct Program {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    taken: usize,
    _master: Box<dyn MasterPty + Send>,
}

impl Program {
    fn start(config: &Path, store: &Path) -> Program {
        let (cols, rows) = SIZE;
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_secretariat"));
        command.args(["--read-only", "--now", &NOW.to_string()]);
        command.arg("--config");
        command.arg(config);
        command.arg("--store");
        command.arg(store);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0
                    || sender
                        .send((Instant::now(), buffer[..read].to_vec()))
                        .is_err()
                {
                    break;
                }
            }
        });
        let number = |n| NonZero::new(n).unwrap();
        Program {
            child,
            keys: pair.master.take_writer().unwrap(),
            bytes,
            parser: vt100::Parser::new(number(rows), number(cols), 0),
            taken: 0,
            _master: pair.master,
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn shows(&self, text: &str) -> bool {
        let (_, columns) = SIZE;
        let screen = self.parser.screen();
        screen
            .rows(0, columns.max(SIZE.0))
            .any(|line| line.contains(text))
    }

    /// Takes the next bytes; when they came.
    fn drain_one(&mut self, limit: Duration) -> Option<Instant> {
        let (at, bytes) = self.bytes.recv_timeout(limit).ok()?;
        self.taken += bytes.len();
        self.parser.process(&bytes);
        Some(at)
    }

    /// Takes bytes until there were none for so long.
    fn settle(&mut self, quiet: Duration) -> Option<Instant> {
        let mut last = None;
        while let Some(at) = self.drain_one(quiet) {
            last = Some(at);
        }
        last
    }

    /// Takes whatever comes in so long.
    fn drain(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            self.drain_one(left);
        }
    }

    /// Presses a key: the times to the first and to the last byte, and how many there were.
    fn timed(&mut self, keys: &str, quiet: Duration) -> (Duration, Duration, usize) {
        let (begin, before) = (Instant::now(), self.taken);
        self.press(keys);
        let first = self.drain_one(Duration::from_secs(5)).unwrap_or(begin);
        let last = self.settle(quiet.max(QUIET.min(quiet))).unwrap_or(first);
        let since = |at: Instant| at.saturating_duration_since(begin);
        (since(first), since(last), self.taken - before)
    }

    fn proc(&self, file: &str) -> String {
        let pid = self.child.process_id().unwrap_or_default();
        fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default()
    }

    /// Processor time of all threads, in milliseconds.
    fn cpu(&self) -> u64 {
        let stat = self.proc("stat");
        let fields = stat.rsplit(')').next().unwrap_or("");
        let ticks: u64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum();
        ticks * 10
    }

    fn memory(&self) -> String {
        let status = self.proc("status");
        let value = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let value = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
            value.unwrap_or_default() / 1_024
        };
        format!("{} MiB, {} MiB", value("VmRSS:"), value("VmHWM:"))
    }
}
