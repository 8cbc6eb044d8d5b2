//! Runs the simulated services by themselves:
//! `cargo run --example sandbox -- [accounts=N] [seed=N] [port=N] [fault=SPEC] [latency=MS]
//! [nextcloud=27..34] [config=DIR] [truth=FILE] [nolimits]`. Ends with the standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use secretariat::sandbox::{Sandbox, SandboxOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = SandboxOptions::new(Timestamp::now());
    let (mut config, mut truth) = (None, None);
    for argument in std::env::args().skip(1) {
        let (key, value) = argument.split_once('=').unwrap_or((&argument, ""));
        match key {
            "accounts" => options.accounts = value.parse()?,
            "seed" => options.seed = value.parse()?,
            "port" => options.port = value.parse()?,
            "fault" => options.faults = value.to_owned(),
            "latency" => options.latency = Duration::from_millis(value.parse()?),
            "nextcloud" => options.nextcloud_version = value.parse()?,
            "config" => config = Some(value.to_owned()),
            "truth" => truth = Some(value.to_owned()),
            "nolimits" => options.limits = false,
            _ => return Err(format!("unknown argument {key}").into()),
        }
    }
    let sandbox = Sandbox::start(options)?;
    if let Some(dir) = config {
        std::fs::create_dir_all(&dir)?;
        eprintln!("{}", sandbox.write_config(Path::new(&dir))?.display());
    }
    if let Some(path) = truth {
        sandbox.truth(&mut File::create(path)?)?;
    }
    for service in sandbox.services() {
        eprintln!("{} {}", service.id, service.url);
    }
    eprintln!("control {}/_sandbox/", sandbox.base_url());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    sandbox.stop();
    Ok(())
}
