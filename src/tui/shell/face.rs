//! The face: what does not change while the program runs — words, colours, symbols, keys.

use super::keymap::Keymap;
use crate::config::UiSettings;
use crate::tui::theme::{ASCII, Glyphs, Look, Theme, UNICODE};
use crate::words::Words;

/// Words, colours, symbols and keys.
#[derive(Debug)]
pub struct Face {
    /// The language.
    pub words: Words,
    /// The styles.
    pub theme: Theme,
    /// The symbols.
    pub glyphs: Glyphs,
    /// The keys.
    pub keymap: Keymap,
    /// Whether the mouse is listened to.
    pub mouse: bool,
}

impl Face {
    /// Puts together what the settings ask for.
    pub fn new(ui: &UiSettings, words: Words) -> Face {
        Face {
            words,
            theme: Theme::new(Look::parse(&ui.theme, ui.no_color)),
            glyphs: if ui.ascii { ASCII } else { UNICODE },
            keymap: Keymap::new(&ui.keys),
            mouse: ui.mouse,
        }
    }
}
