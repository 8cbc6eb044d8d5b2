//! The choices of a form that only a service knows.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use super::parts::Parts;
use crate::domain::ids::ServiceId;
use crate::domain::text::Text;
use crate::net::Cx;
use crate::providers::{Build, Provider};
use crate::tui::runtime::source::Offered;
use crate::workflows::refusals::reread;

/// Asks for all sources at once; each has its own outcome.
pub async fn ask(
    parts: &Parts,
    build: Build,
    service: &ServiceId,
    sources: Vec<String>,
) -> Vec<Offered> {
    let provider = match open(parts, build, service).await {
        Ok(provider) => provider,
        Err(why) => {
            let failed = |source| (source, Err(why.clone()));
            return sources.into_iter().map(failed).collect();
        }
    };
    let cx = Cx {
        clock: Arc::clone(&parts.clock),
        cancel: CancellationToken::new(),
        progress: Arc::new(|_| {}),
    };
    join_all(sources.into_iter().map(async |source| {
        let choices = match provider.changes() {
            Some(changes) => changes.options(&cx, &source).await,
            None => Ok(Vec::new()),
        };
        (source, choices.map_err(|error| error.text()))
    }))
    .await
}

async fn open(parts: &Parts, build: Build, service: &ServiceId) -> Result<Box<dyn Provider>, Text> {
    let Some(config) = parts.config.service(service) else {
        return Err(Text::new("cli-unknown-service").with("id", service.as_str()));
    };
    let provider = build(config, &parts.net).map_err(|error| error.text())?;
    let ready = reread(&parts.net, service, &*provider).await;
    ready.map_err(|error| error.text())?;
    Ok(provider)
}
