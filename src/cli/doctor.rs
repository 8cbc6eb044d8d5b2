//! `doctor`: credentials and their rights, clock, terminal, settings, store.

use std::io::IsTerminal;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::args::Doctor;
use super::context::Context;
use super::error::CliError;
use super::exit::Exit;
use super::output::{Cell, Column, Form, Row};
use super::runtime;
use crate::config::{ServiceConfig, variables};
use crate::domain::check::{Check, CheckOutcome};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::net::{Cx, Net};
use crate::providers;
use crate::store::{Access, FILE, Store, StoreError};
use crate::words::Words;
use crate::workflows::refusals::{recall, reread};

/// Before this program was written: a clock that says so is wrong.
const EARLIEST: Timestamp = Timestamp(1_760_000_000_000);

#[derive(Debug, Serialize)]
struct CheckJson {
    /// A service's id, or `clock`, `terminal`, `store`.
    part: String,
    /// `good`, `remark` or `bad`.
    verdict: &'static str,
    /// In the language of the output.
    message: String,
}

impl CheckJson {
    fn new(part: &str, check: &Check, words: &Words) -> CheckJson {
        CheckJson {
            part: part.to_owned(),
            verdict: match check.outcome {
                CheckOutcome::Good => "good",
                CheckOutcome::Remark => "remark",
                CheckOutcome::Bad => "bad",
            },
            message: words.text(&check.text),
        }
    }
}

impl Row for CheckJson {
    const COLUMNS: &'static [Column] = &[
        Column::new("part"),
        Column::new("check"),
        Column::new("message"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.part.clone()),
            Cell::Word("check", self.verdict),
            Cell::Text(self.message.clone()),
        ]
    }
}

/// Checks everything; with `--read-only`, nothing that would need a secret or a connection.
pub fn run(context: &mut Context, arguments: &Doctor) -> Result<Exit, CliError> {
    context.require_configured()?;
    let mut services: Vec<ServiceConfig> = Vec::new();
    for id in &arguments.services {
        let id = context.service(id)?;
        services.extend(context.config.service(&id).cloned());
    }
    if services.is_empty() {
        services.clone_from(&context.config.services);
    }
    let mut checks = vec![
        ("clock".to_owned(), clock(context)),
        ("terminal".to_owned(), terminal(context)),
        ("store".to_owned(), store(context)),
    ];
    let mut interrupted = false;
    if context.config.read_only {
        context.output.note(&Text::new("doctor-offline"));
    } else {
        let net = context.net();
        recall_all(context, &net)?;
        let clock = Arc::clone(&context.clock);
        let cx = move |cancel| Cx {
            clock: Arc::clone(&clock),
            cancel,
            progress: Arc::new(|_| {}),
        };
        let (probed, asked) = runtime::run(|cancel| probe(services, net, cx, cancel))?;
        checks.extend(probed);
        interrupted = asked;
    }
    let words = Arc::clone(&context.words);
    let mut list = context
        .output
        .list::<CheckJson>(Form::from(&arguments.listing), "checks");
    for (part, check) in &checks {
        list.push(&CheckJson::new(part, check, &words))?;
    }
    list.finish()?;
    let bad = checks
        .iter()
        .any(|(_, check)| check.outcome == CheckOutcome::Bad);
    let exit = if bad { Exit::Failed } else { Exit::Done };
    Ok(if interrupted {
        exit.and(Exit::Interrupted)
    } else {
        exit
    })
}

/// Every service at once, in the order of the settings.
async fn probe(
    services: Vec<ServiceConfig>,
    net: Net,
    cx: impl Fn(CancellationToken) -> Cx,
    cancel: CancellationToken,
) -> Vec<(String, Check)> {
    let probes = services.into_iter().map(|service| {
        let (net, cx) = (net.clone(), cx(cancel.clone()));
        async move {
            let checks = match providers::build(&service, &net) {
                Ok(provider) => match reread(&net, &service.id, &*provider).await {
                    Ok(()) => provider.probe(&cx).await,
                    Err(error) => vec![check(CheckOutcome::Bad, error.text())],
                },
                Err(error) => vec![check(CheckOutcome::Bad, error.text())],
            };
            let id = service.id.to_string();
            checks
                .into_iter()
                .map(move |check| (id.clone(), check))
                .collect::<Vec<_>>()
        }
    });
    let done = futures_util::future::join_all(probes).await;
    done.into_iter().flatten().collect()
}

/// What other runs learnt of refused credentials; nothing where there is no store.
fn recall_all(context: &Context, net: &Net) -> Result<(), CliError> {
    let dir = &context.config.paths.store;
    // A store that cannot be read is told by its own check.
    if let Ok(store) = Store::open(dir, Access::ReadOnly, Arc::clone(&context.clock)) {
        for (id, state) in store.service_states()? {
            recall(net, &store, &id, &state)?;
        }
    }
    Ok(())
}

fn check(outcome: CheckOutcome, text: Text) -> Check {
    Check { outcome, text }
}

fn clock(context: &Context) -> Check {
    let now = context.now();
    let text = |id| Text::new(id).with("now", now);
    if now < EARLIEST {
        check(CheckOutcome::Bad, text("doctor-clock-early"))
    } else {
        check(CheckOutcome::Good, text("doctor-clock"))
    }
}

fn terminal(context: &Context) -> Check {
    let locale = variables::terminal_locale(|name| context.machine.var(name)).unwrap_or("");
    let term = context.machine.var(variables::TERM).unwrap_or("");
    let folded = locale.to_ascii_lowercase().replace('-', "");
    let text = |id| Text::new(id).with("term", term).with("locale", locale);
    if !std::io::stdout().is_terminal() || term.is_empty() || term == "dumb" {
        check(CheckOutcome::Remark, text("doctor-terminal-none"))
    } else if folded.contains("utf8") {
        check(CheckOutcome::Good, text("doctor-terminal"))
    } else {
        check(CheckOutcome::Remark, text("doctor-terminal-ascii"))
    }
}

/// Whether the store, or its folder, opens to anybody else.
fn readable_by_others(dir: &Path) -> bool {
    [dir.to_owned(), dir.join(FILE)].iter().any(|path| {
        let facts = std::fs::metadata(path);
        facts.is_ok_and(|facts| facts.mode() & 0o077 != 0)
    })
}

fn store(context: &Context) -> Check {
    let dir = &context.config.paths.store;
    let opened = Store::open(dir, Access::ReadOnly, Arc::clone(&context.clock));
    let checked = opened.and_then(|store| store.check());
    match checked {
        Ok(_) if readable_by_others(dir) => {
            let text = Text::new("doctor-store-readable");
            check(
                CheckOutcome::Bad,
                text.with("dir", dir.display().to_string()),
            )
        }
        Ok(report) if report.passes() => {
            let text = Text::new("doctor-store")
                .with("users", report.users)
                .with("accounts", report.accounts)
                .with("mib", report.bytes.div_ceil(1 << 20))
                .with("entries", report.log.entries);
            check(CheckOutcome::Good, text)
        }
        Ok(report) => {
            let mut said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
            said.extend(report.log.broken.map(|broken| format!("{broken:?}")));
            let text = Text::new("doctor-store-damaged").with("detail", said.join("; "));
            check(CheckOutcome::Bad, text)
        }
        Err(StoreError::Missing(_)) => {
            let text = Text::new("doctor-store-none").with("dir", dir.display().to_string());
            check(CheckOutcome::Remark, text)
        }
        Err(error) => check(CheckOutcome::Bad, error.text()),
    }
}
