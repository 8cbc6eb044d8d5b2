//! The queue of questions for the operator: one per pair of users, best first.

use super::identity::Account;
use super::rules::Rule;

/// "Are these two one user?"
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// One account, the smaller number.
    pub a: Account,
    /// The other.
    pub b: Account,
    /// Logarithm, base 2, of the odds that the answer is yes.
    pub bits: i32,
    /// The automatic rule that holds but that a constraint stopped.
    pub stopped: Option<Rule>,
    /// Pairs of accounts that a yes brings together.
    pub gain: u32,
    /// Depends on the content of the two accounts alone.
    tie: u64,
}

impl Suggestion {
    /// A question; `tie` must not depend on the order of the input.
    pub fn new(a: Account, b: Account, bits: i32, stopped: Option<Rule>, tie: u64) -> Self {
        Self {
            a: a.min(b),
            b: a.max(b),
            bits,
            stopped,
            gain: 1,
            tie,
        }
    }

    /// The order of the queue: likeliest first, then what a yes settles, then the content.
    pub fn rank(&self) -> impl Ord + use<> {
        (-self.bits, u32::MAX - self.gain, self.tie, self.a, self.b)
    }

    /// The score to show and to write: higher is likelier.
    pub fn score(&self) -> i32 {
        self.bits
    }
}

/// Keeps the best question of each pair of groups, ranked. `group` gives an account's group,
/// `size` a group's size, `apart` whether two groups are never to be joined.
pub fn rank(
    mut open: Vec<Suggestion>,
    group: impl Fn(Account) -> Account,
    size: impl Fn(Account) -> u32,
    apart: impl Fn(Account, Account) -> bool,
) -> Vec<Suggestion> {
    let pair = |one: &Suggestion| {
        let (a, b) = (group(one.a), group(one.b));
        (a.min(b), a.max(b))
    };
    open.retain(|one| {
        let (a, b) = pair(one);
        a != b && !apart(a, b)
    });
    open.sort_unstable_by_key(|one| (pair(one), one.rank()));
    open.dedup_by_key(|one| pair(one));
    for one in &mut open {
        let (a, b) = pair(one);
        one.gain = size(a).saturating_mul(size(b));
    }
    open.sort_unstable_by_key(Suggestion::rank);
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(a: Account, b: Account, bits: i32) -> Suggestion {
        Suggestion::new(a, b, bits, None, u64::from(a) << 32 | u64::from(b))
    }

    fn ranked(open: Vec<Suggestion>) -> Vec<(Account, Account)> {
        // Accounts 0 to 9 are one group, the others alone.
        let group = |account: Account| if account < 10 { 0 } else { account };
        let size = |group: Account| if group == 0 { 10 } else { 1 };
        let apart = |a: Account, b: Account| (a, b) == (0, 99);
        rank(open, group, size, apart)
            .iter()
            .map(|one| (one.a, one.b))
            .collect()
    }

    #[test]
    fn a_pair_of_groups_is_asked_about_once_by_its_best_evidence() {
        let open = vec![question(1, 20, 3), question(2, 20, 5), question(20, 3, 4)];
        assert_eq!(ranked(open), [(2, 20)]);
    }

    #[test]
    fn the_likelier_question_comes_first_then_the_one_that_settles_more() {
        let open = vec![question(30, 31, 4), question(1, 40, 4), question(50, 51, 6)];
        assert_eq!(ranked(open), [(50, 51), (1, 40), (30, 31)]);
    }

    #[test]
    fn nothing_is_asked_about_what_is_settled() {
        assert_eq!(ranked(vec![question(1, 2, 9), question(5, 99, 9)]), []);
    }
}
