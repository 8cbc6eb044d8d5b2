//! One session: greeting, STARTTLS, login, and commands that are sent ahead of their answers.

use std::collections::{BTreeSet, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::ImapError;
use super::command::Command;
use super::connect::{CONNECT, Security, Server, Wire};
use super::decode::{Answer, Data, Decoder, Status, StatusKind};
use crate::net::Gate;

/// How long a server may stay silent while an answer is due.
const SILENCE: Duration = Duration::from_secs(90);
/// How long the end of a session may take; nothing is lost without it.
const FAREWELL: Duration = Duration::from_secs(2);
/// Commands sent ahead of their answers: enough to hide the way, few enough to stop quickly.
const AHEAD: usize = 128;
/// Untagged answers that [`Session::run`] keeps.
const MAX_DATA: usize = 10_000;

/// What comes back while commands are answered; `command` counts from 0.
#[derive(Debug)]
pub enum Event {
    Data {
        /// The command being answered: servers answer in order.
        command: usize,
        data: Data,
    },
    Done {
        command: usize,
        status: Status,
    },
}

/// The whole answer to one command.
#[derive(Debug)]
pub struct Reply {
    /// Untagged answers, in order.
    pub data: Vec<Data>,
    /// How it ended: `OK`, or `NO` and `BAD`, which callers may expect.
    pub status: Status,
}

impl Reply {
    /// The untagged answers of one name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Data> {
        self.data.iter().filter(move |data| data.name == name)
    }

    /// Itself, unless the command was refused.
    pub fn accepted(self) -> Result<Reply, ImapError> {
        match self.status.kind {
            StatusKind::Ok => Ok(self),
            _ => Err(ImapError::Refused(self.status)),
        }
    }
}

/// A connection to one server.
pub struct Session {
    stream: Box<dyn Wire>,
    decoder: Decoder,
    capabilities: BTreeSet<String>,
    last_tag: u64,
    farewell: Option<String>,
    gate: Arc<Gate>,
    cancel: CancellationToken,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

impl Session {
    /// Connects, protects the connection as asked (never less), and reads the greeting. Each
    /// command counts as a request at the gate.
    pub async fn open(
        server: &Server,
        gate: Arc<Gate>,
        cancel: &CancellationToken,
    ) -> Result<Session, ImapError> {
        server.check()?;
        let tcp = within(cancel, CONNECT, server.connect()).await?;
        match server.security {
            Security::Tls => {
                let stream = within(cancel, CONNECT, server.secure(tcp)).await?;
                Session::greeted(stream, gate, cancel).await
            }
            Security::None => Session::greeted(Box::new(tcp), gate, cancel).await,
            Security::StartTls => {
                let mut tcp = tcp;
                start_tls(&mut tcp, cancel).await?;
                let stream = within(cancel, CONNECT, server.secure(tcp)).await?;
                let mut session = Session::over(stream, gate, cancel);
                // What was announced before TLS may be forged.
                session.ask_capabilities().await?;
                Ok(session)
            }
        }
    }

    fn over(stream: Box<dyn Wire>, gate: Arc<Gate>, cancel: &CancellationToken) -> Session {
        Session {
            stream,
            decoder: Decoder::new(gate.scrubber().clone()),
            capabilities: BTreeSet::new(),
            last_tag: 0,
            farewell: None,
            gate,
            cancel: cancel.clone(),
        }
    }

    async fn greeted(
        stream: Box<dyn Wire>,
        gate: Arc<Gate>,
        cancel: &CancellationToken,
    ) -> Result<Session, ImapError> {
        let mut session = Session::over(stream, gate, cancel);
        let greeting = greeting(&mut session.stream, &mut session.decoder, cancel).await?;
        session.learn(&greeting);
        if session.capabilities.is_empty() {
            session.ask_capabilities().await?;
        }
        Ok(session)
    }

    /// Logs in; a refusal of name and password is [`ImapError::Login`].
    pub async fn login(&mut self, user: &str, password: &SecretString) -> Result<(), ImapError> {
        let command = if !self.has("LOGINDISABLED") {
            Command::new("LOGIN")
                .text(user)
                .text(password.expose_secret())
        } else if self.has("AUTH=PLAIN") && self.has("SASL-IR") {
            let message = plain(user, password);
            self.gate.scrubber().learn(&message);
            Command::new("AUTHENTICATE PLAIN").raw(&message)
        } else {
            return Err(ImapError::Settings(
                "the server takes no password on this connection (LOGINDISABLED)".to_owned(),
            ));
        };
        let status = match self.run(command).await?.accepted() {
            Ok(reply) => reply.status,
            Err(ImapError::Refused(status)) if is_login_refusal(&status) => {
                return Err(ImapError::Login(status));
            }
            Err(other) => return Err(other),
        };
        self.capabilities.clear();
        self.learn(&status);
        if self.capabilities.is_empty() {
            self.ask_capabilities().await?;
        }
        Ok(())
    }

