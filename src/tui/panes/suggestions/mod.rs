//! The suggestions view: questions about who is who, likeliest first, answered by one key each.
//!
//! The queue and the decisions of the session are shared by all views
//! ([`crate::tui::shell::questions`]); this view owns the comparison beside the queue.

mod bulk;
mod compare;
mod compare_user;
mod draw;
mod marks;
mod speak;
mod state;
#[cfg(test)]
mod tests;
mod wording;

use state::SuggestionsView;

use super::deciding;
use crate::tui::shell::action::{Action, ActionSpec, ViewId};
use crate::tui::shell::data::Answer;
use crate::tui::shell::focus::Focus;
use crate::tui::shell::layout::{self, Columns, First, Regions};
use crate::tui::shell::scene::Scene;
use crate::tui::shell::session::Session;
use crate::tui::shell::views::{Point, Start, View, ViewSpec, Wake};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::columns;
use crate::tui::widgets::list::Scroll;

/// The name of the view.
pub const ID: ViewId = ViewId("suggestions");
static FOCUS: Focus = Focus::commands(
    "suggestions",
    &[
        Action::Same,
        Action::Different,
        Action::Skip,
        Action::Undo,
        Action::SameAll,
        Action::Open,
    ],
);

/// The row of the view.
pub static VIEW: ViewSpec = ViewSpec {
    id: ID,
    opens: Some(ActionSpec::opens(ID, "tui-act-suggestions", &["S"])),
    columns: Columns {
        titles: &["tui-suggestions", "tui-comparison"],
        first: First::Percent(34),
        coverage: false,
    },
    focuses: &[&FOCUS],
    start: Start::Never,
    make: |_| Box::new(SuggestionsView::default()),
    find: None,
};

/// How long the cursor rests before both sides are read, in milliseconds.
const REST: i64 = 60;
/// Above so many accounts nobody is compared before somebody asks for it.
const UNASKED: u64 = 50_000;

/// Where both are visible, pages are those of the comparison: the queue is walked by its answers.
fn pages_comparison(regions: &Regions, action: Action) -> bool {
    let both = regions.columns[0].is_some() && regions.columns[1].is_some();
    both && matches!(action, Action::PageUp | Action::PageDown)
}

impl View for SuggestionsView {
    fn focus(&self) -> &'static Focus {
        &FOCUS
    }

    fn depth(&self) -> usize {
        self.depth
    }

    fn focus_column(&mut self, column: usize, _scene: &mut Scene<'_>) {
        self.depth = column;
    }

    fn load(&mut self, scene: &mut Scene<'_>) {
        deciding::find(scene);
        self.forget();
        self.compare_now(scene);
    }

    fn snapshot(&mut self, shown: bool, scene: &mut Scene<'_>) {
        // Comparing many costs much, for nothing where nobody looks.
        let summary = scene.status.summary.as_ref();
        let few = summary.is_some_and(|summary| (1..=UNASKED).contains(&summary.accounts));
        if shown || few {
            deciding::find(scene);
        }
    }

    fn questions(&mut self, scene: &mut Scene<'_>) {
        self.compare_now(scene);
    }

    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Compared(compared) => self.take(compared),
            other => return Some(other),
        }
        None
    }

    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool {
        let columns = scene.regions.columns;
        match action {
            Action::Same | Action::Different => deciding::reply(scene, action == Action::Same),
            Action::Skip => deciding::skip(scene),
            Action::Undo => deciding::undo(scene, true),
            Action::SameAll => bulk::open(scene),
            Action::NextPane | Action::PreviousPane => self.depth = 1 - self.depth.min(1),
            Action::Open | Action::Right => self.depth = 1,
            Action::Left | Action::Back if self.depth > 0 => self.depth = 0,
            _ if self.depth == 0 && !pages_comparison(&scene.regions, action) => {
                let len = scene.questions.queue.open().len();
                let height = columns[0].map_or(1, |area| draw::rows(area).0);
                if !scene.questions_mut().list.act(action, len, height) {
                    return false;
                }
                self.scroll = Scroll::default();
                self.rest = Some(scene.now.plus(REST));
            }
            _ => {
                let Some(area) = columns[1] else {
                    return false;
                };
                let len = self.comparison(scene, area).len();
                return self.scroll.act(action, len, layout::rows(Some(area)));
            }
        }
        true
    }

    fn is_apt(&self, session: &Session, action: Action) -> bool {
        let queue = &session.questions.queue;
        match action {
            Action::Same | Action::Different | Action::SameAll => {
                !queue.open().is_empty() && !session.facts.read_only
            }
            Action::Skip => !queue.open().is_empty(),
            Action::Undo => queue.last().is_some(),
            _ => true,
        }
    }

    fn hinted(&self, session: &Session) -> bool {
        session.questions.queue.left() > 0
    }

    fn shows_decisions(&self) -> bool {
        true
    }

    fn click(&mut self, point: Point, scene: &mut Scene<'_>) {
        if point.column > 0 {
            return;
        }
        let (_, step) = draw::rows(point.area);
        let len = scene.questions.queue.open().len();
        let row = scene.questions.list.row_at(point.line / step, len);
        if let Some(at) = row {
            scene.questions_mut().list.at = at;
            self.scroll = Scroll::default();
            self.compare_now(scene);
        }
    }

    fn choose(&mut self, number: usize, scene: &mut Scene<'_>) -> bool {
        scene.questions_mut().list.at = number.saturating_sub(1);
        true
    }

    fn settle(&mut self, scene: &mut Scene<'_>) {
        let under = scene.questions.under();
        if under != self.of {
            // Answered, undone or gone: the next one is compared at once, from its first line.
            self.of = under;
            self.scroll = Scroll::default();
            if self.rest.is_none() {
                self.compare_now(scene);
            }
        }
        let columns = scene.regions.columns;
        let len = scene.questions.queue.open().len();
        let height = columns[0].map_or(1, |area| draw::rows(area).0);
        scene.questions_mut().list.settle(len, height);
        if let Some(area) = columns[1].filter(|_| self.scroll.top > 0) {
            let last = self.comparison(scene, area).len();
            let last = last.saturating_sub(layout::rows(Some(area)));
            self.scroll.top = self.scroll.top.min(last);
        }
    }

    fn rests_until(&self) -> Option<crate::domain::time::Timestamp> {
        self.rest
    }

    fn rested(&mut self, scene: &mut Scene<'_>) {
        self.compare_now(scene);
    }

    fn changes(&self, session: &Session, wake: &mut Wake) {
        // Who waits for a comparison of everybody sees the seconds pass.
        if let Some(since) = session.questions.working {
            let passed = session.now.since(since).max(0) / 1_000;
            wake.at(since.plus((passed + 1) * 1_000));
        }
    }

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>) {
        columns::draw(regions.columns, canvas, |at, area, canvas| match at {
            0 => self.draw_queue(session, area, canvas),
            _ => self.draw_comparison(session, area, canvas),
        });
    }

    fn speak(&self, session: &Session) -> Vec<String> {
        self.say(session)
    }
}
