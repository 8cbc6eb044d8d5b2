//! Going through a snapshot: results in pieces, stoppable at any piece, narrowable.

use crate::domain::snapshot::{CHUNK, RowId, Snapshot};

use super::eval::{Compiled, Scratch};

/// A row that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub row: RowId,
    /// How well it fits; 0 when the filter has no words.
    pub score: u32,
    /// Length of the name in bytes: of equal scores the shorter name fits better.
    pub length: u32,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Every row was looked at.
    Complete,
    /// `cancel` said so.
    Cancelled,
}

/// Looks through a snapshot in its order, or through `from` only, which must be rows of the same
/// snapshot. Hands out the hits of every [`CHUNK`] rows, and asks `cancel` before each.
pub fn search(
    snapshot: &Snapshot,
    filter: &Compiled,
    scratch: &mut Scratch,
    from: Option<&[RowId]>,
    cancel: &dyn Fn() -> bool,
    mut each_piece: impl FnMut(&[Hit]),
) -> Ended {
    let mut hits: Vec<Hit> = Vec::with_capacity(CHUNK);
    let mut look = |id: RowId, hits: &mut Vec<Hit>| {
        if let Some((chunk, user)) = snapshot.row(id)
            && let Some(score) = filter.row(scratch, chunk, user)
        {
            hits.push(Hit {
                row: id,
                score,
                length: user.sort.bytes(),
            });
        }
    };
    match from {
        Some(rows) => {
            for piece in rows.chunks(CHUNK) {
                if cancel() {
                    return Ended::Cancelled;
                }
                piece.iter().for_each(|id| look(*id, &mut hits));
                each_piece(&hits);
                hits.clear();
            }
        }
        None => {
            for (chunk, rows) in (0..).zip(snapshot.chunks.iter()) {
                if cancel() {
                    return Ended::Cancelled;
                }
                for (row, _) in (0..).zip(&rows.users) {
                    look(RowId { chunk, row }, &mut hits);
                }
                each_piece(&hits);
                hits.clear();
            }
        }
    }
    Ended::Complete
}

/// Puts the best hits first; of equal ones the shorter name, then the order of the snapshot.
pub fn rank(hits: &mut [Hit]) {
    hits.sort_unstable_by_key(|hit| (std::cmp::Reverse(hit.score), hit.length, hit.row));
}
