//! Which accounts carry a block key: a sorted base that never changes, and a small overlay for
//! the accounts that changed since. Rebuilding folds the overlay in.

use std::collections::HashMap;

use super::identity::Account;

/// Accounts by block key.
#[derive(Debug, Clone, Default)]
pub struct Postings {
    keys: Vec<u64>,
    /// Where the keys with each value of the upper bits begin: keys are hashes, so evenly spread,
    /// and a search needs to look at a handful only.
    shelves: Vec<u32>,
    shelf_bits: u32,
    starts: Vec<u32>,
    members: Vec<Account>,
    /// By account: its entries in the base no longer hold.
    stale: Vec<bool>,
    stale_count: usize,
    overlay: HashMap<u64, Vec<Account>>,
    overlaid: usize,
}

impl Postings {
    /// Builds the base from every (key, account) there is, in lists that are sorted each.
    pub fn build(lists: Vec<Vec<(u64, Account)>>) -> Self {
        let total = lists.iter().map(Vec::len).sum();
        let mut postings = Self {
            members: Vec::with_capacity(total),
            ..Self::default()
        };
        let mut lists: Vec<_> = lists.iter().map(|list| list.iter().peekable()).collect();
        // As many lists as threads: looking at each head is cheaper than a heap.
        while let Some(at) = least(&mut lists) {
            let Some(&(key, account)) = lists.get_mut(at).and_then(Iterator::next) else {
                break;
            };
            if postings.keys.last() != Some(&key) {
                postings.keys.push(key);
                postings.starts.push(postings.members.len() as u32);
            }
            postings.members.push(account);
        }
        postings.keys.shrink_to_fit();
        postings.shelve();
        postings.starts.push(postings.members.len() as u32);
        postings
    }

    /// Every block of the base with its members. Meant for the moment after `build`: it does not
    /// look at later changes.
    pub fn blocks(&self) -> impl Iterator<Item = (u64, &[Account])> {
        self.keys
            .iter()
            .enumerate()
            .map(|(at, key)| (*key, self.run(at)))
    }

    /// The accounts of a block, sorted, into `out`.
    pub fn members(&self, key: u64, out: &mut Vec<Account>) {
        out.clear();
        if let Some(at) = self.find(key) {
            let fresh = |account: &&Account| !self.is_stale(**account);
            out.extend(self.run(at).iter().filter(fresh));
        }
        if let Some(added) = self.overlay.get(&key) {
            out.extend(added);
            out.sort_unstable();
        }
    }

    /// The accounts of a block, sorted, into `out`, unless it has more than `most`.
    pub fn members_within(&self, key: u64, most: usize, out: &mut Vec<Account>) -> bool {
        out.clear();
        let run = self.find(key).map_or(&[][..], |at| self.run(at));
        let fresh = run.iter().filter(|account| !self.is_stale(**account));
        out.extend(fresh.take(most + 1));
        if let Some(added) = self.overlay.get(&key) {
            out.extend(added);
            out.sort_unstable();
        }
        out.len() <= most
    }

    /// Whether a block has at most `most` members, without listing them.
    pub fn is_within(&self, key: u64, most: usize) -> bool {
        let run = self.find(key).map_or(&[][..], |at| self.run(at));
        let added = self.overlay.get(&key).map_or(0, Vec::len);
        let fresh = run.iter().filter(|account| !self.is_stale(**account));
        // Some blocks are huge: one more than asked for settles it.
        fresh.take(most + 1).count() + added <= most
    }

    /// Replaces the keys of an account; `old` must be what it was given before.
    pub fn replace(&mut self, account: Account, old: &[u64], new: &[u64]) {
        let at = account as usize;
        if self.stale.len() <= at {
            self.stale.resize(at + 1, false);
        }
        if let Some(stale) = self.stale.get_mut(at).filter(|stale| !**stale) {
            *stale = true;
            self.stale_count += 1;
        }
        for key in old {
            if let Some(added) = self.overlay.get_mut(key) {
                added.retain(|other| *other != account);
                if added.is_empty() {
                    self.overlay.remove(key);
                }
            }
        }
        for key in new {
            self.overlay.entry(*key).or_default().push(account);
        }
        self.overlaid += new.len();
    }

