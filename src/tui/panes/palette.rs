//! The palette: every command by name, found by a few letters.

use ratatui::layout::Rect;

use crate::domain::text::fold;
use crate::tui::shell::key::Key;
use crate::tui::shell::keymap::{self, ACTIONS, Action};
use crate::tui::shell::layers::{Focus, body_focus};
use crate::tui::shell::layout;
use crate::tui::shell::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::line_edit::LineEdit;
use crate::tui::widgets::list::ListState;

/// The layer's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What is typed.
    pub line: LineEdit,
    /// The cursor.
    pub list: ListState,
}

/// The commands that the typed letters leave, with their names.
pub fn found(model: &Model, typed: &str) -> Vec<(Action, String)> {
    let typed = fold(typed);
    let focus = body_focus(model);
    let listed = ACTIONS.iter().filter(|spec| {
        spec.listed && keymap::offered(spec, focus) && focus != Focus::Welcome
            || spec.action == Action::Quit
    });
    let named = listed.map(|spec| (spec, model.face.words.get(spec.name)));
    let hits = named.filter(|(spec, name)| {
        typed
            .split_whitespace()
            .all(|word| fold(name).contains(word) || spec.word.contains(word))
    });
    hits.map(|(spec, name)| (spec.action, name)).collect()
}

/// Takes a key; `Some` is the chosen command.
pub fn key(state: &mut State, key: Key, commands: &[(Action, String)]) -> Option<Action> {
    use crate::tui::shell::key::Code;
    let movement = match key.code {
        Code::Enter => return commands.get(state.list.at).map(|(action, _)| *action),
        Code::Up => Action::Up,
        Code::Down | Code::Tab => Action::Down,
        Code::PageUp => Action::PageUp,
        Code::PageDown => Action::PageDown,
        _ => {
            if state.line.key(key) {
                state.list = ListState::default();
            }
            return None;
        }
    };
    state.list.act(movement, commands.len(), 10);
    None
}

/// Draws the layer.
pub fn draw(model: &Model, state: &State, canvas: &mut Canvas<'_>) {
    let commands = found(model, state.line.text());
    let all = found(model, "").len();
    let height = u16::try_from(all).unwrap_or(20).saturating_add(4);
    let area = layout::centred(model, 52, height);
    let inside = canvas.boxed(area, &canvas.word("tui-palette"));
    let theme = canvas.theme();
    canvas.text(inside.x, inside.y, 2, ": ", theme.accent);
    canvas.edit(
        inside.x + 2,
        inside.y,
        inside.width - 2,
        &state.line,
        theme.strong,
    );
    let rows = Rect {
        y: inside.y + 2,
        height: inside.height.saturating_sub(2),
        ..inside
    };
    if commands.is_empty() {
        let said = canvas.word("tui-palette-none");
        canvas.text(rows.x, rows.y, rows.width, &said, theme.faint);
    }
    let mut list = state.list;
    list.settle(commands.len(), rows.height.into());
    for (row, y) in (0..).zip(rows.top()..rows.bottom()) {
        let at = list.row_at(row, commands.len());
        let Some((at, (action, name))) = at.and_then(|at| Some((at, commands.get(at)?))) else {
            break;
        };
        let style = if at == list.at {
            theme.cursor
        } else {
            theme.text
        };
        let key = canvas.face.key_of(*action);
        let used = canvas.right(rows.x, y, rows.width, &key, theme.accent);
        canvas.text(rows.x, y, rows.width.saturating_sub(used + 1), name, style);
    }
}
