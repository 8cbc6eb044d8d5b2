//! One configured service, and its provider's own options with their place in the file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use crate::domain::account::Trust;
use crate::domain::ids::ServiceId;
use crate::domain::service::{Environment, ServiceInfo};
use crate::domain::text::Text;

use super::decode::decode;
use super::error::{ConfigError, Place, Problem, did_you_mean};
use super::reader::{Section, service_id};
use super::source::Source;

#[derive(Debug, Clone)]
pub struct ServiceConfig {
    pub id: ServiceId,
    /// The kind of provider.
    pub kind: String,
    /// What humans call it.
    pub label: String,
    /// The world it belongs to.
    pub environment: Environment,
    /// How far its addresses are trusted, where the configuration says so.
    pub email_trust: Option<Trust>,
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// Extra roots, PEM.
    pub ca_file: Option<PathBuf>,
    /// Check nothing: shown on every screen.
    pub insecure: bool,
}

/// A provider's own settings, with their place in the file. Its `Debug` shows the keys only: a value
/// may be a secret that the provider has yet to refuse.
#[derive(Clone, Default)]
pub struct Options {
    /// The table as written.
    pub table: toml::Table,
    /// Where it was written; without one, the table is written out to be read.
    origin: Option<Origin>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.table.keys()).finish()
    }
}

#[derive(Clone)]
struct Origin {
    source: Arc<Source>,
    /// Which `[[service]]`.
    index: usize,
    /// Its name in problems.
    path: String,
}

impl From<toml::Table> for Options {
    fn from(table: toml::Table) -> Self {
        Self {
            table,
            origin: None,
        }
    }
}

impl Options {
    /// Reads the options as the provider's type, which must refuse unknown fields
    /// (`#[serde(deny_unknown_fields)]`, never `flatten` or `untagged`: they lose the place).
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        match &self.origin {
            Some(origin) => {
                let document = DeTable::parse_recoverable(&origin.source.text).0;
                let service = document
                    .get_ref()
                    .get("service")
                    .and_then(|services| services.get_ref().get(origin.index));
                let options = service.and_then(|service| service.get_ref().get("options"));
                let place = service.map_or(0, |service| service.span().start);
                match options {
                    Some(options) => decode(&origin.source, &origin.path, options),
                    None => decode(&origin.source, &origin.path, &empty(place)),
                }
            }
            None => {
                let source = Source {
                    path: PathBuf::from("options"),
                    text: self.table.to_string(),
                };
                let document = DeTable::parse_recoverable(&source.text).0;
                let span = document.span();
                let value = DeValue::Table(document.into_inner());
                decode(&source, "options", &toml::Spanned::new(span, value))
            }
        }
    }

    /// A problem of one option that only the provider can see, such as a malformed host name.
    pub fn refuse(&self, key: &str, text: Text) -> ConfigError {
        let (place, path) = match &self.origin {
            Some(origin) => (origin.place(&["options", key]), origin.path.clone()),
            None => (Place::Path(PathBuf::from("options")), "options".to_owned()),
        };
        ConfigError::from(Problem {
            place,
            field: format!("{path}.{key}"),
            text,
            hint: None,
        })
    }
}

impl Origin {
    /// The place of a key of the service, or of the deepest part of its path that is there.
    fn place(&self, keys: &[&str]) -> Place {
        let document = DeTable::parse_recoverable(&self.source.text).0;
        let services = document.get_ref().get("service");
        let mut here = services.and_then(|services| services.get_ref().get(self.index));
        let mut offset = 0;
        for key in keys.iter().map(Some).chain([None]) {
            offset = here.map_or(offset, |value| value.span().start);
            here = key.and_then(|key| here?.get_ref().get(*key));
        }
        Place::of(&self.source.path, &self.source.text, offset)
    }
}

fn empty(at: usize) -> toml::Spanned<DeValue<'static>> {
    toml::Spanned::new(at..at, DeValue::Table(DeTable::new()))
}

