//! The departures view: who has left and can still get in, who leaves, and a calendar of the months
//! ahead. Nothing here changes anything.

mod calendar;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{accounts, document, user_rows};
use crate::domain::departures::{Band, Day, Leaver, calendar, leavers};
use crate::domain::ids::UserId;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::{Text, escape};
use crate::tui::shell::data::Query;
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::columns;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::{prose, text};

/// Months that the calendar may show.
const MONTHS: i32 = 24;

/// Everybody with a last day, and the days on which somebody comes or goes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Departing {
    /// Those who are not out yet, the most urgent first.
    pub leavers: Vec<Leaver>,
    /// From the first day of this month on.
    pub days: BTreeMap<Date, Day>,
}

impl Departing {
    /// Works it out; for large sets, off the screen's thread.
    pub fn of(snapshot: &Snapshot, today: Date) -> Departing {
        let mut leavers = leavers(snapshot, today, &mut |_, _| true);
        leavers.retain(|leaver| leaver.band != Band::Closed);
        let from = today.first_of_month();
        let to = from.saturating_add(MONTHS.months());
        Departing {
            leavers,
            days: calendar(snapshot, from, to),
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Heading(Band, usize),
    Leaver(usize),
}

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Which column has the keys: the list, the details.
    pub depth: usize,
    /// What is shown; `None` until it was worked out.
    pub departing: Option<Arc<Departing>>,
    /// The first days of newcomers who are awaited.
    pub awaited: Vec<Date>,
    entries: Vec<Entry>,
    list: ListState,
    /// The first visible line of the details.
    top: usize,
}

/// Reads what the view needs.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::FindDepartures(model.today()));
    effects.push(Effect::Ask(Query::Awaited));
}

/// Takes what was worked out.
pub fn found(model: &mut Model, departing: Arc<Departing>, effects: &mut Vec<Effect>) {
    let before = selected(model).map(|leaver| leaver.user);
    let mut entries = Vec::new();
    let mut heading: Option<usize> = None;
    for (at, leaver) in departing.leavers.iter().enumerate() {
        let open = heading.and_then(|heading| entries.get_mut(heading));
        match open {
            Some(Entry::Heading(band, count)) if *band == leaver.band => *count += 1,
            _ => {
                heading = Some(entries.len());
                entries.push(Entry::Heading(leaver.band, 1));
            }
        }
        entries.push(Entry::Leaver(at));
    }
    model.departures.entries = entries;
    model.departures.departing = Some(departing);
    let again = before.and_then(|user| place_of(model, user));
    model.departures.list.at = again.unwrap_or(1);
    if model.view == crate::tui::shell::model::View::Departures {
        follow(model);
        accounts::ask(model, effects);
    }
}

fn place_of(model: &Model, user: UserId) -> Option<usize> {
    let is_it = |entry: &Entry| leaver(model, *entry).is_some_and(|leaver| leaver.user == user);
    model.departures.entries.iter().position(is_it)
}

fn leaver(model: &Model, entry: Entry) -> Option<&Leaver> {
    let Entry::Leaver(at) = entry else {
        return None;
    };
    model.departures.departing.as_ref()?.leavers.get(at)
}

/// Who is under the cursor.
pub fn selected(model: &Model) -> Option<&Leaver> {
    let entry = model.departures.entries.get(model.departures.list.at)?;
    leaver(model, *entry)
}

fn follow(model: &mut Model) {
    if let Some(user) = selected(model).map(|leaver| leaver.user) {
        if model.accounts.wanted != Some(user) {
            model.departures.top = 0;
        }
        accounts::want(model, user);
    }
}

/// The line of the list at this distance from its top, or the number of somebody from 0.
pub fn choose(model: &mut Model, number: usize) {
    let is_it = |entry: &Entry| *entry == Entry::Leaver(number);
    if let Some(at) = model.departures.entries.iter().position(is_it) {
        model.departures.list.at = at;
        follow(model);
    }
}

/// A click on a line of the list.
pub fn point(model: &mut Model, line: usize) {
    let len = model.departures.entries.len();
    let at = model.departures.list.row_at(line, len);
    let entry = at.and_then(|at| model.departures.entries.get(at));
    if let Some(Entry::Leaver(number)) = entry.copied() {
        choose(model, number);
    }
}

/// The list and the calendar below it.
fn halves(area: Rect) -> (Rect, Option<Rect>) {
    let height = calendar::height(area.height);
    if height == 0 {
        return (area, None);
    }
    let list = Rect {
        height: area.height - height,
        ..area
    };
    let below = Rect {
        y: list.bottom(),
        height,
        ..area
    };
    (list, Some(below))
}

fn list_height(regions: &Regions) -> usize {
    let area = regions.columns[0].unwrap_or(regions.body);
    layout::inside(halves(area).0).height.into()
}

/// Keeps the cursor visible, with the heading above the first.
pub fn settle(model: &mut Model, regions: &Regions) {
    let len = model.departures.entries.len();
    model.departures.list.settle(len, list_height(regions));
    if model.departures.list.at <= 1 {
        model.departures.list.top = 0;
    }
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let regions = layout::regions(model);
    match action {
        Action::Open | Action::Right | Action::NextPane
            if model.departures.depth == 0 && selected(model).is_some() =>
        {
            model.departures.depth = 1;
            accounts::ask(model, effects);
        }
        Action::Back | Action::Left | Action::PreviousPane | Action::NextPane
            if model.departures.depth == 1 =>
        {
            model.departures.depth = 0;
        }
        _ if model.departures.depth == 1 => {
            let Some(area) = regions.columns[1] else {
                return false;
            };
            let area = text_area(area);
            let len = details(model, area.width).map_or(0, |document| document.lines.len());
            let mut scroll = crate::tui::widgets::list::Scroll {
                top: model.departures.top,
            };
            let took = scroll.act(action, len, area.height.into());
            model.departures.top = scroll.top;
            return took;
        }
        _ => {
            let len = model.departures.entries.len();
            let before = model.departures.list.at;
            if !model
                .departures
                .list
                .act(action, len, list_height(&regions))
            {
                return false;
            }
            step_over_heading(model, before);
            follow(model);
        }
    }
    true
}

