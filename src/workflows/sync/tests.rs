//! Whole syncs against a scripted service and a real store.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use tempfile::TempDir;

use super::*;
use crate::config::ServiceConfig;
use crate::domain::account::{
    Account, Email, FetchedAccount, GroupId, Membership, Profile, RemoteState, State, Trust,
    Volatile,
};
use crate::domain::check::Check;
use crate::domain::clock::Clock;
use crate::domain::diff::state::Visibility;
use crate::domain::fetch::{ErrorKind, FetchEnd, ProviderError};
use crate::domain::ids::{AccountKey, Digest16, RemoteId};
use crate::domain::plan::Reversibility;
use crate::domain::seen::Seen;
use crate::domain::service::{Paused, ServiceState};
use crate::domain::time::{HOUR, Timestamp};
use crate::net::Net;
use crate::providers::{BatchSink, Capabilities, Cx, Nature, Provider, ProviderKind, WhoAmI};
use crate::store::{Access, LockWait, Store};

/// What the scripted service answers next, by service id; the test writes it, the provider reads it.
static SCRIPT: Mutex<Option<HashMap<String, Script>>> = Mutex::new(None);

#[derive(Clone)]
struct Script {
    accounts: Vec<FetchedAccount>,
    unread: Vec<GroupId>,
    end: FetchEnd,
    fetches: u64,
    secret: u8,
}

struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}

const KIND: ProviderKind = ProviderKind {
    name: "scripted",
    words: ["", ""],
    sample: "",
    nature: Nature {
        disabling: Some(Reversibility::Exact),
        visibility: Visibility::Shown,
        folds_case: false,
    },
    capabilities: Capabilities::READ_ONLY,
    check: |_| Ok(()),
    build,
};

struct Scripted(ServiceId, Net);

impl Scripted {
    fn script<T>(&self, f: impl FnOnce(&mut Script) -> T) -> T {
        let mut scripts = SCRIPT.lock().unwrap();
        f(scripts.as_mut().unwrap().get_mut(self.0.as_str()).unwrap())
    }
}

#[async_trait]
impl Provider for Scripted {
    fn service(&self) -> &ServiceId {
        &self.0
    }
    fn kind(&self) -> &'static ProviderKind {
        &KIND
    }
    async fn whoami(&self, _: &Cx) -> Result<WhoAmI, ProviderError> {
        Err(error(ErrorKind::Net))
    }
    async fn probe(&self, _: &Cx) -> Vec<Check> {
        Vec::new()
    }
    async fn fetch(&self, cx: &Cx, sink: &mut dyn BatchSink) -> FetchEnd {
        let requested = cx.clock.now();
        let gate = self.1.gate(&self.0);
        let secret = Digest16::of(&[self.script(|script| script.secret)]);
        if gate.refused() == Some(secret) {
            return FetchEnd::Failed(error(ErrorKind::Auth));
        }
        let script = self.script(|script| {
            script.fetches += 1;
            script.clone()
        });
        if matches!(&script.end, FetchEnd::Failed(error) if error.kind == ErrorKind::Auth) {
            gate.refuse(secret);
        }
        sink.unread(script.unread);
        for batch in script.accounts.chunks(2) {
            if let Err(error) = sink.batch(requested, batch.to_vec()).await {
                return FetchEnd::Failed(error);
            }
        }
        script.end
    }
    async fn read(
        &self,
        _: &Cx,
        ids: &[RemoteId],
    ) -> Result<Vec<Option<FetchedAccount>>, ProviderError> {
        Ok(vec![None; ids.len()])
    }
}

fn error(kind: ErrorKind) -> ProviderError {
    ProviderError {
        kind,
        service: "s".into(),
        target: "GET /".into(),
        detail: "said so".into(),
    }
}

fn build(config: &ServiceConfig, net: &Net) -> Result<Box<dyn Provider>, ProviderError> {
    Ok(Box::new(Scripted(config.id.clone(), net.clone())))
}

fn person(id: &str, login: &str) -> FetchedAccount {
    let address = format!("{login}@x.org");
    FetchedAccount {
        id: RemoteId::new(id).unwrap(),
        formerly: Vec::new(),
        remote: RemoteState::Active,
        profile: Profile {
            login: Seen::Value(login.into()),
            emails: Seen::Value(vec![Email {
                address,
                trust: Trust::Asserted,
                primary: true,
            }]),
            ..Profile::default()
        },
        volatile: Volatile::default(),
    }
}

fn people(count: usize) -> Vec<FetchedAccount> {
    (0..count)
        .map(|n| person(&format!("user:{n:03}"), &format!("p{n}")))
        .collect()
}

