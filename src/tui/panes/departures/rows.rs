//! The lines of the list: a heading for each band, and who leaves when.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::departures::{Band, Leaver, days_between};
use crate::domain::text::Text;
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;

/// The message that names a band.
pub fn band_word(band: Band) -> &'static str {
    match band {
        Band::Overdue => "departing-still-active",
        Band::Week => "departing-week",
        Band::Month => "departing-month",
        Band::Later => "departing-later",
        Band::Closed => "departing-closed",
    }
}

fn band_style(band: Band, canvas: &Canvas<'_>) -> Style {
    let theme = canvas.theme();
    match band {
        Band::Overdue => theme.bad,
        Band::Week | Band::Month => theme.warn,
        Band::Later | Band::Closed => theme.text,
    }
}

/// The line above the leavers of a band.
pub fn draw_heading(band: Band, count: usize, place: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let word = canvas.word(band_word(band));
    let used = canvas.text(place.x + 1, place.y, place.width - 2, &word, theme.strong);
    let count = count.to_string();
    let room = place.width.saturating_sub(used + 3);
    canvas.text(place.x + 2 + used, place.y, room, &count, theme.faint);
}

/// Days from today, as of now: the list may be older than midnight.
pub fn when(session: &Session, leaver: &Leaver) -> Text {
    let days = days_between(session.today(), leaver.last_day);
    match days {
        0 => Text::new("days-today"),
        1.. => Text::new("days-in").with("n", i64::from(days)),
        _ => Text::new("days-ago").with("n", i64::from(days).abs()),
    }
}

/// One leaver on one line.
pub fn draw_leaver(
    session: &Session,
    leaver: &Leaver,
    codes: &[String],
    place: Rect,
    (under, focused): (bool, bool),
    canvas: &mut Canvas<'_>,
) {
    let theme = canvas.theme();
    if under {
        let style = if focused { theme.accent } else { theme.faint };
        canvas.text(place.x, place.y, 1, canvas.glyphs().cursor, style);
    }
    let mut right = place.right().saturating_sub(1);
    let services = &session.facts.services;
    // Each service has its place, as in the list of users.
    let room = u16::try_from(services.len() * 3).unwrap_or(24).min(24);
    if place.width >= 50 {
        for ((info, code), x) in services.iter().zip(codes).zip((0..room).step_by(3)) {
            let is_open = leaver.open().any(|account| account.key.service == info.id);
            if is_open {
                let x = right.saturating_sub(room) + x;
                canvas.text(x, place.y, 2, code, theme.text);
            }
        }
        right = right.saturating_sub(room + 1);
    }
    let style = band_style(leaver.band, canvas);
    let said = canvas.say(&when(session, leaver));
    canvas.right(right.saturating_sub(16), place.y, 16, &said, style);
    right = right.saturating_sub(17);
    if place.width >= 60 {
        let date = canvas.face.words.date(leaver.last_day);
        canvas.text(right.saturating_sub(10), place.y, 10, &date, theme.faint);
        right = right.saturating_sub(11);
    }
    let style = match (under, focused) {
        (true, true) => theme.cursor,
        (true, false) => theme.cursor_away,
        _ => theme.text,
    };
    let room = right.saturating_sub(place.x + 2);
    canvas.text(place.x + 2, place.y, room, &leaver.name, style);
}
