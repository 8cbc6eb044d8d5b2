//! What operators do to our own store, as data: every kind of it, whoever asks.
//!
//! Owns what can be asked ([`Act`]), what of it is kept besides users ([`item`]), what an edit does
//! to a user ([`edit`]), and taking an act back ([`undo`], [`takes_back`]). Reading and writing is
//! `workflows::acts`.

pub mod edit;
pub mod item;
pub mod takes_back;
#[cfg(test)]
mod tests;
pub mod undo;

use jiff::civil::Date;

use self::edit::FieldEdit;
use super::findings::{Rule, Subject};
use super::identity::merge::Choices;
use super::ids::{AccountKey, ServiceId, UserId};
use super::import::{Options, Row};

/// A change of our own store that an operator asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Accept findings.
    Waive {
        /// The rule.
        rule: Rule,
        /// What they are about.
        subjects: Vec<Subject>,
        /// Why.
        reason: String,
        /// The last day on which this holds.
        until: Option<Date>,
    },
    /// Accept a finding no longer.
    Unwaive {
        /// The rule.
        rule: Rule,
        /// What it is about.
        subject: Subject,
    },
    /// Leave a service alone.
    Pause {
        /// Which.
        service: ServiceId,
        /// Why.
        reason: String,
    },
    /// Go on with it, and try again the credential that it refused.
    Resume {
        /// Which.
        service: ServiceId,
    },
    /// Two accounts are one user.
    Same {
        /// One.
        a: AccountKey,
        /// The other.
        b: AccountKey,
    },
    /// Each of these pairs of accounts is one user.
    SameAll {
        /// The pairs.
        pairs: Vec<(AccountKey, AccountKey)>,
    },
    /// Two accounts are never one user.
    Never {
        /// One.
        a: AccountKey,
        /// The other.
        b: AccountKey,
    },
    /// These users are one.
    Merge {
        /// At least two.
        users: Vec<UserId>,
        /// Whose value is kept of each field on which they disagree.
        choices: Choices,
    },
    /// An account is another user's than the one that has it.
    Detach {
        /// Which.
        account: AccountKey,
    },
    /// Write what operators know of a user.
    Edit {
        /// Which.
        user: UserId,
        /// The fields that get another value; the others stay as they are by then.
        fields: Vec<FieldEdit>,
    },
    /// Take over a list of people, with its newcomers.
    Import {
        /// Its lines.
        rows: Vec<Row>,
        /// What holds for the whole list.
        options: Options,
    },
    /// Wait for newcomers no longer.
    DropRequests {
        /// Their numbers.
        ids: Vec<u64>,
    },
    /// A service gave its accounts other ids.
    Relink {
        /// Which.
        service: ServiceId,
    },
    /// Take an act back.
    Undo(Undoing),
}

/// Which act to take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoing {
    /// The operator's newest one that stands, with its batch.
    Last,
    /// The one with this number, or the batch that it begins.
    Decision(u64),
}

/// Whom and what an act is about, as far as it says so itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Users.
    pub users: Vec<UserId>,
    /// Accounts.
    pub accounts: Vec<AccountKey>,
    /// Services.
    pub services: Vec<ServiceId>,
}

impl Act {
    /// Whom and what it is about.
    pub fn about(&self) -> About {
        let mut about = About::default();
        match self {
            Act::Waive { subjects, .. } => subjects.iter().for_each(|one| about.add(one)),
            Act::Unwaive { subject, .. } => about.add(subject),
            Act::Pause { service, .. } | Act::Resume { service } | Act::Relink { service } => {
                about.services.push(service.clone());
            }
            Act::Same { a, b } | Act::Never { a, b } => {
                about.accounts.extend([a.clone(), b.clone()]);
            }
            Act::SameAll { pairs } => {
                let both = pairs.iter().flat_map(|(a, b)| [a.clone(), b.clone()]);
                about.accounts.extend(both);
            }
            Act::Merge { users, .. } => about.users.extend(users),
            Act::Detach { account } => about.accounts.push(account.clone()),
            Act::Edit { user, .. } => about.users.push(*user),
            Act::Import { .. } | Act::DropRequests { .. } | Act::Undo(_) => {}
        }
        about
    }
}

impl About {
    fn add(&mut self, subject: &Subject) {
        match subject {
            Subject::User(id) => self.users.push(*id),
            Subject::Account(key) => self.accounts.push(key.clone()),
            Subject::Service(id) => self.services.push(id.clone()),
        }
    }
}
