//! An incremental run: what changed identities can touch, and nothing else, is judged again.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Judged;
use super::delta::{Delta, difference, merge, take};
use super::{Engine, NOBODY};
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::features::Features;
use crate::domain::matching::forest::Forest;
use crate::domain::matching::identity::{Account, Identity};
use crate::domain::matching::keys;
use crate::domain::matching::parsed::Parsed;
use crate::domain::matching::resolve::Edge;
use crate::domain::matching::rules::Rule;
use crate::domain::matching::stats::WordView;
use crate::domain::matching::suggest::Suggestion;

/// What becomes of one account.
#[derive(Debug, Clone)]
pub enum Change {
    /// It is new, or is now like this.
    Put(Box<Identity>),
    /// It is no more.
    Remove(Account),
}

/// What the rules read of the data around the changed accounts.
#[derive(Default)]
struct Watch {
    words: BTreeMap<u32, WordView>,
    organisations: BTreeMap<u32, i32>,
    addresses: BTreeSet<u32>,
    handles: BTreeSet<u32>,
    /// Whether each block is small enough to be compared.
    blocks: BTreeMap<u64, bool>,
}

impl Engine {
    /// Applies changes; of two changes of one account the later counts.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) -> Delta {
        let mut new: BTreeMap<Account, Option<Features>> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Put(identity) => {
                    let features = Features::new(&Parsed::of(&identity), &mut self.texts);
                    new.insert(identity.account, Some(features));
                }
                Change::Remove(account) => {
                    new.insert(account, None);
                }
            }
        }
        let mut touched: BTreeSet<Account> = new.keys().copied().collect();
        let watch = self.watch(&new);
        let scale = self.stats.scale();
        self.replace(new);
        if self.stats.scale() != scale || self.postings.is_worn() {
            return self.anew();
        }
        self.notice(watch, &mut touched);
        if self.find_open_services() != self.open_services {
            return self.anew();
        }
        self.redo(touched)
    }

    /// Replaces the operator's decisions.
    pub fn decide(&mut self, decisions: Decisions) -> Delta {
        let touched = decisions.changed_since(&self.decisions);
        self.decisions = decisions;
        self.redo(touched.into_iter().collect())
    }

    /// Runs from scratch and tells the difference.
    fn anew(&mut self) -> Delta {
        let links = std::mem::take(&mut self.links);
        let suggestions = std::mem::take(&mut self.suggestions);
        self.rebuild();
        difference(&links, &self.links, &suggestions, &self.suggestions)
    }

    fn watch(&self, new: &BTreeMap<Account, Option<Features>>) -> Watch {
        let mut watch = Watch::default();
        let mut keys = Vec::new();
        let old = new.keys().filter_map(|account| self.features(*account));
        for features in old.chain(new.values().flatten()) {
            for word in &features.words {
                watch
                    .words
                    .entry(*word)
                    .or_insert_with(|| self.stats.view(*word));
            }
            for (address, _) in &features.mailboxes {
                watch.addresses.insert(*address);
                let mailbox = self.texts.mailboxes.get(*address as usize);
                if let Some(organisation) = mailbox.and_then(|mailbox| mailbox.organisation) {
                    let bits = self.stats.organisation_bits(organisation);
                    watch.organisations.entry(organisation).or_insert(bits);
                }
            }
            let mut meet = |text: &str| watch.handles.extend(self.texts.words.find(text));
            keys::carried_texts(features, &self.texts, &mut meet);
            keys::given_texts(features, &self.texts, &mut meet);
            keys::keys(features, &self.texts, &mut keys);
            for key in &keys {
                let small = || self.postings.is_within(*key, keys::most(*key));
                watch.blocks.entry(*key).or_insert_with(small);
            }
        }
        watch
    }

    fn replace(&mut self, new: BTreeMap<Account, Option<Features>>) {
        let (mut old_keys, mut new_keys) = (Vec::new(), Vec::new());
        for (account, features) in new {
            old_keys.clear();
            new_keys.clear();
            if let Some(old) = self.features(account) {
                keys::keys(old, &self.texts, &mut old_keys);
            }
            if let Some(new) = &features {
                keys::keys(new, &self.texts, &mut new_keys);
            }
            self.postings.replace(account, &old_keys, &new_keys);
            self.put(account, features);
        }
    }

    /// Adds to `touched` every account about which some judgement may differ now.
    fn notice(&mut self, watch: Watch, touched: &mut BTreeSet<Account>) {
        let mut members = Vec::new();
        for (word, before) in watch.words {
            if self.stats.view(word) != before {
                let text = self.texts.words.text(word);
                for key in [keys::handle_key(text), keys::given_key(text)] {
                    self.postings.members(key, &mut members);
                    touched.extend(&members);
                }
            }
        }
        for (organisation, before) in watch.organisations {
            if self.stats.organisation_bits(organisation) != before {
                self.postings
                    .members(keys::organisation_key(organisation), &mut members);
                touched.extend(&members);
            }
        }
        for address in watch.addresses {
            if self.learn_address(address) {
                self.postings
                    .members(keys::address_key(address), &mut members);
                touched.extend(&members);
            }
        }
        for handle in watch.handles {
            if self.learn_handle(handle) {
                let key = keys::handle_key(self.texts.words.text(handle));
                self.postings.members(key, &mut members);
                let carriers = members
                    .iter()
                    .filter(|one| self.features(**one).is_some_and(|one| one.carries(handle)));
                touched.extend(carriers);
            }
        }
        for (key, before) in watch.blocks {
            if before != self.postings.is_within(key, keys::most(key)) {
                for key in keys::counterpart(key).into_iter().chain([key]) {
                    self.postings.members(key, &mut members);
                    touched.extend(&members);
                }
            }
        }
    }

    /// Judges again whatever the touched accounts can reach.
    fn redo(&mut self, touched: BTreeSet<Account>) -> Delta {
        self.regions.resize(self.features.len(), NOBODY);
        self.groups.resize(self.features.len(), NOBODY);
        let affected = self.affected(&touched);
        let mark = Marks::of(&affected, self.features.len());
        let judged = self.judge_around(&affected, &mark);
        self.regroup(&affected, &judged.edges);
        let (links, open) = self.resolve(judged);
        let questions = self.rank(open);
        let old_links = take(&mut self.links, |edge| mark.has(edge.a));
        let old_questions = take(&mut self.suggestions, |one| {
            mark.has(one.a) || mark.has(one.b)
        });
        let delta = difference(&old_links, &links, &old_questions, &questions);
        merge(&mut self.links, &links, |edge| *edge);
        merge(&mut self.suggestions, &questions, Suggestion::rank);
        delta
    }

    /// The touched accounts, and every account of a region that they are or come to be part of.
    fn affected(&self, touched: &BTreeSet<Account>) -> Vec<Account> {
        let mut regions: BTreeSet<Account> = touched
            .iter()
            .map(|account| self.region(*account))
            .collect();
        let mut partners = Vec::new();
        for account in touched {
            self.partners(*account, &mut partners);
            let pairs = ordered(*account, &partners);
            for edge in self.judge_some(&pairs).edges {
                regions.insert(self.region(edge.a));
                regions.insert(self.region(edge.b));
            }
            let together = self.decisions.together(*account).iter();
            regions.extend(together.map(|other| self.region(*other)));
        }
        regions.remove(&NOBODY);
        let regions = Marks::of(&Vec::from_iter(regions), self.features.len());
        let mut affected: Vec<Account> = touched.iter().copied().collect();
        for (account, region) in (0..).zip(&self.regions) {
            if regions.has(*region) {
                affected.push(account);
            }
        }
        affected.sort_unstable();
        affected.dedup();
        affected
    }

    /// Accounts with which an account shares a block small enough to compare.
    fn partners(&self, account: Account, out: &mut Vec<Account>) {
        out.clear();
        let Some(features) = self.features(account) else {
            return;
        };
        let (mut keys, mut members) = (Vec::new(), Vec::new());
        keys::keys(features, &self.texts, &mut keys);
        let small = |key: u64, members: &mut Vec<Account>| {
            let most = keys::most(key);
            most > 0 && self.postings.members_within(key, most, members)
        };
        for key in &keys {
            if !small(*key, &mut members) {
                continue;
            }
            if keys::is_mutual(*key) {
                out.extend(&members);
            }
            if let Some(other) = keys::counterpart(*key)
                && small(other, &mut members)
            {
                out.extend(&members);
            }
        }
        out.sort_unstable();
        out.dedup();
        out.retain(|other| *other != account);
    }

    fn judge_around(&self, affected: &[Account], mark: &Marks) -> Judged {
        let mut pairs = Vec::new();
        let mut partners = Vec::new();
        let mut operator = Vec::new();
        for account in affected {
            self.partners(*account, &mut partners);
            // A pair inside is judged once, from its smaller account.
            partners.retain(|other| account < other || !mark.has(*other));
            pairs.extend(ordered(*account, &partners));
            let together = self
                .decisions
                .together(*account)
                .iter()
                .filter(|other| account < other);
            operator.extend(together.map(|other| (*account, *other)));
        }
        let mut judged = self.judge_some(&pairs);
        for (a, b) in operator {
            if self.features(a).is_some() && self.features(b).is_some() {
                judged.edges.push(Edge {
                    a,
                    b,
                    rule: Rule::Operator,
                });
            }
        }
        judged
    }

    /// Gives the affected accounts, sorted, their regions, and makes each its own group.
    fn regroup(&mut self, affected: &[Account], edges: &[Edge]) {
        let mut forest = Forest::new(affected.len());
        let place = |account: Account| affected.binary_search(&account).unwrap_or(affected.len());
        for edge in edges {
            forest.join(place(edge.a) as u32, place(edge.b) as u32);
        }
        for (at, account) in affected.iter().enumerate() {
            let known = self.features(*account).is_some();
            let root = affected.get(forest.root(at as u32) as usize).copied();
            let region = root.filter(|_| known).unwrap_or(NOBODY);
            if let Some(slot) = self.regions.get_mut(*account as usize) {
                *slot = region;
            }
            if let Some(slot) = self.groups.get_mut(*account as usize) {
                *slot = if known { *account } else { NOBODY };
            }
        }
    }
}

fn ordered(account: Account, partners: &[Account]) -> Vec<(Account, Account)> {
    partners
        .iter()
        .map(|other| (account.min(*other), account.max(*other)))
        .collect()
}

/// A set of accounts that is asked about often.
struct Marks(Vec<bool>);

impl Marks {
    fn of(accounts: &[Account], len: usize) -> Self {
        let mut marks = vec![false; len];
        for account in accounts {
            if let Some(slot) = marks.get_mut(*account as usize) {
                *slot = true;
            }
        }
        Self(marks)
    }

    fn has(&self, account: Account) -> bool {
        self.0.get(account as usize) == Some(&true)
    }
}
