//! Starts the program in a pseudo-terminal and reads its screen.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running program and its terminal.
pub struct Program {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// The beginning of a character whose rest is still to come.
    waiting: Vec<u8>,
    _home: TempDir,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Program {
    /// Starts it at 100 by 30, in English, with an empty home.
    pub fn start(arguments: &[&str]) -> Program {
        Program::start_with(arguments, &[])
    }

    /// The same, with other variables.
    pub fn start_with(arguments: &[&str], variables: &[(&str, &str)]) -> Program {
        let program = Path::new(env!("CARGO_BIN_EXE_secretariat"));
        Program::run(program, arguments, variables)
    }

    /// The same with another file.
    pub fn run(program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Program {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(size(100, 30)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("HOME", home.path());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "en_GB.UTF-8");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let parser = vt100::Parser::new(rows(30), rows(100), 0);
        Program {
            child,
            master: pair.master,
            keys,
            bytes,
            parser,
            raw: Vec::new(),
            waiting: Vec::new(),
            _home: home,
        }
    }

    /// What the terminal shows now.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Every byte that was sent so far.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Presses keys.
    pub fn send(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Hands bytes to the emulator, which drops `�` without moving on, as no terminal does: it gets
    /// another sign of the same width.
    fn feed(&mut self, bytes: Vec<u8>) {
        const SIGN: &[u8] = "\u{fffd}".as_bytes();
        const OTHER: &[u8] = "\u{25a1}".as_bytes();
        self.raw.extend(&bytes);
        self.waiting.extend(bytes);
        let half = (1..SIGN.len())
            .rev()
            .find(|length| self.waiting.ends_with(&SIGN[..*length]));
        let whole = self.waiting.len() - half.unwrap_or(0);
        let mut ready: Vec<u8> = self.waiting.drain(..whole).collect();
        for at in 0..ready.len() {
            if ready[at..].starts_with(SIGN) {
                ready[at..at + SIGN.len()].copy_from_slice(OTHER);
            }
        }
        self.parser.process(&ready);
    }

    /// Presses keys that may come too late.
    pub fn try_send(&mut self, keys: &str) {
        let _ = self.keys.write_all(keys.as_bytes());
    }

    /// Waits until so many bytes were sent since the start.
    pub fn wait_for_bytes(&mut self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.raw.len() < count {
            let left = deadline.saturating_duration_since(Instant::now());
            let bytes = self.bytes.recv_timeout(left).expect("bytes");
            self.feed(bytes);
        }
    }

    /// Waits until nothing more is sent for a moment: where there is no text to wait for.
    pub fn settle(&mut self) {
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(400)) {
            self.feed(bytes);
        }
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&mut self, text: &str) {
        let shown = |screen: &vt100::Screen| screen_text(screen).contains(text);
        if !self.wait_or_end(shown) {
            panic!("no {text:?} on:\n{}", screen_text(self.screen()));
        }
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&mut self, wanted: impl Fn(&vt100::Screen) -> bool) {
        if !self.wait_or_end(wanted) {
            panic!("not as wanted:\n{}", screen_text(self.screen()));
        }
    }

    fn wait_or_end(&mut self, wanted: impl Fn(&vt100::Screen) -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if wanted(self.parser.screen()) {
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => {
                    self.feed(bytes);
                }
                Err(_) => return wanted(self.parser.screen()),
            }
        }
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, lines: u16) {
        self.master.resize(size(columns, lines)).unwrap();
        self.parser
            .screen_mut()
            .set_size(rows(lines), rows(columns));
    }

    fn pid(&self) -> Pid {
        let pid = self.child.process_id().unwrap();
        Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits until the process is stopped.
    pub fn wait_until_stopped(&self) {
        let path = format!("/proc/{}/stat", self.pid().as_raw_nonzero().get());
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let stat = std::fs::read_to_string(&path).unwrap();
            let state = stat.rsplit(')').next().unwrap_or("").trim_start();
            if state.starts_with('T') {
                return;
            }
            std::thread::yield_now();
        }
        panic!("never stopped");
    }

    /// Leaves as a user does, who confirms it when something is still running; returns the exit
    /// code.
    pub fn leave(&mut self) -> u32 {
        self.leave_by("q")
    }

    /// The same with another word, as lines need it.
    pub fn leave_by(&mut self, word: &str) -> u32 {
        self.send(word);
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && self.child.try_wait().unwrap().is_none() {
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(50)) {
                self.feed(bytes);
            }
            let shown = screen_text(self.screen());
            if shown.contains("Leave?") || shown.contains("Quitter") {
                self.send("\r");
                break;
            }
        }
        self.end()
    }

    /// Waits for the end and takes the last bytes; returns the exit code.
    pub fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(50)) {
                self.feed(bytes);
            }
            assert!(
                Instant::now() < deadline,
                "still running:\n{}",
                screen_text(self.screen())
            );
        };
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_secs(1)) {
            self.feed(bytes);
        }
        status.exit_code()
    }

    /// The terminal is as it was before.
    pub fn is_restored(&self) {
        let screen = self.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert!(!screen.bracketed_paste(), "pastes are plain again");
        assert!(!screen.hide_cursor(), "the cursor is shown again");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already ended in most tests.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn rows(number: u16) -> NonZero<u16> {
    NonZero::new(number).unwrap()
}

/// The screen as text.
pub fn screen_text(screen: &vt100::Screen) -> String {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).collect::<Vec<_>>().join("\n")
}
