//! The help: every key that works where the focus is, from the keymap itself.

use ratatui::layout::Rect;

use super::words;
use crate::domain::account::State;
use crate::tui::shell::action::{Action, ActionSpec, Place};
use crate::tui::shell::face::Face;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::keymap;
use crate::tui::shell::layout;
use crate::tui::shell::scene::{Layer, Scene, Stay};
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::{self, Line};
use crate::tui::widgets::text;

/// What the keys mean in the help.
pub static FOCUS: Focus = Focus::commands("help", &[]).hint("tui-hint-help");

/// Columns of the keys.
const KEYS: usize = 18;

/// The help, as a layer.
#[derive(Debug)]
pub struct HelpLayer {
    /// What it helps with.
    of: &'static Focus,
    scroll: Scroll,
}

impl HelpLayer {
    /// The help about what has the keys.
    pub fn new(of: &'static Focus) -> HelpLayer {
        HelpLayer {
            of,
            scroll: Scroll::default(),
        }
    }

    fn place(&self, session: &Session) -> Rect {
        let len = lines(&session.face, self.of).len();
        let len = u16::try_from(len).unwrap_or(u16::MAX);
        layout::centred(session.size, 64, len.saturating_add(2))
    }
}

impl Layer for HelpLayer {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> Stay {
        let height = self.place(scene).height.saturating_sub(2);
        let len = lines(&scene.face, self.of).len();
        let scrolled = self.scroll.act(action, len, height.into());
        if !scrolled && matches!(action, Action::Back | Action::Help | Action::Open) {
            return Stay::Closed;
        }
        Stay::Open
    }

    fn draw(&self, session: &Session, canvas: &mut Canvas<'_>) {
        let inside = canvas.boxed(self.place(session), &canvas.word("tui-help"));
        let lines = lines(&session.face, self.of);
        prose::draw(&lines, self.scroll.top, inside, canvas);
    }
}

/// What the help says.
fn lines(face: &Face, focus: &Focus) -> Vec<Line> {
    let theme = &face.theme;
    let mut lines = Vec::new();
    let offered = |place: Place| {
        let all = face.keymap.actions();
        all.filter(move |spec| {
            spec.place == place && (place != Place::Panes || keymap::offered(spec, focus))
        })
    };
    for (title, place) in [
        ("tui-help-here", Place::Panes),
        ("tui-help-everywhere", Place::Anywhere),
        ("tui-help-moving", Place::Lists),
    ] {
        section(face, title, offered(place), &mut lines);
    }
    if let [heading, texts @ ..] = focus.help {
        lines.push(Line::of(&face.words.get(heading), theme.strong));
        for id in texts {
            prose::wrap(
                &Line::of(&face.words.get(id), theme.text).indent(2),
                60,
                &mut lines,
            );
        }
        lines.push(Line::new());
    }
    lines.push(Line::of(&face.words.get("tui-help-symbols"), theme.strong));
    let mut line = Line::new().indent(2);
    for state in State::ALL {
        let word = face.words.get(words::state_word(state));
        line.push(face.glyphs.state(Some(state)), theme.state(Some(state)));
        line.push(&format!(" {word}   "), theme.text);
    }
    prose::wrap(&line, 60, &mut lines);
    lines
}

fn section<'a>(
    face: &Face,
    title: &str,
    specs: impl Iterator<Item = &'a ActionSpec>,
    lines: &mut Vec<Line>,
) {
    let theme = &face.theme;
    let before = lines.len();
    for spec in specs {
        let keys = face.keymap.keys_of(spec.action);
        if keys.is_empty() {
            continue;
        }
        let keys: Vec<String> = keys.iter().map(|key| face.key_name(*key)).collect();
        let keys = keys.join(", ");
        let gap = " ".repeat(KEYS.saturating_sub(text::width(&keys)).max(1));
        let line = Line::of(&keys, theme.accent)
            .indent(2)
            .and(&gap, theme.text)
            .and(&face.words.get(spec.name), theme.text);
        lines.push(line);
    }
    if lines.len() > before {
        lines.insert(before, Line::of(&face.words.get(title), theme.strong));
        lines.push(Line::new());
    }
}
