//! From the engine's groups to what becomes of the users there are: who is new, who grows, who
//! joins whom, and what a rule alone may not decide. Users stand on what was true when they were
//! made: nothing here takes an account away from one.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::{Author, State};

/// What the groups ask for. Everything is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<A, U> {
    /// Accounts without a user that become a new one together.
    pub found: Vec<Vec<A>>,
    /// Accounts without a user that join one.
    pub attach: Vec<(A, U)>,
    /// Users that become one.
    pub merge: Vec<BTreeSet<U>>,
    /// Users that a rule would make one but that an operator keeps apart, if only through
    /// accounts outside the group, with the accounts that wait: for the operator.
    pub held: Vec<(BTreeSet<U>, Vec<A>)>,
    /// Users whose accounts no rule and no operator holds together any more, in the parts that
    /// still hold: for the operator to look at again, never cut silently.
    pub lapsed: Vec<(U, Vec<BTreeSet<A>>)>,
}

/// Compares the engine's groups with the users there are. Each account is in one group at most.
pub fn reconcile<A: Ord + Clone, U: Ord + Clone>(
    state: &State<A, U>,
    groups: &[Vec<A>],
) -> Plan<A, U> {
    let mut plan = Plan {
        found: Vec::new(),
        attach: Vec::new(),
        merge: Vec::new(),
        held: Vec::new(),
        lapsed: Vec::new(),
    };
    let mut parts: BTreeMap<U, Vec<BTreeSet<A>>> = BTreeMap::new();
    let mut wishes: Vec<(BTreeSet<U>, Vec<A>)> = Vec::new();
    for group in groups {
        let mut fresh: Vec<A> = Vec::new();
        let mut owned: BTreeMap<U, BTreeSet<A>> = BTreeMap::new();
        for account in group {
            match state.owner(account) {
                Some(user) => {
                    owned
                        .entry(user.clone())
                        .or_default()
                        .insert(account.clone());
                }
                None => fresh.push(account.clone()),
            }
        }
        fresh.sort();
        let users: BTreeSet<U> = owned.keys().cloned().collect();
        for (user, part) in owned {
            parts.entry(user).or_default().push(part);
        }
        if users.is_empty() {
            if !fresh.is_empty() {
                plan.found.push(fresh);
            }
        } else {
            wishes.push((users, fresh));
        }
    }
    for (users, fresh) in together(wishes) {
        settle(state, users, fresh, &mut plan);
    }
    for (user, mut parts) in parts {
        parts.sort();
        if parts.len() > 1 {
            plan.lapsed.push((user, parts));
        }
    }
    plan.found.sort();
    plan.attach.sort();
    plan.merge.sort();
    plan.held.sort();
    plan
}

/// Two groups that touch one user ask for one thing.
fn together<A, U: Ord + Clone>(wishes: Vec<(BTreeSet<U>, Vec<A>)>) -> Vec<(BTreeSet<U>, Vec<A>)> {
    let mut out: Vec<(BTreeSet<U>, Vec<A>)> = Vec::new();
    for (mut users, mut fresh) in wishes {
        let (touching, rest): (Vec<_>, Vec<_>) = out
            .into_iter()
            .partition(|(other, _)| !other.is_disjoint(&users));
        for (other, more) in touching {
            users.extend(other);
            fresh.extend(more);
        }
        out = rest;
        out.push((users, fresh));
    }
    out
}

fn settle<A: Ord + Clone, U: Ord + Clone>(
    state: &State<A, U>,
    users: BTreeSet<U>,
    mut fresh: Vec<A>,
    plan: &mut Plan<A, U>,
) {
    fresh.sort();
    let separated = users.iter().any(|one| {
        users
            .iter()
            .any(|other| one < other && state.separation(Author::Rule, one, other).is_some())
    });
    let apart: BTreeSet<&(A, A)> = state.apart().collect();
    let owned: Vec<&A> = users
        .iter()
        .filter_map(|user| state.users().get(user))
        .flatten()
        .collect();
    let forbidden = fresh.iter().enumerate().any(|(at, account)| {
        let others = owned.iter().copied().chain(fresh.iter().skip(at + 1));
        others.into_iter().any(|other| {
            let pair = (account.min(other).clone(), account.max(other).clone());
            apart.contains(&pair)
        })
    });
    let Some(first) = users.first().cloned() else {
        return;
    };
    if separated || forbidden {
        plan.held.push((users, fresh));
        return;
    }
    plan.attach
        .extend(fresh.into_iter().map(|account| (account, first.clone())));
    if users.len() > 1 {
        plan.merge.push(users);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::matching::ledger::{Act, Ledger};

    fn ledger(users: &[&[u32]]) -> Ledger<u32, u32> {
        let mut ledger = Ledger::default();
        for (user, accounts) in users.iter().enumerate() {
            let act = Act::Found {
                user: user as u32,
                accounts: accounts.to_vec(),
            };
            ledger.act(Author::Rule, act).unwrap();
        }
        ledger
    }

    fn set<T: Ord + Clone>(of: &[T]) -> BTreeSet<T> {
        of.iter().cloned().collect()
    }

    #[test]
    fn new_accounts_found_a_user_or_join_one() {
        let ledger = ledger(&[&[1, 2]]);
        let plan = reconcile(ledger.state(), &[vec![1, 2, 5], vec![6, 7], vec![8]]);
        assert_eq!(plan.attach, [(5, 0)]);
        assert_eq!(plan.found, [vec![6, 7], vec![8]]);
        assert_eq!(
            (plan.merge, plan.held, plan.lapsed),
            (vec![], vec![], vec![])
        );
    }

    #[test]
    fn a_group_across_users_merges_them() {
        let ledger = ledger(&[&[1], &[2], &[3]]);
        let plan = reconcile(ledger.state(), &[vec![1, 2], vec![3]]);
        assert_eq!(plan.merge, [set(&[0, 1])]);
    }

    #[test]
    fn a_never_holds_through_accounts_outside_the_group() {
        let mut ledger = ledger(&[&[1, 2], &[3, 4]]);
        ledger
            .act(Author::Operator, Act::Never { one: 1, other: 4 })
            .unwrap();
        // The rules see 2 and 3 alone: 1 and 4 stand on links that no longer hold.
        let plan = reconcile(ledger.state(), &[vec![1], vec![2, 3], vec![4]]);
        assert_eq!(plan.merge, []);
        assert_eq!(plan.held, [(set(&[0, 1]), vec![])]);
    }

    #[test]
    fn a_chain_of_groups_cannot_get_round_a_separation() {
        let mut ledger = ledger(&[&[1], &[2, 3], &[4]]);
        ledger
            .act(Author::Operator, Act::Never { one: 1, other: 4 })
            .unwrap();
        let plan = reconcile(ledger.state(), &[vec![1, 2], vec![3, 4]]);
        assert_eq!(plan.merge, []);
        assert_eq!(plan.held, [(set(&[0, 1, 2]), vec![])]);
    }

    #[test]
    fn a_user_that_no_rule_holds_together_is_looked_at_again_and_not_cut() {
        let ledger = ledger(&[&[1, 2, 3]]);
        let plan = reconcile(ledger.state(), &[vec![1, 3], vec![2]]);
        assert_eq!(plan.lapsed, [(0, vec![set(&[1, 3]), set(&[2])])]);
        assert_eq!((plan.merge, plan.attach), (vec![], vec![]));
    }
}
