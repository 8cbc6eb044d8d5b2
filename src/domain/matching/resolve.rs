//! From edges to groups, one connected region at a time, tier by tier. Within a tier, every edge
//! of a group that would break a constraint is refused, so that no order of the input and no
//! choice among equals can matter.

use super::forest::Forest;
use super::identity::Account;
use super::rules::Rule;

/// An edge that a rule would draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// One account, the smaller number.
    pub a: Account,
    pub b: Account,
    /// The strongest rule that holds.
    pub rule: Rule,
}

/// What forbids two groups to become one.
pub trait Constraints {
    /// The service of an account; `None` where a group may have several accounts of it.
    fn service(&self, account: Account) -> Option<u32>;
    /// Accounts that the operator keeps apart from this one.
    fn apart(&self, account: Account) -> &[Account];
    /// A key of the account's full name; `None` if it has none.
    fn full_name(&self, account: Account) -> Option<u64>;
    /// Whether the full names of two accounts contradict each other.
    fn contradict(&self, a: Account, b: Account) -> bool;
}

/// The group of each account of a region: the least account in it.
pub type Groups = Vec<(Account, Account)>;

/// Groups the accounts of one region by its edges.
pub fn resolve(edges: &mut [Edge], constraints: &impl Constraints) -> Groups {
    let mut accounts: Vec<Account> = edges.iter().flat_map(|edge| [edge.a, edge.b]).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let operator = edges.iter().any(|edge| edge.rule == Rule::Operator);
    // Most regions break nothing as a whole, and then no tier can.
    if !operator
        && may_join(
            &accounts,
            &mut Forest::new(accounts.len()),
            Rule::RareName,
            constraints,
        )
    {
        let least = accounts.first().copied().unwrap_or_default();
        return accounts
            .into_iter()
            .map(|account| (account, least))
            .collect();
    }
    edges.sort_unstable_by_key(|edge| (edge.rule, edge.a, edge.b));
    let place = |account: Account| accounts.binary_search(&account).unwrap_or_default() as u32;
    let mut groups = Forest::new(accounts.len());
    for tier in edges.chunk_by(|left, right| left.rule == right.rule) {
        let Some(rule) = tier.first().map(|edge| edge.rule) else {
            continue;
        };
        let mut trial = groups.clone();
        for edge in tier {
            trial.join(place(edge.a), place(edge.b));
        }
        let mut parts: Vec<(u32, u32)> = (0..accounts.len() as u32)
            .map(|at| (trial.root(at), at))
            .collect();
        parts.sort_unstable();
        for part in parts.chunk_by(|left, right| left.0 == right.0) {
            let at = |(_, at): &(u32, u32)| accounts.get(*at as usize).copied().unwrap_or_default();
            let members: Vec<Account> = part.iter().map(at).collect();
            let mut inner = Forest::new(members.len());
            for (here, (_, one)) in part.iter().enumerate() {
                let root = groups.root(*one);
                if let Ok(there) = part.binary_search_by_key(&root, |(_, at)| *at) {
                    inner.join(here as u32, there as u32);
                }
            }
            if may_join(&members, &mut inner, rule, constraints)
                && let Some((_, first)) = part.first()
            {
                for (_, at) in part {
                    groups.join(*first, *at);
                }
            }
        }
    }
    accounts
        .iter()
        .map(|account| {
            let root = groups.root(place(*account)) as usize;
            (*account, accounts.get(root).copied().unwrap_or(*account))
        })
        .collect()
}

/// Whether `members`, sorted, may become one group by `rule`; `now` holds the groups they form
/// already, by position. What a group already contains is not questioned again.
fn may_join(
    members: &[Account],
    now: &mut Forest,
    rule: Rule,
    constraints: &impl Constraints,
) -> bool {
    let mut services: Vec<(u32, u32)> = Vec::new();
    for (at, account) in members.iter().enumerate() {
        let group = now.root(at as u32);
        for other in constraints.apart(*account) {
            if let Ok(other) = members.binary_search(other)
                && now.root(other as u32) != group
            {
                return false;
            }
        }
        if rule > Rule::Operator
            && let Some(service) = constraints.service(*account)
        {
            services.push((service, group));
        }
    }
    services.sort_unstable();
    services.dedup();
    if services
        .windows(2)
        .any(|pair| matches!(pair, [left, right] if left.0 == right.0))
    {
        return false;
    }
    // A lifelong id outweighs a changed name.
    rule <= Rule::StableId || !names_contradict(members, now, constraints)
}

