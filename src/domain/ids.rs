//! Identifiers: how services, accounts, users and runs are named for ever.
//!
//! Owns their syntax and the percent-encoded handle. Which remote id a service hands out, and how
//! it is namespaced, belongs to its provider.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use uuid::Uuid;

/// Longest remote id that is accepted, in bytes.
pub const MAX_REMOTE_ID: usize = 512;

/// What stays readable in a handle; everything else is percent-encoded.
const HANDLE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'@');

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// Not `[a-z][a-z0-9-]{0,31}`.
    #[error(
        "`{0}` is not a service id: use a lower-case letter, then at most 31 letters, digits or `-`"
    )]
    Service(String),
    /// Empty, or longer than [`MAX_REMOTE_ID`].
    #[error("a remote id must have 1 to {MAX_REMOTE_ID} bytes")]
    Remote,
    /// Not `service/remote-id`.
    #[error("`{0}` is not an account handle: write `service/remote-id`, percent-encoded")]
    Handle(String),
    /// Not a UUID.
    #[error("`{0}` is not a user id")]
    User(String),
}

/// The configured name of a service: `[a-z][a-z0-9-]{0,31}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(Arc<str>);

impl ServiceId {
    pub fn new(text: &str) -> Result<Self, IdError> {
        let mut bytes = text.bytes();
        let head = bytes.next().is_some_and(|b| b.is_ascii_lowercase());
        let tail = bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if head && tail && text.len() <= 32 {
            Ok(Self(text.into()))
        } else {
            Err(IdError::Service(text.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a service calls one account, namespaced by its provider: `user:17`, `invite:456`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RemoteId(Arc<str>);

impl RemoteId {
    /// Takes a whole remote id, as stored or typed.
    pub fn new(text: &str) -> Result<Self, IdError> {
        if text.is_empty() || text.len() > MAX_REMOTE_ID {
            Err(IdError::Remote)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// Joins a provider's namespace and the service's own id.
    pub fn namespaced(namespace: &str, id: impl fmt::Display) -> Result<Self, IdError> {
        Self::new(&format!("{namespace}:{id}"))
    }

    /// The part before the first `:`; empty when there is none.
    pub fn namespace(&self) -> &str {
        self.0
            .split_once(':')
            .map_or("", |(namespace, _)| namespace)
    }

    /// The service's own id, without the namespace.
    pub fn local(&self) -> &str {
        self.0.split_once(':').map_or(&*self.0, |(_, id)| id)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! text_id {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }
    };
}
text_id!(ServiceId);
text_id!(RemoteId);

/// One account on one service; its `Display` is the handle `service/remote-id`, percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountKey {
    /// The service that holds the account.
    pub service: ServiceId,
    /// The account's id there.
    pub remote: RemoteId,
}

impl AccountKey {
    /// Joins the two halves.
    pub fn new(service: ServiceId, remote: RemoteId) -> Self {
        Self { service, remote }
    }

    /// The handle as a string.
    pub fn handle(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}",
            self.service,
            utf8_percent_encode(self.remote.as_str(), HANDLE)
        )
    }
}

impl FromStr for AccountKey {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let bad = || IdError::Handle(text.to_owned());
        let (service, remote) = text.split_once('/').ok_or_else(bad)?;
        let remote = percent_decode_str(remote)
            .decode_utf8()
            .map_err(|_| bad())?;
        Ok(Self {
            service: ServiceId::new(service)?,
            remote: RemoteId::new(&remote)?,
        })
    }
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text).map(Self).map_err(|_| IdError::User(text.to_owned()))
            }
        }
    };
}
uuid_id!(
    /// A user: a UUIDv7 that survives syncs, merges (as a redirect) and restarts.
    UserId
);
uuid_id!(
    /// One run of a sync.
    RunId
);
uuid_id!(PlanId);
uuid_id!(
    /// One step of a plan.
    StepId
);

/// Counts every committed change of the store; two snapshots of one revision are equal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision after this one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The first 16 bytes of a SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Digest16(pub [u8; 16]);

impl Digest16 {
    /// Digests one byte string.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::{Digest, Sha256};
        let full: [u8; 32] = Sha256::digest(bytes).into();
        let mut short = [0; 16];
        short.copy_from_slice(full.split_at(16).0);
        Self(short)
    }
}

impl fmt::Display for Digest16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_service_id_is_short_lower_case_and_starts_with_a_letter() {
        for good in ["g", "github", "mail-2", "a2345678901234567890123456789012"] {
            assert!(ServiceId::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "2mail",
            "Git",
            "a_b",
            "é",
            "-a",
            "a23456789012345678901234567890123",
        ] {
            assert!(ServiceId::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_handle_hides_slashes_spaces_and_control_characters() {
        let key = AccountKey::new(
            ServiceId::new("cloud").unwrap(),
            RemoteId::namespaced("user", "a b/\u{1b}é@x").unwrap(),
        );
        assert_eq!(key.handle(), "cloud/user:a%20b%2F%1B%C3%A9@x");
    }

    #[test]
    fn a_text_without_a_slash_is_no_handle() {
        assert_eq!(
            "github".parse::<AccountKey>(),
            Err(IdError::Handle("github".into()))
        );
    }

    proptest! {
        #[test]
        fn every_handle_reads_back(remote in "\\PC{1,40}") {
            let key = AccountKey::new(ServiceId::new("s").unwrap(), RemoteId::new(&remote).unwrap());
            prop_assert_eq!(key.handle().parse::<AccountKey>().unwrap(), key);
        }
    }
}
