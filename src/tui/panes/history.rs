//! The history of a user, as a layer: what was decided, linked and seen, newest first, each with
//! who and when; a decision can be taken back from here.

use ratatui::layout::Rect;

use super::document::actor;
use super::{accounts, preview};
use crate::domain::findings::Severity;
use crate::domain::identity::history::HistoryLine;
use crate::domain::ids::UserId;
use crate::domain::text::{Text, escape};
use crate::tui::shell::data::Query;
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::layout;
use crate::tui::shell::model::{Model, Pane};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::prose::{self, Line};

/// The layer's own state.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Whose.
    pub user: UserId,
    /// The user's name.
    pub name: String,
    /// Newest first; `None` until they are read.
    pub lines: Option<Vec<HistoryLine>>,
    /// Why they could not be read.
    pub trouble: Option<Text>,
    /// The cursor.
    pub list: ListState,
}

/// Lines of one entry: when and who, then what.
const STEP: u16 = 2;
/// Lines under the list, for the whole of the entry under the cursor.
const FOOT: u16 = 5;

/// Opens the history of the user under the cursor.
pub fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let user = match model.pane {
        Pane::Users => model.users.selected(),
        _ => accounts::shown(model).map(|details| details.user.id),
    };
    let Some(user) = user else {
        model.tell(Severity::Info, Text::new("tui-accounts-none"));
        return;
    };
    let named = accounts::shown(model).filter(|details| details.user.id == user);
    let name = named.map_or_else(String::new, |details| details.user.name.clone());
    model.layers.push(Layer::History(Box::new(State {
        user,
        name,
        lines: None,
        trouble: None,
        list: ListState::default(),
    })));
    effects.push(Effect::Ask(Query::History(user)));
}

/// Asks again, after the store moved.
pub fn load(model: &Model, effects: &mut Vec<Effect>) {
    if let Some(state) = shown(model) {
        effects.push(Effect::Ask(Query::History(state.user)));
    }
}

/// The history that is open, if one is.
pub fn shown(model: &Model) -> Option<&State> {
    model.layers.iter().rev().find_map(|layer| match layer {
        Layer::History(state) => Some(state.as_ref()),
        _ => None,
    })
}

fn shown_mut(model: &mut Model, user: UserId) -> Option<&mut State> {
    model.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::History(state) if state.user == user => Some(state.as_mut()),
        _ => None,
    })
}

/// Takes the lines.
pub fn answer(model: &mut Model, user: UserId, lines: Vec<HistoryLine>) {
    if let Some(state) = shown_mut(model, user) {
        state.list.at = state.list.at.min(lines.len().saturating_sub(1));
        state.lines = Some(lines);
        state.trouble = None;
    }
}

/// Takes why there are none.
pub fn unanswered(model: &mut Model, user: UserId, why: &Text) {
    if let Some(state) = shown_mut(model, user) {
        state.trouble = Some(why.clone());
    }
}

fn place(model: &Model, entries: usize) -> Rect {
    let wanted = u16::try_from(entries)
        .unwrap_or(u16::MAX)
        .saturating_mul(STEP);
    let height = wanted.saturating_add(2 + FOOT).max(12);
    layout::centred(model, 100, height.min(model.size.1.saturating_sub(2)))
}

/// Takes an action; the layer is on top.
pub fn act(model: &mut Model, action: Action) {
    let Some(Layer::History(mut state)) = model.layers.pop() else {
        return;
    };
    if matches!(action, Action::Back | Action::History) {
        return;
    }
    let len = state.lines.as_ref().map_or(0, Vec::len);
    let height = usize::from(place(model, len).height.saturating_sub(2 + FOOT) / STEP);
    state.list.act(action, len, height);
    state.list.settle(len, height);
    let lines = state.lines.as_ref();
    let under = lines.and_then(|lines| lines.get(state.list.at)).cloned();
    model.layers.push(Layer::History(state));
    if let (Action::Undo, Some(line)) = (action, under) {
        preview::undo(model, &line);
    }
}

