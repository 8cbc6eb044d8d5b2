//! Decisions about who is who: asked for from several panes, taken back from all of them.
//!
//! The screen never waits for the store: an answer takes effect here at once and its job runs
//! behind.

use super::ground;
use crate::domain::findings::Severity;
use crate::domain::identity::question::Question;
use crate::domain::text::Text;
use crate::tui::shell::action::Action;
use crate::tui::shell::data::{Act, Done, Job, JobId, Undoing};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::queue::{Pair, pair};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;

/// Compares everybody: at once, or when it was not done just now.
pub fn find(scene: &mut Scene<'_>) {
    let now = scene.now;
    if let Some(reading) = scene.questions_mut().find(now) {
        scene.effect(Effect::FindQuestions(reading));
    }
}

/// A question in a few words.
pub fn title(question: &Question) -> Text {
    let id = if question.a.title == question.b.title {
        "tui-question-one"
    } else {
        "tui-question-two"
    };
    Text::new(id)
        .with("a", question.a.title.as_str())
        .with("b", question.b.title.as_str())
}

/// Answers the question under the cursor; the next one is there at once.
pub fn reply(scene: &mut Scene<'_>, same: bool) {
    if scene.refuses_changes() {
        return;
    }
    let at = scene.questions.list.at;
    let Some(question) = scene.questions.current().cloned() else {
        return;
    };
    let (a, b) = pair(&question);
    let (act, said) = match (same, question.is_lapsed()) {
        (true, false) => (Act::Same { a, b }, "tui-given-same"),
        (true, true) => (Act::Same { a, b }, "tui-given-still"),
        (false, _) => (Act::Never { a, b }, "tui-given-never"),
    };
    let text = Text::new(said).with("who", title(&question));
    let job = scene.start(Job::Act(act));
    let questions = scene.questions_mut();
    if same {
        questions.queue.same(at, job, text);
    } else {
        questions.queue.different(at, job, text);
    }
    questions.keep_cursor(None);
}

/// Puts the question under the cursor off.
pub fn skip(scene: &mut Scene<'_>) {
    let questions = scene.questions_mut();
    questions.queue.skip(questions.list.at);
    questions.keep_cursor(None);
}

/// Takes the newest decision of this session back, wherever it was taken.
pub fn undo(scene: &mut Scene<'_>) {
    if scene.refuses_changes() {
        return;
    }
    let Some(last) = scene.questions.queue.last().map(|given| given.job) else {
        scene.tell(Severity::Info, Text::new("tui-undo-nothing"));
        return;
    };
    let job = scene.start(Job::Act(Act::Undo(Undoing::Job(last))));
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

/// Starts a decision about users and remembers it, so that it can be taken back.
pub fn decide(scene: &mut Scene<'_>, act: Act, text: Text) {
    let job = scene.start(Job::Act(act));
    scene.questions_mut().queue.remember(job, text, Vec::new());
}

/// Accepts many questions at once.
pub fn accept(scene: &mut Scene<'_>, pairs: Vec<Pair>, basis: &str) {
    let text = Text::new("tui-given-all")
        .with("n", pairs.len())
        .with("basis", ground::said(&scene.face, basis));
    let under = scene.questions.under();
    let job = scene.start(Job::Act(Act::SameAll {
        pairs: pairs.clone(),
    }));
    let questions = scene.questions_mut();
    questions.queue.all(&pairs, job, text);
    questions.keep_cursor(under.as_ref());
}

/// A job ended; says so where that is news, which it is not where decisions are `seen`. `false`
/// when the job was none of these.
pub fn job_ended(session: &mut Session, job: JobId, end: &Result<Done, Text>, seen: bool) -> bool {
    let questions = &mut session.questions;
    if !questions.queue.knows(job) {
        return false;
    }
    let under = questions.under();
    match end {
        Ok(done) => {
            let refused = done.refused.len();
            questions.queue.done(job, done.refused.clone());
            if refused > 0 {
                let text = Text::new("tui-refused-some").with("n", refused);
                session.tell(Severity::Warning, text);
            } else if !seen {
                told(session, job);
            }
        }
        Err(why) => {
            questions.queue.failed(job, why);
            let text = Text::new("tui-refused-answer").with("why", why.clone());
            session.tell(Severity::Critical, text);
        }
    }
    session.questions.keep_cursor(under.as_ref());
    true
}

/// Where it cannot be seen, a decision is confirmed when it is written, with the way back.
fn told(session: &mut Session, job: JobId) {
    let last = session.questions.queue.last();
    if let Some(given) = last.filter(|given| given.job == job) {
        let text = Text::new("tui-decided")
            .with("what", given.text.clone())
            .with("key", session.face.key_of(Action::Undo));
        session.tell(Severity::Info, text);
    }
}
