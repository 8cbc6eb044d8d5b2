//! Simulated services for `demo`, for trying things out, and for the tests: a GitHub organisation,
//! a Mattermost, a Nextcloud and a Cyrus, all of one invented organisation. They refuse what the
//! real ones refuse. Loopback only, random credentials, own thread and runtime.

mod clock;
mod config;
mod control;
mod faults;
mod github;
mod graphql;
mod http;
mod imap;
mod mattermost;
mod nextcloud;
pub mod org;
mod secrets;
mod server;
mod world;

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use secrecy::SecretString;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use faults::FaultError;
use faults::Faults;
use org::{Org, Stay};
use server::Shared;
use world::{SERVICES, Secrets, World};

/// How to set up a sandbox.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// Port of the web services; IMAP takes the next one. 0 = any free ports.
    pub port: u16,
    /// Accounts over all services.
    pub accounts: usize,
    /// One seed is one organisation.
    pub seed: u64,
    /// Added to every answer.
    pub latency: Duration,
    /// `github:429@3,nextcloud:cut@page2`; empty = none.
    pub faults: String,
    /// The instant that the organisation is relative to, and at which the services' clock starts.
    pub now: Timestamp,
    /// Major version that the Nextcloud behaves like, 27 to 34.
    pub nextcloud_version: u32,
    /// Whether GitHub's rate limits are enforced.
    pub limits: bool,
}

impl SandboxOptions {
    /// 600 accounts on free ports, no faults, limits on, Nextcloud 34.
    pub fn new(now: Timestamp) -> Self {
        Self {
            port: 0,
            accounts: 600,
            seed: 1,
            latency: Duration::ZERO,
            faults: String::new(),
            now,
            nextcloud_version: *nextcloud::VERSIONS.end(),
            limits: true,
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, Error)]
pub enum SandboxError {
    /// The fault specification cannot be read.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// There is no such Nextcloud here.
    #[error("the sandbox has no Nextcloud {0}: choose 27 to 34")]
    NextcloudVersion(u32),
    /// A port or the thread could not be had.
    #[error("the sandbox cannot start: {0}")]
    Io(#[from] io::Error),
}

/// One simulated service and how to reach it.
#[derive(Debug, Clone)]
pub struct SandboxService {
    /// Service id for the configuration: `github`, `mattermost`, `nextcloud`, `mail`.
    pub id: &'static str,
    /// Provider kind.
    pub kind: &'static str,
    /// Display name.
    pub label: &'static str,
    /// Its address.
    pub url: String,
    /// What its addresses are worth, where its lists do not say.
    pub email_trust: Option<&'static str>,
    /// Options that are no secrets, as TOML values.
    pub settings: Vec<(&'static str, toml::Value)>,
    /// Options that are secrets.
    pub secrets: Vec<(&'static str, SecretString)>,
}

/// A running sandbox; it ends when dropped.
#[derive(Debug)]
pub struct Sandbox {
    options: SandboxOptions,
    secrets: Secrets,
    shared: Shared,
    http_port: u16,
    imap_port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts the services; they answer when this returns.
    pub fn start(options: SandboxOptions) -> Result<Self, SandboxError> {
        if !nextcloud::VERSIONS.contains(&options.nextcloud_version) {
            return Err(SandboxError::NextcloudVersion(options.nextcloud_version));
        }
        let faults = Faults::parse(&options.faults, &SERVICES)?;
        let http = bind(options.port)?;
        let imap = bind(if options.port == 0 {
            0
        } else {
            options.port.saturating_add(1)
        })?;
        let (http_port, imap_port) = (http.local_addr()?.port(), imap.local_addr()?.port());
        let secrets = Secrets::random();
        let world = Arc::new(Mutex::new(World::new(&options, &secrets, faults)));
        let shared = Shared {
            world,
            latency: options.latency,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("sandbox")
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let serving = shared.clone();
        let thread = std::thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    let (Ok(http), Ok(imap)) =
                        (TcpListener::from_std(http), TcpListener::from_std(imap))
                    else {
                        return;
                    };
                    let mail = serving.clone();
                    tokio::select! {
                        _ = server::serve_http(http, serving) => {}
                        () = server::serve_imap(imap, mail) => {}
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_background();
            })?;
        Ok(Self {
            options,
            secrets,
            shared,
            http_port,
            imap_port,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// `http://127.0.0.1:PORT`, below which the web services and `/_sandbox/` are.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.http_port)
    }

    /// The simulated services.
    pub fn services(&self) -> Vec<SandboxService> {
        let base = self.base_url();
        let text = |value: &str| toml::Value::from(value);
        let web = |id| format!("{base}/{id}");
        vec![
            SandboxService {
                id: "github",
                kind: "github",
                label: "GitHub",
                url: web("github"),
                email_trust: None,
                settings: vec![
                    ("url", text(&web("github"))),
                    ("organization", text(github::ORG)),
                ],
                secrets: vec![("token", self.secrets.github.clone())],
            },
            SandboxService {
                id: "mattermost",
                kind: "mattermost",
                label: "Mattermost",
                url: web("mattermost"),
                email_trust: Some("verified"),
                settings: vec![("url", text(&web("mattermost")))],
                secrets: vec![("token", self.secrets.mattermost.clone())],
            },
            SandboxService {
                id: "nextcloud",
                kind: "nextcloud",
                label: "Nextcloud",
                url: web("nextcloud"),
                email_trust: None,
                settings: vec![
                    ("url", text(&web("nextcloud"))),
                    ("login", text(nextcloud::ADMIN)),
                ],
                secrets: vec![("password", self.secrets.nextcloud.clone())],
            },
            SandboxService {
                id: "mail",
                kind: "cyrus",
                label: "Messagerie",
                url: format!("imap://127.0.0.1:{}", self.imap_port),
                email_trust: None,
                settings: vec![
                    ("host", text("127.0.0.1")),
                    ("port", toml::Value::from(i64::from(self.imap_port))),
                    ("tls", text("none")),
                    ("mail_domain", text(org::logins::DOMAIN)),
                    ("login", text(imap::ADMIN)),
                ],
                secrets: vec![("password", self.secrets.mail.clone())],
            },
        ]
    }

    /// Changes the world as `POST /_sandbox/NAME` does; the error says why nothing changed.
    pub fn command(&self, name: &str, body: &serde_json::Value) -> Result<(), String> {
        control::command(&mut self.shared.world(), name, body)
    }

    /// How many requests (IMAP: commands) a service got since the start or the last reset.
    pub fn requests(&self, service: &str) -> usize {
        self.shared.world().log.count(service)
    }

    /// Writes `config.toml` and the secret files (mode 0600) into an existing folder.
    pub fn write_config(&self, dir: &Path) -> io::Result<PathBuf> {
        config::write(dir, org::NAME, &self.services())
    }

    /// Writes who is who as CSV: the organisation at the start, whatever changed since.
    pub fn truth(&self, out: &mut dyn Write) -> io::Result<()> {
        Org::invent(self.options.seed, self.options.accounts).write_truth(out)
    }

    /// When people came and when they leave: the organisation at the start.
    pub fn stays(&self, today: Date) -> Vec<Stay> {
        Org::invent(self.options.seed, self.options.accounts).stays(today)
    }

    /// Ends the services and waits for their thread.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A thread that ended by itself no longer listens.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.end();
    }
}

fn bind(port: u16) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

#[cfg(test)]
mod tests;
