//! Rows of a snapshot in some order, by index, without making a million of anything.

use std::sync::Arc;

use crate::domain::ids::UserId;
use crate::domain::snapshot::{Chunk, RowId, Snapshot, UserRow};

/// Which rows, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Order {
    /// All of them, by name.
    #[default]
    All,
    /// These.
    Picked(Arc<[RowId]>),
}

/// Rows of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    snapshot: Arc<Snapshot>,
    order: Order,
    /// Users before each chunk.
    starts: Arc<[usize]>,
}

impl Rows {
    /// Rows of a snapshot in an order.
    pub fn new(snapshot: Arc<Snapshot>, order: Order) -> Self {
        let mut before = 0;
        let starts = snapshot
            .chunks
            .iter()
            .map(|chunk| {
                let start = before;
                before += chunk.users.len();
                start
            })
            .collect();
        Self {
            snapshot,
            order,
            starts,
        }
    }

    /// The snapshot that they are rows of.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// How many.
    pub fn len(&self) -> usize {
        match &self.order {
            Order::Picked(rows) => rows.len(),
            Order::All => match (self.starts.last(), self.snapshot.chunks.last()) {
                (Some(start), Some(chunk)) => start + chunk.users.len(),
                _ => 0,
            },
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the row at an index stands in the snapshot.
    pub fn id(&self, index: usize) -> Option<RowId> {
        match &self.order {
            Order::Picked(rows) => rows.get(index).copied(),
            Order::All => {
                let chunk = self.starts.partition_point(|start| *start <= index);
                let chunk = chunk.checked_sub(1)?;
                let row = index - self.starts.get(chunk)?;
                let users = &self.snapshot.chunks.get(chunk)?.users;
                (row < users.len()).then_some(RowId {
                    chunk: u32::try_from(chunk).ok()?,
                    row: u32::try_from(row).ok()?,
                })
            }
        }
    }

    /// The row at an index.
    pub fn get(&self, index: usize) -> Option<(&Chunk, &UserRow)> {
        self.snapshot.row(self.id(index)?)
    }

    /// The user at an index.
    pub fn user(&self, index: usize) -> Option<UserId> {
        self.get(index).map(|(_, row)| row.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::sample;

    #[test]
    fn an_index_finds_its_row_across_chunks_of_any_size() {
        let snapshot = Arc::new(sample::snapshot_in_chunks(10, 3));
        let rows = Rows::new(Arc::clone(&snapshot), Order::All);
        let by_index: Vec<_> = (0..rows.len()).filter_map(|at| rows.id(at)).collect();
        let by_walk: Vec<_> = snapshot.rows().map(|(id, ..)| id).collect();
        assert_eq!(by_index, by_walk);
        assert_eq!(rows.id(10), None);
    }

    #[test]
    fn an_empty_snapshot_has_no_rows() {
        let rows = Rows::default();
        assert!(rows.is_empty());
        assert_eq!(rows.id(0), None);
    }
}
