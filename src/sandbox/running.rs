//! A running sandbox: its ports, its thread, and what can be asked of it.

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use futures_util::future::{join_all, pending};
use jiff::civil::Date;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::faults::Faults;
use super::options::{SandboxError, SandboxOptions};
use super::org::{self, Org, Population, Stay};
use super::registry::KINDS;
use super::secrets::Secrets;
use super::service::SandboxService;
use super::simulated::{Address, Kind, Transport};
use super::world::{Chosen, Shared, World};
use super::{config, control, socket, web};

/// A running sandbox; it ends when dropped.
#[derive(Debug)]
pub struct Sandbox {
    options: SandboxOptions,
    chosen: Vec<Chosen>,
    shared: Shared,
    /// The common port.
    port: u16,
    /// By id, the ports of the services that have one of their own.
    own_ports: Vec<(&'static str, u16)>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts the services; they answer when this returns.
    pub fn start(options: SandboxOptions) -> Result<Self, SandboxError> {
        let chosen = choose(&options)?;
        let faults = Faults::parse(&options.faults, KINDS)?;
        let common = bind(options.port)?;
        let port = common.local_addr()?.port();
        let mut own_ports = Vec::new();
        let mut sockets = Vec::new();
        let with_port = |kind: &&&Kind| matches!(kind.transport, Transport::Socket { .. });
        for (kind, further) in KINDS.iter().filter(with_port).zip(1..) {
            let wanted = match options.port {
                0 => 0,
                port => port.saturating_add(further),
            };
            let listener = bind(wanted)?;
            own_ports.push((kind.id(), listener.local_addr()?.port()));
            sockets.push((kind.id(), listener));
        }
        let shared = Shared::new(World::new(&options, &chosen, faults), options.latency);
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
                    tokio::select! {
                        _ = serve(common, sockets, serving) => {}
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_background();
            })?;
        Ok(Self {
            options,
            chosen,
            shared,
            port,
            own_ports,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// `http://127.0.0.1:PORT`, below which the web services and `/_sandbox/` are.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The simulated services.
    pub fn services(&self) -> Vec<SandboxService> {
        let service = |one: &Chosen| {
            let kind = one.kind;
            let address = self.address(kind);
            SandboxService {
                id: kind.id(),
                kind: kind.kind,
                label: kind.label,
                email_trust: kind.email_trust,
                settings: (kind.settings)(&address),
                secrets: one.secrets.all(),
                url: address.url,
            }
        };
        self.chosen.iter().map(service).collect()
    }

    fn address(&self, kind: &Kind) -> Address {
        let id = kind.id();
        match kind.transport {
            Transport::Web(_) => Address {
                url: format!("{}/{id}", self.base_url()),
                port: self.port,
            },
            Transport::Socket { scheme, .. } => {
                let mut ports = self.own_ports.iter();
                let port = ports.find(|(service, _)| *service == id);
                let port = port.map_or(0, |(_, port)| *port);
                Address {
                    url: format!("{scheme}://127.0.0.1:{port}"),
                    port,
                }
            }
        }
    }

    /// Changes the world as `POST /_sandbox/NAME` does; the error says why nothing changed.
    pub fn command(&self, name: &str, body: &serde_json::Value) -> Result<(), String> {
        control::command(&mut self.shared.world(), name, body)
    }

    /// How many requests a service got since the start or the last reset; on a port of its own,
    /// messages.
    pub fn requests(&self, service: &str) -> usize {
        self.shared.world().log.count(service)
    }

    /// Writes `config.toml` and the secret files (mode 0600) into an existing folder.
    pub fn write_config(&self, dir: &Path) -> io::Result<PathBuf> {
        config::write(dir, org::NAME, &self.services())
    }

    /// Writes who is who as CSV: the organisation at the start, whatever changed since.
    pub fn truth(&self, out: &mut dyn Write) -> io::Result<()> {
        self.org().write_truth(&populations(), out)
    }

    /// When people came and when they leave: the organisation at the start.
    pub fn stays(&self, today: Date) -> Vec<Stay> {
        self.org().stays(&populations(), today)
    }

    fn org(&self) -> Org {
        Org::invent(self.options.seed, self.options.accounts)
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

fn populations() -> Vec<&'static Population> {
    KINDS.iter().map(|kind| &kind.population).collect()
}

/// Every kind with the version that was asked for and fresh secrets.
fn choose(options: &SandboxOptions) -> Result<Vec<Chosen>, SandboxError> {
    let mut chosen: Vec<Chosen> = KINDS
        .iter()
        .map(|kind| Chosen {
            kind,
            version: kind.newest(),
            secrets: Secrets::random(kind.secrets),
        })
        .collect();
    for (service, version) in &options.versions {
        let one = chosen.iter_mut().find(|one| one.kind.id() == service);
        let versions = one.as_ref().map_or(&[][..], |one| one.kind.versions);
        let known = versions.iter().find(|known| *known == version);
        let (Some(one), Some(known)) = (one, known) else {
            return Err(SandboxError::Version {
                service: service.clone(),
                version: version.clone(),
                known: versions.join(" "),
            });
        };
        one.version = known;
    }
    Ok(chosen)
}

/// Serves every port until one of them fails for good.
async fn serve(
    common: std::net::TcpListener,
    sockets: Vec<(&'static str, std::net::TcpListener)>,
    shared: Shared,
) -> io::Result<()> {
    let common = TcpListener::from_std(common)?;
    let mut dialogues = Vec::new();
    for (id, listener) in sockets {
        dialogues.push(socket::serve(
            TcpListener::from_std(listener)?,
            id,
            shared.clone(),
        ));
    }
    let dialogues = async {
        join_all(dialogues).await;
        // Without any, the common port goes on alone.
        pending::<()>().await;
    };
    tokio::select! {
        served = web::serve(common, shared) => served,
        () = dialogues => Ok(()),
    }
}

fn bind(port: u16) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
