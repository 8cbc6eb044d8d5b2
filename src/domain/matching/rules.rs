//! The automatic rules, strongest first, and the odds by which suggestions are ranked. Judges
//! pairs only; what a whole component allows is left to `resolve`.

use serde::{Deserialize, Serialize};

use super::agreement::{Agreement, Court, Hint, Weight};
use super::features::Features;
use super::identity::Trust;
use super::names::Relation;
use super::parsed::Nature;

/// Why two accounts are linked. The order is the order of the tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The operator said so.
    Operator,
    /// One issuer's lifelong id in both.
    StableId,
    /// One person's mailbox in both, and names that do not contradict each other.
    SameAddress,
    /// The same name, and the same handle of the user's own choosing or two much alike.
    NameAndHandle,
    /// The same name in the same organisation's domain.
    NameAndOrganisation,
    /// The same name and the same login made from it.
    NameAndLogin,
    /// A handle that nobody else uses and no name gives, and names that agree as far as they go.
    RareHandle,
    /// A name so rare that less than one namesake in a thousand is expected.
    RareName,
}

/// The automatic rules in their order.
pub const RULES: &[Rule] = &[
    Rule::Operator,
    Rule::StableId,
    Rule::SameAddress,
    Rule::NameAndHandle,
    Rule::NameAndOrganisation,
    Rule::NameAndLogin,
    Rule::RareHandle,
    Rule::RareName,
];

impl Rule {
    /// The least trust in e-mail addresses that the rule accepts where it reads one. An address
    /// typed by its user proves a mailbox only beside an agreeing name.
    pub const fn least_trust(self) -> Trust {
        match self {
            Self::SameAddress => Trust::Asserted,
            _ => Trust::Free,
        }
    }

    /// The position of the rule's tier, from 0.
    pub fn tier(self) -> usize {
        RULES
            .iter()
            .position(|rule| *rule == self)
            .unwrap_or(RULES.len())
    }
}

/// Accidents that a rule may leave, in bits: 2^-10, the one in a thousand that is promised.
const CERTAIN: i32 = -10;

/// Surprise of two namesakes having the same kind of login (`jdoe`, `jane.doe`, ...): about
/// sixteen ways of making one are in use.
const LOGIN_BITS: i32 = 4;

/// Odds below which a pair is not worth a question: one in eight.
pub const WORTH_ASKING: i32 = -3;

/// The surest that anything is said to be: one in a million.
pub const MOST_BITS: i32 = 20;

/// What a pair of accounts amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The strongest automatic rule that holds.
    pub rule: Option<Rule>,
    /// Logarithm, base 2, of the odds that both are one user.
    pub bits: i32,
}

