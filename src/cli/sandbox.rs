//! `sandbox`: the simulated services, until interrupted.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use super::args;
use super::context::private_dir;
use super::error::CliError;
use super::exit::Exit;
use super::output::Output;
use super::runtime;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::sandbox::{Sandbox, SandboxError, SandboxOptions};

/// Starts, says where, and waits.
pub fn run(
    output: &mut Output,
    now: Timestamp,
    arguments: &args::Sandbox,
) -> Result<Exit, CliError> {
    let sandbox = Sandbox::start(SandboxOptions {
        port: arguments.port,
        accounts: arguments.accounts,
        seed: arguments.seed,
        latency: Duration::from_millis(arguments.latency),
        faults: arguments.fault.clone().unwrap_or_default(),
        ..SandboxOptions::new(now.to_jiff())
    })?;
    if let Some(path) = &arguments.truth {
        let new = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path);
        sandbox.truth(&mut std::io::BufWriter::new(new?))?;
    }
    if let Some(path) = &arguments.write_config {
        write_config(&sandbox, path)?;
    }
    output.say(&Text::new("cli-sandbox").with("url", sandbox.base_url()))?;
    for service in sandbox.services() {
        let text = Text::new("cli-sandbox-service")
            .with("id", service.id)
            .with("kind", service.kind)
            .with("url", service.url);
        output.say(&text)?;
    }
    output.flush()?;
    runtime::run(|cancel| async move { cancel.cancelled().await })?;
    sandbox.stop();
    Ok(Exit::Done)
}

/// Beside the file there is one file for each secret.
fn write_config(sandbox: &Sandbox, path: &Path) -> Result<(), CliError> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let dir = dir.unwrap_or(Path::new("."));
    private_dir(dir)?;
    let written = sandbox.write_config(dir)?;
    if written.file_name() != path.file_name() {
        fs::rename(written, path)?;
    }
    Ok(())
}

impl From<SandboxError> for CliError {
    fn from(error: SandboxError) -> CliError {
        let text = Text::new("cli-sandbox-failed").with("error", error.to_string());
        match error {
            SandboxError::Io(_) => CliError::failed(text),
            SandboxError::Fault(_) | SandboxError::Version { .. } => CliError::usage(text),
        }
    }
}
