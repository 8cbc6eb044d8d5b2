//! Every kind of service appears wherever services do, by its registration alone: this is tried
//! with all of them, the one that only tests know among them.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::args;
use super::context::Context;
use super::output::Output;
use super::subcommand;
use crate::config::tests::machine;
use crate::domain::clock::{Clock, FixedClock};
use crate::domain::time::Timestamp;
use crate::providers::KINDS;
use crate::sandbox::{Sandbox, SandboxOptions};

const NOW: Timestamp = Timestamp(1_795_328_187_000);

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a subcommand prints with the settings that `demo` writes, as JSON.
fn told(sandbox: &Sandbox, place: &std::path::Path, words: &[&str]) -> Value {
    let config = sandbox.write_config(place).unwrap();
    let store = place.join("store");
    let mut line: Vec<OsString> = ["secretariat".into(), "--config".into()].to_vec();
    line.extend([config.into(), "--store".into(), store.into()]);
    line.extend(words.iter().map(OsString::from));
    let cli = args::parse(&line, None).unwrap();
    let mut machine = machine(place);
    machine.login_uid = None;
    let make_clock = |_: Option<Timestamp>| -> Arc<dyn Clock> { Arc::new(FixedClock(NOW)) };
    let mut context = Context::new(&cli.global, machine, &make_clock).unwrap();
    context.simulated = true;
    let paper = Paper::default();
    context.output = Output::to(paper.clone(), io::sink(), Arc::clone(&context.words), NOW);
    subcommand(&mut context, cli.command.unwrap()).unwrap();
    context.output.flush().unwrap();
    let text = paper.0.lock().unwrap().clone();
    serde_json::from_slice(&text).unwrap()
}

fn texts<'a>(value: &'a Value, list: &str, member: &str) -> Vec<&'a str> {
    let rows = value[list].as_array().unwrap().iter();
    rows.filter_map(|row| row[member].as_str()).collect()
}

#[test]
fn every_registered_kind_is_listed_checked_and_synced() {
    let place = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(SandboxOptions {
        accounts: 60,
        limits: false,
        ..SandboxOptions::new(NOW.to_jiff())
    })
    .unwrap();
    let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let mine = |services: Vec<crate::sandbox::SandboxService>| {
        let known = services.into_iter().filter(|s| kinds.contains(&s.kind));
        known.map(|service| service.id).collect::<Vec<_>>()
    };
    let ids = mine(sandbox.services());

    let services = told(&sandbox, place.path(), &["services", "--json"]);
    for kind in &kinds {
        assert!(
            texts(&services, "services", "kind").contains(kind),
            "{kind}"
        );
    }
    let checks = told(&sandbox, place.path(), &["doctor", "--json"]);
    let runs = told(&sandbox, place.path(), &["sync", "--json"]);
    for id in &ids {
        assert!(texts(&checks, "checks", "part").contains(id), "{id}");
        let runs = runs["runs"].as_array().unwrap();
        let run = runs.iter().find(|run| run["service"] == *id).unwrap();
        assert_eq!(run["outcome"], "complete", "{run}");
    }
    let bad = checks["checks"].as_array().unwrap().iter();
    let bad: Vec<&Value> = bad
        .filter(|check| check["verdict"] == "bad" && ids.contains(&check["part"].as_str().unwrap()))
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
}
