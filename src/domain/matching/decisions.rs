//! What the operator decided about pairs of accounts: it beats every rule, for ever.

use std::collections::BTreeMap;

use super::identity::Account;

/// Pairs that belong together and pairs that must stay apart, whatever the rules say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    together: BTreeMap<Account, Vec<Account>>,
    apart: BTreeMap<Account, Vec<Account>>,
}

impl Decisions {
    /// Both belong to one user.
    pub fn link(&mut self, a: Account, b: Account) {
        insert(&mut self.together, a, b);
    }

    /// Both never belong to one user, not even through third accounts.
    pub fn never(&mut self, a: Account, b: Account) {
        insert(&mut self.apart, a, b);
    }

    /// Nobody of one side belongs to the user of the other side: two users that the operator
    /// separated.
    pub fn separate(&mut self, left: &[Account], right: &[Account]) {
        for a in left {
            for b in right {
                self.never(*a, *b);
            }
        }
    }

    /// Accounts that the operator put together with this one.
    pub fn together(&self, account: Account) -> &[Account] {
        self.together.get(&account).map_or(&[], Vec::as_slice)
    }

    /// Accounts that the operator keeps apart from this one.
    pub fn apart(&self, account: Account) -> &[Account] {
        self.apart.get(&account).map_or(&[], Vec::as_slice)
    }

    /// Every linked pair once, the smaller account first.
    pub fn links(&self) -> impl Iterator<Item = (Account, Account)> + '_ {
        pairs(&self.together)
    }

    /// Every separated pair once, the smaller account first.
    pub fn separations(&self) -> impl Iterator<Item = (Account, Account)> + '_ {
        pairs(&self.apart)
    }

    /// Accounts about which the two sets of decisions differ.
    pub fn changed_since(&self, before: &Self) -> Vec<Account> {
        let mut out = Vec::new();
        for (new, old) in [
            (&self.together, &before.together),
            (&self.apart, &before.apart),
        ] {
            out.extend(
                new.iter()
                    .filter(|(at, list)| old.get(at) != Some(list))
                    .map(|(at, _)| *at),
            );
            out.extend(old.keys().filter(|at| !new.contains_key(at)));
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

fn insert(map: &mut BTreeMap<Account, Vec<Account>>, a: Account, b: Account) {
    if a == b {
        return;
    }
    for (one, other) in [(a, b), (b, a)] {
        let list = map.entry(one).or_default();
        if let Err(at) = list.binary_search(&other) {
            list.insert(at, other);
        }
    }
}

fn pairs(map: &BTreeMap<Account, Vec<Account>>) -> impl Iterator<Item = (Account, Account)> + '_ {
    map.iter().flat_map(|(a, list)| {
        list.iter()
            .copied()
            .filter(move |b| a < b)
            .map(move |b| (*a, b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_has_no_direction_and_counts_once() {
        let mut decisions = Decisions::default();
        decisions.link(2, 1);
        decisions.link(1, 2);
        decisions.link(3, 3);
        assert_eq!(decisions.links().collect::<Vec<_>>(), [(1, 2)]);
        assert_eq!(decisions.together(2), [1]);
        decisions.separate(&[1, 2], &[5]);
        assert_eq!(
            decisions.separations().collect::<Vec<_>>(),
            [(1, 5), (2, 5)]
        );
        assert_eq!(decisions.apart(5), [1, 2]);
    }

    #[test]
    fn changes_name_every_account_concerned() {
        let mut before = Decisions::default();
        before.link(1, 2);
        let mut after = Decisions::default();
        after.never(2, 3);
        assert_eq!(after.changed_since(&before), [1, 2, 3]);
        assert!(after.changed_since(&after.clone()).is_empty());
    }
}
