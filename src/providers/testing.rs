//! What the providers' tests share: a loopback server that answers by a script, and a sink.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use tokio_util::sync::CancellationToken;

use super::{BatchSink, Cx, Provider, kind};
use crate::config::{Options, ServiceConfig, Tls};
use crate::domain::account::{FetchedAccount, Trust};
use crate::domain::clock::FixedClock;
use crate::domain::fetch::{FetchEnd, ProviderError};
use crate::domain::ids::ServiceId;
use crate::domain::service::Environment;
use crate::domain::time::Timestamp;
use crate::net::{Net, NetSettings};

/// The instant of these tests, 2026-11-22T06:16:27Z.
pub const NOW: Timestamp = Timestamp(1_795_328_187_000);

/// One request as the server saw it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Still percent-encoded.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }
}

/// Status, headers and body of an answer.
pub type Answer = (u16, Vec<(&'static str, String)>, String);

/// An answer without headers of its own.
pub fn answer(status: u16, body: impl ToString) -> Answer {
    (status, Vec::new(), body.to_string())
}

type Script = Arc<dyn Fn(&Asked) -> Answer + Send + Sync>;

/// A server on the loopback; ends with the test.
pub struct Fake {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone)]
struct Shared {
    script: Script,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Fake {
    /// Answers every request by the script.
    pub async fn new(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Fake {
        let shared = Shared {
            script: Arc::new(script),
            asked: Arc::default(),
        };
        let asked = shared.asked.clone();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(handle).with_state(shared);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Fake { url, asked }
    }

    /// Everything that was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The requests that went to this path.
    pub fn asked_at(&self, path: &str) -> Vec<Asked> {
        let mut asked = self.asked();
        asked.retain(|asked| asked.path == path);
        asked
    }
}

async fn handle(
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked = Asked {
        path: uri.path().to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let (status, headers, body) = (shared.script)(&asked);
    shared.asked.lock().unwrap().push(asked);
    let mut response = body.into_response();
    *response.status_mut() = status.try_into().unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

/// A provider with these options; `SECRET` is the one environment variable, worth `s3cret`.
pub fn provider(name: &str, options: &str) -> Box<dyn Provider> {
    build(name, options).unwrap()
}

/// The same, for options that may be wrong.
pub fn build(name: &str, options: &str) -> Result<Box<dyn Provider>, ProviderError> {
    let config = ServiceConfig {
        id: ServiceId::new("service").unwrap(),
        kind: name.to_owned(),
        label: "Service".to_owned(),
        environment: Environment::default(),
        email_trust: Trust::Verified,
        sign_in: None,
        max_removals: None,
        add_only: false,
        tls: Tls::default(),
        options: Options {
            table: options.parse().unwrap(),
        },
    };
    let mut settings = NetSettings::new(b"salt");
    settings.env = Arc::new(|name| (name == "SECRET").then(|| "s3cret".to_owned()));
    (kind(name).unwrap().build)(&config, &Net::new(settings))
}

/// A context at [`NOW`], which nobody cancels.
pub fn cx() -> Cx {
    Cx {
        clock: Arc::new(FixedClock(NOW)),
        cancel: CancellationToken::new(),
        progress: Arc::new(|_| {}),
    }
}

#[derive(Default)]
struct Sink(Vec<FetchedAccount>);

#[async_trait]
impl BatchSink for Sink {
    async fn batch(
        &mut self,
        _requested: Timestamp,
        accounts: Vec<FetchedAccount>,
    ) -> Result<(), ProviderError> {
        assert!(accounts.len() <= 1_000, "a batch holds at most 1,000");
        self.0.extend(accounts);
        Ok(())
    }
}

/// Everything that one fetch delivers, by id, and how it ends.
pub async fn fetch(provider: &dyn Provider) -> (Vec<FetchedAccount>, FetchEnd) {
    let mut sink = Sink::default();
    let end = provider.fetch(&cx(), &mut sink).await;
    sink.0.sort_by(|a, b| a.id.cmp(&b.id));
    (sink.0, end)
}

/// The account with this id.
pub fn account<'a>(accounts: &'a [FetchedAccount], id: &str) -> &'a FetchedAccount {
    accounts
        .iter()
        .find(|account| account.id.as_str() == id)
        .unwrap_or_else(|| panic!("no {id}"))
}
