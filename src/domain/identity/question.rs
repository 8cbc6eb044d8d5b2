//! Questions about identity: are these two accounts one user's, or still one user's?

use super::link::{LinkRecord, rule_word};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::matching::evidence::{Clue, Evidence};
use crate::domain::matching::names::Relation;
use crate::domain::matching::rules::Rule;
use crate::domain::text::Text;

/// "Are these two one user?"; about two accounts of one user, "are they still?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// One side.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// Higher is likelier: the base-2 logarithm of the odds.
    pub score: i32,
    /// The rule that would have linked them if a constraint had not stopped it.
    pub stopped: Option<Rule>,
    /// Where a rule once linked them and none does any more: why it did.
    pub lapsed: Option<LinkRecord>,
    /// What speaks for it and against it.
    pub evidence: Evidence,
}

/// One account of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The account.
    pub account: AccountKey,
    /// Its user.
    pub user: Option<UserId>,
    /// What it is called.
    pub title: String,
}

impl Question {
    /// Whether it is about two accounts of one user that no rule holds together any more.
    pub fn is_lapsed(&self) -> bool {
        self.a.user.is_some() && self.a.user == self.b.user
    }

    /// What the question stands on, in one word that many questions share: the rule that holds, or
    /// else the kinds of its clues, such as `same-name+organisation`. Questions of one word can be
    /// accepted together.
    pub fn basis(&self) -> String {
        if self.is_lapsed() {
            return "lapsed".to_owned();
        }
        if let Some(rule) = self.stopped.or(self.evidence.rule) {
            return rule_word(rule).to_owned();
        }
        let words: Vec<&str> = self.evidence.clues.iter().filter_map(kind).collect();
        if words.is_empty() {
            "weak".to_owned()
        } else {
            words.join("+")
        }
    }
}

/// The word of a clue that speaks for it.
fn kind(clue: &Clue) -> Option<&'static str> {
    match clue {
        Clue::StableId { .. } => Some("stable-id"),
        Clue::Address { .. } => Some("address"),
        Clue::Names { relation, .. } => match relation {
            Relation::Equal | Relation::Joined => Some("same-name"),
            Relation::SameFamily | Relation::Contradiction => None,
            _ => Some("like-name"),
        },
        Clue::Handle { .. } => Some("handle"),
        Clue::HandlesAlike => Some("handles-alike"),
        Clue::HandleFromName { .. } => Some("handle-from-name"),
        Clue::Organisation { .. } => Some("organisation"),
        Clue::SharedMailboxes | Clue::Numbered | Clue::SameService { .. } | Clue::KeptApart => None,
    }
}

/// A clue as a sentence.
pub fn say(clue: &Clue) -> Text {
    match clue {
        Clue::StableId { issuer, subject } => Text::new("clue-stable-id")
            .with("issuer", issuer.as_str())
            .with("subject", subject.as_str()),
        Clue::Address { address, .. } => {
            Text::new("clue-address").with("address", address.as_str())
        }
        Clue::Names { left, right, .. } if left == right => {
            Text::new("clue-same-name").with("name", left.as_str())
        }
        Clue::Names { left, right, .. } => Text::new("clue-names")
            .with("left", left.as_str())
            .with("right", right.as_str()),
        Clue::Handle { handle, .. } => Text::new("clue-handle").with("handle", handle.as_str()),
        Clue::HandlesAlike => Text::new("clue-handles-alike"),
        Clue::HandleFromName { .. } => Text::new("clue-handle-from-name"),
        Clue::Organisation { domain } => {
            Text::new("clue-organisation").with("domain", domain.as_str())
        }
        Clue::SharedMailboxes => Text::new("clue-shared-mailboxes"),
        Clue::Numbered => Text::new("clue-numbered"),
        Clue::SameService { service } => {
            Text::new("clue-same-service").with("service", service.as_str())
        }
        Clue::KeptApart => Text::new("clue-kept-apart"),
    }
}

/// Whether a clue speaks against one user.
pub fn is_against(clue: &Clue) -> bool {
    kind(clue).is_none()
}

/// What a clue shows, in a few words of its own: an address, an id, a name or a handle.
pub fn seen(clue: &Clue) -> Option<String> {
    match clue {
        Clue::StableId { issuer, subject } => Some(format!("{issuer} {subject}")),
        Clue::Address { address, .. } => Some(address.clone()),
        Clue::Names { left, right, .. } if left == right => Some(left.clone()),
        Clue::Names { left, right, .. } => Some(format!("{left} / {right}")),
        Clue::Handle { handle, .. } => Some(handle.clone()),
        Clue::Organisation { domain } => Some(domain.clone()),
        Clue::HandlesAlike
        | Clue::HandleFromName { .. }
        | Clue::SharedMailboxes
        | Clue::Numbered
        | Clue::SameService { .. }
        | Clue::KeptApart => None,
    }
}
