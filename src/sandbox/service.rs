//! A simulated service as it is told to the outside: how to reach it and what to configure.

use secrecy::SecretString;

/// One simulated service and how to reach it.
#[derive(Debug, Clone)]
pub struct SandboxService {
    /// Service id for the configuration: `github`, `mail`.
    pub id: &'static str,
    /// Provider kind.
    pub kind: &'static str,
    /// Display name.
    pub label: &'static str,
    /// Its address.
    pub url: String,
    /// What its addresses are worth, where its lists do not say.
    pub email_trust: Option<&'static str>,
    /// Options that are no secrets, as TOML values.
    pub settings: Vec<(&'static str, toml::Value)>,
    /// Options that are secrets.
    pub secrets: Vec<(&'static str, SecretString)>,
}
