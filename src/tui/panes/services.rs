//! The services pane: outcome, age, counts and progress of each service.

use ratatui::layout::Rect;

use super::{asking, deciding, standing, syncing};
use crate::domain::ids::ServiceId;
use crate::domain::service::ServiceInfo;
use crate::domain::text::{Text, escape};
use crate::tui::forms;
use crate::tui::shell::action::Action;
use crate::tui::shell::data::Act;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout;
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::widgets::bars;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;

/// What the keys mean in the pane.
pub static FOCUS: Focus = Focus::commands("services", &[Action::Open, Action::Only, Action::Pause]);

/// The list of services; row 0 is "all services".
#[derive(Debug, Clone, Default)]
pub struct ServicesPane {
    pub list: ListState,
}

/// What an action led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It has no meaning here.
    Refused,
    Taken,
    /// Another row is under the cursor.
    Moved,
    /// What is under the cursor is to be opened.
    Opened,
    /// Only the users of this service, or all of them again.
    Only(Option<ServiceId>),
}

fn len(session: &Session) -> usize {
    session.facts.services.len() + 1
}

/// Lines of one row: two when all fit.
fn row_height(session: &Session, area: Rect) -> usize {
    if len(session) * 2 <= usize::from(layout::inside(area).height) {
        2
    } else {
        1
    }
}

fn visible(session: &Session, area: Rect) -> usize {
    usize::from(layout::inside(area).height) / row_height(session, area)
}

impl ServicesPane {
    /// The service under the cursor; `None` on "all services".
    pub fn selected<'a>(&self, session: &'a Session) -> Option<&'a ServiceInfo> {
        let at = self.list.at.checked_sub(1)?;
        session.facts.services.get(at)
    }

    /// The row that is drawn some lines below the top of the list.
    pub fn row_at(&self, session: &Session, area: Rect, line: usize) -> Option<usize> {
        let line = line / row_height(session, area);
        self.list.row_at(line, len(session))
    }

    /// Keeps the cursor visible.
    pub fn settle(&mut self, session: &Session, area: Rect) {
        self.list.settle(len(session), visible(session, area));
    }

    pub fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> End {
        let area = scene.regions.columns[0];
        let height = area.map_or(1, |area| visible(scene, area));
        if self.list.act(action, len(scene), height) {
            return End::Moved;
        }
        match action {
            Action::Open => return End::Opened,
            Action::Only => return End::Only(self.selected(scene).map(|info| info.id.clone())),
            Action::Sync => match self.selected(scene).map(|info| info.id.clone()) {
                Some(id) => syncing::sync(scene, vec![id]),
                None => syncing::sync_all(scene),
            },
            Action::Pause => self.pause(scene),
            _ => return End::Refused,
        }
        End::Taken
    }

    fn pause(&self, scene: &mut Scene<'_>) {
        if scene.refuses_changes() {
            return;
        }
        let Some(info) = self.selected(scene) else {
            return;
        };
        let service = info.id.clone();
        let state = scene.status.services.get(&service);
        if state.is_some_and(|state| state.paused.is_some()) {
            let text = Text::new("tui-given-resumed").with("service", info.label.as_str());
            deciding::decide(scene, Act::Resume { service }, text);
        } else {
            let form = forms::pause(service, &info.label);
            asking::open(form, scene);
        }
    }

    pub fn draw(&self, session: &Session, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        let count = session.facts.services.len();
        let title = canvas.word("tui-services");
        let aside = canvas.face.words.number(i64::try_from(count).unwrap_or(0));
        canvas.title(area, &title, &aside, focused);
        let inside = layout::inside(area);
        let height = row_height(session, area);
        let list = self.list;
        for line in 0..visible(session, area) {
            let Some(row) = list.row_at(line, len(session)) else {
                break;
            };
            let y = inside.y + u16::try_from(line * height).unwrap_or(0);
            let place = Rect {
                y,
                height: u16::try_from(height).unwrap_or(1),
                ..inside
            };
            let under = row == list.at;
            match row
                .checked_sub(1)
                .and_then(|at| session.facts.services.get(at))
            {
                Some(info) => draw_service(session, info, place, under, focused, canvas),
                None => draw_all(session, place, under, focused, canvas),
            }
        }
    }
}

fn cursor(place: Rect, under: bool, focused: bool, canvas: &mut Canvas<'_>) {
    if under {
        let style = if focused {
            canvas.theme().accent
        } else {
            canvas.theme().faint
        };
        for y in place.top()..place.bottom() {
            canvas.text(place.x, y, 1, canvas.glyphs().cursor, style);
        }
    }
}

