//! The one renderer of forms.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::{FieldInput, Form};
use crate::tui::shell::layout;
use crate::tui::widgets::canvas::Canvas;

/// Lines of a field of several lines.
const AREA: u16 = 3;

fn height(input: &FieldInput) -> u16 {
    match input {
        FieldInput::Area(_) => AREA,
        _ => 1,
    }
}

/// Draws a form on a screen of this size.
pub fn draw(size: (u16, u16), form: &Form, canvas: &mut Canvas<'_>) {
    let fields: u16 = form
        .fields
        .iter()
        .map(|field| height(&field.input) + 2)
        .sum();
    let area = layout::centred(size, 66, fields + 5);
    let title = canvas.say(&form.title);
    let inside = canvas.boxed(area, &title);
    let theme = canvas.theme();
    let mut y = inside.y;
    for (at, field) in form.fields.iter().enumerate() {
        let focused = at == form.at;
        let label = canvas.word(field.label);
        let style = if focused { theme.accent } else { theme.strong };
        let used = canvas.text(inside.x, y, inside.width, &label, style);
        let hint = canvas.word(field.hint);
        let room = inside.width.saturating_sub(used + 2);
        canvas.text(inside.x + used + 2, y, room, &hint, theme.faint);
        let place = Rect {
            x: inside.x + 2,
            y: y + 1,
            width: inside.width.saturating_sub(2),
            height: height(&field.input).min(inside.bottom().saturating_sub(y + 1)),
        };
        if focused {
            for line in place.top()..place.bottom() {
                canvas.text(inside.x, line, 1, canvas.glyphs().cursor, theme.accent);
            }
        }
        draw_input(&field.input, place, focused, canvas);
        y += height(&field.input) + 2;
    }
    let last = inside.bottom().saturating_sub(1);
    if form.sent.is_some() {
        let said = canvas.word("tui-form-sent");
        canvas.text(
            inside.x,
            last.saturating_sub(1),
            inside.width,
            &said,
            theme.faint,
        );
    } else if let Some(wrong) = &form.wrong {
        let said = canvas.say(wrong);
        canvas.text(
            inside.x,
            last.saturating_sub(1),
            inside.width,
            &said,
            theme.bad,
        );
    }
    let hint = canvas.word("tui-form-keys");
    canvas.text(inside.x, last, inside.width, &hint, theme.faint);
}

fn draw_input(input: &FieldInput, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    match input {
        FieldInput::Choice(options, at) => {
            let text = options.get(*at).map_or("", String::as_str);
            let many = options.len() > 1;
            let text = if many {
                format!("{text}  {}/{}", at + 1, options.len())
            } else {
                text.to_owned()
            };
            canvas.text(place.x, place.y, place.width, &text, theme.text);
        }
        FieldInput::Line(line) if focused => {
            canvas.edit(place.x, place.y, place.width, line, theme.text);
        }
        FieldInput::Line(line) => {
            canvas.text(place.x, place.y, place.width, line.text(), theme.text);
        }
        FieldInput::Area(area) => {
            let place = place.intersection(canvas.buffer.area);
            let mut area = area.as_ref().clone();
            // The terminal's own cursor marks the place; a painted one would be a second.
            area.set_cursor_style(theme.text);
            (&area).render(place, canvas.buffer);
            if focused {
                let cursor = area.screen_cursor();
                let top = usize::from(area.scroll_offset().0);
                let row = u16::try_from(cursor.row.saturating_sub(top)).unwrap_or(0);
                let row = row.min(place.height.max(1) - 1);
                let column = u16::try_from(cursor.col)
                    .unwrap_or(0)
                    .min(place.width.max(1) - 1);
                canvas.caret = Some(Position {
                    x: place.x + column,
                    y: place.y + row,
                });
            }
        }
    }
}
