//! The frame of a form: its title, its sheet, and what is said of the whole.

use ratatui::layout::Rect;

use super::{Form, sheet};
use crate::tui::shell::layout;
use crate::tui::widgets::canvas::Canvas;

/// Columns of a form.
const WIDTH: u16 = 66;
/// Lines beside the fields: the box, what is said of the whole, the keys.
const AROUND: u16 = 5;

/// Draws a form on a screen of this size.
pub fn draw(size: (u16, u16), form: &Form, canvas: &mut Canvas<'_>) {
    let wanted = sheet::height(&form.sheet).saturating_add(AROUND);
    let area = layout::centred(size, WIDTH, wanted);
    let title = canvas.say(&form.title);
    let inside = canvas.boxed(area, &title);
    let theme = canvas.theme();
    let fields = Rect {
        height: inside.height.saturating_sub(2),
        ..inside
    };
    sheet::draw(&form.sheet, fields, canvas);
    let last = inside.bottom().saturating_sub(1);
    let said = match (&form.sent, &form.wrong) {
        (Some(_), _) => Some((canvas.word("tui-form-sent"), theme.faint)),
        (None, Some(wrong)) => Some((canvas.say(wrong), theme.bad)),
        (None, None) => None,
    };
    if let Some((said, style)) = said {
        let line = last.saturating_sub(1);
        canvas.text(inside.x, line, inside.width, &said, style);
    }
    let keys = canvas.word("tui-form-keys");
    canvas.text(inside.x, last, inside.width, &keys, theme.faint);
}
