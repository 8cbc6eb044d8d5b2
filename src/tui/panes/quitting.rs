//! Leave although something runs? Asked as a layer.

use crate::domain::text::Text;
use crate::tui::shell::effect::{Effect, Exit};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::key::{Code, Key};
use crate::tui::shell::layout;
use crate::tui::shell::scene::{Layer, Plain, Scene, Stay};
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;

static FOCUS: Focus = Focus::text("ask-quit");

/// The question before leaving.
#[derive(Debug)]
pub struct QuitQuestion;

impl QuitQuestion {
    /// Whether it is being asked.
    pub fn is_on_top(layers: &[Box<dyn Layer>]) -> bool {
        let top = layers.last();
        top.is_some_and(|layer| *layer.focus() == FOCUS)
    }
}

fn said(session: &Session) -> Text {
    Text::new("tui-quit-running").with("n", session.running.len())
}

impl Layer for QuitQuestion {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn key(&mut self, key: Key, scene: &mut Scene<'_>) -> Stay {
        match key.code {
            Code::Enter => scene.effect(Effect::Leave(Exit::Quit)),
            Code::Esc => return Stay::Closed,
            _ => {}
        }
        Stay::Open
    }

    fn draw(&self, session: &Session, canvas: &mut Canvas<'_>) {
        let area = layout::centred(session.size, 56, 6);
        let inside = canvas.boxed(area, &canvas.word("tui-quit-title"));
        let theme = canvas.theme();
        let said = canvas.say(&said(session));
        canvas.text(inside.x, inside.y + 1, inside.width, &said, theme.text);
        let done = canvas.word("tui-quit-done");
        canvas.text(inside.x, inside.y + 2, inside.width, &done, theme.text);
        let keys = canvas.word("tui-quit-keys");
        canvas.text(inside.x, inside.y + 3, inside.width, &keys, theme.faint);
    }

    fn opened_plain(&mut self, session: &Session) -> Plain {
        Plain::Leave(session.face.words.text(&said(session)))
    }
}
