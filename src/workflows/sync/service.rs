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
use crate::workflows::Env;
use crate::workflows::refusals::{recall, reread};

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
    let session = match begin(&env, &config, &request, run).await {
        Ok(Begun::Session(session, state)) => (session, *state),
        Ok(Begun::Skip(skip)) => return End::Skipped(skip),
        Err(error) => return End::Ran(Box::new(failed(&env, record, error.text()))),
    };
    let (session, state) = session;
    let provider = match (env.build)(&config, &env.net) {
        Ok(provider) => provider,
        Err(error) => return refuse(&env, &request, record, session, state, error).await,
    };
    if let Err(error) = reread(&env.net, &config.id, &*provider).await {
        return refuse(&env, &request, record, session, state, error).await;
    }
    let requests_before = env.net.requests(&config.id);

    let cx = context(&env, &config, &cancel, &listener);
    let had_accounts = match has_accounts(&session) {
        Ok(had) => had,
        Err(error) => return End::Ran(Box::new(failed(&env, record, error.text()))),
    };
    let intake = Arc::new(Mutex::new(Intake {
        session,
        service: config.id.clone(),
        clock: env.clock.clone(),
        visibility: provider.capabilities().visibility,
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
    let done = tokio::task::spawn_blocking(move || finish(work, intake)).await;
    match done {
        Ok(record) => End::Ran(Box::new(record)),
        Err(join) => std::panic::resume_unwind(join.into_panic()),
    }
}

enum Begun {
    Session(SyncSession, Box<ServiceState>),
    Skip(Skip),
}

/// Takes the service's lock, then looks whether there is anything to do.
async fn begin(
    env: &Env,
    config: &ServiceConfig,
    request: &SyncRequest,
    run: RunId,
) -> Result<Begun, StoreError> {
    let (store, id, wait) = (env.store.clone(), config.id.clone(), request.wait);
    let net = env.net.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let session = match store.begin_sync(&id, run, wait) {
            Ok(session) => session,
            Err(error @ StoreError::Locked { .. }) => {
                let why = error.text();
                return Ok(Begun::Skip(Skip { why, busy: true }));
            }
            Err(error) => return Err(error),
        };
        // Whoever held the lock before us may have just synced or paused it.
        let state = store.service_states()?.remove(&id).unwrap_or_default();
        if let Some(paused) = state.paused {
            let why = Text::new("sync-paused").with("reason", paused.reason);
            return Ok(Begun::Skip(Skip { why, busy: false }));
        }
        recall(&net, &store, &id, &state)?;
        Ok(Begun::Session(session, Box::new(state)))
    });
    let begun = match opened.await {
        Ok(begun) => begun?,
        Err(join) => std::panic::resume_unwind(join.into_panic()),
    };
    if let (Begun::Session(_, state), Some(age)) = (&begun, request.unless_younger)
        && let Some(last) = &state.last_run
        && (0..age).contains(&env.clock.now().since(last.at))
    {
        let why = Text::new("sync-recent").with("at", last.at);
        return Ok(Begun::Skip(Skip { why, busy: false }));
    }
    Ok(begun)
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
    let written = tokio::task::spawn_blocking(move || {
        super::finish::close(&env, session, record, state, dry_run)
    });
    match written.await {
        Ok(record) => End::Ran(Box::new(record)),
        Err(join) => std::panic::resume_unwind(join.into_panic()),
    }
}
