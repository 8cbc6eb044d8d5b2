//! Aligned columns, by the width that a terminal gives each character.

use unicode_width::UnicodeWidthStr;

use crate::domain::text::escape;

const GAP: &str = "  ";

/// Rows of text to be aligned.
#[derive(Debug, Default)]
pub struct Table {
    titles: Vec<String>,
    rows: Vec<Vec<(String, bool)>>,
}

impl Table {
    /// A table with these titles.
    pub fn new(titles: Vec<String>) -> Table {
        Table {
            titles,
            rows: Vec::new(),
        }
    }

    /// Adds a row of texts, each with whether it lines up on the right; escapes them.
    pub fn push(&mut self, row: impl IntoIterator<Item = (String, bool)>) {
        let harmless = row
            .into_iter()
            .map(|(text, right)| (escape(&text).into_owned(), right));
        self.rows.push(harmless.collect());
    }

    /// The line of titles, and the lines of rows; no line ends in blanks.
    pub fn lines(&self) -> (String, impl Iterator<Item = String>) {
        let mut widths: Vec<usize> = self.titles.iter().map(|title| title.width()).collect();
        for row in &self.rows {
            for (width, (text, _)) in widths.iter_mut().zip(row) {
                *width = (*width).max(text.width());
            }
        }
        let titles = line(
            self.titles.iter().zip(0..).map(|(title, at)| {
                let right = self
                    .rows
                    .first()
                    .and_then(|row| row.get(at))
                    .is_some_and(|(_, right)| *right);
                (title.as_str(), right)
            }),
            &widths,
        );
        let rows = self.rows.iter().map(move |row| {
            line(
                row.iter().map(|(text, right)| (text.as_str(), *right)),
                &widths,
            )
        });
        (titles, rows)
    }
}

fn line<'a>(cells: impl Iterator<Item = (&'a str, bool)>, widths: &[usize]) -> String {
    let mut out = String::new();
    for ((text, right), width) in cells.zip(widths) {
        if !out.is_empty() {
            out.push_str(GAP);
        }
        let blank = " ".repeat(width.saturating_sub(text.width()));
        let (before, after) = if right { (&*blank, "") } else { ("", &*blank) };
        out.extend([before, text, after]);
    }
    out.truncate(out.trim_end().len());
    out
}