const COMPLETE: FetchEnd = FetchEnd::Complete { groups_readable: 0 };

/// One service of its own, so that tests run side by side.
struct World {
    env: Env,
    clock: Arc<Ticking>,
    id: ServiceId,
    _dir: TempDir,
}

impl World {
    fn new(name: &str) -> Self {
        let dir = TempDir::new().unwrap();
        let clock = Arc::new(Ticking(AtomicI64::new(1_000_000)));
        let store = Store::open(dir.path(), Access::ReadWrite, clock.clone()).unwrap();
        let env = crate::workflows::testing::env(store, clock.clone(), build);
        let world = World {
            env,
            clock,
            id: ServiceId::new(name).unwrap(),
            _dir: dir,
        };
        world.answer(Vec::new(), COMPLETE);
        world
    }

    fn answer(&self, accounts: Vec<FetchedAccount>, end: FetchEnd) {
        let mut scripts = SCRIPT.lock().unwrap();
        let scripts = scripts.get_or_insert_default();
        let (fetches, secret) = scripts
            .get(self.id.as_str())
            .map_or((0, 1), |old| (old.fetches, old.secret));
        scripts.insert(
            self.id.to_string(),
            Script {
                accounts,
                unread: Vec::new(),
                end,
                fetches,
                secret,
            },
        );
    }

    /// What else the next answer says: groups that it could not read.
    fn unread(&self, groups: Vec<GroupId>) {
        let mut scripts = SCRIPT.lock().unwrap();
        let scripts = scripts.as_mut().unwrap();
        scripts.get_mut(self.id.as_str()).unwrap().unread = groups;
    }

    fn request(&self) -> SyncRequest {
        SyncRequest {
            services: vec![crate::workflows::testing::service(self.id.as_str())],
            dry_run: false,
            add_only: false,
            accept_removals: None,
            unless_younger: None,
            wait: LockWait::No,
        }
    }

    async fn sync_as(&self, request: SyncRequest) -> SyncReport {
        sync(
            &self.env,
            request,
            CancellationToken::new(),
            Arc::new(|_| {}),
        )
        .await
    }

    async fn sync(&self) -> RunRecord {
        self.sync_as(self.request()).await.runs.remove(0)
    }

    fn pause(&self) {
        let paused = Paused {
            by: "ada".into(),
            at: Timestamp(1),
            reason: "migration".into(),
        };
        let mut pause = |state: &mut ServiceState| state.paused = Some(paused.clone());
        let store = &self.env.store;
        store
            .update_service_state(&self.id, &pause, None)
            .unwrap();
    }

    fn account(&self, id: &str) -> Option<Account> {
        let key = AccountKey::new(self.id.clone(), RemoteId::new(id).unwrap());
        self.env.store.account(&key).unwrap()
    }

    fn state(&self, id: &str) -> Option<State> {
        self.account(id).map(|account| account.state)
    }
}

#[tokio::test]
async fn the_first_sync_inserts_all_and_the_second_writes_only_its_record() {
    let world = World::new("first");
    world.answer(people(5), COMPLETE);
    let first = world.sync().await;
    assert_eq!(
        (first.outcome, first.counts.inserted),
        (Outcome::Complete, 5)
    );
    let before = world.account("user:003");
    let second = world.sync().await;
    assert_eq!((second.counts.inserted, second.counts.unchanged), (0, 5));
    assert_eq!(world.account("user:003"), before);
}

#[tokio::test]
async fn what_was_there_at_first_sight_is_no_news_and_whoever_comes_later_is() {
    let world = World::new("news");
    world.answer(people(5), COMPLETE);
    world.sync().await;
    let news = || world.env.store.changes(Timestamp(0), 10).unwrap();
    assert_eq!(news(), []);
    world.answer(people(6), COMPLETE);
    world.sync().await;
    let ids: Vec<String> = news()
        .iter()
        .map(|change| change.account.remote.to_string())
        .collect();
    assert_eq!(ids, ["user:005"]);
}

#[tokio::test]
async fn a_partial_fetch_marks_nobody_as_gone() {
    let world = World::new("partial");
    world.answer(people(5), COMPLETE);
    world.sync().await;
    world.answer(
        people(2),
        FetchEnd::Partial(vec![Text::new("page-missing")]),
    );
    let run = world.sync().await;
    assert_eq!((run.outcome, run.counts.gone), (Outcome::Partial, 0));
    assert_eq!(world.state("user:004"), Some(State::Active));
}

