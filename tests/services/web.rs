//! The web providers against the simulated services: every field, every version, every trouble.

use std::collections::{BTreeMap, HashMap};

use secretariat::domain::account::{FetchedAccount, Purpose, RemoteState};
use secretariat::domain::check::CheckOutcome;
use secretariat::domain::fetch::{ErrorKind, FetchEnd};
use secretariat::domain::ids::RemoteId;
use secretariat::domain::seen::Seen;
use serde_json::json;

use crate::peers::room::cx;
use crate::peers::stage::{Stage, Truth, fetched};

/// The simulated services that speak HTTP; a new kind is tried without being named here.
fn services() -> Vec<&'static str> {
    Stage::new(0, "").web()
}

/// Enough for several pages everywhere.
const MANY: usize = 3_000;

fn is_complete(end: &FetchEnd) -> bool {
    matches!(end, FetchEnd::Complete { groups_readable } if *groups_readable > 0)
}

/// Compares what was fetched with the truth, account by account.
fn assert_true(
    kind: &str,
    accounts: &BTreeMap<String, FetchedAccount>,
    truth: &BTreeMap<String, Truth>,
) {
    let ids: Vec<&String> = accounts.keys().collect();
    let expected: Vec<&String> = truth.keys().collect();
    assert_eq!(ids, expected, "{kind}");
    for (id, account) in accounts {
        let (profile, truth) = (&account.profile, &truth[id]);
        if let Seen::Value(login) = &profile.login {
            assert_eq!(login, &truth.login, "{id}");
        }
        if let Seen::Value(name) = &profile.name
            && profile.purpose != Seen::Value(Purpose::Bot)
        {
            assert_eq!(name, &truth.name, "{id}");
        }
        if let Seen::Value(emails) = &profile.emails
            && !truth.email.is_empty()
            && profile.purpose != Seen::Value(Purpose::Bot)
        {
            let known = emails.iter().any(|email| email.address == truth.email);
            assert!(known, "{id}: {} is not in {emails:?}", truth.email);
        }
    }
}

