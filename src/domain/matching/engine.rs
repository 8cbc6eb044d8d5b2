//! The engine (first cut): from scratch.
use std::collections::{HashMap, HashSet};

use super::facts::{self, Facts};
use super::features::{Features, Texts};
use super::keys;
use super::identity::{Account, Identity};
use super::resolve::{self, Constraints, Edge};
use super::agreement::Court;
use super::rules::{Rule, WORTH_ASKING};
use super::stats::Stats;

/// Options.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// Services carry no meaning.
    pub ignore_service: bool,
}

/// A suggestion.
#[derive(Debug, Clone, Copy)]
pub struct Suggestion {
    /// One.
    pub a: Account,
    /// Other.
    pub b: Account,
    /// Bits.
    pub bits: i32,
}

/// Result.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Groups.
    pub groups: Vec<Vec<Account>>,
    /// Edges.
    pub links: Vec<Edge>,
    /// Suggestions.
    pub suggestions: Vec<Suggestion>,
}

struct World<'a> {
    features: &'a [Features],
    texts: &'a Texts,
    ignore_service: bool,
}
impl Constraints for World<'_> {
    fn service(&self, account: Account) -> Option<u32> {
        (!self.ignore_service).then(|| self.features[account as usize].service)
    }
    fn apart(&self, _: Account) -> &[Account] {
        &[]
    }
    fn contradict(&self, left: &[Account], right: &[Account]) -> bool {
        left.iter().any(|a| {
            right.iter().any(|b| {
                let (a, b) = (&self.features[*a as usize], &self.features[*b as usize]);
                facts::contradict(a, b, self.texts)
            })
        })
    }
}

/// Runs.
pub fn run(identities: &[Identity], settings: Settings) -> Outcome {
    let mut texts = Texts::default();
    let all: Vec<Features> = identities.iter().map(|i| Features::of(i, &mut texts)).collect();
    let mut stats = Stats::default();
    let mut blocks: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut keys = Vec::new();
    for (at, f) in all.iter().enumerate() {
        stats.count(f, &texts, true);
        keys::keys(f, &texts, &mut keys);
        for key in &keys {
            blocks.entry(*key).or_default().push(at as u32);
        }
    }
    let mut facts = Facts::default();
    for address in 0..texts.addresses.len() as u32 {
        let carriers: Vec<&Features> = blocks
            .get(&keys::address_key(address))
            .map(|b| b.iter().map(|i| &all[*i as usize]).collect())
            .unwrap_or_default();
        facts.addresses.push(facts::of_address(&carriers, &texts));
    }
    for word in 0..texts.words.len() as u32 {
        let met: Vec<&Features> = blocks
            .get(&keys::handle_key(texts.words.text(word)))
            .map(|b| b.iter().map(|i| &all[*i as usize]).collect())
            .unwrap_or_default();
        facts.handles.push(facts::of_handle(word, &met, &texts));
    }
    let mut pairs: HashSet<(u32, u32)> = HashSet::new();
    for (key, block) in &blocks {
        if block.len() > keys::most(*key) {
            continue;
        }
        for (at, a) in block.iter().enumerate() {
            for b in block.iter().skip(at + 1) {
                pairs.insert((*a, *b));
            }
        }
    }
    let court = Court { texts: &texts, stats: &stats, facts: &facts };
    let mut edges = Vec::new();
    let mut open = Vec::new();
    for (a, b) in pairs {
        let Some(verdict) = court.judge(&all[a as usize], &all[b as usize]) else { continue };
        if let Some(rule) = verdict.rule {
            edges.push(Edge { a, b, rule, bits: verdict.bits });
        }
        open.push(Suggestion { a, b, bits: verdict.bits });
    }
    let world = World { features: &all, texts: &texts, ignore_service: settings.ignore_service };
    // components
    let mut adjacency: HashMap<u32, Vec<Edge>> = HashMap::new();
    for e in &edges {
        adjacency.entry(e.a).or_default().push(*e);
        adjacency.entry(e.b).or_default().push(*e);
    }
    let mut seen = HashSet::new();
    let mut outcome = Outcome::default();
    let mut group_of: HashMap<u32, u32> = HashMap::new();
    for start in adjacency.keys() {
        if !seen.insert(*start) {
            continue;
        }
        let mut stack = vec![*start];
        let mut region = Vec::new();
        while let Some(x) = stack.pop() {
            for e in &adjacency[&x] {
                if e.a == x {
                    region.push(*e);
                }
                let other = e.a + e.b - x;
                if seen.insert(other) {
                    stack.push(other);
                }
            }
        }
        let resolved = resolve::resolve(&region, &world);
        for g in resolved.groups {
            for m in &g {
                group_of.insert(*m, g[0]);
            }
            outcome.groups.push(g);
        }
        outcome.links.extend(region);
    }
    let group = |x: u32| group_of.get(&x).copied().unwrap_or(x);
    let mut sizes: HashMap<u32, i64> = HashMap::new();
    for g in group_of.values() { *sizes.entry(*g).or_default() += 1; }
    let gain = |s: &Suggestion| sizes.get(&group(s.a)).copied().unwrap_or(1) * sizes.get(&group(s.b)).copied().unwrap_or(1);
    let tie = |s: &Suggestion| { let (x, y) = (all[s.a as usize].order, all[s.b as usize].order); (x.min(y), x.max(y)) };
    let mut best: HashMap<(u32, u32), Suggestion> = HashMap::new();
    for s in open {
        let (ga, gb) = (group(s.a), group(s.b));
        if ga == gb || s.bits < WORTH_ASKING {
            continue;
        }
        let k = (ga.min(gb), ga.max(gb));
        let slot = best.entry(k).or_insert(s);
        if (-s.bits, tie(&s)) < (-slot.bits, tie(slot)) {
            *slot = s;
        }
    }
    outcome.suggestions = best.into_values().collect();
    outcome.suggestions.sort_by_key(|s| (-s.bits, -gain(s), tie(s)));
    outcome
}

/// Debug helper.
pub fn rule_name(rule: Rule) -> String {
    format!("{rule:?}")
}
