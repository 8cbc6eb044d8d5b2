//! The services pane: outcome, age, counts and progress of each service.

use ratatui::layout::Rect;

use super::{accounts, users};
use crate::domain::account::State as AccountState;
use crate::domain::findings::Severity;
use crate::domain::ids::ServiceId;
use crate::domain::progress::{Phase, Progress};
use crate::domain::service::{ServiceInfo, ServiceState};
use crate::domain::text::Text;
use crate::tui::forms::Form;
use crate::tui::shell::data::{Act, Job};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::face::Face;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layers::Layer;
use crate::tui::shell::layout;
use crate::tui::shell::model::{Model, Pane};
use crate::tui::widgets::bars;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::ListState;

/// The pane's own state; row 0 is "all services".
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The cursor.
    pub list: ListState,
}

/// The service under the cursor; `None` on "all services".
pub fn selected(model: &Model) -> Option<&ServiceInfo> {
    let at = model.services.list.at.checked_sub(1)?;
    model.facts.services.get(at)
}

fn len(model: &Model) -> usize {
    model.facts.services.len() + 1
}

/// Lines of one row: two when all fit.
fn row_height(model: &Model, area: Rect) -> usize {
    if len(model) * 2 <= usize::from(layout::inside(area).height) {
        2
    } else {
        1
    }
}

fn visible(model: &Model, area: Rect) -> usize {
    usize::from(layout::inside(area).height) / row_height(model, area)
}

/// The row that is drawn some lines below the top of the list.
pub fn row_at(model: &Model, area: Rect, line: usize) -> Option<usize> {
    let line = line / row_height(model, area);
    model.services.list.row_at(line, len(model))
}

/// Keeps the cursor visible.
pub fn settle(model: &mut Model, area: Rect) {
    let (len, height) = (len(model), visible(model, area));
    model.services.list.settle(len, height);
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    let area = layout::regions(model).columns[0];
    let height = area.map_or(1, |area| visible(model, area));
    let len = len(model);
    if model.services.list.act(action, len, height) {
        show(model);
        return true;
    }
    match action {
        Action::Open => super::focus_pane(model, Pane::Accounts, effects),
        Action::Only => filter_by(model, effects),
        Action::Sync => sync_selected(model, effects),
        Action::Pause => pause(model, effects),
        _ => return false,
    }
    true
}

/// Shows the service under the cursor at the right.
pub fn show(model: &mut Model) {
    model.accounts.subject = match selected(model) {
        Some(info) => accounts::Subject::Service(info.id.clone()),
        None => accounts::Subject::AllServices,
    };
    model.accounts.top = 0;
}

/// Only the users of the service under the cursor, or all again.
fn filter_by(model: &mut Model, effects: &mut Vec<Effect>) {
    let text = match selected(model) {
        Some(info) => format!("service:{}", info.id),
        None => String::new(),
    };
    let text = if model.users.filter == text {
        String::new()
    } else {
        text
    };
    users::filter(model, text, effects);
}

/// Synchronises the service under the cursor, or all.
fn sync_selected(model: &mut Model, effects: &mut Vec<Effect>) {
    let services = match selected(model) {
        Some(info) => vec![info.id.clone()],
        None => all(model),
    };
    sync(model, services, effects);
}

/// Every service that is not paused.
pub fn all(model: &Model) -> Vec<ServiceId> {
    let paused = |id: &ServiceId| {
        let state = model.status.services.get(id);
        state.is_some_and(|state| state.paused.is_some())
    };
    let ids = model.facts.services.iter().map(|info| info.id.clone());
    ids.filter(|id| !paused(id)).collect()
}

/// Starts a sync of the services that are not already syncing.
pub fn sync(model: &mut Model, services: Vec<ServiceId>, effects: &mut Vec<Effect>) {
    if !model.can_sync() {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        return;
    }
    let services: Vec<ServiceId> = services
        .into_iter()
        .filter(|service| model.syncing(service).is_none())
        .collect();
    if services.is_empty() {
        model.tell(Severity::Info, Text::new("tui-sync-nothing"));
        return;
    }
    let auto = false;
    model.start(Job::Sync { services, auto }, effects);
}

