//! A program in a pseudo-terminal: its bytes with the instants they came at, its screen, its cost.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Columns and lines.
pub const SIZE: (u16, u16) = (120, 40);
/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The priority of the thread that takes the instants.
const WATCHER: i32 = -15;

/// What one key did.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// From the key to the first byte.
    pub first: Duration,
    /// From the key to the last byte, or to the wanted screen.
    pub last: Duration,
    /// Bytes in between.
    pub bytes: usize,
    /// Processor time of the screen's thread.
    pub ran: Duration,
    /// How long that thread was ready and had no processor.
    pub waited: Duration,
}

/// A program in a terminal.
pub struct Program {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    /// Bytes taken so far.
    pub taken: usize,
    /// The bytes since the last key.
    pub sent: Vec<u8>,
    begin: Instant,
    _master: Box<dyn MasterPty + Send>,
}

impl Program {
    /// Starts it.
    pub fn start(mut command: CommandBuilder) -> Program {
        let (cols, rows) = SIZE;
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let begin = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        thread::spawn(move || {
            // On a busy machine the watcher's own wait for a processor is longer than what it
            // watches takes. Only root may; without it the figures hold that wait.
            let _ = rustix::process::setpriority_process(None, WATCHER);
            let mut buffer = [0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                let piece = (Instant::now(), buffer[..read].to_vec());
                if read == 0 || sender.send(piece).is_err() {
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
            sent: Vec::new(),
            begin,
            _master: pair.master,
        }
    }

    /// Takes bytes until the screen shows a text; the time since the start.
    pub fn until(&mut self, text: &str) -> Duration {
        while !self.shows(text) {
            assert!(self.take(PATIENCE).is_some(), "{text:?} never came");
        }
        self.begin.elapsed()
    }

    /// Takes bytes until nothing works any more; how long that took.
    pub fn until_calm(&mut self) -> Duration {
        let begin = Instant::now();
        let mut last = begin;
        let mut busy = self.cpu();
        while last.elapsed() < Duration::from_millis(300) {
            self.rest(Duration::from_millis(20));
            if self.cpu() != busy {
                busy = self.cpu();
                last = Instant::now();
            }
        }
        last.duration_since(begin)
    }

    /// Whether the screen shows a text.
    pub fn shows(&self, text: &str) -> bool {
        let mut lines = self.parser.screen().rows(0, SIZE.0);
        lines.any(|line| line.contains(text))
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        self.sent.clear();
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Takes the next bytes; when they came.
    fn take(&mut self, limit: Duration) -> Option<Instant> {
        let (at, bytes) = self.bytes.recv_timeout(limit).ok()?;
        self.taken += bytes.len();
        self.sent.extend_from_slice(&bytes);
        self.parser.process(&bytes);
        Some(at)
    }

    /// Takes bytes until there were none for so long; when the last one came.
    pub fn settle(&mut self, quiet: Duration) -> Option<Instant> {
        let mut last = None;
        while let Some(at) = self.take(quiet) {
            last = Some(at);
        }
        last
    }

    /// Takes whatever comes in so long.
    pub fn rest(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            self.take(left);
        }
    }

    /// Presses a key and waits until the screen was quiet for so long.
    pub fn key(&mut self, keys: &str, quiet: Duration) -> Answer {
        let scheduled = self.scheduled();
        let (begin, before) = (Instant::now(), self.taken);
        self.press(keys);
        let first = self.take(Duration::from_secs(1)).unwrap_or(begin);
        let last = self.settle(quiet).unwrap_or(first);
        self.answer(scheduled, before, begin, first, last)
    }

    /// Presses a key and waits until the screen shows a text: for a screen that is never quiet.
    pub fn key_until(&mut self, keys: &str, text: &str) -> Answer {
        let scheduled = self.scheduled();
        let (begin, before) = (Instant::now(), self.taken);
        self.press(keys);
        let mut first = None;
        let mut last = begin;
        while !self.shows(text) {
            let Some(at) = self.take(PATIENCE) else {
                panic!("{text:?} never came:\n{}", self.text());
            };
            first.get_or_insert(at);
            last = at;
        }
        self.answer(scheduled, before, begin, first.unwrap_or(begin), last)
    }

    fn answer(
        &self,
        (ran, waited): (Duration, Duration),
        before: usize,
        begin: Instant,
        first: Instant,
        last: Instant,
    ) -> Answer {
        let now = self.scheduled();
        Answer {
            first: first.saturating_duration_since(begin),
            last: last.saturating_duration_since(begin),
            bytes: self.taken - before,
            ran: now.0.saturating_sub(ran),
            waited: now.1.saturating_sub(waited),
        }
    }

    fn proc(&self, file: &str) -> String {
        let pid = self.child.process_id().unwrap_or_default();
        fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default()
    }

    /// Of the first thread, which is the screen's: processor time so far, and how long it was ready
    /// and had no processor.
    fn scheduled(&self) -> (Duration, Duration) {
        let pid = self.child.process_id().unwrap_or_default();
        let text = self.proc(&format!("task/{pid}/schedstat"));
        let mut fields = text
            .split_whitespace()
            .map(|field| field.parse().unwrap_or(0));
        let mut next = || Duration::from_nanos(fields.next().unwrap_or(0));
        (next(), next())
    }

    /// Processor time of all threads so far, in milliseconds.
    pub fn cpu(&self) -> u64 {
        let stat = self.proc("stat");
        let fields = stat.rsplit(')').next().unwrap_or("");
        let fields = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
        ticks * 10
    }

    /// Memory now and at most, in MiB.
    pub fn memory(&self) -> (u64, u64) {
        let status = self.proc("status");
        let value = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let value = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
            value.unwrap_or_default() / 1_024
        };
        (value("VmRSS:"), value("VmHWM:"))
    }

    /// Ends it.
    pub fn end(mut self) {
        // Some ended by themselves.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
