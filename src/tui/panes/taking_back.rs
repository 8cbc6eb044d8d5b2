//! The newest act of this session is taken back.

use crate::domain::findings::Severity;
use crate::domain::text::Text;
use crate::tui::shell::data::Job;
use crate::tui::shell::queue::pair;
use crate::tui::shell::scene::Scene;

/// Takes the newest act of this session back.
pub fn newest(scene: &mut Scene<'_>) {
    let Some(last) = scene.questions.queue.last().map(|given| given.job) else {
        return;
    };
    let job = scene.start(Job::UndoOf(last));
    let Some(given) = scene.questions_mut().queue.undo(job) else {
        return;
    };
    let text = Text::new("tui-undone-now").with("what", given.text);
    scene.tell(Severity::Info, text);
    // Back at the question, to be answered again.
    if let Some(first) = given.settled.first() {
        scene.questions_mut().keep_cursor(Some(&pair(first)));
    }
}
