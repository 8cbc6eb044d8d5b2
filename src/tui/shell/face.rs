//! The face: what does not change while the program runs — words, colours, symbols, keys.

use super::action::{Action, ActionSpec};
use super::key::{Code, Key};
use super::keymap::Keymap;
use crate::config::UiSettings;
use crate::tui::theme::{ASCII, Glyphs, Look, Theme, UNICODE};
use crate::words::Words;

/// Words, colours, symbols and keys.
#[derive(Debug)]
pub struct Face {
    pub words: Words,
    pub theme: Theme,
    pub glyphs: Glyphs,
    pub keymap: Keymap,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Whether the terminal shows letters beyond ASCII.
    pub letters: bool,
}

impl Face {
    /// Puts together what the settings ask for; `views` are the actions that open views.
    pub fn new(ui: &UiSettings, words: Words, views: &[ActionSpec]) -> Face {
        Face {
            words,
            theme: Theme::new(Look::parse(&ui.theme, ui.no_color)),
            glyphs: if ui.ascii { ASCII } else { UNICODE },
            keymap: Keymap::new(&ui.keys, views),
            mouse: ui.mouse,
            letters: true,
        }
    }

    /// A key as humans read it: `Enter`, `Ctrl-L`, `F`.
    pub fn key_name(&self, key: Key) -> String {
        let bare = Key {
            ctrl: false,
            alt: false,
            ..key
        };
        let name = bare.to_string();
        let name = match name.chars().count() {
            0 | 1 => name,
            _ => self.words.get(&format!("tui-key-{name}")),
        };
        let name = match key.code {
            Code::F(number) => format!("F{number}"),
            Code::Char(c) if key.ctrl => c.to_uppercase().to_string(),
            _ => name,
        };
        let ctrl = if key.ctrl { "Ctrl-" } else { "" };
        let alt = if key.alt { "Alt-" } else { "" };
        format!("{ctrl}{alt}{name}")
    }

    /// The first key of an action, as humans read it; empty when it has none.
    pub fn key_of(&self, action: Action) -> String {
        let key = self.keymap.keys_of(action).first();
        key.map_or_else(String::new, |key| self.key_name(*key))
    }
}
