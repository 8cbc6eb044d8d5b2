//! The guard: what one sync may conclude without a question.
//!
//! A service that answers nonsense must not make a thousand people look gone. Held results are
//! shown with their count and digest, and pass only when a new fetch shows the very same set.

use crate::domain::ids::{Digest16, RemoteId};
use crate::domain::run::Held;

/// What is counted, each by the same thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Watch {
    /// Newly absent, not by us.
    Gone,
    /// Turned disabled, not by us.
    Disabled,
    /// Power over others' access gained or lost.
    Admin,
    /// An address added or removed.
    Email,
}

impl Watch {
    /// Every count.
    pub const ALL: [Watch; 4] = [Watch::Gone, Watch::Disabled, Watch::Admin, Watch::Email];

    /// The word of records and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Watch::Gone => "gone",
            Watch::Disabled => "disabled",
            Watch::Admin => "admin",
            Watch::Email => "email",
        }
    }
}

/// The ids that one sync would change, by kind of change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    ids: [Vec<RemoteId>; 4],
}

impl Tally {
    /// Counts one account.
    pub fn add(&mut self, watch: Watch, id: RemoteId) {
        if let Some(ids) = self.ids.get_mut(watch as usize) {
            ids.push(id);
        }
    }

    /// Takes one account out again (it was re-keyed).
    pub fn remove(&mut self, watch: Watch, id: &RemoteId) {
        if let Some(ids) = self.ids.get_mut(watch as usize) {
            ids.retain(|other| other != id);
        }
    }

    /// How many of one kind.
    pub fn count(&self, watch: Watch) -> u64 {
        self.ids
            .get(watch as usize)
            .map_or(0, |ids| ids.len() as u64)
    }

    /// What is over a threshold, out of `known` accounts that were not gone before.
    pub fn held(&self, known: u64, max_removals: Option<u64>) -> Vec<Held> {
        Watch::ALL
            .into_iter()
            .zip(&self.ids)
            .filter(|(watch, ids)| {
                let count = ids.len() as u64;
                let own_limit = max_removals.filter(|_| *watch == Watch::Gone);
                suspicious(count, known) || own_limit.is_some_and(|limit| count > limit)
            })
            .map(|(watch, ids)| Held {
                rule: watch.as_str().to_owned(),
                count: ids.len() as u64,
                of: known,
                digest: digest(ids),
            })
            .collect()
    }
}

/// More than three and more than a quarter, or everybody where there are two or more.
fn suspicious(count: u64, known: u64) -> bool {
    count > 3.max(known / 4) || (count >= 2 && count == known)
}

fn digest(ids: &[RemoteId]) -> Digest16 {
    let mut sorted: Vec<&str> = ids.iter().map(RemoteId::as_str).collect();
    sorted.sort_unstable();
    Digest16::of(sorted.join("\0").as_bytes())
}

/// Whether an operator's `accepted` count lets this result pass: an earlier run held exactly the
/// same sets, and the operator named their total.
pub fn passes(now: &[Held], before: &[Held], accepted: u64) -> bool {
    let sets = |held: &[Held]| -> Vec<(String, Digest16, u64)> {
        held.iter()
            .map(|one| (one.rule.clone(), one.digest, one.count))
            .collect()
    };
    now.iter().map(|held| held.count).sum::<u64>() == accepted && sets(now) == sets(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn tally(watch: Watch, count: u64) -> Tally {
        let mut tally = Tally::default();
        for n in 0..count {
            tally.add(watch, RemoteId::namespaced("user", n).unwrap());
        }
        tally
    }

    #[rstest]
    #[case(3, 4, false)] // few
    #[case(3, 3, true)] // everybody
    #[case(2, 2, true)] // everybody, and two are enough
    #[case(1, 1, false)] // one alone may leave
    #[case(25, 100, false)] // a quarter
    #[case(26, 100, true)] // more than a quarter
    #[case(4, 12, true)] // more than three and more than a quarter
    fn many_removals_are_held(#[case] gone: u64, #[case] known: u64, #[case] held: bool) {
        for watch in Watch::ALL {
            assert_eq!(
                !tally(watch, gone).held(known, None).is_empty(),
                held,
                "{watch:?}"
            );
        }
    }

    #[test]
    fn a_service_may_have_a_lower_limit_for_removals_only() {
        assert_eq!(tally(Watch::Gone, 2).held(100, Some(1)).len(), 1);
        assert!(tally(Watch::Email, 2).held(100, Some(1)).is_empty());
    }

    #[test]
    fn an_override_passes_only_for_the_same_set_and_count() {
        let seen = tally(Watch::Gone, 50).held(100, None);
        assert!(passes(&seen, &seen, 50));
        assert!(!passes(&seen, &seen, 49));
        assert!(!passes(&seen, &[], 50));
        let mut other = tally(Watch::Gone, 49);
        other.add(Watch::Gone, RemoteId::namespaced("user", 777).unwrap());
        assert!(!passes(&other.held(100, None), &seen, 50));
    }
}
