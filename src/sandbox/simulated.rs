//! What one simulated service is: a [`Kind`], which the registry lists and which says everything
//! about the service before it runs, and the running service behind [`Web`] or [`Socket`]. Nothing
//! else in the sandbox knows any kind.
//!
//! A new kind is a folder with a `KIND` and one line in `registry`. It refuses what the real
//! service refuses: a request that the real one would not take must fail here too.

use std::fmt;

use secrecy::SecretString;
use serde_json::Value;
use toml::Value as Toml;

use super::clock::Clock;
use super::http::{Answer, Request};
use super::org::{Account, Org, Population};
use super::secrets::{SecretShape, Secrets};
use super::trouble::{COMMON, Trouble};

/// Everything that is known of a simulated service before it runs.
#[derive(Debug)]
pub(super) struct Kind {
    /// The provider's kind: `github`.
    pub kind: &'static str,
    /// Name shown to people.
    pub label: &'static str,
    /// Its id, what it takes of the organisation, and how the truth tells it.
    pub population: Population,
    /// How it is reached, and how it starts.
    pub transport: Transport,
    /// Versions that it can behave like; the last one unless another is asked for.
    pub versions: &'static [&'static str],
    /// The options of the configuration that are secrets, drawn anew for every sandbox.
    pub secrets: &'static [SecretShape],
    /// The other options of the configuration, as TOML values.
    pub settings: fn(&Address) -> Vec<(&'static str, Toml)>,
    /// What its addresses are worth (`email_trust`), where its lists do not say.
    pub email_trust: Option<&'static str>,
    /// Failures that it can be told to answer in its own manner, as HTTP statuses.
    pub statuses: &'static [u16],
    /// Words of the faults that only this kind has; it finds them in [`Request::own`] or in its
    /// turn.
    pub own_troubles: &'static [&'static str],
    /// Control commands that it takes.
    pub commands: &'static [&'static str],
}

impl Kind {
    /// The service's id in the configuration, and its prefix on the common port.
    pub(super) fn id(&self) -> &'static str {
        self.population.service
    }

    /// The version that it behaves like unless another is asked for.
    pub(super) fn newest(&self) -> &'static str {
        self.versions.last().copied().unwrap_or_default()
    }

    /// Every fault that it can be told to have.
    pub(super) fn troubles(&self) -> impl Iterator<Item = Trouble> {
        let statuses = self.statuses.iter().copied().map(Trouble::Status);
        let own = self.own_troubles.iter().copied().map(Trouble::Own);
        statuses.chain(COMMON).chain(own)
    }
}

/// How a kind is reached. Another way (a database file, a program) is another variant here and
/// its carrying out in `running`.
#[derive(Debug)]
pub(super) enum Transport {
    /// HTTP on the common port, below `/ID`.
    Web(fn(Setup<'_>) -> Box<dyn Web>),
    /// A port of its own.
    Socket {
        /// Of its address: `imap`.
        scheme: &'static str,
        start: fn(Setup<'_>) -> Box<dyn Socket>,
    },
}

/// Where a service is reached.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// `http://127.0.0.1:4000/github`, `imap://127.0.0.1:4001`.
    pub url: String,
    pub port: u16,
}

/// What a service starts from.
pub(super) struct Setup<'a> {
    /// For what is not an account: the seed, the teams.
    pub org: &'a Org,
    /// What its population takes of the organisation.
    pub accounts: Vec<Account>,
    pub clock: &'a Clock,
    /// One of the kind's versions.
    pub version: &'static str,
    /// Whether the service's own limits of requests are enforced.
    pub limits: bool,
    pub secrets: &'a Secrets,
}

impl Setup<'_> {
    /// The secret of an option; where the kind declares no such option, one that nobody knows.
    pub(super) fn secret(&self, option: &str) -> SecretString {
        self.secrets.get(option)
    }
}

/// A running service, however it is reached.
pub(super) trait Simulated: fmt::Debug + Send {
    /// Changes what it holds, as its own administrator or its people would; false where there was
    /// nothing to change. It hears the commands that its kind declares.
    fn command(&mut self, clock: &Clock, command: &Command<'_>) -> bool;
}

/// A running service that speaks HTTP.
pub(super) trait Web: Simulated {
    /// Answers one request below its mount point.
    fn answer(&mut self, clock: &Clock, request: &Request) -> Answer;

    /// Which page of a list a request asks for, from 1.
    fn page(&self, request: &Request) -> usize;

    /// A failure in its own manner; `status` is one that the kind declares.
    fn trouble(&self, status: u16, request: &Request) -> Answer;
}

/// A running service with a port of its own, where each connection is a dialogue of messages.
/// Connections are told apart by a number that is never used again.
pub(super) trait Socket: Simulated {
    /// What it says to a new connection; empty where the client begins.
    fn greet(&mut self, connection: u64) -> Vec<u8>;

    /// Takes one whole message from the start of what came, at most `most` bytes.
    fn message(&mut self, connection: u64, input: &[u8], most: usize) -> Message;

    /// What the log may keep of a message: never a secret.
    fn subject(&self, connection: u64, message: &[u8]) -> Subject;

    /// Answers one message. `troubles` holds those that only the service can carry out: lists
    /// without rows, and its own.
    fn turn(
        &mut self,
        clock: &Clock,
        connection: u64,
        message: &[u8],
        troubles: &[Trouble],
    ) -> Turn;

    /// Goes on with a long answer, after [`Then::More`].
    fn more(&mut self, connection: u64) -> Turn;

    /// A failure in its own manner; `None` where it does not touch this message.
    fn trouble(&self, status: u16, message: &[u8]) -> Option<Vec<u8>>;

    /// The beginning of an answer that breaks off.
    fn cut(&self) -> Vec<u8>;

    /// Something that this protocol never says.
    fn garbage(&self) -> Vec<u8>;

    /// The connection is over.
    fn close(&mut self, connection: u64);
}

/// What the start of the input is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A whole one, and how many bytes of the input it was.
    Whole { message: Vec<u8>, length: usize },
    /// Not yet a whole one.
    Part,
    /// Not yet a whole one: the client waits for this, to be said once.
    Prompt(&'static [u8]),
    /// Longer than allowed, or on a connection from before a reset: the connection ends.
    End,
}

/// What a message is about.
#[derive(Debug)]
pub(super) struct Subject {
    /// `LOGIN`, `SEARCH`.
    pub method: String,
    pub path: String,
    /// Whether the connection has proved who it is.
    pub credential: bool,
}

/// Bytes to send, and what happens next.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub bytes: Vec<u8>,
    pub then: Then,
}

impl Turn {
    /// Nothing more is said.
    pub(super) fn closing() -> Self {
        Self {
            bytes: Vec::new(),
            then: Then::Close,
        }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Then {
    /// The next message is waited for.
    #[default]
    Wait,
    /// The answer goes on.
    More,
    Close,
}

/// A control command for one service.
#[derive(Debug)]
pub(super) struct Command<'a> {
    pub name: &'a str,
    pub body: &'a Value,
}

impl Command<'_> {
    /// A text of the body; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        let text = self.body.get(name).and_then(Value::as_str);
        text.unwrap_or_default()
    }

    /// The login of the account that is meant.
    pub(super) fn account(&self) -> &str {
        self.text("account")
    }
}
