//! A run from scratch: all blocks at once, every pair judged once.

use super::meetings::Places;
use super::{Engine, NOBODY, Settings};
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::facts::{self, AddressFact, Facts, HandleFact};
use crate::domain::matching::features::Features;
use crate::domain::matching::forest::Forest;
use crate::domain::matching::identity::{Account, Identity};
use crate::domain::matching::keys;
use crate::domain::matching::parsed::Parsed;
use crate::domain::matching::postings::Postings;
use crate::domain::matching::resolve::{self, Edge};
use crate::domain::matching::rules::{Rule, WORTH_ASKING};
use crate::domain::matching::suggest::Suggestion;

/// Identities taken apart at a time: bounds the memory of a run.
const BATCH: usize = 1 << 14;

/// Keys of an identity with all the trimmings; most have fewer.
const MOST_KEYS: usize = 24;

/// Does `work` on equal parts of `items`, each on its own thread, and returns what each gave, in
/// the order of the items.
fn in_threads<T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    if threads <= 1 {
        return vec![work(items)];
    }
    let share = items.len().div_ceil(threads).max(1);
    let work = &work;
    std::thread::scope(|scope| {
        let workers: Vec<_> = items
            .chunks(share)
            .map(|part| scope.spawn(move || work(part)))
            .collect();
        let results = workers.into_iter().map(|worker| match worker.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.collect()
    })
}

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
        let mut identities = identities.into_iter();
        loop {
            let batch: Vec<Identity> = identities.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            let parsed = in_threads(settings.threads, &batch, |part| {
                part.iter().map(Parsed::of).collect::<Vec<_>>()
            });
            for (identity, parsed) in batch.iter().zip(parsed.iter().flatten()) {
                let features = Features::new(parsed, &mut engine.texts);
                engine.put(identity.account, Some(features));
            }
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
        self.open_services = self.find_open_services();
        let judged = self.judge_blocks();
        let open = self.group_all(judged);
        self.suggestions = self.rank(open);
    }

    fn index(&mut self) {
        self.postings = Postings::default();
        let texts = &self.texts;
        let accounts: Vec<Account> = self.accounts().collect();
        let parts = in_threads(self.settings.threads, &accounts, |part| {
            // Untouched capacity costs nothing; doubling a list of this size would.
            let mut entries = Vec::with_capacity(part.len() * MOST_KEYS);
            let mut keys = Vec::new();
            for account in part {
                if let Some(features) = self.features(*account) {
                    keys::keys(features, texts, &mut keys);
                    entries.extend(keys.iter().map(|key| (*key, *account)));
                }
            }
            entries.sort_unstable();
            entries
        });
        self.postings = Postings::build(parts);
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
        let threads = self.settings.threads;
        let (addresses, handles) = (shared(&addresses), shared(&handles));
        let facts = in_threads(threads, &addresses, |part| {
            Vec::from_iter(part.iter().map(|id| self.address_fact(*id)))
        });
        for (id, fact) in addresses.iter().zip(facts.into_iter().flatten()) {
            self.facts.set_address(*id, fact);
        }
        let facts = in_threads(threads, &handles, |part| {
            Vec::from_iter(part.iter().map(|id| self.handle_fact(*id)))
        });
        for (id, fact) in handles.iter().zip(facts.into_iter().flatten()) {
            self.facts.set_handle(*id, fact);
        }
    }

    /// Learns of one address; true if that changed anything.
    pub(super) fn learn_address(&mut self, id: u32) -> bool {
        let fact = self.address_fact(id);
        self.facts.set_address(id, fact)
    }

    fn address_fact(&self, id: u32) -> AddressFact {
        let key = keys::address_key(id);
        if !self.postings.is_within(key, facts::MOST) {
            return AddressFact::CROWDED;
        }
        let mut members = Vec::new();
        self.postings.members(key, &mut members);
        let carriers: Vec<&Features> = members
            .iter()
            .filter_map(|account| self.features(*account))
            .collect();
        facts::of_address(&carriers, &self.texts)
    }

    /// Learns of one handle; true if that changed anything.
    pub(super) fn learn_handle(&mut self, id: u32) -> bool {
        let fact = self.handle_fact(id);
        self.facts.set_handle(id, fact)
    }

    fn handle_fact(&self, id: u32) -> HandleFact {
        let text = self.texts.words.text(id);
        let (carried, given) = (keys::handle_key(text), keys::given_key(text));
        if [carried, given]
            .iter()
            .any(|key| !self.postings.is_within(*key, facts::MOST))
        {
            return HandleFact::COMMON;
        }
        let (mut members, mut givers) = (Vec::new(), Vec::new());
        self.postings.members(carried, &mut members);
        self.postings.members(given, &mut givers);
        members.append(&mut givers);
        let met: Vec<&Features> = members
            .iter()
            .filter_map(|account| self.features(*account))
            .collect();
        facts::of_handle(id, &met, &self.texts)
    }

    /// Judges every pair that shares a block small enough to compare, once.
    fn judge_blocks(&self) -> Judged {
        let meetings = self.meetings();
        let places = Places::of(&meetings, self.features.len());
        let accounts: Vec<Account> = self.accounts().collect();
        let parts = in_threads(self.settings.threads, &accounts, |part| {
            let mut judged = Judged::default();
            let mut pairs = Vec::new();
            for account in part {
                pairs.clear();
                for meeting in places
                    .meetings(*account)
                    .filter_map(|at| meetings.get(at as usize))
                {
                    for block in meeting.with {
                        let after = block.partition_point(|other| other <= account);
                        let later = block.get(after..).unwrap_or_default();
                        pairs.extend(later.iter().map(|other| (*account, *other)));
                    }
                }
                pairs.sort_unstable();
                pairs.dedup();
                self.judge_into(&pairs, &mut judged);
            }
            judged
        });
        let mut all = Judged::default();
        parts.into_iter().for_each(|part| all.append(part));
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
            match verdict.rule {
                Some(rule) if self.may_link(left, right, rule) => {
                    judged.edges.push(Edge { a: *a, b: *b, rule });
                }
                stopped if verdict.bits >= WORTH_ASKING => {
                    let (bits, tie) = (verdict.bits, self.tie(*a, *b));
                    let question = Suggestion::new(*a, *b, bits, stopped, tie);
                    judged.open.push(question);
                }
                _ => {}
            }
        }
    }

    fn group_all(&mut self, judged: Judged) -> Vec<Suggestion> {
        let mut forest = Forest::new(self.features.len());
        for edge in &judged.edges {
            forest.join(edge.a, edge.b);
        }
        self.regions = vec![NOBODY; self.features.len()];
        for account in self.accounts().collect::<Vec<_>>() {
            if let Some(slot) = self.regions.get_mut(account as usize) {
                *slot = forest.root(account);
            }
        }
        self.groups = self.regions.clone();
        let (links, open) = self.resolve(judged);
        self.links = links;
        open
    }

    /// Resolves the regions of the edges and notes each account's group. Returns the edges that
    /// stand, sorted, and the open questions: those that were, and the edges that do not stand.
    /// Accounts without an edge must already be their own group.
    pub(super) fn resolve(&mut self, judged: Judged) -> (Vec<Edge>, Vec<Suggestion>) {
        let Judged {
            mut edges,
            mut open,
        } = judged;
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
        let stands = |edge: &Edge| self.group(edge.a) == self.group(edge.b);
        for edge in edges.iter().filter(|edge| !stands(edge)) {
            let bits = self.bits(edge.a, edge.b);
            let tie = self.tie(edge.a, edge.b);
            open.push(Suggestion::new(edge.a, edge.b, bits, Some(edge.rule), tie));
        }
        edges.retain(stands);
        edges.sort_unstable();
        (edges, open)
    }

    /// The odds of a pair that a rule holds for.
    fn bits(&self, a: Account, b: Account) -> i32 {
        let (Some(left), Some(right)) = (self.features(a), self.features(b)) else {
            return 0;
        };
        self.court()
            .judge(left, right)
            .map_or(0, |verdict| verdict.bits)
    }
}
