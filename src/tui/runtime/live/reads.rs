//! Answers from the store.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::parts::Parts;
use crate::domain::account::Account;
use crate::domain::findings::{
    Rule, Severity, Subject, Waiver, evaluate, open_mask, service_findings,
};
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::plan::Reversibility;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::domain::time::{DAY, Timestamp};
use crate::domain::user::User;
use crate::providers;
use crate::store::{Result, Store};
use crate::tui::shell::data::{
    AccountDetails, Answer, Details, Evidence, Facts, FirstFrame, Query, Status,
};
use crate::workflows::identity;
use crate::workflows::merging::evidence::evidence;
use crate::workflows::report::View;

/// Most runs that are shown.
const RUNS: usize = 300;
/// Most changes that are shown, and how far back.
const CHANGES: usize = 2_000;
const CHANGES_SINCE: i64 = 365 * DAY;
/// Most audit entries that are shown.
const AUDIT: usize = 2_000;

/// What holds for the session.
pub fn facts(parts: &Parts, may_write: bool) -> Facts {
    let config = &parts.config;
    let millis =
        |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Facts {
        organisation: config.organisation.name.clone(),
        services: config
            .services
            .iter()
            .map(|service| service.info())
            .collect(),
        read_only: !may_write,
        demo: parts.demo,
        configured: parts.configured,
        operator: parts.operator.name.clone(),
        zone: config.organisation.timezone.clone(),
        sync_every: config.sync.every.map(millis),
        stale_after: millis(config.sync.stale_after),
        severities: Rule::ALL.map(|rule| config.policy.severity(rule).unwrap_or(Severity::Info)),
    }
}

/// Totals, services, and the first lines.
pub fn first_frame(store: &Store, view: &View, lines: usize) -> Result<FirstFrame> {
    Ok(FirstFrame {
        status: status(store, view)?,
        lines: store.first_lines(lines)?,
    })
}

fn status(store: &Store, view: &View) -> Result<Status> {
    Ok(Status {
        revision: store.revision()?,
        summary: store.summary()?,
        services: view.states.clone(),
        service_findings: service_findings(&view.context()),
    })
}

/// What findings were worked out from, besides users and accounts: when it changes, those of
/// untouched users may change too.
#[derive(Debug, PartialEq)]
pub struct Basis {
    today: Date,
    synced: BTreeSet<ServiceId>,
    waivers: crate::domain::findings::Waivers,
}

/// The newest snapshot, advanced from a known one where that gives the same.
pub fn snapshot(
    store: &Store,
    view: &View,
    known: Option<&Arc<Snapshot>>,
    built: &mut Option<Basis>,
) -> Result<Arc<Snapshot>> {
    let synced = view
        .states
        .iter()
        .filter(|(_, state)| state.last_complete.is_some());
    let basis = Basis {
        today: view.today,
        synced: synced.map(|(id, _)| id.clone()).collect(),
        waivers: view.waivers.clone(),
    };
    let cx = view.context();
    let mask = |user: &User, accounts: &[Account]| open_mask(user, accounts, &cx);
    let snapshot = match known.filter(|_| built.as_ref() == Some(&basis)) {
        Some(known) => store.advance(known, &mask)?,
        None => store.snapshot(&mask)?,
    };
    *built = Some(basis);
    Ok(Arc::new(snapshot))
}

/// The answers while there is no store.
pub fn nothing(query: &Query) -> Answer {
    match query {
        Query::Status => Answer::Status(Box::default()),
        Query::Details(id) => Answer::Details(*id, None),
        Query::Runs => Answer::Runs(Vec::new()),
        Query::Changes => Answer::Changes(Vec::new()),
        Query::Awaited => Answer::Awaited(Vec::new()),
        Query::Audit => Answer::Audit(Vec::new()),
        Query::Waivers => Answer::Waivers(Vec::new()),
        Query::Doctor => Answer::Doctor(Vec::new()),
        Query::Options(service, _) => Answer::Options(service.clone(), Vec::new()),
        Query::Compare(_) => Answer::Compared(Vec::new()),
        Query::MergePreview(users) => Answer::MergePreview(users.clone(), None),
        Query::History(user) => Answer::History(*user, Vec::new()),
        Query::TakesBack(seq) => Answer::TakesBack(*seq, Vec::new()),
    }
}

