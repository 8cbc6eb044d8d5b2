//! The whole screen from the model: header, body, footer, layers. Pure.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::keymap::{self, ACTIONS, Action, Place};
use super::layers::{Focus, Layer, body_focus, focus};
use super::layout::{self, Regions};
use super::model::{Model, Pane, View};
use crate::domain::text::Text;
use crate::tui::forms;
use crate::tui::panes::{self, help, history, palette, preview, services};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::text;

/// Draws a frame.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let caret = draw(model, frame.buffer_mut());
    if let Some(caret) = caret {
        frame.set_cursor_position(caret);
    }
}

/// Draws into a buffer of the model's size; returns where the terminal's cursor belongs.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let mut canvas = Canvas::new(buffer, &model.face);
    if layout::too_small(model.size) {
        draw_too_small(model, &mut canvas);
        return None;
    }
    let regions = layout::regions(model);
    draw_header(model, regions.header, &mut canvas);
    if let Some(area) = regions.coverage {
        draw_coverage(model, area, &mut canvas);
    }
    if let Some(area) = regions.tabs {
        draw_tabs(model, area, &mut canvas);
    }
    if let Some(spec) = panes::spec(model.view) {
        (spec.draw)(model, &regions, &mut canvas);
    }
    draw_footer(model, &regions, &mut canvas);
    for layer in &model.layers {
        match layer {
            Layer::Filter { .. } => {}
            Layer::Palette(state) => palette::draw(model, state, &mut canvas),
            Layer::Help(state) => help::draw(model, state, &mut canvas),
            Layer::Form(form) => forms::draw(model, form, &mut canvas),
            Layer::Preview(state) => preview::draw(model, state, &mut canvas),
            Layer::History(state) => history::draw(model, state, &mut canvas),
            Layer::AskQuit => draw_ask_quit(model, &mut canvas),
        }
    }
    canvas.caret
}

fn draw_too_small(model: &Model, canvas: &mut Canvas<'_>) {
    let (width, height) = model.size;
    let (least_width, least_height) = layout::LEAST;
    let text = Text::new("tui-too-small")
        .with("width", least_width)
        .with("height", least_height);
    let said = canvas.say(&text);
    canvas.centred(0, height / 2, width, &said, canvas.theme().strong);
}

