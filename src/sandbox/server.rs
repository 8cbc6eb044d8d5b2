//! The sockets: HTTP for the web services and the control endpoints, one more port for IMAP, and
//! the carrying out of faults.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Request as HttpRequest, Response};
use futures_util::{StreamExt, stream};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::net::{TcpListener, TcpStream};

use super::faults::Trouble;
use super::http::{Answer, Request};
use super::imap::{Session, Then};
use super::world::World;
use super::{control, github, imap, mattermost, nextcloud};

/// Largest request body, and largest IMAP command.
const LARGEST: usize = 1024 * 1024;
/// How long a hanging answer hangs.
const HANG: Duration = Duration::from_secs(3_600);
/// Time for half an answer to leave before the connection breaks.
const FLUSH: Duration = Duration::from_millis(20);
const SLOW: Duration = Duration::from_secs(2);

/// The state and the latency, shared by all connections.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub world: Arc<Mutex<World>>,
    pub latency: Duration,
}

impl Shared {
    /// A panic in a handler must not silence the others.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits as long as an answer travels.
    async fn delay(&self) {
        // A sleep of nothing still takes a millisecond.
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
    }
}

/// Serves HTTP until the runtime ends.
pub(super) async fn serve_http(listener: TcpListener, shared: Shared) -> std::io::Result<()> {
    axum::serve(listener, Router::new().fallback(handle).with_state(shared)).await
}

/// Splits `/github/orgs?x` into the service and what is below its mount point.
fn mount(target: &str) -> (&str, &str) {
    let rest = target.strip_prefix('/').unwrap_or(target);
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

async fn handle(State(shared): State<Shared>, request: HttpRequest<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST).await else {
        return respond(Answer::new(413, "text/plain", "Payload Too Large"), false);
    };
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let (name, below) = mount(target);
    let below = if below.starts_with('/') {
        below.to_owned()
    } else {
        format!("/{below}")
    };
    let host = head
        .headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let base = format!("http://{host}/{name}");
    let mut request = Request::new(head.method, &below, head.headers, body.to_vec());
    request.base = base;
    let service = match name {
        "github" => "github",
        "mattermost" => "mattermost",
        "nextcloud" => "nextcloud",
        "_sandbox" => return respond(control::answer(&mut shared.world(), &request), false),
        _ => {
            return respond(
                Answer::new(404, "text/plain", "No such service here"),
                false,
            );
        }
    };
    let page = match service {
        "github" => github::page_of(&request),
        "mattermost" => mattermost::page_of(&request),
        _ => nextcloud::page_of(&request),
    };
    let troubles = {
        let mut world = shared.world();
        let credential =
            request.headers.contains_key("authorization") || request.headers.contains_key("cookie");
        world
            .log
            .record(service, request.method.as_str(), &below, credential);
        world.faults.due(service, page)
    };
    shared.delay().await;
    let mut refused = None;
    let mut cut = false;
    let mut partial = false;
    for trouble in troubles {
        match trouble {
            Trouble::Slow => tokio::time::sleep(SLOW).await,
            Trouble::Hang => tokio::time::sleep(HANG).await,
            Trouble::Empty => request.empty = true,
            Trouble::Cut => cut = true,
            Trouble::Partial => partial = true,
            Trouble::Garbage => {
                let text = "<!DOCTYPE html><html><body>Une page d'accueil</body></html>";
                refused = Some(Answer::new(200, "text/html; charset=utf-8", text));
            }
            Trouble::Status(status) => {
                refused = Some(match service {
                    "github" => github::trouble(status),
                    "mattermost" => mattermost::trouble(status),
                    _ => nextcloud::trouble(status, &request),
                });
            }
        }
    }
    let answer = refused.unwrap_or_else(|| {
        let world = &mut *shared.world();
        match service {
            "github" => github::answer(&mut world.github, &world.clock, &request),
            "mattermost" => mattermost::answer(&mut world.mattermost, &world.clock, &request),
            _ => nextcloud::answer(&mut world.nextcloud, &world.clock, &request),
        }
    });
    let answer = if partial && service == "github" {
        answer.with("x-github-sso", "partial-results; organizations=650002")
    } else {
        answer
    };
    respond(answer, cut)
}

