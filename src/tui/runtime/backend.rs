//! The screen's own writer of cells: the fewest bytes that a usual terminal understands.
//!
//! What a session over a slow line feels is bytes. Against ratatui's own backend this one joins
//! colours and attributes into one sequence, uses the short codes of the 16 colours, does not set
//! colours for blanks, erases runs of blanks, and does not hide a cursor that is hidden.

use std::io::{self, Write};

use crossterm::cursor::{self, Hide, MoveTo, Show};
use crossterm::terminal::{self, Clear};
use crossterm::{execute, queue};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use crate::tui::widgets::text::width;

/// From so many blanks on, erasing is shorter than writing them.
const ERASE: u16 = 8;

/// A terminal behind a writer.
#[derive(Debug)]
pub struct Lean<W> {
    out: W,
    /// Whether the terminal shows its cursor, where that is known.
    shown: Option<bool>,
}

/// How the next character will look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

/// What is visible of a blank.
const OF_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

impl<W: Write> Lean<W> {
    /// Writes there.
    pub fn new(out: W) -> Self {
        Self { out, shown: None }
    }
}

/// One frame being written.
struct Strokes<'a, W> {
    out: &'a mut W,
    pen: Pen,
    /// Where the terminal's cursor is, where that is known.
    at: Option<(u16, u16)>,
    /// Blanks that are not written yet, and where they begin.
    blanks: u16,
    from: (u16, u16),
}

impl<W: Write> Strokes<'_, W> {
    fn cell(&mut self, x: u16, y: u16, cell: &Cell) -> io::Result<()> {
        let symbol = cell.symbol();
        let plain = cell.bg == Color::Reset && !cell.modifier.intersects(OF_BLANKS);
        if symbol == " " && plain {
            let follows = self.from.1 == y && self.from.0 + self.blanks == x;
            if self.blanks == 0 || !follows {
                self.flush_blanks()?;
                self.from = (x, y);
            }
            self.blanks += 1;
            return Ok(());
        }
        self.flush_blanks()?;
        self.move_to(x, y)?;
        let pen = Pen {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        };
        self.take(pen)?;
        self.out.write_all(symbol.as_bytes())?;
        // Terminals disagree about everything that is not one character of one column.
        let sure = width(symbol) == 1 && symbol.chars().nth(1).is_none();
        self.at = sure.then_some((x + 1, y));
        Ok(())
    }

    fn flush_blanks(&mut self) -> io::Result<()> {
        let count = std::mem::take(&mut self.blanks);
        if count == 0 {
            return Ok(());
        }
        let (x, y) = self.from;
        self.move_to(x, y)?;
        if self.pen.bg != Color::Reset || self.pen.modifier.intersects(OF_BLANKS) {
            self.take(PLAIN)?;
        }
        if count >= ERASE {
            write!(self.out, "\u{1b}[{count}X")
        } else {
            self.at = Some((x + count, y));
            write!(self.out, "{:1$}", "", usize::from(count))
        }
    }

    fn move_to(&mut self, x: u16, y: u16) -> io::Result<()> {
        match self.at {
            Some(at) if at == (x, y) => {}
            Some((from, line)) if line == y && from < x => match x - from {
                1 => write!(self.out, "\u{1b}[C")?,
                columns => write!(self.out, "\u{1b}[{columns}C")?,
            },
            _ if x == 0 => write!(self.out, "\u{1b}[{}H", y + 1)?,
            _ => write!(self.out, "\u{1b}[{};{}H", y + 1, x + 1)?,
        }
        self.at = Some((x, y));
        Ok(())
    }

    fn take(&mut self, pen: Pen) -> io::Result<()> {
        if pen == self.pen {
            return Ok(());
        }
        let mut changed = codes(self.pen, pen);
        // Everything off and then on is sometimes shorter.
        let anew = codes(PLAIN, pen);
        if anew.is_empty() {
            changed.clear();
        } else if anew.len() + 2 < changed.len() {
            changed = format!("0;{anew}");
        }
        self.pen = pen;
        write!(self.out, "\u{1b}[{changed}m")
    }
}

