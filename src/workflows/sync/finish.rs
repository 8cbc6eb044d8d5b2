//! The end of one service's sync: absences, re-keying, the guard, and one commit or none.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use super::failed::failed;
use super::request::SyncRequest;
use super::sink::{Intake, hold_of};
use crate::config::ServiceConfig;
use crate::domain::account::{Account, Actor, RemoteState, State};
use crate::domain::audit::AuditBody;
use crate::domain::change::{Field, FieldChange};
use crate::domain::diff::guard::{Watch, passes};
use crate::domain::diff::rekey::{self, Keys};
use crate::domain::diff::state::{Before, Event, Fetched, Hold, next};
use crate::domain::diff::{self, Staged, StagedKind, fields};
use crate::domain::fetch::{ErrorKind, FetchEnd};
use crate::domain::ids::RemoteId;
use crate::domain::run::{Held, Outcome, RunRecord};
use crate::domain::service::{LastRun, Refused, ServiceState};
use crate::domain::text::Text;
use crate::domain::time::DAY;
use crate::store::{StoreError, SyncEnd, SyncSession};
use crate::workflows::Env;
use crate::workflows::notify::forget_what_is_over;

/// How long a held result may be accepted.
const HELD_FOR: i64 = 7 * DAY;

/// Everything that the end needs, apart from the rows.
pub(super) struct Finish {
    pub env: Env,
    pub config: ServiceConfig,
    pub request: Arc<SyncRequest>,
    pub record: RunRecord,
    pub state: ServiceState,
    pub fetched: FetchEnd,
    pub requests: u64,
}

/// Ends a run; whatever happens there is a record.
pub(super) fn finish(work: Finish, intake: Arc<Mutex<Intake>>) -> RunRecord {
    let fallback = (work.env.clone(), work.record.clone());
    let intake = match Arc::try_unwrap(intake) {
        Ok(mutex) => mutex.into_inner().unwrap_or_else(PoisonError::into_inner),
        // The provider kept a clone of its sink beyond its fetch.
        Err(_) => return failed(&fallback.0, fallback.1, Text::new("sync-internal")),
    };
    match conclude(work, intake) {
        Ok(record) => record,
        Err(error) => failed(&fallback.0, fallback.1, error.text()),
    }
}

fn conclude(mut work: Finish, mut intake: Intake) -> Result<RunRecord, StoreError> {
    if let Some(error) = intake.broken.take() {
        return Err(error);
    }
    let mut record = work.record.clone();
    record.requests = work.requests;
    let (outcome, mut reasons, groups_readable) = outcome(&work, intake.counts.fetched);
    if let FetchEnd::Failed(error) = &work.fetched {
        tracing::warn!(service = %record.service, %error, "fetch failed");
        if error.kind == ErrorKind::Auth
            && let Some(secret) = work.env.net.refused(&work.config.id)
            && work
                .state
                .refused
                .as_ref()
                .is_none_or(|before| before.secret != secret)
        {
            let at = record.started;
            work.state.refused = Some(Refused {
                secret,
                at,
                text: error.text(),
            });
        }
    } else {
        work.state.refused = None;
    }
    record.counts = intake.counts;
    if outcome == Outcome::Failed {
        record.reasons = reasons;
        return Ok(close_as(&work, intake.session, record, Outcome::Failed));
    }

    let known = absences(&work, outcome, &mut intake)?;
    record.counts = intake.counts;
    record.held = intake.tally.held(known, work.config.max_removals);
    if !record.held.is_empty() && !overridden(&work, &record.held)? {
        reasons.extend(record.held.iter().map(held_text));
        record.reasons = reasons;
        return Ok(close_as(&work, intake.session, record, Outcome::Held));
    }

    record.outcome = outcome;
    record.reasons = reasons;
    record.ended = work.env.clock.now();
    if work.request.dry_run {
        intake.session.abandon(None)?;
        return Ok(record);
    }
    let mut state = work.state.clone();
    if outcome == Outcome::Complete {
        state.last_complete = Some(record.started);
        state.accounts = record.counts.fetched;
    }
    // Also after a run that is partial for having fewer: a group that was deleted is told once,
    // not for ever.
    state.groups_readable = groups_readable.unwrap_or(state.groups_readable);
    intake
        .session
        .commit(sync_end(&work.env, record.clone(), state))?;
    Ok(record)
}

