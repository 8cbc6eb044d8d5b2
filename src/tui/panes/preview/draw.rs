//! The box that asks before something is done.

use ratatui::layout::Rect;

use super::{State, body, words};
use crate::domain::text::Text;
use crate::tui::shell::layout;
use crate::tui::shell::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::prose;

/// Columns of the box, where the screen has them.
const WIDTH: u16 = 84;
/// Lines under the text: a space, the buttons, the keys.
const UNDER: u16 = 3;

fn place(model: &Model, state: &State) -> (Rect, usize) {
    let width = WIDTH.min(model.size.0.saturating_sub(4));
    let lines = body(model, state, usize::from(width.saturating_sub(4))).0;
    let lines = prose::wrapped(&lines, usize::from(width.saturating_sub(4))).len();
    let wanted = u16::try_from(lines)
        .unwrap_or(u16::MAX)
        .saturating_add(UNDER + 2);
    let area = layout::centred(model, width, wanted.min(model.size.1.saturating_sub(2)));
    (area, lines)
}

/// How many lines there are, and how many fit.
pub fn extent(model: &Model, state: &State) -> (usize, usize) {
    let (area, lines) = place(model, state);
    (lines, usize::from(area.height.saturating_sub(UNDER + 2)))
}

/// Draws the layer.
pub fn draw(model: &Model, state: &State, canvas: &mut Canvas<'_>) {
    let (area, _) = place(model, state);
    let (title, button) = words(&state.purpose);
    let inside = canvas.boxed(area, &canvas.say(&title));
    let theme = canvas.theme();
    let (lines, starts) = body(model, state, usize::from(inside.width));
    let rows = Rect {
        height: inside.height.saturating_sub(UNDER),
        ..inside
    };
    let lines = prose::wrapped(&lines, usize::from(inside.width));
    let height = usize::from(rows.height);
    let mut top = state.scroll.top.min(lines.len().saturating_sub(height));
    // A disagreement that has the keys is visible, whatever was scrolled.
    if let Some(start) = state.choice().and_then(|at| starts.get(at)) {
        top = top.min(*start).max((start + 1).saturating_sub(height));
    }
    prose::draw(&lines, top, rows, canvas);
    let below = lines.len().saturating_sub(top + height);
    if below > 0 && rows.height > 0 {
        let more = canvas.say(&Text::new("tui-more-lines").with("n", below));
        let more = format!(" {} {more} ", canvas.glyphs().sort);
        canvas.right(rows.x, rows.bottom(), rows.width, &more, theme.faint);
    }
    let y = inside.bottom().saturating_sub(2);
    let mut x = inside.x;
    let cancel = canvas.word("tui-button-cancel");
    let button = canvas.say(&button);
    for (label, at) in [(cancel, state.choices()), (button, state.choices() + 1)] {
        let usable = at == state.choices() || state.is_ready();
        let style = match (state.stop == at, usable) {
            (true, true) => theme.cursor,
            (_, false) => theme.faint,
            (false, true) => theme.strong,
        };
        let mark = if state.stop == at {
            canvas.glyphs().cursor
        } else {
            " "
        };
        canvas.text(x, y, 1, mark, theme.accent);
        let label = format!(" {label} ");
        let room = inside.right().saturating_sub(x + 1);
        x += canvas.text(x + 1, y, room, &label, style) + 3;
    }
    let keys = canvas.word("tui-preview-keys");
    canvas.text(inside.x, y + 1, inside.width, &keys, theme.faint);
}
