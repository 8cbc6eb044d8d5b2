//! The activity view: syncs under way with their progress, and the runs before them.

use ratatui::layout::Rect;

use super::{service, services};
use crate::domain::text::Text;
use crate::tui::shell::data::{Job, Query};
use crate::tui::shell::effect::Effect;
use crate::tui::shell::keymap::Action;
use crate::tui::shell::layout::{self, Regions};
use crate::tui::shell::model::{Model, Running};
use crate::tui::widgets::bars;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::{self, Line};
use crate::tui::widgets::text;

/// The view's own state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// How far it is scrolled.
    pub scroll: Scroll,
}

/// Reads what the view needs.
pub fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    model.ask(Query::Runs, effects);
}

/// Takes an action.
pub fn act(model: &mut Model, action: Action, _: &mut Vec<Effect>) -> bool {
    let area = text_area(layout::regions(model).body);
    let len = lines(model, usize::from(area.width)).len();
    model.activity.scroll.act(action, len, area.height.into())
}

/// Asks every running sync to stop.
pub fn cancel(model: &mut Model, effects: &mut Vec<Effect>) {
    let mut any = false;
    for running in &mut model.running {
        if matches!(running.job, Job::Sync { .. }) && !running.cancelling {
            running.cancelling = true;
            any = true;
            effects.push(Effect::Cancel(running.id));
        }
    }
    if !any {
        let text = Text::new("tui-cancel-nothing");
        model.tell(crate::domain::findings::Severity::Info, text);
    }
}

fn text_area(body: Rect) -> Rect {
    let inside = layout::inside(body);
    Rect {
        x: inside.x + 2,
        width: inside.width.saturating_sub(4),
        ..inside
    }
}

/// Draws the view.
pub fn draw(model: &Model, regions: &Regions, canvas: &mut Canvas<'_>) {
    canvas.title(regions.body, &canvas.word("tui-activity"), "", true);
    let area = text_area(regions.body);
    let lines = lines(model, usize::from(area.width));
    prose::draw(&lines, model.activity.scroll.top, area, canvas);
}

fn lines(model: &Model, width: usize) -> Vec<Line> {
    let face = &model.face;
    let (words, theme) = (&face.words, &face.theme);
    let mut lines = vec![Line::of(&words.get("tui-activity-now"), theme.strong)];
    if model.running.is_empty() {
        lines.push(Line::of(&words.get("tui-activity-nothing"), theme.faint));
    }
    for running in &model.running {
        running_lines(model, running, width, &mut lines);
    }
    lines.push(Line::new());
    lines.push(Line::of(&words.get("tui-runs"), theme.strong));
    if model.runs.is_empty() {
        lines.push(Line::of(&words.get("tui-runs-none"), theme.faint));
    }
    let labels = model
        .facts
        .services
        .iter()
        .map(|info| text::width(&info.label));
    let room = labels.max().unwrap_or(8).min(18);
    for run in model.runs.iter().take(100) {
        let style = theme.outcome(Some(run.outcome));
        let label = padded(face, model.facts.label(&run.service), room);
        let at = words.datetime(run.started, &model.facts.zone);
        let outcome = words.get(services::outcome_word(run.outcome));
        let seconds = run.ended.since(run.started) as f64 / 1_000.0;
        let line = Line::of(face.glyphs.outcome(Some(run.outcome)), style)
            .hang(4)
            .and(&format!(" {at}  "), theme.faint)
            .and(&label, theme.text)
            .and("  ", theme.text)
            .and(&outcome, style)
            .and("  ", theme.text)
            .and(&service::counts(model, run), theme.text)
            .and(&format!("  {seconds:.1} s  {}", run.by), theme.faint);
        lines.push(line);
        for reason in run.reasons.iter().take(3) {
            lines.push(Line::of(&words.text(reason), theme.warn).indent(4));
        }
        for held in &run.held {
            let text = Text::new("tui-held")
                .with("rule", held.rule.as_str())
                .with("n", held.count)
                .with("of", held.of);
            lines.push(Line::of(&words.text(&text), theme.warn).indent(4));
        }
    }
    prose::wrapped(&lines, width)
}

fn padded(face: &crate::tui::shell::face::Face, label: &str, room: usize) -> String {
    let label = text::fit(label, room, face.glyphs.more).into_owned();
    let gap = room.saturating_sub(text::width(&label));
    format!("{label}{}", " ".repeat(gap))
}

fn running_lines(model: &Model, running: &Running, width: usize, lines: &mut Vec<Line>) {
    let face = &model.face;
    let (words, theme) = (&face.words, &face.theme);
    let title = match &running.job {
        Job::Sync { auto: true, .. } => "tui-job-auto-sync",
        Job::Sync { auto: false, .. } => "tui-job-sync",
        Job::Act(_) | Job::UndoOf(_) => "tui-job-act",
    };
    let since = Text::new("tui-since").with("age", words.age(running.since, model.now));
    let mut head = Line::of(face.glyphs.running, theme.accent)
        .and(" ", theme.text)
        .and(&words.get(title), theme.text)
        .and("  ", theme.text)
        .and(&words.text(&since), theme.faint);
    if running.cancelling {
        head = head
            .and("  ", theme.text)
            .and(&words.get("tui-cancelling"), theme.warn);
    }
    lines.push(head);
    for (id, progress) in &running.progress {
        let label = padded(face, model.facts.label(id), 18);
        let ended = running.ended.iter().find(|run| run.service == *id);
        let line = Line::of(&label, theme.text).indent(2).and("  ", theme.text);
        let line = if let Some(run) = ended {
            let style = theme.outcome(Some(run.outcome));
            let word = words.get(services::outcome_word(run.outcome));
            line.and(face.glyphs.outcome(Some(run.outcome)), style)
                .and(&format!(" {word}  "), style)
                .and(&service::counts(model, run), theme.faint)
        } else {
            let said = services::progress_words(face, progress, model);
            let pages = words.text(&Text::new("tui-pages").with("n", progress.pages));
            let room = width.saturating_sub(64).min(30);
            let mut line = line.and(&padded(face, &said, 22), theme.accent);
            if let Some(expected) = progress.expected {
                let (full, empty) = bars::meter(&face.glyphs, progress.accounts, expected, room);
                line = line.and(&full, theme.accent).and(&empty, theme.faint);
                line = line.and("  ", theme.text);
            }
            line.and(&pages, theme.faint)
        };
        lines.push(line);
    }
}

/// The view in lines.
pub fn speak(model: &Model) -> Vec<String> {
    let lines = lines(model, 10_000);
    lines.iter().take(40).map(Line::plain).collect()
}