fn pause(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.facts.read_only {
        model.tell(Severity::Warning, Text::new("tui-refused-read-only"));
        return;
    }
    let Some(info) = selected(model) else { return };
    let service = info.id.clone();
    let state = model.status.services.get(&service);
    if state.is_some_and(|state| state.paused.is_some()) {
        model.start(Job::Act(Act::Resume { service }), effects);
    } else {
        let form = Form::pause(service, &info.label.clone());
        model.layers.push(Layer::Form(Box::new(form)));
    }
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let focused = model.pane == Pane::Services;
    let count = model.facts.services.len();
    let title = canvas.word("tui-services");
    let aside = canvas.face.words.number(i64::try_from(count).unwrap_or(0));
    canvas.title(area, &title, &aside, focused);
    let inside = layout::inside(area);
    let height = row_height(model, area);
    let list = model.services.list;
    for line in 0..visible(model, area) {
        let Some(row) = list.row_at(line, len(model)) else {
            break;
        };
        let y = inside.y + u16::try_from(line * height).unwrap_or(0);
        let place = Rect {
            y,
            height: u16::try_from(height).unwrap_or(1),
            ..inside
        };
        let under = row == list.at;
        match row
            .checked_sub(1)
            .and_then(|at| model.facts.services.get(at))
        {
            Some(info) => draw_service(model, info, place, under, focused, canvas),
            None => draw_all(model, place, under, focused, canvas),
        }
    }
}

fn cursor(place: Rect, under: bool, focused: bool, canvas: &mut Canvas<'_>) {
    if under {
        let style = if focused {
            canvas.theme().accent
        } else {
            canvas.theme().faint
        };
        for y in place.top()..place.bottom() {
            canvas.text(place.x, y, 1, canvas.glyphs().cursor, style);
        }
    }
}

fn draw_all(model: &Model, place: Rect, under: bool, focused: bool, canvas: &mut Canvas<'_>) {
    cursor(place, under, focused, canvas);
    let theme = canvas.theme();
    let style = if under && focused {
        theme.cursor
    } else {
        theme.strong
    };
    let words = &canvas.face.words;
    let accounts = model
        .status
        .summary
        .as_ref()
        .map_or(0, |summary| summary.accounts);
    let number = words.number(i64::try_from(accounts).unwrap_or(i64::MAX));
    let right = canvas.right(place.x, place.y, place.width - 1, &number, theme.text);
    let name = words.get("tui-services-all");
    let room = place.width.saturating_sub(right + 4);
    canvas.text(place.x + 2, place.y, room, &name, style);
    if place.height > 1 {
        let users = model
            .status
            .summary
            .as_ref()
            .map_or(0, |summary| summary.users);
        let users = words.text(&Text::new("count-users").with("n", users));
        canvas.text(
            place.x + 4,
            place.y + 1,
            place.width.saturating_sub(5),
            &users,
            theme.faint,
        );
    }
}

fn draw_service(
    model: &Model,
    info: &ServiceInfo,
    place: Rect,
    under: bool,
    focused: bool,
    canvas: &mut Canvas<'_>,
) {
    cursor(place, under, focused, canvas);
    let theme = canvas.theme();
    let state = model.status.services.get(&info.id);
    let running = model.syncing(&info.id);
    let (glyph, style) = if running.is_some() {
        (canvas.glyphs().running, theme.accent)
    } else if state.is_some_and(|state| state.paused.is_some()) {
        (canvas.glyphs().paused, theme.warn)
    } else {
        let outcome = outcome(state);
        (canvas.glyphs().outcome(outcome), theme.outcome(outcome))
    };
    canvas.text(place.x + 2, place.y, 1, glyph, style);
    let number = canvas
        .face
        .words
        .number(i64::try_from(accounts(model, &info.id)).unwrap_or(0));
    let right = canvas.right(place.x, place.y, place.width - 1, &number, theme.text);
    let room = place.width.saturating_sub(right + 6);
    let name_style = if under && focused {
        theme.cursor
    } else {
        theme.strong
    };
    let used = canvas.text(place.x + 4, place.y, room, &info.label, name_style);
    if !info.environment.is_production() && used + 2 < room {
        let (x, left) = (place.x + 5 + used, room - used - 1);
        canvas.text(x, place.y, left, &info.environment.0, theme.warn);
    }
    if place.height > 1 {
        draw_second(model, info, place, canvas);
    }
}

