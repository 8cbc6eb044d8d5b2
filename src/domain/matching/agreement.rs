//! What two accounts have in common, before anything is concluded from it. Everything here is
//! symmetric: which account comes first never matters.

use serde::{Deserialize, Serialize};

use super::address::Class;
use super::facts::Facts;
use super::features::{Features, Texts};
use super::handles::{Made, made_of};
use super::identity::Trust;
use super::names::{self, Form, Relation, Words};
use super::stats::Stats;

/// Everything a comparison needs besides the two accounts.
#[derive(Debug, Clone, Copy)]
pub struct Court<'a> {
    /// Texts by number.
    pub texts: &'a Texts,
    /// Counts of the data.
    pub stats: &'a Stats,
    /// What the data says of single addresses and handles.
    pub facts: &'a Facts,
}

/// What two accounts have in common. Surprises and expectations are in bits (base-2 logarithms).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// How the names relate.
    pub relation: Relation,
    /// Expected number of other people who would agree as well by name.
    pub namesakes: i32,
    /// One issuer's lifelong id.
    pub stable: Option<u32>,
    /// A mailbox that nobody of another name uses.
    pub mailbox: Option<SharedMailbox>,
    /// The best shared handle.
    pub handle: Option<SharedHandle>,
    /// Short of a shared handle, a likeness.
    pub hint: Hint,
    /// An organisation's domain and the surprise of sharing it.
    pub organisation: Option<(u32, i32)>,
    /// One side has addresses, and all of them are shared with people of other names.
    pub crowded: bool,
    /// Their mailboxes at one organisation differ by a number: how namesakes are told apart.
    pub numbered: bool,
}

/// A mailbox in both accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedMailbox {
    /// The number of the address.
    pub address: u32,
    /// The lesser of its two trusts.
    pub trust: Trust,
    /// One person may own it; otherwise it is a function's.
    pub personal: bool,
}

/// A handle in both accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SharedHandle {
    /// How much it says.
    pub weight: Weight,
    /// Expected number of other people it fits, negated so that the best is the greatest.
    pub rarity: i32,
    pub handle: u32,
}

/// How much a shared handle says, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// A given name, or used by many.
    Common,
    /// Made from the name.
    Login,
    /// Of the user's own choosing.
    Own,
    /// Also long, typed as a login or address by one of them, used by one name at most, and
    /// given by nobody's name.
    Rare,
}

/// A likeness of handles short of sharing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    None,
    /// One's own handle contains the other's.
    Alike,
    /// A handle of one comes from the other's name: the expected number of people it fits.
    FromName(i32),
}

/// Surprise of an agreeing initial: about eight letters begin most names of a language.
pub const INITIAL_BITS: i32 = 3;

/// Distinct names above which a handle is nobody's own.
const FEW_NAMES: u8 = 2;

struct Side<'a> {
    features: &'a Features,
    name: Words<'a>,
}

