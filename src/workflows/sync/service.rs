//! One service's sync, from the lock to the fetch.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use tokio_util::sync::CancellationToken;

use super::failed::failed;
use super::finish::{Finish, finish};
use super::request::{End, Listener, Skip, SyncEvent, SyncRequest};
use super::sink::{Intake, Sink};
use crate::config::ServiceConfig;
use crate::domain::diff::guard::Tally;
use crate::domain::fetch::ProviderError;
use crate::domain::ids::RunId;
use crate::domain::progress::{Phase, Progress};
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::service::ServiceState;
use crate::domain::text::Text;
use crate::providers::Cx;
use crate::store::{StoreError, SyncSession};
use crate::workflows::refusals::{recall, reread};
use crate::workflows::{Env, blocking};

/// Runs one service's sync to its record.
pub(super) async fn run(
    env: Env,
    config: ServiceConfig,
    request: Arc<SyncRequest>,
    cancel: CancellationToken,
    listener: Listener,
) -> End {
    let run = RunId(uuid::Uuid::now_v7());
    let started = env.clock.now();
    let record = RunRecord {
        id: run,
        service: config.id.clone(),
        started,
        ended: started,
        outcome: Outcome::Failed,
        counts: Counts::default(),
        requests: 0,
        reasons: Vec::new(),
        held: Vec::new(),
        by: env.operator.name.clone(),
    };
    let begun = match begin(&env, &config, &request, run).await {
        Ok(Ok(begun)) => begun,
        Ok(Err(skip)) => return End::Skipped(skip),
        Err(error) => return End::Ran(Box::new(failed(&env, record, error.text()))),
    };
    let Begun {
        session,
        state,
        had_accounts,
    } = begun;
    let provider = match (env.build)(&config, &env.net) {
        Ok(provider) => provider,
        Err(error) => return refuse(&env, &request, record, session, state, error).await,
    };
    if let Err(error) = reread(&env.net, &config.id, &*provider).await {
        return refuse(&env, &request, record, session, state, error).await;
    }
    let requests_before = env.net.requests(&config.id);

    let cx = context(&env, &config, &cancel, &listener);
    let intake = Arc::new(Mutex::new(Intake {
        session,
        service: config.id.clone(),
        clock: env.clock.clone(),
        visibility: provider.kind().nature.visibility,
        dry_run: request.dry_run,
        seen: HashSet::new(),
        unread: HashSet::new(),
        counts: Counts::default(),
        tally: Tally::default(),
        inserted: Vec::new(),
        had_accounts,
        broken: None,
    }));
    let fetched = provider.fetch(&cx, &mut Sink(intake.clone())).await;
    (cx.progress)(Progress {
        phase: Phase::Committing,
        ..Progress::default()
    });
    let requests = env.net.requests(&config.id) - requests_before;
    let work = Finish {
        env: env.clone(),
        config,
        request,
        record,
        state,
        fetched,
        requests,
    };
    End::Ran(Box::new(blocking(move || finish(work, intake)).await))
}

/// A run that may fetch.
struct Begun {
    session: SyncSession,
    state: ServiceState,
    had_accounts: bool,
}

/// Takes the service's lock, then looks whether there is anything to do.
async fn begin(
    env: &Env,
    config: &ServiceConfig,
    request: &SyncRequest,
    run: RunId,
) -> Result<Result<Begun, Skip>, StoreError> {
    let (store, id, wait) = (env.store.clone(), config.id.clone(), request.wait);
    let (net, clock, unless_younger) = (env.net.clone(), env.clock.clone(), request.unless_younger);
    blocking(move || {
        let session = match store.begin_sync(&id, run, wait) {
            Ok(session) => session,
            Err(error @ StoreError::Locked { .. }) => {
                let why = error.text();
                return Ok(Err(Skip { why, busy: true }));
            }
            Err(error) => return Err(error),
        };
        // Whoever held the lock before us may have just synced or paused it.
        let state = store.service_states()?.remove(&id).unwrap_or_default();
        if let Some(paused) = state.paused {
            let why = Text::new("sync-paused").with("reason", paused.reason);
            return Ok(Err(Skip { why, busy: false }));
        }
        recall(&net, &store, &id, &state)?;
        if let (Some(age), Some(last)) = (unless_younger, &state.last_run)
            && (0..age).contains(&clock.now().since(last.at))
        {
            let why = Text::new("sync-recent").with("at", last.at);
            return Ok(Err(Skip { why, busy: false }));
        }
        let had_accounts = has_accounts(&session)?;
        Ok(Ok(Begun {
            session,
            state,
            had_accounts,
        }))
    })
    .await
}

fn has_accounts(session: &SyncSession) -> Result<bool, StoreError> {
    let mut any = false;
    session.each_stored(&mut |_| {
        any = true;
        std::ops::ControlFlow::Break(())
    })?;
    Ok(any)
}

fn context(
    env: &Env,
    config: &ServiceConfig,
    cancel: &CancellationToken,
    listener: &Listener,
) -> Cx {
    let (id, listener) = (config.id.clone(), listener.clone());
    Cx {
        clock: env.clock.clone(),
        cancel: cancel.clone(),
        progress: Arc::new(move |progress| listener(SyncEvent::Progress(id.clone(), progress))),
    }
}

/// Ends a run that could not even begin to fetch.
async fn refuse(
    env: &Env,
    request: &Arc<SyncRequest>,
    mut record: RunRecord,
    session: SyncSession,
    state: ServiceState,
    error: ProviderError,
) -> End {
    record.reasons.insert(0, error.text());
    record.ended = env.clock.now();
    let (env, dry_run) = (env.clone(), request.dry_run);
    let close = move || super::finish::close(&env, session, record, state, dry_run);
    End::Ran(Box::new(blocking(close).await))
}
