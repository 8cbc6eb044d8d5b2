//! The welcome: without a configuration there is nothing to show but three ways on.

use crate::tui::shell::effect::{Effect, Exit};
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layout::Regions;
use crate::tui::shell::model::Model;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The cursor.
    pub list: ListState,
}

const CHOICES: [(&str, &str, Exit); 3] = [
    ("tui-welcome-demo", "tui-welcome-demo-why", Exit::Demo),
    ("tui-welcome-init", "tui-welcome-init-why", Exit::Init),
    ("tui-welcome-quit", "tui-welcome-quit-why", Exit::Quit),
];

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    if action == Action::Open {
        if let Some((.., exit)) = CHOICES.get(model.welcome.list.at) {
            effects.push(Effect::Leave(*exit));
        }
        return true;
    }
    model.welcome.list.act(action, CHOICES.len(), CHOICES.len())
}

/// Draws the view.
pub fn draw(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    let area = regions.body;
    let theme = canvas.theme();
    let roomy = area.height >= 16;
    let top = area.y + if roomy { area.height / 2 - 7 } else { 0 };
    let title = canvas.word("tui-welcome");
    canvas.centred(area.x, top, area.width, &title, theme.accent);
    let said = canvas.word("tui-welcome-why");
    canvas.centred(area.x, top + 1, area.width, &said, theme.faint);
    let width = 60.min(area.width.saturating_sub(4));
    let x = area.x + (area.width - width) / 2;
    let step = if roomy { 3 } else { 2 };
    for ((choice, why, _), at) in CHOICES.iter().zip(0_u16..) {
        let y = top + 3 + at * step;
        if y + 1 >= area.bottom() {
            break;
        }
        let under = usize::from(at) == model.welcome.list.at;
        let style = if under { theme.cursor } else { theme.strong };
        if under {
            canvas.text(x, y, 1, canvas.glyphs().cursor, theme.accent);
        }
        let choice = canvas.word(choice);
        canvas.text(x + 2, y, width - 2, &choice, style);
        let why = canvas.word(why);
        canvas.text(x + 2, y + 1, width - 2, &why, theme.faint);
    }
}

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let words = &model.face.words;
    let mut lines = vec![words.get("tui-welcome"), words.get("tui-welcome-why")];
    for (number, (choice, why, _)) in (1..).zip(CHOICES) {
        lines.push(format!(
            "{number}. {}: {}",
            words.get(choice),
            words.get(why)
        ));
    }
    lines
}
