//! A home of its own for each test: settings, store and log in a temporary folder, a sandbox behind
//! them, and a clock that stands still.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use secrecy::ExposeSecret;
use secretariat::domain::time::Timestamp;
use secretariat::providers;
use secretariat::sandbox::{Sandbox, SandboxOptions};
use tempfile::TempDir;

/// The instant of every test.
pub const NOW: &str = "2026-11-22T12:00:00Z";

/// A home and what it talks to.
pub struct Home {
    dir: TempDir,
    pub sandbox: Option<Sandbox>,
}

/// What a run of the program said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Its output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Requires an exit code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Said {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

impl Home {
    /// An empty home.
    pub fn empty() -> Home {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
        Home { dir, sandbox: None }
    }

    /// A home whose settings point at a sandbox of its own.
    pub fn with_sandbox(accounts: usize, faults: &str) -> Home {
        Home::with_sandbox_of(accounts, faults, Timestamp::parse(NOW).unwrap())
    }

    /// The same, as the organisation was at another instant.
    pub fn with_sandbox_of(accounts: usize, faults: &str, at: Timestamp) -> Home {
        Home::before(|options| {
            *options = SandboxOptions {
                accounts,
                faults: faults.to_owned(),
                ..SandboxOptions::new(at.to_jiff())
            };
        })
    }

    /// A home in front of a sandbox that was started with any options.
    pub fn before(change: impl FnOnce(&mut SandboxOptions)) -> Home {
        let mut home = Home::empty();
        let mut options = SandboxOptions::new(Timestamp::parse(NOW).unwrap().to_jiff());
        change(&mut options);
        home.sandbox = Some(Sandbox::start(options).unwrap());
        home.write_config();
        home
    }

    /// The simulated services.
    pub fn services(&self) -> &Sandbox {
        self.sandbox.as_ref().unwrap()
    }

    /// Changes what the services do from now on.
    pub fn make(&self, command: &str, body: serde_json::Value) {
        self.services().command(command, &body).unwrap();
    }

    /// Adds to the settings.
    pub fn add_settings(&self, more: &str) {
        let text = fs::read_to_string(self.config()).unwrap();
        self.write(&self.config(), &format!("{text}\n{more}"));
    }

    /// The records of a `sync`, which must end with an exit code.
    #[track_caller]
    pub fn sync(&self, line: &str, code: i32) -> Vec<serde_json::Value> {
        let json = self.run(&format!("sync --json {line}")).ends(code).json();
        json["runs"].as_array().unwrap().clone()
    }

    /// Accounts that pass a filter.
    #[track_caller]
    pub fn accounts(&self, filter: &str) -> Vec<serde_json::Value> {
        let line = format!("accounts --json {filter}");
        self.run(&line).ends(0).json()["accounts"]
            .as_array()
            .unwrap()
            .clone()
    }

    /// Settings for every simulated service that a provider speaks to.
    pub fn write_config(&self) {
        let mut text = "[organisation]\nname = \"Test\"\ntimezone = \"Europe/Paris\"\n".to_owned();
        // What a test does is nobody's business.
        text.push_str("[paths]\njournal = \"none\"\n");
        for service in self.sandbox.iter().flat_map(Sandbox::services) {
            if providers::kind(service.kind).is_none() {
                continue;
            }
            let (id, kind) = (service.id, service.kind);
            text.push_str(&format!(
                "\n[[service]]\nid = \"{id}\"\nkind = \"{kind}\"\n"
            ));
            if let Some(trust) = service.email_trust {
                text.push_str(&format!("email_trust = \"{trust}\"\n"));
            }
            text.push_str("[service.options]\n");
            for (key, value) in service.settings {
                text.push_str(&format!("{key} = {value}\n"));
            }
            for (key, secret) in service.secrets {
                let file = self.path(&format!("{id}.{key}"));
                self.write(&file, secret.expose_secret());
                text.push_str(&format!(
                    "{key} = {{ file = {:?} }}\n",
                    file.display().to_string()
                ));
            }
        }
        self.write(&self.config(), &text);
    }

    /// A file that only its owner may read.
    pub fn write(&self, path: &Path, text: &str) {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn config(&self) -> PathBuf {
        self.path("config.toml")
    }

    /// The program with nothing of the real environment.
    pub fn command(&self, line: &str) -> Command {
        self.command_at(NOW, line)
    }

    /// The same at another instant.
    pub fn command_at(&self, now: &str, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secretariat"));
        command
            .env_clear()
            .env("SECRETARIAT_HOME", self.dir.path())
            .env("LANG", "C.UTF-8")
            .args(["--now", now])
            .args(line.split(' ').filter(|word| !word.is_empty()));
        command
    }

    /// Runs a line to its end.
    pub fn run(&self, line: &str) -> Said {
        said(&self.command(line).output().unwrap())
    }
}

/// What a finished process said.
pub fn said(output: &Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}
