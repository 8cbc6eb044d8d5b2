//! Settings: file, then environment, then flags.

pub mod secret;

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use thiserror::Error;

pub use secret::SecretRef;

use crate::domain::account::Trust;
use crate::domain::ids::ServiceId;
use crate::domain::service::{Environment, ServiceInfo};

/// One configured service.
#[derive(Debug, Clone)]
pub struct ServiceConfig {
    /// Its id.
    pub id: ServiceId,
    /// The kind of provider.
    pub kind: String,
    /// What humans call it.
    pub label: String,
    /// The world it belongs to.
    pub environment: Environment,
    /// How far its addresses are trusted.
    pub email_trust: Trust,
    /// The service whose sign-in opens this one.
    pub sign_in: Option<ServiceId>,
    /// The guard's own limit for this service.
    pub max_removals: Option<u64>,
    /// Never conclude that something is gone.
    pub add_only: bool,
    /// How its certificate is checked.
    pub tls: Tls,
    /// The provider's own settings, read by the provider.
    pub options: Options,
}

/// How a service's certificate is checked.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// Extra roots, PEM.
    pub ca_file: Option<PathBuf>,
    /// Check nothing: shown on every screen.
    pub insecure: bool,
}

/// A provider's own settings, with their place in the file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The table as written.
    pub table: toml::Table,
}

/// Why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ConfigError {
    /// What is wrong and where.
    pub message: String,
}

impl Options {
    /// Reads them as the provider's own type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        self.table.clone().try_into().map_err(|e| ConfigError {
            message: e.to_string(),
        })
    }
}

impl ServiceConfig {
    /// The facts that rules and screens need.
    pub fn info(&self) -> ServiceInfo {
        ServiceInfo {
            id: self.id.clone(),
            kind: self.kind.clone(),
            label: self.label.clone(),
            url: self
                .options
                .table
                .get("url")
                .and_then(|v| v.as_str())
                .unwrap_or("")
                .to_owned(),
            environment: self.environment.clone(),
            email_trust: self.email_trust,
            sign_in: self.sign_in.clone(),
            max_removals: self.max_removals,
        }
    }
}
