//! Downloads: whole ones, and those of services that break, lie or do not end.

use std::time::Duration;

use super::Complaints;
use super::damage::{Damage, What, mix};
use super::oracle::{complaints, is_complete};
use super::stage::{Fetched, Stage, accounts_for, cx, fetch};
use crate::config::variables::variable;
use crate::domain::fetch::{ErrorKind, FetchEnd};
use crate::domain::ids::RemoteId;
use crate::providers::ProviderKind;

/// Accounts of the whole organisation where a few of each service will do.
const FEW: usize = 60;
/// Enough for full pages everywhere.
const MANY: usize = 1_500;
/// Damaged answers that are tried of each kind.
const MUTATIONS: u64 = 60;
/// The first requests of a fetch, where each is struck alone.
const STRUCK: usize = 14;

/// A few more requests than an undisturbed fetch, for repeated reads.
fn is_too_many(asked: usize, usual: usize) -> bool {
    asked > 20 * usual + 200
}

/// One fetch under a damage, judged.
async fn judged(stage: &Stage, truth: &Fetched, usual: usize, damage: Damage) -> Complaints {
    stage.relay.damage(damage);
    let got = stage.fetch().await;
    let mut wrong = complaints(truth, &got);
    let asked = stage.relay.asked().len();
    if is_too_many(asked, usual) {
        wrong.push(format!("{asked} requests where {usual} are usual"));
    }
    wrong
        .iter()
        .map(|why| format!("{damage:?}: {why}"))
        .collect()
}

/// A stage, its undisturbed fetch, and how many requests that took.
async fn opened(kind: &'static ProviderKind, accounts: usize) -> Option<(Stage, Fetched, usize)> {
    let stage = Stage::new(kind, accounts).await?;
    let truth = stage.fetch().await;
    let usual = stage.relay.asked().len();
    assert!(is_complete(&truth), "undisturbed: {:?}", truth.end);
    assert!(truth.accounts.len() > 1, "nobody is there");
    Some((stage, truth, usual))
}

pub async fn page_boundaries(kind: &'static ProviderKind) -> Complaints {
    let mut wrong = Vec::new();
    for full in [10, 100, 200] {
        for wanted in [full - 1, full, full + 1] {
            let Some(stage) = Stage::new(kind, accounts_for(kind, wanted)).await else {
                return wrong;
            };
            let there = stage.truth();
            let got = stage.fetch().await;
            if !is_complete(&got) {
                wrong.push(format!("{} accounts: {:?}", there.len(), got.end));
            }
            let ids = there.keys().cloned().collect::<Vec<_>>();
            let found = got.accounts.keys().cloned().collect::<Vec<_>>();
            if ids != found {
                wrong.push(format!("{} accounts, {} read", ids.len(), found.len()));
            }
        }
    }
    wrong
}

pub async fn empty(kind: &'static ProviderKind) -> Complaints {
    let Some(stage) = Stage::new(kind, FEW).await else {
        return Vec::new();
    };
    let body = serde_json::json!({"service": stage.service.id});
    if stage.sandbox.command("empty", &body).is_err() {
        return vec!["its simulated service cannot be emptied".to_owned()];
    }
    let got = stage.fetch().await;
    let mut wrong = got.faults.clone();
    // The credential's own account may stay.
    if got.accounts.len() > 1 || got.end.is_none() {
        wrong.push(format!("{} accounts, {:?}", got.accounts.len(), got.end));
    }
    wrong
}

pub async fn twice(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, first, _)) = opened(kind, FEW).await else {
        return Vec::new();
    };
    let provider = stage.provider();
    let again = [
        fetch(&*provider, &cx()).await,
        fetch(&*provider, &cx()).await,
    ];
    let mut wrong = Vec::new();
    for second in again {
        if second.end != first.end || second.accounts != first.accounts {
            wrong.push("two fetches differ".to_owned());
        }
    }
    wrong
}

pub async fn read_alone(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, all, _)) = opened(kind, FEW).await else {
        return Vec::new();
    };
    let provider = stage.provider();
    let mut ids: Vec<RemoteId> = all
        .accounts
        .values()
        .map(|a| a.id.clone())
        .take(8)
        .collect();
    let strangers = [
        "nobody:1",
        "user:",
        "member:0",
        "user:../admin",
        "x%2e%2e:*",
        "user:\u{7f}",
    ];
    let strangers: Vec<RemoteId> = strangers
        .iter()
        .filter_map(|id| RemoteId::new(id).ok())
        .collect();
    let known = ids.len();
    ids.extend(strangers);
    let mut wrong = Vec::new();
    match provider.read(&cx(), &ids).await {
        Err(error) => wrong.push(format!("{error}")),
        Ok(found) => {
            if found.len() != ids.len() {
                wrong.push(format!("{} answers to {} ids", found.len(), ids.len()));
            }
            for (place, (id, found)) in ids.iter().zip(&found).enumerate() {
                let listed = all.accounts.get(id.as_str());
                let same = match (found, listed) {
                    (Some(found), Some(listed)) => {
                        found.id == *id
                            && found.remote == listed.remote
                            && found.profile.login == listed.profile.login
                    }
                    (None, None) => true,
                    _ => false,
                };
                if !same || (place < known && found.is_none()) {
                    wrong.push(format!("{id}: read as {found:?}"));
                }
            }
        }
    }
    wrong
}

