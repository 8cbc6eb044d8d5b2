//! The help: every key that works where the focus is, from the keymap itself.

use crate::domain::account::State as AccountState;
use crate::tui::shell::keymap::{self, ACTIONS, Action, Place};
use crate::tui::shell::layers::{Focus, body_focus};
use crate::tui::shell::layout;
use crate::tui::shell::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::{self, Line};
use crate::tui::widgets::text;

/// The layer's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// How far it is scrolled.
    pub scroll: Scroll,
}

/// Columns of the keys.
const KEYS: usize = 18;

/// Scrolls; `false` when the action is not a movement.
pub fn act(model: &Model, state: &mut State, action: Action) -> bool {
    let height = place(model).height.saturating_sub(2);
    let len = lines(model).len();
    state.scroll.act(action, len, height.into())
}

fn place(model: &Model) -> ratatui::layout::Rect {
    let len = u16::try_from(lines(model).len()).unwrap_or(u16::MAX);
    layout::centred(model, 64, len.saturating_add(2))
}

/// Draws the layer.
pub fn draw(model: &Model, state: &State, canvas: &mut Canvas<'_>) {
    let inside = canvas.boxed(place(model), &canvas.word("tui-help"));
    let lines = lines(model);
    prose::draw(&lines, state.scroll.top, inside, canvas);
}

/// What the help says.
pub fn lines(model: &Model) -> Vec<Line> {
    let face = &model.face;
    let theme = &face.theme;
    let focus = body_focus(model);
    let mut lines = Vec::new();
    let here = ACTIONS
        .iter()
        .filter(|spec| matches!(spec.place, Place::In(_)) && keymap::offered(spec, focus));
    section(model, "tui-help-here", here, &mut lines);
    let everywhere = ACTIONS.iter().filter(|spec| spec.place == Place::Anywhere);
    section(model, "tui-help-everywhere", everywhere, &mut lines);
    let moving = ACTIONS.iter().filter(|spec| spec.place == Place::Lists);
    section(model, "tui-help-moving", moving, &mut lines);
    if focus == Focus::Users {
        let heading = face.words.get("tui-help-filter");
        lines.push(Line::of(&heading, theme.strong));
        for id in ["tui-help-filter-words", "tui-help-filter-fields"] {
            prose::wrap(
                &Line::of(&face.words.get(id), theme.text).indent(2),
                60,
                &mut lines,
            );
        }
        lines.push(Line::new());
    }
    lines.push(Line::of(&face.words.get("tui-help-symbols"), theme.strong));
    let mut line = Line::new().indent(2);
    for state in AccountState::ALL {
        let word = face.words.get(super::user_rows::state_word(state));
        line.push(face.glyphs.state(Some(state)), theme.state(Some(state)));
        line.push(&format!(" {word}   "), theme.text);
    }
    prose::wrap(&line, 60, &mut lines);
    lines
}

fn section<'a>(
    model: &Model,
    title: &str,
    specs: impl Iterator<Item = &'a keymap::ActionSpec>,
    lines: &mut Vec<Line>,
) {
    let face = &model.face;
    let theme = &face.theme;
    let before = lines.len();
    for spec in specs {
        let keys = face.keymap.keys_of(spec.action);
        if keys.is_empty() {
            continue;
        }
        let keys: Vec<String> = keys.iter().map(|key| face.key_name(*key)).collect();
        let keys = keys.join(", ");
        let gap = " ".repeat(KEYS.saturating_sub(text::width(&keys)).max(1));
        let line = Line::of(&keys, theme.accent)
            .indent(2)
            .and(&gap, theme.text)
            .and(&face.words.get(spec.name), theme.text);
        lines.push(line);
    }
    if lines.len() > before {
        lines.insert(before, Line::of(&face.words.get(title), theme.strong));
        lines.push(Line::new());
    }
}