impl ServiceConfig {
    /// A place that is no service but is reached like one, such as a webhook.
    pub fn outside(id: ServiceId) -> Self {
        Self {
            label: id.to_string(),
            id,
            kind: String::new(),
            environment: Environment::default(),
            email_trust: Some(Trust::Free),
            sign_in: None,
            max_removals: None,
            add_only: false,
            tls: Tls::default(),
            options: Options::default(),
        }
    }

    /// A service with every setting at its default.
    pub fn new(id: ServiceId, kind: &str, options: Options) -> Self {
        Self {
            label: id.to_string(),
            id,
            kind: kind.to_owned(),
            environment: Environment::default(),
            email_trust: None,
            sign_in: None,
            max_removals: None,
            add_only: false,
            tls: Tls::default(),
            options,
        }
    }

    /// The most that any of its addresses is trusted.
    pub fn trust(&self) -> Trust {
        self.email_trust.unwrap_or(Trust::Verified)
    }

    /// The facts that rules and screens need.
    pub fn info(&self) -> ServiceInfo {
        let url = self.options.table.get("url").and_then(|url| url.as_str());
        ServiceInfo {
            id: self.id.clone(),
            kind: self.kind.clone(),
            label: self.label.clone(),
            url: url.map_or_else(String::new, without_credentials),
            environment: self.environment.clone(),
            email_trust: self.trust(),
            sign_in: self.sign_in.clone(),
            max_removals: self.max_removals,
        }
    }

    /// Refuses a kind that no provider speaks.
    pub fn check_kind(&self, kinds: &[&str]) -> Result<(), ConfigError> {
        if kinds.contains(&self.kind.as_str()) {
            return Ok(());
        }
        let place = match &self.options.origin {
            Some(origin) => origin.place(&["kind"]),
            None => Place::Path(PathBuf::from("options")),
        };
        Err(ConfigError::from(Problem {
            place,
            field: format!("service.{}.kind", self.id),
            text: Text::new("config-unknown-kind"),
            hint: Some(did_you_mean(&self.kind, kinds)),
        }))
    }

    /// Reads one `[[service]]`.
    pub(super) fn read(
        mut section: Section<'_>,
        source: &Arc<Source>,
        index: usize,
        base: &Path,
    ) -> Option<Self> {
        let id = match section.peek("id") {
            Some(_) => section.parsed("id", service_id),
            None => {
                section.need("id", "config-hint-service-id");
                None
            }
        };
        let kind = section.need("kind", "config-hint-kind");
        let label = section.string("label");
        let environment = section.parsed("environment", |text| match ServiceId::new(text) {
            Ok(_) => Ok(Environment(text.to_owned())),
            Err(_) => Err((Text::new("config-environment"), None)),
        });
        let trusts = [Trust::Verified, Trust::Asserted, Trust::Free].map(|t| (t.as_str(), t));
        let email_trust = section.choice("email_trust", &trusts);
        let sign_in = section.parsed("sign_in", service_id);
        let max_removals = section.count("max_removals", 0, u64::from(u32::MAX));
        let add_only = section.flag("add_only");
        let mut tls_section = section.section("tls");
        let tls = Tls {
            ca_file: tls_section.string("ca_file").map(|path| base.join(path)),
            insecure: tls_section.flag("insecure").unwrap_or(false),
        };
        tls_section.finish();
        let table = section.decoded::<toml::Table>("options");
        let path = format!("{}.options", section.name());
        section.finish();
        let id = id?;
        Some(Self {
            label: label.unwrap_or_else(|| id.to_string()),
            kind: kind?,
            environment: environment.unwrap_or_default(),
            email_trust,
            sign_in,
            max_removals,
            add_only: add_only.unwrap_or(false),
            tls,
            options: Options {
                table: table.unwrap_or_default(),
                origin: Some(Origin {
                    source: Arc::clone(source),
                    index,
                    path,
                }),
            },
            id,
        })
    }
}

/// Names a service's table by its id rather than by its position.
pub(super) fn name(section: &mut Section<'_>) {
    let id = section
        .peek("id")
        .and_then(|id| id.value.get_ref().as_str());
    if let Some(id) = id {
        section.rename(format!("service.{id}"));
    }
}

/// A URL without `user:password@`, which does not belong there but might be.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}
