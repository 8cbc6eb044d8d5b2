//! An engine that does every write once in vain, as if another transaction had been in its way.
//!
//! With `SECRETARIAT_TEST_CONFLICTS` set, every store of this process works on it: whatever a
//! write leaves behind although it was not committed shows in the tests that run then.

use super::coordination::Coordinator;
use super::embedded::Embedded;
use super::{Engine, ReadTransaction, WriteTransaction};
use crate::store::error::{Result, StoreError};

/// Set where stores are to rehearse.
pub const VARIABLE: &str = "SECRETARIAT_TEST_CONFLICTS";

/// The engine of a store in a test.
pub fn boxed(engine: Embedded) -> Box<dyn Engine> {
    if std::env::var_os(VARIABLE).is_some() {
        Box::new(Rehearsed(engine))
    } else {
        Box::new(engine)
    }
}

struct Rehearsed(Embedded);

impl Engine for Rehearsed {
    fn read(&self) -> Result<Box<dyn ReadTransaction>> {
        self.0.read()
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn WriteTransaction) -> Result<()>) -> Result<()> {
        let rehearsal = self.0.write(&mut |tx| {
            work(tx)?;
            Err(StoreError::Conflict)
        });
        match rehearsal {
            Err(StoreError::Conflict) => self.0.write(work),
            refused => refused,
        }
    }

    fn size(&self) -> Result<u64> {
        self.0.size()
    }

    fn coordinator(&self) -> &dyn Coordinator {
        self.0.coordinator()
    }
}
