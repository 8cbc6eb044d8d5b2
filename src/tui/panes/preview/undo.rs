//! Taking an act back: what it was, and what that would change.

use super::layer::{Body, Decision, PreviewLayer};
use crate::domain::findings::Severity;
use crate::domain::identity::history::HistoryLine;
use crate::domain::text::Text;
use crate::tui::panes::taking_back;
use crate::tui::shell::data::{Act, Answer, Job, Query, Undoing};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::widgets::prose::Line;

/// Takes an act back.
#[derive(Debug)]
struct Undo {
    seq: u64,
    /// It is the newest of this session.
    of_session: bool,
    text: Text,
    /// What would change; `None` until it is worked out.
    lines: Option<Vec<Text>>,
}

/// Asks before an act of a user's history is taken back.
pub fn open(scene: &mut Scene<'_>, line: &HistoryLine) {
    if scene.refuses_changes() {
        return;
    }
    let Some(seq) = line.seq.filter(|_| !line.undone) else {
        scene.tell(Severity::Info, Text::new("tui-undo-not"));
        return;
    };
    ask(scene, seq, line.text.clone(), false);
}

/// Asks before the newest act of this session is taken back.
pub fn of_session(scene: &mut Scene<'_>, seq: u64, text: Text) {
    ask(scene, seq, text, true);
}

fn ask(scene: &mut Scene<'_>, seq: u64, text: Text, of_session: bool) {
    scene.open(PreviewLayer::new(Undo {
        seq,
        of_session,
        text,
        lines: None,
    }));
    scene.ask(Query::TakesBack(seq));
}

impl Decision for Undo {
    fn title(&self) -> Text {
        Text::new("tui-undo-title").with("seq", self.seq)
    }

    fn button(&self) -> Text {
        Text::new("tui-undo-do")
    }

    fn is_known(&self) -> bool {
        self.lines.is_some()
    }

    fn asks(&self, query: &Query) -> bool {
        *query == Query::TakesBack(self.seq)
    }

    fn answer(&mut self, answer: Answer) -> Result<Option<Text>, Answer> {
        match answer {
            Answer::TakesBack(seq, lines) if seq == self.seq => {
                self.lines = Some(lines);
                Ok(None)
            }
            other => Err(other),
        }
    }

    fn body(&self, session: &Session, _width: usize, _choice: Option<usize>) -> Body {
        let (words, theme) = (&session.face.words, &session.face.theme);
        let mut lines = vec![Line::of(&words.text(&self.text), theme.strong), Line::new()];
        for said in self.lines.iter().flatten() {
            lines.push(Line::of(&words.text(said), theme.text).indent(2).hang(2));
        }
        if self.lines.as_ref().is_some_and(|lines| !lines.is_empty()) {
            lines.push(Line::new());
        }
        lines.push(Line::of(&words.get("tui-undo-restores"), theme.text));
        Body {
            lines,
            starts: Vec::new(),
        }
    }

    fn confirm(&self, scene: &mut Scene<'_>) {
        if self.of_session {
            taking_back::newest(scene);
        } else {
            scene.start(Job::Act(Act::Undo(Undoing::Decision(self.seq))));
        }
    }
}
