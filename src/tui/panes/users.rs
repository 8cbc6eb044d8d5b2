//! The users pane: everybody, filtered, ordered, marked.

use ratatui::layout::Rect;

use super::user_rows::{self, RowLook, UserView};
use super::{deciding, editing, history, preview};
use crate::domain::ids::UserId;
use crate::domain::snapshot::UserLine;
use crate::domain::text::Text;
use crate::tui::shell::action::{Action, ViewId};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::message::Arranged;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::SPOKEN;
use crate::tui::widgets::arrange::{Scope, Sort};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::rows::Rows;
use crate::tui::widgets::text;

/// The view that the pane stands in.
pub const VIEW: ViewId = ViewId("users");

/// What the keys mean in the pane.
pub static FOCUS: Focus = Focus::commands(
    "users",
    &[
        Action::Undo,
        Action::Open,
        Action::Filter,
        Action::Sort,
        Action::Mark,
        Action::Merge,
        Action::Edit,
        Action::History,
        Action::Copy,
    ],
)
.help(&[
    "tui-help-filter",
    "tui-help-filter-words",
    "tui-help-filter-fields",
]);

/// What an action led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It has no meaning here.
    Refused,
    Taken,
    /// Another row is under the cursor.
    Moved,
    /// Who is under the cursor is to be opened.
    Opened,
}

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The first frame's own lines.
    Window(Vec<UserLine>),
    Rows(Rows),
}

/// The list of users.
#[derive(Debug, Clone)]
pub struct UsersPane {
    pub source: Source,
    pub list: ListState,
    /// The filter in force.
    pub filter: String,
    pub sort: Sort,
    /// The newest request for rows.
    pub seq: u64,
    /// More rows are to come.
    pub partial: bool,
    /// What is wrong with the filter.
    pub wrong: Option<Text>,
}

/// Lines for rows: the title, the names of the columns and the legend are not.
fn height(area: Rect) -> usize {
    usize::from(area.height).saturating_sub(2 + usize::from(has_legend(area)))
}

fn has_legend(area: Rect) -> bool {
    area.height >= 14
}

