//! The state of all simulated services together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use super::faults::Faults;
use super::options::SandboxOptions;
use super::org::Org;
use super::requests::Log;
use super::secrets::Secrets;
use super::simulated::{Kind, Setup, Simulated, Socket, Transport, Web};

/// One kind with the version and the secrets that it has in this sandbox.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub kind: &'static Kind,
    pub version: &'static str,
    pub secrets: Secrets,
}

/// A running service of a kind.
#[derive(Debug)]
struct Running {
    kind: &'static Kind,
    service: Service,
}

#[derive(Debug)]
enum Service {
    Web(Box<dyn Web>),
    Socket(Box<dyn Socket>),
}

/// Everything behind the ports.
#[derive(Debug)]
pub(super) struct World {
    options: SandboxOptions,
    chosen: Vec<Chosen>,
    services: Vec<Running>,
    pub clock: Clock,
    pub faults: Faults,
    pub log: Log,
}

impl World {
    pub(super) fn new(options: &SandboxOptions, chosen: &[Chosen], faults: Faults) -> Self {
        let org = Org::invent(options.seed, options.accounts);
        let clock = Clock::new(options.now);
        let start = |one: &Chosen| {
            let setup = Setup {
                org: &org,
                accounts: org.accounts_for(&one.kind.population),
                clock: &clock,
                version: one.version,
                limits: options.limits,
                secrets: &one.secrets,
            };
            let service = match one.kind.transport {
                Transport::Web(start) => Service::Web(start(setup)),
                Transport::Socket { start, .. } => Service::Socket(start(setup)),
            };
            let kind = one.kind;
            Running { kind, service }
        };
        Self {
            services: chosen.iter().map(start).collect(),
            options: options.clone(),
            chosen: chosen.to_vec(),
            clock,
            faults,
            log: Log::default(),
        }
    }

    /// The organisation as it was at the start, without faults; the credentials stay.
    pub(super) fn reset(&mut self) {
        *self = Self::new(
            &self.options.clone(),
            &self.chosen.clone(),
            Faults::default(),
        );
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = &'static Kind> {
        self.services.iter().map(|running| running.kind)
    }

    /// A service and the clock that it goes by.
    pub(super) fn service(&mut self, id: &str) -> Option<(&mut dyn Simulated, &Clock)> {
        match self.find(id)? {
            (Service::Web(web), clock) => Some((&mut **web, clock)),
            (Service::Socket(socket), clock) => Some((&mut **socket, clock)),
        }
    }

    /// A service that speaks HTTP.
    pub(super) fn web(&mut self, id: &str) -> Option<(&mut dyn Web, &Clock)> {
        match self.find(id)? {
            (Service::Web(web), clock) => Some((&mut **web, clock)),
            (Service::Socket(_), _) => None,
        }
    }

    /// A service with a port of its own.
    pub(super) fn socket(&mut self, id: &str) -> Option<(&mut dyn Socket, &Clock)> {
        match self.find(id)? {
            (Service::Socket(socket), clock) => Some((&mut **socket, clock)),
            (Service::Web(_), _) => None,
        }
    }

    fn find(&mut self, id: &str) -> Option<(&mut Service, &Clock)> {
        let mut services = self.services.iter_mut();
        let running = services.find(|running| running.kind.id() == id)?;
        Some((&mut running.service, &self.clock))
    }
}

/// The state and the latency, shared by all connections.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    world: Arc<Mutex<World>>,
    latency: Duration,
}

impl Shared {
    pub(super) fn new(world: World, latency: Duration) -> Self {
        Self {
            world: Arc::new(Mutex::new(world)),
            latency,
        }
    }

    /// A panic in a handler must not silence the others.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits as long as an answer travels.
    pub(super) async fn delay(&self) {
        // A sleep of nothing still takes a millisecond.
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
    }
}
