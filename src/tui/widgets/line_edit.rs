//! One line of text being typed: filters, palette, dates.

use unicode_segmentation::UnicodeSegmentation;

use crate::tui::shell::key::{Code, Key};

/// Longest line that is taken, in bytes; pastes are cut.
const MAX: usize = 1_000;

/// A text and where the caret is in it, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineEdit {
    text: String,
    caret: usize,
}

impl LineEdit {
    /// Starts with a text, the caret at its end.
    pub fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.insert(text);
        line
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before and after the caret.
    pub fn halves(&self) -> (&str, &str) {
        self.text
            .split_at_checked(self.caret)
            .unwrap_or(("", &self.text))
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Inserts at the caret; line ends become spaces.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars() {
            let c = if c == '\n' || c == '\r' || c == '\t' {
                ' '
            } else {
                c
            };
            if c.is_control() || self.text.len() + c.len_utf8() > MAX {
                continue;
            }
            self.text.insert(self.caret, c);
            self.caret += c.len_utf8();
        }
    }

    /// Takes an editing key; says whether it was one.
    pub fn key(&mut self, key: Key) -> bool {
        match key.code {
            Code::Char('a') if key.ctrl => self.caret = 0,
            Code::Char('e') if key.ctrl => self.caret = self.text.len(),
            Code::Char('u') if key.ctrl => {
                self.text.drain(..self.caret);
                self.caret = 0;
            }
            Code::Char('k') if key.ctrl => self.text.truncate(self.caret),
            Code::Char('w') if key.ctrl => self.delete_word(),
            Code::Char(c) if !key.ctrl && !key.alt => self.insert(c.encode_utf8(&mut [0; 4])),
            Code::Backspace => {
                let start = self.before();
                self.text.drain(start..self.caret);
                self.caret = start;
            }
            Code::Delete => {
                let end = self.after();
                self.text.drain(self.caret..end);
            }
            Code::Left => self.caret = self.before(),
            Code::Right => self.caret = self.after(),
            Code::Home => self.caret = 0,
            Code::End => self.caret = self.text.len(),
            _ => return false,
        }
        true
    }

    fn before(&self) -> usize {
        let (before, _) = self.halves();
        let last = before.graphemes(true).next_back().map_or(0, str::len);
        self.caret - last
    }

    fn after(&self) -> usize {
        let (_, after) = self.halves();
        self.caret + after.graphemes(true).next().map_or(0, str::len)
    }

    fn delete_word(&mut self) {
        let (before, _) = self.halves();
        let kept = before.trim_end();
        let start = kept.rfind(' ').map_or(0, |at| at + 1);
        self.text.drain(start..self.caret);
        self.caret = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::shell::key::keys;

    fn typed(text: &str) -> LineEdit {
        let mut line = LineEdit::default();
        for key in keys(text) {
            line.key(key);
        }
        line
    }

    #[test]
    fn typing_moving_and_deleting() {
        assert_eq!(typed("a b c backspace").text(), "ab");
        assert_eq!(typed("a b c left left X").text(), "aXbc");
        assert_eq!(typed("h i space y o u ctrl-w").text(), "hi ");
        assert_eq!(typed("h i home delete").text(), "i");
        assert_eq!(typed("a b left ctrl-u").text(), "b");
    }

    #[test]
    fn a_letter_with_marks_is_deleted_whole() {
        let mut line = LineEdit::new("xe\u{301}");
        line.key(keys("backspace")[0]);
        assert_eq!(line.text(), "x");
    }

    #[test]
    fn a_paste_keeps_one_line_and_no_control() {
        assert_eq!(LineEdit::new("a\nb\u{1b}[2J").text(), "a b[2J");
    }
}
