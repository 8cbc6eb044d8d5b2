//! What a run changed, and the sorted lists of an engine kept sorted.

use crate::domain::matching::resolve::Edge;
use crate::domain::matching::suggest::Suggestion;

/// What a run changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta {
    /// Links that hold now and did not before.
    pub linked: Vec<Edge>,
    /// Links that held before and do not now.
    pub unlinked: Vec<Edge>,
    /// Questions new to the queue.
    pub asked: Vec<Suggestion>,
    /// Questions gone from the queue.
    pub dropped: Vec<Suggestion>,
}

/// Takes what is asked for out of a list, both in the order of the list.
pub(super) fn take<T: Copy>(list: &mut Vec<T>, asked: impl Fn(&T) -> bool) -> Vec<T> {
    let mut taken = Vec::new();
    list.retain(|one| {
        let asked = asked(one);
        if asked {
            taken.push(*one);
        }
        !asked
    });
    taken
}

/// Merges a few into a long list; both are sorted and have nothing in common. Works from the end,
/// so that everything is moved once.
pub(super) fn merge<T: Copy, K: Ord>(list: &mut Vec<T>, few: &[T], key: impl Fn(&T) -> K) {
    let mut unmoved = list.len();
    list.extend(few);
    let mut free = list.len();
    for one in few.iter().rev() {
        let at = key(one);
        let settled = list.get(..unmoved).unwrap_or_default();
        let place = settled.partition_point(|other| key(other) < at);
        let moved = unmoved - place;
        list.copy_within(place..unmoved, free - moved);
        free -= moved + 1;
        unmoved = place;
        if let Some(slot) = list.get_mut(free) {
            *slot = *one;
        }
    }
}

pub(super) fn difference(
    links_before: &[Edge],
    links_after: &[Edge],
    before: &[Suggestion],
    after: &[Suggestion],
) -> Delta {
    let lacking = |these: &[Edge], those: &[Edge]| -> Vec<Edge> {
        these
            .iter()
            .filter(|edge| those.binary_search(edge).is_err())
            .copied()
            .collect()
    };
    let unlike = |these: &[Suggestion], those: &[Suggestion]| -> Vec<Suggestion> {
        let known = |one: &Suggestion| {
            those
                .binary_search_by_key(&one.rank(), Suggestion::rank)
                .is_ok_and(|at| those.get(at) == Some(one))
        };
        these.iter().filter(|one| !known(one)).copied().collect()
    };
    Delta {
        linked: lacking(links_after, links_before),
        unlinked: lacking(links_before, links_after),
        asked: unlike(after, before),
        dropped: unlike(before, after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn merging_is_sorting(all in prop::collection::btree_set(0..100u32, 0..30), odd in any::<u64>()) {
            let is_few = |n: &&u32| odd >> (**n % 64) & 1 == 1;
            let few: Vec<u32> = all.iter().filter(is_few).copied().collect();
            let mut list: Vec<u32> = all.iter().filter(|n| !is_few(n)).copied().collect();
            merge(&mut list, &few, |n| *n);
            prop_assert_eq!(list, Vec::from_iter(all));
        }
    }
}
