//! Taking a decision back: what it was.

use super::layer::{Body, Decision, PreviewLayer};
use crate::domain::findings::Severity;
use crate::domain::identity::history::HistoryLine;
use crate::domain::text::Text;
use crate::tui::shell::data::{Act, Job, Undoing};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// Takes a decision back.
#[derive(Debug)]
struct Undo {
    seq: u64,
    text: Text,
}

/// Asks before a decision of a user's history is taken back.
pub fn open(scene: &mut Scene<'_>, line: &HistoryLine) {
    if scene.refuses_changes() {
        return;
    }
    let Some(seq) = line.seq.filter(|_| !line.undone) else {
        scene.tell(Severity::Info, Text::new("tui-undo-not"));
        return;
    };
    let text = line.text.clone();
    scene.open(PreviewLayer::new(Undo { seq, text }));
}

impl Decision for Undo {
    fn title(&self) -> Text {
        Text::new("tui-undo-title").with("seq", self.seq)
    }

    fn button(&self) -> Text {
        Text::new("tui-undo-do")
    }

    fn body(&self, session: &Session, _width: usize, _choice: Option<usize>) -> Body {
        let (words, theme) = (&session.face.words, &session.face.theme);
        let lines = vec![
            Line::of(&words.text(&self.text), theme.strong),
            Line::new(),
            Line::of(&words.get("tui-undo-restores"), theme.text),
        ];
        Body {
            lines,
            starts: Vec::new(),
        }
    }

    fn confirm(&self, scene: &mut Scene<'_>) {
        let undo = Act::Undo(Undoing::Decision(self.seq));
        scene.start(Job::Act(undo));
    }
}