    /// Whether the server announced a capability.
    pub fn has(&self, capability: &str) -> bool {
        self.capabilities.contains(capability)
    }

    /// Sends one command and collects its answer.
    pub async fn run(&mut self, command: Command) -> Result<Reply, ImapError> {
        let mut data = Vec::new();
        let mut end = None;
        let mut command = Some(command);
        self.exchange(
            |_| command.take(),
            |event| {
                match event {
                    Event::Done { status, .. } => end = Some(status),
                    Event::Data { .. } if data.len() >= MAX_DATA => {
                        return Err(ImapError::Malformed("an answer has too many lines"));
                    }
                    Event::Data { data: line, .. } => data.push(line),
                }
                Ok(())
            },
        )
        .await?;
        let status = end.ok_or(ImapError::Malformed("a command without an end"))?;
        Ok(Reply { data, status })
    }

    /// Sends commands ahead of their answers and hands over each answer as it comes; ends when all
    /// are answered, or when `each` refuses one. `command` makes the next one, counting from 0.
    ///
    /// Reading goes on while writing waits, so that neither side blocks the other.
    pub async fn exchange(
        &mut self,
        mut command: impl FnMut(usize) -> Option<Command> + Send,
        mut each: impl FnMut(Event) -> Result<(), ImapError> + Send,
    ) -> Result<(), ImapError> {
        let (mut reader, mut writer) = tokio::io::split(&mut self.stream);
        let mut input = vec![0; 16 * 1024];
        let mut output = Zeroizing::new(Vec::new());
        let (mut sent, mut flushed) = (0, true);
        let mut waiting = VecDeque::new();
        let (mut asked, mut answered) = (0, 0);
        loop {
            while let Some(answer) = self.decoder.next()? {
                match answer {
                    Answer::Data(data) => each(Event::Data {
                        command: answered,
                        data,
                    })?,
                    Answer::Done { tag, status } => {
                        if waiting.pop_front() != Some(tag) {
                            return Err(ImapError::Malformed("an answer out of order"));
                        }
                        each(Event::Done {
                            command: answered,
                            status,
                        })?;
                        answered += 1;
                    }
                    Answer::Status(status) if status.kind == StatusKind::Bye => {
                        self.farewell = Some(status.text);
                    }
                    Answer::Status(_) => {}
                    Answer::Continue => {
                        return Err(ImapError::Malformed("an unexpected continuation"));
                    }
                }
            }
            if sent == output.len() {
                output.clear();
                sent = 0;
                while waiting.len() < AHEAD
                    && let Some(command) = command(asked)
                {
                    asked += 1;
                    self.last_tag += 1;
                    self.gate.count();
                    waiting.push_back(self.last_tag);
                    output.extend_from_slice(format!("S{} ", self.last_tag).as_bytes());
                    output.extend_from_slice(command.bytes());
                    output.extend_from_slice(b"\r\n");
                }
                flushed = flushed && output.is_empty();
            }
            if waiting.is_empty() {
                return Ok(());
            }
            let unsent = output.get(sent..).unwrap_or_default();
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Err(ImapError::Cancelled),
                read = reader.read(&mut input) => match read {
                    Ok(0) | Err(_) => return Err(ImapError::Closed(self.farewell.take())),
                    Ok(length) => self.decoder.push(input.get(..length).unwrap_or_default()),
                },
                pushed = push(&mut writer, unsent), if !flushed => match pushed {
                    Ok(0) => flushed = true,
                    Ok(length) => sent += length,
                    Err(_) => return Err(ImapError::Closed(self.farewell.take())),
                },
                () = sleep(SILENCE) => return Err(ImapError::TimedOut),
            }
        }
    }

    /// Says goodbye; whether the server hears it changes nothing.
    pub async fn close(mut self) {
        let _ = timeout(FAREWELL, self.run(Command::new("LOGOUT"))).await;
    }

    async fn ask_capabilities(&mut self) -> Result<(), ImapError> {
        let reply = self.run(Command::new("CAPABILITY")).await?.accepted()?;
        for data in reply.named("CAPABILITY") {
            let names = data.values.iter().filter_map(|value| value.text());
            self.capabilities.extend(names.map(str::to_ascii_uppercase));
        }
        Ok(())
    }

