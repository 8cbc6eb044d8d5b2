//! The real terminal: taken over, given back, whatever happens in between.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use rustix::process::{Signal, kill_current_process_group};

use super::backend::Lean;
use super::clipboard;
use super::looper::Host;
use super::surroundings::Surroundings;
use crate::config::UiSettings;

/// Whether the terminal is ours now; the panic hook looks at it.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Room for a whole first frame in one write.
const BUFFER: usize = 64 * 1024;

/// The terminal, taken over.
#[derive(Debug)]
pub struct Tty {
    mouse: bool,
    osc52: bool,
    surroundings: Surroundings,
}

impl Tty {
    /// Takes the terminal over: raw, alternate screen, bracketed paste.
    pub fn enter(ui: &UiSettings, surroundings: Surroundings) -> io::Result<Tty> {
        restore_on_panic();
        let tty = Tty {
            mouse: ui.mouse,
            osc52: ui.osc52,
            surroundings,
        };
        tty.take().inspect_err(|_| tty.leave())?;
        Ok(tty)
    }

    /// A terminal to draw on.
    pub fn terminal(&self) -> io::Result<Terminal<Lean<BufWriter<Stdout>>>> {
        let out = BufWriter::with_capacity(BUFFER, io::stdout());
        Terminal::new(Lean::new(out))
    }

    fn take(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(
            io::stdout(),
            EnterAlternateScreen,
            EnableBracketedPaste,
            Hide
        )?;
        if self.mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        Ok(())
    }

    /// Gives the terminal back; a terminal that is gone is no error.
    pub fn leave(&self) {
        restore();
    }
}

impl Host for Tty {
    fn suspend(&mut self) -> io::Result<()> {
        self.leave();
        // The whole job stops, as with any other program: the shell waits for all of it.
        kill_current_process_group(Signal::STOP)?;
        self.take()
    }

    fn resume(&mut self) -> io::Result<()> {
        self.take()
    }

    fn copy(&mut self, text: &str) -> io::Result<bool> {
        if !self.osc52 {
            return Ok(false);
        }
        let bytes = clipboard::sequence(text, &self.surroundings.term, self.surroundings.tmux);
        let mut out = io::stdout();
        out.write_all(bytes.as_bytes())?;
        out.flush()?;
        Ok(true)
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
    }
}

/// Undoes everything that taking over did; harmless when nothing was done.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // Each on its own: one that fails must not keep the others from being tried.
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// A panic on the screen's own thread gives the terminal back before it is told. Elsewhere it is
/// only logged: the loop hears of it and goes on.
fn restore_on_panic() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let screen = std::thread::current().id();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == screen {
                restore();
                before(info);
            } else {
                tracing::error!("a task panicked: {info}");
            }
        }));
    });
}
