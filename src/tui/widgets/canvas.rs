//! The one way to write on the screen: escaped, measured, cut to its place.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::line_edit::LineEdit;
use super::text::{ascii, cells, fit, width};
use crate::domain::text::{Text, escape};
use crate::tui::shell::face::Face;
use crate::tui::theme::{Glyphs, Theme};

/// A buffer and the face to draw it with.
#[derive(Debug)]
pub struct Canvas<'a> {
    pub buffer: &'a mut Buffer,
    pub face: &'a Face,
    /// Where the terminal's own cursor belongs, if it is wanted.
    pub caret: Option<Position>,
}

impl<'a> Canvas<'a> {
    pub fn new(buffer: &'a mut Buffer, face: &'a Face) -> Self {
        Self {
            buffer,
            face,
            caret: None,
        }
    }

    pub fn theme(&self) -> &'a Theme {
        &self.face.theme
    }

    pub fn glyphs(&self) -> &'a Glyphs {
        &self.face.glyphs
    }

    /// A message without arguments.
    pub fn word(&self, id: &'static str) -> String {
        self.face.words.get(id)
    }

    pub fn say(&self, text: &Text) -> String {
        self.face.words.text(text)
    }

    /// Writes one line of at most `max` columns; returns the columns used.
    pub fn text(&mut self, x: u16, y: u16, max: u16, text: &str, style: Style) -> u16 {
        let text = fit(text, usize::from(max), self.glyphs().more);
        self.cells(x, y, max, &text, style)
    }

    /// Writes one line that ends at column `x + max`; returns the columns used.
    pub fn right(&mut self, x: u16, y: u16, max: u16, text: &str, style: Style) -> u16 {
        let used = u16::try_from(width(text)).unwrap_or(max).min(max);
        self.text(x + (max - used), y, used, text, style)
    }

    /// Writes one line in the middle of `max` columns.
    pub fn centred(&mut self, x: u16, y: u16, max: u16, text: &str, style: Style) -> u16 {
        let used = u16::try_from(width(text)).unwrap_or(max).min(max);
        self.text(x + (max - used) / 2, y, used, text, style)
    }

    fn cells(&mut self, x: u16, y: u16, max: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y < area.top() || y >= area.bottom() {
            return 0;
        }
        let end = x.saturating_add(max).min(area.right());
        let mut at = x;
        for (cell, width) in cells(&escape(text)) {
            let width = u16::try_from(width).unwrap_or(1);
            if at.saturating_add(width) > end {
                break;
            }
            // Two letters for a wide character stand in two cells: in one, the second would stay on
            // the screen when the first is overwritten.
            let plain =
                (!self.face.letters && !cell.is_ascii()).then(|| ascii(cell, usize::from(width)));
            let (first, second) = match &plain {
                Some(plain) => plain.split_at_checked(1).unwrap_or((plain, "")),
                None => (cell, ""),
            };
            for (column, symbol) in [first, second].into_iter().enumerate().take(width.into()) {
                let column = u16::try_from(column).unwrap_or(0);
                if let Some(target) = self.buffer.cell_mut((at + column, y)) {
                    target.reset();
                    if !symbol.is_empty() {
                        target.set_symbol(symbol);
                    }
                    target.set_style(style);
                }
            }
            at += width;
        }
        at - x
    }

    /// A line being typed, with the terminal's cursor in it; its end stays visible.
    pub fn edit(&mut self, x: u16, y: u16, max: u16, line: &LineEdit, style: Style) {
        let room = usize::from(max.saturating_sub(1));
        let (before, after) = line.halves();
        let mut shown = before;
        while width(shown) > room {
            let mut chars = shown.chars();
            chars.next();
            shown = chars.as_str();
        }
        let used = self.cells(x, y, max, shown, style);
        self.text(x + used, y, max - used, after, style);
        self.caret = Some(Position { x: x + used, y });
    }

    /// Styles an area without touching its text.
    pub fn paint(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            // A wide character that would reach into the area goes with it.
            if let Some(cell) = area
                .x
                .checked_sub(1)
                .and_then(|x| self.buffer.cell_mut((x, y)))
                && width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    pub fn vertical(&mut self, x: u16, top: u16, bottom: u16) {
        let (bar, faint) = (self.glyphs().bar, self.theme().faint);
        for y in top..bottom {
            self.cells(x, y, 1, bar, faint);
        }
    }

    /// A title on a rule: thick and accented when the pane has the focus; `aside` at the right.
    pub fn title(&mut self, area: Rect, title: &str, aside: &str, focused: bool) {
        let (theme, glyphs) = (self.theme(), self.glyphs());
        let (line, line_style, title_style) = if focused {
            (glyphs.rule_focus, theme.accent, theme.accent)
        } else {
            (glyphs.rule, theme.faint, theme.strong)
        };
        let rule = line.repeat(usize::from(area.width));
        self.cells(area.x, area.y, area.width, &rule, line_style);
        if area.width < 6 {
            return;
        }
        let room = area.width - 4;
        let aside_width = u16::try_from(width(aside)).unwrap_or(room);
        let title = fit(title, usize::from(room), glyphs.more);
        let used = self.cells(area.x + 1, area.y, room, &format!(" {title} "), title_style);
        if aside_width > 0 && used + aside_width + 3 <= area.width {
            let aside = format!(" {aside} ");
            self.right(area.x, area.y, area.width - 1, &aside, theme.faint);
        }
    }

    /// A box with a title, its inside emptied; returns the inside.
    pub fn boxed(&mut self, area: Rect, title: &str) -> Rect {
        self.clear(area);
        let (theme, glyphs) = (self.theme(), self.glyphs());
        let [top_left, top_right, bottom_left, bottom_right] = glyphs.corners;
        let inner_width = area.width.saturating_sub(2);
        let rule = glyphs.rule.repeat(usize::from(inner_width));
        let top = format!("{top_left}{rule}{top_right}");
        let bottom = format!("{bottom_left}{rule}{bottom_right}");
        self.cells(area.x, area.y, area.width, &top, theme.accent);
        let last = area.bottom().saturating_sub(1);
        self.cells(area.x, last, area.width, &bottom, theme.accent);
        for y in area.y + 1..last {
            self.cells(area.x, y, 1, glyphs.bar, theme.accent);
            let right = area.right().saturating_sub(1);
            self.cells(right, y, 1, glyphs.bar, theme.accent);
        }
        let title = format!(" {title} ");
        self.text(
            area.x + 2,
            area.y,
            inner_width.saturating_sub(2),
            &title,
            theme.accent,
        );
        Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        }
    }
}