impl Court<'_> {
    pub fn compare(&self, left: &Features, right: &Features) -> Agreement {
        let left = Side {
            features: left,
            name: left.name(self.texts),
        };
        let right = Side {
            features: right,
            name: right.name(self.texts),
        };
        let relation = self.relation(&left, &right);
        let handle = self.shared_handle(&left, &right);
        let (left_one, right_one) = (left.features, right.features);
        let organisation = self.shared_organisation(left_one, right_one);
        Agreement {
            relation,
            namesakes: self.namesakes(relation, left_one, right_one),
            stable: left_one
                .stable
                .iter()
                .copied()
                .find(|id| right_one.stable.contains(id)),
            mailbox: self.shared_mailbox(left_one, right_one),
            handle,
            // No likeness makes up for names that contradict each other.
            hint: if handle.is_some() || relation == Relation::Contradiction {
                Hint::None
            } else {
                self.hint(&left, &right)
            },
            organisation,
            crowded: self.is_crowded(left_one) || self.is_crowded(right_one),
            numbered: organisation.is_some() && self.numbered(left_one, right_one),
        }
    }

    fn relation(&self, left: &Side, right: &Side) -> Relation {
        let (one, other) = (left.features, right.features);
        let hard = one.may_contradict(other);
        let relation = names::compare(left.name, right.name, one.letters == other.letters, hard);
        // One word in common is a handle in common, judged as such.
        if relation == Relation::Equal && one.form == Form::Word {
            Relation::Unknown
        } else {
            relation
        }
    }

    fn namesakes(&self, relation: Relation, left: &Features, right: &Features) -> i32 {
        let rarest_shared = || {
            left.name(self.texts)
                .long()
                .filter(|word| right.words.contains(word))
                .map(|word| self.stats.word(word))
                .min()
                .unwrap_or(0)
        };
        match relation {
            Relation::Equal | Relation::Joined => self.fullname(left).max(self.fullname(right)),
            Relation::Core => self.expected(left, |word| right.words.contains(&word)),
            Relation::Initial => rarest_shared() - INITIAL_BITS,
            Relation::Near => rarest_shared() - INITIAL_BITS - 1,
            Relation::Part | Relation::SameGiven | Relation::SameFamily => rarest_shared(),
            Relation::Similar => -INITIAL_BITS,
            Relation::Unknown | Relation::Contradiction => self.stats.population(),
        }
    }

    /// Expected namesakes of a whole name: a third word or an initial must agree as well.
    fn fullname(&self, one: &Features) -> i32 {
        let third = if one.words.len() > 2 { INITIAL_BITS } else { 0 };
        self.expected(one, |_| true) - third
    }

    /// N x p(a) x p(b) over the two rarest of the words asked for.
    fn expected(&self, one: &Features, asked: impl Fn(u32) -> bool) -> i32 {
        let mut rarest = [i32::MAX; 2];
        for word in one.name(self.texts).long().filter(|word| asked(*word)) {
            let count = self.stats.word(word);
            let [first, second] = rarest;
            rarest = [first.min(count), second.min(count.max(first))];
        }
        match rarest {
            [i32::MAX, _] => self.stats.population(),
            [only, i32::MAX] => only,
            [a, b] => a + b - self.stats.population(),
        }
    }

    fn shared_handle(&self, left: &Side, right: &Side) -> Option<SharedHandle> {
        let shared = left
            .features
            .all_handles()
            .filter(|handle| right.features.carries(*handle));
        shared.map(|handle| self.weigh(handle, left, right)).max()
    }

    fn weigh(&self, handle: u32, left: &Side, right: &Side) -> SharedHandle {
        let text = self.texts.words.text(handle);
        let fact = self.facts.handle(handle);
        let common = SharedHandle {
            weight: Weight::Common,
            rarity: -self.stats.population(),
            handle,
        };
        let made = made_of(text, &left.name.spelled()).max(made_of(text, &right.name.spelled()));
        if made == Made::Given || self.stats.is_given_name(handle) {
            return common;
        }
        if made != Made::Own {
            let fits = |side: &Side| match made_of(text, &side.name.spelled()) {
                Made::Own => None,
                made => Some(self.fitting(made, text, side.features)),
            };
            let rarity = -fits(left).max(fits(right)).unwrap_or(0);
            return SharedHandle {
                weight: Weight::Login,
                rarity,
                handle,
            };
        }
        if fact.names > FEW_NAMES {
            return common;
        }
        let typed =
            left.features.handles.contains(&handle) || right.features.handles.contains(&handle);
        let rare = typed
            && fact.names <= 1
            && !fact.made
            && !self.stats.is_name_word(handle)
            && is_distinctive(text);
        SharedHandle {
            weight: if rare { Weight::Rare } else { Weight::Own },
            rarity: 0,
            handle,
        }
    }

    /// Expected number of people whom a handle made from `owner`'s name fits.
    fn fitting(&self, made: Made, handle: &str, owner: &Features) -> i32 {
        let rarest = || {
            owner
                .name(self.texts)
                .long()
                .filter(|word| handle.contains(self.texts.words.text(*word)))
                .map(|word| self.stats.word(word))
                .min()
        };
        let initials_only = self.stats.population() - 2 * INITIAL_BITS;
        match made {
            Made::Whole => self.expected(owner, |_| true),
            Made::Family => rarest().unwrap_or(initials_only),
            Made::Login => rarest().map_or(initials_only, |count| count - INITIAL_BITS),
            Made::Own | Made::Given => self.stats.population(),
        }
    }

    fn hint(&self, left: &Side, right: &Side) -> Hint {
        let from_name = [(left, right), (right, left)]
            .into_iter()
            .filter(|(one, other)| {
                one.features.form != Form::Full && other.features.form == Form::Full
            })
            .flat_map(|(one, other)| {
                one.features.all_handles().filter_map(|handle| {
                    let text = self.texts.words.text(handle);
                    match made_of(text, &other.name.spelled()) {
                        Made::Own | Made::Given => None,
                        made => Some(self.fitting(made, text, other.features)),
                    }
                })
            })
            .min();
        match from_name {
            Some(expected) => Hint::FromName(expected),
            None if self.alike(left, right) => Hint::Alike,
            None => Hint::None,
        }
    }

    fn alike(&self, left: &Side, right: &Side) -> bool {
        left.features.all_handles().any(|a| {
            right.features.all_handles().any(|b| {
                let (a, b) = (self.texts.words.text(a), self.texts.words.text(b));
                let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                let own = |side: &Side| made_of(short, &side.name.spelled()) == Made::Own;
                short.len() >= 5 && short != long && long.contains(short) && own(left) && own(right)
            })
        })
    }

    /// The best mailbox in both that nobody of another name uses.
    pub fn shared_mailbox(&self, left: &Features, right: &Features) -> Option<SharedMailbox> {
        left.mailboxes
            .iter()
            .filter_map(|(address, trust)| {
                let mailbox = self.texts.mailboxes.get(*address as usize)?;
                let (_, other) = right.mailboxes.iter().find(|(other, _)| other == address)?;
                let usable = mailbox.class != Class::Fake && !self.facts.address(*address).crowded;
                usable.then_some(SharedMailbox {
                    address: *address,
                    trust: *trust.min(other),
                    personal: mailbox.class == Class::Personal,
                })
            })
            .max_by_key(|shared| (shared.personal, shared.trust))
    }

    fn organisations<'s>(&'s self, one: &'s Features) -> impl Iterator<Item = u32> + 's {
        one.mailboxes
            .iter()
            .filter_map(|(address, _)| self.texts.mailboxes.get(*address as usize)?.organisation)
    }

    fn shared_organisation(&self, left: &Features, right: &Features) -> Option<(u32, i32)> {
        self.organisations(left)
            .filter(|organisation| {
                self.organisations(right)
                    .any(|other| other == *organisation)
            })
            .map(|organisation| (organisation, self.stats.organisation_bits(organisation)))
            .max_by_key(|(_, bits)| *bits)
    }

    /// `jane.doe@` and `jane.doe2@` of one domain: an administrator told two people apart.
    fn numbered(&self, left: &Features, right: &Features) -> bool {
        let lacks = |one: &Features, id: u32| one.mailboxes.iter().all(|(other, _)| *other != id);
        let organised = |one: &Features, other: &Features| -> Vec<(u32, u32)> {
            Vec::from_iter(one.mailboxes.iter().filter_map(|(id, _)| {
                let organisation = self.texts.mailboxes.get(*id as usize)?.organisation?;
                lacks(other, *id).then_some((organisation, *id))
            }))
        };
        let text = |id: u32| self.texts.addresses.text(id);
        organised(left, right).into_iter().any(|(organisation, a)| {
            organised(right, left)
                .into_iter()
                .any(|(other, b)| organisation == other && differ_by_number(text(a), text(b)))
        })
    }

    fn is_crowded(&self, one: &Features) -> bool {
        !one.mailboxes.is_empty()
            && one
                .mailboxes
                .iter()
                .all(|(address, _)| self.facts.address(*address).crowded)
    }
}

