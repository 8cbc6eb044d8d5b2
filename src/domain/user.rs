//! Users: what several accounts are merged into.

use serde::{Deserialize, Serialize};

use super::ids::{AccountKey, UserId};
use super::time::{Departure, Timestamp};
use jiff::civil::Date;

/// What a user stands for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum UserKind {
    #[default]
    Person,
    /// Several humans behind one access.
    Team,
    /// Something the organisation offers.
    Product,
    Bot,
}

impl UserKind {
    pub const ALL: [UserKind; 4] = [
        UserKind::Person,
        UserKind::Team,
        UserKind::Product,
        UserKind::Bot,
    ];

    /// The word of filters, configuration and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            UserKind::Person => "person",
            UserKind::Team => "team",
            UserKind::Product => "product",
            UserKind::Bot => "bot",
        }
    }

    pub fn parse(word: &str) -> Option<UserKind> {
        UserKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An address outside the services, for the return of an access.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExternalEmail {
    pub address: String,
    /// When its holder proved it; only a verified one may receive credentials.
    pub verified_at: Option<Timestamp>,
}

/// Where a user's name or kind comes from: what an operator wrote is never overwritten by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Source {
    /// Proposed from the accounts.
    #[default]
    Rule,
    /// Written by an operator.
    Operator,
}

/// A person, team, product or bot, and the accounts that are theirs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct User {
    /// Stable for ever; a merge keeps the older id.
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// Who chose the name.
    pub name_source: Source,
    /// What it stands for.
    pub kind: UserKind,
    /// Who chose the kind.
    pub kind_source: Source,
    /// The address outside the services.
    pub email: Option<ExternalEmail>,
    /// The first day.
    pub arrival: Option<Date>,
    /// The last day.
    pub departure: Departure,
    /// Free words of the operators.
    pub note: String,
    /// When it was created here.
    pub created: Timestamp,
    /// Its accounts, sorted.
    pub accounts: Vec<AccountKey>,
}

impl User {
    /// A person without accounts, of whom nobody has said anything.
    pub fn new(id: UserId, name: impl Into<String>, created: Timestamp) -> Self {
        Self {
            id,
            name: name.into(),
            name_source: Source::Rule,
            kind: UserKind::Person,
            kind_source: Source::Rule,
            email: None,
            arrival: None,
            departure: Departure::Unset,
            note: String::new(),
            created,
            accounts: Vec::new(),
        }
    }

    /// Sets the address outside the services; a changed one is no longer verified. `None`, and
    /// nothing is set, when it is no address.
    pub fn set_email(&mut self, address: &str) -> Option<()> {
        if !is_address(address) {
            return None;
        }
        let known = self.email.as_ref().map(|email| email.address.as_str());
        if known != Some(address) {
            self.email = Some(ExternalEmail {
                address: address.to_owned(),
                verified_at: None,
            });
        }
        Some(())
    }
}

/// Whether a text can be an e-mail address: something on both sides of an `@`, and nothing blank.
pub fn is_address(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    let sides = text.rsplit_once('@');
    sides.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && text.chars().all(plain)
}
