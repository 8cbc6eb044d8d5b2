//! Filtering and ordering the rows of a snapshot; runs on the worker, in pieces.
//!
//! Owns how words are found (fuzzy in names, literally in logins and addresses, blind to accents
//! and case) and the orders. The filter language itself belongs to the domain.

use std::sync::Arc;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::rows::{Order, Rows};
use crate::domain::findings::Rule;
use crate::domain::ids::UserId;
use crate::domain::snapshot::{Chunk, RowId, Snapshot, UserRow};
use crate::domain::text::fold;
use crate::domain::time::{Departure, Timestamp};

/// In which order.
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

/// Among which users.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// All.
    #[default]
    All,
    /// Those with this finding.
    Rule(Rule),
    /// Those in this group, by its name in the snapshot.
    Group(Arc<str>),
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The filter as typed.
    pub text: String,
    /// The order.
    pub sort: Sort,
    /// Among which users.
    pub scope: Scope,
    /// Bits of the critical rules, and of the warning ones, for the order by findings.
    pub severities: (u32, u32),
}

/// Rows found so far.
#[derive(Debug)]
pub struct Arranged {
    /// The rows.
    pub rows: Rows,
    /// Where the row to find again is.
    pub keep_at: Option<usize>,
    /// More is to come.
    pub partial: bool,
}

/// Arranges; `give` takes results and says whether to go on, and is asked once per chunk.
pub fn arrange(
    snapshot: &Arc<Snapshot>,
    wanted: &Wanted,
    keep: Option<UserId>,
    mut give: impl FnMut(Option<Arranged>) -> bool,
) {
    let mut needle = Needle::new(&wanted.text);
    let group = match &wanted.scope {
        Scope::Group(name) => {
            let at = snapshot.groups.iter().position(|group| group == name);
            Some(at.and_then(|at| u32::try_from(at).ok()))
        }
        _ => None,
    };
    let everything = needle.words.is_empty() && wanted.scope == Scope::All;
    if everything && wanted.sort == Sort::Name {
        let keep_at = keep.and_then(|id| snapshot.rows().position(|(_, _, row)| row.id == id));
        let rows = Rows::new(Arc::clone(snapshot), Order::All);
        give(Some(Arranged {
            rows,
            keep_at,
            partial: false,
        }));
        return;
    }
    let mut found: Vec<Found> = Vec::new();
    for (at, chunk) in (0_u32..).zip(snapshot.chunks.iter()) {
        for (row, user) in (0_u32..).zip(&chunk.users) {
            let inside = match (&wanted.scope, group) {
                (Scope::Rule(rule), _) => user.findings & rule.bit() != 0,
                (Scope::Group(_), Some(Some(group))) => in_group(chunk, user, group),
                (Scope::Group(_), _) => false,
                (Scope::All, _) => true,
            };
            if inside && let Some(score) = needle.score(chunk, user) {
                let key = key(chunk, user, score, wanted);
                let row = RowId { chunk: at, row };
                found.push(Found {
                    key,
                    row,
                    keep: Some(user.id) == keep,
                });
            }
        }
        let early = matches!(at, 3 | 15 | 63) && !found.is_empty();
        let piece = early.then(|| sorted(snapshot, &mut found.clone(), true));
        if !give(piece) {
            return;
        }
    }
    give(Some(sorted(snapshot, &mut found, false)));
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
        // The order by name is the snapshot's own; a better match comes earlier, then a shorter name.
        Sort::Name if score == 0 => 0,
        Sort::Name => {
            let length = chunk.text(user.name).len().min(999);
            1_000 * -i64::from(score) + i64::try_from(length).unwrap_or(0)
        }
        Sort::Departure => match user.departure {
            Departure::On(day) => i64::from(day.year()) * 1_000 + i64::from(day.day_of_year()),
            Departure::Unset => i64::MAX - 1,
            Departure::OpenEnded => i64::MAX,
        },
        Sort::Findings => {
            let (critical, warning) = wanted.severities;
            let worst = u64::from((user.findings & critical).count_ones()) << 16
                | u64::from((user.findings & warning).count_ones()) << 8
                | u64::from(user.findings.count_ones());
            -i64::try_from(worst).unwrap_or(0)
        }
        Sort::Activity => last_active(chunk, user).map_or(i64::MAX, |at| at.0),
    }
}

/// The newest activity of any account of a user.
pub fn last_active(chunk: &Chunk, user: &UserRow) -> Option<Timestamp> {
    let accounts = chunk.accounts_of(user).iter();
    accounts.filter_map(|account| account.last_active).max()
}

