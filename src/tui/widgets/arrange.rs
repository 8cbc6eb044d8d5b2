//! Filtering and ordering the rows of a snapshot; runs on the worker, in pieces.
//!
//! Owns the orders and the pieces. What a filter means belongs to the domain.

use std::sync::Arc;

use jiff::civil::Date;

use super::rows::{Order, Rows};
use crate::domain::filter::{Filter, Now, Scratch};
use crate::domain::findings::Rule;
use crate::domain::ids::UserId;
use crate::domain::snapshot::{Chunk, RowId, Snapshot, UserRow};
use crate::domain::text::Text;
use crate::domain::time::{Departure, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By name; with words in the filter, the best match first.
    #[default]
    Name,
    /// Who leaves first.
    Departure,
    /// Whose findings are worst.
    Findings,
    /// Who was last active the longest ago.
    Activity,
}

impl Sort {
    /// The order after this one.
    pub fn next(self) -> Sort {
        match self {
            Sort::Name => Sort::Departure,
            Sort::Departure => Sort::Findings,
            Sort::Findings => Sort::Activity,
            Sort::Activity => Sort::Name,
        }
    }

    /// The message that names it.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Name => "tui-sort-name",
            Sort::Departure => "tui-sort-departure",
            Sort::Findings => "tui-sort-findings",
            Sort::Activity => "tui-sort-activity",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    #[default]
    All,
    /// Those with this finding.
    Rule(Rule),
    /// Those in this group, by its name in the snapshot.
    Group(Arc<str>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The filter as typed.
    pub text: String,
    pub sort: Sort,
    pub scope: Scope,
    /// Bits of the critical rules, and of the warning ones, for the order by findings.
    pub severities: (u32, u32),
    /// The day in the organisation's zone.
    pub today: Date,
    pub now: Timestamp,
}

/// Rows found so far.
#[derive(Debug, Default)]
pub struct Arranged {
    pub rows: Rows,
    /// Where the row to find again is.
    pub keep_at: Option<usize>,
    /// More is to come.
    pub partial: bool,
}

/// After how many chunks what was found so far is worth showing.
const EARLY: [u32; 3] = [31, 127, 511];

/// Arranges; `give` takes results and says whether to go on, and is asked once per chunk.
///
/// # Errors
/// What is wrong with the filter.
pub fn arrange(
    snapshot: &Arc<Snapshot>,
    wanted: &Wanted,
    keep: Option<UserId>,
    mut give: impl FnMut(Option<Arranged>) -> bool,
) -> Result<(), Text> {
    let filter = Filter::parse(&wanted.text).map_err(|error| error.text)?;
    if filter.is_empty() && wanted.scope == Scope::All && wanted.sort == Sort::Name {
        let keep_at = keep.and_then(|id| snapshot.rows().position(|(_, _, row)| row.id == id));
        give(Some(Arranged {
            rows: Rows::new(Arc::clone(snapshot), Order::All),
            keep_at,
            partial: false,
        }));
        return Ok(());
    }
    let now = Now {
        today: wanted.today,
        instant: wanted.now,
    };
    let compiled = filter.compile(snapshot, now);
    let mut scratch = Scratch::default();
    let inside = Inside::new(snapshot, &wanted.scope);
    let mut found: Vec<Found> = Vec::new();
    for (at, chunk) in (0_u32..).zip(snapshot.chunks.iter()) {
        for (row, user) in (0_u32..).zip(&chunk.users) {
            if inside.has(chunk, user)
                && let Some(score) = compiled.row(&mut scratch, chunk, user)
            {
                found.push(Found {
                    key: key(chunk, user, score, wanted),
                    row: RowId { chunk: at, row },
                    keep: Some(user.id) == keep,
                });
            }
        }
        let early = EARLY.contains(&at) && !found.is_empty();
        let piece = early.then(|| sorted(snapshot, &mut found.clone(), true));
        if !give(piece) {
            return Ok(());
        }
    }
    give(Some(sorted(snapshot, &mut found, false)));
    Ok(())
}

/// A scope made ready for a snapshot.
enum Inside {
    All,
    Rule(u32),
    Group(u32),
    Nobody,
}

impl Inside {
    fn new(snapshot: &Snapshot, scope: &Scope) -> Inside {
        match scope {
            Scope::All => Inside::All,
            Scope::Rule(rule) => Inside::Rule(rule.bit()),
            Scope::Group(name) => {
                let at = snapshot.groups.iter().position(|group| group == name);
                at.and_then(|at| u32::try_from(at).ok())
                    .map_or(Inside::Nobody, Inside::Group)
            }
        }
    }

