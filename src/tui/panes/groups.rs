//! The groups view: who is in which team, group, repository or box.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::document;
use super::user_rows::{self, RowLook, UserView};
use crate::domain::snapshot::Snapshot;
use crate::domain::text::{Text, escape};
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, First, Regions};
use crate::tui::shell::message::Arranged;
use crate::tui::shell::opaque::Opaque;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Point, SPOKEN, Start, View, ViewSpec};
use crate::tui::widgets::arrange::{Scope, Sort};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::columns;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::members::{Group, count, find};
use crate::tui::widgets::prose;
use crate::tui::widgets::rows::Rows;
use crate::tui::widgets::text;

const ID: ViewId = ViewId("groups");
static FOCUS: Focus = Focus::commands("groups", &[Action::Open, Action::Filter]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-groups", &["G"])),
    columns: Columns {
        titles: &["tui-groups", "tui-users", "tui-accounts"],
        first: First::Least(31),
        coverage: false,
    },
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(GroupsView::default()),
    find: Some(find_groups),
};

/// The groups whose names have some words; counting the members is done once for each snapshot.
fn find_groups(snapshot: &Snapshot, words: &Opaque, kept: &mut Option<Opaque>) -> Opaque {
    let counted = kept.get_or_insert_with(|| Opaque::of(count(snapshot)));
    let groups = counted.get::<Vec<(String, Group)>>();
    let words = words.get::<String>().map_or("", String::as_str);
    Opaque::of(find(groups.map_or(&[], Vec::as_slice), words))
}

/// The groups that were found, the members of one, and the cursors in both.
#[derive(Debug, Default)]
pub struct GroupsView {
    /// Which column has the keys: groups, members, accounts of the member.
    pub depth: usize,
    /// Those that the filter lets through, by service, kind and name.
    shown: Arc<[Group]>,
    /// The filter in force.
    pub filter: String,
    list: ListState,
    /// The cursor in the members.
    members: ListState,
    /// The members of the group under the cursor.
    pub rows: Rows,
    /// The newest request for members.
    seq: u64,
    /// Groups were counted at least once.
    loaded: bool,
}

impl GroupsView {
    /// The group under the cursor.
    fn selected(&self) -> Option<&Group> {
        self.shown.get(self.list.at)
    }

    fn want_members(&mut self, scene: &mut Scene<'_>) {
        let Some(group) = self.selected() else { return };
        let scope = Scope::Group(Arc::clone(&group.key));
        self.seq = scene.arrange(ID, (String::new(), Sort::Name, scope), None);
    }

    fn follow(&self, scene: &mut Scene<'_>) {
        if let Some(user) = self.rows.user(self.members.at) {
            scene.want(user);
        }
    }

