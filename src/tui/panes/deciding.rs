//! Acts of this session: done from several panes, taken back from all of them.
//!
//! The screen never waits for the store: an answer takes effect here at once and its job runs
//! behind.

use super::{ground, preview, taking_back};
use crate::domain::act::About;
use crate::domain::findings::Severity;
use crate::domain::identity::question::Question;
use crate::domain::text::Text;
use crate::tui::shell::action::Action;
use crate::tui::shell::data::{Act, Done, Job, JobId};
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
    let about = act.about();
    let job = scene.start(Job::Act(act));
    let questions = scene.questions_mut();
    if same {
        questions.queue.same(at, job, text);
    } else {
        questions.queue.different(at, job, text);
    }
    questions.queue.about(job, about);
    questions.keep_cursor(None);
}

/// Puts the question under the cursor off.
pub fn skip(scene: &mut Scene<'_>) {
    let questions = scene.questions_mut();
    questions.queue.skip(questions.list.at);
    questions.keep_cursor(None);
}

/// Takes the newest act of this session back, wherever it was done. Where it is not about what is on
/// the screen, its effect is shown and asked about first; `seen` says that answers are shown.
pub fn undo(scene: &mut Scene<'_>, seen: bool) {
    if scene.refuses_changes() {
        return;
    }
    let Some(given) = scene.questions.queue.last() else {
        scene.tell(Severity::Info, Text::new("tui-undo-nothing"));
        return;
    };
    let on_screen = match given.settled.is_empty() {
        true => !seen && is_on_screen(scene, &given.about),
        false => seen || is_on_screen(scene, &given.about),
    };
    match given.decision {
        Some(seq) if !on_screen => {
            let text = given.text.clone();
            preview::undo_of_session(scene, seq, text);
        }
        _ => taking_back::newest(scene),
    }
}

/// Whether an act is about the user under the cursor, or a service: those are always shown there.
fn is_on_screen(scene: &Scene<'_>, about: &About) -> bool {
    let details = scene.chosen.shown();
    details.is_some_and(|details| {
        let own = |key| details.user.accounts.contains(key);
        about.users.contains(&details.user.id) || about.accounts.iter().any(own)
    }) || !about.services.is_empty()
}

/// Starts an act and remembers it, so that it can be taken back.
pub fn decide(scene: &mut Scene<'_>, act: Act, text: Text) -> JobId {
    let mut about = act.about();
    // Who loses an account is the user that it returns to.
    let details = scene.chosen.shown();
    let owner = details.filter(|details| {
        let mut own = details.user.accounts.iter();
        own.any(|key| about.accounts.contains(key))
    });
    about.users.extend(owner.map(|details| details.user.id));
    let job = scene.start(Job::Act(act));
    let queue = &mut scene.questions_mut().queue;
    queue.remember(job, text, Vec::new());
    queue.about(job, about);
    job
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
            questions.queue.numbered(job, done.decision);
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
