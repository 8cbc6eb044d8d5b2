//! Users that no rule and no operator holds together any more: looked at again, never cut.

use crate::domain::matching::forest::Forest;

/// The parts of one user's accounts that something still holds together, the largest first, then
/// by their first account. `group` is what the rules see now; `held` are the pairs that operators
/// put together or whose own rule still holds.
pub fn parts(
    accounts: &[u32],
    group: impl Fn(u32) -> u32,
    held: impl IntoIterator<Item = (u32, u32)>,
) -> Vec<Vec<u32>> {
    let mut forest = Forest::new(accounts.len());
    let place = |account: u32| {
        let at = accounts.iter().position(|one| *one == account);
        at.and_then(|at| u32::try_from(at).ok())
    };
    let mut seen: Vec<(u32, u32)> = accounts.iter().map(|one| group(*one)).zip(0..).collect();
    seen.sort_unstable();
    for pair in seen.windows(2) {
        if let [(one, a), (other, b)] = pair
            && one == other
        {
            forest.join(*a, *b);
        }
    }
    for (a, b) in held {
        if let (Some(a), Some(b)) = (place(a), place(b)) {
            forest.join(a, b);
        }
    }
    let mut parts: Vec<(u32, Vec<u32>)> = Vec::new();
    for (at, account) in (0..).zip(accounts) {
        let root = forest.root(at);
        match parts.iter_mut().find(|(known, _)| *known == root) {
            Some((_, part)) => part.push(*account),
            None => parts.push((root, vec![*account])),
        }
    }
    let mut parts: Vec<Vec<u32>> = parts.into_iter().map(|(_, part)| part).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_rules_or_the_operator_hold_is_one_part() {
        let group = |account| if account == 7 { 5 } else { account };
        assert_eq!(parts(&[5, 7, 9], group, []), [vec![5, 7], vec![9]]);
        assert_eq!(parts(&[5, 7, 9], group, [(9, 7)]), [vec![5, 7, 9]]);
    }

    #[test]
    fn the_largest_part_comes_first() {
        let group = |account| if account > 5 { 6 } else { account };
        assert_eq!(parts(&[5, 6, 7], group, []), [vec![6, 7], vec![5]]);
    }
}