fn in_group(chunk: &Chunk, user: &UserRow, group: u32) -> bool {
    let mut accounts = chunk.accounts_of(user).iter();
    accounts.any(|account| chunk.groups_of(account).contains(&group))
}

/// The words of a filter.
struct Needle {
    words: Vec<(Atom, String)>,
    matcher: Matcher,
    scratch: Vec<char>,
}

impl Needle {
    fn new(text: &str) -> Needle {
        let words = text.split_whitespace().map(|word| {
            let folded = fold(word);
            let atom = Atom::new(
                &folded,
                CaseMatching::Respect,
                Normalization::Never,
                AtomKind::Fuzzy,
                false,
            );
            (atom, folded)
        });
        Needle {
            words: words.collect(),
            matcher: Matcher::new(Config::DEFAULT),
            scratch: Vec::new(),
        }
    }

    /// How well a user matches all the words; `Some(0)` when there are none.
    fn score(&mut self, chunk: &Chunk, user: &UserRow) -> Option<u32> {
        let name = chunk.text(user.sort);
        let mut total = 0;
        for (atom, word) in &self.words {
            let haystack = Utf32Str::new(name, &mut self.scratch);
            let score = match atom.score(haystack, &mut self.matcher) {
                Some(score) => u32::from(score),
                None if elsewhere(chunk, user, word) => LITERAL,
                None => return None,
            };
            total += score;
        }
        Some(total)
    }
}

/// The score of a word found in a login or an address: below a good match in the name.
const LITERAL: u32 = 40;

fn elsewhere(chunk: &Chunk, user: &UserRow, word: &str) -> bool {
    contains(chunk.text(user.email), word)
        || chunk.accounts_of(user).iter().any(|account| {
            contains(chunk.text(account.login), word)
                || contains(chunk.text(account.emails), word)
                || contains(chunk.text(account.name), word)
        })
}

/// Whether a text contains a folded word, blind to case and accents.
fn contains(text: &str, folded: &str) -> bool {
    if !text.is_ascii() {
        return fold(text).contains(folded);
    }
    let (text, word) = (text.as_bytes(), folded.as_bytes());
    let Some(first) = word.first() else {
        return true;
    };
    let upper = first.to_ascii_uppercase();
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| byte == first || *byte == upper) {
        let Some(here) = rest.get(at..) else { break };
        if here.len() < word.len() {
            return false;
        }
        let (head, _) = here.split_at(word.len());
        if head.eq_ignore_ascii_case(word) {
            return true;
        }
        rest = here.get(1..).unwrap_or(&[]);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::sample;

    fn names(text: &str, sort: Sort) -> Vec<String> {
        let snapshot = Arc::new(sample::small_snapshot());
        let wanted = Wanted {
            text: text.to_owned(),
            sort,
            severities: (Rule::DepartedActive.bit(), Rule::NoMfa.bit()),
            ..Wanted::default()
        };
        let mut last = None;
        arrange(&snapshot, &wanted, None, |piece| {
            last = piece.or(last.take());
            true
        });
        let rows = last.unwrap().rows;
        (0..rows.len())
            .filter_map(|at| rows.get(at))
            .map(|(chunk, row)| chunk.text(row.name).to_owned())
            .collect()
    }

    #[test]
    fn words_are_found_in_any_order_without_accents_or_case() {
        assert_eq!(names("ETOILE zoe", Sort::Name), ["Zoé de l’Étoile"]);
        assert_eq!(names("zdletoil", Sort::Name), ["Zoé de l’Étoile"]);
    }

    #[test]
    fn a_login_or_address_is_found_literally() {
        assert_eq!(names("AMADOU-n", Sort::Name), ["Amadou N’Diaye"]);
        assert!(names("qqqq", Sort::Name).is_empty());
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
        let wanted = Wanted {
            text: "a".into(),
            ..Wanted::default()
        };
        arrange(&snapshot, &wanted, None, |_| {
            asked += 1;
            false
        });
        assert_eq!(asked, 1);
    }

    #[test]
    fn the_row_to_find_again_is_found_in_the_new_order() {
        let snapshot = Arc::new(sample::snapshot_in_chunks(30, 7));
        let id = snapshot.rows().nth(20).map(|(.., row)| row.id);
        let mut at = None;
        arrange(&snapshot, &Wanted::default(), id, |piece| {
            at = piece.and_then(|piece| piece.keep_at);
            true
        });
        assert_eq!(at, Some(20));
    }
}