#[tokio::test]
async fn nobody_left_a_group_that_could_not_be_read() {
    let world = World::new("unread");
    let group = |id: &str| Membership {
        kind: "team".into(),
        id: id.into(),
        name: id.into(),
        role: None,
    };
    let within = |groups: &[&str]| {
        let mut account = person("user:1", "ada");
        account.profile.groups = Seen::Value(groups.iter().map(|id| group(id)).collect());
        vec![account]
    };
    let groups = || world.account("user:1").unwrap().profile.groups;
    world.answer(within(&["a", "b", "c"]), COMPLETE);
    world.sync().await;
    world.answer(within(&["a"]), COMPLETE);
    world.unread(vec![GroupId::of(&group("b"))]);
    let run = world.sync().await;
    assert_eq!(groups(), Seen::Value(vec![group("a"), group("b")]));
    assert_eq!(run.counts.updated, 1);
    world.answer(within(&["a"]), COMPLETE);
    world.sync().await;
    assert_eq!(groups(), Seen::Value(vec![group("a")]));
}

#[tokio::test]
async fn a_failed_fetch_touches_no_account_even_when_it_had_batches() {
    let world = World::new("failed");
    world.answer(people(2), COMPLETE);
    world.sync().await;
    world.answer(people(4), FetchEnd::Failed(error(ErrorKind::Net)));
    let run = world.sync().await;
    assert_eq!(run.outcome, Outcome::Failed);
    assert_eq!(run.reasons.first().map(|text| &*text.id), Some("error-net"));
    assert_eq!(world.state("user:003"), None);
}

#[tokio::test]
async fn a_missing_account_is_gone_and_returns() {
    let world = World::new("gone");
    world.answer(people(5), COMPLETE);
    world.sync().await;
    world.answer(people(4), COMPLETE);
    assert_eq!(world.sync().await.counts.gone, 1);
    assert_eq!(world.state("user:004"), Some(State::Gone));
    world.answer(people(5), COMPLETE);
    assert_eq!(world.sync().await.counts.returned, 1);
    assert_eq!(world.state("user:004"), Some(State::Active));
}

#[tokio::test]
async fn an_empty_answer_is_held_and_passes_only_with_its_own_count() {
    let world = World::new("held");
    world.answer(people(5), COMPLETE);
    world.sync().await;
    world.answer(Vec::new(), COMPLETE);
    let held = world.sync().await;
    assert_eq!((held.outcome, held.held.len()), (Outcome::Held, 1));
    assert_eq!(world.state("user:000"), Some(State::Active));

    let with = |count| SyncRequest {
        accept_removals: Some(count),
        ..world.request()
    };
    assert_eq!(world.sync_as(with(4)).await.runs[0].outcome, Outcome::Held);
    world.answer(people(1), COMPLETE);
    assert_eq!(world.sync_as(with(5)).await.runs[0].outcome, Outcome::Held);
    world.answer(Vec::new(), COMPLETE);
    world.sync().await;
    assert_eq!(
        world.sync_as(with(5)).await.runs[0].outcome,
        Outcome::Complete
    );
    assert_eq!(world.state("user:000"), Some(State::Gone));
}

#[tokio::test]
async fn an_accepted_invitation_keeps_its_history_under_the_new_id() {
    let world = World::new("rekey");
    let invite = FetchedAccount {
        remote: RemoteState::Invited,
        ..person("invite:9", "zoe")
    };
    world.answer([people(4), vec![invite]].concat(), COMPLETE);
    world.sync().await;
    let before = world.account("invite:9").unwrap();
    world.answer(
        [people(4), vec![person("member:7", "zoe")]].concat(),
        COMPLETE,
    );
    let run = world.sync().await;
    assert_eq!(
        (run.counts.rekeyed, run.counts.gone, run.counts.inserted),
        (1, 0, 0)
    );
    let after = world.account("member:7").unwrap();
    assert_eq!(after.first_seen, before.first_seen);
    assert_eq!(after.formerly, [RemoteId::new("invite:9").unwrap()]);
    assert_eq!(world.state("invite:9"), None);
}

#[tokio::test]
async fn a_refused_credential_is_not_tried_again_until_it_changes() {
    let world = World::new("refused");
    world.answer(Vec::new(), FetchEnd::Failed(error(ErrorKind::Auth)));
    let fetches = || SCRIPT.lock().unwrap().as_ref().unwrap()["refused"].fetches;
    world.sync().await;
    assert_eq!(world.sync().await.outcome, Outcome::Failed);
    assert_eq!(fetches(), 1);
    SCRIPT
        .lock()
        .unwrap()
        .as_mut()
        .unwrap()
        .get_mut("refused")
        .unwrap()
        .secret = 2;
    world.sync().await;
    assert_eq!(fetches(), 2);
}

