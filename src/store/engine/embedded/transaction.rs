//! Transactions of the embedded database. Tables are opened when they are first asked for.

use std::cell::OnceCell;
use std::ops::{Bound, ControlFlow};

use redb::{ReadableTable, ReadableTableMetadata, TableDefinition, TableError};

use crate::store::engine::{
    Found, Keys, Order, ReadTransaction, Span, Table, Visit, WriteTransaction,
};
use crate::store::error::Result;

type Bytes = &'static [u8];
type Cells<T> = Box<[OnceCell<T>]>;

fn definition(table: Table) -> TableDefinition<'static, Bytes, Bytes> {
    TableDefinition::new(table.name)
}

fn cells<T>(tables: usize) -> Cells<T> {
    (0..tables).map(|_| OnceCell::new()).collect()
}

/// What is kept under a table's number, made when it is first asked for.
fn open<T>(cells: &Cells<T>, table: Table, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    let cell = cells.get(table.number).ok_or_else(|| unknown(table))?;
    if let Some(open) = cell.get() {
        return Ok(open);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}

fn unknown(table: Table) -> crate::store::StoreError {
    crate::store::StoreError::Damaged {
        what: "table",
        detail: table.name.to_owned(),
    }
}

fn get(table: &impl ReadableTable<Bytes, Bytes>, key: &[u8]) -> Result<Option<Vec<u8>>> {
    Ok(table.get(key)?.map(|value| value.value().to_vec()))
}

fn get_many(
    table: &impl ReadableTable<Bytes, Bytes>,
    keys: &Keys,
    found: &mut Found<'_>,
) -> Result<()> {
    for (at, key) in keys.iter().enumerate() {
        if let Some(value) = table.get(key)? {
            found(at, value.value())?;
        }
    }
    Ok(())
}

fn scan(
    table: &impl ReadableTable<Bytes, Bytes>,
    span: &Span,
    order: Order,
    limit: usize,
    visit: &mut Visit<'_>,
) -> Result<()> {
    if span.is_empty() {
        return Ok(());
    }
    let to = span.to.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let mut rows = table.range::<&[u8]>((Bound::Included(span.from.as_slice()), to))?;
    for _ in 0..limit {
        let row = match order {
            Order::Ascending => rows.next(),
            Order::Descending => rows.next_back(),
        };
        let Some(row) = row else {
            break;
        };
        let (key, value) = row?;
        if let ControlFlow::Break(()) = visit(key.value(), value.value())? {
            break;
        }
    }
    Ok(())
}

type ReadTable = redb::ReadOnlyTable<Bytes, Bytes>;

/// A read transaction.
pub struct Reading {
    tx: redb::ReadTransaction,
    /// `None` for a table that is not in the file.
    open: Cells<Option<ReadTable>>,
}

impl Reading {
    pub fn new(tx: redb::ReadTransaction, tables: usize) -> Self {
        Self {
            tx,
            open: cells(tables),
        }
    }

    fn table(&self, table: Table) -> Result<Option<&ReadTable>> {
        let make = || match self.tx.open_table(definition(table)) {
            Ok(open) => Ok(Some(open)),
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            Err(error) => Err(error.into()),
        };
        Ok(open(&self.open, table, make)?.as_ref())
    }
}

impl ReadTransaction for Reading {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.table(table)?.map_or(Ok(None), |table| get(table, key))
    }

    fn get_many(&self, table: Table, keys: &Keys, found: &mut Found<'_>) -> Result<()> {
        match self.table(table)? {
            Some(table) => get_many(table, keys, found),
            None => Ok(()),
        }
    }

    fn scan(
        &self,
        table: Table,
        span: &Span,
        order: Order,
        limit: usize,
        visit: &mut Visit<'_>,
    ) -> Result<()> {
        match self.table(table)? {
            Some(table) => scan(table, span, order, limit, visit),
            None => Ok(()),
        }
    }

    fn count(&self, table: Table) -> Result<u64> {
        self.table(table)?.map_or(Ok(0), |table| Ok(table.len()?))
    }
}

/// A write transaction; dropped before the commit.
pub struct Writing<'t> {
    tx: &'t redb::WriteTransaction,
    open: Cells<redb::Table<'t, Bytes, Bytes>>,
}

impl<'t> Writing<'t> {
    pub fn new(tx: &'t redb::WriteTransaction, tables: usize) -> Self {
        Self {
            tx,
            open: cells(tables),
        }
    }

    fn table(&self, table: Table) -> Result<&redb::Table<'t, Bytes, Bytes>> {
        open(&self.open, table, || {
            Ok(self.tx.open_table(definition(table))?)
        })
    }

    fn table_mut(&mut self, table: Table) -> Result<&mut redb::Table<'t, Bytes, Bytes>> {
        self.table(table)?;
        let open = self.open.get_mut(table.number);
        open.and_then(OnceCell::get_mut)
            .ok_or_else(|| unknown(table))
    }
}

impl ReadTransaction for Writing<'_> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>> {
        get(self.table(table)?, key)
    }

    fn get_many(&self, table: Table, keys: &Keys, found: &mut Found<'_>) -> Result<()> {
        get_many(self.table(table)?, keys, found)
    }

    fn scan(
        &self,
        table: Table,
        span: &Span,
        order: Order,
        limit: usize,
        visit: &mut Visit<'_>,
    ) -> Result<()> {
        scan(self.table(table)?, span, order, limit, visit)
    }

    fn count(&self, table: Table) -> Result<u64> {
        Ok(self.table(table)?.len()?)
    }
}

impl WriteTransaction for Writing<'_> {
    fn put(&mut self, table: Table, key: &[u8], value: &[u8]) -> Result<()> {
        self.table_mut(table)?.insert(key, value)?;
        Ok(())
    }

    fn delete(&mut self, table: Table, key: &[u8]) -> Result<()> {
        self.table_mut(table)?.remove(key)?;
        Ok(())
    }

    fn delete_range(&mut self, table: Table, span: &Span) -> Result<()> {
        if span.is_empty() {
            return Ok(());
        }
        let to = span.to.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let range = (Bound::Included(span.from.as_slice()), to);
        self.table_mut(table)?
            .retain_in::<&[u8], _>(range, |_, _| false)?;
        Ok(())
    }
}