/// Long enough to be chosen rather than to happen; a digit among letters counts for one more.
fn is_distinctive(handle: &str) -> bool {
    let digit = handle.bytes().any(|b| b.is_ascii_digit());
    let letter = handle.bytes().any(|b| b.is_ascii_alphabetic());
    letter && handle.len() + usize::from(digit) >= 6
}

fn differ_by_number(a: &str, b: &str) -> bool {
    let (Some((a, a_domain)), Some((b, b_domain))) = (a.split_once('@'), b.split_once('@')) else {
        return false;
    };
    let stem = |local: &str| local.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    a_domain == b_domain && a != b && a.get(..stem(a)) == b.get(..stem(b)) && stem(a) >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_namesakes_of_one_domain_apart() {
        assert!(differ_by_number(
            "jane.doe@a.example",
            "jane.doe2@a.example"
        ));
        assert!(differ_by_number(
            "jane.doe1@a.example",
            "jane.doe2@a.example"
        ));
        assert!(!differ_by_number(
            "jane.doe@a.example",
            "jane.doe2@b.example"
        ));
        assert!(!differ_by_number("jane.doe@a.example", "jane@a.example"));
        assert!(!differ_by_number("1@a.example", "2@a.example"));
    }

    #[test]
    fn a_distinctive_handle_is_long_or_has_a_digit() {
        assert!(is_distinctive("mattpap"));
        assert!(is_distinctive("sbt41"));
        assert!(!is_distinctive("pasky"));
        assert!(!is_distinctive("1234567"));
    }
}
