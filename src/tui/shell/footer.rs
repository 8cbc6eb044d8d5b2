//! The last line: what just happened, what is wrong with the filter, or what can be done here.

use ratatui::layout::Rect;

use super::action::{Action, ActionSpec, Place};
use super::keymap::offered;
use super::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::text;

/// A key and what it does.
struct Hint {
    action: Action,
    key: String,
    name: String,
}

impl Hint {
    fn width(&self) -> usize {
        text::width(&self.key) + text::width(&self.name) + 3
    }
}

pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    if let Some(notice) = &model.session.notice {
        let style = theme.severity(notice.severity);
        let glyph = canvas.glyphs().severity(notice.severity);
        canvas.text(area.x + 1, area.y, 1, glyph, style);
        let said = canvas.say(&notice.text);
        canvas.text(area.x + 3, area.y, area.width - 4, &said, style);
        return;
    }
    let mut wrong = model.views.iter().filter_map(|entry| entry.state.wrong());
    if let Some(wrong) = wrong.next() {
        let said = canvas.say(wrong);
        canvas.text(area.x + 1, area.y, area.width - 2, &said, theme.warn);
        return;
    }
    let is_last =
        |hint: &Hint| matches!(hint.action, Action::Palette | Action::Help | Action::Quit);
    let (tail, others): (Vec<_>, Vec<_>) = hints(model).into_iter().partition(is_last);
    let tail_width: usize = tail.iter().map(Hint::width).sum();
    let mut room = usize::from(area.width).saturating_sub(tail_width + 1);
    let shown = others.into_iter().take_while(|hint| {
        let fits = hint.width() <= room;
        room = room.saturating_sub(hint.width());
        fits
    });
    let mut x = area.x + 1;
    for hint in shown.collect::<Vec<_>>().iter().chain(&tail) {
        let room = area.right().saturating_sub(x);
        x += canvas.text(x, area.y, room, &hint.key, theme.accent) + 1;
        let room = area.right().saturating_sub(x);
        x += canvas.text(x, area.y, room, &hint.name, theme.faint) + 2;
    }
}

/// Keys and names of what can be done here, most particular first.
fn hints(model: &Model) -> Vec<Hint> {
    let face = &model.session.face;
    let now = model.focus();
    if let Some(hint) = now.hint {
        return vec![Hint {
            action: Action::Open,
            key: String::new(),
            name: face.words.get(hint),
        }];
    }
    if now.takes_text {
        return Vec::new();
    }
    let particular = face
        .keymap
        .actions()
        .filter(|spec| spec.place == Place::Panes && offered(spec, now))
        .filter(|spec| is_apt(model, spec.action));
    let comes_last = |spec: &&ActionSpec| {
        matches!(
            spec.action,
            Action::Mark | Action::Copy | Action::History | Action::Edit
        )
    };
    let (later, first): (Vec<_>, Vec<_>) = particular.partition(comes_last);
    let general = general(model)
        .into_iter()
        .filter_map(|action| face.keymap.spec(action));
    let all = first.into_iter().chain(general).chain(later);
    // Without a configuration there is nothing else to do.
    let all = all.filter(|spec| {
        model.session.facts.configured || matches!(spec.action, Action::Open | Action::Quit)
    });
    let hint = |spec: &ActionSpec| Hint {
        action: spec.action,
        key: face.key_of(spec.action),
        name: face.words.get(spec.name),
    };
    all.map(hint).filter(|hint| !hint.key.is_empty()).collect()
}

/// What can be done wherever one is.
fn general(model: &Model) -> Vec<Action> {
    let session = &model.session;
    let syncing = !session.running.is_empty();
    let mut general = Vec::new();
    if syncing {
        general.push(Action::CancelSync);
    } else if session.can_sync() {
        general.push(Action::Sync);
    }
    if model.is_home() {
        let hinted = model.views.iter().filter(|one| one.state.hinted(session));
        general.extend(hinted.map(|entry| Action::View(entry.spec.id)));
    }
    if model.current().is_some_and(|entry| entry.state.goes_back()) {
        general.push(Action::Back);
    }
    general.extend([Action::Palette, Action::Help, Action::Quit]);
    general
}

/// Whether an action would do something now, where the keys are.
fn is_apt(model: &Model, action: Action) -> bool {
    match (model.layers.last(), model.current()) {
        (Some(layer), _) => layer.is_apt(&model.session, action),
        (None, Some(view)) => view.state.is_apt(&model.session, action),
        (None, None) => false,
    }
}