/// The codes that lead from one look to another, with `;` between them.
fn codes(from: Pen, to: Pen) -> String {
    const SWITCHES: [(Modifier, u8, u8); 7] = [
        (Modifier::BOLD, 1, 22),
        (Modifier::DIM, 2, 22),
        (Modifier::ITALIC, 3, 23),
        (Modifier::UNDERLINED, 4, 24),
        (Modifier::REVERSED, 7, 27),
        (Modifier::HIDDEN, 8, 28),
        (Modifier::CROSSED_OUT, 9, 29),
    ];
    let mut codes: Vec<String> = Vec::new();
    let gone = from.modifier.difference(to.modifier);
    let mut kept = from.modifier.intersection(to.modifier);
    for (modifier, _, off) in SWITCHES {
        if gone.contains(modifier) {
            let off = off.to_string();
            if !codes.contains(&off) {
                codes.push(off);
            }
            // One code ends both.
            if modifier == Modifier::BOLD || modifier == Modifier::DIM {
                kept.remove(Modifier::BOLD | Modifier::DIM);
            }
        }
    }
    for (modifier, on, _) in SWITCHES {
        if to.modifier.contains(modifier) && !kept.contains(modifier) {
            codes.push(on.to_string());
        }
    }
    if from.fg != to.fg {
        codes.push(colour(to.fg, 30));
    }
    if from.bg != to.bg {
        codes.push(colour(to.bg, 40));
    }
    codes.join(";")
}

/// The code of a colour; `base` is 30 in front and 40 behind.
fn colour(colour: Color, base: u8) -> String {
    let code = match colour {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => base + 60,
        Color::LightRed => base + 61,
        Color::LightGreen => base + 62,
        Color::LightYellow => base + 63,
        Color::LightBlue => base + 64,
        Color::LightMagenta => base + 65,
        Color::LightCyan => base + 66,
        Color::White => base + 67,
        Color::Indexed(number) => return format!("{};5;{number}", base + 8),
        Color::Rgb(red, green, blue) => return format!("{};2;{red};{green};{blue}", base + 8),
    };
    code.to_string()
}

impl<W: Write> Backend for Lean<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut strokes = Strokes {
            out: &mut self.out,
            pen: PLAIN,
            at: None,
            blanks: 0,
            from: (0, 0),
        };
        for (x, y, cell) in content {
            strokes.cell(x, y, cell)?;
        }
        strokes.flush_blanks()?;
        strokes.take(PLAIN)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.shown != Some(false) {
            self.shown = Some(false);
            queue!(self.out, Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.shown != Some(true) {
            self.shown = Some(true);
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
        // Somebody else may have had the terminal.
        self.shown = None;
        let what = match clear_type {
            ClearType::All => terminal::ClearType::All,
            ClearType::AfterCursor => terminal::ClearType::FromCursorDown,
            ClearType::BeforeCursor => terminal::ClearType::FromCursorUp,
            ClearType::CurrentLine => terminal::ClearType::CurrentLine,
            ClearType::UntilNewLine => terminal::ClearType::UntilNewLine,
        };
        execute!(self.out, Clear(what))
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
    use ratatui::style::Style;

    const AREA: Rect = Rect {
        x: 0,
        y: 0,
        width: 24,
        height: 4,
    };

    /// The bytes that turn one screen into another.
    fn between(before: &Buffer, after: &Buffer) -> Vec<u8> {
        let mut lean = Lean::new(Vec::new());
        lean.draw(before.diff_iter(after)).unwrap();
        lean.out
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
        assert_eq!(between(&before, &before), b"");
        let after = screen(&[("plans", Style::new()), ("green", green)]);
        assert_eq!(between(&before, &after), b"\x1b[1;4Hns");
    }

    #[test]
    fn colours_are_short_and_blanks_have_none() {
        let bold_green = Style::new().fg(Color::Green).add_modifier(Modifier::BOLD);
        let after = screen(&[("a b", bold_green)]);
        let sent = between(&Buffer::empty(AREA), &after);
        let sent = String::from_utf8(sent).unwrap();
        assert_eq!(sent, "\u{1b}[1H\u{1b}[1;32ma b\u{1b}[m");
    }

    #[test]
    fn many_blanks_are_erased() {
        let before = screen(&[("thirteenchars", Style::new())]);
        let sent = between(&before, &Buffer::empty(AREA));
        assert_eq!(sent, b"\x1b[1H\x1b[13X");
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
            let mut before = Buffer::empty(AREA);
            for screen in &screens {
                in_steps.process(&between(&before, screen));
                before = screen.clone();
            }
            let mut at_once = parser();
            at_once.process(&between(&Buffer::empty(AREA), &before));
            prop_assert_eq!(shown(&in_steps), shown(&at_once));
        }
    }
}
