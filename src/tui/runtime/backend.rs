//! The screen's own writer of cells: the fewest bytes that a usual terminal understands.
//!
//! What a session over a slow line feels is bytes. Against ratatui's own backend this one remembers
//! what the terminal shows: it joins colours and attributes into one sequence, uses the short codes
//! of the 16 colours, does not set colours for blanks, erases runs of blanks and ends of lines,
//! writes a letter again where that is shorter than skipping it, moves the cursor by the shortest
//! way, and does not hide a cursor that is hidden.

mod pen;
mod strokes;

use std::io::{self, Write};

use crossterm::cursor::{self, Hide, MoveTo, Show};
use crossterm::terminal::{self, Clear};
use crossterm::{execute, queue};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use strokes::Shown;

/// A terminal behind a writer.
#[derive(Debug)]
pub struct Lean<W> {
    out: W,
    shown: Shown,
    /// Whether the terminal shows its cursor, where that is known.
    cursor: Option<bool>,
}

impl<W: Write> Lean<W> {
    /// Writes there, on an empty screen.
    pub fn new(out: W) -> Self {
        Self {
            out,
            shown: Shown::default(),
            cursor: None,
        }
    }
}

impl<W: Write> Backend for Lean<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        strokes::draw(&mut self.out, &mut self.shown, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Some(false) {
            self.cursor = Some(false);
            queue!(self.out, Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Some(true) {
            self.cursor = Some(true);
            queue!(self.out, Show)?;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        let (x, y) = cursor::position()?;
        Ok(Position { x, y })
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        queue!(self.out, MoveTo(x, y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        // A screen that fills the terminal is only ever erased as a whole.
        if clear_type != ClearType::All {
            return Err(io::ErrorKind::Unsupported.into());
        }
        // Somebody else may have had the terminal.
        self.cursor = None;
        self.shown.clear();
        execute!(self.out, Clear(terminal::ClearType::All))
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = terminal::size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use super::*;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    const AREA: Rect = Rect {
        x: 0,
        y: 0,
        width: 24,
        height: 4,
    };

    /// The bytes that turn one screen after the other into the next, from an empty one on.
    fn drawn<'a>(screens: impl IntoIterator<Item = &'a Buffer>) -> Vec<Vec<u8>> {
        let mut lean = Lean::new(Vec::new());
        let mut before = Buffer::empty(AREA);
        let draw = |screen: &Buffer| {
            lean.draw(before.diff_iter(screen)).unwrap();
            before = screen.clone();
            std::mem::take(&mut lean.out)
        };
        screens.into_iter().map(draw).collect()
    }

    /// The bytes that turn one screen into another.
    fn between(before: &Buffer, after: &Buffer) -> String {
        let last = drawn([before, after]).pop().unwrap();
        String::from_utf8(last).unwrap()
    }

    fn screen(lines: &[(&str, Style)]) -> Buffer {
        let mut buffer = Buffer::empty(AREA);
        for ((text, style), y) in lines.iter().zip(0..) {
            buffer.set_string(0, y, text, *style);
        }
        buffer
    }

    #[test]
    fn what_did_not_change_is_not_sent() {
        let green = Style::new().fg(Color::Green);
        let before = screen(&[("plain", Style::new()), ("green", green)]);
        assert_eq!(between(&before, &before), "");
        let after = screen(&[("plans", Style::new()), ("green", green)]);
        assert_eq!(between(&before, &after), "\u{1b}[1;4Hns");
    }

    #[test]
    fn a_blank_in_another_colour_is_not_sent() {
        let dim = Style::new().add_modifier(Modifier::DIM);
        let before = screen(&[("a b", Style::new())]);
        let mut after = before.clone();
        after.set_string(1, 0, " ", dim);
        assert_eq!(between(&before, &after), "");
    }

    #[test]
    fn a_letter_that_stays_is_written_again_where_skipping_it_is_longer() {
        let plain = Style::new();
        let before = screen(&[("user 123456789", plain)]);
        let after = screen(&[("user 929456780", plain)]);
        let sent = between(&before, &after);
        assert_eq!(sent, "\u{1b}[1;6H929\u{1b}[5C0");
        // In another colour it would have to be set and reset.
        let mut before = before;
        before.set_string(6, 0, "2", Style::new().fg(Color::Red));
        let mut after = after;
        after.set_string(6, 0, "2", Style::new().fg(Color::Red));
        let sent = between(&before, &after);
        assert_eq!(sent, "\u{1b}[1;6H9\u{1b}[C9\u{1b}[5C0");
    }

    #[test]
    fn the_cursor_goes_down_by_the_shortest_way() {
        let plain = Style::new();
        let before = screen(&[("a 1 b", plain), ("a 1 b", plain), ("a 1 b", plain)]);
        let after = screen(&[("a 2 b", plain), ("a 2 b", plain), ("b 1 b", plain)]);
        let sent = between(&before, &after);
        assert_eq!(sent, "\u{1b}[1;3H2\n\u{8}2\n\rb");
    }

    #[test]
    fn ends_of_lines_are_erased_from_the_nearest_column_on() {
        let plain = Style::new();
        let before = screen(&[("abc defg", plain), ("long line", plain), ("a", plain)]);
        let after = screen(&[("abc", plain), ("long", plain), ("b", plain)]);
        let sent = between(&before, &after);
        assert_eq!(sent, "\u{1b}[1;5H\u{1b}[K\n\u{1b}[K\n\rb");
    }

    #[test]
    fn nothing_is_taken_for_granted_after_the_last_column() {
        let plain = Style::new();
        let full = |letter: &str| letter.repeat(usize::from(AREA.width));
        let before = screen(&[(&full("a"), plain), ("", plain)]);
        let mut after = before.clone();
        after.set_string(AREA.width - 1, 0, "b", plain);
        after.set_string(AREA.width - 1, 1, "b", plain);
        let sent = between(&before, &after);
        assert_eq!(sent, "\u{1b}[1;24Hb\u{1b}[2;24Hb");
    }

    #[test]
    fn everything_is_written_again_after_it_was_erased() {
        let mut lean = Lean::new(Vec::new());
        let word = screen(&[("word", Style::new())]);
        lean.draw(Buffer::empty(AREA).diff_iter(&word)).unwrap();
        lean.clear_region(ClearType::All).unwrap();
        lean.out.clear();
        lean.draw(Buffer::empty(AREA).diff_iter(&word)).unwrap();
        assert_eq!(lean.out, b"\x1b[1Hword");
    }

    #[test]
    fn colours_are_short_and_blanks_have_none() {
        let bold_green = Style::new().fg(Color::Green).add_modifier(Modifier::BOLD);
        let after = screen(&[("a b", bold_green)]);
        let sent = between(&Buffer::empty(AREA), &after);
        assert_eq!(sent, "\u{1b}[1H\u{1b}[1;32ma b\u{1b}[m");
    }

    #[test]
    fn bold_and_dim_together_are_said_in_one_order() {
        let dim = Style::new().add_modifier(Modifier::DIM);
        let both = dim.add_modifier(Modifier::BOLD);
        let mut after = screen(&[("ab", dim)]);
        after.set_string(1, 0, "b", both);
        let sent = between(&Buffer::empty(AREA), &after);
        assert_eq!(sent, "\u{1b}[1H\u{1b}[2ma\u{1b}[1;2mb\u{1b}[m");
    }

    #[test]
    fn many_blanks_are_erased_and_the_end_of_a_line_with_them() {
        let plain = Style::new();
        let before = screen(&[("thirteenchars end", plain)]);
        let sent = between(&before, &screen(&[("              end", plain)]));
        assert_eq!(sent, "\u{1b}[1H\u{1b}[13X");
        assert_eq!(between(&before, &Buffer::empty(AREA)), "\u{1b}[1H\u{1b}[K");
        let sent = between(&before, &screen(&[("thirteen      end", plain)]));
        assert_eq!(sent, "\u{1b}[1;9H\u{1b}[5X");
    }

    #[test]
    fn a_hidden_cursor_is_not_hidden_again() {
        let mut lean = Lean::new(Vec::new());
        lean.hide_cursor().unwrap();
        let once = lean.out.len();
        lean.hide_cursor().unwrap();
        assert_eq!(lean.out.len(), once);
    }

    /// A terminal that shows what it was sent.
    fn shown(parser: &vt100::Parser) -> Vec<(String, bool, bool, bool, vt100::Color)> {
        let cells = (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x)));
        cells
            .map(|(y, x)| {
                let cell = parser.screen().cell(y, x).unwrap();
                let blank = cell.contents().trim().is_empty() && !cell.inverse();
                (
                    cell.contents().trim().to_owned(),
                    cell.inverse(),
                    cell.bold() && !blank,
                    cell.dim() && !blank,
                    if blank {
                        vt100::Color::Default
                    } else {
                        cell.fgcolor()
                    },
                )
            })
            .collect()
    }

    fn parser() -> vt100::Parser {
        let number = |n| NonZero::new(n).unwrap();
        vt100::Parser::new(number(AREA.height), number(AREA.width), 0)
    }

    const NARROW: [&str; 5] = ["", "word", "          ", "é à", "a            b"];
    const WIDE: [&str; 6] = ["", "word", "          ", "é à", "高橋", "👩"];

    fn styles() -> Vec<Style> {
        vec![
            Style::new(),
            Style::new().fg(Color::Red),
            Style::new().add_modifier(Modifier::BOLD),
            Style::new().add_modifier(Modifier::DIM),
            Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD),
        ]
    }

    fn screens(
        words: &'static [&'static str],
        styles: Vec<Style>,
    ) -> impl Strategy<Value = Vec<Buffer>> {
        let words = prop::sample::select(words);
        let styles = prop::sample::select(styles);
        let pieces = prop::collection::vec((0..20_u16, 0..4_u16, words, styles), 0..12);
        let screen = pieces.prop_map(|pieces| {
            let mut buffer = Buffer::empty(AREA);
            for (x, y, text, style) in pieces {
                buffer.set_string(x, y, text, style);
            }
            buffer
        });
        prop::collection::vec(screen, 1..5)
    }

    fn narrow() -> impl Strategy<Value = Vec<Buffer>> {
        let mut styles = styles();
        styles.push(Style::new().add_modifier(Modifier::REVERSED));
        screens(&NARROW, styles)
    }

    /// Not reversed: terminals disagree about how the half of a wide character looks that is left
    /// when its other half is written over, and only a reversed blank can be seen.
    fn wide() -> impl Strategy<Value = Vec<Buffer>> {
        screens(&WIDE, styles())
    }

    proptest! {
        #[test]
        fn a_screen_drawn_in_steps_is_the_screen_drawn_at_once(
            screens in prop_oneof![narrow(), wide()]
        ) {
            let mut in_steps = parser();
            for bytes in drawn(&screens) {
                in_steps.process(&bytes);
            }
            let mut at_once = parser();
            for bytes in drawn(screens.last()) {
                at_once.process(&bytes);
            }
            prop_assert_eq!(shown(&in_steps), shown(&at_once));
        }
    }
}