fn draw_second(model: &Model, info: &ServiceInfo, place: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme();
    let (x, y) = (place.x + 4, place.y + 1);
    let room = place.width.saturating_sub(5);
    if let Some((_, progress)) = model.syncing(&info.id) {
        let said = progress_words(canvas.face, progress, model);
        let used = canvas.text(x, y, room, &said, theme.accent);
        let meter = room.saturating_sub(used + 1).min(12);
        if let Some(expected) = progress.expected.filter(|_| meter >= 4) {
            let parts = bars::meter(canvas.glyphs(), progress.accounts, expected, meter.into());
            draw_meter(x + room - meter, y, &parts, canvas);
        }
        return;
    }
    let state = model.status.services.get(&info.id);
    let (said, style) = standing(canvas.face, state, model);
    let used = canvas.text(x, y, room, &said, style.unwrap_or(theme.faint));
    let width = room.saturating_sub(used + 1).min(8);
    let most = model
        .facts
        .services
        .iter()
        .map(|info| accounts(model, &info.id))
        .max();
    if width >= 4 {
        let part = accounts(model, &info.id);
        let parts = bars::meter(canvas.glyphs(), part, most.unwrap_or(0), width.into());
        draw_meter(x + room - width, y, &parts, canvas);
    }
}

fn draw_meter(x: u16, y: u16, (full, empty): &(String, String), canvas: &mut Canvas<'_>) {
    let used = canvas.text(x, y, u16::MAX, full, canvas.theme().accent);
    canvas.text(x + used, y, u16::MAX, empty, canvas.theme().faint);
}

/// How the last run of a service ended.
pub fn outcome(state: Option<&ServiceState>) -> Option<crate::domain::run::Outcome> {
    state
        .and_then(|state| state.last_run.as_ref())
        .map(|run| run.outcome)
}

/// How many accounts a service has, by the summary.
pub fn accounts(model: &Model, service: &ServiceId) -> u64 {
    by_state(model, service).iter().sum()
}

/// Accounts of a service by state, in the order of [`AccountState::ALL`].
pub fn by_state(model: &Model, service: &ServiceId) -> [u64; AccountState::ALL.len()] {
    let summary = model.status.summary.as_ref();
    summary
        .and_then(|summary| summary.by_service.iter().find(|(id, _)| id == service))
        .map_or([0; 5], |(_, counts)| *counts)
}

/// One short phrase about a service that is not syncing: `complete · 3 min`.
pub fn standing(
    face: &Face,
    state: Option<&ServiceState>,
    model: &Model,
) -> (String, Option<ratatui::style::Style>) {
    let Some(state) = state else {
        return (face.words.get("tui-never-synced"), Some(face.theme.warn));
    };
    if state.paused.is_some() {
        return (face.words.get("tui-paused"), Some(face.theme.warn));
    }
    let Some(run) = &state.last_run else {
        return (face.words.get("tui-never-synced"), Some(face.theme.warn));
    };
    let outcome = face.words.get(outcome_word(run.outcome));
    let age = face.words.age(run.at, model.now);
    let style = match run.outcome {
        crate::domain::run::Outcome::Complete => None,
        other => Some(face.theme.outcome(Some(other))),
    };
    (format!("{outcome} {} {age}", face.glyphs.dot), style)
}

/// The message of an outcome.
pub fn outcome_word(outcome: crate::domain::run::Outcome) -> &'static str {
    use crate::domain::run::Outcome;
    match outcome {
        Outcome::Complete => "outcome-complete",
        Outcome::Partial => "outcome-partial",
        Outcome::Failed => "outcome-failed",
        Outcome::Held => "outcome-held",
    }
}

/// One short phrase about a sync under way.
pub fn progress_words(face: &Face, progress: &Progress, model: &Model) -> String {
    if let Some(until) = progress.waiting_until.filter(|until| *until > model.now) {
        let at = until.to_jiff().to_zoned(model.facts.zone.clone());
        let at = at.strftime("%H:%M:%S").to_string();
        return face.words.text(&Text::new("tui-waiting").with("until", at));
    }
    let accounts = Text::new("count-accounts").with("n", progress.accounts);
    match progress.phase {
        Phase::Queued => face.words.get("tui-phase-queued"),
        Phase::Accounts => face.words.text(&accounts),
        Phase::Groups => face.words.get("tui-phase-groups"),
        Phase::Committing => face.words.get("tui-phase-committing"),
        Phase::Merging => face.words.get("tui-phase-merging"),
    }
}

/// The pane in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let face = &model.face;
    let mut lines = vec![face.words.get("tui-services")];
    for (number, info) in (1..).zip(&model.facts.services) {
        let state = model.status.services.get(&info.id);
        let standing = match model.syncing(&info.id) {
            Some((_, progress)) => progress_words(face, progress, model),
            None => standing(face, state, model).0,
        };
        let count = Text::new("count-accounts").with("n", accounts(model, &info.id));
        let label = crate::domain::text::escape(&info.label);
        let count = face.words.text(&count);
        lines.push(format!("{number}. {label}: {count}, {standing}"));
    }
    lines
}
