//! The only writer of the model: one message in, effects out; total, synchronous, without I/O.

use super::data::{Answer, Done, Job, JobId, Query};
use super::effect::{Effect, Exit, Target};
use super::key::{Code, Key};
use super::keymap::Action;
use super::layers::{Focus, Layer, focus};
use super::layout;
use super::message::{Event, Message};
use super::model::{Model, Pane, View};
use super::wake;
use crate::domain::findings::Severity;
use crate::domain::run::Outcome;
use crate::domain::text::Text;
use crate::tui::forms::FormEnd;
use crate::tui::panes::{
    self, accounts, activity, audit_log, changes, departures, findings, groups, help, history,
    palette, preview, services, suggestions, users,
};
use crate::tui::widgets::rows::Rows;

/// Takes one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    model.now = message.at;
    match message.event {
        Event::Started => started(model, &mut effects),
        Event::Key(key) => take_key(model, key, &mut effects),
        Event::Paste(text) => paste(model, &text, &mut effects),
        Event::Mouse { x, y, gesture } => super::mouse::take(model, x, y, gesture, &mut effects),
        Event::Resize(width, height) => {
            model.size = (width, height);
            model.accounts.places.clear();
            accounts::hold(model);
            effects.push(Effect::Redraw);
        }
        Event::Do(action) => act(model, action, &mut effects),
        Event::Choose(row) => super::plain::choose(model, row, &mut effects),
        Event::FilterBy(text) => filter_by(model, text, &mut effects),
        Event::Tick => tick(model, &mut effects),
        Event::Revision(revision) if revision > model.status.revision => {
            reload(model, &mut effects);
        }
        Event::Revision(_) => {}
        Event::Answer(answer) => take_answer(model, answer),
        Event::Unanswered(query, text) => unanswered(model, &query, text),
        Event::Snapshot(snapshot, totals) => {
            model.snapshot = Some(snapshot);
            forget_old_rows(model);
            model.status.summary = Some(totals);
            let keep = model.users.selected();
            users::arrange(model, keep, &mut effects);
            load(model, &mut effects);
            suggestions::follow(model, &mut effects);
        }
        Event::Arranged {
            target,
            seq,
            rows,
            keep_at,
            partial,
            wrong,
        } => match target {
            Target::Users => users::arranged(model, seq, rows, keep_at, partial, wrong),
            Target::Findings => findings::arranged(model, seq, rows, keep_at),
            Target::Groups => groups::arranged(model, seq, rows),
        },
        Event::Groups(filter, found) => groups::found(model, &filter, found, &mut effects),
        Event::Departures(found) => departures::found(model, found, &mut effects),
        Event::Questions(reading, found) => {
            suggestions::found(model, reading, found, &mut effects);
        }
        Event::Trouble(text) => model.tell(Severity::Critical, text),
        Event::Progress(job, service, progress) => {
            let running = model.running.iter_mut().find(|running| running.id == job);
            let slot = running.and_then(|running| {
                running
                    .progress
                    .iter_mut()
                    .find(|(known, _)| *known == service)
            });
            if let Some((_, known)) = slot {
                *known = progress;
            }
        }
        Event::RunEnded(job, run) => {
            if let Some(running) = model.running.iter_mut().find(|running| running.id == job) {
                running.ended.push(run);
            }
        }
        Event::RunSkipped(job, service, why) => {
            if let Some(running) = model.running.iter_mut().find(|running| running.id == job) {
                running.progress.retain(|(known, _)| *known != service);
            }
            let label = model.facts.label(&service).to_owned();
            let text = Text::new("tui-skipped")
                .with("service", label)
                .with("why", why);
            model.tell(Severity::Warning, text);
        }
        Event::JobEnded(job, end) => job_ended(model, job, end, &mut effects),
        Event::Terminate => effects.push(Effect::Leave(Exit::Quit)),
    }
    settle(model);
    effects
}

