//! The queue of questions for the operator: one per pair of users, best first.

use super::identity::Account;
use super::rules::{Rule, WORTH_ASKING};

/// "Are these two one user?"
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// One account, the smaller number.
    pub a: Account,
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

/// What the queue needs to know of groups.
pub trait Groups {
    /// The group of an account.
    fn group(&self, account: Account) -> Account;
    /// How many accounts a group has.
    fn size(&self, group: Account) -> u32;
    /// Whether the operator keeps two groups apart; the smaller comes first.
    fn apart(&self, one: Account, other: Account) -> bool;
    /// Whether both have an account of one service.
    fn overlap(&self, one: Account, other: Account) -> bool;
}

/// Odds against a user having two accounts of one service, in bits: administrators see to it.
pub const SECOND_ACCOUNT_BITS: i32 = 5;

/// Keeps the best question of each pair of groups, ranked.
pub fn rank(mut open: Vec<Suggestion>, groups: &impl Groups) -> Vec<Suggestion> {
    let pair = |one: &Suggestion| {
        let (a, b) = (groups.group(one.a), groups.group(one.b));
        (a.min(b), a.max(b))
    };
    open.retain(|one| {
        let (a, b) = pair(one);
        a != b && !groups.apart(a, b)
    });
    open.sort_unstable_by_key(|one| (pair(one), one.rank()));
    open.dedup_by_key(|one| pair(one));
    for one in &mut open {
        let (a, b) = pair(one);
        one.gain = groups.size(a).saturating_mul(groups.size(b));
        if groups.overlap(a, b) {
            one.bits -= SECOND_ACCOUNT_BITS;
        }
    }
    open.retain(|one| one.bits >= WORTH_ASKING);
    open.sort_unstable_by_key(Suggestion::rank);
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(a: Account, b: Account, bits: i32) -> Suggestion {
        Suggestion::new(a, b, bits, None, u64::from(a) << 32 | u64::from(b))
    }

    /// Accounts 0 to 9 are one group, the others alone; 0 and 99 are kept apart; 60 and 61 are of
    /// one service.
    struct World;

    impl Groups for World {
        fn group(&self, account: Account) -> Account {
            if account < 10 { 0 } else { account }
        }
        fn size(&self, group: Account) -> u32 {
            if group == 0 { 10 } else { 1 }
        }
        fn apart(&self, one: Account, other: Account) -> bool {
            (one, other) == (0, 99)
        }
        fn overlap(&self, one: Account, other: Account) -> bool {
            (one, other) == (60, 61)
        }
    }

    fn ranked(open: Vec<Suggestion>) -> Vec<(Account, Account)> {
        rank(open, &World)
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
    fn two_accounts_of_one_service_are_rather_two_people() {
        let open = vec![question(60, 61, 6), question(70, 71, 2)];
        assert_eq!(ranked(open), [(70, 71), (60, 61)]);
        assert_eq!(ranked(vec![question(60, 61, 1)]), []);
    }

    #[test]
    fn nothing_is_asked_about_what_is_settled() {
        assert_eq!(ranked(vec![question(1, 2, 9), question(5, 99, 9)]), []);
    }
}