/// A heading is passed in the direction of the movement.
fn step_over_heading(model: &mut Model, before: usize) {
    let state = &mut model.departures;
    let is_heading = |at: usize| matches!(state.entries.get(at), Some(Entry::Heading(..)));
    if is_heading(state.list.at) {
        let up = state.list.at < before && state.list.at > 0;
        state.list.at = if up {
            state.list.at - 1
        } else {
            state.list.at + 1
        };
    }
}

/// Draws the view.
pub fn draw(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    columns::draw(regions.columns, canvas, |column, area, canvas| {
        if column > 0 {
            return draw_person(model, area, canvas);
        }
        let (list, below) = halves(area);
        draw_list(model, list, canvas);
        if let Some(area) = below {
            calendar::draw(model, area, canvas);
        }
    });
}

fn draw_list(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let state = &model.departures;
    let focused = state.depth == 0;
    let departing = state.departing.as_ref();
    let count = departing.map_or(0, |departing| departing.leavers.len());
    let count = canvas
        .face
        .words
        .number(i64::try_from(count).unwrap_or(i64::MAX));
    canvas.title(area, &canvas.word("tui-departures"), &count, focused);
    let inside = layout::inside(area);
    if state.entries.is_empty() {
        let id = match departing {
            Some(_) => "tui-departures-none",
            None => "tui-loading",
        };
        let said = canvas.word(id);
        let (x, room) = (inside.x + 1, inside.width.saturating_sub(2));
        canvas.centred(x, inside.y + 1, room, &said, canvas.theme().faint);
        return;
    }
    let codes = user_rows::codes(model);
    for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
        let Some(at) = state.list.row_at(line, state.entries.len()) else {
            break;
        };
        let place = Rect {
            y,
            height: 1,
            ..inside
        };
        match state.entries.get(at) {
            Some(Entry::Heading(band, count)) => draw_heading(*band, *count, place, canvas),
            Some(entry) => {
                if let Some(leaver) = leaver(model, *entry) {
                    let look = (at == state.list.at, focused);
                    draw_leaver(model, leaver, &codes, place, look, canvas);
                }
            }
            None => break,
        }
    }
}

fn band_word(band: Band) -> &'static str {
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

fn draw_heading(band: Band, count: usize, place: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let word = canvas.word(band_word(band));
    let used = canvas.text(place.x + 1, place.y, place.width - 2, &word, theme.strong);
    let count = count.to_string();
    let room = place.width.saturating_sub(used + 3);
    canvas.text(place.x + 2 + used, place.y, room, &count, theme.faint);
}

/// Days from today, as of now: the list may be older than midnight.
fn when(model: &Model, leaver: &Leaver) -> Text {
    let days = crate::domain::departures::days_between(model.today(), leaver.last_day);
    match days {
        0 => Text::new("days-today"),
        1.. => Text::new("days-in").with("n", i64::from(days)),
        _ => Text::new("days-ago").with("n", i64::from(days).abs()),
    }
}

fn draw_leaver(
    model: &Model,
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
    let services = &model.facts.services;
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
    let said = canvas.say(&when(model, leaver));
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

fn text_area(area: Rect) -> Rect {
    let inside = layout::inside(area);
    Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        ..inside
    }
}

fn details(model: &Model, width: u16) -> Option<document::Document> {
    let user = selected(model)?.user;
    let details = accounts::shown(model).filter(|details| details.user.id == user)?;
    Some(document::of_user(
        model,
        details,
        usize::from(width),
        &model.accounts.places,
    ))
}

fn draw_person(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let focused = model.departures.depth == 1;
    let title = selected(model).map_or("", |leaver| leaver.name.as_str());
    canvas.title(area, title, "", focused);
    let inside = text_area(area);
    if let Some(document) = details(model, inside.width) {
        prose::draw(&document.lines, model.departures.top, inside, canvas);
    }
}

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let words = &model.face.words;
    let Some(departing) = &model.departures.departing else {
        return vec![words.get("tui-loading")];
    };
    if departing.leavers.is_empty() {
        return vec![words.get("tui-departures-none")];
    }
    let mut lines = vec![words.get("tui-departures")];
    for (number, leaver) in (1..).zip(departing.leavers.iter().take(super::SPOKEN)) {
        let open: Vec<&str> = leaver
            .open()
            .map(|account| model.facts.label(&account.key.service))
            .collect();
        let said = format!(
            "{number}. {}, {}, {} ({}): {}",
            leaver.name,
            words.get(band_word(leaver.band)),
            words.date(leaver.last_day),
            words.text(&when(model, leaver)),
            if open.is_empty() {
                "-".to_owned()
            } else {
                open.join(", ")
            },
        );
        lines.push(escape(&said).into_owned());
    }
    lines
}

/// Cells that a text takes.
fn cells(said: &str) -> u16 {
    u16::try_from(text::width(said)).unwrap_or(u16::MAX)
}
