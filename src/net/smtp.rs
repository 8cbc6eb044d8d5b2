//! Mail: one plain letter to a few readers, for notifications.
//!
//! Owns the connection, its protection and the login. What is worth a letter, and its words,
//! belongs to the workflows.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error as SmtpError};
use lettre::{AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::failure::bounded;
use super::{Net, failure, tls};
use crate::config::{Mail, MailTls};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::{Digest16, ServiceId};

/// Each command and its answer.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);
/// The whole delivery.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(90);
/// Longest subject, in characters.
const MAX_SUBJECT: usize = 150;

/// Sends one letter to the configured readers.
///
/// Errors speak of the service `notify`. A refused password is not tried again in this process
/// until it changes.
pub async fn send(net: &Net, mail: &Mail, subject: &str, body: &str) -> Result<(), ProviderError> {
    let letter = letter(mail, subject, body)?;
    if net.is_offline() {
        return Err(trouble(ErrorKind::Config, "read-only: no letter is sent"));
    }
    let login = login(net, mail).await?;
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
        .port(mail.port)
        .tls(protection(mail)?)
        .timeout(Some(COMMAND_TIMEOUT));
    let mut credential = None;
    if let Some((credentials, digest)) = login {
        builder = builder.credentials(credentials);
        credential = Some(digest);
    }
    let sent = tokio::time::timeout(TOTAL_TIMEOUT, builder.build().send(letter)).await;
    match sent {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => {
            let kind = kind(&error);
            if let (ErrorKind::Auth, Some(digest)) = (&kind, credential) {
                net.gate(&service()).refuse(digest);
            }
            let gate = net.gate(&service());
            let said = innermost(&error);
            Err(trouble(kind, &gate.scrubber().words(&said)))
        }
        Err(_) => Err(trouble(ErrorKind::Net, "the server took too long")),
    }
}

/// The name under which mail shows in errors.
fn service() -> ServiceId {
    // Six lower-case letters are a service id.
    ServiceId::new("notify").expect("`notify` is a service id")
}

fn trouble(kind: ErrorKind, detail: &str) -> ProviderError {
    failure(&service(), kind, "mail", detail)
}

fn letter(mail: &Mail, subject: &str, body: &str) -> Result<Message, ProviderError> {
    let address = |text: &str| -> Result<Mailbox, ProviderError> {
        let bad = |e| trouble(ErrorKind::Config, &format!("{text}: {e}"));
        text.parse().map_err(bad)
    };
    let mut builder = Message::builder()
        .from(address(&mail.from)?)
        .message_id(None)
        .subject(bounded(subject, MAX_SUBJECT))
        .header(ContentType::TEXT_PLAIN);
    for reader in &mail.to {
        builder = builder.to(address(reader)?);
    }
    builder
        .body(body.to_owned())
        .map_err(|e| trouble(ErrorKind::Config, &e.to_string()))
}

async fn login(net: &Net, mail: &Mail) -> Result<Option<(Credentials, Digest16)>, ProviderError> {
    let (Some(login), Some(password)) = (&mail.login, &mail.password) else {
        return Ok(None);
    };
    let credential = net.credential(&service(), "password", password.clone());
    if net.refused(&service()).is_some() {
        credential.digest_now(login).await?;
    }
    if net.refused(&service()).is_some() {
        let why = "this password was refused before: nothing was sent";
        return Err(trouble(ErrorKind::Auth, why));
    }
    let secret = credential.get().await?;
    let digest = credential.digest(login, &secret);
    // RFC 4616, as the command that a server may echo carries it.
    let plain = Zeroizing::new(format!("\0{login}\0{}", secret.expose_secret()));
    let encoded = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
    net.gate(&service()).scrubber().learn(&encoded);
    let credentials = Credentials::new(login.clone(), secret.expose_secret().to_owned());
    Ok(Some((credentials, digest)))
}

fn protection(mail: &Mail) -> Result<Tls, ProviderError> {
    if mail.tls == MailTls::None {
        return Ok(Tls::None);
    }
    let mut builder =
        TlsParameters::builder(mail.host.clone()).certificate_store(CertificateStore::None);
    for authority in tls::authorities() {
        // A root that this library cannot read is one root less.
        if let Ok(certificate) = Certificate::from_der(authority.to_vec()) {
            builder = builder.add_root_certificate(certificate);
        }
    }
    let parameters = builder
        .build_rustls()
        .map_err(|e| trouble(ErrorKind::Config, &innermost(&e)))?;
    Ok(match mail.tls {
        MailTls::Tls => Tls::Wrapper(parameters),
        // Required: a server without it is refused, never spoken to in clear.
        MailTls::StartTls | MailTls::None => Tls::Required(parameters),
    })
}

fn kind(error: &SmtpError) -> ErrorKind {
    let code = error.status().map(|code| code.to_string());
    match code.as_deref() {
        Some("530" | "534" | "535" | "538") => ErrorKind::Auth,
        Some(code) => ErrorKind::Refused {
            code: code.to_owned(),
        },
        None => ErrorKind::Net,
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests;
