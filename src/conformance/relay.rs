//! The relay between a provider and its simulated service: it passes on, remembers, and breaks
//! what it is told to break. HTTP here, lines in `relay_lines`.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::damage::{Damage, What, damaged};
use super::relay_lines;

/// Between two bytes of a slow answer: far shorter than any patience.
pub const DRIP: Duration = Duration::from_millis(20);

/// One request as it passed.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// From 1, over all connections since the damage was set.
    pub number: usize,
    pub method: String,
    /// Path and query; for lines, what follows the command.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether it may change something. Some services read by POST.
    pub fn is_write(&self) -> bool {
        const READ_BY_POST: [&str; 3] = ["/users/status/ids", "/users/ids", "/search"];
        const READ_LINES: [&str; 10] = [
            "LOGIN",
            "AUTHENTICATE",
            "CAPABILITY",
            "NAMESPACE",
            "ID",
            "LIST",
            "GETACL",
            "GETQUOTA",
            "GETQUOTAROOT",
            "LOGOUT",
        ];
        let path = self.target.split('?').next().unwrap_or_default();
        let graph = || {
            let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
            let query = body
                .get("query")
                .and_then(Value::as_str)
                .unwrap_or_default();
            path.ends_with("/graphql") && !query.trim_start().starts_with("mutation")
        };
        match self.method.as_str() {
            "GET" | "HEAD" => false,
            "POST" => !graph() && !READ_BY_POST.iter().any(|end| path.ends_with(end)),
            command => !READ_LINES.contains(&command),
        }
    }

    /// The list that it asks for, whatever the page.
    fn list(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let query = body
            .get("query")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let path = self.target.split('?').next().unwrap_or_default();
        format!("{} {path} {query}", self.method)
    }
}

/// An answer with its whole body.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn new(status: u16, kind: &str, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    /// Says when to come back, where its status may: so late that nobody waits for it.
    pub fn late(mut self) -> Self {
        if matches!(self.status, 429 | 503) {
            let late = ("retry-after".to_owned(), "900000".to_owned());
            self.headers.push(late);
        }
        self
    }
}

/// What the relay is told and remembers.
pub struct State {
    damage: Damage,
    asked: Vec<Asked>,
    first_pages: HashMap<String, Reply>,
}

pub struct Shared {
    state: Mutex<State>,
    pub behind: u16,
    pub secrets: Vec<String>,
    /// A slow answer has begun.
    pub dripping: Notify,
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a request; what is to go wrong with its answer.
    pub fn note(&self, mut asked: Asked) -> (Asked, Option<What>) {
        let mut state = self.state();
        asked.number = state.asked.len() + 1;
        state.asked.push(asked.clone());
        let what = state.damage.at(asked.number);
        (asked, what)
    }
}

/// A running relay; it ends with the runtime of its case.
pub struct Relay {
    pub port: u16,
    shared: Arc<Shared>,
}

impl Relay {
    pub async fn start(behind: u16, is_web: bool, secrets: Vec<String>) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                damage: Damage::None,
                asked: Vec::new(),
                first_pages: HashMap::new(),
            }),
            behind,
            secrets,
            dripping: Notify::new(),
        });
        let serving = shared.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = serving.clone();
                tokio::spawn(async move {
                    // A broken connection is what many cases ask for.
                    let _ = match is_web {
                        true => talk(stream, &shared).await,
                        false => relay_lines::talk(stream, &shared).await,
                    };
                });
            }
        });
        Relay { port, shared }
    }

    /// Breaks this from now on, counting requests anew.
    pub fn damage(&self, damage: Damage) {
        let mut state = self.shared.state();
        state.damage = damage;
        state.asked.clear();
        state.first_pages.clear();
    }

    /// The requests since the damage was set.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.state().asked.clone()
    }

    pub async fn dripping(&self) {
        self.shared.dripping.notified().await;
    }
}

/// One connection of a client.
async fn talk(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut input = Vec::new();
    while let Some(asked) = request(&mut client, &mut input).await? {
        let (asked, what) = shared.note(asked);
        if what == Some(What::Cut) {
            return Ok(());
        }
        let mut reply = forward(&asked, shared.behind).await?;
        match what {
            None => {}
            Some(What::LoseWrites) if asked.is_write() => return Ok(()),
            Some(what) => {
                if matches!(what, What::Again | What::Endless) && reply.status == 200 {
                    let mut state = shared.state();
                    let first = state.first_pages.entry(asked.list());
                    reply = first.or_insert(reply).clone();
                }
                reply = damaged(what, &asked, reply, &shared.secrets);
            }
        }
        match what {
            Some(What::Half) => {
                let half = reply.body.len() / 2;
                let head = head(&reply, reply.body.len().max(2));
                client.write_all(&head).await?;
                client.write_all(&reply.body[..half]).await?;
                client.flush().await?;
                return client.shutdown().await;
            }
            Some(What::Drip) => {
                client.write_all(&head(&reply, 1 << 30)).await?;
                shared.dripping.notify_one();
                return drip(&mut client).await;
            }
            _ => {
                client.write_all(&head(&reply, reply.body.len())).await?;
                client.write_all(&reply.body).await?;
            }
        }
    }
    Ok(())
}

/// A byte now and then until the other side leaves.
pub async fn drip(client: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    loop {
        client.write_all(b" ").await?;
        tokio::time::sleep(DRIP).await;
    }
}

fn head(reply: &Reply, length: usize) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Relayed\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {length}\r\n\r\n"));
    head.into_bytes()
}

/// Reads one request; `None` at the end of the connection.
async fn request(client: &mut TcpStream, input: &mut Vec<u8>) -> io::Result<Option<Asked>> {
    let end = loop {
        if let Some(end) = find(input, b"\r\n\r\n") {
            break end;
        }
        if client.read_buf(input).await? == 0 {
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&input[..end]).into_owned();
    let mut lines = text.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default().to_owned();
    let headers = headers(lines);
    let mut asked = Asked {
        number: 0,
        method,
        target,
        headers,
        body: Vec::new(),
    };
    let length = asked.header("content-length");
    let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let whole = end + 4 + length;
    while input.len() < whole {
        if client.read_buf(input).await? == 0 {
            return Ok(None);
        }
    }
    asked.body = input[end + 4..whole].to_vec();
    input.drain(..whole);
    Ok(Some(asked))
}

/// Asks the service itself, on a connection of its own.
async fn forward(asked: &Asked, behind: u16) -> io::Result<Reply> {
    let mut service = TcpStream::connect(("127.0.0.1", behind)).await?;
    let mut text = format!("{} {} HTTP/1.1\r\n", asked.method, asked.target);
    for (name, value) in &asked.headers {
        if !matches!(
            name.as_str(),
            "connection" | "content-length" | "accept-encoding"
        ) {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    let length = asked.body.len();
    text.push_str(&format!(
        "connection: close\r\ncontent-length: {length}\r\n\r\n"
    ));
    service.write_all(text.as_bytes()).await?;
    service.write_all(&asked.body).await?;
    let mut answer = Vec::new();
    service.read_to_end(&mut answer).await?;
    let end = find(&answer, b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let mut headers = headers(lines);
    headers.retain(|(name, _)| !matches!(name.as_str(), "content-length" | "connection"));
    Ok(Reply {
        status: status.unwrap_or(500),
        headers,
        body: answer.split_off(end + 4),
    })
}

fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let pairs = lines.filter_map(|line| line.split_once(':'));
    pairs
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect()
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|part| part == mark)
}
