//! Secrets: from a reference to a value, kept in memory only.
//!
//! Owns the resolving and its refusals (a file that others can read). Where a secret is configured
//! belongs to `config`; what it opens belongs to the callers.

use std::collections::HashMap;
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use super::exec::{self, ExecError};
use super::failure;
use super::settings::NetSettings;
use crate::config::{SecretRef, variables};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::ServiceId;

mod generate;
mod scrub;

pub use generate::{NoRandomness, generate};
pub use scrub::Scrubber;

/// Longest secret, in bytes.
const MAX_SECRET: usize = 64 * 1024;
/// How long a secret command may take: a human may have to unlock a key.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// Why a secret cannot be had; never its content.
#[derive(Debug, Error)]
pub enum SecretError {
    #[error("read-only: no secret is resolved")]
    Offline,
    #[error("{0} is not set")]
    Unset(SecretRef),
    #[error("{0} is empty")]
    Empty(SecretRef),
    #[error("{0}: systemd hands no such credential over")]
    NoCredential(SecretRef),
    #[error("{reference}: {source}")]
    Program {
        reference: SecretRef,
        source: ExecError,
    },
    /// Its output is left out: it may hold the secret.
    #[error("{0} failed")]
    Failed(SecretRef),
    #[error("{0}: not UTF-8")]
    NotUtf8(SecretRef),
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: {why}", path.display())]
    Refused { path: PathBuf, why: &'static str },
}

type Known = HashMap<(ServiceId, String), (SecretRef, SecretString)>;

/// The secrets of this process.
pub(super) struct Vault {
    settings: NetSettings,
    known: Mutex<Known>,
}

impl Vault {
    pub(super) fn new(settings: NetSettings) -> Self {
        Self {
            settings,
            known: Mutex::default(),
        }
    }

    /// The secret, resolved at its first use.
    pub(super) async fn get(
        &self,
        service: &ServiceId,
        field: &str,
        reference: &SecretRef,
    ) -> Result<SecretString, ProviderError> {
        let key = (service.clone(), field.to_owned());
        if let Some((same, secret)) = self.known().get(&key)
            && same == reference
        {
            return Ok(secret.clone());
        }
        let bad = |why: SecretError| failure(service, ErrorKind::Config, field, &why.to_string());
        let secret = self.resolve(reference).await.map_err(bad)?;
        if secret.expose_secret().is_empty() {
            return Err(bad(SecretError::Empty(reference.clone())));
        }
        self.known()
            .insert(key, (reference.clone(), secret.clone()));
        Ok(secret)
    }

    pub(super) fn forget(&self, service: &ServiceId, field: &str) {
        self.known().remove(&(service.clone(), field.to_owned()));
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn resolve(&self, reference: &SecretRef) -> Result<SecretString, SecretError> {
        if self.settings.offline {
            return Err(SecretError::Offline);
        }
        let env = &self.settings.env;
        match reference {
            SecretRef::Env(variable) => env(variable)
                .map(trimmed)
                .ok_or_else(|| SecretError::Unset(reference.clone())),
            SecretRef::File(path) => read(path, Keeper::File),
            SecretRef::Credential(id) => {
                let plain = !id.is_empty() && !id.contains('/') && id != "." && id != "..";
                let folder = env(variables::CREDENTIALS_DIRECTORY).filter(|_| plain);
                let folder = folder.ok_or_else(|| SecretError::NoCredential(reference.clone()))?;
                read(&Path::new(&folder).join(id), Keeper::Systemd)
            }
            SecretRef::Command(argv) => {
                let limits = exec::Limits {
                    timeout: COMMAND_TIMEOUT,
                    output_max: MAX_SECRET,
                };
                let output = exec::run(argv, None, limits).await;
                let output = output.map_err(|source| SecretError::Program {
                    reference: reference.clone(),
                    source,
                })?;
                if output.status != Some(0) {
                    return Err(SecretError::Failed(reference.clone()));
                }
                first_line(output.stdout).ok_or_else(|| SecretError::NotUtf8(reference.clone()))
            }
        }
    }
}

/// Who watches over a file's permissions.
#[derive(Clone, Copy, PartialEq)]
enum Keeper {
    /// We do.
    File,
    /// systemd does: an ACL, which shows as group bits.
    Systemd,
}

fn read(path: &Path, keeper: Keeper) -> Result<SecretString, SecretError> {
    let unreadable = |source| SecretError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let refused = |why| SecretError::Refused {
        path: path.to_owned(),
        why,
    };
    // Non-blocking, or opening a named pipe would wait for its writer.
    let file = std::fs::File::options()
        .read(true)
        .custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
        .open(path)
        .map_err(unreadable)?;
    // The facts of the open file, not of the name: it cannot be swapped in between.
    let facts = file.metadata().map_err(unreadable)?;
    if !facts.is_file() {
        return Err(refused("not a file"));
    }
    if keeper == Keeper::File {
        let us = rustix::process::geteuid().as_raw();
        if facts.uid() != us && facts.uid() != 0 {
            return Err(refused("belongs to somebody else"));
        }
        if facts.mode() & 0o077 != 0 {
            return Err(refused("others can read it: chmod 600"));
        }
    }
    let limit = u64::try_from(MAX_SECRET).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::with_capacity(MAX_SECRET + 1);
    let read = file.take(limit).read_to_end(&mut bytes);
    if read.is_err() || bytes.len() > MAX_SECRET {
        bytes.zeroize();
        return Err(read.map_or_else(unreadable, |_| refused("too long")));
    }
    text(bytes).ok_or_else(|| refused("not UTF-8"))
}

fn text(bytes: Vec<u8>) -> Option<SecretString> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(trimmed(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            None
        }
    }
}

/// What `pass` and its like print: the secret on the first line, notes below.
fn first_line(mut bytes: Vec<u8>) -> Option<SecretString> {
    if let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        bytes.get_mut(end..).into_iter().for_each(Zeroize::zeroize);
        bytes.truncate(end);
    }
    text(bytes)
}

/// Drops one trailing newline, which editors and `echo` add.
fn trimmed(text: String) -> SecretString {
    let text = Zeroizing::new(text);
    let line = text.strip_suffix('\n').unwrap_or(&text);
    SecretString::from(line.strip_suffix('\r').unwrap_or(line))
}

#[cfg(test)]
mod tests;