/// The answer to a question.
pub fn answer(parts: &Parts, store: &Store, view: &View, query: &Query) -> Result<Answer> {
    Ok(match query {
        Query::Status => Answer::Status(Box::new(status(store, view)?)),
        Query::Details(id) => Answer::Details(*id, details(parts, store, view, *id)?.map(Box::new)),
        Query::Runs => Answer::Runs(store.runs(None, RUNS)?),
        Query::Changes => {
            let since: Timestamp = view.now.plus(-CHANGES_SINCE);
            let changes = store.changes(since, CHANGES)?;
            let named = changes.into_iter().map(|change| {
                let name = name_of(store, &change.account)?;
                Ok((change, name))
            });
            Answer::Changes(named.collect::<Result<_>>()?)
        }
        Query::Awaited => {
            let requests = store.requests()?.into_iter();
            Answer::Awaited(requests.filter_map(|request| request.arrival).collect())
        }
        Query::Audit => {
            let last = store.audit_head()?.seq;
            let first = last.saturating_sub(AUDIT as u64 - 1).max(1);
            let mut entries = store.audit(first, AUDIT)?;
            entries.reverse();
            Answer::Audit(entries)
        }
        Query::Waivers => {
            let mut waivers = store.waivers()?;
            waivers.retain(|waiver: &Waiver| waiver.holds(view.today));
            waivers.sort_by_key(|waiver| std::cmp::Reverse(waiver.at));
            let name = |waiver: &Waiver| -> Result<String> {
                let user = match &waiver.subject {
                    Subject::User(id) => store.user(*id)?,
                    Subject::Account(key) => match store.account(key)?.and_then(|a| a.user) {
                        Some(id) => store.user(id)?,
                        None => None,
                    },
                    Subject::Service(_) => None,
                };
                Ok(user.map(|user| user.name).unwrap_or_default())
            };
            let named = waivers
                .into_iter()
                .map(|waiver| Ok((waiver.clone(), name(&waiver)?)));
            Answer::Waivers(named.collect::<Result<_>>()?)
        }
        // The service is asked for these, not the store.
        Query::Doctor => Answer::Doctor(Vec::new()),
        Query::Options(service, _) => Answer::Options(service.clone(), Vec::new()),
        Query::Compare(pairs) => Answer::Compared(super::identity::compare(store, pairs)?),
        // These are the workflows' and never come here.
        Query::MergePreview(users) => Answer::MergePreview(users.clone(), None),
        Query::History(user) => Answer::History(*user, Vec::new()),
        Query::TakesBack(seq) => Answer::TakesBack(*seq, Vec::new()),
    })
}

/// What humans call an account: its name, else its login; empty when it has neither.
fn name_of(store: &Store, key: &AccountKey) -> Result<String> {
    let Some(account) = store.account(key)? else {
        return Ok(String::new());
    };
    let profile = account.profile;
    let said = |text: &&String| !text.trim().is_empty();
    let name = profile.name.value().filter(said);
    Ok(name
        .or(profile.login.value().filter(said))
        .cloned()
        .unwrap_or_default())
}

fn details(parts: &Parts, store: &Store, view: &View, id: UserId) -> Result<Option<Details>> {
    let Some(user) = store.user(id)? else {
        return Ok(None);
    };
    let mut accounts = store.accounts_of(&user)?;
    let order = |account: &Account| {
        let services = &parts.config.services;
        let at = services
            .iter()
            .position(|service| service.id == account.key.service);
        at.unwrap_or(usize::MAX)
    };
    accounts.sort_by_key(order);
    let findings = evaluate(&user, &accounts, &view.context());
    let links = evidence(&parts.config, store, &accounts)?
        .into_iter()
        .map(|link| Evidence {
            a: link.a,
            b: link.b,
            rule: link.rule,
            values: link.values,
        });
    let links = links.collect();
    let mut decisions = identity::decisions(store)?;
    decisions.retain(|decision| decision.is_about(&user));
    decisions.reverse();
    let accounts = accounts.into_iter().map(|account| {
        Ok(AccountDetails {
            disabling: disabling(parts, &account.key.service),
            changes: store.account_changes(&account.key)?,
            account,
        })
    });
    Ok(Some(Details {
        accounts: accounts.collect::<Result<_>>()?,
        findings,
        evidence: links,
        decisions,
        user,
    }))
}

/// What disabling an account of a service would mean, as far as its kind says.
fn disabling(parts: &Parts, service: &ServiceId) -> Vec<Text> {
    let config = parts.config.service(service);
    let Some(kind) = config.and_then(|config| providers::kind(&config.kind)) else {
        return Vec::new();
    };
    let id = match kind.nature.disabling {
        Some(Reversibility::Exact) => "tui-disable-exact",
        Some(Reversibility::WithHolder) => "tui-disable-with-holder",
        Some(Reversibility::Never) => "tui-disable-never",
        None => "tui-disable-none",
    };
    vec![Text::new(id)]
}
