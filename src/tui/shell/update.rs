//! The only writer of the model: one message in, effects out; total, synchronous, without I/O.

use super::action::{Action, ViewId};
use super::answers;
use super::effect::{Effect, Exit};
use super::filtering;
use super::focus;
use super::key::{Code, Key};
use super::layers;
use super::message::{Event, Message};
use super::model::Model;
use super::scene::Stay;
use super::views::Start;
use super::{jobs, mouse, plain};
use crate::domain::findings::Severity;
use crate::tui::panes::help::HelpLayer;
use crate::tui::panes::palette::PaletteLayer;
use crate::tui::panes::quitting::QuitQuestion;
use crate::tui::panes::{deciding, document, syncing};

pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    model.session.now = message.at;
    take(model, message.event, &mut effects);
    if let Some(typing) = &mut model.session.typing {
        typing.covered = !model.layers.is_empty();
    }
    on_view(model, model.at(), &mut effects, |view, scene| {
        view.settle(scene);
    });
    effects
}

fn take(model: &mut Model, event: Event, effects: &mut Vec<Effect>) {
    match event {
        Event::Started => started(model, effects),
        Event::Key(key) => take_key(model, key, effects),
        Event::Paste(text) => paste(model, &text, effects),
        Event::Mouse { x, y, gesture } => {
            for action in mouse::take(model, (x, y), gesture, effects) {
                act(model, action, effects);
            }
        }
        Event::Resize(width, height) => {
            model.session.size = (width, height);
            model.session.chosen.places.clear();
            hold(model);
            effects.push(Effect::Redraw);
        }
        Event::Do(action) => act(model, action, effects),
        Event::Choose(number) => {
            for action in plain::choose(model, number, effects) {
                act(model, action, effects);
            }
        }
        Event::FilterBy(text) => filter_by(model, text, effects),
        Event::Tick => tick(model, effects),
        Event::Rested => rested(model, effects),
        Event::Revision(revision) if revision > model.session.status.revision => {
            reload(model, effects);
        }
        Event::Revision(_) => {}
        Event::Answer(answer) => {
            if answers::take(model, answer) {
                hold(model);
            }
        }
        Event::Unanswered(query, text) => answers::unanswered(model, &query, text),
        Event::Snapshot(snapshot, totals) => {
            model.session.snapshot = Some(snapshot);
            model.session.status.summary = Some(totals);
            for at in 0..model.views.len() {
                let shown = at == model.at();
                on_view(model, at, effects, |view, scene| {
                    view.snapshot(shown, scene);
                });
            }
            load(model, effects);
        }
        Event::Arranged(id, arranged) => {
            if let Some(at) = place_of(model, id) {
                on_view(model, at, effects, |view, scene| {
                    view.arranged(arranged, scene);
                });
            }
        }
        Event::Found { view, wish, found } => {
            if let Some(at) = place_of(model, view) {
                let shown = at == model.at();
                on_view(model, at, effects, |view, scene| {
                    view.found(&wish, &found, shown, scene);
                });
            }
        }
        Event::Questions(reading, found) => {
            let now = model.session.now;
            model.session.questions.found(reading, found, now);
            on_view(model, model.at(), effects, |view, scene| {
                view.questions(scene);
            });
        }
        Event::Trouble(text) => model.session.tell(Severity::Critical, text),
        Event::Progress(job, service, progress) => jobs::progress(model, job, &service, progress),
        Event::RunEnded(job, run) => jobs::run_ended(model, job, run),
        Event::RunSkipped(job, service, why) => jobs::run_skipped(model, job, &service, why),
        Event::JobEnded(job, end) => {
            if jobs::ended(model, job, &end, effects) {
                load(model, effects);
            }
        }
        Event::Terminate => effects.push(Effect::Leave(Exit::Quit)),
    }
}

fn place_of(model: &Model, id: ViewId) -> Option<usize> {
    model.views.iter().position(|entry| entry.spec.id == id)
}

