//! Re-keying: the same access under a new id (an accepted invitation, a re-invited member).
//!
//! A pair needs the service's own word (`formerly`) or a natural key (login, address) that points
//! from exactly one old account to exactly one new one; anything ambiguous stays apart.

use std::collections::{HashMap, HashSet};

use crate::domain::account::Account;
use crate::domain::ids::RemoteId;

/// An account that is no longer listed, or one that is newly listed, reduced to its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Its id.
    pub id: RemoteId,
    /// Ids that the service says it had.
    pub formerly: Vec<RemoteId>,
    /// Folded login and addresses.
    pub natural: Vec<String>,
}

impl Keys {
    /// The keys of an account; `formerly` is what the service said of it.
    pub fn of(account: &Account, formerly: Vec<RemoteId>) -> Self {
        Self {
            id: account.key.remote.clone(),
            formerly,
            natural: account.profile.natural_keys(),
        }
    }
}

/// Pairs (old id, new id), sorted by old id.
pub fn pairs(absent: &[Keys], new: &[Keys]) -> Vec<(RemoteId, RemoteId)> {
    let mut found: HashMap<&RemoteId, Option<&RemoteId>> = HashMap::new();
    let mut taken: HashMap<&RemoteId, u32> = HashMap::new();
    let by_id: HashMap<&RemoteId, &Keys> = absent.iter().map(|keys| (&keys.id, keys)).collect();
    let mut by_key: HashMap<&str, Vec<&Keys>> = HashMap::new();
    for keys in absent {
        // A login that is also an address is one key.
        let own: HashSet<&String> = keys.natural.iter().collect();
        for key in own {
            by_key.entry(key).or_default().push(keys);
        }
    }
    // Keys of several old accounts that a new one has: none of these can be paired any more.
    let mut shared: HashSet<&str> = HashSet::new();
    for keys in new {
        let named: Vec<&RemoteId> = keys
            .formerly
            .iter()
            .filter_map(|id| by_id.get(id).map(|old| &old.id))
            .collect();
        let mut is_shared = false;
        let mut olds = named;
        if olds.is_empty() {
            for key in &keys.natural {
                match by_key.get_key_value(key.as_str()) {
                    Some((_, one)) if one.len() == 1 => olds.extend(one.iter().map(|old| &old.id)),
                    Some((key, _)) => {
                        is_shared = true;
                        shared.insert(key);
                    }
                    None => {}
                }
            }
        }
        olds.sort_unstable();
        olds.dedup();
        for old in &olds {
            *taken.entry(old).or_default() += 1;
        }
        let only = match olds.as_slice() {
            [one] if !is_shared => Some(*one),
            _ => None,
        };
        found.insert(&keys.id, only);
    }
    for old in shared
        .into_iter()
        .filter_map(|key| by_key.get(key))
        .flatten()
    {
        *taken.entry(&old.id).or_default() += 2;
    }
    let mut pairs: Vec<(RemoteId, RemoteId)> = found
        .into_iter()
        .filter_map(|(new, old)| old.map(|old| (old, new)))
        .filter(|(old, _)| taken.get(old) == Some(&1))
        .map(|(old, new)| (old.clone(), new.clone()))
        .collect();
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(id: &str, formerly: &[&str], natural: &[&str]) -> Keys {
        Keys {
            id: RemoteId::new(id).unwrap(),
            formerly: formerly
                .iter()
                .map(|id| RemoteId::new(id).unwrap())
                .collect(),
            natural: natural.iter().map(|key| (*key).to_owned()).collect(),
        }
    }

    fn found(absent: &[Keys], new: &[Keys]) -> Vec<(String, String)> {
        pairs(absent, new)
            .into_iter()
            .map(|(a, b)| (a.to_string(), b.to_string()))
            .collect()
    }

    #[test]
    fn an_accepted_invitation_becomes_the_member() {
        let absent = [keys("invite:9", &[], &["login:zoe"])];
        let new = [keys("member:7", &[], &["login:zoe", "email:z@x.org"])];
        assert_eq!(
            found(&absent, &new),
            [("invite:9".into(), "member:7".into())]
        );
    }

    #[test]
    fn two_candidates_on_either_side_stay_apart() {
        let one = [keys("invite:9", &[], &["email:info@x.org"])];
        let two = [
            keys("m:1", &[], &["email:info@x.org"]),
            keys("m:2", &[], &["email:info@x.org"]),
        ];
        assert!(found(&one, &two).is_empty());
        assert!(found(&two, &one).is_empty());
    }

    #[test]
    fn an_address_that_many_share_pairs_nobody_and_costs_no_more_than_one_look() {
        let many = |kind: &str| -> Vec<Keys> {
            let one = |n: usize| {
                let (own, login) = (format!("{kind}:{n}"), format!("login:{}", n / 2));
                keys(&own, &[], &["email:info@x.org", &login])
            };
            (0..100_000).map(one).collect()
        };
        assert!(found(&many("invite"), &many("member")).is_empty());
    }

    #[test]
    fn the_services_own_word_beats_a_shared_address() {
        let absent = [
            keys("m:1", &[], &["email:a@x"]),
            keys("m:2", &[], &["email:b@x"]),
        ];
        let new = [keys("m:3", &["m:2"], &["email:a@x"])];
        assert_eq!(found(&absent, &new), [("m:2".into(), "m:3".into())]);
    }
}
