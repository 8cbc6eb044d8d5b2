//! Styled lines and their wrapping: details, help, explanations.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::Canvas;
use super::text::{cells, width};
use crate::domain::text::escape;

/// One line of styled pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Texts, escaped, with their styles.
    pub pieces: Vec<(String, Style)>,
    /// Columns before the first piece.
    pub indent: usize,
    /// Columns more before the lines that wrapping adds.
    pub hang: usize,
}

impl Line {
    pub fn new() -> Self {
        Self::default()
    }

    /// A line of one piece.
    pub fn of(text: &str, style: Style) -> Self {
        Self::new().and(text, style)
    }

    #[must_use]
    pub fn indent(mut self, columns: usize) -> Self {
        self.indent = columns;
        self
    }

    /// Sets how much further wrapped lines begin.
    #[must_use]
    pub fn hang(mut self, columns: usize) -> Self {
        self.hang = columns;
        self
    }

    #[must_use]
    pub fn and(mut self, text: &str, style: Style) -> Self {
        self.push(text, style);
        self
    }

    pub fn push(&mut self, text: &str, style: Style) {
        if !text.is_empty() {
            self.pieces.push((escape(text).into_owned(), style));
        }
    }

    /// Columns from the left edge to the end.
    pub fn width(&self) -> usize {
        self.indent
            + self
                .pieces
                .iter()
                .map(|(text, _)| width(text))
                .sum::<usize>()
    }

    /// The text without styles.
    pub fn plain(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }
}

/// Breaks a line at spaces so that it fits; words longer than a line are broken anywhere.
pub fn wrap(line: &Line, max: usize, out: &mut Vec<Line>) {
    if line.width() <= max {
        out.push(line.clone());
        return;
    }
    let next = line.indent + line.hang;
    let mut room = max.saturating_sub(line.indent).max(1);
    let mut now = Line::new().indent(line.indent);
    let mut used = 0;
    let mut break_line = |now: &mut Line, used: &mut usize| {
        out.push(std::mem::replace(now, Line::new().indent(next)));
        *used = 0;
        max.saturating_sub(next).max(1)
    };
    for (text, style) in &line.pieces {
        for word in text.split_inclusive(' ') {
            let visible = width(word.trim_end());
            if used > 0 && used + visible > room {
                room = break_line(&mut now, &mut used);
            }
            let mut piece = String::new();
            for (cell, columns) in cells(word) {
                if used + columns > room {
                    if cell == " " {
                        continue;
                    }
                    now.push(&piece, *style);
                    piece.clear();
                    room = break_line(&mut now, &mut used);
                }
                piece.push_str(cell);
                used += columns;
            }
            now.push(&piece, *style);
        }
    }
    if !now.pieces.is_empty() {
        out.push(now);
    }
}

pub fn wrapped(lines: &[Line], max: usize) -> Vec<Line> {
    let mut out = Vec::new();
    for line in lines {
        wrap(line, max, &mut out);
    }
    out
}

/// Draws lines from `top` on, as many as fit.
pub fn draw(lines: &[Line], top: usize, area: Rect, canvas: &mut Canvas<'_>) {
    for (line, y) in lines.iter().skip(top).zip(area.top()..area.bottom()) {
        draw_line(line, area.x, y, area.width, canvas);
    }
}

/// Draws one line, cut to `max` columns.
pub fn draw_line(line: &Line, x: u16, y: u16, max: u16, canvas: &mut Canvas<'_>) {
    let indent = u16::try_from(line.indent).unwrap_or(max).min(max);
    let mut at = indent;
    for (text, style) in &line.pieces {
        at += canvas.text(x + at, y, max - at, text, *style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(lines: &[Line]) -> Vec<String> {
        lines.iter().map(Line::plain).collect()
    }

    #[test]
    fn a_line_breaks_between_words_and_keeps_its_indent() {
        let line = Line::of("one two three", Style::new()).indent(2);
        let lines = wrapped(&[line], 9);
        assert_eq!(plain(&lines), ["one two", "three"]);
        assert!(lines.iter().all(|line| line.indent == 2));
    }

    #[test]
    fn a_long_word_is_broken() {
        let lines = wrapped(&[Line::of("abcdefgh", Style::new())], 3);
        assert_eq!(plain(&lines), ["abc", "def", "gh"]);
    }

    proptest! {
        #[test]
        fn nothing_visible_is_lost(text in "[a-zé山 ]{0,60}", max in 4usize..30) {
            let lines = wrapped(&[Line::of(&text, Style::new())], max);
            let squeeze = |text: &str| text.replace(' ', "");
            prop_assert_eq!(squeeze(&plain(&lines).concat()), squeeze(&text));
            for line in &lines {
                prop_assert!(width(line.plain().trim_end()) <= max);
            }
        }
    }
}