/// Calls a view, then does what it wants done afterwards.
fn on_view(
    model: &mut Model,
    at: usize,
    effects: &mut Vec<Effect>,
    call: impl FnOnce(&mut dyn super::views::View, &mut super::scene::Scene<'_>),
) {
    let (_, afterwards) = model.with_view(at, effects, call);
    for action in afterwards {
        act(model, action, effects);
    }
}

/// Accounts begin where those of the user before did.
fn hold(model: &mut Model) {
    let column = model.regions().columns[2];
    document::hold(&mut model.session, column);
}

fn started(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.session.facts.configured {
        return;
    }
    effects.push(Effect::Refresh);
    effects.push(Effect::Ask(super::data::Query::Runs));
    on_view(model, model.home(), effects, |view, scene| {
        view.started(scene);
    });
    if model.session.status.summary.is_none() && model.session.can_sync() {
        if model.session.facts.demo {
            // A demo too large to be synced before the screen opens begins at once: nobody's
            // services are asked.
            model.with_scene(effects, syncing::sync_all);
        } else {
            model.start_with(Start::Unsynced);
        }
    }
}

fn take_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let now = model.focus();
    if !now.takes_text {
        if let Some(action) = model.session.face.keymap.action(key, now) {
            model.session.notice = None;
            act(model, action, effects);
        }
        return;
    }
    // Where letters are text, the control keys still leave, stop and redraw.
    let control = key.ctrl && matches!(key.code, Code::Char('c' | 'l' | 'z'));
    let keymap = &model.session.face.keymap;
    if control && let Some(action) = keymap.action(key, &focus::NOTHING) {
        return act(model, action, effects);
    }
    if *now == focus::TOO_SMALL {
        return;
    }
    if !model.layers.is_empty() {
        let done = layers::top(model, effects, |layer, scene| (layer.key(key, scene), ()));
        for action in done.into_iter().flat_map(|((), afterwards)| afterwards) {
            act(model, action, effects);
        }
        return;
    }
    match filtering::key(model, key) {
        filtering::End::Nothing => {}
        filtering::End::Filter(text) => apply_filter(model, text, effects),
        filtering::End::Key(key) => take_key(model, key, effects),
    }
}

fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    if let Some(layer) = model.layers.last_mut() {
        return layer.paste(text);
    }
    if let Some(typing) = &mut model.session.typing {
        typing.line.insert(text);
        let text = typing.line.text().to_owned();
        apply_filter(model, text, effects);
    }
}

/// Does an action where the focus is.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Quit => return quit(model, effects),
        Action::Redraw => return effects.push(Effect::Redraw),
        Action::Suspend => return effects.push(Effect::Suspend),
        _ => {}
    }
    let top = model.layers.last();
    if top.is_some_and(|layer| !layer.focus().takes_text) {
        let done = layers::top(model, effects, |layer, scene| {
            (layer.act(action, scene), ())
        });
        for action in done.into_iter().flat_map(|((), afterwards)| afterwards) {
            act(model, action, effects);
        }
        return;
    }
    if let Action::View(id) = action {
        return open(model, id, effects);
    }
    let (took, afterwards) =
        model.with_view(model.at(), effects, |view, scene| view.act(action, scene));
    for action in afterwards {
        act(model, action, effects);
    }
    if took == Some(true) {
        return;
    }
    let focus = model.body_focus();
    match action {
        Action::Palette => model.layers.push(Box::new(PaletteLayer::new(focus))),
        Action::Help => model.layers.push(Box::new(HelpLayer::new(focus))),
        Action::Sync => model.with_scene(effects, syncing::sync_all),
        Action::CancelSync => model.with_scene(effects, syncing::cancel),
        Action::Back if !model.is_home() && model.session.facts.configured => {
            open_home(model, effects);
        }
        _ => {}
    }
}

