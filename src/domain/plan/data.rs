//! What a provider keeps in a plan and a restore point: its own type, versioned, opaque to others.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A provider's own type that is kept in the journal or in a restore point. It never holds a
/// secret. A changed type raises `VERSION`, and says in [`ProviderRecord::read_old`] how the
/// versions before are read.
pub trait ProviderRecord: Serialize + DeserializeOwned {
    /// The kind of service and what it is: `github-action`.
    const NAME: &'static str;
    const VERSION: u16;

    /// Reads the JSON of an older version; `None` where that version was never written.
    fn read_old(_version: u16, _json: &str) -> Option<Self> {
        None
    }
}

/// A value of a provider's own type, as JSON under a name and a version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProviderData {
    name: String,
    version: u16,
    json: String,
}

/// Why a provider's data cannot be read.
#[derive(Debug, Error)]
pub enum DataError {
    /// Another provider's, or another type's.
    #[error("expected {expected}, found {found}")]
    Foreign {
        expected: &'static str,
        found: String,
    },
    /// Written by a newer program: never guessed at.
    #[error("{name} has version {found}; this program knows {known}: update it")]
    Newer {
        name: &'static str,
        found: u16,
        known: u16,
    },
    /// Not what its version promises.
    #[error("{name} of version {version} cannot be read")]
    Damaged {
        name: &'static str,
        version: u16,
        #[source]
        source: Option<serde_json::Error>,
    },
    /// The type cannot be written as JSON.
    #[error("{name} cannot be written")]
    Unwritable {
        name: &'static str,
        #[source]
        source: serde_json::Error,
    },
}

impl ProviderData {
    /// # Errors
    /// The value has no JSON form: a map whose keys are no texts.
    pub fn of<T: ProviderRecord>(value: &T) -> Result<Self, DataError> {
        let json = serde_json::to_string(value).map_err(|source| DataError::Unwritable {
            name: T::NAME,
            source,
        })?;
        Ok(Self {
            name: T::NAME.to_owned(),
            version: T::VERSION,
            json,
        })
    }

    /// # Errors
    /// Another type's, a newer version, or damaged.
    pub fn read<T: ProviderRecord>(&self) -> Result<T, DataError> {
        if self.name != T::NAME {
            return Err(DataError::Foreign {
                expected: T::NAME,
                found: self.name.clone(),
            });
        }
        if self.version > T::VERSION {
            return Err(DataError::Newer {
                name: T::NAME,
                found: self.version,
                known: T::VERSION,
            });
        }
        let damaged = |source| DataError::Damaged {
            name: T::NAME,
            version: self.version,
            source,
        };
        if self.version < T::VERSION {
            return T::read_old(self.version, &self.json).ok_or_else(|| damaged(None));
        }
        serde_json::from_str(&self.json).map_err(|source| damaged(Some(source)))
    }

    /// Whose type it is, for messages.
    pub fn name(&self) -> &str {
        &self.name
    }
}
