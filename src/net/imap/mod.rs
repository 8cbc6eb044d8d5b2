//! IMAP as administrators speak it: a bounded reader, and sessions that send commands ahead.
//!
//! Owns bytes, TLS, time-outs and the login. What a mailbox, a right or a quota means belongs to
//! the providers. Written here instead of taken from `async-imap`: that crate buffers up to 512 MiB
//! of one answer, gives up at an answer it does not know, logs commands with their passwords, and
//! waits for each answer before the next command.

mod command;
mod connect;
mod decode;
mod session;
mod utf7;

pub use command::Command;
pub use connect::{Security, Server};
pub use decode::{Data, Status, StatusKind, Value};
pub use session::{Event, Reply, Session};
pub use utf7::decode as decode_utf7;

use thiserror::Error;

use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::ServiceId;

/// What can go wrong in a session; texts are the server's own, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImapError {
    /// The server cannot be reached.
    #[error("{0}")]
    Connect(String),
    /// Its certificate or the handshake was refused.
    #[error("TLS: {0}")]
    Tls(String),
    /// The connection ended in the middle.
    #[error("the server closed the connection{}", said(.0))]
    Closed(Option<String>),
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The answer is no IMAP, or too large.
    #[error("{0}")]
    Malformed(&'static str),
    /// A command was answered by `NO` or `BAD`.
    #[error("{0}")]
    Refused(Status),
    /// Name and password were refused.
    #[error("{0}")]
    Login(Status),
    /// The settings ask for something that the server does not offer, or a file is wrong.
    #[error("{0}")]
    Settings(String),
    /// Asked to stop.
    #[error("asked to stop")]
    Cancelled,
}

fn said(farewell: &Option<String>) -> String {
    farewell
        .as_ref()
        .map_or_else(String::new, |text| format!(": {text}"))
}

impl ImapError {
    /// The same as the providers' error; `target` says what was asked of the server.
    pub fn at(&self, service: &ServiceId, target: &str) -> ProviderError {
        let kind = match self {
            ImapError::Connect(_)
            | ImapError::Tls(_)
            | ImapError::Closed(_)
            | ImapError::TimedOut => ErrorKind::Net,
            ImapError::Malformed(_) => ErrorKind::Malformed,
            ImapError::Refused(status) => ErrorKind::Refused {
                code: status.code_word().to_owned(),
            },
            ImapError::Login(_) => ErrorKind::Auth,
            ImapError::Settings(_) => ErrorKind::Config,
            ImapError::Cancelled => ErrorKind::Cancelled,
        };
        super::failure(service, kind, target, &self.to_string())
    }
}

impl From<decode::Malformed> for ImapError {
    fn from(error: decode::Malformed) -> Self {
        ImapError::Malformed(error.0)
    }
}
