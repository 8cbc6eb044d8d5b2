//! What comes from outside: keys, pastes, sizes and signals, as one stream.

use std::io;
use std::pin::Pin;

use crossterm::event::{
    Event as Terminal, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton,
    MouseEvent, MouseEventKind,
};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::signal::unix::{SignalKind, signal};

use crate::tui::shell::key::{Code, Key};
use crate::tui::shell::message::{Event, Gesture};

#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    Event(Event),
    /// Somebody else asks us to stop (`SIGTSTP`).
    Stop,
    /// Somebody else let us go on (`SIGCONT`).
    Continued,
}

/// A stream of input.
pub type Inputs = Pin<Box<dyn Stream<Item = Input> + Send>>;

/// Keys, sizes and signals; a terminal that went away reads as a request to leave.
pub fn input() -> io::Result<Inputs> {
    let keys = EventStream::new().filter_map(|event| async move {
        match event {
            Ok(event) => convert(event).map(Input::Event),
            Err(_) => Some(Input::Event(Event::Terminate)),
        }
    });
    let keys = keys.chain(stream::once(async { Input::Event(Event::Terminate) }));
    let on = |kind: SignalKind, input: Input| -> io::Result<Inputs> {
        let mut signals = signal(kind)?;
        let stream = stream::poll_fn(move |cx| signals.poll_recv(cx));
        Ok(Box::pin(stream.map(move |()| input.clone())))
    };
    let leave = || Input::Event(Event::Terminate);
    // A hang-up first of all: the keys of a dead terminal never end (crossterm#1067).
    let signals = stream::select_all([
        on(SignalKind::hangup(), leave())?,
        on(SignalKind::terminate(), leave())?,
        on(SignalKind::interrupt(), leave())?,
        on(
            SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()),
            Input::Stop,
        )?,
        on(
            SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()),
            Input::Continued,
        )?,
    ]);
    Ok(Box::pin(stream::select(signals, keys)))
}

/// The model's event for a terminal's event, if it means something.
pub fn convert(event: Terminal) -> Option<Event> {
    match event {
        Terminal::Key(key) => convert_key(key).map(Event::Key),
        Terminal::Paste(text) => Some(Event::Paste(text)),
        Terminal::Resize(width, height) => Some(Event::Resize(width, height)),
        Terminal::Mouse(mouse) => convert_mouse(mouse),
        Terminal::FocusGained | Terminal::FocusLost => None,
    }
}

fn convert_key(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let code = match code {
        // Control ignores the case of its letter.
        Code::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        other => other,
    };
    Some(Key {
        code,
        ctrl,
        alt: key.modifiers.contains(KeyModifiers::ALT),
    })
}

fn convert_mouse(mouse: MouseEvent) -> Option<Event> {
    let gesture = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Gesture::Click,
        MouseEventKind::ScrollUp => Gesture::WheelUp,
        MouseEventKind::ScrollDown => Gesture::WheelDown,
        _ => return None,
    };
    Some(Event::Mouse {
        x: mouse.column,
        y: mouse.row,
        gesture,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<Event> {
        convert(Terminal::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn keys_arrive_as_the_keymap_writes_them() {
        let named = |text: &str| Key::parse(text).map(Event::Key);
        assert_eq!(key(KeyCode::Char('F'), KeyModifiers::SHIFT), named("F"));
        assert_eq!(
            key(KeyCode::Char('L'), KeyModifiers::CONTROL),
            named("ctrl-l")
        );
        assert_eq!(
            key(KeyCode::BackTab, KeyModifiers::SHIFT),
            named("shift-tab")
        );
        assert_eq!(key(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }
}
