//! The line-oriented form of the same model: rows by number, and what to say after each command.

use super::action::Action;
use super::effect::Effect;
use super::model::Model;

/// Goes to the row with this number, counted from 1 as it was said; what opens it comes back.
pub fn choose(model: &mut Model, number: usize, effects: &mut Vec<Effect>) -> Vec<Action> {
    let (took, mut afterwards) = model.with_view(model.at(), effects, |view, scene| {
        view.choose(number, scene)
    });
    if took == Some(true) {
        afterwards.push(Action::Open);
    }
    afterwards
}

/// What the body says now.
pub fn speak(model: &Model) -> Vec<String> {
    let view = model.current();
    view.map_or_else(Vec::new, |view| view.state.speak(&model.session))
}
