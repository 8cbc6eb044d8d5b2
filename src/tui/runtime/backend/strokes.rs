//! One frame being written: which cells, in which order, with which moves of the cursor.

use std::io::{self, Write};
use std::ops::Range;

use ratatui::buffer::Cell;

use super::pen::{PLAIN, Pen};
use crate::tui::widgets::text::width;

/// What the terminal shows, as far as it was told; beyond the end of a row are blanks.
#[derive(Debug, Default)]
pub struct Shown {
    rows: Vec<Vec<Glyph>>,
    /// Columns that anything was ever written to. The terminal has at least these.
    columns: u16,
}

/// What one cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Glyph {
    /// Nothing, in no colour.
    Blank,
    /// One character of one column.
    Narrow(char, Pen),
    /// Terminals disagree about how it looks or where the cursor is after it.
    Unsure,
}

impl Glyph {
    fn of(cell: &Cell) -> Glyph {
        let pen = Pen::of(cell);
        let mut chars = cell.symbol().chars();
        match (chars.next(), chars.next()) {
            (Some(' '), None) if pen.leaves_no_trace() => Glyph::Blank,
            (Some(only), None) if only.is_ascii_graphic() || width(cell.symbol()) == 1 => {
                Glyph::Narrow(only, pen)
            }
            _ => Glyph::Unsure,
        }
    }
}

impl Shown {
    pub fn clear(&mut self) {
        *self = Shown::default();
    }

    /// Takes a cell over; whether the terminal must be told.
    fn take(&mut self, x: u16, y: u16, cell: &Cell) -> bool {
        let glyph = Glyph::of(cell);
        self.columns = self.columns.max(x + 1);
        let (x, y) = (usize::from(x), usize::from(y));
        if self.rows.len() <= y {
            self.rows.resize_with(y + 1, Vec::new);
        }
        let Some(row) = self.rows.get_mut(y) else {
            return true;
        };
        // The other half of a wide character is nobody's.
        let cells = match glyph {
            Glyph::Unsure => width(cell.symbol()).max(1),
            _ => 1,
        };
        if row.len() < x + cells {
            row.resize(x + cells, Glyph::Blank);
        }
        let same = glyph != Glyph::Unsure && row.get(x) == Some(&glyph);
        if let Some(slots) = row.get_mut(x..x + cells) {
            slots.fill(glyph);
        }
        !same
    }

    fn row(&self, y: u16) -> &[Glyph] {
        self.rows.get(usize::from(y)).map_or(&[], Vec::as_slice)
    }
}

pub struct Strokes<'a, W> {
    out: &'a mut W,
    pen: Pen,
    /// Where the terminal's cursor is, where that is known.
    at: Option<(u16, u16)>,
}

/// Writes the cells that differ, and remembers them.
pub fn draw<'a, W: Write>(
    out: &mut W,
    shown: &mut Shown,
    content: impl Iterator<Item = (u16, u16, &'a Cell)>,
) -> io::Result<()> {
    let changed: Vec<(u16, u16, &Cell)> = content
        .filter(|(x, y, cell)| shown.take(*x, *y, cell))
        .collect();
    let mut strokes = Strokes {
        out,
        pen: PLAIN,
        at: None,
    };
    for row in changed.chunk_by(|a, b| a.1 == b.1) {
        strokes.row(shown, row)?;
    }
    strokes.pen.change(PLAIN, strokes.out)
}

