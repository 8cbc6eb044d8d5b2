//! Effects: what `update` asks the runtime to do, as comparable data.

use super::action::ViewId;
use super::data::{Job, JobId, Query};
use super::opaque::Opaque;
use crate::domain::ids::UserId;
use crate::tui::widgets::arrange::Wanted;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The operator leaves, or a signal asked to.
    Quit,
    /// The welcome's demo was chosen.
    Demo,
    /// The welcome's `init` was chosen.
    Init,
}

/// Something to do outside the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the store; an older question of the same kind is forgotten.
    Ask(Query),
    /// Read the newest snapshot, on the worker.
    Refresh,
    /// Order and filter rows, on the worker; an older one of the same view is forgotten.
    Arrange {
        view: ViewId,
        /// Comes back with the answer.
        seq: u64,
        wanted: Wanted,
        /// The row to find again.
        keep: Option<UserId>,
    },
    /// Work something out from the snapshot as the view's row says, on the worker.
    Find {
        view: ViewId,
        /// What is wanted; the view knows its type.
        wish: Opaque,
    },
    /// Compare everybody, beside everything else; the number comes back with the answer.
    FindQuestions(u64),
    /// Start work; its end always comes back. What changes our own store is done in order.
    Start(JobId, Job),
    /// Ask work to stop at the next good moment.
    Cancel(JobId),
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Give the terminal back and stop, until continued.
    Suspend,
    Redraw,
    Leave(Exit),
}
