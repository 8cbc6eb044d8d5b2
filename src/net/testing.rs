//! A server on the loopback that answers by a script, for the tests of those who speak HTTP.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};

/// One request as the server saw it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Still percent-encoded.
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    /// A query parameter as it was written.
    pub fn parameter(&self, name: &str) -> &str {
        let mut pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, _)| *key == name)
            .map_or("", |(_, value)| value)
    }

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
#[derive(Debug)]
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
        query: uri.query().unwrap_or("").to_owned(),
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
