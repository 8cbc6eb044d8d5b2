//! A field of both sides, and whether they agree in it.

use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// Most groups and other accounts that are shown of one side.
pub const MANY: usize = 8;

/// How two values of one field go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    Open,
    /// They resemble each other.
    Near,
    Same,
    /// They contradict each other.
    Against,
}

/// One field of both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The message that names the field.
    pub label: &'static str,
    /// What one side says.
    pub a: Vec<Line>,
    /// What the other says.
    pub b: Vec<Line>,
    /// How they go together.
    pub mark: Mark,
}

/// A field of one short text; none where there is none.
pub fn line(session: &Session, text: &str) -> Vec<Line> {
    match text.trim() {
        "" => Vec::new(),
        text => vec![Line::of(text, session.face.theme.text)],
    }
}

/// A field of both sides.
pub fn row(label: &'static str, (a, b): (Vec<Line>, Vec<Line>), mark: Mark) -> Row {
    Row { label, a, b, mark }
}

/// A field of one value: what agrees or contradicts is the whole of it.
pub fn painted(session: &Session, mut row: Row) -> Row {
    let theme = &session.face.theme;
    let style = match row.mark {
        Mark::Same => theme.agree,
        Mark::Against => theme.bad,
        Mark::Near | Mark::Open => return row,
    };
    for line in row.a.iter_mut().chain(&mut row.b) {
        for (_, own) in line.pieces.iter_mut().filter(|(_, own)| *own == theme.text) {
            *own = style;
        }
    }
    row
}
