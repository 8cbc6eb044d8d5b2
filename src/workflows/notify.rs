//! Notify: tells each new trouble of a service once, for runs that nobody looks at.
//!
//! Owns what counts as trouble and when it was already told. The channels belong to `net`.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio_util::sync::CancellationToken;

use super::{Env, blocking};
use crate::config::{SecretRef, ServiceConfig};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::ServiceId;
use crate::domain::run::Outcome;
use crate::domain::service::ServiceState;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;
use crate::net::http::{Limits, Request};
use crate::net::{Cx, exec};
use crate::store::{Result, StoreError};
use crate::words::Words;

/// What is wrong with a service, if anything is: held, failed, or a picture that is too old.
///
/// `stale_after` is in milliseconds. A paused service is not troubled.
pub fn trouble(
    label: &str,
    state: &ServiceState,
    now: Timestamp,
    stale_after: i64,
) -> Option<Text> {
    if state.paused.is_some() {
        return None;
    }
    let last = state.last_run.as_ref()?;
    let told = |id: &'static str| {
        let text = Text::new(id).with("service", label);
        match &last.text {
            Some(reason) => text.with("reason", reason.clone()),
            None => text.with("reason", ""),
        }
    };
    match last.outcome {
        Outcome::Held => return Some(told("notify-held")),
        Outcome::Failed => return Some(told("notify-failed")),
        Outcome::Complete | Outcome::Partial => {}
    }
    state
        .is_stale(now, stale_after)
        .then(|| match state.last_complete {
            Some(at) => told("notify-stale").with("at", at),
            None => told("notify-never"),
        })
}

/// Forgets a trouble that is over: should it come again, it is told again.
pub fn forget_what_is_over(state: &mut ServiceState, now: Timestamp, stale_after: i64) {
    if !same(&trouble("", state, now, stale_after), &state.notified) {
        state.notified = None;
    }
}

/// Whether two troubles are one for the reader: the same kind, whatever the numbers.
fn same(a: &Option<Text>, b: &Option<Text>) -> bool {
    a.as_ref().map(|text| &text.id) == b.as_ref().map(|text| &text.id)
}

/// Tells every new trouble over every configured channel; returns what could not be told.
///
/// A trouble counts as told when one channel took it.
pub async fn notify(env: &Env, words: &Words) -> Result<Vec<Text>> {
    let config = &env.config;
    let store = env.store.clone();
    let states = blocking(move || store.service_states()).await?;
    let mut failures = Vec::new();
    for service in &config.services {
        let Some(state) = states.get(&service.id) else {
            continue;
        };
        let trouble = trouble(
            &service.label,
            state,
            env.clock.now(),
            config.policy.stale_after,
        );
        if same(&trouble, &state.notified) {
            continue;
        }
        if let Some(trouble) = &trouble {
            let (told, failed) = deliver(env, &words.text(trouble)).await;
            failures.extend(failed);
            if !told {
                continue;
            }
        }
        remember(env, &service.id, trouble).await?;
    }
    Ok(failures)
}

async fn remember(env: &Env, id: &ServiceId, trouble: Option<Text>) -> Result<()> {
    let (store, id) = (env.store.clone(), id.clone());
    blocking(move || {
        let edit = |state: &mut ServiceState| state.notified.clone_from(&trouble);
        store.update_service_state(&id, &edit, None).map(|_| ())
    })
    .await
}

/// Sends one message everywhere; says whether any channel took it, and what failed.
async fn deliver(env: &Env, message: &str) -> (bool, Vec<Text>) {
    let channels = &env.config.notify;
    let mut ends = Vec::new();
    if let Some(webhook) = &channels.mattermost {
        ends.push(("mattermost", post(env, webhook, message).await));
    }
    if let Some(argv) = &channels.command {
        ends.push(("command", start(argv, message).await));
    }
    #[cfg(feature = "mail")]
    if let Some(mail) = &channels.mail {
        let subject = format!("Secretariat: {}", env.config.organisation.name);
        let sent = crate::net::smtp::send(&env.net, mail, &subject, message).await;
        ends.push(("mail", sent.map_err(|error| error.text())));
    }
    #[cfg(not(feature = "mail"))]
    if channels.mail.is_some() {
        ends.push(("mail", Err(bad("this program was built without mail"))));
    }
    let told = ends.iter().any(|(_, end)| end.is_ok());
    let failed = ends
        .into_iter()
        .filter_map(|(channel, end)| Some((channel, end.err()?)))
        .map(|(channel, why)| {
            Text::new("notify-undelivered")
                .with("channel", channel)
                .with("why", why)
        })
        .collect();
    (told, failed)
}

