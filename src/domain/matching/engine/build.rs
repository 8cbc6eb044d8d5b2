//! A run from scratch: all blocks at once, every pair judged once.

use super::{Engine, NOBODY, Settings};
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::facts::{self, AddressFact, Facts, HandleFact};
use crate::domain::matching::features::Features;
use crate::domain::matching::forest::Forest;
use crate::domain::matching::identity::{Account, Identity};
use crate::domain::matching::keys;
use crate::domain::matching::postings::Postings;
use crate::domain::matching::resolve::{self, Edge};
use crate::domain::matching::rules::{Rule, WORTH_ASKING};
use crate::domain::matching::suggest::{self, Suggestion};

/// What a slice of pairs amounts to.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) edges: Vec<Edge>,
    pub(super) open: Vec<Suggestion>,
}

impl Judged {
    fn append(&mut self, mut other: Self) {
        self.edges.append(&mut other.edges);
        self.open.append(&mut other.open);
    }
}

/// The blocks of each account, by their position.
struct Places {
    starts: Vec<u32>,
    blocks: Vec<u32>,
}

impl Places {
    fn of(blocks: &[&[Account]], accounts: usize) -> Self {
        let mut starts = vec![0u32; accounts + 1];
        for account in blocks.iter().copied().flatten() {
            if let Some(count) = starts.get_mut(*account as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut places = vec![0u32; total as usize];
        for (at, block) in blocks.iter().enumerate() {
            for account in *block {
                let Some(next) = next.get_mut(*account as usize) else {
                    continue;
                };
                if let Some(place) = places.get_mut(*next as usize) {
                    *place = at as u32;
                }
                *next += 1;
            }
        }
        Self {
            starts,
            blocks: places,
        }
    }

    fn blocks(&self, account: Account) -> impl Iterator<Item = u32> + '_ {
        let bound = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        let at = account as usize;
        self.blocks
            .get(bound(at)..bound(at + 1))
            .unwrap_or_default()
            .iter()
            .copied()
    }
}

impl Engine {
    /// Matches `identities` from scratch. Of two identities of one account the later counts.
    pub fn build(
        identities: impl IntoIterator<Item = Identity>,
        decisions: Decisions,
        settings: Settings,
    ) -> Self {
        let mut engine = Self {
            settings,
            decisions,
            ..Self::default()
        };
        for identity in identities {
            let features = Features::of(&identity, &mut engine.texts);
            engine.put(identity.account, Some(features));
        }
        engine.rebuild();
        engine
    }

    /// Stores what is known of an account and counts it; `None` forgets it.
    pub(super) fn put(&mut self, account: Account, features: Option<Features>) {
        let at = account as usize;
        if self.features.len() <= at {
            self.features.resize_with(at + 1, || None);
        }
        let Some(slot) = self.features.get_mut(at) else {
            return;
        };
        if let Some(old) = slot.take() {
            self.stats.count(&old, &self.texts, false);
        }
        if let Some(new) = &features {
            self.stats.count(new, &self.texts, true);
        }
        *slot = features;
    }

    /// Derives everything from the stored features anew.
    pub(super) fn rebuild(&mut self) {
        self.index();
        self.learn();
        let judged = self.judge_blocks();
        self.group_all(judged.edges);
        self.suggestions = self.rank(judged.open);
    }

    fn index(&mut self) {
        let mut entries = Vec::new();
        let mut keys = Vec::new();
        self.postings = Postings::default();
        for (account, features) in self.features.iter().enumerate() {
            if let Some(features) = features {
                keys::keys(features, &self.texts, &mut keys);
                entries.extend(keys.iter().map(|key| (*key, account as Account)));
            }
        }
        self.postings = Postings::build(entries);
    }

    /// Learns what the data says of every address and handle that two accounts carry.
    fn learn(&mut self) {
        let mut addresses = vec![0u8; self.texts.addresses.len()];
        let mut handles = vec![0u8; self.texts.words.len()];
        let count = |counts: &mut Vec<u8>, id: u32| {
            if let Some(count) = counts.get_mut(id as usize) {
                *count = count.saturating_add(1);
            }
        };
        for features in self.features.iter().flatten() {
            features
                .mailboxes
                .iter()
                .for_each(|(id, _)| count(&mut addresses, *id));
            features
                .all_handles()
                .for_each(|id| count(&mut handles, id));
        }
        self.facts = Facts::default();
        let shared = |counts: &[u8]| -> Vec<u32> {
            let many = counts.iter().enumerate().filter(|(_, count)| **count > 1);
            many.map(|(id, _)| id as u32).collect()
        };
        for id in shared(&addresses) {
            self.learn_address(id);
        }
        for id in shared(&handles) {
            self.learn_handle(id);
        }
    }

    /// Learns of one address; true if that changed anything.
    pub(super) fn learn_address(&mut self, id: u32) -> bool {
        let key = keys::address_key(id);
        if !self.postings.is_within(key, facts::MOST) {
            return self.facts.set_address(id, AddressFact::CROWDED);
        }
        let mut members = Vec::new();
        self.postings.members(key, &mut members);
        let carriers: Vec<&Features> = members
            .iter()
            .filter_map(|account| self.features(*account))
            .collect();
        let fact = facts::of_address(&carriers, &self.texts);
        self.facts.set_address(id, fact)
    }

