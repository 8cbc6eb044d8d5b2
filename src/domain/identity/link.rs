//! Links that a rule made, as they are kept: one for each linked account.

use serde::{Deserialize, Serialize};

use crate::domain::ids::AccountKey;
use crate::domain::matching::forest::Forest;
use crate::domain::matching::rules::{RULES, Rule};
use crate::domain::time::Timestamp;

/// Why a rule put an account to its user: kept by the account, true while the partner is of the
/// same user.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LinkRecord {
    /// The account of the same user that it was linked with.
    pub partner: AccountKey,
    /// The rule's word, see [`rule_word`].
    pub rule: String,
    /// What both had: addresses, ids, names.
    pub values: Vec<String>,
    /// When the rule made it.
    pub at: Timestamp,
    /// Since when no rule holds both together any more.
    pub lapsed: Option<Timestamp>,
}

/// A link as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The account that was linked.
    pub a: AccountKey,
    /// The one that it was linked with.
    pub b: AccountKey,
    /// The rule that made it.
    pub rule: Rule,
    /// What both had.
    pub values: Vec<String>,
    /// When it was made; `None` where it was never written down.
    pub at: Option<Timestamp>,
    /// Whether the rules still hold both together.
    pub holds: bool,
}

/// The word of a rule in the store, in JSON and on the command line.
pub const fn rule_word(rule: Rule) -> &'static str {
    match rule {
        Rule::Operator => "operator",
        Rule::StableId => "stable-id",
        Rule::SameAddress => "same-address",
        Rule::NameAndHandle => "name-and-handle",
        Rule::NameAndOrganisation => "name-and-organisation",
        Rule::NameAndLogin => "name-and-login",
        Rule::RareHandle => "rare-handle",
        Rule::RareName => "rare-name",
    }
}

/// Reads such a word.
pub fn parse_rule(word: &str) -> Option<Rule> {
    RULES.iter().copied().find(|rule| rule_word(*rule) == word)
}

/// Why an account hangs on another one of the same user, by their places in the user's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strand {
    /// The place of the other account.
    pub partner: u32,
    /// Since when.
    pub made: Made,
}

/// Whether a link is known or new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// As it was written down.
    Before(LinkRecord),
    /// By this rule, in this run.
    Now(Rule),
}

/// Adds what is lacking to the links of one user: in the end every account but one of each part
/// hangs on another one, by the strongest rules. Known links stay, though they may turn round.
/// Returns the places whose link is another one now, sorted.
pub fn weave(strands: &mut [Option<Strand>], edges: &[(u32, u32, Rule)]) -> Vec<u32> {
    let mut forest = Forest::new(strands.len());
    let mut changed = Vec::new();
    for (at, strand) in (0..).zip(strands.iter_mut()) {
        if let Some(known) = strand
            && !forest.join(at, known.partner)
        {
            // A link that closes a circle says nothing.
            *strand = None;
            changed.push(at);
        }
    }
    let mut edges = edges.to_vec();
    edges.sort_unstable_by_key(|(a, b, rule)| (*rule, *a, *b));
    for (a, b, rule) in edges {
        if !forest.join(a, b) {
            continue;
        }
        let free = |strands: &[Option<Strand>], at: u32| {
            strands.get(at as usize).is_some_and(Option::is_none)
        };
        let (from, to) = if free(strands, b) || !free(strands, a) {
            (b, a)
        } else {
            (a, b)
        };
        let mut at = from;
        let mut carried = Some(Strand {
            partner: to,
            made: Made::Now(rule),
        });
        // Where the account hangs on another one already, that link turns round, and so on.
        while let Some(strand) = carried {
            let Some(place) = strands.get_mut(at as usize) else {
                break;
            };
            changed.push(at);
            let (known, here) = (place.replace(strand), at);
            carried = known.map(|known| {
                at = known.partner;
                Strand {
                    partner: here,
                    made: known.made,
                }
            });
        }
    }
    changed.sort_unstable();
    changed.dedup();
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads_back() {
        for rule in RULES {
            assert_eq!(parse_rule(rule_word(*rule)), Some(*rule));
        }
        assert_eq!(parse_rule("magic"), None);
    }

    fn known(partner: u32) -> Option<Strand> {
        let made = Made::Before(LinkRecord {
            partner: "a/1".parse().unwrap(),
            rule: "same-address".to_owned(),
            values: Vec::new(),
            at: Timestamp(1),
            lapsed: None,
        });
        Some(Strand { partner, made })
    }

    fn partners(strands: &[Option<Strand>]) -> Vec<Option<u32>> {
        let partner = |one: &Option<Strand>| one.as_ref().map(|one| one.partner);
        strands.iter().map(partner).collect()
    }

    #[test]
    fn every_account_but_one_hangs_on_another_by_the_strongest_rule() {
        let mut strands = vec![None; 3];
        let edges = [
            (0, 1, Rule::RareName),
            (0, 2, Rule::StableId),
            (1, 2, Rule::SameAddress),
        ];
        assert_eq!(weave(&mut strands, &edges), [1, 2]);
        assert_eq!(partners(&strands), [None, Some(2), Some(0)]);
        assert_eq!(
            strands[1].as_ref().unwrap().made,
            Made::Now(Rule::SameAddress)
        );
    }

    #[test]
    fn what_is_written_down_stays_and_nothing_is_done_twice() {
        let mut strands = vec![known(1), None];
        assert!(weave(&mut strands, &[(0, 1, Rule::StableId)]).is_empty());
        assert_eq!(strands, [known(1), None]);
    }

    #[test]
    fn two_parts_that_meet_in_their_middle_become_one() {
        // 0 -> 1, 2 -> 3, and 0 meets 2: both hang on something already.
        let mut strands = vec![known(1), None, known(3), None];
        weave(&mut strands, &[(0, 2, Rule::RareName)]);
        assert_eq!(partners(&strands), [Some(1), None, Some(0), Some(2)]);
    }

    proptest::proptest! {
        #[test]
        fn one_account_of_each_part_is_free_and_no_links_form_a_circle(
            pairs in proptest::collection::vec((0u32..8, 0u32..8), 0..30),
            cut in 0usize..30,
        ) {
            let edges: Vec<_> = pairs.iter().map(|(a, b)| (*a, *b, Rule::RareName)).collect();
            let (first, then) = edges.split_at(cut.min(edges.len()));
            let mut strands = vec![None; 8];
            weave(&mut strands, first);
            weave(&mut strands, then);
            let (mut wanted, mut found) = (Forest::new(8), Forest::new(8));
            edges.iter().for_each(|(a, b, _)| {
                wanted.join(*a, *b);
            });
            for (at, strand) in (0..).zip(&strands) {
                if let Some(strand) = strand {
                    proptest::prop_assert!(found.join(at, strand.partner), "a circle");
                }
            }
            for a in 0..8 {
                for b in 0..8 {
                    let (wanted, found) = (wanted.root(a) == wanted.root(b), found.root(a) == found.root(b));
                    proptest::prop_assert_eq!(wanted, found);
                }
            }
        }
    }
}
