//! Keys as data and as text: `a`, `F`, `ctrl-l`, `shift-tab`, `space`, `f5`.

use std::fmt;

/// Which key, without modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character, with shift already applied.
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    /// The key that deletes backwards.
    Backspace,
    /// The key that deletes forwards.
    Delete,
    Up,
    Down,
    Left,
    Right,
    /// Start of line or list.
    Home,
    /// End of line or list.
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Key {
        Key {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// Reads the text of one key.
    pub fn parse(text: &str) -> Option<Key> {
        let mut rest = text;
        let mut key = Key::plain(Code::Esc);
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-") {
                key.ctrl = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("alt-") {
                key.alt = true;
                rest = after;
            } else {
                break;
            }
        }
        let named = NAMES.iter().find(|(name, _)| *name == rest);
        let mut chars = rest.chars();
        key.code = match (named, chars.next(), chars.as_str()) {
            (Some((_, code)), ..) => *code,
            (None, Some(c), "") => Code::Char(c),
            (None, Some('f'), digits) => match digits.parse() {
                Ok(number @ 1..=24) => Code::F(number),
                _ => return None,
            },
            _ => return None,
        };
        Some(key)
    }
}

const NAMES: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("shift-tab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("space", Code::Char(' ')),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(c) => write!(f, "{c}"),
            Code::F(number) => write!(f, "f{number}"),
            _ => Ok(()),
        }
    }
}

/// Reads keys separated by spaces, for tests and scripts; unknown ones are left out.
pub fn keys(text: &str) -> Vec<Key> {
    text.split_whitespace().filter_map(Key::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_reads_back_from_its_text() {
        for text in [
            "a",
            "F",
            "ctrl-l",
            "shift-tab",
            "space",
            "f5",
            "alt-x",
            "/",
            "é",
            "-",
        ] {
            let key = Key::parse(text).unwrap();
            assert_eq!(key.to_string(), text);
        }
        assert_eq!(Key::parse("nokey"), None);
        assert_eq!(Key::parse(""), None);
        assert_eq!(Key::parse("f99"), None);
    }
}