impl<W: Write> Strokes<'_, W> {
    /// Writes the changed cells of one row.
    fn row(&mut self, shown: &Shown, changed: &[(u16, u16, &Cell)]) -> io::Result<()> {
        let Some((_, y, _)) = changed.first() else {
            return Ok(());
        };
        let (y, row) = (*y, shown.row(*y));
        let filled = row.iter().rposition(|glyph| *glyph != Glyph::Blank);
        let end = filled.map_or(0, |at| at + 1);
        let tail = changed.partition_point(|(x, ..)| usize::from(*x) < end);
        let (inside, tail) = changed.split_at(tail);
        let mut left = inside;
        while let [(x, _, cell), after @ ..] = left {
            if row.get(usize::from(*x)) == Some(&Glyph::Blank) {
                left = self.blanks(row, left)?;
                continue;
            }
            self.reach(row, *x, y)?;
            self.write(shown, row, (*x, y), cell)?;
            left = after;
        }
        let Some((first, ..)) = tail.first() else {
            return Ok(());
        };
        // Any column from the last letter on will do: the nearest.
        let end = u16::try_from(end).unwrap_or(*first);
        let column = self.at.map_or(*first, |(x, _)| x.clamp(end, *first));
        self.go(column, y)?;
        self.be_blank()?;
        self.out.write_all(b"\x1b[K")
    }

    /// Writes a cell where the cursor is.
    fn write(
        &mut self,
        shown: &Shown,
        row: &[Glyph],
        (x, y): (u16, u16),
        cell: &Cell,
    ) -> io::Result<()> {
        self.pen.change(Pen::of(cell), self.out)?;
        self.out.write_all(cell.symbol().as_bytes())?;
        // After the last column the cursor stands where each terminal likes.
        let inside = x + 1 < shown.columns;
        let sure = inside && row.get(usize::from(x)) != Some(&Glyph::Unsure);
        self.at = sure.then_some((x + 1, y));
        Ok(())
    }

    /// Writes a run of blanks, those between that were there already included; what is left.
    fn blanks<'b, 'c>(
        &mut self,
        row: &[Glyph],
        changed: &'b [(u16, u16, &'c Cell)],
    ) -> io::Result<&'b [(u16, u16, &'c Cell)]> {
        let Some((first, y, _)) = changed.first() else {
            return Ok(changed);
        };
        let from = usize::from(*first);
        let run = row
            .iter()
            .skip(from)
            .take_while(|glyph| **glyph == Glyph::Blank);
        let run_end = from + run.count();
        let these = changed.partition_point(|(x, ..)| usize::from(*x) < run_end);
        let (these, after) = changed.split_at(these);
        let last = these.last().map_or(*first, |(x, ..)| *x);
        let count = last - first + 1;
        self.go(*first, *y)?;
        self.be_blank()?;
        // What comes next decides whether it pays to leave the cursor behind.
        let erased = 3 + digits(count);
        let (written, erased) = match after.first() {
            Some((next, ..)) => (
                usize::from(count) + forward(next - last - 1),
                erased + forward(next - first),
            ),
            None => (usize::from(count), erased),
        };
        if written <= erased {
            write!(self.out, "{:1$}", "", usize::from(count))?;
            self.at = Some((last + 1, *y));
        } else {
            write!(self.out, "\u{1b}[{count}X")?;
        }
        Ok(after)
    }

    fn be_blank(&mut self) -> io::Result<()> {
        if self.pen.leaves_no_trace() {
            return Ok(());
        }
        self.pen.change(PLAIN, self.out)
    }

    /// Goes to a cell, over what stands between if that is written faster than skipped.
    fn reach(&mut self, row: &[Glyph], x: u16, y: u16) -> io::Result<()> {
        if let Some((from, line)) = self.at
            && line == y
            && from < x
            && let Some(between) = self.between(row, usize::from(from)..usize::from(x))
            && between.len() <= forward(x - from)
        {
            self.at = Some((x, y));
            return self.out.write_all(between.as_bytes());
        }
        self.go(x, y)
    }

    /// What stands there, if it can be written again in the present look.
    fn between(&self, row: &[Glyph], range: Range<usize>) -> Option<String> {
        // No skip is longer than this.
        if range.len() > 6 {
            return None;
        }
        let glyphs = row.get(range)?.iter();
        let chars = glyphs.map(|glyph| match glyph {
            Glyph::Blank => self.pen.leaves_no_trace().then_some(' '),
            Glyph::Narrow(c, pen) => (*pen == self.pen).then_some(*c),
            Glyph::Unsure => None,
        });
        chars.collect()
    }

    fn go(&mut self, x: u16, y: u16) -> io::Result<()> {
        let Some((from, line)) = self.at.replace((x, y)) else {
            return self.out.write_all(jump(x, y).as_bytes());
        };
        if (from, line) == (x, y) {
            return Ok(());
        }
        let ways = [
            Some(jump(x, y)),
            (line == y && from < x).then(|| skip(x - from)),
            (line < y && y - line < 4).then(|| {
                // In raw mode a line feed only goes down.
                format!("{}{}", "\n".repeat(usize::from(y - line)), aside(from, x))
            }),
        ];
        let ways = ways.into_iter().flatten();
        let shortest = ways.min_by_key(String::len).unwrap_or_default();
        self.out.write_all(shortest.as_bytes())
    }
}

/// The code that goes anywhere.
fn jump(x: u16, y: u16) -> String {
    match x {
        0 => format!("\u{1b}[{}H", y + 1),
        _ => format!("\u{1b}[{};{}H", y + 1, x + 1),
    }
}

/// The code that goes to the right.
fn skip(columns: u16) -> String {
    match columns {
        1 => "\u{1b}[C".to_owned(),
        _ => format!("\u{1b}[{columns}C"),
    }
}

/// The shortest code that goes to a column of the same line.
fn aside(from: u16, x: u16) -> String {
    let exact = format!("\u{1b}[{}G", x + 1);
    let other = match x {
        _ if x == from => String::new(),
        0 => "\r".to_owned(),
        _ if x > from => skip(x - from),
        _ if from - x < 4 => "\u{8}".repeat(usize::from(from - x)),
        _ => format!("\u{1b}[{}D", from - x),
    };
    if other.len() <= exact.len() {
        other
    } else {
        exact
    }
}

/// Bytes of [`skip`].
fn forward(columns: u16) -> usize {
    match columns {
        0 => 0,
        1 => 3,
        _ => 3 + digits(columns),
    }
}

fn digits(number: u16) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}
