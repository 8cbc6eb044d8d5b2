//! What finds an account again when its id is not known: before a creation is repeated, and after
//! an invitation was accepted.

use serde::{Deserialize, Serialize};

/// A login or an address, as it was given to the service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NaturalKey {
    Login(String),
    Email(String),
}

impl NaturalKey {
    pub fn as_str(&self) -> &str {
        match self {
            NaturalKey::Login(text) | NaturalKey::Email(text) => text,
        }
    }
}
