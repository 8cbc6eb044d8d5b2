//! Against real sockets on the loopback: what a hostile or broken server can do.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A certificate for `localhost` and 127.0.0.1, made for these tests only.
const CERTIFICATE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/src/net/http/tests/loopback.pem"
);

/// Serves each of these answers to one connection, byte for byte; gives its base URL.
async fn serve(answers: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for bytes in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 4_096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(&bytes).await;
        }
    });
    format!("http://{address}")
}

fn raw(head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n{body}").into_bytes()
}

fn client(base: &str, tls: Tls) -> Http {
    let limits = Limits {
        body_max: 1_000,
        ..Limits::default()
    };
    let service = ServiceConfig { tls, ..config() };
    net().http(&service, base, limits).unwrap()
}

async fn write(base: &str) -> Result<Response, ProviderError> {
    client(base, Tls::default())
        .send(&cx(), Request::post(&["x"]))
        .await
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_is_asked_again() {
    let cut = raw("200 OK\r\ncontent-length: 100", "half");
    let whole = raw("200 OK\r\ncontent-length: 5", "whole");
    let base = serve(vec![cut.clone(), whole]).await;
    let http = client(&base, Tls::default());
    let response = http.send(&cx(), Request::get(&["x"])).await.unwrap();
    assert_eq!(response.body, b"whole");

    let error = write(&serve(vec![cut]).await).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Net);
}

#[tokio::test]
async fn a_body_without_end_is_cut_whether_announced_or_not() {
    let announced = raw("200 OK\r\ncontent-length: 1001", "");
    let endless = raw("200 OK", &"x".repeat(100_000));
    for answer in [announced, endless] {
        let error = write(&serve(vec![answer]).await).await.unwrap_err();
        assert_eq!(error.detail, "more than 1000 bytes");
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_its_query_not_shown() {
    let away = raw(
        "302 Found\r\nlocation: https://evil.example/a?token=s3cret",
        "",
    );
    let error = write(&serve(vec![away]).await).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused { code: "302".into() });
    assert!(
        error.detail.contains("https://evil.example/a,"),
        "{}",
        error.detail
    );
    assert!(!error.detail.contains("s3cret"));
}

#[tokio::test]
async fn a_next_link_of_another_host_is_refused_without_a_request() {
    let listed = raw(
        "200 OK\r\nlink: <https://evil.example/users?page=2>; rel=\"next\"\r\ncontent-length: 2",
        "[]",
    );
    let http = client(&serve(vec![listed]).await, Tls::default());
    let first = http.send(&cx(), Request::get(&["users"])).await.unwrap();
    let next = first.next_link().unwrap();
    let error = http.send(&cx(), Request::at(&next)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Malformed);
    assert_eq!(http.gate.requests(), 1);
}

#[tokio::test]
async fn nonsense_instead_of_http_is_a_network_error() {
    let error = write(&serve(vec![b"220 smtp ready\r\n".to_vec()]).await).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Net);
}

#[tokio::test]
async fn a_closed_port_is_a_network_error_that_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = write(&base).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Net);
    assert!(error.detail.contains("refused"), "{}", error.detail);
}

/// Serves one answer to each of many TLS connections.
async fn serve_tls(host: &str) -> String {
    let key = include_bytes!("loopback.key");
    let certificate = CertificateDer::from_pem_file(CERTIFICATE).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate],
            PrivateKeyDer::from_pem_slice(key).unwrap(),
        )
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            if let Ok(mut socket) = acceptor.accept(socket).await {
                let mut request = [0; 4_096];
                let _ = socket.read(&mut request).await;
                let _ = socket
                    .write_all(&raw("200 OK\r\ncontent-length: 0", ""))
                    .await;
                let _ = socket.shutdown().await;
            }
        }
    });
    format!("https://{address}")
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused_at_once() {
    let base = serve_tls("127.0.0.1").await;
    let http = client(&base, Tls::default());
    let error = http.send(&cx(), Request::get(&["x"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Net);
    assert!(error.detail.contains("UnknownIssuer"), "{}", error.detail);
    assert_eq!(
        http.gate.requests(),
        1,
        "another try would end the same way"
    );
}

#[tokio::test]
async fn the_configured_authority_or_the_marked_exception_is_believed() {
    let base = serve_tls("127.0.0.1").await;
    let known = Tls {
        ca_file: Some(CERTIFICATE.into()),
        insecure: false,
    };
    let marked = Tls {
        ca_file: None,
        insecure: true,
    };
    for tls in [known, marked] {
        let response = client(&base, tls).send(&cx(), Request::get(&["x"])).await;
        assert_eq!(response.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    // A loopback address that the certificate does not list.
    let base = serve_tls("127.0.0.2").await;
    let known = Tls {
        ca_file: Some(CERTIFICATE.into()),
        insecure: false,
    };
    let error = client(&base, known).send(&cx(), Request::get(&["x"])).await;
    let detail = error.unwrap_err().detail;
    assert!(detail.contains("not valid for name"), "{detail}");
}
