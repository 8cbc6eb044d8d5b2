//! The common port: HTTP for the web services and the control endpoints, and the carrying out of
//! faults on it.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Request as HttpRequest, Response};
use futures_util::{StreamExt, stream};
use tokio::net::TcpListener;

use super::control;
use super::http::{Answer, Request};
use super::trouble::{HANG, SLOW, Trouble};
use super::world::Shared;

/// Largest request body.
const LARGEST: usize = 1024 * 1024;
/// Time for half an answer to leave before the connection breaks.
const FLUSH: Duration = Duration::from_millis(20);

/// Serves HTTP until the runtime ends.
pub(super) async fn serve(listener: TcpListener, shared: Shared) -> std::io::Result<()> {
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
    if name == "_sandbox" {
        return respond(control::answer(&mut shared.world(), &request), false);
    }
    let troubles = {
        let world = &mut *shared.world();
        let found = world.kinds().find(|kind| kind.id() == name);
        let page = world.web(name).map(|(web, _)| web.page(&request));
        let (Some(kind), Some(page)) = (found, page) else {
            return respond(
                Answer::new(404, "text/plain", "No such service here"),
                false,
            );
        };
        let credential =
            request.headers.contains_key("authorization") || request.headers.contains_key("cookie");
        let method = request.method.as_str();
        world.log.record(kind.id(), method, &below, credential);
        world.faults.due(kind.id(), page)
    };
    shared.delay().await;
    let mut refused = None;
    let mut cut = false;
    for trouble in troubles {
        match trouble {
            Trouble::Slow => tokio::time::sleep(SLOW).await,
            Trouble::Hang => tokio::time::sleep(HANG).await,
            Trouble::Empty => request.empty = true,
            Trouble::Cut => cut = true,
            Trouble::Own(word) => request.own.push(word),
            Trouble::Garbage => {
                let text = "<!DOCTYPE html><html><body>Une page d'accueil</body></html>";
                refused = Some(Answer::new(200, "text/html; charset=utf-8", text));
            }
            Trouble::Status(status) => {
                let world = &mut *shared.world();
                let web = world.web(name);
                refused = web.map(|(web, _)| web.trouble(status, &request));
            }
        }
    }
    let answer = refused.unwrap_or_else(|| {
        let world = &mut *shared.world();
        match world.web(name) {
            Some((web, clock)) => web.answer(clock, &request),
            None => Answer::bare(404),
        }
    });
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
