//! Re-keying: the same access under a new id (an accepted invitation, a re-invited member).
//!
//! A pair needs the service's own word (`formerly`) or a natural key (login, address) that points
//! from exactly one old account to exactly one new one; anything ambiguous stays apart.

use std::collections::HashMap;

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
        for key in &keys.natural {
            by_key.entry(key).or_default().push(keys);
        }
    }
    for keys in new {
        let named: Vec<&RemoteId> = keys
            .formerly
            .iter()
            .filter_map(|id| by_id.get(id).map(|old| &old.id))
            .collect();
        let mut olds = if named.is_empty() {
            keys.natural
                .iter()
                .filter_map(|key| by_key.get(key.as_str()))
                .flatten()
                .map(|old| &old.id)
                .collect()
        } else {
            named
        };
        olds.sort_unstable();
        olds.dedup();
        for old in &olds {
            *taken.entry(old).or_default() += 1;
        }
        let only = if let [one] = olds.as_slice() {
            Some(*one)
        } else {
            None
        };
        found.insert(&keys.id, only);
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
    fn the_services_own_word_beats_a_shared_address() {
        let absent = [
            keys("m:1", &[], &["email:a@x"]),
            keys("m:2", &[], &["email:b@x"]),
        ];
        let new = [keys("m:3", &["m:2"], &["email:a@x"])];
        assert_eq!(found(&absent, &new), [("m:2".into(), "m:3".into())]);
    }
}
