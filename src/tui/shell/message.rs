//! Messages: everything that can happen to the model.

use std::sync::Arc;

use super::action::{Action, ViewId};
use super::data::{Answer, Done, Found, JobId, Query};
use super::key::Key;
use super::opaque::Opaque;
use crate::domain::ids::{Revision, ServiceId};
use crate::domain::progress::Progress;
use crate::domain::run::RunRecord;
use crate::domain::snapshot::{Snapshot, Summary};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::tui::widgets::rows::Rows;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub at: Timestamp,
    pub event: Event,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The loop begins; the first frame is drawn.
    Started,
    Key(Key),
    Paste(String),
    Mouse {
        x: u16,
        y: u16,
        gesture: Gesture,
    },
    /// The terminal has another size.
    Resize(u16, u16),
    /// An action chosen by name, in the plain mode.
    Do(Action),
    /// The row chosen by number, in the plain mode.
    Choose(usize),
    /// A filter typed whole, in the plain mode.
    FilterBy(String),
    /// The time that [`super::wake::next`] asked for has come.
    Tick,
    /// Nobody moves the cursor any more, in the plain mode.
    Rested,
    /// The store's revision moved: by us, or by another process.
    Revision(Revision),
    /// An answer of the store.
    Answer(Answer),
    /// A question could not be answered.
    Unanswered(Query, Text),
    /// A new snapshot was read, and counted.
    Snapshot(Arc<Snapshot>, Summary),
    /// Rows were ordered and filtered for a view.
    Arranged(ViewId, Arranged),
    /// Something was worked out for a view from the snapshot.
    Found {
        view: ViewId,
        wish: Opaque,
        found: Opaque,
    },
    /// Who may be one, as of the reading with this number.
    Questions(u64, Result<Found, Text>),
    /// Something off the screen's thread failed.
    Trouble(Text),
    /// How far a sync of one service is.
    Progress(JobId, ServiceId, Progress),
    /// The sync of one service ended.
    RunEnded(JobId, RunRecord),
    /// A service was left alone by a sync.
    RunSkipped(JobId, ServiceId, Text),
    /// A job ended, well or not.
    JobEnded(JobId, Result<Done, Text>),
    /// A signal asks to leave at once.
    Terminate,
}

/// Rows that were ordered and filtered for a view.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arranged {
    /// Which request this answers.
    pub seq: u64,
    pub rows: Rows,
    /// Where the row to find again is.
    pub keep_at: Option<usize>,
    /// More is to come.
    pub partial: bool,
    /// What is wrong with the filter, if something is.
    pub wrong: Option<Text>,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// The left button went down.
    Click,
    /// The wheel moved up.
    WheelUp,
    /// The wheel moved down.
    WheelDown,
}
