//! Taking a decision back: what it was.

use super::{Purpose, State};
use crate::domain::findings::Severity;
use crate::domain::identity::history::HistoryLine;
use crate::domain::text::Text;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::model::Model;
use crate::tui::widgets::prose::Line;

/// Asks before a decision of a user's history is taken back.
pub fn open(model: &mut Model, line: &HistoryLine) {
    if model.facts.read_only {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        return;
    }
    let Some(seq) = line.seq.filter(|_| !line.undone) else {
        model.tell(Severity::Info, Text::new("tui-undo-not"));
        return;
    };
    let text = line.text.clone();
    let state = State::new(Purpose::Undo { seq, text });
    model.layers.push(Layer::Preview(Box::new(state)));
}

/// What undoing would do.
pub(super) fn say(model: &Model, text: &Text, lines: &mut Vec<Line>) {
    let (words, theme) = (&model.face.words, &model.face.theme);
    lines.push(Line::of(&words.text(text), theme.strong));
    lines.push(Line::new());
    lines.push(Line::of(&words.get("tui-undo-restores"), theme.text));
}