/// Turns an answer into bytes; a cut one promises more than it sends.
fn respond(answer: Answer, cut: bool) -> Response<Body> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    let body = if cut {
        let half = answer.body.len() / 2;
        response = response.header("content-length", answer.body.len().max(2));
        let part = answer.body.get(..half).unwrap_or_default().to_vec();
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        // Without a pause the head would be dropped together with the connection.
        let end = async move {
            tokio::time::sleep(FLUSH).await;
            Err(broken)
        };
        let pieces = stream::once(async { Ok(Bytes::from(part)) }).chain(stream::once(end));
        Body::from_stream(pieces)
    } else {
        Body::from(answer.body)
    };
    // Only a header of ours that is no header could fail.
    response
        .body(body)
        .unwrap_or_else(|_| Response::new(Body::from("bad header")))
}

/// Serves IMAP until the runtime ends.
pub(super) async fn serve_imap(listener: TcpListener, shared: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(talk(stream, shared.clone()));
    }
}

/// Replies gather while further commands are there already, as a real server sends them.
type Wire = BufReader<BufWriter<TcpStream>>;

/// One IMAP connection; an error just ends it.
async fn talk(stream: TcpStream, shared: Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(BufWriter::new(stream));
    let mut session = Session::default();
    stream.write_all(Session::greeting().as_bytes()).await?;
    loop {
        let pipelined = stream.buffer().contains(&b'\n');
        if !pipelined {
            stream.flush().await?;
        }
        let Some(line) = command(&mut stream).await? else {
            break;
        };
        // What was sent ahead travels together.
        if !pipelined {
            shared.delay().await;
        }
        let (troubles, word) = {
            let mut world = shared.world();
            let (word, subject) = imap::subject(&line);
            world
                .log
                .record("mail", &word, &subject, session.is_signed_in());
            (world.faults.due("mail", 1), word)
        };
        if !troubles.is_empty() {
            stream.flush().await?;
        }
        let mut empty = false;
        let mut refusal = None;
        for trouble in troubles {
            match trouble {
                Trouble::Slow => tokio::time::sleep(SLOW).await,
                Trouble::Hang => tokio::time::sleep(HANG).await,
                Trouble::Cut => {
                    stream.write_all(b"* LIST (\\HasNo").await?;
                    return stream.flush().await;
                }
                Trouble::Empty => empty = true,
                Trouble::Garbage => refusal = Some("220 ceci n'est pas de l'IMAP".to_owned()),
                Trouble::Status(status) => refusal = imap::trouble(status, &word, &line),
                Trouble::Partial => {}
            }
        }
        if let Some(text) = refusal {
            stream.write_all(format!("{text}\r\n").as_bytes()).await?;
            continue;
        }
        let mut reply = {
            let world = &mut *shared.world();
            session.line(&mut world.mail, &world.clock, &line, empty)
        };
        loop {
            stream.write_all(reply.text.as_bytes()).await?;
            match reply.then {
                Then::Continue(listing) => reply = Session::more(&shared.world().mail, listing),
                Then::Close => return stream.shutdown().await,
                Then::Wait | Then::Credentials => break,
            }
        }
    }
    Ok(())
}

/// Reads one command with its literals; `None` at the end of the connection.
async fn command(stream: &mut Wire) -> std::io::Result<Option<Vec<u8>>> {
    let mut command = Vec::new();
    loop {
        let start = command.len();
        let mut limited = (&mut *stream).take(LARGEST as u64);
        if limited.read_until(b'\n', &mut command).await? == 0 || command.len() >= LARGEST {
            return Ok(None);
        }
        while command
            .last()
            .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
        {
            command.pop();
        }
        let line = command.get(start..).unwrap_or_default();
        let Some((size, waits)) = imap::announced(line) else {
            return Ok(Some(command));
        };
        if size > LARGEST {
            return Ok(None);
        }
        if waits {
            stream.write_all(b"+ go ahead\r\n").await?;
            stream.flush().await?;
        }
        command.extend_from_slice(b"\r\n");
        let mut literal = vec![0; size];
        stream.read_exact(&mut literal).await?;
        command.extend_from_slice(&literal);
    }
}
