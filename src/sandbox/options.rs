//! How a sandbox is set up, and why it did not start.

use std::io;
use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;

use super::faults::FaultError;

/// How to set up a sandbox.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// Port of the web services; each service with a port of its own takes a next one. 0 = any
    /// free ports.
    pub port: u16,
    /// Accounts over the four circles of the organisation; services that take a part of a circle
    /// have theirs beside.
    pub accounts: usize,
    /// One seed is one organisation.
    pub seed: u64,
    /// Added to every answer.
    pub latency: Duration,
    /// `github:429@3,nextcloud:cut@page2`; empty = none.
    pub faults: String,
    /// The instant that the organisation is relative to, and at which the services' clock starts.
    pub now: Timestamp,
    /// Service and version, where it is not the newest that can be simulated.
    pub versions: Vec<(String, String)>,
    /// Whether the services' limits of requests are enforced.
    pub limits: bool,
}

impl SandboxOptions {
    /// 600 accounts on free ports, no faults, limits on, the newest versions.
    pub fn new(now: Timestamp) -> Self {
        Self {
            port: 0,
            accounts: 600,
            seed: 1,
            latency: Duration::ZERO,
            faults: String::new(),
            now,
            versions: Vec::new(),
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
    /// There is no such version here.
    #[error("the sandbox has no {service} {version}: choose among {known}")]
    Version {
        /// Id of the service.
        service: String,
        /// What was asked for.
        version: String,
        /// What there is, separated by blanks; empty for an unknown service.
        known: String,
    },
    /// A port or the thread could not be had.
    #[error("the sandbox cannot start: {0}")]
    Io(#[from] io::Error),
}