/// Rows of views that are not shown would keep the whole snapshot before alive.
fn forget_old_rows(model: &mut Model) {
    if model.view != View::Findings {
        model.findings.rows = Rows::default();
        model.findings.rows_of = None;
    }
    if model.view != View::Groups {
        model.groups.rows = Rows::default();
    }
}

fn started(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.facts.configured {
        return;
    }
    effects.push(Effect::Refresh);
    effects.push(Effect::Ask(Query::Runs));
    accounts::follow(model);
    accounts::ask(model, effects);
    if model.status.summary.is_none() && model.can_sync() {
        if model.facts.demo {
            // A demo too large to be synced before the screen opens begins at once: nobody's
            // services are asked.
            let all = services::all(model);
            services::sync(model, all, effects);
        } else {
            model.view = View::Checklist;
        }
    }
}

/// Keeps every cursor inside its list and its window.
fn settle(model: &mut Model) {
    let regions = layout::regions(model);
    match model.view {
        View::Access => {
            let [services, users, accounts] = regions.columns;
            services
                .into_iter()
                .for_each(|area| services::settle(model, area));
            users
                .into_iter()
                .for_each(|area| users::settle(model, area));
            accounts
                .into_iter()
                .for_each(|area| accounts::settle(model, area));
        }
        View::Findings => findings::settle(model, &regions),
        View::Suggestions => suggestions::settle(model, &regions),
        View::Groups => groups::settle(model, &regions),
        View::Changes => changes::settle(model, &regions),
        View::Departures => departures::settle(model, &regions),
        View::AuditLog => audit_log::settle(model, &regions),
        View::Activity | View::Doctor | View::Checklist | View::Welcome => {}
    }
}

fn take_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let now = focus(model);
    match now {
        Focus::TooSmall
        | Focus::AskQuit
        | Focus::FilterLine
        | Focus::Palette
        | Focus::Form
        | Focus::Preview => {
            // Where letters are text, the control keys still leave, stop and redraw.
            let control = key.ctrl && matches!(key.code, Code::Char('c' | 'l' | 'z'));
            if control && let Some(action) = model.face.keymap.action(key, Focus::Users) {
                act(model, action, effects);
                return;
            }
        }
        _ => {
            if let Some(action) = model.face.keymap.action(key, now) {
                model.notice = None;
                act(model, action, effects);
            }
            return;
        }
    }
    match now {
        Focus::FilterLine => filter_key(model, key, effects),
        Focus::Palette => palette_key(model, key, effects),
        Focus::Form => form_key(model, key, effects),
        Focus::Preview => preview_key(model, key, effects),
        Focus::AskQuit => match key.code {
            Code::Enter => effects.push(Effect::Leave(Exit::Quit)),
            Code::Esc => {
                model.layers.pop();
            }
            _ => {}
        },
        _ => {}
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
    if let Some(Layer::Help(_)) = model.layers.last() {
        return act_help(model, action);
    }
    if let Some(Layer::History(_)) = model.layers.last() {
        return history::act(model, action);
    }
    if let Some(view) = panes::opened_by(action) {
        return open(model, view, effects);
    }
    let spec = panes::spec(model.view);
    if spec.is_some_and(|spec| (spec.act)(model, action, effects)) {
        return;
    }
    match action {
        Action::Palette => model.layers.push(Layer::Palette(palette::State::default())),
        Action::Help => model.layers.push(Layer::Help(help::State::default())),
        Action::Sync => {
            let all = services::all(model);
            services::sync(model, all, effects);
        }
        Action::CancelSync => activity::cancel(model, effects),
        Action::Back if model.view != View::Access && model.facts.configured => {
            open(model, View::Access, effects);
        }
        _ => {}
    }
}