impl Court<'_> {
    /// Judges two accounts; `None` if they may not even be suggested.
    pub fn judge(&self, left: &Features, right: &Features) -> Option<Verdict> {
        if left.environment != right.environment || left.nature != right.nature {
            return None;
        }
        if self.is_plain(left, right) {
            return Some(Verdict {
                rule: Some(Rule::SameAddress),
                bits: MOST_BITS,
            });
        }
        let found = self.compare(left, right);
        Some(Verdict {
            rule: self.rule(&found, left.nature),
            bits: self.bits(&found),
        })
    }

    /// Most pairs are one name at one mailbox: nothing can make them surer, so the rest is not
    /// looked at.
    fn is_plain(&self, left: &Features, right: &Features) -> bool {
        left.nature == Nature::Person
            && left.name_key == right.name_key
            && left.name_key != 0
            && (left.stable.is_empty() || right.stable.is_empty())
            && self
                .shared_mailbox(left, right)
                .is_some_and(|shared| shared.personal)
    }

    fn rule(&self, found: &Agreement, nature: Nature) -> Option<Rule> {
        if found.stable.is_some() {
            return Some(Rule::StableId);
        }
        if nature == Nature::Shared || found.numbered {
            return None;
        }
        self.by_mailbox(found)
            .or_else(|| self.by_handle(found))
            // A program's name is not its own: there are many called `sentry`.
            .or_else(|| {
                if nature == Nature::Bot {
                    None
                } else {
                    self.by_name(found)
                }
            })
    }

    fn by_mailbox(&self, found: &Agreement) -> Option<Rule> {
        let shared = found.mailbox?;
        let against = matches!(
            found.relation,
            Relation::SameFamily | Relation::Contradiction
        );
        let trusted = is_named(found.relation) || shared.trust >= Rule::SameAddress.least_trust();
        (shared.personal && !against && trusted).then_some(Rule::SameAddress)
    }

    fn by_handle(&self, found: &Agreement) -> Option<Rule> {
        let weight = found.handle.map(|shared| shared.weight);
        let named = is_named(found.relation);
        // An own handle is one person's in the whole population.
        let own = weight >= Some(Weight::Own)
            && (named || matches!(found.relation, Relation::Initial | Relation::Near))
            && found.namesakes - self.stats.population() < CERTAIN;
        let alike = named && found.hint == Hint::Alike && found.namesakes - LOGIN_BITS <= CERTAIN;
        if own || alike {
            return Some(Rule::NameAndHandle);
        }
        let open = matches!(
            found.relation,
            Relation::Unknown | Relation::Part | Relation::Initial | Relation::Near
        );
        (weight == Some(Weight::Rare) && open).then_some(Rule::RareHandle)
    }

    fn by_name(&self, found: &Agreement) -> Option<Rule> {
        if !is_named(found.relation) {
            return None;
        }
        if found
            .organisation
            .is_some_and(|(_, bits)| found.namesakes - bits <= CERTAIN)
        {
            return Some(Rule::NameAndOrganisation);
        }
        let login = found
            .handle
            .is_some_and(|shared| shared.weight == Weight::Login);
        if login && found.namesakes - LOGIN_BITS <= CERTAIN {
            return Some(Rule::NameAndLogin);
        }
        let whole = found.relation != Relation::Core;
        (whole && found.namesakes <= CERTAIN && !found.crowded).then_some(Rule::RareName)
    }

    /// Adds up what speaks for and against, starting from the odds of any two accounts.
    fn bits(&self, found: &Agreement) -> i32 {
        let population = self.stats.population();
        let name = self.name_bits(found);
        let handle = self.handle_bits(found);
        // A part of a name and a handle made from it are one clue, not two.
        let both = match found.relation {
            Relation::Part | Relation::Initial => name.max(handle) + name.min(handle).clamp(0, 3),
            _ => name + handle,
        };
        let mut bits = both - population;
        if found.stable.is_some() {
            bits += population + 10;
        }
        if let Some(shared) = found.mailbox {
            bits += if shared.personal {
                population + 2
            } else {
                population
            };
        }
        bits += found.organisation.map_or(0, |(_, bits)| bits.clamp(0, 6));
        if found.crowded {
            bits -= 4;
        }
        if found.numbered {
            bits -= 8;
        }
        bits.clamp(-MOST_BITS, MOST_BITS)
    }

    fn name_bits(&self, found: &Agreement) -> i32 {
        let fits = self.stats.population() - found.namesakes;
        match found.relation {
            Relation::Equal | Relation::Initial | Relation::Near | Relation::Similar => fits,
            Relation::Joined | Relation::Core => fits - 1,
            // Often a given name, which many share.
            Relation::Part => fits - 3,
            Relation::Unknown => 0,
            // A family name changes by marriage; a given name seldom does.
            Relation::SameGiven => fits - 8,
            Relation::SameFamily => fits - 9,
            Relation::Contradiction => -8,
        }
    }

    fn handle_bits(&self, found: &Agreement) -> i32 {
        let population = self.stats.population();
        let named = is_named(found.relation);
        match (found.handle, found.hint) {
            (Some(shared), _) => match shared.weight {
                Weight::Rare => population,
                Weight::Own => population - 1,
                Weight::Login if named => LOGIN_BITS - 1,
                Weight::Login => population + shared.rarity - 1,
                Weight::Common => 1,
            },
            (None, Hint::FromName(expected)) if !named => population - expected - 2,
            (None, Hint::Alike) => population / 2,
            (None, _) => 0,
        }
    }
}

fn is_named(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Equal | Relation::Joined | Relation::Core
    )
}
