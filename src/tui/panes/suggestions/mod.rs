//! The suggestions view: questions about who is who, likeliest first, answered by one key each.
//!
//! Owns the queue, the comparison of the question under the cursor, and the decisions of this
//! session, which can be taken back one by one from here and from the other panes. The screen never
//! waits for the store: an answer takes effect here at once and its job runs behind.

pub mod bulk;
pub mod compare;
mod draw;
pub mod ground;
pub mod queue;
mod speak;

pub use draw::draw;
pub use speak::speak;

use queue::{Pair, Queue, pair};
use ratatui::layout::Rect;

use super::preview;
use crate::domain::findings::Severity;
use crate::domain::identity::question::Question;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::shell::data::{Act, Compared, Done, Found, Job, JobId, Query, Undoing};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::{Model, View};
use crate::tui::widgets::list::{ListState, Scroll};

/// How long the cursor rests before both sides are read, in milliseconds.
const REST: i64 = 60;
/// Comparisons that are kept at hand.
const KEPT: usize = 16;
/// Questions after the one under the cursor that are read ahead.
const AHEAD: usize = 2;
/// Above so many accounts nobody is compared before somebody asks for it.
const UNASKED: u64 = 50_000;
/// Least and most time between two comparisons of everybody, in milliseconds.
const CALM: (i64, i64) = (400, 120_000);

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Which column has the keys: the queue, the comparison.
    pub depth: usize,
    /// The cursor in the queue.
    pub list: ListState,
    /// How far the comparison is scrolled.
    pub scroll: Scroll,
    /// The questions and the answers.
    pub queue: Queue,
    /// Everybody was compared at least once.
    pub known: bool,
    /// Everybody is being compared since then.
    pub working: Option<Timestamp>,
    /// Everybody is to be compared again once this is over.
    again: bool,
    /// When to compare everybody again.
    pub due: Option<Timestamp>,
    /// Not before this: comparing a large store takes a while.
    not_before: Timestamp,
    /// Why nobody could be compared.
    pub trouble: Option<Text>,
    /// Both sides of some questions, newest last.
    compared: Vec<Compared>,
    /// When to read both sides of the question under the cursor.
    pub rest: Option<Timestamp>,
}

/// The question under the cursor.
pub fn current(model: &Model) -> Option<&Question> {
    let state = &model.suggestions;
    state.queue.open().get(state.list.at)
}

/// Both sides of a question, if they were read.
pub fn compared<'a>(model: &'a Model, question: &Question) -> Option<&'a Compared> {
    let is_it = |compared: &&Compared| {
        compared.a.account.key == question.a.account && compared.b.account.key == question.b.account
    };
    model.suggestions.compared.iter().find(is_it)
}

/// Reads what the view needs.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    find(model, effects);
    // Names and states of the two sides may have moved as well.
    model.suggestions.compared.clear();
    compare_now(model, effects);
}

/// The store was read or moved: asks who may be one, unless that would cost much for nothing.
pub fn follow(model: &mut Model, effects: &mut Vec<Effect>) {
    let shown = matches!(model.view, View::Suggestions | View::Checklist);
    let summary = model.status.summary.as_ref();
    let small = summary.is_some_and(|summary| (1..=UNASKED).contains(&summary.accounts));
    if shown || small {
        find(model, effects);
    }
}

/// Compares everybody: at once, or when it was not done just now.
pub fn find(model: &mut Model, effects: &mut Vec<Effect>) {
    let now = model.now;
    let state = &mut model.suggestions;
    if let Some(since) = state.working {
        // What began at this very instant knows of whatever asks for it now.
        state.again |= since < now;
    } else if now < state.not_before {
        state.due = Some(state.not_before);
    } else {
        state.due = None;
        state.working = Some(now);
        let reading = state.queue.reading();
        effects.push(Effect::FindQuestions(reading));
    }
}

/// Compares everybody now if that is due some time: there is nobody who would wait for it.
pub fn find_now(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.suggestions.due.is_some() {
        model.suggestions.not_before = model.now;
        find(model, effects);
    }
}

/// Takes who may be one.
pub fn found(
    model: &mut Model,
    reading: u64,
    found: Result<Found, Text>,
    effects: &mut Vec<Effect>,
) {
    let key = current(model).map(pair);
    let now = model.now;
    let state = &mut model.suggestions;
    let took = state.working.take().map_or(0, |since| now.since(since));
    state.not_before = now.plus((took * 4).clamp(CALM.0, CALM.1));
    if std::mem::take(&mut state.again) {
        state.due = Some(state.not_before);
    }
    match found {
        Ok(found) => {
            state.known = true;
            state.trouble = None;
            state.queue.take(reading, found.questions, found.total);
            keep_cursor(model, key.as_ref());
            if model.view == View::Suggestions {
                compare_now(model, effects);
            }
        }
        Err(text) => state.trouble = Some(text),
    }
}