fn act_help(model: &mut Model, action: Action) {
    let Some(Layer::Help(mut state)) = model.layers.pop() else {
        return;
    };
    let stays = help::act(model, &mut state, action)
        || !matches!(action, Action::Back | Action::Help | Action::Open);
    if stays {
        model.layers.push(Layer::Help(state));
    }
}

/// Fills the body with a view.
pub fn open(model: &mut Model, view: View, effects: &mut Vec<Effect>) {
    if !model.facts.configured {
        return;
    }
    let from = std::mem::replace(&mut model.view, view);
    if view == View::Access {
        if from == View::Access {
            model.pane = Pane::Users;
            accounts::show_user(model);
        }
        // Another view may have asked for somebody else's details.
        if model.accounts.subject == accounts::Subject::User {
            accounts::follow(model);
        }
    }
    load(model, effects);
}

fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(spec) = panes::spec(model.view) {
        (spec.load)(model, effects);
    }
}

/// The store moved: everything that is shown is asked for again.
fn reload(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::Ask(Query::Status));
    effects.push(Effect::Ask(Query::Runs));
    effects.push(Effect::Refresh);
    accounts::ask(model, effects);
    load(model, effects);
}

fn quit(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.running.is_empty() {
        effects.push(Effect::Leave(Exit::Quit));
    } else if !matches!(model.layers.last(), Some(Layer::AskQuit)) {
        model.layers.push(Layer::AskQuit);
    }
}

fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    match model.layers.last_mut() {
        Some(Layer::Filter { line, .. }) => {
            line.insert(text);
            let text = line.text().to_owned();
            apply_filter(model, text, effects);
        }
        Some(Layer::Palette(state)) => state.line.insert(text),
        Some(Layer::Form(form)) => form.paste(text),
        _ => {}
    }
}

fn filter_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    match key.code {
        Code::Enter | Code::Tab => {
            model.layers.pop();
        }
        Code::Esc => {
            if let Some(Layer::Filter { before, .. }) = model.layers.pop() {
                apply_filter(model, before, effects);
            }
        }
        Code::Up | Code::Down | Code::PageUp | Code::PageDown => {
            model.layers.pop();
            take_key(model, key, effects);
        }
        _ => {
            let Some(Layer::Filter { line, .. }) = model.layers.last_mut() else {
                return;
            };
            let before = line.text().to_owned();
            line.key(key);
            let text = line.text().to_owned();
            if text != before {
                apply_filter(model, text, effects);
            }
        }
    }
}

fn apply_filter(model: &mut Model, text: String, effects: &mut Vec<Effect>) {
    match model.view {
        View::Groups => groups::filter(model, text, effects),
        _ => users::filter(model, text, effects),
    }
}

fn filter_by(model: &mut Model, text: String, effects: &mut Vec<Effect>) {
    if !matches!(model.view, View::Access | View::Groups) {
        open(model, View::Access, effects);
    }
    model.pane = Pane::Users;
    apply_filter(model, text, effects);
}

fn palette_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let Some(Layer::Palette(mut state)) = model.layers.pop() else {
        return;
    };
    if key.code == Code::Esc {
        return;
    }
    let commands = palette::found(model, state.line.text());
    match palette::key(&mut state, key, &commands) {
        Some(action) => act(model, action, effects),
        None if key.code == Code::Enter => {}
        None => model.layers.push(Layer::Palette(state)),
    }
}

fn form_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let today = model.today();
    let Some(Layer::Form(form)) = model.layers.last_mut() else {
        return;
    };
    match form.key(key, today) {
        FormEnd::Open => {}
        FormEnd::Abandoned => {
            model.layers.pop();
        }
        FormEnd::Done(what) => {
            model.layers.pop();
            model.start(Job::Act(what), effects);
        }
    }
}

fn preview_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let Some(Layer::Preview(mut state)) = model.layers.pop() else {
        return;
    };
    let extent = preview::extent(model, &state);
    match state.key(key, extent) {
        preview::End::Open => model.layers.push(Layer::Preview(state)),
        preview::End::Abandoned => {}
        preview::End::Confirmed => preview::confirm(model, state.purpose, effects),
    }
}