impl UsersPane {
    /// The state of the first frame.
    pub fn window(lines: Vec<UserLine>) -> UsersPane {
        UsersPane {
            source: Source::Window(lines),
            list: ListState::default(),
            filter: String::new(),
            sort: Sort::default(),
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

    /// Keeps the cursor visible.
    pub fn settle(&mut self, area: Rect) {
        let len = self.len();
        self.list.settle(len, height(area));
    }

    pub fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> End {
        let area = scene.regions.columns[1];
        let (len, height) = (self.len(), area.map_or(1, height));
        if self.list.act(action, len, height) {
            return End::Moved;
        }
        match action {
            Action::Open => return End::Opened,
            Action::Mark => {
                if let Some(user) = self.selected() {
                    scene.toggle_mark(user);
                    self.list.act(Action::Down, len, 1);
                    return End::Moved;
                }
            }
            Action::Merge => preview::merge(scene, self.selected()),
            Action::Edit => editing::edit(scene),
            Action::Undo => deciding::undo(scene, false),
            Action::History => history::open(scene, self.selected()),
            Action::Filter => scene.type_filter(&self.filter),
            Action::Sort => {
                self.sort = self.sort.next();
                self.arrange(self.selected(), scene);
            }
            Action::Copy => {
                if let Some(user) = self.selected() {
                    scene.effect(Effect::Copy(user.to_string()));
                }
            }
            Action::Back if !self.filter.is_empty() => self.filter(String::new(), scene),
            Action::Back if !scene.marks.is_empty() => scene.clear_marks(),
            _ => return End::Refused,
        }
        End::Taken
    }

    /// Puts another filter in force.
    pub fn filter(&mut self, text: String, scene: &mut Scene<'_>) {
        let cleared = text.trim().is_empty() && !self.filter.trim().is_empty();
        let keep = if cleared { self.selected() } else { None };
        self.filter = text;
        self.arrange(keep, scene);
    }

    /// Asks for rows again, with the filter and order in force.
    pub fn arrange(&mut self, keep: Option<UserId>, scene: &mut Scene<'_>) {
        let wanted = (self.filter.clone(), self.sort, Scope::All);
        self.seq = scene.arrange(VIEW, wanted, keep);
        self.partial = true;
    }

    /// Takes rows that were asked for; `true` when somebody else is under the cursor.
    pub fn arranged(&mut self, arranged: Arranged) -> bool {
        if arranged.seq != self.seq {
            return false;
        }
        let before = self.selected();
        self.wrong = arranged.wrong;
        if self.wrong.is_some() {
            self.partial = false;
            return false;
        }
        let first_piece = self.partial;
        self.source = Source::Rows(arranged.rows);
        self.partial = arranged.partial;
        if let Some(at) = arranged.keep_at {
            self.list.at = at;
        } else if first_piece && !self.filter.is_empty() {
            self.list = ListState::default();
        }
        self.selected() != before
    }

    pub fn draw(&self, session: &Session, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        self.draw_title(session, area, focused, canvas);
        if area.height < 3 {
            return;
        }
        let header = Rect {
            y: area.y + 1,
            height: 1,
            ..area
        };
        let order = match self.sort {
            Sort::Name => canvas.glyphs().sort.to_owned(),
            other => format!("({})", canvas.word(other.name())),
        };
        user_rows::draw_header(session, header, &order, canvas);
        if self.is_empty() {
            self.draw_empty(session, area, canvas);
            return;
        }
        let services = session.facts.services.len();
        let columns = match &self.source {
            Source::Rows(rows) => user_rows::service_columns(session, &rows.snapshot().services),
            Source::Window(_) => Vec::new(),
        };
        let list = self.list;
        for (line, y) in (0..height(area)).zip(area.y + 2..) {
            let Some(at) = list.row_at(line, self.len()) else {
                break;
            };
            let Some(user) = self.view(session, at, &columns, services) else {
                break;
            };
            let look = RowLook {
                under: at == list.at,
                focused,
                marked: session.marks.contains(&user.id),
            };
            let place = Rect {
                y,
                height: 1,
                ..area
            };
            user_rows::draw_row(session, &user, place, look, canvas);
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
        &'a self,
        session: &Session,
        at: usize,
        columns: &[Option<usize>],
        services: usize,
    ) -> Option<UserView<'a>> {
        match &self.source {
            Source::Window(lines) => Some(UserView::of_line(lines.get(at)?, session)),
            Source::Rows(rows) => {
                let (chunk, row) = rows.get(at)?;
                Some(UserView::of_row(chunk, row, columns, services))
            }
        }
    }

    fn draw_title(&self, session: &Session, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        let words = &canvas.face.words;
        let number = |n: usize| words.number(i64::try_from(n).unwrap_or(i64::MAX));
        let shown = match &self.source {
            Source::Window(lines) => {
                let total = session.status.summary.as_ref().map(|summary| summary.users);
                total
                    .and_then(|total| usize::try_from(total).ok())
                    .unwrap_or(lines.len())
            }
            Source::Rows(rows) => rows.len(),
        };
        let mut aside = if self.is_empty() {
            String::new()
        } else {
            format!("{}/{}", number(self.list.at + 1), number(shown))
        };
        if self.partial && !self.filter.is_empty() {
            aside.push_str(canvas.glyphs().more);
        }
        if !session.marks.is_empty() {
            let marks = number(session.marks.len());
            aside = format!("{}{marks}  {aside}", canvas.glyphs().mark);
        }
        let title = canvas.word("tui-users");
        canvas.title(area, &title, &aside, focused);
        let filter = match session.typed() {
            Some(line) => Some((line.text(), Some(line))),
            None if self.filter.is_empty() => None,
            None => Some((self.filter.as_str(), None)),
        };
        let Some((text, line)) = filter else { return };
        let theme = canvas.theme();
        let x = area.x + 3 + u16::try_from(text::width(&title)).unwrap_or(0);
        let aside = u16::try_from(text::width(&aside)).unwrap_or(0);
        let room = area.right().saturating_sub(x + aside + 5);
        let style = if self.wrong.is_some() {
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

    fn draw_empty(&self, session: &Session, area: Rect, canvas: &mut Canvas<'_>) {
        let faint = canvas.theme().faint;
        let synced = session.status.summary.is_some();
        let id = match (&self.wrong, self.filter.is_empty(), synced) {
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
        if !synced && session.can_sync() {
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
    pub fn speak(&self, session: &Session) -> Vec<String> {
        let face = &session.face;
        let services = session.facts.services.len();
        let columns = match &self.source {
            Source::Rows(rows) => user_rows::service_columns(session, &rows.snapshot().services),
            Source::Window(_) => Vec::new(),
        };
        let count = Text::new("count-users").with("n", self.len());
        let mut lines = vec![face.words.text(&count)];
        if let Some(wrong) = &self.wrong {
            lines.push(face.words.text(wrong));
        }
        let top = self.list.top;
        for at in top..self.len().min(top + SPOKEN) {
            if let Some(user) = self.view(session, at, &columns, services) {
                let under = if at == self.list.at { "*" } else { " " };
                lines.push(format!(
                    "{under}{}. {}",
                    at + 1,
                    user_rows::sentence(session, &user)
                ));
            }
        }
        lines
    }
}
