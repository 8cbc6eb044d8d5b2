//! The users pane: everybody, filtered, ordered, marked.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::user_rows::{self, RowLook, UserView};
use super::{accounts, history, preview, suggestions};
use crate::domain::ids::UserId;
use crate::domain::snapshot::UserLine;
use crate::domain::text::Text;
use crate::tui::shell::effect::{Effect, Target};
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::layout;
use crate::tui::shell::model::{Model, Pane};
use crate::tui::widgets::arrange::{Scope, Sort};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::line_edit::LineEdit;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::rows::Rows;

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The first frame's own lines.
    Window(Vec<UserLine>),
    /// A snapshot.
    Rows(Rows),
}

/// The pane's own state.
#[derive(Debug, Clone)]
pub struct State {
    /// The rows.
    pub source: Source,
    /// The cursor.
    pub list: ListState,
    /// The filter in force.
    pub filter: String,
    /// The order.
    pub sort: Sort,
    /// Marked users.
    pub marks: BTreeSet<UserId>,
    /// The newest request for rows.
    pub seq: u64,
    /// More rows are to come.
    pub partial: bool,
    /// What is wrong with the filter.
    pub wrong: Option<Text>,
}

impl State {
    /// The state of the first frame.
    pub fn window(lines: Vec<UserLine>) -> State {
        State {
            source: Source::Window(lines),
            list: ListState::default(),
            filter: String::new(),
            sort: Sort::default(),
            marks: BTreeSet::new(),
            seq: 0,
            partial: false,
            wrong: None,
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.source {
            Source::Window(lines) => lines.len(),
            Source::Rows(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The user under the cursor.
    pub fn selected(&self) -> Option<UserId> {
        match &self.source {
            Source::Window(lines) => lines.get(self.list.at).map(|line| line.id),
            Source::Rows(rows) => rows.user(self.list.at),
        }
    }
}

/// Lines for rows: the title, the names of the columns and the legend are not.
fn height(area: Rect) -> usize {
    usize::from(area.height).saturating_sub(2 + usize::from(has_legend(area)))
}

fn has_legend(area: Rect) -> bool {
    area.height >= 14
}

/// Keeps the cursor visible.
pub fn settle(model: &mut Model, area: Rect) {
    let len = model.users.len();
    model.users.list.settle(len, height(area));
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let area = layout::regions(model).columns[1];
    let (len, height) = (model.users.len(), area.map_or(1, height));
    if model.users.list.act(action, len, height) {
        accounts::follow(model);
        return true;
    }
    match action {
        Action::Open => super::focus_pane(model, Pane::Accounts, effects),
        Action::Mark => mark(model),
        Action::Merge => preview::merge(model, effects),
        Action::Edit => accounts::edit(model),
        Action::Undo => suggestions::undo(model, effects),
        Action::History => history::open(model, effects),
        Action::Filter => {
            let before = model.users.filter.clone();
            let line = LineEdit::new(&before);
            model.layers.push(Layer::Filter { line, before });
        }
        Action::Sort => {
            model.users.sort = model.users.sort.next();
            arrange(model, model.users.selected(), effects);
        }
        Action::Copy => {
            let Some(id) = model.users.selected() else {
                return true;
            };
            effects.push(Effect::Copy(id.to_string()));
        }
        Action::Back if !model.users.filter.is_empty() => filter(model, String::new(), effects),
        Action::Back if !model.users.marks.is_empty() => model.users.marks.clear(),
        _ => return false,
    }
    true
}

fn mark(model: &mut Model) {
    if let Some(id) = model.users.selected() {
        if !model.users.marks.remove(&id) {
            model.users.marks.insert(id);
        }
        let len = model.users.len();
        model.users.list.act(Action::Down, len, 1);
        accounts::follow(model);
    }
}

/// Puts another filter in force.
pub fn filter(model: &mut Model, text: String, effects: &mut Vec<Effect>) {
    let cleared = text.trim().is_empty() && !model.users.filter.trim().is_empty();
    let keep = if cleared {
        model.users.selected()
    } else {
        None
    };
    model.users.filter = text;
    arrange(model, keep, effects);
}

/// Asks for rows again, with the filter and order in force.
pub fn arrange(model: &mut Model, keep: Option<UserId>, effects: &mut Vec<Effect>) {
    let wanted = (model.users.filter.clone(), model.users.sort, Scope::All);
    model.users.seq = model.arrange(Target::Users, wanted, keep, effects);
    model.users.partial = true;
}

/// Takes rows that were asked for.
pub fn arranged(
    model: &mut Model,
    seq: u64,
    rows: Rows,
    keep_at: Option<usize>,
    partial: bool,
    wrong: Option<Text>,
) {
    if seq != model.users.seq {
        return;
    }
    let before = model.users.selected();
    model.users.wrong = wrong;
    if model.users.wrong.is_some() {
        model.users.partial = false;
        return;
    }
    let first_piece = model.users.partial;
    model.users.source = Source::Rows(rows);
    model.users.partial = partial;
    if let Some(at) = keep_at {
        model.users.list.at = at;
    } else if first_piece && !model.users.filter.is_empty() {
        model.users.list = ListState::default();
    }
    if model.users.selected() != before {
        accounts::follow(model);
    }
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let focused = model.pane == Pane::Users;
    draw_title(model, area, focused, canvas);
    if area.height < 3 {
        return;
    }
    let header = Rect {
        y: area.y + 1,
        height: 1,
        ..area
    };
    let order = match model.users.sort {
        Sort::Name => canvas.glyphs().sort.to_owned(),
        other => format!("({})", canvas.word(other.name())),
    };
    user_rows::draw_header(model, header, &order, canvas);
    if model.users.is_empty() {
        draw_empty(model, area, canvas);
        return;
    }
    let services = model.facts.services.len();
    let columns = match &model.users.source {
        Source::Rows(rows) => user_rows::service_columns(model, &rows.snapshot().services),
        Source::Window(_) => Vec::new(),
    };
    let list = model.users.list;
    for (line, y) in (0..height(area)).zip(area.y + 2..) {
        let Some(at) = list.row_at(line, model.users.len()) else {
            break;
        };
        let Some(user) = view(model, at, &columns, services) else {
            break;
        };
        let look = RowLook {
            under: at == list.at,
            focused,
            marked: model.users.marks.contains(&user.id),
        };
        let place = Rect {
            y,
            height: 1,
            ..area
        };
        user_rows::draw_row(model, &user, place, look, canvas);
    }
    if has_legend(area) {
        let place = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        user_rows::draw_legend(place, canvas);
    }
}

fn view<'a>(
    model: &'a Model,
    at: usize,
    columns: &[Option<usize>],
    services: usize,
) -> Option<UserView<'a>> {
    match &model.users.source {
        Source::Window(lines) => Some(UserView::of_line(lines.get(at)?, model)),
        Source::Rows(rows) => {
            let (chunk, row) = rows.get(at)?;
            Some(UserView::of_row(chunk, row, columns, services))
        }
    }
}

fn draw_title(model: &Model, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let words = &canvas.face.words;
    let number = |n: usize| words.number(i64::try_from(n).unwrap_or(i64::MAX));
    let shown = match &model.users.source {
        Source::Window(lines) => {
            let total = model.status.summary.as_ref().map(|summary| summary.users);
            total
                .and_then(|total| usize::try_from(total).ok())
                .unwrap_or(lines.len())
        }
        Source::Rows(rows) => rows.len(),
    };
    let mut aside = if model.users.is_empty() {
        String::new()
    } else {
        format!("{}/{}", number(model.users.list.at + 1), number(shown))
    };
    if model.users.partial && !model.users.filter.is_empty() {
        aside.push_str(canvas.glyphs().more);
    }
    if !model.users.marks.is_empty() {
        let marks = number(model.users.marks.len());
        aside = format!("{}{marks}  {aside}", canvas.glyphs().mark);
    }
    let title = canvas.word("tui-users");
    canvas.title(area, &title, &aside, focused);
    let filter = match model.layers.last() {
        Some(Layer::Filter { line, .. }) => Some((line.text(), Some(line))),
        _ if model.users.filter.is_empty() => None,
        _ => Some((model.users.filter.as_str(), None)),
    };
    let Some((text, line)) = filter else { return };
    let theme = canvas.theme();
    let x = area.x + 3 + u16::try_from(crate::tui::widgets::text::width(&title)).unwrap_or(0);
    let aside = u16::try_from(crate::tui::widgets::text::width(&aside)).unwrap_or(0);
    let room = area.right().saturating_sub(x + aside + 5);
    let style = if model.users.wrong.is_some() {
        theme.bad
    } else {
        theme.accent
    };
    if room < 4 {
        return;
    }
    let used = canvas.text(x, area.y, 2, " /", theme.faint);
    if let Some(line) = line {
        canvas.edit(x + used, area.y, room - used, line, style);
    } else {
        let used = used + canvas.text(x + used, area.y, room - used, text, style);
        canvas.text(x + used, area.y, 1, " ", style);
    }
}

fn draw_empty(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let faint = canvas.theme().faint;
    let synced = model.status.summary.is_some();
    let id = match (&model.users.wrong, model.users.filter.is_empty(), synced) {
        (Some(wrong), ..) => {
            let said = canvas.say(wrong);
            canvas.centred(
                area.x + 1,
                area.y + 4,
                area.width - 2,
                &said,
                canvas.theme().bad,
            );
            return;
        }
        (None, false, _) => "tui-users-no-match",
        (None, true, true) => "tui-users-none",
        (None, true, false) => "tui-users-before-sync",
    };
    let said = canvas.word(id);
    canvas.centred(area.x + 1, area.y + 4, area.width - 2, &said, faint);
    if !synced && model.can_sync() {
        let key = canvas.face.key_of(Action::Sync);
        let hint = canvas.say(&Text::new("tui-users-sync-hint").with("key", key));
        canvas.centred(
            area.x + 1,
            area.y + 5,
            area.width - 2,
            &hint,
            canvas.theme().accent,
        );
    }
}

/// The pane in lines: one page, numbered.
pub fn speak(model: &Model) -> Vec<String> {
    let face = &model.face;
    let services = model.facts.services.len();
    let columns = match &model.users.source {
        Source::Rows(rows) => user_rows::service_columns(model, &rows.snapshot().services),
        Source::Window(_) => Vec::new(),
    };
    let count = Text::new("count-users").with("n", model.users.len());
    let mut lines = vec![face.words.text(&count)];
    if let Some(wrong) = &model.users.wrong {
        lines.push(face.words.text(wrong));
    }
    let top = model.users.list.top;
    for at in top..model.users.len().min(top + super::SPOKEN) {
        if let Some(user) = view(model, at, &columns, services) {
            let under = if at == model.users.list.at { "*" } else { " " };
            lines.push(format!(
                "{under}{}. {}",
                at + 1,
                user_rows::sentence(model, &user)
            ));
        }
    }
    lines
}
