//! What a view is: one row that registers it, and a state with its behaviour.
//!
//! Nothing outside a view's own folder names it, except for the list that its row stands in.

use std::any::Any;
use std::fmt::Debug;

use ratatui::layout::Rect;

use super::action::{Action, ActionSpec, ViewId};
use super::data::{Answer, FirstFrame, Query};
use super::focus::Focus;
use super::layout::{Columns, Regions};
use super::message::Arranged;
use super::opaque::Opaque;
use super::scene::Scene;
use super::session::Session;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::rows::Rows;
use crate::words::next_age_change;

/// Most rows that `--plain` says at once.
pub const SPOKEN: usize = 20;

/// What is registered of a view.
#[derive(Debug)]
pub struct ViewSpec {
    pub id: ViewId,
    /// The action that opens it: its word, its name, its letter.
    pub opens: Option<ActionSpec>,
    pub columns: Columns,
    /// Everything in it that can have the keys.
    pub focuses: &'static [&'static Focus],
    /// When the program shows it first.
    pub start: Start,
    /// Its state at the first frame.
    pub make: fn(&FirstFrame) -> Box<dyn View>,
    /// Works something out for it from the snapshot, on the worker.
    pub find: Option<Find>,
}

/// When the program shows a view first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Only when it is opened.
    Never,
    /// Usually: it is where the others lead back to.
    Home,
    /// Before the first sync.
    Unsynced,
    /// Without a configuration; then there is no other.
    Unconfigured,
}

/// Answers a wish from the snapshot. What it keeps in the last argument is there the next time,
/// until another snapshot is read.
pub type Find = fn(&Snapshot, &Opaque, &mut Option<Opaque>) -> Opaque;

/// Where the mouse went down in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub column: usize,
    /// The column's place.
    pub area: Rect,
    /// Lines below the column's title.
    pub line: usize,
}

/// Collects the next instant at which something on the screen changes by itself.
#[derive(Debug)]
pub struct Wake {
    pub now: Timestamp,
    pub next: Option<Timestamp>,
}

impl Wake {
    /// Something changes at this instant.
    pub fn at(&mut self, at: Timestamp) {
        self.next = Some(self.next.map_or(at, |known| known.min(at)));
    }

    /// The age of something is printed.
    pub fn age(&mut self, since: Timestamp) {
        self.at(next_age_change(since, self.now));
    }
}

/// A view: its state, and what happens to it.
pub trait View: Any + Debug + Send {
    /// What has the keys.
    fn focus(&self) -> &'static Focus;

    /// Which column has the keys.
    fn depth(&self) -> usize {
        0
    }

    /// Gives the keys to a column.
    fn focus_column(&mut self, _column: usize, _scene: &mut Scene<'_>) {}

    /// The program begins with the first frame on the screen.
    fn started(&mut self, _scene: &mut Scene<'_>) {}

    /// It fills the body from now on; `again` when it did before.
    fn opened(&mut self, _again: bool, _scene: &mut Scene<'_>) {}

    /// Reads what it needs: it was opened, or the store moved.
    fn load(&mut self, _scene: &mut Scene<'_>) {}

    /// Takes an action; `false` when it has no meaning here.
    fn act(&mut self, action: Action, scene: &mut Scene<'_>) -> bool;

    /// Whether an action that it offers would do something now; one that would not is no hint.
    fn is_apt(&self, _session: &Session, _action: Action) -> bool {
        true
    }

    /// Whether Esc leads back from here.
    fn goes_back(&self) -> bool {
        true
    }

    /// Whether the footer of the home view names it.
    fn hinted(&self, _session: &Session) -> bool {
        false
    }

    fn click(&mut self, _point: Point, _scene: &mut Scene<'_>) {}

    /// Goes to the row that was said with this number, from 1 on; `false` when rows have no
    /// numbers.
    fn choose(&mut self, _number: usize, _scene: &mut Scene<'_>) -> bool {
        false
    }

    /// Keeps its cursors visible; the last call for every message.
    fn settle(&mut self, _scene: &mut Scene<'_>) {}

    fn draw(&self, session: &Session, regions: &Regions, canvas: &mut Canvas<'_>);

    /// Says it in lines.
    fn speak(&self, session: &Session) -> Vec<String>;

    /// Tells every instant at which something that it shows changes by itself.
    fn changes(&self, _session: &Session, _wake: &mut Wake) {}

    /// Until when the cursor is to rest before more is read.
    fn rests_until(&self) -> Option<Timestamp> {
        None
    }

    /// The cursor has rested.
    fn rested(&mut self, _scene: &mut Scene<'_>) {}

    /// Puts another filter in force; `false` where there is none.
    fn filter(&mut self, _text: String, _scene: &mut Scene<'_>) -> bool {
        false
    }

    /// What is wrong with its filter; the footer says it.
    fn wrong(&self) -> Option<&Text> {
        None
    }

    /// A new snapshot was read.
    fn snapshot(&mut self, _shown: bool, _scene: &mut Scene<'_>) {}

    /// The questions about who is who were read anew; it is shown.
    fn questions(&mut self, _scene: &mut Scene<'_>) {}

    /// Whether decisions can be seen in it, so that nothing else needs to tell of them.
    fn shows_decisions(&self) -> bool {
        false
    }

    /// Takes rows that it asked for.
    fn arranged(&mut self, _arranged: Arranged, _scene: &mut Scene<'_>) {}

    /// Takes what its [`ViewSpec::find`] found for a wish.
    fn found(&mut self, _wish: &Opaque, _found: &Opaque, _shown: bool, _scene: &mut Scene<'_>) {}

    /// Takes an answer, or gives it back because it is somebody else's.
    fn answer(&mut self, answer: Answer) -> Option<Answer> {
        Some(answer)
    }

    /// A question was not answered.
    fn unanswered(&mut self, _query: &Query) {}

    /// What it holds of snapshots.
    fn rows(&self) -> Option<Rows> {
        None
    }
}
