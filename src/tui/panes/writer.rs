//! Writes lines of labels and values, wrapped to a width.

use ratatui::style::Style;

use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::shell::face::Face;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::{Line, wrapped};
use crate::tui::widgets::text;

/// Lines, and where each account begins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    pub lines: Vec<Line>,
    /// The first line of each account.
    pub starts: Vec<usize>,
}

/// Columns of a label.
const LABEL: usize = 13;
/// Writes lines, wrapped to a width.
#[derive(Debug)]
pub struct Writer<'a> {
    pub session: &'a Session,
    pub face: &'a Face,
    width: usize,
    document: Document,
}

impl<'a> Writer<'a> {
    pub fn new(session: &'a Session, width: usize) -> Self {
        Self {
            session,
            face: &session.face,
            width,
            document: Document::default(),
        }
    }

    /// An account begins here, or at this line where that is further down.
    pub fn begin_account(&mut self, place: Option<usize>) {
        while place.is_some_and(|place| self.document.lines.len() < place) {
            self.blank();
        }
        self.document.starts.push(self.document.lines.len());
    }

    pub fn finish(self) -> Document {
        self.document
    }

    pub fn line(&mut self, line: Line) {
        self.document.lines.extend(wrapped(&[line], self.width));
    }

    pub fn blank(&mut self) {
        self.document.lines.push(Line::new());
    }

    /// A label and a value, hanging.
    pub fn field(&mut self, label: &str, value: &str, style: Style) {
        self.pieces(label, Line::of(value, style));
    }

    /// A label and styled pieces, hanging.
    pub fn pieces(&mut self, label: &str, value: Line) {
        let label = self.face.words.get(label);
        let room = LABEL.max(text::width(&label) + 1);
        let wrapped = wrapped(&[value.indent(room + 2)], self.width);
        for (at, mut line) in wrapped.into_iter().enumerate() {
            if at == 0 {
                let gap = room - text::width(&label);
                let label = format!("{label}{}", " ".repeat(gap));
                line.pieces.insert(0, (label, self.face.theme.faint));
                line.indent = 2;
            }
            self.document.lines.push(line);
        }
    }

    pub fn heading(&mut self, id: &str) {
        let text = self.face.words.get(id);
        self.line(Line::of(&text, self.face.theme.strong));
    }

    /// How long ago something was, and on which day.
    pub fn age(&self, at: Timestamp) -> String {
        let words = &self.face.words;
        let age = Text::new("tui-ago").with("age", words.age(at, self.session.now));
        let day = words.date(at.date(&self.session.facts.zone));
        format!("{} ({day})", words.text(&age))
    }

    /// The day of an instant.
    pub fn day(&self, at: Timestamp) -> String {
        self.face.words.date(at.date(&self.session.facts.zone))
    }
}