    /// Learns of one handle; true if that changed anything.
    pub(super) fn learn_handle(&mut self, id: u32) -> bool {
        let key = keys::handle_key(self.texts.words.text(id));
        if !self.postings.is_within(key, facts::MOST) {
            return self.facts.set_handle(id, HandleFact::COMMON);
        }
        let mut members = Vec::new();
        self.postings.members(key, &mut members);
        let met: Vec<&Features> = members
            .iter()
            .filter_map(|account| self.features(*account))
            .collect();
        let fact = facts::of_handle(id, &met, &self.texts);
        self.facts.set_handle(id, fact)
    }

    /// Judges every pair that shares a block small enough to compare, once.
    fn judge_blocks(&self) -> Judged {
        let blocks: Vec<&[Account]> = self
            .postings
            .blocks()
            .filter(|(key, members)| members.len() > 1 && members.len() <= keys::most(*key))
            .map(|(_, members)| members)
            .collect();
        let places = Places::of(&blocks, self.features.len());
        let threads = self.settings.threads.clamp(1, 64);
        let share = self.features.len().div_ceil(threads).max(1);
        let judge = |from: usize| {
            let mut judged = Judged::default();
            let mut pairs = Vec::new();
            for account in from..(from + share).min(self.features.len()) {
                let account = account as Account;
                pairs.clear();
                for block in places
                    .blocks(account)
                    .filter_map(|at| blocks.get(at as usize))
                {
                    let after = block.partition_point(|other| *other <= account);
                    let later = block.get(after..).unwrap_or_default();
                    pairs.extend(later.iter().map(|other| (account, *other)));
                }
                pairs.sort_unstable();
                pairs.dedup();
                self.judge_into(&pairs, &mut judged);
            }
            judged
        };
        let judge = &judge;
        let mut all = Judged::default();
        std::thread::scope(|scope| {
            let starts = (0..self.features.len()).step_by(share);
            let workers: Vec<_> = starts
                .map(|from| scope.spawn(move || judge(from)))
                .collect();
            for worker in workers {
                match worker.join() {
                    Ok(judged) => all.append(judged),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        for (a, b) in self.decisions.links() {
            if self.features(a).is_some() && self.features(b).is_some() {
                all.edges.push(Edge {
                    a,
                    b,
                    rule: Rule::Operator,
                });
            }
        }
        all
    }

    /// Judges pairs of known accounts, the smaller account first.
    pub(super) fn judge_some(&self, pairs: &[(Account, Account)]) -> Judged {
        let mut judged = Judged::default();
        self.judge_into(pairs, &mut judged);
        judged
    }

    fn judge_into(&self, pairs: &[(Account, Account)], judged: &mut Judged) {
        let court = self.court();
        for (a, b) in pairs {
            let (Some(left), Some(right)) = (self.features(*a), self.features(*b)) else {
                continue;
            };
            let Some(verdict) = court.judge(left, right) else {
                continue;
            };
            if let Some(rule) = verdict.rule {
                judged.edges.push(Edge { a: *a, b: *b, rule });
            }
            if verdict.rule.is_some() || verdict.bits >= WORTH_ASKING {
                let tie = self.tie(*a, *b);
                judged
                    .open
                    .push(Suggestion::new(*a, *b, verdict.bits, verdict.rule, tie));
            }
        }
    }

    fn group_all(&mut self, edges: Vec<Edge>) {
        let mut forest = Forest::new(self.features.len());
        for edge in &edges {
            forest.join(edge.a, edge.b);
        }
        self.regions = vec![NOBODY; self.features.len()];
        for account in self.accounts().collect::<Vec<_>>() {
            if let Some(slot) = self.regions.get_mut(account as usize) {
                *slot = forest.root(account);
            }
        }
        self.groups = self.regions.clone();
        self.links = self.resolve(edges);
    }

    /// Resolves the regions of `edges`, notes each account's group, and returns the edges that
    /// stand, sorted. Accounts without an edge must already be their own group.
    pub(super) fn resolve(&mut self, mut edges: Vec<Edge>) -> Vec<Edge> {
        edges.sort_unstable_by_key(|edge| (self.region(edge.a), edge.a, edge.b, edge.rule));
        // An operator's link repeats an edge that a rule draws as well: the stronger counts.
        edges.dedup_by_key(|edge| (edge.a, edge.b));
        let mut rest = edges.as_mut_slice();
        while let Some(first) = rest.first() {
            let region = self.region(first.a);
            let len = rest.partition_point(|edge| self.region(edge.a) <= region);
            let (part, tail) = rest.split_at_mut(len);
            for (account, group) in resolve::resolve(part, self) {
                if let Some(slot) = self.groups.get_mut(account as usize) {
                    *slot = group;
                }
            }
            rest = tail;
        }
        edges.retain(|edge| self.group(edge.a) == self.group(edge.b));
        edges.sort_unstable();
        edges
    }

    /// Ranks open questions by the groups as they are now.
    pub(super) fn rank(&self, open: Vec<Suggestion>) -> Vec<Suggestion> {
        let mut sizes = vec![0u32; self.groups.len()];
        for group in &self.groups {
            if let Some(size) = sizes.get_mut(*group as usize) {
                *size += 1;
            }
        }
        let group = |account: Account| self.group(account).unwrap_or(account);
        let mut apart: Vec<(Account, Account)> = self
            .decisions
            .separations()
            .map(|(a, b)| (group(a), group(b)))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        apart.sort_unstable();
        suggest::rank(
            open,
            group,
            |group| sizes.get(group as usize).copied().unwrap_or(1),
            |a, b| apart.binary_search(&(a, b)).is_ok(),
        )
    }
}