/// Distinct full names above which a group is nobody's, whatever they are.
const MOST_NAMES: usize = 64;

fn names_contradict(members: &[Account], now: &mut Forest, constraints: &impl Constraints) -> bool {
    let mut names: Vec<(u64, u32, Account)> = Vec::new();
    for (at, account) in members.iter().enumerate() {
        if let Some(name) = constraints.full_name(*account) {
            names.push((name, now.root(at as u32), *account));
        }
    }
    names.sort_unstable();
    names.dedup_by_key(|(name, group, _)| (*name, *group));
    names.len() > MOST_NAMES
        || names.iter().enumerate().any(|(at, (name, group, a))| {
            names
                .iter()
                .skip(at + 1)
                .any(|(other_name, other_group, b)| {
                    name != other_name && group != other_group && constraints.contradict(*a, *b)
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Services by account, pairs kept apart, pairs of contradicting names.
    #[derive(Default)]
    struct World {
        services: Vec<u32>,
        apart: Vec<Vec<Account>>,
        contradictions: Vec<(Account, Account)>,
    }

    impl Constraints for World {
        fn service(&self, account: Account) -> Option<u32> {
            self.services.get(account as usize).copied()
        }
        fn apart(&self, account: Account) -> &[Account] {
            self.apart.get(account as usize).map_or(&[], Vec::as_slice)
        }
        fn full_name(&self, account: Account) -> Option<u64> {
            Some(u64::from(account))
        }
        fn contradict(&self, a: Account, b: Account) -> bool {
            self.contradictions.contains(&(a.min(b), a.max(b)))
        }
    }

    fn groups(edges: &[(Account, Account, Rule)], world: &World) -> Groups {
        let mut edges: Vec<Edge> = edges
            .iter()
            .map(|&(a, b, rule)| Edge { a, b, rule })
            .collect();
        resolve(&mut edges, world)
    }

    #[test]
    fn edges_without_a_constraint_join_everything() {
        let edges = [(0, 1, Rule::RareName), (1, 2, Rule::SameAddress)];
        assert_eq!(groups(&edges, &World::default()), [(0, 0), (1, 0), (2, 0)]);
    }

    #[test]
    fn a_tier_that_would_put_one_service_twice_into_a_group_is_refused_whole() {
        let world = World {
            services: vec![1, 2, 1, 3],
            ..World::default()
        };
        let edges = [
            (0, 1, Rule::RareName),
            (1, 2, Rule::RareName),
            (0, 3, Rule::SameAddress),
        ];
        assert_eq!(groups(&edges, &world), [(0, 0), (1, 1), (2, 2), (3, 0)]);
    }

    #[test]
    fn a_stronger_tier_stands_when_a_weaker_one_is_refused() {
        let world = World {
            services: vec![1, 2, 1],
            ..World::default()
        };
        let edges = [(0, 1, Rule::SameAddress), (1, 2, Rule::RareName)];
        assert_eq!(groups(&edges, &world), [(0, 0), (1, 0), (2, 2)]);
    }

    #[test]
    fn never_holds_through_third_accounts_even_against_the_operator() {
        let apart = vec![vec![2], vec![], vec![0]];
        let world = World {
            apart,
            ..World::default()
        };
        let edges = [(0, 1, Rule::Operator), (1, 2, Rule::StableId)];
        assert_eq!(groups(&edges, &world), [(0, 0), (1, 0), (2, 2)]);
        let edges = [(0, 1, Rule::Operator), (1, 2, Rule::Operator)];
        assert_eq!(groups(&edges, &world), [(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn the_operator_may_join_two_accounts_of_one_service() {
        let world = World {
            services: vec![1, 1, 2],
            ..World::default()
        };
        let edges = [(0, 1, Rule::Operator), (1, 2, Rule::SameAddress)];
        assert_eq!(groups(&edges, &world), [(0, 0), (1, 0), (2, 0)]);
    }

    #[test]
    fn contradicting_names_stop_everything_but_a_lifelong_id() {
        let world = World {
            contradictions: vec![(0, 2)],
            ..World::default()
        };
        let edges = [(0, 1, Rule::SameAddress), (1, 2, Rule::SameAddress)];
        assert_eq!(groups(&edges, &world), [(0, 0), (1, 1), (2, 2)]);
        let edges = [(0, 1, Rule::SameAddress), (1, 2, Rule::StableId)];
        assert_eq!(groups(&edges, &world), [(0, 0), (1, 1), (2, 1)]);
    }
}