/// The cursor stays on its question, or else on its line.
fn keep_cursor(model: &mut Model, key: Option<&Pair>) {
    let state = &mut model.suggestions;
    let at = key.and_then(|key| state.queue.position(key));
    let last = state.queue.open().len().saturating_sub(1);
    state.list.at = at.unwrap_or(state.list.at).min(last);
    if at.is_none() {
        state.scroll = Scroll::default();
    }
}

/// What is due at this instant.
pub fn tick(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.suggestions.due.is_some_and(|due| due <= model.now) {
        find(model, effects);
    }
    if model.suggestions.rest.is_some_and(|rest| rest <= model.now) {
        compare_now(model, effects);
    }
}

/// Reads both sides of the question under the cursor and of the next ones.
pub fn compare_now(model: &mut Model, effects: &mut Vec<Effect>) {
    model.suggestions.rest = None;
    let state = &model.suggestions;
    let wanted = state
        .queue
        .open()
        .iter()
        .skip(state.list.at)
        .take(1 + AHEAD);
    let missing: Vec<Pair> = wanted
        .filter(|question| compared(model, question).is_none())
        .map(pair)
        .collect();
    if !missing.is_empty() {
        effects.push(Effect::Ask(Query::Compare(missing)));
    }
}

/// Takes both sides of some questions.
pub fn answer(model: &mut Model, answers: Vec<Compared>) {
    let kept = &mut model.suggestions.compared;
    for new in answers {
        kept.retain(|old| {
            (&old.a.account.key, &old.b.account.key) != (&new.a.account.key, &new.b.account.key)
        });
        kept.push(new);
    }
    let surplus = kept.len().saturating_sub(KEPT);
    kept.drain(..surplus);
}

/// Lines of the queue's rows, and lines of one row.
fn rows(area: Rect) -> (usize, usize) {
    let inside = layout::inside(area);
    let step = if area.width >= draw::ONE_LINE { 1 } else { 2 };
    let lines = usize::from(inside.height.saturating_sub(draw::FOOT));
    (lines / step, step)
}

/// Keeps the cursor visible.
pub fn settle(model: &mut Model, regions: &Regions) {
    let len = model.suggestions.queue.open().len();
    let height = regions.columns[0].map_or(1, |area| rows(area).0);
    model.suggestions.list.settle(len, height);
    if let Some(area) = regions.columns[1].filter(|_| model.suggestions.scroll.top > 0) {
        let last = draw::comparison(model, area).len();
        let last = last.saturating_sub(usize::from(layout::inside(area).height));
        model.suggestions.scroll.top = model.suggestions.scroll.top.min(last);
    }
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let regions = layout::regions(model);
    let depth = model.suggestions.depth;
    match action {
        Action::Same | Action::Different => reply(model, action == Action::Same, effects),
        Action::Skip => skip(model, effects),
        Action::Undo => undo(model, effects),
        Action::SameAll => bulk::open(model),
        Action::NextPane | Action::PreviousPane => model.suggestions.depth = 1 - depth.min(1),
        Action::Open | Action::Right => model.suggestions.depth = 1,
        Action::Left | Action::Back if depth > 0 => model.suggestions.depth = 0,
        _ if depth == 0 && !pages_comparison(&regions, action) => {
            let len = model.suggestions.queue.open().len();
            let height = regions.columns[0].map_or(1, |area| rows(area).0);
            if !model.suggestions.list.act(action, len, height) {
                return false;
            }
            model.suggestions.scroll = Scroll::default();
            model.suggestions.rest = Some(model.now.plus(REST));
        }
        _ => {
            let Some(area) = regions.columns[1] else {
                return false;
            };
            let len = draw::comparison(model, area).len();
            let height = usize::from(layout::inside(area).height);
            return model.suggestions.scroll.act(action, len, height);
        }
    }
    true
}

/// The row of the queue that is drawn on a line below its title goes under the cursor.
pub fn point(model: &mut Model, area: Rect, line: usize, effects: &mut Vec<Effect>) {
    let (_, step) = rows(area);
    let list = &mut model.suggestions.list;
    if let Some(at) = list.row_at(line / step, model.suggestions.queue.open().len()) {
        list.at = at;
        model.suggestions.scroll = Scroll::default();
        compare_now(model, effects);
    }
}

/// Where both are visible, pages are those of the comparison: the queue is walked by its answers.
fn pages_comparison(regions: &Regions, action: Action) -> bool {
    let both = regions.columns[0].is_some() && regions.columns[1].is_some();
    both && matches!(action, Action::PageUp | Action::PageDown)
}

