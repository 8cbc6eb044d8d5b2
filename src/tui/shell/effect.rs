//! Effects: what `update` asks the runtime to do, as comparable data.

use jiff::civil::Date;

use super::data::{Job, JobId, Query};
use crate::domain::ids::UserId;
use crate::tui::widgets::arrange::Wanted;

/// Which list an arrangement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The users pane.
    Users,
    /// The users of one rule.
    Findings,
    /// The members of one group.
    Groups,
}

impl Target {
    /// Every target.
    pub const ALL: [Target; 3] = [Target::Users, Target::Findings, Target::Groups];
}

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
    /// Ask the store; an older question of the same key is forgotten.
    Ask(Query),
    /// Read the newest snapshot, on the worker.
    Refresh,
    /// Order and filter rows, on the worker; an older one of the same target is forgotten.
    Arrange {
        /// For which list.
        target: Target,
        /// Comes back with the answer.
        seq: u64,
        /// What is wanted.
        wanted: Wanted,
        /// The row to find again.
        keep: Option<UserId>,
    },
    /// Count the members of every group whose name has these words, on the worker.
    FindGroups(String),
    /// Work out who leaves as of this day, on the worker.
    FindDepartures(Date),
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
    /// Draw everything again.
    Redraw,
    /// Leave.
    Leave(Exit),
}
