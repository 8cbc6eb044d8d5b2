//! The groups view: who is in which team, group, repository or box.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::user_rows::{self, RowLook, UserView};
use super::{accounts, document};
use crate::domain::text::{Text, escape};
use crate::tui::shell::effect::{Effect, Target};
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::Model;
use crate::tui::widgets::arrange::{Scope, Sort};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::columns;
use crate::tui::widgets::line_edit::LineEdit;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::members::Group;
use crate::tui::widgets::prose;
use crate::tui::widgets::rows::Rows;

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Which column has the keys: groups, members, accounts of the member.
    pub depth: usize,
    /// Those that the filter lets through, by service, kind and name.
    pub shown: Arc<[Group]>,
    /// The filter in force.
    pub filter: String,
    /// The cursor in the groups.
    pub list: ListState,
    /// The cursor in the members.
    pub members: ListState,
    /// The members of the group under the cursor.
    pub rows: Rows,
    /// The newest request for members.
    pub seq: u64,
    /// Groups were counted at least once.
    pub loaded: bool,
}

/// Reads what the view needs.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::FindGroups(model.groups.filter.clone()));
}

/// Takes groups that were found.
pub fn found(model: &mut Model, filter: &str, groups: Arc<[Group]>, effects: &mut Vec<Effect>) {
    if filter != model.groups.filter {
        return;
    }
    let before = selected(model).map(|group| Arc::clone(&group.key));
    let again = groups
        .iter()
        .position(|group| Some(&group.key) == before.as_ref());
    model.groups.shown = groups;
    model.groups.loaded = true;
    model.groups.list.at = again.unwrap_or(0);
    want_members(model, effects);
}

/// Puts another filter in force.
pub fn filter(model: &mut Model, text: String, effects: &mut Vec<Effect>) {
    model.groups.filter = text;
    load(model, effects);
}

/// The group under the cursor.
pub fn selected(model: &Model) -> Option<&Group> {
    model.groups.shown.get(model.groups.list.at)
}

fn want_members(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(group) = selected(model) else { return };
    let wanted = (
        String::new(),
        Sort::Name,
        Scope::Group(Arc::clone(&group.key)),
    );
    model.groups.seq = model.arrange(Target::Groups, wanted, None, effects);
}

/// Takes members that were asked for.
pub fn arranged(model: &mut Model, seq: u64, rows: Rows) {
    if seq == model.groups.seq {
        model.groups.rows = rows;
        model.groups.members.at = 0;
        follow(model);
    }
}

fn follow(model: &mut Model) {
    if let Some(user) = model.groups.rows.user(model.groups.members.at) {
        accounts::want(model, user);
    }
}

/// Keeps the cursors visible.
pub fn settle(model: &mut Model, regions: &Regions) {
    let height = |area: Option<Rect>| area.map_or(1, |area| layout::inside(area).height.into());
    let len = model.groups.shown.len();
    model.groups.list.settle(len, height(regions.columns[0]));
    let members = model.groups.rows.len();
    model
        .groups
        .members
        .settle(members, height(regions.columns[1]));
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let regions = layout::regions(model);
    let height = |area: Option<Rect>| area.map_or(1, |area| layout::inside(area).height.into());
    let depth = model.groups.depth;
    match action {
        Action::Open | Action::Right | Action::NextPane
            if depth < 2 && !model.groups.rows.is_empty() =>
        {
            model.groups.depth += 1;
            follow(model);
            accounts::ask(model, effects);
        }
        Action::NextPane => model.groups.depth = 0,
        Action::Back | Action::Left | Action::PreviousPane if depth > 0 => {
            model.groups.depth -= 1;
        }
        Action::Back if !model.groups.filter.is_empty() => filter(model, String::new(), effects),
        Action::Filter => {
            let before = model.groups.filter.clone();
            let line = LineEdit::new(&before);
            model.groups.depth = 0;
            model.layers.push(Layer::Filter { line, before });
        }
        _ if depth == 0 => {
            let len = model.groups.shown.len();
            if !model
                .groups
                .list
                .act(action, len, height(regions.columns[0]))
            {
                return false;
            }
            want_members(model, effects);
        }
        _ => {
            let len = model.groups.rows.len();
            if !model
                .groups
                .members
                .act(action, len, height(regions.columns[1]))
            {
                return false;
            }
            follow(model);
        }
    }
    true
}

/// Draws the view.
pub fn draw(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    columns::draw(regions.columns, canvas, |at, area, canvas| match at {
        0 => draw_groups(model, area, canvas),
        1 => draw_members(model, area, canvas),
        _ => draw_person(model, area, canvas),
    });
}

