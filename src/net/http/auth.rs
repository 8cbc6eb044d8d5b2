//! Authentication: a hook that signs each attempt on its final form.
//!
//! Owns the two common ways, bearer token and login with password. Other ways (signatures,
//! short-lived tokens) implement [`Auth`] in their provider.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::Method;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::{Digest16, ServiceId};
use crate::net::credential::Credential;
use crate::net::failure;

/// One attempt of a request, complete except for its authentication.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub method: &'a Method,
    /// The URL, byte for byte as it is sent.
    pub url: &'a str,
    /// The body, byte for byte as it is sent.
    pub body: &'a [u8],
    /// The digest of the secret used: what is remembered when the service refuses it.
    pub credential: Option<Digest16>,
    pub(super) headers: &'a mut HeaderMap,
    pub(super) service: &'a ServiceId,
}

impl Attempt<'_> {
    /// Adds a header that is never logged; a value that no header can hold is the setting's fault.
    pub fn secret_header(&mut self, name: &'static str, value: &str) -> Result<(), ProviderError> {
        let mut value = HeaderValue::from_str(value).map_err(|_| {
            let why = "the secret holds a character that no header can carry";
            failure(self.service, ErrorKind::Config, name, why)
        })?;
        value.set_sensitive(true);
        self.headers.insert(HeaderName::from_static(name), value);
        Ok(())
    }
}

#[async_trait]
pub trait Auth: Send + Sync {
    /// Adds what proves who we are; called once per attempt.
    async fn sign(&self, attempt: &mut Attempt<'_>) -> Result<(), ProviderError>;

    /// The digest of the credential as it is configured now, read anew; sends nothing.
    async fn digest(&self) -> Result<Digest16, ProviderError>;
}

/// `Authorization: Bearer TOKEN`.
#[derive(Debug)]
pub struct Bearer(pub Credential);

#[async_trait]
impl Auth for Bearer {
    async fn sign(&self, attempt: &mut Attempt<'_>) -> Result<(), ProviderError> {
        let token = self.0.get().await?;
        attempt.credential = Some(self.0.digest("", &token));
        let value = Zeroizing::new(format!("Bearer {}", token.expose_secret()));
        attempt.secret_header("authorization", &value)
    }

    async fn digest(&self) -> Result<Digest16, ProviderError> {
        self.0.digest_now("").await
    }
}

/// `Authorization: Basic` with a login and a secret.
#[derive(Debug)]
pub struct Basic {
    /// The login, without `:`.
    pub login: String,
    pub password: Credential,
}

#[async_trait]
impl Auth for Basic {
    async fn sign(&self, attempt: &mut Attempt<'_>) -> Result<(), ProviderError> {
        let password = self.password.get().await?;
        attempt.credential = Some(self.password.digest(&self.login, &password));
        attempt.secret_header("authorization", &basic(&self.login, &password))
    }

    async fn digest(&self) -> Result<Digest16, ProviderError> {
        self.password.digest_now(&self.login).await
    }
}

fn basic(login: &str, password: &SecretString) -> Zeroizing<String> {
    let pair = Zeroizing::new(format!("{login}:{}", password.expose_secret()));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    Zeroizing::new(format!("Basic {}", *encoded))
}
