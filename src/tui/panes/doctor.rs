//! The doctor view: checks of credentials, rights, clock, terminal and store.

use ratatui::layout::Rect;

use crate::domain::check::{CheckLine, CheckOutcome};
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::{Answer, Query};
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, Regions};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Start, View, ViewSpec};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::Scroll;
use crate::tui::widgets::prose::{self, Line};

/// The name of the view.
pub const ID: ViewId = ViewId("doctor");
static FOCUS: Focus = Focus::commands("doctor", &[Action::Recheck]);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-doctor", &["D"])),
    columns: Columns::ONE,
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(DoctorView::default()),
    find: None,
};

/// The checks and how far they are scrolled.
#[derive(Debug, Default)]
pub struct DoctorView {
    /// `None` until they were made.
    checks: Option<Vec<CheckLine>>,
    /// They are being made.
    checking: bool,
    scroll: Scroll,
}

fn text_area(body: Rect) -> Rect {
    let inside = layout::inside(body);
    Rect {
        x: inside.x + 2,
        y: inside.y + 1,
        width: inside.width.saturating_sub(4),
        height: inside.height.saturating_sub(1),
    }
}

impl DoctorView {
    fn check(&mut self, scene: &mut Scene<'_>) {
        self.checking = true;
        scene.ask(Query::Doctor);
    }

    fn lines(&self, session: &Session, width: usize) -> Vec<Line> {
        let face = &session.face;
        let (words, theme, glyphs) = (&face.words, &face.theme, &face.glyphs);
        let Some(checks) = &self.checks else {
            return vec![Line::of(&words.get("tui-checking-long"), theme.faint)];
        };
        let mut lines = Vec::new();
        let mut before = None;
        for check in checks {
            if before != Some(&check.service) {
                if before.is_some() {
                    lines.push(Line::new());
                }
                let title = match &check.service {
                    Some(id) => session.facts.label(id).to_owned(),
                    None => words.get("tui-doctor-own"),
                };
                lines.push(Line::of(&title, theme.strong));
                before = Some(&check.service);
            }
            let [good, remark, bad, _] = glyphs.outcomes;
            let (glyph, word, style) = match check.check.outcome {
                CheckOutcome::Good => (good, "tui-check-good", theme.good),
                CheckOutcome::Remark => (remark, "tui-check-remark", theme.warn),
                CheckOutcome::Bad => (bad, "tui-check-bad", theme.bad),
            };
            let word = words.get(word);
            let line = Line::of(&format!("{glyph} {word}"), style)
                .indent(2)
                .and("  ", theme.text)
                .and(&words.text(&check.check.text), theme.text);
            lines.push(line);
        }
        prose::wrapped(&lines, width)
    }
}

impl View for DoctorView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        // They ask every service: once is enough until somebody wants them again.
        if self.checks.is_none() && !self.checking {
            self.check(scene);
        }
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Doctor(checks) => {
                self.checking = false;
                self.checks = Some(checks);
            }
            other => return Some(other),
        }
        None
    }

    fn unanswered(&mut self, query: &Query) {
        self.checking &= *query != Query::Doctor;
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        if action == Action::Recheck {
            self.check(scene);
            return true;
        }
        let area = text_area(scene.regions.body);
        let len = self.lines(scene, usize::from(area.width)).len();
        self.scroll.act(action, len, area.height.into())
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        let aside = if self.checking {
            canvas.word("tui-checking")
        } else {
            String::new()
        };
        canvas.title(regions.body, &canvas.word("tui-doctor"), &aside, true);
        let area = text_area(regions.body);
        let lines = self.lines(session, usize::from(area.width));
        prose::draw(&lines, self.scroll.top, area, canvas);
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        let lines = self.lines(session, 10_000);
        lines.iter().map(Line::plain).collect()
    }
}
