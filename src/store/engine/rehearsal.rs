//! Engines for tests: one that does every write once in vain, as if another transaction had been
//! in its way, and one that counts how often it is asked.
//!
//! With `SECRETARIAT_TEST_CONFLICTS` set, every store of this process works on the first: whatever
//! a write leaves behind although it was not committed shows in the tests that run then.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::coordination::Coordinator;
use super::embedded::Embedded;
use super::{Engine, Found, Keys, Order, ReadTransaction, Span, Table, Visit, WriteTransaction};
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

/// Does every write once in vain.
pub struct Rehearsed(pub Embedded);

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

/// An engine as far away as a network: counts how often it would have to be asked. What was
/// prefetched or written in the same transaction is known without asking.
pub struct Counted {
    inner: Embedded,
    asked: Arc<AtomicU64>,
}

impl Counted {
    pub fn new(inner: Embedded, asked: Arc<AtomicU64>) -> Self {
        Self { inner, asked }
    }
}

impl Engine for Counted {
    fn read(&self) -> Result<Box<dyn ReadTransaction>> {
        Ok(Box::new(Asked {
            inner: self.inner.read()?,
            known: RefCell::default(),
            asked: self.asked.clone(),
        }))
    }

    fn write(&self, work: &mut dyn FnMut(&mut dyn WriteTransaction) -> Result<()>) -> Result<()> {
        self.inner.write(&mut |inner| {
            let mut asked = Asked {
                inner,
                known: RefCell::default(),
                asked: self.asked.clone(),
            };
            work(&mut asked)
        })
    }

    fn size(&self) -> Result<u64> {
        self.inner.size()
    }

    fn coordinator(&self) -> &dyn Coordinator {
        self.inner.coordinator()
    }
}

struct Asked<T> {
    inner: T,
    known: RefCell<HashSet<(Table, Vec<u8>)>>,
    asked: Arc<AtomicU64>,
}

impl<T> Asked<T> {
    fn ask(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
    }

    /// Asks for a key, unless it is known.
    fn learn(&self, table: Table, key: &[u8]) -> bool {
        self.known.borrow_mut().insert((table, key.to_vec()))
    }
}

impl<T: std::ops::Deref<Target: ReadTransaction>> ReadTransaction for Asked<T> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>> {
        if self.learn(table, key) {
            self.ask();
        }
        self.inner.get(table, key)
    }

    fn get_many(&self, table: Table, keys: &Keys, found: &mut Found<'_>) -> Result<()> {
        let new = keys.iter().filter(|key| self.learn(table, key)).count();
        if new > 0 {
            self.ask();
        }
        self.inner.get_many(table, keys, found)
    }

    fn scan(
        &self,
        table: Table,
        span: &Span,
        order: Order,
        limit: usize,
        visit: &mut Visit<'_>,
    ) -> Result<()> {
        self.ask();
        self.inner.scan(table, span, order, limit, visit)
    }

    fn count(&self, table: Table) -> Result<u64> {
        self.ask();
        self.inner.count(table)
    }
}

impl WriteTransaction for Asked<&mut dyn WriteTransaction> {
    fn put(&mut self, table: Table, key: &[u8], value: &[u8]) -> Result<()> {
        self.learn(table, key);
        self.inner.put(table, key, value)
    }

    fn delete(&mut self, table: Table, key: &[u8]) -> Result<()> {
        self.learn(table, key);
        self.inner.delete(table, key)
    }

    fn delete_range(&mut self, table: Table, span: &Span) -> Result<()> {
        self.ask();
        self.inner.delete_range(table, span)
    }

    fn prefetches(&self) -> bool {
        true
    }

    fn prefetch(&mut self, table: Table, keys: &Keys) -> Result<()> {
        let new = keys.iter().filter(|key| self.learn(table, key)).count();
        if new > 0 {
            self.ask();
        }
        Ok(())
    }
}