/// Fills the body with a view.
fn open(model: &mut Model, id: ViewId, effects: &mut Vec<Effect>) {
    let before = model.at();
    if !model.session.facts.configured || !model.show(id) {
        return;
    }
    let again = before == model.at();
    on_view(model, model.at(), effects, |view, scene| {
        view.opened(again, scene);
    });
    load(model, effects);
}

fn open_home(model: &mut Model, effects: &mut Vec<Effect>) {
    let home = model.views.get(model.home()).map(|entry| entry.spec.id);
    if let Some(id) = home {
        open(model, id, effects);
    }
}

fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    on_view(model, model.at(), effects, |view, scene| view.load(scene));
}

/// The store moved: everything that is shown is asked for again.
fn reload(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::Ask(super::data::Query::Status));
    effects.push(Effect::Ask(super::data::Query::Runs));
    effects.push(Effect::Refresh);
    model.with_scene(effects, |scene| scene.ask_details());
    load(model, effects);
}

fn quit(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.session.running.is_empty() {
        effects.push(Effect::Leave(Exit::Quit));
    } else if !QuitQuestion::is_on_top(&model.layers) {
        model.layers.push(Box::new(QuitQuestion));
    }
}

/// Puts another filter in force where there is one, or else in the home view.
fn apply_filter(model: &mut Model, text: String, effects: &mut Vec<Effect>) {
    let mut at = model.at();
    for _ in 0..2 {
        let text = text.clone();
        let (took, _) = model.with_view(at, effects, |view, scene| view.filter(text, scene));
        if took == Some(true) {
            return;
        }
        at = model.home();
    }
}

fn filter_by(model: &mut Model, text: String, effects: &mut Vec<Effect>) {
    let here = text.clone();
    let filter = |model: &mut Model, text, effects: &mut Vec<Effect>| {
        let at = model.at();
        let (took, _) = model.with_view(at, effects, |view, scene| view.filter(text, scene));
        took == Some(true)
    };
    if !filter(model, here, effects) {
        open_home(model, effects);
        filter(model, text, effects);
    }
}

fn tick(model: &mut Model, effects: &mut Vec<Effect>) {
    let now = model.session.now;
    let due = |at: Option<crate::domain::time::Timestamp>| at.is_some_and(|at| at <= now);
    if due(model.session.chosen.due) {
        model.with_scene(effects, |scene| scene.ask_details());
    }
    if due(model.session.questions.due) {
        model.with_scene(effects, deciding::find);
    }
    for at in 0..model.views.len() {
        let rests = model.views.get(at).and_then(|one| one.state.rests_until());
        if due(rests) {
            on_view(model, at, effects, |view, scene| view.rested(scene));
        }
    }
    let notice = model.session.notice.as_ref();
    if due(notice.map(|notice| notice.until)) {
        model.session.notice = None;
    }
    jobs::sync_when_due(model, effects);
}

/// Nobody moves the cursor any more: what waits for it to rest is wanted now.
fn rested(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.session.chosen.due.is_some() {
        model.with_scene(effects, |scene| scene.ask_details());
    }
    model.session.questions.hurry(model.session.now);
    if model.session.questions.due.is_some() {
        model.with_scene(effects, deciding::find);
    }
    for at in 0..model.views.len() {
        let rests = model.views.get(at).and_then(|one| one.state.rests_until());
        if rests.is_some() {
            on_view(model, at, effects, |view, scene| view.rested(scene));
        }
    }
}

/// Takes a line that answers the layer on top, in the plain mode; `None` where it is a command.
pub fn answer_line(
    model: &mut Model,
    line: &str,
    effects: &mut Vec<Effect>,
) -> Option<Option<String>> {
    let (said, _) = layers::top(model, effects, |layer, scene| {
        match layer.line(line, scene) {
            Some((stay, said)) => (stay, Some(said)),
            None => (Stay::Closed, None),
        }
    })?;
    said
}