#[tokio::test]
async fn a_dry_run_and_an_add_only_run_conclude_nothing() {
    let world = World::new("dry");
    world.answer(people(5), COMPLETE);
    let dry = SyncRequest {
        dry_run: true,
        ..world.request()
    };
    assert_eq!(world.sync_as(dry.clone()).await.runs[0].counts.inserted, 5);
    assert_eq!(world.state("user:000"), None);
    world.sync().await;
    world.answer(people(4), COMPLETE);
    assert_eq!(world.sync_as(dry).await.runs[0].counts.gone, 1);
    let add_only = SyncRequest {
        add_only: true,
        ..world.request()
    };
    assert_eq!(world.sync_as(add_only).await.runs[0].counts.gone, 0);
    assert_eq!(world.state("user:004"), Some(State::Active));
}

#[tokio::test]
async fn a_young_run_is_not_repeated_by_the_timer() {
    let world = World::new("young");
    world.sync().await;
    let timer = SyncRequest {
        unless_younger: Some(HOUR),
        ..world.request()
    };
    let report = world.sync_as(timer).await;
    assert_eq!((report.runs.len(), report.skipped.len()), (0, 1));
}

#[tokio::test]
async fn fewer_readable_groups_than_before_make_a_run_partial() {
    let world = World::new("groups");
    world.answer(people(5), FetchEnd::Complete { groups_readable: 3 });
    world.sync().await;
    world.answer(people(4), FetchEnd::Complete { groups_readable: 2 });
    let run = world.sync().await;
    assert_eq!((run.outcome, run.counts.gone), (Outcome::Partial, 0));
    let run = world.sync().await;
    let told_once = "a deleted group does not keep the service partial";
    assert_eq!(
        (run.outcome, run.counts.gone),
        (Outcome::Complete, 1),
        "{told_once}"
    );
}

#[tokio::test]
async fn groups_that_were_deleted_are_believed_when_they_are_missing_again() {
    let world = World::new("deleted-groups");
    let readable = |groups_readable| FetchEnd::Complete { groups_readable };
    world.answer(people(5), readable(3));
    world.sync().await;
    world.answer(people(4), readable(2));
    assert_eq!(world.sync().await.outcome, Outcome::Partial);
    // Still fewer: another fall, not the same one again.
    world.answer(people(4), readable(1));
    assert_eq!(world.sync().await.outcome, Outcome::Partial);
    let run = world.sync().await;
    assert_eq!((run.outcome, run.counts.gone), (Outcome::Complete, 1));
    assert_eq!(world.sync().await.outcome, Outcome::Complete);
}

#[tokio::test]
async fn a_service_that_somebody_else_syncs_is_busy_and_a_paused_one_is_not() {
    let world = World::new("busy");
    let run = RunId(uuid::Uuid::nil());
    let other = world.env.store.begin_sync(&world.id, run, LockWait::No);
    let report = world.sync_as(world.request()).await;
    assert!(report.runs.is_empty() && report.skipped[0].1.busy);
    drop(other);
    world.pause();
    let report = world.sync_as(world.request()).await;
    assert!(!report.skipped[0].1.busy);
}

#[tokio::test]
async fn a_paused_service_is_not_fetched() {
    let world = World::new("paused");
    world.pause();
    let report = world.sync_as(world.request()).await;
    assert_eq!((report.runs.len(), report.skipped.len()), (0, 1));
    let scripts = SCRIPT.lock().unwrap();
    assert_eq!(scripts.as_ref().unwrap()["paused"].fetches, 0);
}

/// A clock that is set back stays back: everything known is from the future.
#[tokio::test]
async fn a_clock_that_was_set_back_hides_no_change() {
    let world = World::new("clock");
    world.answer(people(8), COMPLETE);
    world.sync().await;
    world.clock.0.store(1_000, Ordering::SeqCst);
    let mut changed = people(7);
    changed[0].remote = RemoteState::Disabled;
    world.answer(changed, COMPLETE);
    let recent = SyncRequest {
        unless_younger: Some(HOUR),
        ..world.request()
    };
    let run = world.sync_as(recent).await.runs.remove(0);
    assert_eq!((run.counts.updated, run.counts.gone), (1, 1));
    let state = |id: &str| {
        let key = AccountKey::new(world.id.clone(), RemoteId::new(id).unwrap());
        world.env.store.account(&key).unwrap().unwrap().state
    };
    assert_eq!(state("user:000"), State::Disabled);
    assert_eq!(state("user:007"), State::Gone);
}
