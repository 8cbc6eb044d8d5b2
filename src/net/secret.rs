//! Secrets: from a reference to a value, kept in memory only.
//!
//! Owns the resolving and its refusals (a file that others can read). Where a secret is configured
//! belongs to `config`; what it opens belongs to the callers.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use zeroize::{Zeroize, Zeroizing};

use super::{Net, NetSettings, exec, failure};
use crate::config::SecretRef;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::{Digest16, ServiceId};

mod generate;
mod scrub;

pub use generate::{NoRandomness, generate};
pub use scrub::Scrubber;

/// Longest secret, in bytes.
const MAX_SECRET: usize = 64 * 1024;
/// How long a secret command may take: a human may have to unlock a key.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// One secret of one service, resolved when it is needed.
#[derive(Clone)]
pub struct Credential {
    net: Net,
    service: ServiceId,
    field: &'static str,
    reference: SecretRef,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}: {}", self.service, self.field, self.reference)
    }
}

impl Credential {
    pub(super) fn new(
        net: Net,
        service: ServiceId,
        field: &'static str,
        reference: SecretRef,
    ) -> Self {
        Self {
            net,
            service,
            field,
            reference,
        }
    }

    /// The secret, from memory once it was resolved.
    pub async fn get(&self) -> Result<SecretString, ProviderError> {
        self.net
            .secret(&self.service, self.field, &self.reference)
            .await
    }

    /// Resolves it anew: the configured secret may have changed since.
    pub async fn reread(&self) -> Result<SecretString, ProviderError> {
        let vault = &self.net.inner.vault;
        vault.forget(&self.service, self.field);
        self.get().await
    }

    /// The digest by which a refused secret is remembered, salted by installation and service;
    /// `login` is what the secret goes with (empty for a token).
    ///
    /// It is cheap to compute on purpose: only secrets that a service refused are ever kept so.
    pub fn digest(&self, login: &str, secret: &SecretString) -> Digest16 {
        let salt = *self.net.current_salt();
        let parts = [
            salt.as_slice(),
            self.service.as_str().as_bytes(),
            login.as_bytes(),
            secret.expose_secret().as_bytes(),
        ];
        let mut bytes = Zeroizing::new(Vec::new());
        for part in parts {
            bytes.extend_from_slice(&part.len().to_le_bytes());
            bytes.extend_from_slice(part);
        }
        Digest16::of(&bytes)
    }

    /// The digest of the secret as it is configured now; one that differs from the refused one
    /// reopens the service for this process.
    pub async fn digest_now(&self, login: &str) -> Result<Digest16, ProviderError> {
        let digest = self.digest(login, &self.reread().await?);
        self.net.gate(&self.service).present(digest);
        Ok(digest)
    }
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
        let bad = |why: &str| failure(service, ErrorKind::Config, field, why);
        if self.settings.offline {
            return Err(bad("read-only: no secret is resolved"));
        }
        let secret = self.resolve(reference).await.map_err(|why| bad(&why))?;
        if secret.expose_secret().is_empty() {
            return Err(bad(&format!("{reference} is empty")));
        }
        self.known()
            .insert(key, (reference.clone(), secret.clone()));
        Ok(secret)
    }

    fn forget(&self, service: &ServiceId, field: &str) {
        self.known().remove(&(service.clone(), field.to_owned()));
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn resolve(&self, reference: &SecretRef) -> Result<SecretString, String> {
        let env = &self.settings.env;
        match reference {
            SecretRef::Env(variable) => match env(variable) {
                Some(value) => Ok(trimmed(value)),
                None => Err(format!("{reference} is not set")),
            },
            SecretRef::File(path) => read(path, Keeper::File),
            SecretRef::Credential(id) => {
                let plain = !id.is_empty() && !id.contains('/') && id != "." && id != "..";
                let folder = env("CREDENTIALS_DIRECTORY").filter(|_| plain);
                let folder = folder
                    .ok_or_else(|| format!("{reference}: systemd hands no such credential over"))?;
                read(&Path::new(&folder).join(id), Keeper::Systemd)
            }
            SecretRef::Command(argv) => {
                let limits = exec::Limits {
                    timeout: COMMAND_TIMEOUT,
                    output_max: MAX_SECRET,
                };
                let output = exec::run(argv, None, limits)
                    .await
                    .map_err(|e| format!("{reference}: {e}"))?;
                if output.status != Some(0) {
                    // Its output is left out: it may hold the secret.
                    return Err(format!("{reference} failed"));
                }
                first_line(output.stdout).ok_or_else(|| format!("{reference}: not UTF-8"))
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

fn read(path: &Path, keeper: Keeper) -> Result<SecretString, String> {
    let bad = |why: &dyn fmt::Display| format!("{}: {why}", path.display());
    // Non-blocking, or opening a named pipe would wait for its writer.
    let file = std::fs::File::options()
        .read(true)
        .custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
        .open(path)
        .map_err(|e| bad(&e))?;
    // The facts of the open file, not of the name: it cannot be swapped in between.
    let facts = file.metadata().map_err(|e| bad(&e))?;
    if !facts.is_file() {
        return Err(bad(&"not a file"));
    }
    if keeper == Keeper::File {
        let us = rustix::process::geteuid().as_raw();
        if facts.uid() != us && facts.uid() != 0 {
            return Err(bad(&"belongs to somebody else"));
        }
        if facts.mode() & 0o077 != 0 {
            return Err(bad(&"others can read it: chmod 600"));
        }
    }
    let limit = u64::try_from(MAX_SECRET).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::with_capacity(MAX_SECRET + 1);
    let read = file.take(limit).read_to_end(&mut bytes);
    if read.is_err() || bytes.len() > MAX_SECRET {
        bytes.zeroize();
        return Err(read.map_or_else(|e| bad(&e), |_| bad(&"too long")));
    }
    text(bytes).ok_or_else(|| bad(&"not UTF-8"))
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
