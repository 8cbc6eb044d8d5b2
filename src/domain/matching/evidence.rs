//! Why two accounts are linked or suggested: the rule and the values it saw, for the journal, the
//! suggestions view and the table of `match`.

use serde::{Deserialize, Serialize};

use super::agreement::{Agreement, Hint, Weight};
use super::engine::Engine;
use super::identity::{Account, Trust};
use super::names::Relation;
use super::rules::Rule;

/// Why two accounts are linked or suggested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The strongest automatic rule that holds, applied or not.
    pub rule: Option<Rule>,
    /// Logarithm, base 2, of the odds that both are one user.
    pub bits: i32,
    /// What was seen, for and against.
    pub clues: Vec<Clue>,
}

/// One thing that two accounts have in common, or that speaks against them. Expectations are
/// numbers of other people, as base-2 logarithms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Clue {
    /// One issuer's lifelong id.
    StableId { issuer: String, subject: String },
    Address {
        /// Its canonical spelling.
        address: String,
        /// The lesser trust of the two.
        trust: Trust,
    },
    /// How the names relate.
    Names {
        relation: Relation,
        /// The folded words on one side.
        left: String,
        /// And on the other.
        right: String,
        /// Expected number of others who would agree as well.
        namesakes: i32,
    },
    Handle {
        /// Folded.
        handle: String,
        /// How much it says.
        weight: Weight,
    },
    /// Handles of the users' own choosing, one of which contains the other.
    HandlesAlike,
    /// A handle of one that the other's name gives.
    HandleFromName {
        /// Expected number of people whom it fits.
        expected: i32,
    },
    /// The same organisation's domain.
    Organisation { domain: String },
    /// Against: every address of one of them is in use under contradicting names.
    SharedMailboxes,
    /// Against: addresses that differ by a number, as those of namesakes do.
    Numbered,
    /// Against: both are accounts of one service.
    SameService { service: String },
    /// Against: the operator keeps them apart.
    KeptApart,
}

impl Evidence {
    /// One line for a machine: the clues by name and value.
    pub fn brief(&self) -> String {
        let clues: Vec<String> = self.clues.iter().map(Clue::brief).collect();
        clues.join("; ")
    }
}

impl Clue {
    fn brief(&self) -> String {
        match self {
            Self::StableId { issuer, subject } => format!("id={issuer}:{subject}"),
            Self::Address { address, .. } => format!("address={address}"),
            Self::Names {
                relation,
                left,
                right,
                ..
            } => {
                format!("names {relation:?}: {left}/{right}")
            }
            Self::Handle { handle, .. } => format!("handle={handle}"),
            Self::HandlesAlike => "handles alike".to_owned(),
            Self::HandleFromName { .. } => "handle from name".to_owned(),
            Self::Organisation { domain } => format!("organisation={domain}"),
            Self::SharedMailboxes => "against: shared mailboxes".to_owned(),
            Self::Numbered => "against: numbered addresses".to_owned(),
            Self::SameService { service } => format!("against: both of {service}"),
            Self::KeptApart => "against: kept apart".to_owned(),
        }
    }
}

impl Engine {
    /// Why two accounts are linked or suggested; `None` if one is unknown, or if their
    /// environments or natures differ.
    pub fn explain(&self, a: Account, b: Account) -> Option<Evidence> {
        let (left, right) = (self.features(a)?, self.features(b)?);
        let court = self.court();
        let verdict = court.judge(left, right)?;
        let mut clues = self.clues(&court.compare(left, right), a, b);
        if left.service == right.service && !self.ignores_services() {
            let service = self.texts().other.text(left.service).to_owned();
            clues.push(Clue::SameService { service });
        }
        if self.decisions().apart(a).contains(&b) {
            clues.push(Clue::KeptApart);
        }
        Some(Evidence {
            rule: verdict.rule,
            bits: verdict.bits,
            clues,
        })
    }

    fn clues(&self, found: &Agreement, a: Account, b: Account) -> Vec<Clue> {
        let texts = self.texts();
        let mut clues = Vec::new();
        if let Some(id) = found.stable {
            let (issuer, subject) = texts.other.text(id).split_once('\n').unwrap_or_default();
            clues.push(Clue::StableId {
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
            });
        }
        if let Some(shared) = found.mailbox {
            let address = texts.addresses.text(shared.address).to_owned();
            clues.push(Clue::Address {
                address,
                trust: shared.trust,
            });
        }
        if found.relation != Relation::Unknown {
            let name = |account: Account| {
                self.features(account)
                    .map_or_else(String::new, |one| one.name(texts).spelled().join(" "))
            };
            clues.push(Clue::Names {
                relation: found.relation,
                left: name(a),
                right: name(b),
                namesakes: found.namesakes,
            });
        }
        if let Some(shared) = found.handle
            && shared.weight > Weight::Common
        {
            let handle = texts.words.text(shared.handle).to_owned();
            clues.push(Clue::Handle {
                handle,
                weight: shared.weight,
            });
        }
        match found.hint {
            Hint::Alike => clues.push(Clue::HandlesAlike),
            Hint::FromName(expected) => clues.push(Clue::HandleFromName { expected }),
            Hint::None => {}
        }
        if let Some((organisation, _)) = found.organisation {
            let domain = texts.other.text(organisation).to_owned();
            clues.push(Clue::Organisation { domain });
        }
        if found.crowded {
            clues.push(Clue::SharedMailboxes);
        }
        if found.numbered {
            clues.push(Clue::Numbered);
        }
        clues
    }
}
