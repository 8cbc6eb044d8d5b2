//! HTTP: one request at a time, within a service's budget, with retries that cannot do harm.
//!
//! Owns the sending: places, pace, waits, retries, refusals, cancelling. The connection itself is
//! `wire`; what an answer means is told by the service's own `classify`.

mod auth;
mod jar;
mod limits;
mod line;
mod links;
mod request;
mod response;
mod send;
mod wire;

use std::fmt;
use std::sync::Arc;

pub use auth::{Attempt, Auth, Basic, Bearer};
pub use limits::{Class, Limits, classify, retry_after};
pub use links::{Link, links};
pub use request::{Body, Intent, Method, Request};
pub use response::Response;
pub(super) use wire::Clients;

use super::{Gate, Net, failure};
use crate::config::ServiceConfig;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::ServiceId;
use jar::Jar;
use line::Line;
use request::Base;

/// A client of one service; cheap to clone.
#[derive(Clone)]
pub struct Http {
    service: ServiceId,
    base: Base,
    limits: Limits,
    line: Arc<Line>,
    gate: Arc<Gate>,
    auth: Option<Arc<dyn Auth>>,
    jar: Option<Arc<Jar>>,
    /// Ask again at once after passing trouble: only simulated services are asked so.
    unpaced: bool,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({} at {})", self.service, self.base)
    }
}

impl Net {
    /// A client of one service, without authentication; `base` is its URL.
    ///
    /// Refuses a base that is not HTTP(S), and plain `http:` to another machine unless the service
    /// is marked insecure.
    pub fn http(
        &self,
        service: &ServiceConfig,
        base: &str,
        limits: Limits,
    ) -> Result<Http, ProviderError> {
        let limits = if self.inner.settings.unpaced {
            limits.unpaced()
        } else {
            limits
        };
        Http::new(self, service, base, limits)
    }
}

impl Http {
    fn new(
        net: &Net,
        service: &ServiceConfig,
        base: &str,
        limits: Limits,
    ) -> Result<Http, ProviderError> {
        let base = Base::new(base, service.tls.insecure)
            .map_err(|why| failure(&service.id, ErrorKind::Config, "url", &why))?;
        Ok(Http {
            service: service.id.clone(),
            line: Arc::new(Line::new(
                net.clone(),
                service.tls.clone(),
                base.is_loopback(),
            )),
            base,
            limits,
            gate: net.gate(&service.id),
            auth: None,
            jar: None,
            unpaced: net.inner.settings.unpaced,
        })
    }

    /// The same client, signing each request.
    #[must_use]
    pub fn with_auth(self, auth: Arc<dyn Auth>) -> Http {
        Http {
            auth: Some(auth),
            ..self
        }
    }

    /// The same client, giving the service's cookies back to it; they live in memory only.
    #[must_use]
    pub fn with_cookies(self) -> Http {
        Http {
            jar: Some(Arc::default()),
            ..self
        }
    }

    /// The service's base URL, without a trailing slash.
    pub fn base(&self) -> &str {
        self.base.as_str()
    }

    /// The service that this client speaks to.
    pub fn service(&self) -> &ServiceId {
        &self.service
    }

    #[cfg(test)]
    fn with_wire(self, wire: Arc<dyn wire::Wire>) -> Http {
        Http {
            line: Arc::new(Line::of(wire)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests;