    fn draw_groups(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 0;
        let theme = canvas.theme();
        let count = i64::try_from(self.shown.len()).unwrap_or(i64::MAX);
        let count = canvas.face.words.number(count);
        let title = canvas.word("tui-groups");
        canvas.title(area, &title, &count, focused);
        let inside = layout::inside(area);
        let typed = session.typed();
        let x = area.x + 3 + u16::try_from(text::width(&title)).unwrap_or(0);
        let room = area.right().saturating_sub(x + 8);
        if let Some(line) = typed.filter(|_| room > 4) {
            canvas.text(x, area.y, 2, " /", theme.faint);
            canvas.edit(x + 2, area.y, room - 2, line, theme.accent);
        } else if !self.filter.is_empty() && room > 4 {
            let text = format!(" /{} ", self.filter);
            canvas.text(x, area.y, room, &text, theme.accent);
        }
        if self.shown.is_empty() {
            let id = match (self.loaded, self.filter.is_empty()) {
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
        let codes = user_rows::codes(session);
        let list = self.list;
        let mut service_before = "";
        for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
            let Some(at) = list.row_at(line, self.shown.len()) else {
                break;
            };
            let Some(group) = self.shown.get(at) else {
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
            let code = session
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

    fn draw_members(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 1;
        let title = self.selected().map_or("", |group| group.parts().2);
        let count = Text::new("count-users").with("n", self.rows.len());
        let count = canvas.say(&count);
        canvas.title(area, title, &count, focused);
        let inside = layout::inside(area);
        let services = session.facts.services.len();
        let snapshot = self.rows.snapshot();
        let columns = user_rows::service_columns(session, &snapshot.services);
        let list = self.members;
        for (line, y) in (0..).zip(inside.top()..inside.bottom()) {
            let at = list.row_at(line, self.rows.len());
            let Some((at, (chunk, row))) = at.and_then(|at| Some((at, self.rows.get(at)?))) else {
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
            user_rows::draw_row(session, &user, place, look, canvas);
        }
    }

    fn draw_person(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let focused = self.depth == 2;
        let details = session.chosen.shown();
        let title = details.map_or("", |details| details.user.name.as_str());
        canvas.title(area, title, "", focused);
        let inside = layout::text_area(area);
        if let Some(details) = details {
            let document = document::of_user(
                session,
                details,
                usize::from(inside.width),
                &session.chosen.places,
            );
            prose::draw(&document.lines, 0, inside, canvas);
        }
    }
}

impl View for GroupsView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn depth(&self) -> usize {
        self.depth
    }

    fn focus_column(&mut self, column: usize, _scene: &mut Scene<'_>) {
        self.depth = column;
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        scene.effect(Effect::Find {
            view: ID,
            wish: Opaque::of(self.filter.clone()),
        });
    }

    fn found(&mut self, wish: &Opaque, found: &Opaque, _shown: bool, scene: &mut Scene<'_>) {
        let Some(groups) = found.get::<Arc<[Group]>>() else {
            return;
        };
        if wish.get::<String>() != Some(&self.filter) {
            return;
        }
        let before = self.selected().map(|group| Arc::clone(&group.key));
        let is_it = |group: &Group| Some(&group.key) == before.as_ref();
        self.list.at = groups.iter().position(is_it).unwrap_or(0);
        self.shown = Arc::clone(groups);
        self.loaded = true;
        self.want_members(scene);
    }

    fn filter(&mut self, text: String, scene: &mut Scene<'_>) -> bool {
        self.filter = text;
        self.load(scene);
        true
    }

    fn snapshot(&mut self, shown: bool, _scene: &mut Scene<'_>) {
        // Rows that are not shown would keep the whole snapshot before alive.
        if !shown {
            self.rows = Rows::default();
        }
    }

    fn arranged(&mut self, arranged: Arranged, scene: &mut Scene<'_>) {
        if arranged.seq == self.seq {
            self.rows = arranged.rows;
            self.members.at = 0;
            self.follow(scene);
        }
    }

    fn rows(&self) -> Option<Rows> {
        Some(self.rows.clone())
    }

    fn settle(&mut self, scene: &mut Scene<'_>) {
        let columns = scene.regions.columns;
        self.list.settle(self.shown.len(), layout::rows(columns[0]));
        self.members
            .settle(self.rows.len(), layout::rows(columns[1]));
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let columns = scene.regions.columns;
        match action {
            Action::Open | Action::Right | Action::NextPane
                if self.depth < 2 && !self.rows.is_empty() =>
            {
                self.depth += 1;
                self.follow(scene);
                scene.ask_details();
            }
            Action::NextPane => self.depth = 0,
            Action::Back | Action::Left | Action::PreviousPane if self.depth > 0 => {
                self.depth -= 1;
            }
            Action::Back if !self.filter.is_empty() => {
                self.filter(String::new(), scene);
            }
            Action::Filter => {
                self.depth = 0;
                scene.type_filter(&self.filter);
            }
            _ if self.depth == 0 => {
                let len = self.shown.len();
                if !self.list.act(action, len, layout::rows(columns[0])) {
                    return false;
                }
                self.want_members(scene);
            }
            _ => {
                let len = self.rows.len();
                if !self.members.act(action, len, layout::rows(columns[1])) {
                    return false;
                }
                self.follow(scene);
            }
        }
        true
    }

    fn click(&mut self, point: Point, scene: &mut Scene<'_>) {
        if self.depth == 0 {
            // One below the wanted row, then a real movement: it loads what belongs to it.
            self.list.at = self.list.top + point.line + 1;
            self.act(Action::Up, scene);
        }
    }

    fn choose(&mut self, number: usize, scene: &mut Scene<'_>) -> bool {
        let at = number.saturating_sub(1);
        if self.depth == 0 {
            self.list.at = at + 1;
            self.act(Action::Up, scene);
        } else {
            self.members.at = at;
        }
        true
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        columns::draw(regions.columns, canvas, |at, area, canvas| match at {
            0 => self.draw_groups(session, area, canvas),
            1 => self.draw_members(session, area, canvas),
            _ => self.draw_person(session, area, canvas),
        });
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let face = &session.face;
        let mut lines = Vec::new();
        match self.depth {
            0 => {
                lines.push(face.words.get("tui-groups"));
                let top = self.list.top;
                let shown = self.shown.iter().enumerate().skip(top).take(SPOKEN);
                for (at, group) in shown {
                    let count = Text::new("count-accounts").with("n", u64::from(group.members));
                    let count = face.words.text(&count);
                    lines.push(format!("{}. {}: {count}", at + 1, escape(&group.key)));
                }
            }
            1 => {
                let services = session.facts.services.len();
                let snapshot = self.rows.snapshot();
                let columns = user_rows::service_columns(session, &snapshot.services);
                let top = self.members.top;
                for at in top..self.rows.len().min(top + SPOKEN) {
                    if let Some((chunk, row)) = self.rows.get(at) {
                        let user = UserView::of_row(chunk, row, &columns, services);
                        lines.push(format!(
                            "{}. {}",
                            at + 1,
                            user_rows::sentence(session, &user)
                        ));
                    }
                }
            }
            _ => {
                if let Some(details) = session.chosen.shown() {
                    let document = document::of_user(session, details, 10_000, &[]);
                    lines.extend(document.lines.iter().map(prose::Line::plain));
                }
            }
        }
        lines
    }
}
