//! What the engine reads of an account: one `Identity` each, independent of how accounts are
//! stored. Mapping stored accounts to identities is left to the workflow that runs the engine.

use serde::{Deserialize, Serialize};

pub use crate::domain::account::{Email, Trust};

/// The caller's dense number of an account: stable while one engine lives, below 2^32.
pub type Account = u32;

/// An identifier that an issuer gives to one person for life: SAML or OIDC subject, GitHub
/// number, or a configured field (issuer `field:<name>`) such as an employee number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StableId {
    /// Who gives the identifier.
    pub issuer: String,
    /// The identifier, compared exactly.
    pub subject: String,
}

/// One account as the engine sees it. Any text may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Identity {
    /// The caller's number.
    pub account: Account,
    /// The service; two accounts of one service are never linked by a rule.
    pub service: String,
    /// The environment; accounts of two environments are never linked nor suggested.
    pub environment: String,
    pub login: String,
    pub display_name: String,
    pub emails: Vec<Email>,
    /// The lifelong identifiers.
    pub stable_ids: Vec<StableId>,
    /// The service says that a program uses this account.
    pub bot: bool,
    /// The service says that several people use this account.
    pub shared: bool,
}

impl Email {
    /// An address typed by an administrator or an import, not the main one.
    pub fn asserted(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            trust: Trust::Asserted,
            primary: false,
        }
    }
}
