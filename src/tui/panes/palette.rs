//! The palette: every command by name, found by a few letters.

use ratatui::layout::Rect;

use crate::domain::text::fold;
use crate::tui::shell::action::Action;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::key::{Code, Key};
use crate::tui::shell::keymap::offered;
use crate::tui::shell::layout;
use crate::tui::shell::scene::{Layer, Scene, Stay};
use crate::tui::shell::session::Session;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::line_edit::LineEdit;
use crate::tui::widgets::list::ListState;

static FOCUS: Focus = Focus::text("palette").hint("tui-hint-palette");

/// The palette, as a layer.
#[derive(Debug)]
pub struct PaletteLayer {
    /// Where its commands are to work.
    of: &'static Focus,
    line: LineEdit,
    list: ListState,
}

impl PaletteLayer {
    /// The commands of what has the keys.
    pub fn new(of: &'static Focus) -> PaletteLayer {
        PaletteLayer {
            of,
            line: LineEdit::default(),
            list: ListState::default(),
        }
    }

    /// The commands that the typed letters leave, with their names.
    fn found(&self, session: &Session, typed: &str) -> Vec<(Action, String)> {
        let typed = fold(typed);
        let configured = session.facts.configured;
        let listed = session.face.keymap.actions().filter(|spec| {
            spec.listed && offered(spec, self.of) && configured || spec.action == Action::Quit
        });
        let named = listed.map(|spec| (spec, session.face.words.get(spec.name)));
        let hits = named.filter(|(spec, name)| {
            typed
                .split_whitespace()
                .all(|word| fold(name).contains(word) || spec.word.contains(word))
        });
        hits.map(|(spec, name)| (spec.action, name)).collect()
    }
}

impl Layer for PaletteLayer {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn key(&mut self, key: Key, scene: &mut Scene<'_>) -> Stay {
        let commands = self.found(scene, self.line.text());
        let movement = match key.code {
            Code::Esc => return Stay::Closed,
            Code::Enter => {
                if let Some((action, _)) = commands.get(self.list.at) {
                    scene.afterwards(*action);
                }
                return Stay::Closed;
            }
            Code::Up => Action::Up,
            Code::Down | Code::Tab => Action::Down,
            Code::PageUp => Action::PageUp,
            Code::PageDown => Action::PageDown,
            _ => {
                if self.line.key(key) {
                    self.list = ListState::default();
                }
                return Stay::Open;
            }
        };
        self.list.act(movement, commands.len(), 10);
        Stay::Open
    }

    fn paste(&mut self, text: &str) {
        self.line.insert(text);
    }

    fn draw(&self, session: &Session, canvas: &mut Canvas<'_>) {
        let commands = self.found(session, self.line.text());
        let all = self.found(session, "").len();
        let height = u16::try_from(all).unwrap_or(20).saturating_add(4);
        let area = layout::centred(session.size, 52, height);
        let inside = canvas.boxed(area, &canvas.word("tui-palette"));
        let theme = canvas.theme();
        canvas.text(inside.x, inside.y, 2, ": ", theme.accent);
        canvas.edit(
            inside.x + 2,
            inside.y,
            inside.width - 2,
            &self.line,
            theme.strong,
        );
        let rows = Rect {
            y: inside.y + 2,
            height: inside.height.saturating_sub(2),
            ..inside
        };
        if commands.is_empty() {
            let said = canvas.word("tui-palette-none");
            canvas.text(rows.x, rows.y, rows.width, &said, theme.faint);
        }
        let mut list = self.list;
        list.settle(commands.len(), rows.height.into());
        for (row, y) in (0..).zip(rows.top()..rows.bottom()) {
            let at = list.row_at(row, commands.len());
            let Some((at, (action, name))) = at.and_then(|at| Some((at, commands.get(at)?))) else {
                break;
            };
            let style = if at == list.at {
                theme.cursor
            } else {
                theme.text
            };
            let key = canvas.face.key_of(*action);
            let used = canvas.right(rows.x, y, rows.width, &key, theme.accent);
            canvas.text(rows.x, y, rows.width.saturating_sub(used + 1), name, style);
        }
    }
}
