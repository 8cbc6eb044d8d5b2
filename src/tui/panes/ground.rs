//! On what ground a question is asked, in words, and what speaks against it.

use crate::domain::identity::question::Question;
use crate::domain::matching::evidence::Clue;
use crate::domain::matching::names::Relation;
use crate::tui::shell::face::Face;

/// The ground of a question in short, for columns.
pub fn said(face: &Face, basis: &str) -> String {
    let words = basis
        .split('+')
        .map(|part| face.words.get(&format!("tui-basis-{part}")));
    words.collect::<Vec<_>>().join(", ")
}

/// Whether a clue speaks against one user.
pub fn is_against(clue: &Clue) -> bool {
    match clue {
        Clue::Names { relation, .. } => matches!(
            relation,
            Relation::SameGiven | Relation::SameFamily | Relation::Contradiction
        ),
        Clue::SharedMailboxes | Clue::Numbered | Clue::SameService { .. } | Clue::KeptApart => true,
        Clue::StableId { .. }
        | Clue::Address { .. }
        | Clue::Handle { .. }
        | Clue::HandlesAlike
        | Clue::HandleFromName { .. }
        | Clue::Organisation { .. } => false,
    }
}

/// Whether a question may be answered together with others: nothing speaks against it.
pub fn is_plain(question: &Question) -> bool {
    !question.is_lapsed()
        && question.a.account.service != question.b.account.service
        && !question.evidence.clues.iter().any(is_against)
}

/// How likely the odds are: of five steps, and the message that says it.
pub const fn likelihood(score: i32) -> (usize, &'static str) {
    match score {
        7.. => (5, "tui-likely-5"),
        4..=6 => (4, "tui-likely-4"),
        1..=3 => (3, "tui-likely-3"),
        -1..=0 => (2, "tui-likely-2"),
        _ => (1, "tui-likely-1"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::sample;

    #[test]
    fn what_something_speaks_against_is_never_accepted_with_others() {
        for question in sample::questions() {
            let against = question.evidence.clues.iter().any(is_against);
            let one_service = question.a.account.service == question.b.account.service;
            let plain = is_plain(&question);
            assert!(!(plain && (against || one_service || question.is_lapsed())));
        }
        assert!(sample::questions().iter().any(is_plain));
    }

    #[test]
    fn a_higher_score_is_never_said_to_be_less_likely() {
        let steps: Vec<usize> = (-21..21).map(|score| likelihood(score).0).collect();
        assert!(steps.is_sorted());
        assert_eq!((steps.first(), steps.last()), (Some(&1), Some(&5)));
    }
}