pub async fn unknown_fields(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, truth, usual)) = opened(kind, FEW).await else {
        return Vec::new();
    };
    let damage = Damage::Always(What::Unknown);
    let mut wrong = judged(&stage, &truth, usual, damage).await;
    let got = stage.fetch().await;
    if got.end != truth.end || got.accounts != truth.accounts {
        wrong.push(format!("not the same as without them: {:?}", got.end));
    }
    wrong
}

/// Only what comes again in one list: an answer that is repeated whole says nothing new.
pub async fn repeated_pages(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, truth, usual)) = opened(kind, MANY).await else {
        return Vec::new();
    };
    judged(&stage, &truth, usual, Damage::Always(What::Again)).await
}

pub async fn endless_pages(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, truth, usual)) = opened(kind, MANY).await else {
        return Vec::new();
    };
    judged(&stage, &truth, usual, Damage::Always(What::Endless)).await
}

/// The places of the first requests, and the last.
fn struck(usual: usize) -> impl Iterator<Item = usize> {
    let last = (usual > STRUCK).then_some(usual);
    (1..=usual.min(STRUCK)).chain(last)
}

pub async fn refusals(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, truth, usual)) = opened(kind, FEW).await else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    for status in [401, 403, 404, 429, 500, 503] {
        for nth in struck(usual) {
            let damage = Damage::Nth(nth, What::Status(status));
            wrong.extend(judged(&stage, &truth, usual, damage).await);
        }
        let damage = Damage::Always(What::Status(status));
        wrong.extend(judged(&stage, &truth, usual, damage).await);
    }
    wrong
}

pub async fn broken(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, truth, usual)) = opened(kind, FEW).await else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    let each = [
        What::Cut,
        What::Half,
        What::Html(200),
        What::Html(500),
        What::NotUtf8,
        What::LongField,
        What::HostileNames,
    ];
    for what in each {
        for nth in struck(usual) {
            wrong.extend(judged(&stage, &truth, usual, Damage::Nth(nth, what)).await);
        }
        wrong.extend(judged(&stage, &truth, usual, Damage::Always(what)).await);
    }
    for nth in [1, 3] {
        let damage = Damage::Nth(nth, What::HugeBody);
        wrong.extend(judged(&stage, &truth, usual, damage).await);
    }
    wrong
}

pub async fn damaged_fields(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, truth, usual)) = opened(kind, FEW).await else {
        return Vec::new();
    };
    let more = variable("SECRETARIAT_TEST_MUTATIONS");
    let count = more.and_then(|text| text.parse().ok()).unwrap_or(MUTATIONS);
    let mut wrong = Vec::new();
    for seed in 0..count {
        let nth = 1 + usize::try_from(mix(seed) % usual.max(1) as u64).unwrap_or(0);
        let damage = Damage::Nth(nth, What::Field(seed));
        wrong.extend(judged(&stage, &truth, usual, damage).await);
    }
    wrong
}

pub async fn cancelled(kind: &'static ProviderKind) -> Complaints {
    let Some((stage, truth, usual)) = opened(kind, FEW).await else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    for nth in [1, usual.div_ceil(2), usual] {
        stage.relay.damage(Damage::Nth(nth, What::Drip));
        let (provider, cx) = (stage.provider(), cx());
        let stop = async {
            stage.relay.dripping().await;
            cx.cancel.cancel();
        };
        let both = async { tokio::join!(fetch(&*provider, &cx), stop).0 };
        // A bound, not a measure: without the stop the answer would take days.
        match tokio::time::timeout(Duration::from_secs(20), both).await {
            Err(_) => wrong.push(format!("request {nth}: goes on")),
            Ok(got) => match &got.end {
                Some(FetchEnd::Failed(error)) if error.kind == ErrorKind::Cancelled => {}
                // Where it came too late: what is asked last may be asked for nothing but manners.
                Some(FetchEnd::Complete { .. })
                    if nth > 1 && complaints(&truth, &got).is_empty() => {}
                end => wrong.push(format!("request {nth}: ended as {end:?}")),
            },
        }
    }
    wrong
}
