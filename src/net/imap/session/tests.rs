use tokio::io::{AsyncBufReadExt, BufReader, DuplexStream};
use tokio::net::TcpListener;

use super::*;
use crate::config::Tls;

/// A session whose other end plays the lines of a script: `> x` must come, `< x` is sent.
async fn played(script: &'static [&'static str]) -> (Session, tokio::task::JoinHandle<()>) {
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let server = tokio::spawn(play(theirs, script));
    let cancel = CancellationToken::new();
    let session = Session::greeted(Box::new(ours), Arc::default(), &cancel)
        .await
        .unwrap();
    (session, server)
}

async fn play(stream: DuplexStream, script: &'static [&'static str]) {
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).lines();
    for step in script {
        let (direction, text) = step.split_at(2);
        if direction == "< " {
            write.write_all(text.as_bytes()).await.unwrap();
            write.write_all(b"\r\n").await.unwrap();
        } else {
            let line = lines.next_line().await.unwrap();
            assert_eq!(line.as_deref(), Some(text));
        }
    }
}

const GREETING: &str = "< * OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN] ready";

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

#[tokio::test]
async fn a_refused_password_is_told_apart_from_a_password_database_that_is_down() {
    for (answer, refused) in [
        ("< S1 NO Login failed: authentication failure", true),
        ("< S1 NO [AUTHENTICATIONFAILED] no", true),
        ("< S1 NO Login failed: authorization failure", true),
        ("< S1 NO Login failed: generic failure", false),
        ("< S1 NO [UNAVAILABLE] come back later", false),
        ("< S1 BAD what", false),
    ] {
        let script: &'static [&'static str] =
            vec![GREETING, "> S1 LOGIN \"admin\" \"pw\"", answer].leak();
        let (mut session, server) = played(script).await;
        let error = session.login("admin", &secret("pw")).await.unwrap_err();
        assert_eq!(
            matches!(error, ImapError::Login(_)),
            refused,
            "{answer}: {error:?}"
        );
        assert!(!format!("{error:?}").contains("\"pw\""));
        server.await.unwrap();
    }
}

#[tokio::test]
async fn where_login_is_disabled_plain_is_used() {
    let (mut session, server) = played(&[
        "< * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN LOGINDISABLED] ready",
        "> S1 AUTHENTICATE PLAIN AGFkbWluAHDDqXc=",
        "< S1 OK [CAPABILITY IMAP4rev1 QUOTA] in",
    ])
    .await;
    session.login("admin", &secret("péw")).await.unwrap();
    assert!(session.has("QUOTA") && !session.has("LOGINDISABLED"));
    server.await.unwrap();
}

#[tokio::test]
async fn no_password_is_sent_where_the_server_wants_none() {
    let (mut session, server) =
        played(&["< * OK [CAPABILITY IMAP4rev1 LOGINDISABLED STARTTLS] ready"]).await;
    let error = session.login("admin", &secret("pw")).await.unwrap_err();
    assert!(matches!(error, ImapError::Settings(_)), "{error:?}");
    server.await.unwrap();
}

