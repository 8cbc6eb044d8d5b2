//! The outside world: the only room that opens sockets or starts programs.
//!
//! Owns [`Net`]: shared clients, one gate per service (budget, refused credential), and secrets in
//! memory. What is asked of a service, and what its answers mean, belongs to the providers.

mod credential;
pub mod cx;
pub mod exec;
mod failure;
mod gate;
pub mod http;
#[cfg(feature = "imap")]
pub mod imap;
pub mod journal;
pub mod secret;
mod settings;
#[cfg(feature = "mail")]
pub mod smtp;
#[cfg(test)]
pub mod testing;
pub mod tls;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use credential::Credential;
pub use cx::{Cx, Track};
pub use failure::failure;
pub use gate::Gate;
pub use settings::{Env, NetSettings};

use secrecy::{ExposeSecret, SecretString};

use crate::config::SecretRef;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::form::SecretPolicy;
use crate::domain::ids::{Digest16, ServiceId};
use secret::{SecretError, Vault};

/// Shared clients, budgets and secrets; cheap to clone.
#[derive(Clone)]
pub struct Net {
    inner: Arc<Inner>,
}

struct Inner {
    settings: NetSettings,
    vault: Vault,
    clients: http::Clients,
    gates: Mutex<HashMap<ServiceId, Arc<Gate>>>,
    /// Goes into the digests of refused secrets; this process's own until [`Net::salt`].
    salt: Mutex<[u8; 16]>,
}

impl fmt::Debug for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Net").finish_non_exhaustive()
    }
}

impl Net {
    /// Nothing is opened or resolved before the first request.
    pub fn new(settings: NetSettings) -> Net {
        // A second Net in one process finds the provider installed: that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Net {
            inner: Arc::new(Inner {
                vault: Vault::new(settings.clone()),
                clients: http::Clients::new(&settings.user_agent),
                gates: Mutex::default(),
                salt: Mutex::new(rand::random()),
                settings,
            }),
        }
    }

    /// The secret behind a reference, kept in memory; `field` names the setting in errors.
    pub async fn secret(
        &self,
        service: &ServiceId,
        field: &str,
        reference: &SecretRef,
    ) -> Result<SecretString, ProviderError> {
        let secret = self.inner.vault.get(service, field, reference).await?;
        self.gate(service).scrubber().learn(secret.expose_secret());
        Ok(secret)
    }

    /// The secret behind a reference that belongs to no service; not kept.
    pub async fn resolve(&self, reference: &SecretRef) -> Result<SecretString, SecretError> {
        self.inner.vault.resolve(reference).await
    }

    /// Makes a secret that a service is to be given; whatever the service says of it is hidden.
    pub fn make_secret(
        &self,
        service: &ServiceId,
        policy: SecretPolicy,
    ) -> Result<SecretString, ProviderError> {
        let secret = secret::generate(policy)
            .map_err(|error| failure(service, ErrorKind::Config, "secret", &error.to_string()))?;
        self.gate(service).scrubber().learn(secret.expose_secret());
        Ok(secret)
    }

    /// The budget and memory of one service in this process.
    pub fn gate(&self, service: &ServiceId) -> Arc<Gate> {
        let mut gates = self.gates();
        gates.entry(service.clone()).or_default().clone()
    }

    /// The digest of the credential that the service refused in this process, if it did.
    pub fn refused(&self, service: &ServiceId) -> Option<Digest16> {
        self.gate(service).refused()
    }

    /// Takes the installation's random bytes, so that the digest of a refused secret means the same
    /// to all its processes, and nothing outside it.
    pub fn salt(&self, salt: [u8; 16]) {
        *self.current_salt() = salt;
    }

    fn current_salt(&self) -> MutexGuard<'_, [u8; 16]> {
        let salt = self.inner.salt.lock();
        salt.unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests sent to a service by this process.
    pub fn requests(&self, service: &ServiceId) -> u64 {
        self.gate(service).requests()
    }

    /// Whether nothing may leave this process.
    pub fn is_offline(&self) -> bool {
        self.inner.settings.offline
    }

    fn gates(&self) -> MutexGuard<'_, HashMap<ServiceId, Arc<Gate>>> {
        self.inner
            .gates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
