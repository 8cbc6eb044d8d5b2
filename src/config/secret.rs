//! References to secrets: where a secret is, never what it is.
//!
//! Resolving one belongs to `net::secret`.

use std::path::PathBuf;

use serde::Deserialize;

/// Where a secret is kept; written `{ env = "X" }`, `{ file = "/x" }`, `{ command = ["pass", "x"] }`
/// or `{ credential = "x" }` (a systemd credential).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretRef {
    /// An environment variable.
    Env(String),
    /// A file that nobody else may read.
    File(PathBuf),
    /// What a program prints: its name and arguments, no shell.
    Command(Vec<String>),
    /// A file of `$CREDENTIALS_DIRECTORY`.
    Credential(String),
}
