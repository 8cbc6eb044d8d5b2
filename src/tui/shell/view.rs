//! The whole screen from the model: header, body, footer, layers. Pure.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::footer;
use super::layout;
use super::model::{Entry, Model};
use super::session::Session;
use crate::domain::text::Text;
use crate::tui::panes::standing;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::text;

pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let caret = draw(model, frame.buffer_mut());
    if let Some(caret) = caret {
        frame.set_cursor_position(caret);
    }
}

/// Draws into a buffer of the model's size; returns where the terminal's cursor belongs.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let session = &model.session;
    let mut canvas = Canvas::new(buffer, &session.face);
    if layout::too_small(session.size) {
        draw_too_small(session, &mut canvas);
        return None;
    }
    let regions = model.regions();
    draw_header(session, regions.header, &mut canvas);
    if let Some(area) = regions.coverage {
        draw_coverage(session, area, &mut canvas);
    }
    if let Some(view) = model.current() {
        if let Some(area) = regions.tabs {
            draw_tabs(session, view, area, &mut canvas);
        }
        view.state.draw(session, &regions, &mut canvas);
    }
    footer::draw(model, regions.footer, &mut canvas);
    for layer in &model.layers {
        layer.draw(session, &mut canvas);
    }
    canvas.caret
}

fn draw_too_small(session: &Session, canvas: &mut Canvas<'_>) {
    let (width, height) = session.size;
    let (least_width, least_height) = layout::LEAST;
    let text = Text::new("tui-too-small")
        .with("width", least_width)
        .with("height", least_height);
    let said = canvas.say(&text);
    canvas.centred(0, height / 2, width, &said, canvas.theme().strong);
}

fn draw_header(session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let mut x = area.x + 1;
    x += canvas.text(x, area.y, area.width - 2, "Secretariat", theme.accent) + 2;
    let name_room = area.right().saturating_sub(x + 1);
    let badges = badges(session, canvas);
    let taken: usize = badges.iter().map(|(badge, _)| text::width(badge) + 1).sum();
    let standing = standing(session, canvas);
    let taken = u16::try_from(taken + text::width(&standing) + 2).unwrap_or(u16::MAX);
    let name_room = name_room.saturating_sub(taken);
    canvas.text(
        x,
        area.y,
        name_room,
        &session.facts.organisation,
        theme.strong,
    );
    let mut right = area.right().saturating_sub(1);
    let style = if session.running.is_empty() {
        theme.faint
    } else {
        theme.accent
    };
    let room = right.saturating_sub(x);
    right -= canvas.right(x, area.y, room, &standing, style);
    for (badge, style) in badges.iter().rev() {
        right = right.saturating_sub(2);
        let room = right.saturating_sub(x);
        right -= canvas.right(x, area.y, room, badge, *style);
    }
}

/// Banners: made-up data, read-only, environments other than production, unchecked certificates.
fn badges(session: &Session, canvas: &Canvas<'_>) -> Vec<(String, ratatui::style::Style)> {
    let theme = canvas.theme();
    let mut badges = Vec::new();
    let mut banner = |text: String| badges.push((format!(" {text} "), theme.banner));
    if session.facts.demo {
        banner(canvas.word("tui-demo"));
    }
    if session.facts.read_only {
        banner(canvas.word("tui-read-only"));
    }
    let mut others: Vec<&str> = Vec::new();
    for info in &session.facts.services {
        let environment = info.environment.0.as_str();
        if !info.environment.is_production() && !others.contains(&environment) {
            others.push(environment);
        }
    }
    if !others.is_empty() {
        banner(others.join(", "));
    }
    badges
}

/// What the header says of the freshness of the whole.
fn standing(session: &Session, canvas: &Canvas<'_>) -> String {
    let words = &canvas.face.words;
    if !session.facts.configured {
        return String::new();
    }
    let under_way = session
        .facts
        .services
        .iter()
        .filter_map(|info| session.syncing(&info.id));
    let under_way = under_way.count();
    if under_way > 0 {
        let text = Text::new("tui-syncing").with("n", under_way);
        return format!("{} {}", canvas.glyphs().running, words.text(&text));
    }
    let states = session
        .facts
        .services
        .iter()
        .map(|info| session.status.services.get(&info.id));
    let completes: Option<Vec<_>> = states
        .map(|state| state.and_then(|state| state.last_complete))
        .collect();
    match completes.and_then(|all| all.into_iter().min()) {
        Some(oldest) => {
            let age = words.age(oldest, session.now);
            words.text(&Text::new("tui-oldest").with("age", age))
        }
        None => words.get("tui-not-all-synced"),
    }
}

/// Age and outcome of each service in one line.
fn draw_coverage(session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let mut x = area.x + 1;
    for info in &session.facts.services {
        let state = session.status.services.get(&info.id);
        let outcome = standing::outcome(state);
        let age = match state.and_then(|state| state.last_run.as_ref()) {
            Some(run) => canvas.face.words.age(run.at, session.now),
            None => canvas.word("never"),
        };
        let wanted = text::width(&info.label) + text::width(&age) + 5;
        if usize::from(area.right().saturating_sub(x)) < wanted {
            canvas.text(x, area.y, 1, canvas.glyphs().more, theme.faint);
            break;
        }
        let glyph = canvas.glyphs().outcome(outcome);
        x += canvas.text(x, area.y, 1, glyph, theme.outcome(outcome)) + 1;
        x += canvas.text(x, area.y, 30, &info.label, theme.text) + 1;
        x += canvas.text(x, area.y, 20, &age, theme.faint) + 2;
    }
}

/// The names of the panes, when only one of them fits.
fn draw_tabs(session: &Session, view: &Entry, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let tabs = layout::tabs(session, &view.spec.columns, area);
    for (tab, (place, title)) in tabs.into_iter().enumerate() {
        let at = tab == view.state.depth();
        let style = if at { theme.cursor } else { theme.faint };
        canvas.text(place.x, place.y, place.width, &title, style);
    }
}
