//! Why an act was not done.

use thiserror::Error;

use crate::domain::act::edit::Invalid;
use crate::domain::act::item::ItemKey;
use crate::domain::act::takes_back::key_text;
use crate::domain::act::undo::Refusal as UndoRefusal;
use crate::domain::findings::{Rule, Subject};
use crate::domain::identity::decide::Refusal as Decided;
use crate::domain::identity::merge::Field;
use crate::domain::identity::user_set::UserSet;
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::text::Text;
use crate::store::StoreError;

/// Why an act was not done; nothing was written.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The store could not do it.
    #[error("the store could not do it")]
    Store(#[source] StoreError),
    /// Nothing may be written.
    #[error("the store is read-only")]
    ReadOnly,
    /// Other processes changed the store each time that it was tried.
    #[error("the store kept changing")]
    MovedTooOften,
    /// No user has the id.
    #[error("no user {0}")]
    NoSuchUser(UserId),
    /// There is no such account.
    #[error("no account {0}")]
    NoSuchAccount(AccountKey),
    /// Nobody is awaited under the number.
    #[error("no request {0}")]
    NoSuchRequest(u64),
    /// The account has no user.
    #[error("{0} has no user")]
    NoUser(AccountKey),
    /// The finding was not accepted.
    #[error("{} was not accepted for {}", .0.as_str(), .1.word())]
    NotWaived(Rule, Subject),
    /// It makes no sense, or contradicts an earlier decision; with the name of the user it is about.
    #[error("contradicts what is known: {0:?}")]
    Decided(Decided, String),
    /// The accounts are of these environments.
    #[error("accounts of several environments: {0}")]
    Environments(String),
    /// A field would get a value that makes no sense.
    #[error("{}: {why:?}", .field.as_str())]
    Invalid {
        /// Which.
        field: Field,
        /// What is wrong.
        why: Invalid,
    },
    /// No account of the service has another id.
    #[error("nothing to relink on {0}")]
    NothingToRelink(ServiceId),
    /// There is no such act.
    #[error("nothing to take back")]
    NothingToUndo,
    /// It was taken back before.
    #[error("act {0} was taken back before")]
    AlreadyUndone(u64),
    /// This later act stands on it.
    #[error("act {0} stands on it")]
    StoodOn(u64),
    /// This was changed since, by no act.
    #[error("changed since: {0:?}")]
    ChangedSince(ItemKey),
}

/// The result of every act.
pub type Result<T, E = Refusal> = std::result::Result<T, E>;

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        match error {
            StoreError::ReadOnly => Refusal::ReadOnly,
            other => Refusal::Store(other),
        }
    }
}

impl Refusal {
    /// The refusal of a pure rule, with the names of the users in hand.
    pub fn decided(refusal: Decided, set: &UserSet) -> Refusal {
        let id = match &refusal {
            Decided::Same(id) | Decided::NoAccount(id) | Decided::Alone(id) => *id,
            Decided::NoUser(key) => return Refusal::NoUser(key.clone()),
            Decided::Nobody | Decided::Never(_) | Decided::SameAccount(_) => {
                return Refusal::Decided(refusal, String::new());
            }
        };
        let user = set.user(id);
        let name = user.map_or_else(|| id.to_string(), |user| user.name.clone());
        Refusal::Decided(refusal, name)
    }

    /// The refusal of an undo, asked for by this number.
    pub fn undo(refusal: UndoRefusal, seq: u64) -> Refusal {
        match refusal {
            UndoRefusal::Unknown => Refusal::NothingToUndo,
            UndoRefusal::Already => Refusal::AlreadyUndone(seq),
            UndoRefusal::Later(later) => Refusal::StoodOn(later),
            UndoRefusal::Changed(item) => Refusal::ChangedSince(item),
        }
    }

    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Refusal::Store(error) => error.text(),
            Refusal::ReadOnly => StoreError::ReadOnly.text(),
            Refusal::MovedTooOften => Text::new("act-moved-too-often"),
            Refusal::NoSuchUser(id) => {
                Text::new("identity-no-such-user").with("id", id.to_string())
            }
            Refusal::NoSuchAccount(key) => {
                Text::new("identity-no-such-account").with("account", key.handle())
            }
            Refusal::NoSuchRequest(id) => Text::new("requests-unknown").with("id", id.to_string()),
            Refusal::NoUser(key) => Text::new("identity-no-user").with("account", key.handle()),
            Refusal::NotWaived(rule, subject) => Text::new("cli-not-waived")
                .with("rule", rule.as_str())
                .with("subject", subject.word()),
            Refusal::Decided(refusal, name) => decided_text(refusal, name),
            Refusal::Environments(all) => {
                Text::new("identity-environments").with("environments", all.as_str())
            }
            Refusal::Invalid { field, why } => match why {
                Invalid::Long => Text::new("cli-long").with("key", field.as_str()),
                Invalid::Nameless => Text::new("act-nameless"),
                Invalid::NoAddress => Text::new("act-no-address"),
                Invalid::LeftBeforeArrival => Text::new("cli-left-before-arrival"),
            },
            Refusal::NothingToRelink(service) => {
                Text::new("relink-nothing").with("service", service.as_str())
            }
            Refusal::NothingToUndo => Text::new("identity-nothing-to-undo"),
            Refusal::AlreadyUndone(seq) => Text::new("identity-undone").with("seq", *seq),
            Refusal::StoodOn(seq) => Text::new("identity-undo-later").with("seq", *seq),
            Refusal::ChangedSince(item) => {
                Text::new("act-changed-since").with("item", key_text(item))
            }
        }
    }
}

fn decided_text(refusal: &Decided, name: &str) -> Text {
    match refusal {
        Decided::Nobody => Text::new("identity-nobody"),
        Decided::Same(_) => Text::new("identity-same-user").with("name", name),
        Decided::NoAccount(_) => Text::new("identity-no-account").with("name", name),
        Decided::NoUser(key) => Text::new("identity-no-user").with("account", key.handle()),
        Decided::Alone(_) => Text::new("identity-alone").with("name", name),
        Decided::Never(seq) => Text::new("identity-never").with("seq", *seq),
        Decided::SameAccount(key) => {
            Text::new("identity-same-account").with("account", key.handle())
        }
    }
}
