//! The checklist: what is left to do, from what is known; each entry leads where it is done.

use super::suggestions;
use crate::domain::findings::{Rule, Severity};
use crate::domain::run::Outcome;
use crate::domain::text::Text;
use crate::tui::shell::data::Query;
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::Model;
use crate::tui::shell::update;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The cursor.
    pub list: ListState,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Nothing is left of it.
    pub done: bool,
    /// What.
    pub text: Text,
    /// Why.
    pub why: &'static str,
    /// Where it is done.
    pub go: Action,
}

/// What is left to do, in the order in which it is best done.
pub fn items(model: &Model) -> Vec<Item> {
    let services = &model.facts.services;
    let state = |id| model.status.services.get(id);
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
    let summary = model.status.summary.as_ref();
    let found = |rule: Rule| {
        let count = summary.and_then(|summary| summary.findings.get(rule as usize));
        count.copied().unwrap_or(0)
    };
    let critical = Rule::ALL
        .into_iter()
        .filter(|rule| model.facts.severity(*rule) == Severity::Critical);
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
            Action::Doctor,
        ),
        item(
            n(held),
            "tui-todo-held",
            "tui-todo-held-why",
            Action::Activity,
        ),
        item(
            critical,
            "tui-todo-critical",
            "tui-todo-critical-why",
            Action::Findings,
        ),
        suggestions_item(model),
        item(
            found(Rule::NoDeparture),
            "tui-todo-departure",
            "tui-todo-departure-why",
            Action::Findings,
        ),
        item(
            found(Rule::Alone),
            "tui-todo-alone",
            "tui-todo-alone-why",
            Action::Findings,
        ),
    ]
}

/// Reads what the view needs.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::Ask(Query::Runs));
    if !model.suggestions.known {
        suggestions::find(model, effects);
    }
}

/// How many questions about identity wait, once that is known.
fn suggestions_item(model: &Model) -> Item {
    let (known, left) = (model.suggestions.known, model.suggestions.queue.left());
    let text = if known {
        Text::new("tui-todo-suggestions").with("n", left)
    } else {
        Text::new("tui-todo-suggestions-unknown")
    };
    Item {
        done: known && left == 0,
        text,
        why: "tui-todo-suggestions-why",
        go: Action::Suggestions,
    }
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let items = items(model);
    if action == Action::Open {
        if let Some(item) = items.get(model.checklist.list.at) {
            update::act(model, item.go, effects);
        }
        return true;
    }
    model.checklist.list.act(action, items.len(), items.len())
}

/// Draws the view.
pub fn draw(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    let area = regions.body;
    let items = items(model);
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
        let under = at == model.checklist.list.at;
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

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let face = &model.face;
    let mut lines = vec![face.words.get("tui-checklist")];
    for (number, item) in (1..).zip(items(model)) {
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