fn entry(model: &Model, line: &HistoryLine) -> [Line; 2] {
    let (face, theme) = (&model.face, &model.face.theme);
    let at = face.words.datetime(line.at, &model.facts.zone);
    let mut head = Line::of(&at, theme.faint)
        .and("  ", theme.faint)
        .and(&actor(face, &line.who), theme.accent);
    if let Some(seq) = line.seq {
        head.push(&format!("  #{seq}"), theme.faint);
    }
    if line.undone {
        head.push("  ", theme.faint);
        head.push(&face.words.get("tui-undone"), theme.warn);
    }
    let style = if line.undone { theme.faint } else { theme.text };
    [
        head,
        Line::of(&face.words.text(&line.text), style).indent(2),
    ]
}

/// Draws the layer.
pub fn draw(model: &Model, state: &State, canvas: &mut Canvas<'_>) {
    let len = state.lines.as_ref().map_or(0, Vec::len);
    let title = canvas.say(&Text::new("tui-history-title").with("name", state.name.as_str()));
    let inside = canvas.boxed(place(model, len), &title);
    let theme = canvas.theme();
    let nothing = match (&state.trouble, &state.lines) {
        (Some(trouble), _) => Some(canvas.say(trouble)),
        (None, None) => Some(canvas.word("tui-loading")),
        (None, Some(lines)) if lines.is_empty() => Some(canvas.word("tui-history-none")),
        _ => None,
    };
    if let Some(said) = nothing {
        canvas.text(inside.x, inside.y + 1, inside.width, &said, theme.faint);
        return;
    }
    let rows = Rect {
        height: inside.height.saturating_sub(FOOT),
        ..inside
    };
    let mut list = state.list;
    list.settle(len, usize::from(rows.height / STEP));
    draw_whole(state, inside, rows.bottom(), canvas);
    let rows = (0..).zip((rows.top()..rows.bottom()).step_by(usize::from(STEP)));
    for (row, y) in rows {
        let at = list.row_at(row, len);
        let line = at.and_then(|at| state.lines.as_ref()?.get(at));
        let (Some(at), Some(line)) = (at, line) else {
            break;
        };
        if at == list.at {
            for y in y..(y + STEP).min(inside.bottom()) {
                canvas.text(inside.x, y, 1, canvas.glyphs().cursor, theme.accent);
            }
        }
        for (line, y) in entry(model, line).iter().zip(y..inside.bottom()) {
            let room = inside.width.saturating_sub(2);
            prose::draw_line(line, inside.x + 2, y, room, canvas);
        }
    }
}

/// The entry under the cursor, wrapped.
fn draw_whole(state: &State, inside: Rect, y: u16, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let rule = canvas.glyphs().rule.repeat(usize::from(inside.width));
    canvas.text(inside.x, y, inside.width, &rule, theme.faint);
    let lines = state.lines.as_ref();
    let Some(line) = lines.and_then(|lines| lines.get(state.list.at)) else {
        return;
    };
    let text = Line::of(&canvas.say(&line.text), theme.text);
    let below = Rect {
        y: y + 1,
        height: inside.bottom().saturating_sub(y + 1),
        ..inside
    };
    let lines = prose::wrapped(&[text], usize::from(inside.width));
    prose::draw(&lines, 0, below, canvas);
}

/// The layer in lines.
pub fn speak(model: &Model, state: &State) -> Vec<String> {
    let title = Text::new("tui-history-title").with("name", state.name.as_str());
    let mut lines = vec![model.face.words.text(&title)];
    for (number, line) in (1..).zip(state.lines.iter().flatten()) {
        let [head, what] = entry(model, line);
        lines.push(format!("{number}. {}: {}", head.plain(), what.plain()));
    }
    lines.iter().map(|line| escape(line).into_owned()).collect()
}
