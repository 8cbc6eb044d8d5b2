//! The checklist: what is left to do, from what is known; each entry leads where it is done.

use super::{activity, deciding, doctor, findings, suggestions};
use crate::domain::findings::{Rule, Severity};
use crate::domain::run::Outcome;
use crate::domain::text::Text;
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::Query;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, Regions};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Start, View, ViewSpec};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;

const ID: ViewId = ViewId("checklist");
static FOCUS: Focus = Focus::commands("checklist", &[Action::Open]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-checklist", &["T"])),
    columns: Columns::ONE,
    focuses: &[&FOCUS],
    start: Start::Unsynced,
    make: |_| Box::new(ChecklistView::default()),
    find: None,
};

/// The cursor in what is left to do.
#[derive(Debug, Default)]
pub struct ChecklistView {
    list: ListState,
}

impl View for ChecklistView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        scene.ask(Query::Runs);
        if !scene.questions.known {
            deciding::find(scene);
        }
    }

    fn snapshot(&mut self, shown: bool, scene: &mut Scene<'_>) {
        if shown {
            deciding::find(scene);
        }
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let items = items(scene);
        if action == Action::Open {
            if let Some(item) = items.get(self.list.at) {
                scene.afterwards(item.go);
            }
            return true;
        }
        self.list.act(action, items.len(), items.len())
    }

    fn choose(&mut self, number: usize, _scene: &mut Scene<'_>) -> bool {
        self.list.at = number.saturating_sub(1);
        true
    }

    fn hinted(&self, session: &Session) -> bool {
        session.can_sync()
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        let area = regions.body;
        let items = items(session);
        let left = items.iter().filter(|item| !item.done).count();
        let left = canvas.say(&Text::new("tui-todo-left").with("n", left));
        canvas.title(area, &canvas.word("tui-checklist"), &left, true);
        let inside = layout::inside(area);
        let theme = canvas.theme();
        let [done, open] = canvas.glyphs().ticks;
        let fits = |step: &usize| usize::from(inside.height) > items.len() * step;
        let step = [3, 2].into_iter().find(fits).unwrap_or(1);
        for (at, item) in items.iter().enumerate() {
            let y = inside.y + u16::from(step == 3) + u16::try_from(at * step).unwrap_or(0);
            if y >= inside.bottom() {
                break;
            }
            let under = at == self.list.at;
            if under {
                canvas.text(inside.x, y, 1, canvas.glyphs().cursor, theme.accent);
            }
            let (glyph, style) = if item.done {
                (done, theme.good)
            } else {
                (open, theme.warn)
            };
            canvas.text(inside.x + 2, y, 1, glyph, style);
            let style = match (under, item.done) {
                (true, _) => theme.cursor,
                (false, true) => theme.faint,
                (false, false) => theme.strong,
            };
            let said = canvas.say(&item.text);
            canvas.text(inside.x + 4, y, inside.width - 5, &said, style);
            if step > 1 {
                let why = canvas.word(item.why);
                canvas.text(inside.x + 4, y + 1, inside.width - 5, &why, theme.faint);
            }
        }
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let face = &session.face;
        let mut lines = vec![face.words.get("tui-checklist")];
        for (number, item) in (1..).zip(items(session)) {
            let id = if item.done {
                "tui-todo-done"
            } else {
                "tui-todo-open"
            };
            let (mark, text) = (face.words.get(id), face.words.text(&item.text));
            lines.push(format!("{number}. {text} ({mark})"));
        }
        lines
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Nothing is left of it.
    pub done: bool,
    pub text: Text,
    pub why: &'static str,
    /// Where it is done.
    pub go: Action,
}

/// What is left to do, in the order in which it is best done.
pub fn items(session: &Session) -> Vec<Item> {
    let services = &session.facts.services;
    let state = |id| session.status.services.get(id);
    let last = |id| state(id).and_then(|state| state.last_run.as_ref());
    let never = services
        .iter()
        .filter(|info| state(&info.id).and_then(|s| s.last_complete).is_none())
        .count();
    let troubled = services.iter().filter(|info| {
        let outcome = last(&info.id).map(|run| run.outcome);
        matches!(outcome, Some(Outcome::Failed | Outcome::Partial))
    });
    let held = services
        .iter()
        .filter(|info| last(&info.id).is_some_and(|run| run.outcome == Outcome::Held));
    let (troubled, held) = (troubled.count(), held.count());
    let summary = session.status.summary.as_ref();
    let found = |rule: Rule| {
        let count = summary.and_then(|summary| summary.findings.get(rule as usize));
        count.copied().unwrap_or(0)
    };
    let critical = Rule::ALL
        .into_iter()
        .filter(|rule| session.facts.severity(*rule) == Severity::Critical);
    let critical: u64 = critical.map(found).sum();
    let item = |count: u64, id: &'static str, why: &'static str, go: Action| Item {
        done: count == 0,
        text: Text::new(id).with("n", count),
        why,
        go,
    };
    let n = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    vec![
        item(n(never), "tui-todo-sync", "tui-todo-sync-why", Action::Sync),
        item(
            n(troubled),
            "tui-todo-trouble",
            "tui-todo-trouble-why",
            Action::View(doctor::ID),
        ),
        item(
            n(held),
            "tui-todo-held",
            "tui-todo-held-why",
            Action::View(activity::ID),
        ),
        item(
            critical,
            "tui-todo-critical",
            "tui-todo-critical-why",
            Action::View(findings::ID),
        ),
        suggestions_item(session),
        item(
            found(Rule::NoDeparture),
            "tui-todo-departure",
            "tui-todo-departure-why",
            Action::View(findings::ID),
        ),
        item(
            found(Rule::Alone),
            "tui-todo-alone",
            "tui-todo-alone-why",
            Action::View(findings::ID),
        ),
    ]
}

/// How many questions about identity wait, once that is known.
fn suggestions_item(session: &Session) -> Item {
    let (known, left) = (session.questions.known, session.questions.queue.left());
    let text = if known {
        Text::new("tui-todo-suggestions").with("n", left)
    } else {
        Text::new("tui-todo-suggestions-unknown")
    };
    Item {
        done: known && left == 0,
        text,
        why: "tui-todo-suggestions-why",
        go: Action::View(suggestions::ID),
    }
}
