//! Links that a rule made, as they are kept: one for each linked account.

use serde::{Deserialize, Serialize};

use crate::domain::ids::AccountKey;
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
}
