//! The audit log view: who did what to whom, newest first.

use std::borrow::Cow;

use ratatui::layout::Rect;
use uuid::Uuid;

use super::words::{actor, old_to_new};
use crate::domain::audit::{AuditBody, AuditEntry};
use crate::domain::text::escape;
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::{Answer, Query};
use crate::tui::shell::face::Face;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, Regions};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{SPOKEN, Start, View, ViewSpec};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::prose::{self, Line};

const ID: ViewId = ViewId("audit-log");
static FOCUS: Focus = Focus::commands("audit-log", &[]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-audit-log", &["L"])),
    columns: Columns::ONE,
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(AuditLogView::default()),
    find: None,
};

/// Lines under the list, for the whole entry.
const FOOT: u16 = 5;

/// The newest entries and the cursor among them.
#[derive(Debug, Default)]
pub struct AuditLogView {
    /// Newest first; `None` until they are read.
    entries: Option<Vec<AuditEntry>>,
    list: ListState,
}

impl AuditLogView {
    fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, Vec::len)
    }
}

impl View for AuditLogView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        scene.ask(Query::Audit);
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Audit(entries) => self.entries = Some(entries),
            other => return Some(other),
        }
        None
    }

    fn settle(&mut self, scene: &mut Scene<'_>) {
        let height = split(scene.regions.body).0.height;
        self.list.settle(self.len(), height.into());
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let height = split(scene.regions.body).0.height;
        self.list.act(action, self.len(), height.into())
    }

    fn choose(&mut self, number: usize, _scene: &mut Scene<'_>) -> bool {
        self.list.at = number.saturating_sub(1);
        true
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        let area = regions.body;
        canvas.title(area, &canvas.word("tui-audit-log"), "", true);
        let (list_area, below) = split(area);
        let Some(entries) = self.entries.as_ref().filter(|all| !all.is_empty()) else {
            let id = match &self.entries {
                None => "tui-loading",
                Some(_) => "tui-audit-none",
            };
            let said = canvas.word(id);
            canvas.centred(area.x, area.y + 4, area.width, &said, canvas.theme().faint);
            return;
        };
        let list = self.list;
        for (row, y) in (0..).zip(list_area.top()..list_area.bottom()) {
            let at = list.row_at(row, entries.len());
            let Some((at, entry)) = at.and_then(|at| Some((at, entries.get(at)?))) else {
                break;
            };
            let place = Rect {
                y,
                height: 1,
                ..list_area
            };
            draw_entry(session, entry, place, at == list.at, canvas);
        }
        let Some(entry) = entries.get(list.at) else {
            return;
        };
        let rule = canvas.glyphs().rule.repeat(usize::from(area.width));
        canvas.text(
            area.x,
            list_area.bottom(),
            area.width,
            &rule,
            canvas.theme().faint,
        );
        let lines = prose::wrapped(&whole(session, entry), usize::from(below.width));
        prose::draw(&lines, 0, below, canvas);
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let face = &session.face;
        let mut lines = vec![face.words.get("tui-audit-log")];
        let top = self.list.top;
        let entries = self.entries.iter().flatten();
        for entry in entries.skip(top).take(SPOKEN) {
            let at = face.words.datetime(entry.at, &session.facts.zone);
            let said = match &entry.body {
                None => face.words.get("tui-audit-erased"),
                Some(body) => {
                    let who = actor(face, &body.actor);
                    let moved = old_to_new(face, &body.old, &body.new);
                    format!(
                        "{who}, {}, {} {moved} {}",
                        action(face, body),
                        targets(body),
                        body.why
                    )
                }
            };
            lines.push(escape(&format!("{}. {at}, {said}", entry.seq)).into_owned());
        }
        lines
    }
}

fn split(body: Rect) -> (Rect, Rect) {
    let inside = layout::inside(body);
    let foot = if inside.height >= 14 { FOOT } else { 3 };
    let list = Rect {
        height: inside.height.saturating_sub(foot + 1),
        ..inside
    };
    let below = Rect {
        x: inside.x + 2,
        y: list.bottom() + 1,
        width: inside.width.saturating_sub(4),
        height: foot.min(inside.height),
    };
    (list, below)
}

fn targets(body: &AuditBody) -> String {
    match body.targets.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    }
}

/// Whether a target is a user, and not the handle of an account or the id of a service.
fn is_user(target: &str) -> bool {
    Uuid::try_parse(target).is_ok()
}

/// What was done, in words where there are some.
fn action<'a>(face: &Face, body: &'a AuditBody) -> Cow<'a, str> {
    let id = format!("tui-audit-{}", body.action);
    if face.words.has(&id) {
        Cow::Owned(face.words.get(&id))
    } else {
        Cow::Borrowed(&body.action)
    }
}

fn draw_entry(
    session: &Session,
    entry: &AuditEntry,
    place: Rect,
    under: bool,
    canvas: &mut Canvas<'_>,
) {
    let theme = canvas.theme();
    if under {
        canvas.text(place.x, place.y, 1, canvas.glyphs().cursor, theme.accent);
    }
    let at = canvas.face.words.datetime(entry.at, &session.facts.zone);
    let mut x = place.x + 2;
    canvas.text(x, place.y, 16, &at, theme.faint);
    x += 18;
    let Some(body) = &entry.body else {
        let erased = canvas.word("tui-audit-erased");
        canvas.text(x, place.y, place.right() - x, &erased, theme.faint);
        return;
    };
    let who = actor(canvas.face, &body.actor);
    canvas.text(x, place.y, 12, &who, theme.text);
    x += 14;
    let style = if under { theme.cursor } else { theme.strong };
    let used = canvas.text(x, place.y, 16, &action(canvas.face, body), style);
    x += used.max(14) + 2;
    let rest = place.right().saturating_sub(x);
    let moved = old_to_new(canvas.face, &body.old, &body.new);
    // The id of a user or an account says less than the names that moved.
    let is_id = |target: &String| is_user(target) || target.contains('/');
    let line = if body.targets.first().is_some_and(is_id) && !moved.is_empty() {
        Line::of(&moved, theme.text)
            .and("  ", theme.text)
            .and(&targets(body), theme.faint)
    } else {
        Line::of(&targets(body), theme.text)
            .and("  ", theme.text)
            .and(&moved, theme.faint)
    };
    prose::draw_line(&line, x, place.y, rest, canvas);
}

fn whole(session: &Session, entry: &AuditEntry) -> Vec<Line> {
    let face = &session.face;
    let theme = &face.theme;
    let number = format!("#{}  ", entry.seq);
    let at = face.words.datetime(entry.at, &session.facts.zone);
    let Some(body) = &entry.body else {
        return vec![Line::of(&number, theme.faint).and(&at, theme.faint)];
    };
    let who = actor(face, &body.actor);
    let mut lines = vec![
        Line::of(&number, theme.faint)
            .and(&at, theme.faint)
            .and(&format!("  {who}  "), theme.text)
            .and(&action(face, body), theme.strong),
    ];
    let moved = old_to_new(face, &body.old, &body.new);
    // What moved and why come first: the ids are the longest and say the least.
    for text in [&moved, &body.why] {
        if !text.is_empty() {
            lines.push(Line::of(text, theme.text));
        }
    }
    lines.push(Line::of(&body.targets.join("  "), theme.faint));
    lines
}
