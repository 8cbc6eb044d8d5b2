//! The months ahead, each day marked on which somebody comes or goes. The marks are letters, so
//! that no meaning hangs on a colour.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::departures::Day;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::text;

/// Lines of a month: its name, the weekdays, at most six weeks.
const LINES: u16 = 8;

/// Columns of a day: two digits and a mark.
const DAY: u16 = 3;

/// Columns of a month with the gap after it.
const MONTH: u16 = 7 * DAY + 3;

/// Lines of the calendar in a column of some height, with its title: one row of months, or two
/// where the list keeps more than half; none where there is no room.
pub fn height(column: u16) -> u16 {
    match column {
        ..15 => 0,
        15..38 => 1 + LINES,
        _ => 1 + 2 * LINES,
    }
}

/// Draws as many months as there is room for; `awaited` are the first days of newcomers.
pub fn draw(
    today: Date,
    days: Option<&BTreeMap<Date, Day>>,
    awaited: &[Date],
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let day = |date| day(days, awaited, date);
    let legend = canvas.word("tui-calendar-legend");
    canvas.title(area, &canvas.word("tui-calendar"), &legend, false);
    let mut first = today.first_of_month();
    for row in 0..area.height.saturating_sub(1) / LINES {
        let mut x = area.x + 2;
        while x + MONTH - 3 <= area.right() {
            let y = area.y + 1 + row * LINES;
            draw_month(&day, first, today, (x, y), canvas);
            x += MONTH;
            let Ok(next) = first.checked_add(1.month()) else {
                return;
            };
            first = next;
        }
    }
}

/// The word at a place of a message that lists words.
fn word(canvas: &Canvas<'_>, id: &'static str, at: i8) -> String {
    let all = canvas.word(id);
    let at = usize::try_from(at).unwrap_or_default();
    all.split_whitespace()
        .nth(at)
        .unwrap_or_default()
        .to_owned()
}

fn draw_month(
    day: &impl Fn(Date) -> Day,
    first: Date,
    today: Date,
    (x, y): (u16, u16),
    canvas: &mut Canvas<'_>,
) {
    let theme = canvas.theme();
    let width = MONTH - 3;
    let name = word(canvas, "tui-months", first.month() - 1);
    let title = format!("{name} {}", first.year());
    let used = cells(&title).min(width);
    canvas.text(x + (width - used) / 2, y, width, &title, theme.strong);
    for weekday in 0..7 {
        let said = word(canvas, "tui-weekdays", weekday);
        let at = x + u16::from(weekday.unsigned_abs()) * DAY;
        canvas.text(at, y + 1, 2, &said, theme.faint);
    }
    let start = first.weekday().to_monday_zero_offset();
    for number in 0..first.days_in_month() {
        let Ok(date) = first.checked_add(i32::from(number).days()) else {
            break;
        };
        let place = u16::from((start + number).unsigned_abs());
        let (at, line) = (x + place % 7 * DAY, y + 2 + place / 7);
        let day = day(date);
        let (mark, style) = look(day, date < today, canvas);
        let style = match date == today {
            true => theme.cursor,
            false => style,
        };
        canvas.text(at, line, 2, &format!("{:2}", date.day()), style);
        canvas.text(at + 2, line, 1, mark, style);
    }
}

/// Who comes and goes, those who are awaited included.
fn day(days: Option<&BTreeMap<Date, Day>>, awaited: &[Date], date: Date) -> Day {
    let known = days.and_then(|days| days.get(&date));
    let mut day = known.copied().unwrap_or_default();
    let awaited = awaited.iter().filter(|first| **first == date).count();
    day.arrivals += u32::try_from(awaited).unwrap_or(u32::MAX);
    day
}

fn look(day: Day, is_past: bool, canvas: &Canvas<'_>) -> (&'static str, Style) {
    let theme = canvas.theme();
    match (day.arrivals, day.departures) {
        (0, 0) if is_past => ("", theme.faint),
        (0, 0) => ("", theme.text),
        (_, 0) => ("+", theme.good),
        (0, _) => ("-", theme.warn),
        (_, _) => ("*", theme.strong),
    }
}

/// Cells that a text takes.
fn cells(said: &str) -> u16 {
    u16::try_from(text::width(said)).unwrap_or(u16::MAX)
}
