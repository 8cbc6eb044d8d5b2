//! How processes that share a store know of each other: locks, who lives, and the bell.

use std::any::Any;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::ids::{Revision, ServiceId};
use crate::domain::time::Timestamp;
use crate::store::error::Result;
use crate::store::holder::Holder;

/// What can be locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockName {
    /// One sync per service.
    Sync(ServiceId),
    /// One change at a time per service.
    Write(ServiceId),
    /// One merge of accounts into users.
    Merging,
    /// One process that has the store open for writing.
    Runner(uuid::Uuid),
}

impl fmt::Display for LockName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockName::Sync(service) => write!(f, "{service}.sync"),
            LockName::Write(service) => write!(f, "{service}.write"),
            LockName::Merging => f.write_str("merging"),
            LockName::Runner(id) => write!(f, "{RUNNER}{id}"),
        }
    }
}

/// What begins the names of runners.
pub const RUNNER: &str = "runner-";

impl LockName {
    /// The lock that a runner of that name in the journal holds while it lives.
    pub fn of_runner(name: &str) -> Option<LockName> {
        let id = name.strip_prefix(RUNNER)?;
        uuid::Uuid::parse_str(id).ok().map(LockName::Runner)
    }
}

/// How long to wait for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// Not at all.
    No,
    /// At most so long.
    UpTo(Duration),
}

/// What others are told of the holder of a lock.
#[derive(Debug, Clone, Copy)]
pub struct Signature<'a> {
    pub operator: &'a str,
    pub now: Timestamp,
}

/// A lock that is held until it is dropped, or the process ends.
pub struct Lock {
    name: String,
    _held: Box<dyn Any + Send + Sync>,
}

impl Lock {
    /// `held` gives the lock back when it is dropped.
    pub fn new(name: &LockName, held: impl Any + Send + Sync) -> Self {
        Self {
            name: name.to_string(),
            _held: Box::new(held),
        }
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lock").field(&self.name).finish()
    }
}

/// What the processes of one store know of each other.
pub trait Coordinator: Send + Sync {
    /// Takes a lock.
    ///
    /// # Errors
    /// [`StoreError::Locked`](crate::store::StoreError::Locked) when somebody else has it and
    /// keeps it for longer than `wait`.
    fn lock(&self, name: &LockName, wait: LockWait, signature: Signature<'_>) -> Result<Lock>;

    /// Who holds a lock now, if anybody does; takes and writes nothing.
    fn holder(&self, name: &LockName) -> Result<Option<Holder>>;

    /// The name of this process among those that write: that of its lock. Empty when it only reads.
    fn runner(&self) -> &str;

    /// Says who is behind this process.
    fn sign(&self, signature: Signature<'_>);

    /// Tells all processes that something was committed.
    fn announce(&self, revision: Revision) -> Result<()>;

    /// Begins to listen for what others announce; needs a running tokio runtime.
    fn listen(&self) -> Result<Box<dyn Bell>>;
}

/// Hears of commits.
#[async_trait]
pub trait Bell: Send {
    /// Waits until something was committed since the last call. Dropping the future loses nothing.
    async fn rung(&mut self) -> Result<()>;
}
