//! From edges to groups: one connected region at a time, tier by tier. Within a tier, every edge
//! of a group that would break a constraint becomes a suggestion, so that the order of the input
//! cannot matter.

use std::collections::HashMap;

use super::identity::Account;
use super::rules::Rule;

/// An edge that a rule would draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// One account, the smaller number.
    pub a: Account,
    /// The other.
    pub b: Account,
    /// The strongest rule that holds.
    pub rule: Rule,
    /// Odds in bits.
    pub bits: i32,
}

/// What forbids two groups to become one.
pub trait Constraints {
    /// The service of an account; `None` where services carry no meaning.
    fn service(&self, account: Account) -> Option<u32>;
    /// Accounts that the operator keeps apart from this one.
    fn apart(&self, account: Account) -> &[Account];
    /// Whether the names of the two groups contradict each other.
    fn contradict(&self, left: &[Account], right: &[Account]) -> bool;
}

/// Groups of a region (of two accounts or more), and the edges that were refused.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Members of each group, sorted.
    pub groups: Vec<Vec<Account>>,
    /// Edges that a constraint forbids.
    pub refused: Vec<Edge>,
}

/// Groups the accounts of a region by its edges.
pub fn resolve(edges: &[Edge], constraints: &impl Constraints) -> Resolved {
    let mut edges = edges.to_vec();
    edges.sort_unstable_by_key(|edge| (edge.rule, edge.a, edge.b));
    let mut forest = Forest::default();
    let mut refused = Vec::new();
    for tier in edges.chunk_by(|left, right| left.rule == right.rule) {
        let open: Vec<Edge> = tier
            .iter()
            .copied()
            .filter(|edge| forest.root(edge.a) != forest.root(edge.b))
            .collect();
        let mut trial = Forest::default();
        for edge in &open {
            let (a, b) = (forest.root(edge.a), forest.root(edge.b));
            trial.join(a, b);
        }
        let mut parts: HashMap<Account, Vec<Account>> = HashMap::new();
        for root in trial.known() {
            parts.entry(trial.root(root)).or_default().push(root);
        }
        let allowed: HashMap<Account, bool> = parts
            .iter()
            .map(|(part, roots)| {
                let groups: Vec<Vec<Account>> =
                    roots.iter().map(|root| forest.members(*root)).collect();
                (*part, may_join(&groups, tier.first().map(|edge| edge.rule), constraints))
            })
            .collect();
        for edge in open {
            let part = trial.root(forest.root(edge.a));
            if allowed.get(&part) == Some(&false) {
                refused.push(edge);
            }
        }
        for (part, roots) in &parts {
            if allowed.get(part) == Some(&true) {
                for root in roots {
                    forest.join(*root, *part);
                }
            }
        }
    }
    let mut groups = forest.groups();
    groups.sort_unstable();
    Resolved { groups, refused }
}

fn may_join(groups: &[Vec<Account>], rule: Option<Rule>, constraints: &impl Constraints) -> bool {
    let mut owner: HashMap<Account, usize> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        owner.extend(group.iter().map(|account| (*account, at)));
    }
    let mut services: HashMap<u32, usize> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        for account in group {
            let apart = constraints
                .apart(*account)
                .iter()
                .any(|other| owner.get(other).is_some_and(|place| *place != at));
            let crowded = rule != Some(Rule::Operator)
                && constraints
                    .service(*account)
                    .is_some_and(|service| *services.entry(service).or_insert(at) != at);
            if apart || crowded {
                return false;
            }
        }
    }
    rule.is_some_and(|rule| rule <= Rule::StableId)
        || groups.iter().enumerate().all(|(at, left)| {
            groups.iter().skip(at + 1).all(|right| !constraints.contradict(left, right))
        })
}

/// A union-find over the accounts of one region, with members.
#[derive(Default)]
struct Forest {
    parent: HashMap<Account, Account>,
    members: HashMap<Account, Vec<Account>>,
}

impl Forest {
    fn root(&self, account: Account) -> Account {
        let mut at = account;
        while let Some(up) = self.parent.get(&at) {
            at = *up;
        }
        at
    }

    fn members(&self, root: Account) -> Vec<Account> {
        self.members.get(&root).cloned().unwrap_or_else(|| vec![root])
    }

    fn join(&mut self, a: Account, b: Account) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (mut few, mut many) = (self.members(a), self.members(b));
        let (child, root) = if few.len() <= many.len() { (a, b) } else { (b, a) };
        if child == b {
            std::mem::swap(&mut few, &mut many);
        }
        many.append(&mut few);
        self.members.remove(&child);
        self.members.insert(root, many);
        self.parent.insert(child, root);
    }

    fn known(&self) -> Vec<Account> {
        let mut known: Vec<Account> = self.members.values().flatten().copied().collect();
        known.sort_unstable();
        known
    }

    fn groups(self) -> Vec<Vec<Account>> {
        self.members
            .into_values()
            .map(|mut group| {
                group.sort_unstable();
                group
            })
            .collect()
    }
}
