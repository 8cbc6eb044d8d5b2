//! Where everything goes, as a pure function of the terminal's size and the focus.

use ratatui::layout::Rect;

use super::model::{Model, Pane, View};
use crate::tui::widgets::text;

/// From this width on the panes stand side by side.
pub const WIDE: u16 = 100;
/// Below this nothing is drawn but a sentence.
pub const LEAST: (u16, u16) = (40, 10);

/// The pieces of the screen; a pane that is not visible is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regions {
    /// The first line.
    pub header: Rect,
    /// Coverage of each service, for auditors and narrow screens.
    pub coverage: Option<Rect>,
    /// Names of the panes, when only one is visible.
    pub tabs: Option<Rect>,
    /// Between header and footer.
    pub body: Rect,
    /// The columns of the body, by depth.
    pub columns: [Option<Rect>; 3],
    /// The last line.
    pub footer: Rect,
}

/// Whether there is no room to work in.
pub fn too_small((width, height): (u16, u16)) -> bool {
    width < LEAST.0 || height < LEAST.1
}

/// Whether the panes stand side by side.
pub fn is_wide(model: &Model) -> bool {
    model.size.0 >= WIDE
}

/// The pieces of the screen.
pub fn regions(model: &Model) -> Regions {
    let (width, height) = model.size;
    let line = |y| Rect {
        x: 0,
        y,
        width,
        height: 1,
    };
    let mut top = 1;
    let coverage = model.facts.configured
        && model.view == View::Access
        && (model.facts.read_only || (!is_wide(model) && height >= 16));
    let coverage = coverage.then(|| {
        top += 1;
        line(top - 1)
    });
    let (depth, depths) = depth(model);
    let tabs = (!is_wide(model) && depths > 1).then(|| {
        top += 1;
        line(top - 1)
    });
    let body = Rect {
        x: 0,
        y: top,
        width,
        height: height.saturating_sub(top + 1),
    };
    Regions {
        header: line(0),
        coverage,
        tabs,
        body,
        columns: columns(body, first_column(model), depth, depths, is_wide(model)),
        footer: line(height.saturating_sub(1)),
    }
}

/// The names of the panes with their places, when only one of them fits.
pub fn tabs(model: &Model, area: Rect) -> Vec<(Rect, String)> {
    let titles: &[&str] = match model.view {
        View::Access => &["tui-services", "tui-users", "tui-accounts"],
        View::Findings => &["tui-findings", "tui-users", "tui-findings-why"],
        View::Suggestions => &["tui-suggestions", "tui-comparison"],
        View::Departures => &["tui-departures", "tui-accounts"],
        _ => &["tui-groups", "tui-users", "tui-accounts"],
    };
    let mut x = area.x + 1;
    let mut tabs = Vec::with_capacity(titles.len());
    for title in titles {
        let title = format!(" {} ", model.face.words.get(title));
        let width = u16::try_from(text::width(&title)).unwrap_or(u16::MAX);
        let width = width.min(area.right().saturating_sub(x));
        tabs.push((Rect { x, width, ..area }, title));
        x = x.saturating_add(width).saturating_add(1);
    }
    tabs
}

/// Which column has the keys, and how many there are.
pub fn depth(model: &Model) -> (usize, usize) {
    match model.view {
        View::Access => (
            match model.pane {
                Pane::Services => 0,
                Pane::Users => 1,
                Pane::Accounts => 2,
            },
            3,
        ),
        View::Findings => (model.findings.depth, 3),
        View::Suggestions => (model.suggestions.depth, 2),
        View::Groups => (model.groups.depth, 3),
        View::Departures => (model.departures.depth, 2),
        _ => (0, 1),
    }
}

/// Columns of the first pane, when several stand side by side: names of rules are longer than those
/// of services, and a calendar needs room.
fn first_column(model: &Model) -> u16 {
    match model.view {
        View::Suggestions => return model.size.0 * 34 / 100,
        View::Departures => return model.size.0 * 56 / 100,
        _ => {}
    }
    let least = if model.view == View::Access { 24 } else { 31 };
    (model.size.0 * 21 / 100).clamp(least, 36)
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

/// The middle of the screen, for a box of at most this size.
pub fn centred(model: &Model, width: u16, height: u16) -> Rect {
    let (full_width, full_height) = model.size;
    let width = width.min(full_width.saturating_sub(2));
    let height = height.min(full_height.saturating_sub(2));
    Rect {
        x: (full_width - width) / 2,
        y: (full_height - height) / 2,
        width,
        height,
    }
}