    fn has(&self, chunk: &Chunk, user: &UserRow) -> bool {
        match self {
            Inside::All => true,
            Inside::Rule(bit) => user.findings & bit != 0,
            Inside::Group(group) => {
                let mut accounts = chunk.accounts_of(user).iter();
                accounts.any(|account| chunk.groups_of(account).contains(group))
            }
            Inside::Nobody => false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Found {
    key: i64,
    row: RowId,
    keep: bool,
}

fn sorted(snapshot: &Arc<Snapshot>, found: &mut [Found], partial: bool) -> Arranged {
    found.sort_unstable_by_key(|found| (found.key, found.row));
    let rows: Arc<[RowId]> = found.iter().map(|found| found.row).collect();
    Arranged {
        rows: Rows::new(Arc::clone(snapshot), Order::Picked(rows)),
        keep_at: found.iter().position(|found| found.keep),
        partial,
    }
}

/// What rows are sorted by, ascending; equal keys keep the order of names.
fn key(chunk: &Chunk, user: &UserRow, score: u32, wanted: &Wanted) -> i64 {
    match wanted.sort {
        // Without words, the order by name is the snapshot's own.
        Sort::Name if score == 0 => 0,
        // A better match comes earlier, then a shorter name.
        Sort::Name => {
            let length = i64::try_from(chunk.text(user.sort).len()).unwrap_or(0);
            length - (i64::from(score) << 31)
        }
        Sort::Departure => match user.departure {
            Departure::On(day) => i64::from(day.year()) * 1_000 + i64::from(day.day_of_year()),
            Departure::Unset => i64::MAX - 1,
            Departure::OpenEnded => i64::MAX,
        },
        Sort::Findings => {
            let (critical, warning) = wanted.severities;
            let count = |bits: u32| i64::from(bits.count_ones());
            let worst = count(user.findings & critical) << 16
                | count(user.findings & warning) << 8
                | count(user.findings);
            -worst
        }
        Sort::Activity => {
            let accounts = chunk.accounts_of(user).iter();
            let last = accounts.filter_map(|account| account.last_active).max();
            last.map_or(i64::MAX, |at| at.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::sample;

    fn wanted(text: &str, sort: Sort) -> Wanted {
        Wanted {
            text: text.to_owned(),
            sort,
            scope: Scope::All,
            severities: (Rule::DepartedActive.bit(), Rule::NoMfa.bit()),
            today: sample::TODAY,
            now: sample::NOW,
        }
    }

    fn names(text: &str, sort: Sort) -> Vec<String> {
        let snapshot = Arc::new(sample::small_snapshot());
        let mut last = None;
        let done = arrange(&snapshot, &wanted(text, sort), None, |piece| {
            last = piece.or(last.take());
            true
        });
        done.unwrap();
        let rows = last.unwrap().rows;
        (0..rows.len())
            .filter_map(|at| rows.get(at))
            .map(|(chunk, row)| chunk.text(row.name).to_owned())
            .collect()
    }

    #[test]
    fn words_and_fields_of_the_filter_language_are_understood() {
        assert_eq!(names("ETOILE zoe", Sort::Name), ["Zoé de l’Étoile"]);
        assert_eq!(
            names("service:chat state:invited", Sort::Name),
            ["Amadou N’Diaye"]
        );
        assert_eq!(names("departed:yes", Sort::Name), ["Zoé de l’Étoile"]);
    }

    #[test]
    fn a_wrong_filter_says_what_is_wrong() {
        let snapshot = Arc::new(sample::small_snapshot());
        let wrong = arrange(&snapshot, &wanted("colour:red", Sort::Name), None, |_| true);
        assert_eq!(wrong.unwrap_err().id, "filter-unknown-key");
    }

    #[test]
    fn orders_put_first_what_needs_attention() {
        assert_eq!(names("", Sort::Departure)[0], "Zoé de l’Étoile");
        assert_eq!(names("", Sort::Findings)[0], "Zoé de l’Étoile");
        assert_eq!(names("", Sort::Name)[0], "Amadou N’Diaye");
    }

    #[test]
    fn an_outdated_request_stops_at_the_next_chunk() {
        let snapshot = Arc::new(sample::snapshot_in_chunks(50, 5));
        let mut asked = 0;
        let done = arrange(&snapshot, &wanted("a", Sort::Name), None, |_| {
            asked += 1;
            false
        });
        assert_eq!((done, asked), (Ok(()), 1));
    }

    #[test]
    fn the_row_to_find_again_is_found_in_the_new_order() {
        let snapshot = Arc::new(sample::snapshot_in_chunks(30, 7));
        let id = snapshot.rows().nth(20).map(|(.., row)| row.id);
        let mut at = None;
        let done = arrange(&snapshot, &wanted("", Sort::Name), id, |piece| {
            at = piece.and_then(|piece| piece.keep_at);
            true
        });
        assert_eq!((done, at), (Ok(()), Some(20)));
    }
}