fn draw_header(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let mut x = area.x + 1;
    x += canvas.text(x, area.y, area.width - 2, "Secretariat", theme.accent) + 2;
    let name_room = area.right().saturating_sub(x + 1);
    let badges = badges(model, canvas);
    let taken: usize = badges.iter().map(|(badge, _)| text::width(badge) + 1).sum();
    let standing = standing(model, canvas);
    let taken = u16::try_from(taken + text::width(&standing) + 2).unwrap_or(u16::MAX);
    let name_room = name_room.saturating_sub(taken);
    canvas.text(
        x,
        area.y,
        name_room,
        &model.facts.organisation,
        theme.strong,
    );
    let mut right = area.right().saturating_sub(1);
    let style = if model.running.is_empty() {
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
fn badges(model: &Model, canvas: &Canvas<'_>) -> Vec<(String, ratatui::style::Style)> {
    let theme = canvas.theme();
    let mut badges = Vec::new();
    let mut banner = |text: String| badges.push((format!(" {text} "), theme.banner));
    if model.facts.demo {
        banner(canvas.word("tui-demo"));
    }
    if model.facts.read_only {
        banner(canvas.word("tui-read-only"));
    }
    let mut others: Vec<&str> = Vec::new();
    for info in &model.facts.services {
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
fn standing(model: &Model, canvas: &Canvas<'_>) -> String {
    let words = &canvas.face.words;
    if !model.facts.configured {
        return String::new();
    }
    let under_way = model
        .facts
        .services
        .iter()
        .filter_map(|info| model.syncing(&info.id));
    let under_way = under_way.count();
    if under_way > 0 {
        let text = Text::new("tui-syncing").with("n", under_way);
        return format!("{} {}", canvas.glyphs().running, words.text(&text));
    }
    let states = model
        .facts
        .services
        .iter()
        .map(|info| model.status.services.get(&info.id));
    let completes: Option<Vec<_>> = states
        .map(|state| state.and_then(|state| state.last_complete))
        .collect();
    match completes.and_then(|all| all.into_iter().min()) {
        Some(oldest) => {
            let age = words.age(oldest, model.now);
            words.text(&Text::new("tui-oldest").with("age", age))
        }
        None => words.get("tui-not-all-synced"),
    }
}

/// Age and outcome of each service in one line.
fn draw_coverage(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let mut x = area.x + 1;
    for info in &model.facts.services {
        let state = model.status.services.get(&info.id);
        let outcome = services::outcome(state);
        let age = match state.and_then(|state| state.last_run.as_ref()) {
            Some(run) => canvas.face.words.age(run.at, model.now),
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
fn draw_tabs(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    for (tab, (place, title)) in layout::tabs(model, area).into_iter().enumerate() {
        let at = tab == layout::depth(model).0;
        let style = if at { theme.cursor } else { theme.faint };
        canvas.text(place.x, place.y, place.width, &title, style);
    }
}

fn draw_footer(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let area = regions.footer;
    if let Some(notice) = &model.notice {
        let style = theme.severity(notice.severity);
        let glyph = canvas.glyphs().severity(notice.severity);
        canvas.text(area.x + 1, area.y, 1, glyph, style);
        let said = canvas.say(&notice.text);
        canvas.text(area.x + 3, area.y, area.width - 4, &said, style);
        return;
    }
    if let Some(wrong) = &model.users.wrong {
        let said = canvas.say(wrong);
        canvas.text(area.x + 1, area.y, area.width - 2, &said, theme.warn);
        return;
    }
    let hints = hints(model, focus(model));
    let tail = [Action::Palette, Action::Help, Action::Quit];
    let tail: Vec<_> = hints
        .iter()
        .filter(|(action, ..)| tail.contains(action))
        .collect();
    let width = |hint: &(Action, String, String)| text::width(&hint.1) + text::width(&hint.2) + 3;
    let tail_width: usize = tail.iter().map(|hint| width(hint)).sum();
    let mut room = usize::from(area.width).saturating_sub(tail_width + 1);
    let mut shown: Vec<&(Action, String, String)> = Vec::new();
    for hint in hints.iter().filter(|hint| !tail.contains(hint)) {
        if width(hint) > room {
            break;
        }
        room -= width(hint);
        shown.push(hint);
    }
    let mut x = area.x + 1;
    for (_, key, name) in shown.into_iter().chain(tail) {
        let room = area.right().saturating_sub(x);
        x += canvas.text(x, area.y, room, key, theme.accent) + 1;
        let room = area.right().saturating_sub(x);
        x += canvas.text(x, area.y, room, name, theme.faint) + 2;
    }
}

/// Keys and names of what can be done here, most particular first.
fn hints(model: &Model, now: Focus) -> Vec<(Action, String, String)> {
    let words = &model.face.words;
    if now == Focus::Help {
        return vec![(Action::Back, String::new(), words.get("tui-hint-help"))];
    }
    if now.takes_text() {
        let id = match now {
            Focus::FilterLine => "tui-hint-filter",
            Focus::Palette => "tui-hint-palette",
            _ => return Vec::new(),
        };
        return vec![(Action::Open, String::new(), words.get(id))];
    }
    let here = match now {
        Focus::History => now,
        _ => body_focus(model),
    };
    let hint = |spec: &keymap::ActionSpec| {
        let key = model.face.key_of(spec.action);
        (!key.is_empty()).then(|| (spec.action, key, words.get(spec.name)))
    };
    let mut hints = Vec::new();
    let particular = ACTIONS
        .iter()
        .filter(|spec| matches!(spec.place, Place::In(_)) && keymap::offered(spec, here))
        .filter(|spec| is_apt(model, here, spec.action));
    let last = |spec: &&keymap::ActionSpec| {
        matches!(
            spec.action,
            Action::Mark | Action::Copy | Action::History | Action::Edit
        )
    };
    let (later, first): (Vec<_>, Vec<_>) = particular.partition(last);
    let general = [
        Action::CancelSync,
        Action::Sync,
        Action::Findings,
        Action::Suggestions,
        Action::Checklist,
        Action::Back,
        Action::Palette,
        Action::Help,
        Action::Quit,
    ];
    let syncing = !model.running.is_empty();
    let general = general.into_iter().filter(|action| match action {
        Action::CancelSync => syncing,
        Action::Sync => model.can_sync() && !syncing,
        Action::Findings => model.view == View::Access,
        Action::Suggestions => model.view == View::Access && model.suggestions.queue.left() > 0,
        Action::Checklist => model.view == View::Access && model.can_sync(),
        Action::Back => model.view != View::Access || model.pane == Pane::Accounts,
        Action::Palette => model.facts.configured,
        _ => true,
    });
    let general = general.filter_map(keymap::spec);
    let welcome = here == Focus::Welcome;
    for spec in first.into_iter().chain(general).chain(later) {
        let fits = !welcome || matches!(spec.action, Action::Open | Action::Quit);
        if fits {
            hints.extend(hint(spec));
        }
    }
    hints
}

/// Whether an action would do something now; one that would not is no hint.
fn is_apt(model: &Model, here: Focus, action: Action) -> bool {
    let queue = &model.suggestions.queue;
    match action {
        Action::Same | Action::Different | Action::SameAll => {
            !queue.open().is_empty() && !model.facts.read_only
        }
        Action::Skip => !queue.open().is_empty(),
        Action::Undo if here == Focus::History => !model.facts.read_only,
        Action::Undo => queue.last().is_some(),
        Action::Merge => !model.users.marks.is_empty(),
        Action::Detach => !model.facts.read_only,
        _ => true,
    }
}

fn draw_ask_quit(model: &Model, canvas: &mut Canvas<'_>) {
    let area = layout::centred(model, 56, 6);
    let inside = canvas.boxed(area, &canvas.word("tui-quit-title"));
    let theme = canvas.theme();
    let said = canvas.say(&Text::new("tui-quit-running").with("n", model.running.len()));
    canvas.text(inside.x, inside.y + 1, inside.width, &said, theme.text);
    let done = canvas.word("tui-quit-done");
    canvas.text(inside.x, inside.y + 2, inside.width, &done, theme.text);
    let keys = canvas.word("tui-quit-keys");
    canvas.text(inside.x, inside.y + 3, inside.width, &keys, theme.faint);
}
