//! What every kind does with its configuration before it does anything of its own.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::config::{ConfigError, Options, ServiceConfig};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::{Digest16, ServiceId};
use crate::net::http::{Auth, Http, Limits};
use crate::net::{Net, failure};

/// The `check` of a kind whose options are a `T`.
pub fn check<T: DeserializeOwned>(options: &Options) -> Result<(), ConfigError> {
    options.parse::<T>().map(drop)
}

/// The options of a service, as its provider's type.
pub fn options<T: DeserializeOwned>(config: &ServiceConfig) -> Result<T, ProviderError> {
    let bad =
        |error: ConfigError| failure(&config.id, ErrorKind::Config, "options", &error.to_string());
    config.options.parse().map_err(bad)
}

/// One service that is reached by HTTP with one credential.
#[derive(Clone)]
pub struct Web {
    pub service: ServiceId,
    pub http: Http,
    auth: Arc<dyn Auth>,
}

impl Web {
    /// # Errors
    /// The address is none, or plain where it may not be.
    pub fn new(
        config: &ServiceConfig,
        net: &Net,
        url: &str,
        limits: Limits,
        auth: impl Auth + 'static,
    ) -> Result<Web, ProviderError> {
        let auth: Arc<dyn Auth> = Arc::new(auth);
        Ok(Web {
            service: config.id.clone(),
            http: net.http(config, url, limits)?.with_auth(auth.clone()),
            auth,
        })
    }

    /// See [`super::Provider::credential`].
    pub async fn credential(&self) -> Result<Option<Digest16>, ProviderError> {
        self.auth.digest().await.map(Some)
    }
}
