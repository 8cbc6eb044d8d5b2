//! The changes view: what somebody changed on a service, as syncs saw it.

use ratatui::layout::Rect;

use super::document::{self, field_word};
use crate::domain::change::ObservedChange;
use crate::domain::text::{Text, escape};
use crate::domain::time::Timestamp;
use crate::tui::shell::data::Query;
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::prose::{self, Line};

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The newest changes, newest first, each with the name of its account; `None` until they are
    /// read.
    pub changes: Option<Vec<(ObservedChange, String)>>,
    /// The cursor.
    pub list: ListState,
}

impl State {
    /// Tells every age that the view prints.
    pub fn ages(&self, age: &mut impl FnMut(Timestamp)) {
        let mut last = None;
        for (change, _) in self.changes.iter().flatten().take(200) {
            if last != Some(change.at) {
                age(change.at);
            }
            last = Some(change.at);
        }
    }
}

/// Reads what the view needs.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    model.ask(Query::Changes, effects);
}

fn len(model: &Model) -> usize {
    model.changes.changes.as_ref().map_or(0, Vec::len)
}

/// Keeps the cursor visible.
pub fn settle(model: &mut Model, regions: &Regions) {
    let len = len(model);
    let height = layout::inside(regions.body).height;
    model.changes.list.settle(len, height.into());
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, _: &mut Vec<Effect>) -> bool {
    let len = len(model);
    let height = layout::inside(layout::regions(model).body).height;
    model.changes.list.act(action, len, height.into())
}

/// Draws the view.
pub fn draw(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    let area = regions.body;
    let count = canvas
        .face
        .words
        .number(i64::try_from(len(model)).unwrap_or(0));
    canvas.title(area, &canvas.word("tui-changes"), &count, true);
    let inside = layout::inside(area);
    let Some(changes) = &model.changes.changes else {
        let said = canvas.word("tui-loading");
        canvas.centred(
            inside.x,
            inside.y + 3,
            inside.width,
            &said,
            canvas.theme().faint,
        );
        return;
    };
    if changes.is_empty() {
        let said = canvas.word("tui-changes-none");
        canvas.centred(
            inside.x,
            inside.y + 3,
            inside.width,
            &said,
            canvas.theme().faint,
        );
        return;
    }
    let list = model.changes.list;
    for (row, y) in (0..).zip(inside.top()..inside.bottom()) {
        let at = list.row_at(row, changes.len());
        let Some((at, (change, name))) = at.and_then(|at| Some((at, changes.get(at)?))) else {
            break;
        };
        let place = Rect {
            y,
            height: 1,
            ..inside
        };
        draw_change(model, (change, name), place, at == list.at, canvas);
    }
}

fn draw_change(
    model: &Model,
    (change, name): (&ObservedChange, &str),
    place: Rect,
    under: bool,
    canvas: &mut Canvas<'_>,
) {
    let theme = canvas.theme();
    if under {
        canvas.text(place.x, place.y, 1, canvas.glyphs().cursor, theme.accent);
    }
    let wide = place.width >= layout::WIDE;
    let (age, service, account) = if wide { (10, 16, 30) } else { (9, 11, 20) };
    let mut x = place.x + 2;
    let said = canvas.face.words.age(change.at, model.now);
    canvas.text(x, place.y, age, &said, theme.faint);
    x += age + 1;
    let label = model.facts.label(&change.account.service);
    canvas.text(x, place.y, service, label, theme.text);
    x += service + 1;
    let style = if under { theme.cursor } else { theme.strong };
    canvas.text(x, place.y, account, whose(change, name), style);
    x += account + 1;
    let rest = place.right().saturating_sub(x);
    let line = Line::of(&canvas.word(field_word(change.change.field)), theme.accent)
        .and("  ", theme.text)
        .and(&moved(model, change), theme.text);
    prose::draw_line(&line, x, place.y, rest, canvas);
}

/// The name of the account, or its id where it has none.
fn whose<'a>(change: &'a ObservedChange, name: &'a str) -> &'a str {
    if name.trim().is_empty() {
        change.account.remote.local()
    } else {
        name
    }
}

fn moved(model: &Model, change: &ObservedChange) -> String {
    document::moved(&model.face, &change.change)
}

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let face = &model.face;
    let count = Text::new("tui-changes-count").with("n", len(model));
    let mut lines = vec![face.words.text(&count)];
    let top = model.changes.list.top;
    for (change, name) in model
        .changes
        .changes
        .iter()
        .flatten()
        .skip(top)
        .take(super::SPOKEN)
    {
        let at = face.words.datetime(change.at, &model.facts.zone);
        let label = model.facts.label(&change.account.service);
        let account = whose(change, name);
        let field = face.words.get(field_word(change.change.field));
        let moved = moved(model, change);
        lines.push(escape(&format!("{at}, {label} {account}, {field}: {moved}")).into_owned());
    }
    lines
}