#[tokio::test]
async fn a_fetch_lists_exactly_who_is_there() {
    let stage = Stage::new(MANY, "");
    for kind in services() {
        let (end, accounts) = fetched(&*stage.provider(kind)).await;
        assert!(is_complete(&end), "{kind}: {end:?}");
        assert_true(kind, &accounts, &stage.truth(kind));
        let memberships = |a: &FetchedAccount| a.profile.groups.value().map_or(0, Vec::len);
        let groups: usize = accounts.values().map(memberships).sum();
        assert!(groups > accounts.len() / 2, "{kind}: {groups} memberships");
        assert!(
            accounts.values().any(|account| account.profile.is_admin()),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn every_version_of_nextcloud_is_understood() {
    for version in 27..=34 {
        let stage = Stage::with(|options| {
            options.versions = vec![("nextcloud".to_owned(), version.to_string())];
        });
        let nextcloud = stage.provider("nextcloud");
        let (end, accounts) = fetched(&*nextcloud).await;
        assert!(is_complete(&end), "{version}: {end:?}");
        assert_true("nextcloud", &accounts, &stage.truth("nextcloud"));
        let disabled = accounts
            .values()
            .filter(|a| a.remote == RemoteState::Disabled);
        assert!(disabled.count() > 0, "{version}");
        let who = nextcloud.whoami(&cx()).await.unwrap();
        let server = who.server.unwrap();
        assert!(
            server.starts_with(&format!("Nextcloud {version}.")),
            "{server}"
        );
    }
}

#[tokio::test]
async fn one_account_read_alone_is_the_one_that_was_listed() {
    let stage = Stage::new(600, "");
    for kind in services() {
        let provider = stage.provider(kind);
        let (_, accounts) = fetched(&*provider).await;
        let mut sample: HashMap<(&str, RemoteState), &FetchedAccount> = HashMap::new();
        for account in accounts.values() {
            sample.insert((account.id.namespace(), account.remote), account);
        }
        assert!(sample.len() >= 2, "{kind}: {sample:?}");
        let ids: Vec<RemoteId> = sample.values().map(|listed| listed.id.clone()).collect();
        let read = provider.read(&cx(), &ids).await.unwrap();
        assert_eq!(read.len(), ids.len());
        for (listed, read) in sample.values().zip(read) {
            let read = read.unwrap_or_else(|| panic!("{} is not there", listed.id));
            assert_eq!(read.id, listed.id);
            assert_eq!(read.remote, listed.remote, "{}", read.id);
            assert_eq!(read.profile.login, listed.profile.login, "{}", read.id);
            assert_eq!(
                read.profile.invitation, listed.profile.invitation,
                "{}",
                read.id
            );
        }
        for absent in [
            "member:1",
            "invite:1",
            "outside:1",
            "user:aaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            let read = provider
                .read(&cx(), &[RemoteId::new(absent).unwrap()])
                .await;
            assert_eq!(read.unwrap(), [None], "{kind} {absent}");
        }
    }
}

#[tokio::test]
async fn doctor_finds_nothing_wrong() {
    let stage = Stage::new(300, "");
    for kind in services() {
        let checks = stage.provider(kind).probe(&cx()).await;
        let bad = checks
            .iter()
            .any(|check| check.outcome == CheckOutcome::Bad);
        assert!(!bad && checks.len() >= 2, "{kind}: {checks:?}");
    }
}

#[tokio::test]
async fn a_page_that_is_cut_makes_the_fetch_partial_and_invents_nobody() {
    let faults: Vec<String> = services()
        .iter()
        .map(|kind| format!("{kind}:cut@page2"))
        .collect();
    let stage = Stage::new(MANY, &faults.join(","));
    for kind in services() {
        let (end, accounts) = fetched(&*stage.provider(kind)).await;
        assert!(matches!(end, FetchEnd::Partial(_)), "{kind}: {end:?}");
        let truth = stage.truth(kind);
        assert!(accounts.keys().all(|id| truth.contains_key(id)), "{kind}");
        assert!(
            !accounts.is_empty() && accounts.len() < truth.len(),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn passing_trouble_leaves_no_trace() {
    let faults: Vec<String> = services()
        .iter()
        .map(|kind| format!("{kind}:502@3,{kind}:cut@5"))
        .collect();
    let faults = faults.join(",");
    let stage = Stage::new(600, &format!("{faults},mattermost:429@4"));
    for kind in services() {
        let (end, accounts) = fetched(&*stage.provider(kind)).await;
        assert!(is_complete(&end), "{kind}: {end:?}");
        assert_eq!(accounts.len(), stage.truth(kind).len());
    }
}

#[tokio::test]
async fn a_refused_credential_is_sent_once() {
    let faults: Vec<String> = services()
        .iter()
        .map(|kind| format!("{kind}:401"))
        .collect();
    let stage = Stage::new(300, &faults.join(","));
    for kind in services() {
        let provider = stage.provider(kind);
        for _ in 0..2 {
            let (end, accounts) = fetched(&*provider).await;
            assert!(
                matches!(&end, FetchEnd::Failed(error) if error.kind == ErrorKind::Auth),
                "{kind}: {end:?}"
            );
            assert!(accounts.is_empty());
        }
        assert_eq!(stage.requests(kind), 1, "{kind}");
    }
}

#[tokio::test]
async fn an_answer_that_is_nonsense_is_never_a_complete_fetch() {
    let stage = Stage::new(600, "");
    for nth in 1..=4 {
        for kind in services() {
            let spec = format!("{kind}:garbage@{nth}");
            stage.command("fault", json!({"spec": spec}));
            let (end, _) = fetched(&*stage.provider(kind)).await;
            assert!(!is_complete(&end), "{spec}: {end:?}");
        }
    }
}

#[tokio::test]
async fn what_single_sign_on_hides_on_github_is_partial() {
    let stage = Stage::new(300, "github:partial");
    let (end, _) = fetched(&*stage.provider("github")).await;
    let FetchEnd::Partial(reasons) = end else {
        panic!("{end:?}");
    };
    assert!(
        reasons.iter().any(|reason| reason.id == "github-sso-hides"),
        "{reasons:?}"
    );
}
