//! The engine: holds every identity taken apart, and keeps groups, links and suggestions true as
//! identities change. What an incremental run leaves is exactly what a run from scratch gives.

use super::agreement::Court;
use super::decisions::Decisions;
use super::facts::Facts;
use super::features::{Features, Texts};
use super::identity::Account;
use super::postings::Postings;
use super::resolve::{Constraints, Edge};
use super::stats::Stats;
use super::suggest::Suggestion;

mod build;
mod change;
mod delta;
mod meetings;
mod queue;
mod services;

pub use change::Change;
pub use delta::Delta;

/// No group: the account is unknown.
const NOBODY: Account = Account::MAX;

/// What it means that two accounts are of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Services {
    /// Two users: no rule links them.
    #[default]
    Strict,
    /// The same, but for services whose own mailboxes refute it: see `open_services`.
    Tested,
    Ignored,
}

/// How a run judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub services: Services,
    /// Threads to judge with.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            services: Services::default(),
            threads: 1,
        }
    }
}

/// Everything known about all identities. Memory is about half a kilobyte for each.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    settings: Settings,
    texts: Texts,
    features: Vec<Option<Features>>,
    stats: Stats,
    facts: Facts,
    postings: Postings,
    decisions: Decisions,
    /// Services that hold several accounts of one user as a matter of course, sorted.
    open_services: Vec<u32>,
    /// By account: the least account reachable over edges, whatever the constraints.
    regions: Vec<Account>,
    /// By account: the least account of its group.
    groups: Vec<Account>,
    /// Every edge inside a group, sorted.
    links: Vec<Edge>,
    /// The queue, ranked.
    suggestions: Vec<Suggestion>,
}

impl Engine {
    /// The accounts known, in order.
    pub fn accounts(&self) -> impl Iterator<Item = Account> + '_ {
        let known = self
            .features
            .iter()
            .enumerate()
            .filter(|(_, features)| features.is_some());
        known.map(|(account, _)| account as Account)
    }

    /// The group of an account: its least member. `None` for an unknown account.
    pub fn group(&self, account: Account) -> Option<Account> {
        self.groups
            .get(account as usize)
            .copied()
            .filter(|group| *group != NOBODY)
    }

    /// The automatic links and the operator's, each once, sorted by account.
    pub fn links(&self) -> &[Edge] {
        &self.links
    }

    /// The queue of suggestions, best first.
    pub fn suggestions(&self) -> &[Suggestion] {
        &self.suggestions
    }

    /// An identity taken apart.
    pub fn features(&self, account: Account) -> Option<&Features> {
        self.features.get(account as usize)?.as_ref()
    }

    /// The texts behind the numbers in features.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The decisions in force.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Whether services carry no meaning in this run.
    pub fn ignores_services(&self) -> bool {
        self.settings.services == Services::Ignored
    }

    /// What is needed to compare two of its identities.
    pub fn court(&self) -> Court<'_> {
        Court {
            texts: &self.texts,
            stats: &self.stats,
            facts: &self.facts,
        }
    }

    /// A tie-breaker of a pair that depends on the content of its accounts alone.
    fn tie(&self, a: Account, b: Account) -> u64 {
        let order = |account| self.features(account).map_or(0, |features| features.order);
        let (a, b) = (order(a), order(b));
        super::text::mix(a.min(b), a.max(b))
    }

    fn region(&self, account: Account) -> Account {
        self.regions
            .get(account as usize)
            .copied()
            .unwrap_or(NOBODY)
    }
}

impl Constraints for Engine {
    fn service(&self, account: Account) -> Option<u32> {
        let service = self.features(account)?.service;
        (!self.is_open(service)).then_some(service)
    }

    fn apart(&self, account: Account) -> &[Account] {
        self.decisions.apart(account)
    }

    fn full_name(&self, account: Account) -> Option<u64> {
        let features = self.features(account)?;
        (features.form == super::names::Form::Full).then_some(features.name_key)
    }

    fn contradict(&self, a: Account, b: Account) -> bool {
        match (self.features(a), self.features(b)) {
            (Some(a), Some(b)) => super::facts::contradict(a, b, &self.texts),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
