//! Draws a sheet into an area; the field with the keys is always in sight.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;
use tui_textarea::TextArea;

use super::input::Pick;
use super::{Input, Live, Sheet};
use crate::domain::text::Text;
use crate::tui::widgets::canvas::Canvas;

/// Lines of a field of several lines.
const AREA: u16 = 3;

/// Lines of all fields: each has a label, its input and a blank.
pub fn height(sheet: &Sheet) -> u16 {
    (0..sheet.form.fields.len())
        .map(|at| field_height(sheet, at))
        .fold(0, u16::saturating_add)
}

fn field_height(sheet: &Sheet, at: usize) -> u16 {
    2 + match sheet.input(at) {
        Some(Input::Area(_)) => AREA,
        _ => 1,
    }
}

/// Draws the fields, from the first one that leaves room for the one with the keys.
pub fn draw(sheet: &Sheet, area: Rect, canvas: &mut Canvas<'_>) {
    let mut y = area.y;
    for at in first(sheet, area.height)..sheet.form.fields.len() {
        let tall = field_height(sheet, at);
        let room = area.bottom().saturating_sub(y);
        if room < 2 {
            break;
        }
        draw_field(
            sheet,
            at,
            Rect {
                y,
                height: tall.min(room),
                ..area
            },
            canvas,
        );
        y += tall;
    }
}

/// The first field to draw.
fn first(sheet: &Sheet, room: u16) -> usize {
    let mut first = sheet.at;
    let mut used = field_height(sheet, sheet.at);
    while let Some(before) = first.checked_sub(1) {
        used = used.saturating_add(field_height(sheet, before));
        // The blank below the last field is no loss.
        if used > room.saturating_add(1) {
            break;
        }
        first = before;
    }
    first
}

fn draw_field(sheet: &Sheet, at: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let (Some(field), Some(input)) = (sheet.form.fields.get(at), sheet.input(at)) else {
        return;
    };
    let focused = at == sheet.at;
    let mut label = canvas.say(&field.label);
    if field.required {
        label.push_str(" *");
    }
    let style = if focused { theme.accent } else { theme.strong };
    let used = canvas.text(area.x, area.y, area.width, &label, style);
    let (beside, style) = match (sheet.mistake(at), &field.help) {
        (Some(mistake), _) => (canvas.say(mistake), theme.bad),
        (None, Some(help)) => (canvas.say(help), theme.faint),
        (None, None) => (String::new(), theme.faint),
    };
    let room = area.width.saturating_sub(used + 2);
    canvas.text(area.x + used + 2, area.y, room, &beside, style);
    let tall = if matches!(input, Input::Area(_)) {
        AREA
    } else {
        1
    };
    let place = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: tall.min(area.height.saturating_sub(1)),
    };
    if focused {
        for line in place.top()..place.bottom() {
            canvas.text(area.x, line, 1, canvas.glyphs().cursor, theme.accent);
        }
    }
    match input {
        Input::Line(line) if focused => {
            canvas.edit(place.x, place.y, place.width, line, theme.text);
        }
        Input::Line(line) => {
            canvas.text(place.x, place.y, place.width, line.text(), theme.text);
        }
        Input::Area(area) => draw_area(area, place, focused, canvas),
        Input::Pick(pick) => draw_pick(pick, sheet.live(at), place, focused, canvas),
        Input::Secret(policy) => {
            let made = Text::new("form-secret-made").with("n", u32::from(policy.length));
            let made = canvas.say(&made);
            canvas.text(place.x, place.y, place.width, &made, theme.faint);
        }
    }
}

fn draw_pick(
    pick: &Pick,
    live: Option<&Live>,
    place: Rect,
    focused: bool,
    canvas: &mut Canvas<'_>,
) {
    let theme = canvas.theme();
    let (text, style) = match live {
        Some(Live::Waiting) => (canvas.word("form-options-waiting"), theme.faint),
        Some(Live::Failed(why)) => (canvas.say(why), theme.bad),
        Some(Live::Here) | None => {
            let shown = pick.shown().len();
            let current = pick.current();
            let mut text = match (pick.is_many(), current) {
                (true, Some((_, choice))) if focused => {
                    let mark = if pick.is_picked(choice) { "[x]" } else { "[ ]" };
                    format!("{mark} {}", choice.label)
                }
                (true, _) => pick.labels().join(", "),
                (false, current) => current.map_or(String::new(), |(_, one)| one.label.clone()),
            };
            if let Some((at, _)) = current
                && shown > 1
                && (focused || !pick.is_many())
            {
                text.push_str(&format!("  {}/{shown}", at + 1));
            }
            if focused && !pick.search().is_empty() {
                text.push_str(&format!("  \"{}\"", pick.search()));
            }
            if focused && pick.is_many() && !pick.labels().is_empty() {
                text.push_str(&format!("  = {}", pick.labels().join(", ")));
            }
            (text, theme.text)
        }
    };
    canvas.text(place.x, place.y, place.width, &text, style);
}

fn draw_area(area: &TextArea<'static>, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let place = place.intersection(canvas.buffer.area);
    let mut area = area.clone();
    // The terminal's own cursor marks the place; a painted one would be a second.
    area.set_cursor_style(canvas.theme().text);
    (&area).render(place, canvas.buffer);
    if !focused {
        return;
    }
    let cursor = area.screen_cursor();
    let top = usize::from(area.scroll_offset().0);
    let row = u16::try_from(cursor.row.saturating_sub(top)).unwrap_or(0);
    let column = u16::try_from(cursor.col).unwrap_or(0);
    canvas.caret = Some(Position {
        x: place.x + column.min(place.width.max(1) - 1),
        y: place.y + row.min(place.height.max(1) - 1),
    });
}