    /// Whether so much changed since the base was built that it should be built again.
    pub fn is_worn(&self) -> bool {
        self.overlaid > 100_000 + self.members.len() / 4
    }

    fn shelve(&mut self) {
        // Some sixteen keys a shelf.
        self.shelf_bits = (self.keys.len() / 16).max(2).ilog2();
        self.shelves = Vec::with_capacity((1 << self.shelf_bits) + 1);
        let mut at = 0;
        for shelf in 0..=1 << self.shelf_bits {
            while self
                .keys
                .get(at)
                .is_some_and(|key| self.shelf(*key) < shelf)
            {
                at += 1;
            }
            self.shelves.push(at as u32);
        }
    }

    fn shelf(&self, key: u64) -> usize {
        (key >> (u64::BITS - self.shelf_bits)) as usize
    }

    fn find(&self, key: u64) -> Option<usize> {
        if self.keys.is_empty() {
            return None;
        }
        let shelf = self.shelf(key);
        let bound = |shelf: usize| self.shelves.get(shelf).map_or(0, |at| *at as usize);
        let (from, to) = (bound(shelf), bound(shelf + 1));
        let keys = self.keys.get(from..to).unwrap_or_default();
        keys.binary_search(&key).ok().map(|at| from + at)
    }

    fn is_stale(&self, account: Account) -> bool {
        self.stale.get(account as usize).copied().unwrap_or(false)
    }

    fn run(&self, at: usize) -> &[Account] {
        let bound = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        self.members
            .get(bound(at)..bound(at + 1))
            .unwrap_or_default()
    }
}

/// The list whose next entry is the least.
fn least<'a>(
    lists: &mut [std::iter::Peekable<std::slice::Iter<'a, (u64, Account)>>],
) -> Option<usize> {
    let heads = lists.iter_mut().enumerate();
    heads
        .filter_map(|(at, list)| Some((*list.peek()?, at)))
        .min()
        .map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(postings: &Postings, key: u64) -> Vec<Account> {
        let mut out = vec![9];
        postings.members(key, &mut out);
        out
    }

    #[test]
    fn a_changed_account_is_found_under_its_new_keys_only() {
        let mut postings = Postings::build(vec![vec![(5, 1), (7, 1)], vec![(5, 2), (7, 0)]]);
        assert_eq!(members(&postings, 7), [0, 1]);
        postings.replace(1, &[5, 7], &[5, 8]);
        assert_eq!(members(&postings, 7), [0]);
        assert_eq!(members(&postings, 5), [1, 2]);
        assert_eq!(members(&postings, 8), [1]);
        postings.replace(1, &[5, 8], &[]);
        assert_eq!(members(&postings, 5), [2]);
        assert!(members(&postings, 8).is_empty());
        postings.replace(1, &[], &[7]);
        assert_eq!(members(&postings, 7), [0, 1]);
        assert!(postings.is_within(7, 2));
        assert!(!postings.is_within(7, 1));
        assert!(postings.is_within(99, 0));
        let mut out = Vec::new();
        assert!(postings.members_within(7, 2, &mut out));
        assert_eq!(out, [0, 1]);
        assert!(!postings.members_within(7, 1, &mut out));
        assert!(postings.members_within(99, 0, &mut out));
    }

    #[test]
    fn blocks_list_the_base() {
        let postings = Postings::build(vec![vec![(5, 1), (7, 1)], vec![(7, 0)]]);
        let blocks: Vec<_> = postings.blocks().collect();
        assert_eq!(blocks, [(5, &[1][..]), (7, &[0, 1][..])]);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert!(members(&Postings::default(), 1).is_empty());
        assert!(members(&Postings::build(Vec::new()), 1).is_empty());
    }
}