    /// Takes over the capabilities that a status carries in its code.
    fn learn(&mut self, status: &Status) {
        let code = status.code.as_deref().unwrap_or_default();
        if let Some(names) = code.strip_prefix("CAPABILITY ") {
            self.capabilities
                .extend(names.split_ascii_whitespace().map(str::to_ascii_uppercase));
        }
    }
}

/// Writes what it can; with nothing left, flushes and returns 0.
async fn push(writer: &mut (impl AsyncWrite + Unpin), unsent: &[u8]) -> std::io::Result<usize> {
    if unsent.is_empty() {
        return writer.flush().await.map(|()| 0);
    }
    match writer.write(unsent).await? {
        0 => Err(std::io::ErrorKind::WriteZero.into()),
        length => Ok(length),
    }
}

/// Waits for something, for a while, unless asked to stop.
async fn within<T>(
    cancel: &CancellationToken,
    limit: Duration,
    work: impl Future<Output = Result<T, ImapError>>,
) -> Result<T, ImapError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(ImapError::Cancelled),
        done = timeout(limit, work) => done.unwrap_or(Err(ImapError::TimedOut)),
    }
}

/// Reads one answer outside of any command.
async fn next_answer(
    stream: &mut (impl AsyncRead + Unpin),
    decoder: &mut Decoder,
) -> Result<Answer, ImapError> {
    let mut input = [0; 2048];
    loop {
        if let Some(answer) = decoder.next()? {
            return Ok(answer);
        }
        match stream.read(&mut input).await {
            Ok(0) | Err(_) => return Err(ImapError::Closed(None)),
            Ok(length) => decoder.push(input.get(..length).unwrap_or_default()),
        }
    }
}

async fn greeting(
    stream: &mut (impl AsyncRead + Unpin),
    decoder: &mut Decoder,
    cancel: &CancellationToken,
) -> Result<Status, ImapError> {
    match within(cancel, CONNECT, next_answer(stream, decoder)).await? {
        Answer::Status(status) if status.kind == StatusKind::Ok => Ok(status),
        Answer::Status(status) if status.kind == StatusKind::Bye => {
            Err(ImapError::Closed(Some(status.text)))
        }
        // PREAUTH would skip the login, and with it STARTTLS: nothing a remote server should say.
        _ => Err(ImapError::Malformed("not the greeting of an IMAP server")),
    }
}

/// Everything up to the TLS handshake, over the plain connection.
async fn start_tls(
    stream: &mut tokio::net::TcpStream,
    cancel: &CancellationToken,
) -> Result<(), ImapError> {
    let mut decoder = Decoder::default();
    greeting(stream, &mut decoder, cancel).await?;
    let sent = async {
        let sent = stream.write_all(b"S0 STARTTLS\r\n").await;
        sent.map_err(|_| ImapError::Closed(None))
    };
    within(cancel, CONNECT, sent).await?;
    loop {
        match within(cancel, CONNECT, next_answer(stream, &mut decoder)).await? {
            Answer::Done { tag: 0, status } if status.kind == StatusKind::Ok => break,
            Answer::Done { .. } => {
                return Err(ImapError::Settings(
                    "the server offers no STARTTLS".to_owned(),
                ));
            }
            Answer::Status(status) if status.kind == StatusKind::Bye => {
                return Err(ImapError::Closed(Some(status.text)));
            }
            Answer::Data(_) | Answer::Status(_) => {}
            Answer::Continue => return Err(ImapError::Malformed("an unexpected continuation")),
        }
    }
    // Bytes behind the OK were slipped in before TLS (CVE-2011-0411).
    if decoder.is_empty() {
        Ok(())
    } else {
        Err(ImapError::Malformed("plain text after STARTTLS"))
    }
}

/// RFC 4616: nobody to act for, name, password.
fn plain(user: &str, password: &SecretString) -> Zeroizing<String> {
    let password = password.expose_secret();
    let message = Zeroizing::new([user.as_bytes(), password.as_bytes()].join(&0));
    let message = Zeroizing::new([&[0], message.as_slice()].concat());
    Zeroizing::new(STANDARD.encode(message.as_slice()))
}

/// Whether a refused login is about name and password. A server whose password database is down
/// refuses too, but the next attempt may pass: those words are Cyrus SASL's.
fn is_login_refusal(status: &Status) -> bool {
    const PASSING: [&str; 4] = ["UNAVAILABLE", "SERVERBUG", "INUSE", "LIMIT"];
    const DOWN: [&str; 4] = [
        "generic failure",
        "transient failure",
        "unavailable",
        "too many",
    ];
    let text = status.text.to_ascii_lowercase();
    status.kind == StatusKind::No
        && !PASSING.contains(&status.code_word())
        && !DOWN.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests;
