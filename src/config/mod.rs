//! Settings: file, then environment, then flags.

use std::path::PathBuf;

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

/// How the screen looks and which keys it answers to.
#[derive(Debug, Clone, Default)]
pub struct UiSettings {
    /// `en` or `fr`; otherwise the locale decides.
    pub lang: Option<String>,
    /// `auto`, `contrast` or `mono`.
    pub theme: String,
    /// Only ASCII characters.
    pub ascii: bool,
    /// Answer to the mouse.
    pub mouse: bool,
    /// Line-oriented, without a full screen.
    pub plain: bool,
    /// No colour at all.
    pub no_color: bool,
    /// Keys by action, over the defaults.
    pub keys: Vec<(String, Vec<String>)>,
}