fn draw_groups(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let focused = model.groups.depth == 0;
    let theme = canvas.theme();
    let count = i64::try_from(model.groups.shown.len()).unwrap_or(i64::MAX);
    let count = canvas.face.words.number(count);
    let title = canvas.word("tui-groups");
    canvas.title(area, &title, &count, focused);
    let inside = layout::inside(area);
    let typed = match model.layers.last() {
        Some(Layer::Filter { line, .. }) => Some(line),
        _ => None,
    };
    let x = area.x + 3 + u16::try_from(crate::tui::widgets::text::width(&title)).unwrap_or(0);
    let room = area.right().saturating_sub(x + 8);
    if let Some(line) = typed.filter(|_| room > 4) {
        canvas.text(x, area.y, 2, " /", theme.faint);
        canvas.edit(x + 2, area.y, room - 2, line, theme.accent);
    } else if !model.groups.filter.is_empty() && room > 4 {
        let text = format!(" /{} ", model.groups.filter);
        canvas.text(x, area.y, room, &text, theme.accent);
    }
    if model.groups.shown.is_empty() {
        let id = match (model.groups.loaded, model.groups.filter.is_empty()) {
            (false, _) => "tui-loading",
            (true, true) => "tui-groups-none",
            (true, false) => "tui-groups-no-match",
        };
        let said = canvas.word(id);
        canvas.centred(
            inside.x + 1,
            inside.y + 3,
            inside.width - 2,
            &said,
            theme.faint,
        );
        return;
    }
    let codes = user_rows::codes(model);
    let list = model.groups.list;
    let mut service_before = "";
    for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
        let Some(at) = list.row_at(line, model.groups.shown.len()) else {
            break;
        };
        let Some(group) = model.groups.shown.get(at) else {
            break;
        };
        let under = at == list.at;
        if under {
            let style = if focused { theme.accent } else { theme.faint };
            canvas.text(inside.x, y, 1, canvas.glyphs().cursor, style);
        }
        let (service, kind, name) = group.parts();
        let members = canvas.face.words.number(i64::from(group.members));
        let right = canvas.right(inside.x, y, inside.width - 1, &members, theme.text);
        let code = model
            .facts
            .services
            .iter()
            .position(|info| info.id.as_str() == service);
        let code = code
            .and_then(|at| codes.get(at))
            .map_or(service, String::as_str);
        let code = if service == service_before { "" } else { code };
        service_before = service;
        canvas.text(inside.x + 2, y, 2, code, theme.faint);
        let style = match (under, focused) {
            (true, true) => theme.cursor,
            (true, false) => theme.cursor_away,
            _ => theme.text,
        };
        let room = inside.width.saturating_sub(right + 7);
        let used = canvas.text(inside.x + 5, y, room, name, style);
        if used + 3 < room {
            canvas.text(inside.x + 6 + used, y, room - used - 1, kind, theme.faint);
        }
    }
}

fn draw_members(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let focused = model.groups.depth == 1;
    let title = selected(model).map_or("", |group| group.parts().2);
    let count = Text::new("count-users").with("n", model.groups.rows.len());
    let count = canvas.say(&count);
    canvas.title(area, title, &count, focused);
    let inside = layout::inside(area);
    let services = model.facts.services.len();
    let snapshot = model.groups.rows.snapshot();
    let columns = user_rows::service_columns(model, &snapshot.services);
    let list = model.groups.members;
    for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
        let at = list.row_at(line, model.groups.rows.len());
        let Some((at, (chunk, row))) = at.and_then(|at| Some((at, model.groups.rows.get(at)?)))
        else {
            break;
        };
        let user = UserView::of_row(chunk, row, &columns, services);
        let look = RowLook {
            under: at == list.at,
            focused,
            marked: false,
        };
        let place = Rect {
            y,
            height: 1,
            ..inside
        };
        user_rows::draw_row(model, &user, place, look, canvas);
    }
}

fn draw_person(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let focused = model.groups.depth == 2;
    let details = accounts::shown(model);
    let title = details.map_or("", |details| details.user.name.as_str());
    canvas.title(area, title, "", focused);
    let inside = layout::inside(area);
    let inside = Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        ..inside
    };
    if let Some(details) = details {
        let document = document::of_user(
            model,
            details,
            usize::from(inside.width),
            &model.accounts.places,
        );
        prose::draw(&document.lines, 0, inside, canvas);
    }
}

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let face = &model.face;
    let mut lines = Vec::new();
    match model.groups.depth {
        0 => {
            lines.push(face.words.get("tui-groups"));
            let top = model.groups.list.top;
            let shown = model
                .groups
                .shown
                .iter()
                .enumerate()
                .skip(top)
                .take(super::SPOKEN);
            for (at, group) in shown {
                let count = Text::new("count-accounts").with("n", u64::from(group.members));
                let count = face.words.text(&count);
                lines.push(format!("{}. {}: {count}", at + 1, escape(&group.key)));
            }
        }
        1 => {
            let services = model.facts.services.len();
            let snapshot = model.groups.rows.snapshot();
            let columns = user_rows::service_columns(model, &snapshot.services);
            let top = model.groups.members.top;
            for at in top..model.groups.rows.len().min(top + super::SPOKEN) {
                if let Some((chunk, row)) = model.groups.rows.get(at) {
                    let user = UserView::of_row(chunk, row, &columns, services);
                    lines.push(format!("{}. {}", at + 1, user_rows::sentence(model, &user)));
                }
            }
        }
        _ => {
            if let Some(details) = accounts::shown(model) {
                let document = document::of_user(model, details, 10_000, &[]);
                lines.extend(document.lines.iter().map(prose::Line::plain));
            }
        }
    }
    lines
}