#[tokio::test]
async fn answers_belong_to_their_commands_although_all_were_sent_ahead() {
    let (mut session, server) = played(&[
        GREETING,
        "> S1 GETACL \"a\"",
        "> S2 GETACL \"b\"",
        "> S3 GETACL \"c\"",
        "< * ACL a x l",
        "< S1 OK done",
        "< S2 NO Permission denied",
        "< * 3 EXISTS",
        "< * ACL c y l",
        "< S3 OK done",
    ])
    .await;
    let mut seen = Vec::new();
    let names = ["a", "b", "c"];
    let command = |at: usize| names.get(at).map(|name| Command::new("GETACL").text(name));
    session
        .exchange(command, |event| {
            seen.push(match event {
                Event::Data { command, data } => format!("{command} {}", data.name),
                Event::Done { command, status } => format!("{command} {:?}", status.kind),
            });
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(seen, ["0 ACL", "0 Ok", "1 No", "2 3", "2 ACL", "2 Ok"]);
    server.await.unwrap();
}

#[tokio::test]
async fn more_commands_than_any_buffer_holds_do_not_lock_up() {
    let (ours, theirs) = tokio::io::duplex(256);
    let server = tokio::spawn(async move {
        let (read, mut write) = tokio::io::split(theirs);
        write
            .write_all(b"* OK [CAPABILITY X] hi\r\n")
            .await
            .unwrap();
        let mut lines = BufReader::new(read).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            let tag = line.split(' ').next().unwrap();
            let answer = format!("* ACL {} x l\r\n{tag} OK done\r\n", "n".repeat(900));
            if write.write_all(answer.as_bytes()).await.is_err() {
                break;
            }
        }
    });
    let cancel = CancellationToken::new();
    let mut session = Session::greeted(Box::new(ours), Arc::default(), &cancel)
        .await
        .unwrap();
    let mut done = 0;
    let name = "m".repeat(300);
    session
        .exchange(
            |at| (at < 1_000).then(|| Command::new("GETACL").text(&name)),
            |event| {
                done += usize::from(matches!(event, Event::Done { .. }));
                Ok(())
            },
        )
        .await
        .unwrap();
    assert_eq!(done, 1_000);
    drop(session);
    server.await.unwrap();
}

#[tokio::test]
async fn a_farewell_is_repeated_in_the_error() {
    let (mut session, _server) =
        played(&[GREETING, "> S1 NOOP", "< * BYE Server shutting down"]).await;
    let error = session.run(Command::new("NOOP")).await.unwrap_err();
    assert_eq!(
        error,
        ImapError::Closed(Some("Server shutting down".into()))
    );
}

#[tokio::test]
async fn asked_to_stop_it_stops_while_waiting() {
    let (mut session, _server) = played(&[GREETING, "> S1 NOOP", "> never"]).await;
    session.cancel.cancel();
    let error = session.run(Command::new("NOOP")).await.unwrap_err();
    assert_eq!(error, ImapError::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_given_up() {
    let (mut session, _server) = played(&[GREETING, "> S1 NOOP", "> never"]).await;
    let error = session.run(Command::new("NOOP")).await.unwrap_err();
    assert_eq!(error, ImapError::TimedOut);
}

/// Plays one connection of a real socket and returns what the client made of it.
async fn starttls_against(greeting: &'static str, answer: &'static str) -> (ImapError, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(greeting.as_bytes()).await.unwrap();
        let mut heard = vec![0; 4096];
        let mut length = stream.read(&mut heard).await.unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
        length += stream.read(&mut heard[length..]).await.unwrap_or(0);
        String::from_utf8_lossy(&heard[..length]).into_owned()
    });
    let server_settings = Server {
        host: "127.0.0.1".into(),
        port,
        security: Security::StartTls,
        tls: Tls::default(),
    };
    let error = Session::open(&server_settings, Arc::default(), &CancellationToken::new())
        .await
        .unwrap_err();
    (error, server.await.unwrap())
}

#[tokio::test]
async fn without_starttls_nothing_but_the_question_is_sent() {
    let (error, heard) = starttls_against("* OK hi\r\n", "S0 BAD what\r\n").await;
    assert!(matches!(error, ImapError::Settings(_)), "{error:?}");
    assert_eq!(heard, "S0 STARTTLS\r\n");
}

#[tokio::test]
async fn text_slipped_in_behind_the_starttls_answer_is_refused() {
    let (error, _) = starttls_against("* OK hi\r\n", "S0 OK go\r\n* CAPABILITY X\r\n").await;
    assert_eq!(error, ImapError::Malformed("plain text after STARTTLS"));
}

#[tokio::test]
async fn a_greeting_that_skips_the_login_is_refused() {
    let (error, heard) = starttls_against("* PREAUTH hi\r\n", "").await;
    assert!(matches!(error, ImapError::Malformed(_)), "{error:?}");
    assert_eq!(heard, "");
}
