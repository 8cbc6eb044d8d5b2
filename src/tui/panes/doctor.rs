//! The doctor view: checks of credentials, rights, clock, terminal and store.

use ratatui::layout::Rect;

use crate::domain::check::{CheckLine, CheckOutcome};
use crate::tui::shell::data::Query;
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::{self, Line};

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The checks; `None` until they were made.
    pub checks: Option<Vec<CheckLine>>,
    /// They are being made.
    pub checking: bool,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

/// Makes the checks, once.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.doctor.checks.is_none() && !model.doctor.checking {
        check(model, effects);
    }
}

fn check(model: &mut Model, effects: &mut Vec<Effect>) {
    model.doctor.checking = true;
    model.ask(Query::Doctor, effects);
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    if action == Action::Recheck {
        check(model, effects);
        return true;
    }
    let area = text_area(layout::regions(model).body);
    let len = lines(model, usize::from(area.width)).len();
    model.doctor.scroll.act(action, len, area.height.into())
}

fn text_area(body: Rect) -> Rect {
    let inside = layout::inside(body);
    Rect {
        x: inside.x + 2,
        y: inside.y + 1,
        width: inside.width.saturating_sub(4),
        height: inside.height.saturating_sub(1),
    }
}

/// Draws the view.
pub fn draw(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    let aside = if model.doctor.checking {
        canvas.word("tui-checking")
    } else {
        String::new()
    };
    canvas.title(regions.body, &canvas.word("tui-doctor"), &aside, true);
    let area = text_area(regions.body);
    let lines = lines(model, usize::from(area.width));
    prose::draw(&lines, model.doctor.scroll.top, area, canvas);
}

fn lines(model: &Model, width: usize) -> Vec<Line> {
    let face = &model.face;
    let (words, theme, glyphs) = (&face.words, &face.theme, &face.glyphs);
    let Some(checks) = &model.doctor.checks else {
        return vec![Line::of(&words.get("tui-checking-long"), theme.faint)];
    };
    let mut lines = Vec::new();
    let mut before = None;
    for check in checks {
        if before != Some(&check.service) {
            if before.is_some() {
                lines.push(Line::new());
            }
            let title = match &check.service {
                Some(id) => model.facts.label(id).to_owned(),
                None => words.get("tui-doctor-own"),
            };
            lines.push(Line::of(&title, theme.strong));
            before = Some(&check.service);
        }
        let [good, remark, bad, _] = glyphs.outcomes;
        let (glyph, word, style) = match check.check.outcome {
            CheckOutcome::Good => (good, "tui-check-good", theme.good),
            CheckOutcome::Remark => (remark, "tui-check-remark", theme.warn),
            CheckOutcome::Bad => (bad, "tui-check-bad", theme.bad),
        };
        let word = words.get(word);
        let line = Line::of(&format!("{glyph} {word}"), style)
            .indent(2)
            .and("  ", theme.text)
            .and(&words.text(&check.check.text), theme.text);
        lines.push(line);
    }
    prose::wrapped(&lines, width)
}

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    lines(model, 10_000).iter().map(Line::plain).collect()
}
