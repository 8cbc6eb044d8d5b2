//! The checks of the doctor view: the store, and every service at once.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::parts::Parts;
use crate::config::ServiceConfig;
use crate::domain::check::{Check, CheckLine, CheckOutcome};
use crate::domain::fetch::ProviderError;
use crate::domain::text::Text;
use crate::net::Cx;
use crate::providers::Build;
use crate::store::{Access, Store, StoreError};
use crate::workflows::refusals::{recall, reread};

/// Makes every check; read-only, only those that need no connection.
pub async fn run(parts: &Parts, build: Build) -> Vec<CheckLine> {
    let mut lines = Vec::new();
    let own = parts.clone();
    if let Ok(line) = tokio::task::spawn_blocking(move || store(&own)).await {
        lines.push(line);
    }
    if parts.config.read_only {
        lines.push(CheckLine {
            service: None,
            check: Check {
                outcome: CheckOutcome::Remark,
                text: Text::new("tui-doctor-offline"),
            },
        });
        return lines;
    }
    let probes = parts
        .config
        .services
        .iter()
        .map(|service| probe(parts, service, build));
    let probed = futures_util::future::join_all(probes).await;
    lines.extend(probed.into_iter().flatten());
    lines
}

async fn probe(parts: &Parts, service: &ServiceConfig, build: Build) -> Vec<CheckLine> {
    let cx = Cx {
        clock: Arc::clone(&parts.clock),
        cancel: CancellationToken::new(),
        progress: Arc::new(|_| {}),
    };
    let checks = match build(service, &parts.net) {
        Ok(provider) => match reread(&parts.net, &service.id, &*provider).await {
            Ok(()) => provider.probe(&cx).await,
            Err(error) => vec![bad(error)],
        },
        Err(error) => vec![bad(error)],
    };
    let line = |check: Check| CheckLine {
        service: Some(service.id.clone()),
        check,
    };
    checks.into_iter().map(line).collect()
}

fn bad(error: ProviderError) -> Check {
    Check {
        outcome: CheckOutcome::Bad,
        text: error.text(),
    }
}

/// Checks the store, and lets the outside world know what it knows of refused credentials.
fn store(parts: &Parts) -> CheckLine {
    let dir = &parts.config.paths.store;
    let opened = Store::open(dir, Access::ReadOnly, Arc::clone(&parts.clock));
    let line = |outcome, text| CheckLine {
        service: None,
        check: Check { outcome, text },
    };
    let checked = opened.and_then(|store| {
        for (id, state) in store.service_states()? {
            recall(&parts.net, &store, &id, &state)?;
        }
        store.check()
    });
    match checked {
        Ok(report) if report.passes() => {
            let text = Text::new("tui-doctor-store")
                .with("users", report.users)
                .with("accounts", report.accounts)
                .with("entries", report.log.entries);
            line(CheckOutcome::Good, text)
        }
        Ok(report) => {
            let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
            let text = Text::new("tui-doctor-store-damaged").with("detail", said.join("; "));
            line(CheckOutcome::Bad, text)
        }
        Err(error @ StoreError::Missing(_)) => line(CheckOutcome::Remark, error.text()),
        Err(error) => line(CheckOutcome::Bad, error.text()),
    }
}
