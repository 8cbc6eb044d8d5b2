//! The frame of views that stand in columns: what is visible, with a rule before each but the first.

use ratatui::layout::Rect;

use super::canvas::Canvas;

/// Draws the visible columns, each by its number, and the rules between them.
pub fn draw(
    columns: [Option<Rect>; 3],
    canvas: &mut Canvas<'_>,
    mut column: impl FnMut(usize, Rect, &mut Canvas<'_>),
) {
    for (at, area) in columns.into_iter().enumerate() {
        if let Some(area) = area {
            column(at, area, canvas);
        }
    }
    for area in columns.into_iter().flatten().skip(1) {
        canvas.vertical(area.x.saturating_sub(1), area.y, area.bottom());
    }
}
