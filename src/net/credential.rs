//! One secret of one service: had when it is needed, and told by its digest when it was refused.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::Net;
use crate::config::SecretRef;
use crate::domain::fetch::ProviderError;
use crate::domain::ids::{Digest16, ServiceId};

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

impl Net {
    /// A secret that is resolved when it is first needed.
    pub fn credential(
        &self,
        service: &ServiceId,
        field: &'static str,
        reference: SecretRef,
    ) -> Credential {
        Credential {
            net: self.clone(),
            service: service.clone(),
            field,
            reference,
        }
    }
}
