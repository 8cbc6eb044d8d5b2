//! What can go wrong with the store, and how it is said.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::holder::Holder;
use crate::domain::ids::{PlanId, Revision, StepId};
use crate::domain::plan::{DataError, StepState};
use crate::domain::text::Text;

/// The result of every call of this room.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no store to read.
    #[error("there is no store in {}", .0.display())]
    Missing(PathBuf),
    /// A write was asked of a read-only store.
    #[error("the store is open for reading only")]
    ReadOnly,
    /// A newer program wrote this; reading it could misunderstand it.
    #[error(
        "the store's {what} has version {found}, this program knows {known}: use a newer program"
    )]
    Newer {
        /// Which record, or `schema`.
        what: &'static str,
        /// The version that was found.
        found: u32,
        /// The newest version that is known.
        known: u32,
    },
    /// The file holds what no version of this program writes.
    #[error("the store is damaged: {what}: {detail}")]
    Damaged {
        /// Which record or table.
        what: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// What was to be written contradicts itself.
    #[error("this cannot be written: {0}")]
    Refused(String),
    /// Another process works on the same thing.
    #[error("`{lock}` is held{}", by(holder.as_slice()))]
    Locked {
        /// Which lock.
        lock: String,
        /// Who holds it, as far as the lock file says.
        holder: Option<Holder>,
    },
    /// Other processes have the store open, and it must be closed for this.
    #[error("the store is in use{}", by(holders))]
    InUse {
        /// Those that said so; readers do not.
        holders: Vec<Holder>,
    },
    /// Somebody else changed the store since the data of this write was read.
    #[error("the store moved on to revision {}, this write was made for {}", found.0, expected.0)]
    Moved {
        /// What the write was made for.
        expected: Revision,
        /// What the store has.
        found: Revision,
    },
    /// A head of the audit log that is not `<number>:<64 hex digits>`.
    #[error("`{0}` is not a head of the audit log: write `<number>:<64 hex digits>`")]
    Head(String),
    /// Others can write into the store's folder, and so put another store there.
    #[error("{}: others can write into it", .0.display())]
    Exposed(PathBuf),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A plan or a step does not stand where the write expected it.
    #[error(transparent)]
    Step(#[from] StepError),
    /// Other transactions were in the way of this one, again and again.
    #[error("other processes changed the same rows at the same time")]
    Conflict,
    /// The database refused.
    #[error(transparent)]
    Database(DatabaseError),
}

/// Why a turn of a step was not written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StepError {
    /// The step stands elsewhere: somebody else was first, or it was never there.
    #[error("step {step} is {}, not {}", word(*found), word(*expected))]
    Elsewhere {
        step: StepId,
        expected: Option<StepState>,
        /// Where it stands; the same as expected when it left and came back, or its account got
        /// another id.
        found: Option<StepState>,
    },
    /// No step makes this turn.
    #[error("step {step} cannot turn from {} to {}", word(*from), to.as_str())]
    NoSuchTurn {
        step: StepId,
        from: Option<StepState>,
        to: StepState,
    },
    /// Another step of the same account was sent and is not settled.
    #[error("step {step} must wait: step {other} of the same account is {}, by {runner}", state.as_str())]
    AccountBusy {
        step: StepId,
        other: StepId,
        state: StepState,
        runner: String,
    },
    /// The plan was written before.
    #[error("plan {0} is in the journal already")]
    PlanThere(PlanId),
}

fn word(state: Option<StepState>) -> &'static str {
    state.map_or("not there", StepState::as_str)
}

impl From<DataError> for StoreError {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Newer { name, found, known } => StoreError::Newer {
                what: name,
                found: found.into(),
                known: known.into(),
            },
            other => StoreError::Damaged {
                what: "provider data",
                detail: other.to_string(),
            },
        }
    }
}

/// What a database said, whichever it is.
#[derive(Debug, Error)]
#[error("the database: {source}")]
pub struct DatabaseError {
    pub(super) fault: Fault,
    pub(super) source: Box<dyn std::error::Error + Send + Sync>,
}

/// What a refusal of the database means for whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no room left.
    Full,
    /// It failed before, and must be opened again.
    FailedBefore,
    Other,
}

/// The file holds what no version of this program writes.
pub(super) fn damaged(what: &'static str, detail: impl ToString) -> StoreError {
    StoreError::Damaged {
        what,
        detail: detail.to_string(),
    }
}

fn join(holders: &[Holder]) -> String {
    let names: Vec<String> = holders.iter().map(Holder::to_string).collect();
    names.join("; ")
}

fn by(holders: &[Holder]) -> String {
    match holders {
        [] => String::new(),
        some => format!(" by {}", join(some)),
    }
}

impl StoreError {
    pub(super) fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> StoreError {
        let path = path.as_ref().to_owned();
        move |source| StoreError::Io { path, source }
    }

    /// The sentence for humans.
    pub fn text(&self) -> Text {
        let detail = self.to_string();
        match self {
            StoreError::Missing(dir) => {
                Text::new("store-missing").with("dir", dir.display().to_string())
            }
            StoreError::ReadOnly => Text::new("store-read-only"),
            StoreError::Newer { found, known, .. } => Text::new("store-newer")
                .with("found", *found)
                .with("known", *known),
            StoreError::Damaged { .. } => Text::new("store-damaged").with("detail", detail),
            StoreError::Refused(why) => Text::new("store-refused").with("detail", why.as_str()),
            StoreError::Locked { lock, holder: None } => {
                Text::new("store-locked").with("lock", lock.as_str())
            }
            StoreError::Locked {
                lock,
                holder: Some(holder),
            } => Text::new("store-locked-by")
                .with("lock", lock.as_str())
                .with("holder", holder.to_string()),
            StoreError::InUse { holders } if holders.is_empty() => Text::new("store-in-use"),
            StoreError::InUse { holders } => {
                Text::new("store-in-use-by").with("holders", join(holders))
            }
            StoreError::Moved { .. } | StoreError::Conflict => Text::new("store-moved"),
            StoreError::Step(_) => Text::new("store-step").with("detail", detail),
            StoreError::Head(given) => Text::new("store-head").with("given", given.as_str()),
            StoreError::Exposed(dir) => {
                Text::new("store-exposed").with("dir", dir.display().to_string())
            }
            StoreError::Io { source, .. } if source.kind() == ErrorKind::StorageFull => {
                Text::new("store-full")
            }
            StoreError::Io { path, source } => Text::new("store-io")
                .with("path", path.display().to_string())
                .with("detail", source.to_string()),
            StoreError::Database(error) => match error.fault {
                Fault::Full => Text::new("store-full"),
                Fault::FailedBefore => Text::new("store-failed-before"),
                Fault::Other => Text::new("store-database").with("detail", detail),
            },
        }
    }
}
