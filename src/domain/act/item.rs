//! What acts write besides users: waivers, pauses, newcomers.
//!
//! Each of them is kept in the decision as it was and as the act left it, so that an undo puts back
//! exactly that.

use serde::{Deserialize, Serialize};

use crate::domain::findings::{Rule, Subject, Waiver};
use crate::domain::ids::{AccountKey, RunId, ServiceId};
use crate::domain::request::Request;
use crate::domain::service::{Paused, Refused};

/// One of them, with what it holds; nothing where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Item {
    /// What was accepted of a subject.
    Waiver(Rule, Subject, Option<Waiver>),
    /// Why a service is left alone.
    Paused(ServiceId, Option<Paused>),
    /// The credential that a service refused, as of its last run: a later run knows better.
    Refused(ServiceId, Option<RunId>, Option<Refused>),
    /// Somebody who is awaited.
    Newcomer(u64, Option<Box<Request>>),
}

/// Which one it is, whatever it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKey {
    /// A rule and a subject.
    Waiver(Rule, Subject),
    /// The pause of a service.
    Paused(ServiceId),
    /// The refused credential of a service.
    Refused(ServiceId),
    /// A newcomer, by number.
    Newcomer(u64),
}

/// What an act did to one of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ItemChange {
    /// As it was.
    pub before: Item,
    /// As the act left it.
    pub after: Item,
}

impl Item {
    /// Which one it is.
    pub fn key(&self) -> ItemKey {
        match self {
            Item::Waiver(rule, subject, _) => ItemKey::Waiver(*rule, subject.clone()),
            Item::Paused(service, _) => ItemKey::Paused(service.clone()),
            Item::Refused(service, ..) => ItemKey::Refused(service.clone()),
            Item::Newcomer(id, _) => ItemKey::Newcomer(*id),
        }
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        match self {
            Item::Waiver(_, _, held) => held.is_none(),
            Item::Paused(_, held) => held.is_none(),
            Item::Refused(_, _, held) => held.is_none(),
            Item::Newcomer(_, held) => held.is_none(),
        }
    }

    /// The account that it is about.
    pub const fn account(&self) -> Option<&AccountKey> {
        match self {
            Item::Waiver(_, Subject::Account(key), _) => Some(key),
            Item::Waiver(..) | Item::Paused(..) | Item::Refused(..) | Item::Newcomer(..) => None,
        }
    }

    /// Names its account by another id.
    pub fn rename(&mut self, swap: &impl Fn(&mut AccountKey)) {
        if let Item::Waiver(_, subject, held) = self {
            let inner = held.as_mut().map(|waiver| &mut waiver.subject);
            for subject in [Some(subject), inner].into_iter().flatten() {
                if let Subject::Account(key) = subject {
                    swap(key);
                }
            }
        }
    }
}

impl ItemKey {
    /// The account that it is about.
    pub fn account(&self) -> Option<AccountKey> {
        self.empty().account().cloned()
    }

    /// The item where there is none.
    pub fn empty(&self) -> Item {
        match self {
            ItemKey::Waiver(rule, subject) => Item::Waiver(*rule, subject.clone(), None),
            ItemKey::Paused(service) => Item::Paused(service.clone(), None),
            ItemKey::Refused(service) => Item::Refused(service.clone(), None, None),
            ItemKey::Newcomer(id) => Item::Newcomer(*id, None),
        }
    }
}

impl ItemChange {
    /// Which one it changed.
    pub fn key(&self) -> ItemKey {
        self.after.key()
    }
}
