//! References to secrets: where a secret is, never the secret.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

/// Where a secret can be read. Its `Display` shows the reference only.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretRef {
    /// An environment variable.
    Env(String),
    /// An absolute path of a file that nobody else may read.
    File(PathBuf),
    /// A program and its arguments; its first line of output is the secret.
    Command(Vec<String>),
    /// A systemd credential of this name.
    Credential(String),
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretRef::Env(name) => write!(f, "env {name}"),
            SecretRef::File(path) => write!(f, "file {}", path.display()),
            SecretRef::Command(argv) => {
                write!(f, "command {}", argv.first().map_or("", String::as_str))
            }
            SecretRef::Credential(name) => write!(f, "credential {name}"),
        }
    }
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretRef({self})")
    }
}
