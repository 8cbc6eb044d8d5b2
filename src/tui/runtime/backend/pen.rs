//! Colours and attributes: which codes lead from one look to another.

use std::io::{self, Write};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How the next character will look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Without colours and attributes.
pub const PLAIN: Pen = Pen {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

/// What is visible of a blank.
const OF_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

impl Pen {
    /// The look of a cell.
    pub fn of(cell: &Cell) -> Pen {
        Pen {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Whether a blank in this look is a blank in any other that says so.
    pub fn leaves_no_trace(self) -> bool {
        self.bg == Color::Reset && !self.modifier.intersects(OF_BLANKS)
    }

    /// Writes the shortest codes that lead to another look.
    pub fn change(&mut self, to: Pen, out: &mut impl Write) -> io::Result<()> {
        if to == *self {
            return Ok(());
        }
        let mut changed = codes(*self, to);
        // Everything off and then on is sometimes shorter.
        let anew = codes(PLAIN, to);
        if anew.is_empty() {
            changed.clear();
        } else if anew.len() + 2 < changed.len() {
            changed = format!("0;{anew}");
        }
        *self = to;
        write!(out, "\u{1b}[{changed}m")
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
    let weight = Modifier::BOLD | Modifier::DIM;
    if from.modifier & weight != to.modifier & weight {
        // Some terminals show both, others the last one: both are always said, in one order.
        kept.remove(weight);
    }
    for (modifier, _, off) in SWITCHES {
        if gone.contains(modifier) {
            let off = off.to_string();
            if !codes.contains(&off) {
                codes.push(off);
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
