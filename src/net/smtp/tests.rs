//! Letters to small mail servers on the loopback.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;
use crate::config::SecretRef;
use crate::net::NetSettings;

/// A mail server that announces some extensions, accepts one password and keeps what it is told.
async fn server(extensions: &'static [&'static str]) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = Arc::new(Mutex::new(Vec::new()));
    let keep = told.clone();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            let mut in_letter = false;
            let _ = write.write_all(b"220 mail.test ESMTP\r\n").await;
            while let Ok(Some(line)) = lines.next_line().await {
                keep.lock().unwrap().push(line.clone());
                let verb = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
                let answer = match verb.as_str() {
                    "." => {
                        in_letter = false;
                        "250 queued\r\n".to_owned()
                    }
                    _ if in_letter => continue,
                    "EHLO" => {
                        let extensions = extensions.iter().map(|e| format!("250-{e}\r\n"));
                        format!(
                            "250-mail.test\r\n{}250 SIZE\r\n",
                            extensions.collect::<String>()
                        )
                    }
                    // base64 of "\0bot\0s3cret"
                    "AUTH" if line.ends_with("AGJvdABzM2NyZXQ=") => "235 welcome\r\n".to_owned(),
                    "AUTH" => "535 5.7.8 bad password\r\n".to_owned(),
                    "DATA" => {
                        in_letter = true;
                        "354 go on\r\n".to_owned()
                    }
                    "QUIT" => "221 bye\r\n".to_owned(),
                    _ => "250 fine\r\n".to_owned(),
                };
                let _ = write.write_all(answer.as_bytes()).await;
            }
        }
    });
    (port, told)
}

fn mail(port: u16, tls: MailTls) -> Mail {
    Mail {
        host: "127.0.0.1".into(),
        port,
        tls,
        login: None,
        password: None,
        from: "Secrétariat <bot@communs.example>".into(),
        to: vec!["ada@communs.example".into(), "bob@communs.example".into()],
    }
}

fn with_login(port: u16) -> Mail {
    Mail {
        login: Some("bot".into()),
        password: Some(SecretRef::Env("SMTP".into())),
        ..mail(port, MailTls::None)
    }
}

fn net(password: &'static str) -> Net {
    let settings = NetSettings {
        env: Arc::new(move |_| Some(password.to_owned())),
        ..NetSettings::default()
    };
    Net::new(settings)
}

#[tokio::test]
async fn a_letter_reaches_every_reader() {
    let (port, told) = server(&[]).await;
    let mail = mail(port, MailTls::None);
    let subject = "Synchronisation bloquée\r\nBcc: x@evil.example";
    send(&net(""), &mail, subject, "Bonjour\n.\nÀ vous")
        .await
        .unwrap();
    let told = told.lock().unwrap();
    for reader in &mail.to {
        assert!(told.contains(&format!("RCPT TO:<{reader}>")), "{told:?}");
    }
    assert!(
        !told.iter().any(|line| line.starts_with("Bcc:")),
        "{told:?}"
    );
    assert!(told.iter().any(|line| line.starts_with("Subject: ")));
    assert!(told.iter().any(|line| line.starts_with("Message-ID: ")));
}

#[tokio::test]
async fn a_login_is_used_and_a_refused_one_is_tried_once() {
    let (port, told) = server(&["AUTH PLAIN"]).await;
    send(&net("s3cret"), &with_login(port), "s", "b")
        .await
        .unwrap();
    let attempts = || {
        let told = told.lock().unwrap();
        told.iter().filter(|line| line.starts_with("AUTH")).count()
    };
    assert_eq!(attempts(), 1);
    let wrong = net("wrong");
    for _ in 0..2 {
        let error = send(&wrong, &with_login(port), "s", "b").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Auth);
        assert!(!error.detail.contains("wrong"), "{}", error.detail);
    }
    assert_eq!(attempts(), 2);
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_letter() {
    let (port, told) = server(&[]).await;
    let error = send(&net(""), &mail(port, MailTls::StartTls), "s", "b").await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Net);
    assert!(
        !told
            .lock()
            .unwrap()
            .iter()
            .any(|line| line.starts_with("MAIL"))
    );
}

#[tokio::test]
async fn a_wrong_address_is_a_setting_and_a_closed_port_is_the_network() {
    let mut wrong = mail(1, MailTls::None);
    wrong.to = vec!["nobody".into()];
    let error = send(&net(""), &wrong, "s", "b").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Config);
    let error = send(&net(""), &mail(1, MailTls::None), "s", "b")
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Net);
}

#[tokio::test]
async fn read_only_sends_nothing() {
    let settings = NetSettings {
        offline: true,
        ..NetSettings::default()
    };
    let error = send(&Net::new(settings), &mail(1, MailTls::None), "s", "b").await;
    assert!(error.unwrap_err().detail.starts_with("read-only"));
}