fn draw_all(session: &Session, place: Rect, under: bool, focused: bool, canvas: &mut Canvas<'_>) {
    cursor(place, under, focused, canvas);
    let theme = canvas.theme();
    let style = if under && focused {
        theme.cursor
    } else {
        theme.strong
    };
    let words = &canvas.face.words;
    let accounts = session
        .status
        .summary
        .as_ref()
        .map_or(0, |summary| summary.accounts);
    let number = words.number(i64::try_from(accounts).unwrap_or(i64::MAX));
    let right = canvas.right(place.x, place.y, place.width - 1, &number, theme.text);
    let name = words.get("tui-services-all");
    let room = place.width.saturating_sub(right + 4);
    canvas.text(place.x + 2, place.y, room, &name, style);
    if place.height > 1 {
        let users = session
            .status
            .summary
            .as_ref()
            .map_or(0, |summary| summary.users);
        let users = words.text(&Text::new("count-users").with("n", users));
        canvas.text(
            place.x + 4,
            place.y + 1,
            place.width.saturating_sub(5),
            &users,
            theme.faint,
        );
    }
}

fn draw_service(
    session: &Session,
    info: &ServiceInfo,
    place: Rect,
    under: bool,
    focused: bool,
    canvas: &mut Canvas<'_>,
) {
    cursor(place, under, focused, canvas);
    let theme = canvas.theme();
    let state = session.status.services.get(&info.id);
    let running = session.syncing(&info.id);
    let (glyph, style) = if running.is_some() {
        (canvas.glyphs().running, theme.accent)
    } else if state.is_some_and(|state| state.paused.is_some()) {
        (canvas.glyphs().paused, theme.warn)
    } else {
        let outcome = standing::outcome(state);
        (canvas.glyphs().outcome(outcome), theme.outcome(outcome))
    };
    canvas.text(place.x + 2, place.y, 1, glyph, style);
    let number = canvas
        .face
        .words
        .number(i64::try_from(standing::accounts(session, &info.id)).unwrap_or(0));
    let right = canvas.right(place.x, place.y, place.width - 1, &number, theme.text);
    let room = place.width.saturating_sub(right + 6);
    let name_style = if under && focused {
        theme.cursor
    } else {
        theme.strong
    };
    let used = canvas.text(place.x + 4, place.y, room, &info.label, name_style);
    if !info.environment.is_production() && used + 2 < room {
        let (x, left) = (place.x + 5 + used, room - used - 1);
        canvas.text(x, place.y, left, &info.environment.0, theme.warn);
    }
    if place.height > 1 {
        draw_second(session, info, place, canvas);
    }
}

fn draw_second(session: &Session, info: &ServiceInfo, place: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let (x, y) = (place.x + 4, place.y + 1);
    let room = place.width.saturating_sub(5);
    if let Some((_, progress)) = session.syncing(&info.id) {
        let said = standing::progress_words(canvas.face, progress, session);
        let used = canvas.text(x, y, room, &said, theme.accent);
        let meter = room.saturating_sub(used + 1).min(12);
        if let Some(expected) = progress.expected.filter(|_| meter >= 4) {
            let parts = bars::meter(canvas.glyphs(), progress.accounts, expected, meter.into());
            draw_meter(x + room - meter, y, &parts, canvas);
        }
        return;
    }
    let state = session.status.services.get(&info.id);
    let (said, style) = standing::standing(canvas.face, state, session);
    let used = canvas.text(x, y, room, &said, style.unwrap_or(theme.faint));
    let width = room.saturating_sub(used + 1).min(8);
    let most = session
        .facts
        .services
        .iter()
        .map(|info| standing::accounts(session, &info.id))
        .max();
    if width >= 4 {
        let part = standing::accounts(session, &info.id);
        let parts = bars::meter(canvas.glyphs(), part, most.unwrap_or(0), width.into());
        draw_meter(x + room - width, y, &parts, canvas);
    }
}

fn draw_meter(x: u16, y: u16, (full, empty): &(String, String), canvas: &mut Canvas<'_>) {
    let used = canvas.text(x, y, u16::MAX, full, canvas.theme().accent);
    canvas.text(x + used, y, u16::MAX, empty, canvas.theme().faint);
}

/// The pane in lines.
pub fn speak(session: &Session) -> Vec<String> {
    let face = &session.face;
    let mut lines = vec![face.words.get("tui-services")];
    for (number, info) in (1..).zip(&session.facts.services) {
        let state = session.status.services.get(&info.id);
        let standing = match session.syncing(&info.id) {
            Some((_, progress)) => standing::progress_words(face, progress, session),
            None => standing::standing(face, state, session).0,
        };
        let count = Text::new("count-accounts").with("n", standing::accounts(session, &info.id));
        let label = escape(&info.label);
        let count = face.words.text(&count);
        lines.push(format!("{number}. {label}: {count}, {standing}"));
    }
    lines
}
