//! The terminal as the environment tells of it.

use crate::config::variables;

/// Facts of the terminal, read from the environment once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// `TERM`.
    pub term: String,
    pub tmux: bool,
    /// The locale's character set is UTF-8.
    pub utf8: bool,
}

impl Surroundings {
    pub fn read(var: impl Fn(&str) -> Option<String>) -> Surroundings {
        let locale = variables::terminal_locale(&var)
            .unwrap_or_default()
            .to_ascii_lowercase();
        Surroundings {
            term: var(variables::TERM).unwrap_or_default(),
            tmux: var(variables::TMUX).is_some_and(|value| !value.is_empty()),
            utf8: locale.contains("utf-8") || locale.contains("utf8"),
        }
    }

    /// Whether only ASCII can be shown: no UTF-8, or the console's own small font.
    pub fn needs_ascii(&self) -> bool {
        !self.utf8 || self.term == "linux"
    }

    /// Whether the terminal cannot move its cursor.
    pub fn is_dumb(&self) -> bool {
        self.term.is_empty() || self.term == "dumb"
    }
}
