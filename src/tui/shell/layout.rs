//! Where everything goes, as a pure function of the terminal's size, the view's columns and the one
//! that has the keys.

use ratatui::layout::Rect;

use super::session::Session;
use crate::tui::widgets::text;

/// From this width on the panes stand side by side.
pub const WIDE: u16 = 100;
/// Below this nothing is drawn but a sentence.
pub const LEAST: (u16, u16) = (40, 10);

/// How wide the first of several columns is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// As wide as names need, and at least so many columns.
    Least(u16),
    /// So many percent of the screen.
    Percent(u16),
}

/// The columns of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// The message that names each: one to three.
    pub titles: &'static [&'static str],
    pub first: First,
    /// A line above them says how fresh each service is.
    pub coverage: bool,
}

impl Columns {
    /// One pane over the whole body.
    pub const ONE: Columns = Columns {
        titles: &[""],
        first: First::Least(0),
        coverage: false,
    };
}

/// The pieces of the screen; a pane that is not visible is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regions {
    /// The first line.
    pub header: Rect,
    /// How fresh each service is, for auditors and narrow screens.
    pub coverage: Option<Rect>,
    /// Names of the panes, when only one is visible.
    pub tabs: Option<Rect>,
    /// Between header and footer.
    pub body: Rect,
    /// The columns of the body, by depth.
    pub columns: [Option<Rect>; 3],
    pub footer: Rect,
}

/// Whether there is no room to work in.
pub fn too_small((width, height): (u16, u16)) -> bool {
    width < LEAST.0 || height < LEAST.1
}

/// The pieces of the screen; the column at `depth` has the keys.
pub fn regions(session: &Session, view: &Columns, depth: usize) -> Regions {
    let (width, height) = session.size;
    let wide = width >= WIDE;
    let line = |y| Rect {
        x: 0,
        y,
        width,
        height: 1,
    };
    let mut top = 1;
    let coverage = session.facts.configured
        && view.coverage
        && (session.facts.read_only || (!wide && height >= 16));
    let coverage = coverage.then(|| {
        top += 1;
        line(top - 1)
    });
    let depths = view.titles.len();
    let tabs = (!wide && depths > 1).then(|| {
        top += 1;
        line(top - 1)
    });
    let body = Rect {
        x: 0,
        y: top,
        width,
        height: height.saturating_sub(top + 1),
    };
    let first = match view.first {
        First::Least(least) => (width * 21 / 100).clamp(least.min(36), 36),
        First::Percent(part) => width * part / 100,
    };
    Regions {
        header: line(0),
        coverage,
        tabs,
        body,
        columns: columns(body, first, depth, depths, wide),
        footer: line(height.saturating_sub(1)),
    }
}

/// The names of the panes with their places, when only one of them fits.
pub fn tabs(session: &Session, view: &Columns, area: Rect) -> Vec<(Rect, String)> {
    let mut x = area.x + 1;
    let mut tabs = Vec::with_capacity(view.titles.len());
    for title in view.titles {
        let title = format!(" {} ", session.face.words.get(title));
        let width = u16::try_from(text::width(&title)).unwrap_or(u16::MAX);
        let width = width.min(area.right().saturating_sub(x));
        tabs.push((Rect { x, width, ..area }, title));
        x = x.saturating_add(width).saturating_add(1);
    }
    tabs
}

/// Two or three columns with a rule between them, or the one that has the keys.
fn columns(body: Rect, first: u16, depth: usize, depths: usize, wide: bool) -> [Option<Rect>; 3] {
    let mut columns = [None; 3];
    if !wide || depths == 1 {
        if let Some(column) = columns.get_mut(depth.min(2)) {
            *column = Some(body);
        }
        return columns;
    }
    if depths == 2 {
        let width = body.width - first - 1;
        let x = body.x + first + 1;
        columns[0] = Some(Rect {
            width: first,
            ..body
        });
        columns[1] = Some(Rect { x, width, ..body });
        return columns;
    }
    let rest = body.width - first - 2;
    let second = rest * 54 / 100;
    let mut x = body.x;
    for (column, width) in columns.iter_mut().zip([first, second, rest - second]) {
        *column = Some(Rect { x, width, ..body });
        x += width + 1;
    }
    columns
}

/// A column without its title line.
pub fn inside(column: Rect) -> Rect {
    Rect {
        y: column.y + 1,
        height: column.height.saturating_sub(1),
        ..column
    }
}

/// Where the text of a column goes: below its title, with a blank at each side.
pub fn text_area(column: Rect) -> Rect {
    let inside = inside(column);
    Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        ..inside
    }
}

/// Lines for the rows of a column below its title; one where it is not visible.
pub fn rows(column: Option<Rect>) -> usize {
    column.map_or(1, |area| inside(area).height.into())
}

/// The middle of the screen, for a box of at most this size.
pub fn centred(size: (u16, u16), width: u16, height: u16) -> Rect {
    let (full_width, full_height) = size;
    let width = width.min(full_width.saturating_sub(2));
    let height = height.min(full_height.saturating_sub(2));
    Rect {
        x: (full_width - width) / 2,
        y: (full_height - height) / 2,
        width,
        height,
    }
}
