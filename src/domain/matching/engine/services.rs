//! Which services hold several accounts of one user as a matter of course. A service gives its
//! users one account each, and seldom a second; a list of authors or of senders gives one to
//! every spelling. The mailboxes tell which it is.

use std::collections::BTreeMap;

use super::{Engine, Services};
use crate::domain::matching::address::Class;
use crate::domain::matching::facts;
use crate::domain::matching::features::Features;
use crate::domain::matching::keys;
use crate::domain::matching::rules::{MOST_BITS, Rule};
use crate::domain::matching::suggest::SECOND_ACCOUNT_BITS;

/// Mailboxes in several accounts below which a service shows nothing.
const FEW_MAILBOXES: u32 = 16;

/// How often a mailbox that several accounts have comes back in one service.
#[derive(Debug, Clone, Copy, Default)]
struct Returns {
    /// Mailboxes of the service that several accounts have, here or elsewhere.
    shared: u32,
    /// Of those, the ones that several of its own accounts have.
    within: u32,
}

impl Returns {
    /// Whether second accounts cannot be the exception here that they are elsewhere: so many by
    /// chance are less than one in a million.
    fn are_usual(self) -> bool {
        self.shared >= FEW_MAILBOXES
            && surprise(self.within, self.shared, SECOND_ACCOUNT_BITS) > f64::from(MOST_BITS)
    }
}

impl Engine {
    /// The services that hold several accounts of one user as a matter of course, sorted by
    /// number. None unless the run tests for it.
    pub(super) fn find_open_services(&self) -> Vec<u32> {
        if self.settings.services != Services::Tested {
            return Vec::new();
        }
        let mut seen: BTreeMap<u32, Returns> = BTreeMap::new();
        let (mut members, mut services) = (Vec::new(), Vec::new());
        for (address, mailbox) in (0..).zip(&self.texts.mailboxes) {
            if mailbox.class != Class::Personal || self.facts.address(address).crowded {
                continue;
            }
            let key = keys::address_key(address);
            if !self.postings.is_within(key, facts::MOST) {
                continue;
            }
            self.postings.members(key, &mut members);
            if members.len() < 2 {
                continue;
            }
            let carriers = members.iter().filter_map(|account| self.features(*account));
            services.clear();
            services.extend(carriers.map(|one| one.service));
            services.sort_unstable();
            for same in services.chunk_by(|left, right| left == right) {
                if let Some(service) = same.first() {
                    let returns = seen.entry(*service).or_default();
                    returns.shared += 1;
                    returns.within += u32::from(same.len() > 1);
                }
            }
        }
        seen.retain(|_, returns| returns.are_usual());
        seen.into_keys().collect()
    }

    /// The services that the data show to hold several accounts of one user as a matter of course.
    pub fn open_services(&self) -> impl Iterator<Item = &str> {
        let texts = &self.texts.other;
        self.open_services
            .iter()
            .map(|service| texts.text(*service))
    }

    /// Whether a group may have several accounts of a service.
    pub(super) fn is_open(&self, service: u32) -> bool {
        self.settings.services == Services::Ignored
            || self.open_services.binary_search(&service).is_ok()
    }

    /// Whether a rule that holds may link two accounts directly. Even in an open service, two of
    /// its accounts are one user's by what only one user has, never by their names.
    pub(super) fn may_link(&self, left: &Features, right: &Features, rule: Rule) -> bool {
        rule <= Rule::SameAddress
            || left.service != right.service
            || self.open_services.binary_search(&left.service).is_err()
    }
}

/// How surprising `hits` or more out of `tries` are, each of `2^-rarity` probability, in bits: the
/// exponent of Chernoff's bound. No surprise up to the number that is expected.
fn surprise(hits: u32, tries: u32, rarity: i32) -> f64 {
    let expected = 0.5_f64.powi(rarity);
    let seen = f64::from(hits) / f64::from(tries.max(1));
    if seen <= expected {
        return 0.0;
    }
    let part = |seen: f64, expected: f64| {
        if seen > 0.0 {
            seen * (seen / expected).log2()
        } else {
            0.0
        }
    };
    f64::from(tries) * (part(seen, expected) + part(1.0 - seen, 1.0 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surprise_is_in_bits() {
        assert_eq!(surprise(3, 3, 5), 15.0);
        assert_eq!(surprise(1, 32, 5), 0.0);
        assert_eq!(surprise(0, 0, 5), 0.0);
        assert!(surprise(4, 32, 5) > surprise(3, 32, 5));
    }

    #[test]
    fn second_accounts_are_usual_only_where_chance_cannot_explain_them() {
        let usual = |within, shared| Returns { shared, within }.are_usual();
        assert!(!usual(0, 1_000));
        // One in thirty-two is the exception that is expected; so is a little more.
        assert!(!usual(40, 1_000));
        assert!(usual(100, 1_000));
        // What a few lines show is no habit.
        assert!(!usual(8, 8));
        assert!(!usual(3, 19));
        assert!(usual(10, 19));
    }
}
