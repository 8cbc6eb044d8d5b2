//! Locks between processes, and which of those that write still live.

use super::Store;
use super::engine::coordination::{Lock, LockName, LockWait, Signature};
use super::error::{Result, StoreError};
use super::holder::Holder;

impl Store {
    /// Takes a lock for as long as the returned value lives.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when somebody else holds it, [`StoreError::ReadOnly`].
    pub fn lock(&self, name: &LockName, wait: LockWait) -> Result<Lock> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly);
        }
        let signature = Signature {
            operator: self.operator(),
            now: self.inner.clock.now(),
        };
        self.coordinator().lock(name, wait, signature)
    }

    /// Who holds a lock now, if anybody does; takes and writes nothing.
    pub fn holder(&self, name: &LockName) -> Result<Option<Holder>> {
        self.coordinator().holder(name)
    }

    /// Whether the process of that name in the journal still lives.
    pub fn is_alive(&self, runner: &str) -> Result<bool> {
        match LockName::of_runner(runner) {
            Some(name) => Ok(self.holder(&name)?.is_some()),
            None => Ok(false),
        }
    }
}