/// What the fetch's end means, with the reasons for humans and how many groups it could read.
fn outcome(work: &Finish, fetched: u64) -> (Outcome, Vec<Text>, Option<u64>) {
    match &work.fetched {
        FetchEnd::Failed(error) => (Outcome::Failed, vec![error.text()], None),
        FetchEnd::Partial(reasons) => (Outcome::Partial, reasons.clone(), None),
        FetchEnd::Complete { groups_readable } => {
            let before = work.state.groups_readable;
            // Without a single account there is no right to groups that could be lacking: whether
            // so much emptiness is believed is the guard's question.
            if *groups_readable < before && fetched > 0 {
                let reason = Text::new("sync-fewer-groups")
                    .with("now", *groups_readable)
                    .with("before", before);
                (Outcome::Partial, vec![reason], Some(*groups_readable))
            } else {
                (Outcome::Complete, Vec::new(), Some(*groups_readable))
            }
        }
    }
}

/// Concludes what is absent, re-keys, stages both; returns how many accounts were known before.
fn absences(work: &Finish, outcome: Outcome, intake: &mut Intake) -> Result<u64, StoreError> {
    let conclude = outcome == Outcome::Complete && !work.request.add_only && !work.config.add_only;
    let now = work.env.clock.now();
    let holds = intake.session.holds()?;
    let mut known = 0;
    let mut absent: Vec<(Account, Option<(Staged, Event)>)> = Vec::new();
    let listed = |intake: &Intake, account: &Account| intake.listed(&account.key.remote);
    intake.session.each_stored(&mut |account| {
        known += u64::from(account.state != State::Gone);
        if !listed(intake, &account) {
            let (started, last) = (work.record.started, work.state.last_complete);
            let concluded = if conclude {
                let hold = hold_of(&holds, &account.key.remote);
                diff::absent((&account, hold), (started, now), last, intake.visibility)
            } else {
                None
            };
            // Kept as candidates for re-keying even where nothing is concluded.
            let held = holds.contains_key(&account.key.remote);
            if concluded.is_some() || account.state == State::Gone || held {
                absent.push((account, concluded));
            }
        }
        ControlFlow::Continue(())
    })?;
    let rekeyed = rekey_rows(work, &absent, &holds, intake);
    let moved: HashSet<RemoteId> = rekeyed.iter().map(|(from, _)| from.clone()).collect();
    let mut rows: Vec<Staged> = rekeyed.into_iter().map(|(_, staged)| staged).collect();
    for (account, concluded) in absent {
        if moved.contains(&account.key.remote) {
            continue;
        }
        if let Some((staged, event)) = concluded {
            if event == Event::Gone {
                intake.counts.gone += 1;
                intake.tally.add(Watch::Gone, account.key.remote);
            }
            rows.push(staged);
        }
    }
    if !work.request.dry_run && !rows.is_empty() {
        intake.session.stage(rows)?;
    }
    Ok(known)
}

/// Turns pairs of an absent and a new account into one account that moved.
fn rekey_rows(
    work: &Finish,
    absent: &[(Account, Option<(Staged, Event)>)],
    holds: &HashMap<RemoteId, Hold>,
    intake: &mut Intake,
) -> Vec<(RemoteId, Staged)> {
    let olds: Vec<Keys> = absent
        .iter()
        .map(|(old, _)| Keys::of(old, Vec::new()))
        .collect();
    let (news, inserted): (Vec<Keys>, Vec<Box<Staged>>) = intake.inserted.drain(..).unzip();
    let pairs = rekey::pairs(&olds, &news);
    let by_old: HashMap<&RemoteId, &Account> = absent
        .iter()
        .map(|(old, _)| (&old.key.remote, old))
        .collect();
    let by_new: HashMap<&RemoteId, Box<Staged>> =
        news.iter().map(|keys| &keys.id).zip(inserted).collect();
    let mut rows = Vec::with_capacity(pairs.len());
    for (from, to) in pairs {
        if let (Some(old), Some(new)) = (by_old.get(&from), by_new.get(&to)) {
            let hold = hold_of(holds, &from);
            let staged = moved(work, (old, hold), new, intake.visibility);
            intake.counts.inserted -= 1;
            intake.counts.rekeyed += 1;
            rows.push((from, staged));
        }
    }
    rows
}

