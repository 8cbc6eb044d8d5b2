//! The welcome: without a configuration there is nothing to show but three ways on.

use crate::tui::shell::action::{Action, ViewId};
use crate::tui::shell::effect::{Effect, Exit};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{Columns, Regions};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Start, View, ViewSpec};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;

static FOCUS: Focus = Focus::commands("welcome", &[Action::Open]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ViewId("welcome"),
    opens: None,
    columns: Columns::ONE,
    focuses: &[&FOCUS],
    start: Start::Unconfigured,
    make: |_| Box::new(WelcomeView::default()),
    find: None,
};

/// The cursor in the ways on.
#[derive(Debug, Default)]
pub struct WelcomeView {
    list: ListState,
}

const CHOICES: [(&str, &str, Exit); 3] = [
    ("tui-welcome-demo", "tui-welcome-demo-why", Exit::Demo),
    ("tui-welcome-init", "tui-welcome-init-why", Exit::Init),
    ("tui-welcome-quit", "tui-welcome-quit-why", Exit::Quit),
];

impl View for WelcomeView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        if action == Action::Open {
            if let Some((.., exit)) = CHOICES.get(self.list.at) {
                scene.effect(Effect::Leave(*exit));
            }
            return true;
        }
        self.list.act(action, CHOICES.len(), CHOICES.len())
    }

    fn choose(&mut self, number: usize, _scene: &mut Scene<'_>) -> bool {
        self.list.at = number.saturating_sub(1);
        true
    }

    fn draw(&self, _session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
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
            let under = usize::from(at) == self.list.at;
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

    fn speak(&self, session: &Session) -> Vec<String> {
        let words = &session.face.words;
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
}
