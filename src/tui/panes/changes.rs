//! The changes view: what somebody changed on a service, as syncs saw it.

use ratatui::layout::Rect;

use super::words::{field_word, moved};
use crate::domain::change::ObservedChange;
use crate::domain::text::{Text, escape};
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::{Answer, Query};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, Regions};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{SPOKEN, Start, View, ViewSpec, Wake};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::prose::{self, Line};

const ID: ViewId = ViewId("changes");
static FOCUS: Focus = Focus::commands("changes", &[]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-changes", &["C"])),
    columns: Columns::ONE,
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(ChangesView::default()),
    find: None,
};

/// The newest changes and the cursor among them.
#[derive(Debug, Default)]
pub struct ChangesView {
    /// Newest first, each with the name of its account; `None` until they are read.
    changes: Option<Vec<(ObservedChange, String)>>,
    list: ListState,
}

impl ChangesView {
    fn len(&self) -> usize {
        self.changes.as_ref().map_or(0, Vec::len)
    }
}

impl View for ChangesView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        scene.ask(Query::Changes);
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Changes(changes) => self.changes = Some(changes),
            other => return Some(other),
        }
        None
    }

    fn settle(&mut self, scene: &mut Scene<'_>) {
        let height = layout::inside(scene.regions.body).height;
        self.list.settle(self.len(), height.into());
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let height = layout::inside(scene.regions.body).height;
        self.list.act(action, self.len(), height.into())
    }

    fn choose(&mut self, number: usize, _scene: &mut Scene<'_>) -> bool {
        self.list.at = number.saturating_sub(1);
        true
    }

    fn changes(&self, _session: &Session, wake: &mut Wake) {
        let mut last = None;
        for (change, _) in self.changes.iter().flatten().take(200) {
            if last != Some(change.at) {
                wake.age(change.at);
            }
            last = Some(change.at);
        }
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        let area = regions.body;
        let count = canvas
            .face
            .words
            .number(i64::try_from(self.len()).unwrap_or(0));
        canvas.title(area, &canvas.word("tui-changes"), &count, true);
        let inside = layout::inside(area);
        let Some(changes) = &self.changes else {
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
        let list = self.list;
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
            draw_change(session, (change, name), place, at == list.at, canvas);
        }
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let face = &session.face;
        let count = Text::new("tui-changes-count").with("n", self.len());
        let mut lines = vec![face.words.text(&count)];
        let top = self.list.top;
        for (change, name) in self.changes.iter().flatten().skip(top).take(SPOKEN) {
            let at = face.words.datetime(change.at, &session.facts.zone);
            let label = session.facts.label(&change.account.service);
            let account = whose(change, name);
            let field = face.words.get(field_word(change.change.field));
            let moved = moved(face, &change.change);
            lines.push(escape(&format!("{at}, {label} {account}, {field}: {moved}")).into_owned());
        }
        lines
    }
}

fn draw_change(
    session: &Session,
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
    let said = canvas.face.words.age(change.at, session.now);
    canvas.text(x, place.y, age, &said, theme.faint);
    x += age + 1;
    let label = session.facts.label(&change.account.service);
    canvas.text(x, place.y, service, label, theme.text);
    x += service + 1;
    let style = if under { theme.cursor } else { theme.strong };
    canvas.text(x, place.y, account, whose(change, name), style);
    x += account + 1;
    let rest = place.right().saturating_sub(x);
    let line = Line::of(&canvas.word(field_word(change.change.field)), theme.accent)
        .and("  ", theme.text)
        .and(&moved(&session.face, &change.change), theme.text);
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
