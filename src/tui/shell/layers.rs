//! Calls of the layers above the body: the one on top, or all of them.

use super::action::Action;
use super::data::{Answer, Done, JobId, Query};
use super::effect::Effect;
use super::model::Model;
use super::scene::{Layer, Scene, Stay};
use crate::domain::text::Text;

/// Calls the layer on top; it goes when it says so. What it opens comes above it.
pub fn top<T>(
    model: &mut Model,
    effects: &mut Vec<Effect>,
    call: impl FnOnce(&mut dyn Layer, &mut Scene<'_>) -> (Stay, T),
) -> Option<(T, Vec<Action>)> {
    let at = model.layers.len().checked_sub(1)?;
    at_place(model, at, effects, call)
}

fn at_place<T>(
    model: &mut Model,
    at: usize,
    effects: &mut Vec<Effect>,
    call: impl FnOnce(&mut dyn Layer, &mut Scene<'_>) -> (Stay, T),
) -> Option<(T, Vec<Action>)> {
    if at >= model.layers.len() {
        return None;
    }
    let mut layer = model.layers.remove(at);
    let regions = model.regions();
    let mut afterwards = Vec::new();
    let (session, layers) = (&mut model.session, &mut model.layers);
    let mut scene = Scene::new(session, layers, effects, &mut afterwards, regions);
    let (stay, answer) = call(&mut *layer, &mut scene);
    if stay == Stay::Open {
        model.layers.insert(at, layer);
    }
    Some((answer, afterwards))
}

/// Tells every layer that a job ended; some were waiting for that.
pub fn ended(model: &mut Model, job: JobId, end: &Result<Done, Text>, effects: &mut Vec<Effect>) {
    for at in (0..model.layers.len()).rev() {
        at_place(model, at, effects, |layer, scene| {
            (layer.ended(job, end, scene), ())
        });
    }
}

/// Offers an answer to every layer, the topmost first.
pub fn answer(model: &mut Model, answer: Answer) {
    let mut left = Some(answer);
    for layer in model.layers.iter_mut().rev() {
        left = left.and_then(|answer| layer.answer(answer));
    }
}

/// Tells every layer why a question was not answered; `true` when one of them shows it.
pub fn unanswered(model: &mut Model, query: &Query, why: &Text) -> bool {
    let mut shown = false;
    for layer in model.layers.iter_mut().rev() {
        shown |= layer.unanswered(query, why);
    }
    shown
}
