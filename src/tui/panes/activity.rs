//! The activity view: syncs under way with their progress, and the runs before them.

use ratatui::layout::Rect;

use super::standing;
use crate::domain::text::Text;
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::{Job, Query};
use crate::tui::shell::face::Face;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, Regions};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::{Running, Session};
use crate::tui::shell::views::{Start, View, ViewSpec, Wake};
use crate::tui::widgets::bars;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::{self, Line};
use crate::tui::widgets::text;

/// The name of the view.
pub const ID: ViewId = ViewId("activity");
static FOCUS: Focus = Focus::commands("activity", &[]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-activity", &["A"])),
    columns: Columns::ONE,
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(ActivityView::default()),
    find: None,
};

/// How far the syncs are scrolled.
#[derive(Debug, Default)]
pub struct ActivityView {
    scroll: Scroll,
}

impl View for ActivityView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        scene.ask(Query::Runs);
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let area = text_area(scene.regions.body);
        let len = lines(scene, usize::from(area.width)).len();
        self.scroll.act(action, len, area.height.into())
    }

    fn changes(&self, session: &Session, wake: &mut Wake) {
        for run in &session.runs {
            wake.age(run.started);
        }
        for running in &session.running {
            wake.age(running.since);
        }
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        canvas.title(regions.body, &canvas.word("tui-activity"), "", true);
        let area = text_area(regions.body);
        let lines = lines(session, usize::from(area.width));
        prose::draw(&lines, self.scroll.top, area, canvas);
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let lines = lines(session, 10_000);
        lines.iter().take(40).map(Line::plain).collect()
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

fn lines(session: &Session, width: usize) -> Vec<Line> {
    let face = &session.face;
    let (words, theme) = (&face.words, &face.theme);
    let mut lines = vec![Line::of(&words.get("tui-activity-now"), theme.strong)];
    if session.running.is_empty() {
        lines.push(Line::of(&words.get("tui-activity-nothing"), theme.faint));
    }
    for running in &session.running {
        running_lines(session, running, width, &mut lines);
    }
    lines.push(Line::new());
    lines.push(Line::of(&words.get("tui-runs"), theme.strong));
    if session.runs.is_empty() {
        lines.push(Line::of(&words.get("tui-runs-none"), theme.faint));
    }
    let labels = session
        .facts
        .services
        .iter()
        .map(|info| text::width(&info.label));
    let room = labels.max().unwrap_or(8).min(18);
    for run in session.runs.iter().take(100) {
        let style = theme.outcome(Some(run.outcome));
        let label = padded(face, session.facts.label(&run.service), room);
        let at = words.datetime(run.started, &session.facts.zone);
        let outcome = words.get(standing::outcome_word(run.outcome));
        let seconds = run.ended.since(run.started) as f64 / 1_000.0;
        let line = Line::of(face.glyphs.outcome(Some(run.outcome)), style)
            .hang(4)
            .and(&format!(" {at}  "), theme.faint)
            .and(&label, theme.text)
            .and("  ", theme.text)
            .and(&outcome, style)
            .and("  ", theme.text)
            .and(&standing::counts(session, run), theme.text)
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

fn padded(face: &Face, label: &str, room: usize) -> String {
    let label = text::fit(label, room, face.glyphs.more).into_owned();
    let gap = room.saturating_sub(text::width(&label));
    format!("{label}{}", " ".repeat(gap))
}

fn running_lines(session: &Session, running: &Running, width: usize, lines: &mut Vec<Line>) {
    let face = &session.face;
    let (words, theme) = (&face.words, &face.theme);
    let title = match &running.job {
        Job::Sync { auto: true, .. } => "tui-job-auto-sync",
        Job::Sync { auto: false, .. } => "tui-job-sync",
        Job::Act(_) | Job::UndoOf(_) => "tui-job-act",
    };
    let since = Text::new("tui-since").with("age", words.age(running.since, session.now));
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
        let label = padded(face, session.facts.label(id), 18);
        let ended = running.ended.iter().find(|run| run.service == *id);
        let line = Line::of(&label, theme.text).indent(2).and("  ", theme.text);
        let line = if let Some(run) = ended {
            let style = theme.outcome(Some(run.outcome));
            let word = words.get(standing::outcome_word(run.outcome));
            line.and(face.glyphs.outcome(Some(run.outcome)), style)
                .and(&format!(" {word}  "), style)
                .and(&standing::counts(session, run), theme.faint)
        } else {
            let said = standing::progress_words(face, progress, session);
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