/// The account under its new id, with what it brings along from the old one.
fn moved(
    work: &Finish,
    (old, hold): (&Account, Hold),
    new: &Staged,
    visibility: diff::state::Visibility,
) -> Staged {
    let remote = match new.account.state {
        State::Invited => RemoteState::Invited,
        State::Disabled => RemoteState::Disabled,
        State::Active | State::Gone | State::Unknown => RemoteState::Active,
    };
    let before = Before {
        state: old.state,
        hold,
    };
    let after = next(before, Fetched::Listed(remote), visibility);
    let mut account = new.account.clone();
    account.state = after.state;
    account.user = old.user;
    account.first_seen = old.first_seen;
    account.disabled = old.disabled.clone();
    let mut volatile = old.volatile;
    volatile.last_active.absorb(account.volatile.last_active);
    volatile.quota_used.absorb(account.volatile.quota_used);
    account.volatile = volatile;
    account.formerly = old.formerly.clone();
    account.formerly.push(old.key.remote.clone());
    let mut profile = old.profile.clone();
    let mut changes = vec![FieldChange {
        field: Field::Id,
        old: old.key.remote.to_string(),
        new: account.key.remote.to_string(),
    }];
    if after.state != old.state {
        changes.push(fields::state(old.state, after.state));
    }
    changes.extend(fields::absorb(&mut profile, account.profile.clone()));
    account.profile = profile;
    account.observed_at = account.observed_at.max(work.record.started);
    Staged {
        account,
        kind: StagedKind::Rekey {
            from: old.key.remote.clone(),
        },
        changes,
    }
}

/// Whether the operator's count lets exactly this held result pass.
fn overridden(work: &Finish, held: &[Held]) -> Result<bool, StoreError> {
    let Some(accepted) = work.request.accept_removals else {
        return Ok(false);
    };
    let runs = work.env.store.runs(Some(&work.config.id), 50)?;
    let before = runs
        .iter()
        .take_while(|run| !matches!(run.outcome, Outcome::Complete | Outcome::Partial))
        .find(|run| run.outcome == Outcome::Held);
    Ok(before.is_some_and(|run| {
        work.record.started.since(run.started) <= HELD_FOR && passes(held, &run.held, accepted)
    }))
}

fn held_text(held: &Held) -> Text {
    let id = match held.rule.as_str() {
        "gone" => "held-gone",
        "disabled" => "held-disabled",
        "admin" => "held-admin",
        _ => "held-email",
    };
    Text::new(id).with("count", held.count).with("of", held.of)
}

fn close_as(work: &Finish, session: SyncSession, record: RunRecord, outcome: Outcome) -> RunRecord {
    let record = RunRecord {
        outcome,
        ended: work.env.clock.now(),
        ..record
    };
    close(
        &work.env,
        session,
        record,
        work.state.clone(),
        work.request.dry_run,
    )
}

/// Writes the record of a run of which nothing is committed.
pub(super) fn close(
    env: &Env,
    session: SyncSession,
    record: RunRecord,
    state: ServiceState,
    dry_run: bool,
) -> RunRecord {
    let end = (!dry_run).then(|| sync_end(env, record.clone(), state));
    match session.abandon(end) {
        Ok(()) => record,
        Err(error) => failed(env, record, error.text()),
    }
}

fn sync_end(env: &Env, run: RunRecord, mut state: ServiceState) -> SyncEnd {
    state.last_run = Some(LastRun {
        id: run.id,
        at: run.started,
        outcome: run.outcome,
        text: run.reasons.first().cloned(),
    });
    forget_what_is_over(&mut state, run.ended, env.config.policy.stale_after);
    let counts = &run.counts;
    let audit = AuditBody {
        actor: Actor::Operator(env.operator.name.clone()),
        source: env.operator.source,
        action: "sync".to_owned(),
        targets: vec![run.service.to_string()],
        old: String::new(),
        new: format!(
            "{}: fetched {}, inserted {}, updated {}, unchanged {}, gone {}, returned {}, re-keyed {}",
            run.outcome.as_str(),
            counts.fetched,
            counts.inserted,
            counts.updated,
            counts.unchanged,
            counts.gone,
            counts.returned,
            counts.rekeyed
        ),
        why: String::new(),
    };
    SyncEnd { run, state, audit }
}
