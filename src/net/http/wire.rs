//! The connection: one exchange with a real server, and what can go wrong on the way.
//!
//! The only file that names the HTTP client. Time-outs, body limit, TLS and proxies are set here;
//! retries are the sender's.

use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Url, redirect};

use crate::config::Tls;
use crate::net::tls;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer; Nextcloud sleeps up to 28 s before the first.
const READ_TIMEOUT: Duration = Duration::from_secs(40);

/// One request, ready to be sent.
pub(super) struct Outgoing {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub body_max: usize,
}

/// One answer, whole.
pub(super) struct Incoming {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WireError {
    /// The request certainly did not arrive.
    Unsent(String),
    /// It may have arrived.
    Lost(String),
    /// Another try would end the same way.
    Final(String),
}

/// Something that answers requests.
#[async_trait]
pub(super) trait Wire: Send + Sync {
    async fn exchange(&self, outgoing: Outgoing) -> Result<Incoming, WireError>;
}

/// `tls.ca_file`, `tls.insecure`, and whether proxies are passed by.
type Trusting = (Option<PathBuf>, bool, bool);

/// The process's HTTP clients, one per way of checking certificates.
pub(in crate::net) struct Clients {
    user_agent: String,
    known: Mutex<HashMap<Trusting, Client>>,
}

impl Clients {
    pub(in crate::net) fn new(user_agent: &str) -> Self {
        Self {
            user_agent: user_agent.to_owned(),
            known: Mutex::default(),
        }
    }

    pub(super) fn get(&self, tls: &Tls, loopback: bool) -> Result<Client, String> {
        let key = (tls.ca_file.clone(), tls.insecure, loopback);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(&key) {
            return Ok(client.clone());
        }
        let client = self.build(tls, loopback)?;
        known.insert(key, client.clone());
        Ok(client)
    }

    fn build(&self, tls: &Tls, loopback: bool) -> Result<Client, String> {
        let mut config = tls::client_config(tls).map_err(|error| error.to_string())?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let builder = Client::builder()
            .tls_backend_preconfigured(config)
            .user_agent(&self.user_agent)
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT);
        let builder = if loopback {
            builder.no_proxy()
        } else {
            builder
        };
        builder.build().map_err(|error| innermost(&error))
    }
}

#[async_trait]
impl Wire for Client {
    async fn exchange(&self, outgoing: Outgoing) -> Result<Incoming, WireError> {
        let request = self
            .request(outgoing.method, outgoing.url)
            .headers(outgoing.headers)
            .body(outgoing.body);
        let mut response = request.send().await.map_err(trouble)?;
        let too_long = || WireError::Final(format!("more than {} bytes", outgoing.body_max));
        let max = u64::try_from(outgoing.body_max).unwrap_or(u64::MAX);
        if response.content_length().is_some_and(|length| length > max) {
            return Err(too_long());
        }
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(trouble)? {
            if body.len() + piece.len() > outgoing.body_max {
                return Err(too_long());
            }
            body.extend_from_slice(&piece);
        }
        Ok(Incoming {
            status,
            headers,
            body,
        })
    }
}

/// Sorts a client's error by what it says about the request.
fn trouble(error: reqwest::Error) -> WireError {
    if let Some(tls) = tls_trouble(&error) {
        return WireError::Final(format!("TLS: {tls}"));
    }
    let detail = match (error.is_timeout(), error.is_connect()) {
        (true, true) => format!("no connection within {} s", CONNECT_TIMEOUT.as_secs()),
        (true, false) => format!("no answer within {} s", READ_TIMEOUT.as_secs()),
        _ => innermost(&error),
    };
    if error.is_connect() {
        WireError::Unsent(detail)
    } else if error.is_builder() {
        WireError::Final(detail)
    } else {
        WireError::Lost(detail)
    }
}

/// The cause at the end of the chain: the outer ones repeat the URL, which may hold a secret.
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// The TLS error inside; an `io::Error` leaves its content out of the chain of sources.
fn tls_trouble<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let content = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    let deeper = content.map(|inner| inner as &(dyn Error + 'static));
    error
        .downcast_ref()
        .or_else(|| tls_trouble(deeper.or_else(|| error.source())?))
}