fn tick(model: &mut Model, effects: &mut Vec<Effect>) {
    accounts::tick(model, effects);
    suggestions::tick(model, effects);
    if model
        .notice
        .as_ref()
        .is_some_and(|notice| notice.until <= model.now)
    {
        model.notice = None;
    }
    if let Some((at, services)) = wake::auto_sync(model)
        && at <= model.now
    {
        let every = model.facts.sync_every.unwrap_or(i64::MAX);
        model.auto_not_before = model.now.plus(every);
        let auto = true;
        model.start(Job::Sync { services, auto }, effects);
    }
}

fn take_answer(model: &mut Model, answer: Answer) {
    match answer {
        Answer::Status(status) => {
            // The totals of a snapshot are newer than those that the last sync wrote down.
            let counted = model.snapshot.as_ref().and(model.status.summary.take());
            model.status = *status;
            model.status.summary = counted.or(model.status.summary.take());
        }
        Answer::Details(user, details) => accounts::answer(model, user, details),
        Answer::Runs(runs) => model.runs = runs,
        Answer::Changes(changes) => model.changes.changes = Some(changes),
        Answer::Awaited(days) => model.departures.awaited = days,
        Answer::Audit(entries) => model.audit_log.entries = Some(entries),
        Answer::Waivers(waivers) => model.findings.waivers = waivers,
        Answer::Doctor(checks) => {
            model.doctor.checking = false;
            model.doctor.checks = Some(checks);
        }
        Answer::Compared(compared) => suggestions::answer(model, compared),
        Answer::MergePreview(users, merging) => preview::answer(model, &users, merging),
        Answer::History(user, lines) => history::answer(model, user, lines),
    }
}

fn unanswered(model: &mut Model, query: &Query, text: Text) {
    match query {
        Query::Details(user) if model.accounts.wanted == Some(*user) => {
            model.accounts.trouble = Some(text.clone());
            model.accounts.details = None;
        }
        Query::Doctor => model.doctor.checking = false,
        Query::MergePreview(users) => {
            preview::unanswered(model, users, &text);
            return;
        }
        Query::History(user) => history::unanswered(model, *user, &text),
        _ => {}
    }
    model.tell(Severity::Critical, text);
}

fn job_ended(model: &mut Model, job: JobId, end: Result<Done, Text>, effects: &mut Vec<Effect>) {
    let at = model.running.iter().position(|running| running.id == job);
    let Some(running) = at.map(|at| model.running.remove(at)) else {
        return;
    };
    let decided = suggestions::job_ended(model, job, &end);
    match end {
        _ if decided => {}
        Err(text) => model.tell(Severity::Critical, text),
        Ok(Done {
            text: Some(text), ..
        }) => model.tell(Severity::Info, text),
        Ok(_) => {
            if let Job::Sync { auto, .. } = running.job {
                let bad = |run: &&crate::domain::run::RunRecord| run.outcome != Outcome::Complete;
                let troubled = running.ended.iter().filter(bad).count();
                if troubled > 0 {
                    let text = Text::new("tui-sync-troubled").with("n", troubled);
                    model.tell(Severity::Warning, text);
                } else if !auto {
                    let n: u64 = running.ended.iter().map(|run| run.counts.fetched).sum();
                    model.tell(Severity::Info, Text::new("tui-sync-done").with("n", n));
                }
            }
        }
    }
    // What stood between the operator and leaving is over.
    if model.running.is_empty() && matches!(model.layers.last(), Some(Layer::AskQuit)) {
        effects.push(Effect::Leave(Exit::Quit));
        return;
    }
    effects.push(Effect::Ask(Query::Status));
    effects.push(Effect::Ask(Query::Runs));
    history::load(model, effects);
    load(model, effects);
}