/// An incoming webhook: `POST` of `{"text": ..}`, answered by `ok`. Its URL is the secret.
async fn post(env: &Env, webhook: &SecretRef, message: &str) -> Result<(), Text> {
    let id = ServiceId::new("notify").map_err(|error| bad(&error.to_string()))?;
    let url = env
        .net
        .secret(&id, "notify.mattermost.url", webhook)
        .await
        .map_err(|e| e.text())?;
    let url = url.expose_secret();
    let split = url
        .find("://")
        .and_then(|at| url.get(at + 3..)?.find('/').map(|end| at + 3 + end));
    let Some((base, path)) = split.and_then(|at| url.split_at_checked(at)) else {
        return Err(bad("not a URL"));
    };
    let pseudo = ServiceConfig::outside(id);
    let http = env
        .net
        .http(&pseudo, base, Limits::default())
        .map_err(|error| error.text())?;
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    // The path is the secret.
    let request = Request::post(&segments)
        .json(serde_json::json!({ "text": message }))
        .hidden();
    let sent = http.send(&cx(env), request).await;
    sent.map(|_| ()).map_err(|error| error.text())
}

/// A program, with the message on its standard input.
async fn start(argv: &[String], message: &str) -> Result<(), Text> {
    let limits = exec::Limits {
        timeout: Duration::from_secs(30),
        output_max: 64 * 1024,
    };
    let input = SecretString::from(format!("{message}\n"));
    let output = exec::run(argv, Some(&input), limits)
        .await
        .map_err(|e| bad(&e.to_string()))?;
    match output.status {
        Some(0) => Ok(()),
        status => Err(bad(&format!("exit code {}", status.unwrap_or(-1)))),
    }
}

fn cx(env: &Env) -> Cx {
    Cx {
        clock: env.clock.clone(),
        cancel: CancellationToken::new(),
        progress: std::sync::Arc::new(|_| {}),
    }
}

fn bad(detail: &str) -> Text {
    ProviderError {
        kind: ErrorKind::Config,
        service: "notify".to_owned(),
        target: String::new(),
        detail: detail.to_owned(),
    }
    .text()
}

impl From<StoreError> for Text {
    fn from(error: StoreError) -> Text {
        error.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::RunId;
    use crate::domain::service::{LastRun, Paused};

    fn state(outcome: Outcome, complete: i64) -> ServiceState {
        ServiceState {
            last_complete: Some(Timestamp(complete)),
            last_run: Some(LastRun {
                id: RunId(uuid::Uuid::nil()),
                at: Timestamp(complete),
                outcome,
                text: None,
            }),
            ..ServiceState::default()
        }
    }

    fn id(state: &ServiceState, now: i64) -> Option<String> {
        trouble("GitHub", state, Timestamp(now), 1_000).map(|text| text.id.into_owned())
    }

    #[test]
    fn held_failed_and_stale_are_trouble() {
        assert_eq!(
            id(&state(Outcome::Held, 0), 1).as_deref(),
            Some("notify-held")
        );
        assert_eq!(
            id(&state(Outcome::Failed, 0), 1).as_deref(),
            Some("notify-failed")
        );
        assert_eq!(
            id(&state(Outcome::Complete, 0), 1_001).as_deref(),
            Some("notify-stale")
        );
        assert_eq!(id(&state(Outcome::Complete, 0), 1_000), None);
        assert_eq!(id(&ServiceState::default(), 1_000), None);
    }

    #[test]
    fn a_service_that_was_never_read_whole_is_trouble() {
        let never = ServiceState {
            last_complete: None,
            ..state(Outcome::Partial, 0)
        };
        assert_eq!(id(&never, 1).as_deref(), Some("notify-never"));
    }

    #[test]
    fn only_a_trouble_that_lasts_stays_told() {
        let told = |before: Outcome, now: Outcome| {
            let mut state = state(now, 0);
            state.notified = trouble("GitHub", &self::state(before, 0), Timestamp(1), 1_000);
            forget_what_is_over(&mut state, Timestamp(1), 1_000);
            state.notified.is_some()
        };
        assert!(told(Outcome::Failed, Outcome::Failed));
        assert!(!told(Outcome::Failed, Outcome::Held));
        assert!(!told(Outcome::Failed, Outcome::Complete));
    }

    #[test]
    fn a_paused_service_is_left_alone() {
        let paused = Paused {
            by: "ada".into(),
            at: Timestamp(0),
            reason: "move".into(),
        };
        let state = ServiceState {
            paused: Some(paused),
            ..state(Outcome::Failed, 0)
        };
        assert_eq!(id(&state, 9_999), None);
    }
}
