//! The state of all simulated services together, and the memory of what was asked.

use std::collections::{BTreeMap, VecDeque};

use secrecy::SecretString;
use serde_json::{Value, json};

use super::clock::Clock;
use super::faults::Faults;
use super::github::Github;
use super::imap::Mail;
use super::mattermost::Mattermost;
use super::nextcloud::Nextcloud;
use super::org::Org;
use super::{SandboxOptions, secrets};

/// The services, in the order in which they are shown.
pub(super) const SERVICES: [&str; 4] = ["github", "mattermost", "nextcloud", "mail"];
/// Requests that are remembered.
const REMEMBERED: usize = 10_000;

/// The credentials of one run.
#[derive(Debug, Clone)]
pub(super) struct Secrets {
    pub github: SecretString,
    pub mattermost: SecretString,
    pub nextcloud: SecretString,
    pub mail: SecretString,
}

impl Secrets {
    pub(super) fn random() -> Self {
        Self {
            github: format!("ghp_{}", secrets::letters(36)).into(),
            mattermost: secrets::letters(26).into(),
            nextcloud: secrets::letters(24).into(),
            mail: secrets::letters(20).into(),
        }
    }
}

/// Everything behind the ports.
#[derive(Debug)]
pub(super) struct World {
    options: SandboxOptions,
    secrets: Secrets,
    pub clock: Clock,
    pub github: Github,
    pub mattermost: Mattermost,
    pub nextcloud: Nextcloud,
    pub mail: Mail,
    pub faults: Faults,
    pub log: Log,
}

impl World {
    pub(super) fn new(options: &SandboxOptions, secrets: &Secrets, faults: Faults) -> Self {
        let mut org = Org::invent(options.seed, options.accounts);
        let clock = Clock::new(options.now);
        let org = &mut org;
        Self {
            github: Github::new(org, &clock, secrets.github.clone(), options.limits),
            mattermost: Mattermost::new(org, &clock, secrets.mattermost.clone()),
            nextcloud: Nextcloud::new(org, options.nextcloud_version, secrets.nextcloud.clone()),
            mail: Mail::new(org, secrets.mail.clone()),
            options: options.clone(),
            secrets: secrets.clone(),
            clock,
            faults,
            log: Log::default(),
        }
    }

    /// The organisation as it was at the start, without faults; the credentials stay.
    pub(super) fn reset(&mut self) {
        *self = Self::new(
            &self.options.clone(),
            &self.secrets.clone(),
            Faults::default(),
        );
    }
}

/// What was asked, never with what secret.
#[derive(Debug, Default)]
pub(super) struct Log {
    entries: VecDeque<Entry>,
    counts: BTreeMap<&'static str, usize>,
}

#[derive(Debug)]
struct Entry {
    service: &'static str,
    method: String,
    path: String,
    credential: bool,
}

impl Log {
    pub(super) fn record(
        &mut self,
        service: &'static str,
        method: &str,
        path: &str,
        credential: bool,
    ) {
        *self.counts.entry(service).or_default() += 1;
        if self.entries.len() == REMEMBERED {
            self.entries.pop_front();
        }
        let (method, path) = (method.to_owned(), path.to_owned());
        self.entries.push_back(Entry {
            service,
            method,
            path,
            credential,
        });
    }

    pub(super) fn count(&self, service: &str) -> usize {
        self.counts.get(service).copied().unwrap_or(0)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// `{service: {count, requests: [{method, path, credential}]}}`; counts are complete, the
    /// lists hold the latest 10,000 together.
    pub(super) fn show(&self) -> Value {
        let services = SERVICES.iter().map(|&service| {
            let mine = self.entries.iter().filter(|entry| entry.service == service);
            let requests: Vec<Value> = mine
                .map(|entry| {
                    json!({
                        "method": entry.method, "path": entry.path,
                        "credential": entry.credential,
                    })
                })
                .collect();
            let count = self.counts.get(service).copied().unwrap_or(0);
            (
                service.to_owned(),
                json!({"count": count, "requests": requests}),
            )
        });
        Value::Object(services.collect())
    }
}