fn refused(model: &mut Model) -> bool {
    if model.facts.read_only {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
    }
    model.facts.read_only
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
fn reply(model: &mut Model, same: bool, effects: &mut Vec<Effect>) {
    if refused(model) {
        return;
    }
    let at = model.suggestions.list.at;
    let Some(question) = current(model).cloned() else {
        return;
    };
    let (a, b) = pair(&question);
    let (act, said) = match (same, question.is_lapsed()) {
        (true, false) => (Act::Same { a, b }, "tui-given-same"),
        (true, true) => (Act::Same { a, b }, "tui-given-still"),
        (false, _) => (Act::Never { a, b }, "tui-given-never"),
    };
    let text = Text::new(said).with("who", title(&question));
    let job = model.start(Job::Act(act), effects);
    let queue = &mut model.suggestions.queue;
    if same {
        queue.same(at, job, text);
    } else {
        queue.different(at, job, text);
    }
    moved_on(model, effects);
}

/// The question under the cursor is another one now.
fn moved_on(model: &mut Model, effects: &mut Vec<Effect>) {
    keep_cursor(model, None);
    compare_now(model, effects);
}

fn skip(model: &mut Model, effects: &mut Vec<Effect>) {
    let at = model.suggestions.list.at;
    model.suggestions.queue.skip(at);
    moved_on(model, effects);
}

/// Takes the newest decision of this session back, wherever it was taken.
pub fn undo(model: &mut Model, effects: &mut Vec<Effect>) {
    if refused(model) {
        return;
    }
    let Some(last) = model.suggestions.queue.last().map(|given| given.job) else {
        model.tell(Severity::Info, Text::new("tui-undo-nothing"));
        return;
    };
    let job = model.start(Job::Act(Act::Undo(Undoing::Job(last))), effects);
    let Some(given) = model.suggestions.queue.undo(job) else {
        return;
    };
    let text = Text::new("tui-undone-now").with("what", given.text);
    model.tell(Severity::Info, text);
    // Back at the question, to be answered again.
    if let Some(first) = given.settled.first() {
        let key = pair(first);
        keep_cursor(model, Some(&key));
        if model.view == View::Suggestions {
            compare_now(model, effects);
        }
    }
}

/// Starts a decision about users and remembers it, so that it can be taken back.
pub fn decide(model: &mut Model, act: Act, text: Text, effects: &mut Vec<Effect>) {
    let job = model.start(Job::Act(act), effects);
    model.suggestions.queue.remember(job, text, Vec::new());
}

/// Accepts many questions at once.
pub fn accept(model: &mut Model, pairs: Vec<Pair>, basis: &str, effects: &mut Vec<Effect>) {
    let text = Text::new("tui-given-all")
        .with("n", pairs.len())
        .with("basis", ground::said(&model.face, basis));
    let act = Act::SameAll {
        pairs: pairs.clone(),
    };
    let key = current(model).map(pair);
    let job = model.start(Job::Act(act), effects);
    model.suggestions.queue.all(&pairs, job, text);
    keep_cursor(model, key.as_ref());
    compare_now(model, effects);
}

/// A job ended; says so where that is news. `false` when it is none of ours.
pub fn job_ended(model: &mut Model, job: JobId, end: &Result<Done, Text>) -> bool {
    if !model.suggestions.queue.knows(job) {
        return false;
    }
    let key = current(model).map(pair);
    match end {
        Ok(done) => {
            let refused = done.refused.len();
            model.suggestions.queue.done(job, done.refused.clone());
            if refused > 0 {
                let text = Text::new("tui-refused-some").with("n", refused);
                model.tell(Severity::Warning, text);
            } else if model.view != View::Suggestions {
                told(model, job);
            }
        }
        Err(why) => {
            model.suggestions.queue.failed(job, why);
            let text = Text::new("tui-refused-answer").with("why", why.clone());
            model.tell(Severity::Critical, text);
        }
    }
    keep_cursor(model, key.as_ref());
    true
}

/// Outside this view a decision is confirmed when it is written, with the way back.
fn told(model: &mut Model, job: JobId) {
    let last = model.suggestions.queue.last();
    if let Some(given) = last.filter(|given| given.job == job) {
        let text = Text::new("tui-decided")
            .with("what", given.text.clone())
            .with("key", model.face.key_of(Action::Undo));
        model.tell(Severity::Info, text);
    }
}

/// Opens a layer that asks before something is done.
fn push(model: &mut Model, state: preview::State) {
    model.layers.push(Layer::Preview(Box::new(state)));
}

#[cfg(test)]
mod tests;
