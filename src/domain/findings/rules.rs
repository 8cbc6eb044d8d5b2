//! The rules themselves: what is worth telling of a user, its accounts and the services.
//!
//! Each rule is a few lines of [`scan`]; a hit carries plain data and becomes words only when
//! somebody reads it, so that a million accounts can be counted without building a sentence.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::account::{Account, Invitation, Purpose, State};
use crate::domain::ids::{ServiceId, UserId};
use crate::domain::run::Outcome;
use crate::domain::seen::Seen;
use crate::domain::service::{ServiceInfo, ServiceState};
use crate::domain::text::Text;
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::User;

use super::policy::{Policy, Requirement};
use super::waivers::Waivers;
use super::{Finding, Rule, Severity, Subject};

/// What the rules look at besides a user and its accounts.
#[derive(Debug, Clone, Copy)]
pub struct FindingContext<'a> {
    /// The day in the organisation's zone.
    pub today: Date,
    pub now: Timestamp,
    pub policy: &'a Policy,
    pub services: &'a [ServiceInfo],
    /// What is remembered of them.
    pub states: &'a BTreeMap<ServiceId, ServiceState>,
    pub waivers: &'a Waivers,
}

impl<'a> FindingContext<'a> {
    fn label(&self, id: &'a ServiceId) -> &'a str {
        let info = self.services.iter().find(|info| info.id == *id);
        info.map_or(id.as_str(), |info| &info.label)
    }

    fn was_synced(&self, id: &ServiceId) -> bool {
        self.states
            .get(id)
            .is_some_and(|state| state.last_complete.is_some())
    }
}

/// One broken rule, before it is put into words.
#[derive(Debug, Clone, Copy)]
struct Hit<'a> {
    rule: Rule,
    severity: Severity,
    /// `None` when it is about the user as a whole.
    account: Option<&'a Account>,
    why: Why<'a>,
}

/// The facts behind a hit.
#[derive(Debug, Clone, Copy)]
enum Why<'a> {
    Left(Date),
    Reenabled,
    Admin,
    NoMfa,
    Dormant(LastUse),
    Invited(Timestamp),
    InvitationFailed(Timestamp),
    Gone(Option<Timestamp>),
    NoDeparture,
    Alone(&'a ServiceId),
    Missing(&'a Requirement),
}

#[derive(Debug, Clone, Copy)]
struct LastUse {
    at: Timestamp,
    /// Otherwise `at` is the creation.
    ever: bool,
}

/// Everything that is worth telling of a user and its accounts.
pub fn evaluate(user: &User, accounts: &[Account], cx: &FindingContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    scan(user, accounts, cx, &mut |hit| {
        findings.push(Finding {
            rule: hit.rule,
            severity: hit.severity,
            subject: match hit.account {
                Some(account) => Subject::Account(account.key.clone()),
                None => Subject::User(user.id),
            },
            user: Some(user.id),
            reason: reason(&hit, cx),
            waiver: waiver(&hit, user.id, cx).cloned(),
        });
    });
    findings
}

/// The open findings of a user as bits, without building them.
pub fn open_mask(user: &User, accounts: &[Account], cx: &FindingContext<'_>) -> u32 {
    let mut mask = 0;
    scan(user, accounts, cx, &mut |hit| {
        if mask & hit.rule.bit() == 0 && waiver(&hit, user.id, cx).is_none() {
            mask |= hit.rule.bit();
        }
    });
    mask
}

/// The unwaived ones of some findings as bits.
pub fn mask(findings: &[Finding]) -> u32 {
    findings
        .iter()
        .filter(|finding| finding.waiver.is_none())
        .fold(0, |mask, finding| mask | finding.rule.bit())
}

/// An account that no merge has put into a user yet.
pub fn unlinked(account: &Account, cx: &FindingContext<'_>) -> Option<Finding> {
    if account.user.is_some() || !account.state.has_access() {
        return None;
    }
    let severity = enabled(Rule::Unlinked, account, cx)?;
    Some(Finding {
        rule: Rule::Unlinked,
        severity,
        subject: Subject::Account(account.key.clone()),
        user: None,
        reason: Text::new("finding-unlinked-why").with("service", cx.label(&account.key.service)),
        waiver: cx
            .waivers
            .of_account(Rule::Unlinked, &account.key, cx.today)
            .cloned(),
    })
}

fn waiver<'a>(hit: &Hit<'_>, user: UserId, cx: &FindingContext<'a>) -> Option<&'a super::Waiver> {
    let of_account = hit
        .account
        .and_then(|account| cx.waivers.of_account(hit.rule, &account.key, cx.today));
    of_account.or_else(|| cx.waivers.of_user(hit.rule, user, cx.today))
}

/// The severity of a rule that is on and looks at the account's service.
fn enabled(rule: Rule, account: &Account, cx: &FindingContext<'_>) -> Option<Severity> {
    let severity = cx.policy.severity(rule)?;
    cx.policy
        .looks_at(rule, &account.key.service)
        .then_some(severity)
}

fn scan<'a>(
    user: &'a User,
    accounts: &'a [Account],
    cx: &FindingContext<'a>,
    found: &mut impl FnMut(Hit<'a>),
) {
    let left = match user.departure {
        Departure::On(last_day) if last_day < cx.today => Some(last_day),
        _ => None,
    };
    for account in accounts {
        scan_account(user, account, left, cx, found);
    }
    scan_user(user, accounts, left.is_some(), cx, found);
}

fn scan_account<'a>(
    user: &User,
    account: &'a Account,
    left: Option<Date>,
    cx: &FindingContext<'a>,
    found: &mut impl FnMut(Hit<'a>),
) {
    let expected = cx.policy.of(user.kind);
    let profile = &account.profile;
    let mut hit = |rule, why| {
        if let Some(severity) = enabled(rule, account, cx) {
            found(Hit {
                rule,
                severity,
                account: Some(account),
                why,
            });
        }
    };
    let usable = account.state.has_access();
    if let Some(last_day) = left.filter(|_| usable) {
        hit(Rule::DepartedActive, Why::Left(last_day));
    }
    if account.disabled.is_some() && matches!(account.state, State::Active | State::Invited) {
        hit(Rule::ReenabledOutside, Why::Reenabled);
    }
    if usable && expected.admin && profile.is_admin() {
        hit(Rule::Admin, Why::Admin);
    }
    let program = profile.purpose == Seen::Value(Purpose::Bot);
    match account.state {
        State::Active if !program => {
            if expected.mfa && profile.mfa == Seen::Value(false) {
                hit(Rule::NoMfa, Why::NoMfa);
            }
            let dormant = expected.dormant_after.and_then(|limit| {
                let last = last_use(account)?;
                (cx.now.since(last.at) > limit).then_some(last)
            });
            if let Some(last) = dormant {
                hit(Rule::Dormant, Why::Dormant(last));
            }
        }
        State::Invited => match profile.invitation {
            Seen::Value(Some(Invitation::Failed { at })) => {
                hit(Rule::InvitedLong, Why::InvitationFailed(at));
            }
            _ => {
                let since = invited_since(account);
                if expected
                    .invited_after
                    .is_some_and(|limit| cx.now.since(since) > limit)
                {
                    hit(Rule::InvitedLong, Why::Invited(since));
                }
            }
        },
        // Of somebody who left, an absent account is the expected end.
        State::Gone if left.is_none() => hit(Rule::Gone, Why::Gone(account.gone_since)),
        _ => {}
    }
}

/// When an account was last used; a never used one counts from its creation. `None` when the
/// service does not tell.
fn last_use(account: &Account) -> Option<LastUse> {
    match account.volatile.last_active {
        Seen::Value(Some(at)) => Some(LastUse { at, ever: true }),
        Seen::Value(None) => {
            let created = account.profile.created.value().copied();
            let at = created.unwrap_or(account.first_seen);
            Some(LastUse { at, ever: false })
        }
        Seen::NotVisible => None,
    }
}

fn invited_since(account: &Account) -> Timestamp {
    match account.profile.invitation {
        Seen::Value(Some(Invitation::Pending { since })) => since,
        _ => {
            let created = account.profile.created.value().copied();
            created.unwrap_or(account.first_seen)
        }
    }
}

fn scan_user<'a>(
    user: &User,
    accounts: &'a [Account],
    left: bool,
    cx: &FindingContext<'a>,
    found: &mut impl FnMut(Hit<'a>),
) {
    let expected = cx.policy.of(user.kind);
    let mut usable = accounts.iter().filter(|account| account.state.has_access());
    let first = usable.next().map(|account| &account.key.service);
    let mut hit = |rule, why| {
        if let Some(severity) = cx.policy.severity(rule) {
            found(Hit {
                rule,
                severity,
                account: None,
                why,
            });
        }
    };
    if let Some(first) = first {
        if expected.departure && user.departure == Departure::Unset {
            hit(Rule::NoDeparture, Why::NoDeparture);
        }
        let alone = expected.alone && cx.services.len() > 1;
        if alone && usable.all(|account| account.key.service == *first) {
            hit(Rule::Alone, Why::Alone(first));
        }
    }
    // Somebody without any access is here if an operator said so.
    let here = first.is_some() || user.arrival.is_some() || user.departure != Departure::Unset;
    let not_yet = user.arrival.is_some_and(|arrival| arrival > cx.today);
    if left || not_yet || !here {
        return;
    }
    for requirement in &expected.required {
        let met = accounts.iter().any(|account| {
            account.state.has_access() && requirement.any_of.contains(&account.key.service)
        });
        // What was never looked at cannot be missing.
        if !met && requirement.any_of.iter().all(|id| cx.was_synced(id)) {
            hit(Rule::MissingService, Why::Missing(requirement));
        }
    }
}

fn reason(hit: &Hit<'_>, cx: &FindingContext<'_>) -> Text {
    let text = |id| {
        let service = hit.account.map(|account| cx.label(&account.key.service));
        Text::new(id).with("service", service.unwrap_or(""))
    };
    match hit.why {
        Why::Left(date) => text("finding-departed-active-why").with("date", date),
        Why::Reenabled => {
            let disabled = hit.account.and_then(|account| account.disabled.as_ref());
            text("finding-reenabled-outside-why")
                .with("since", disabled.map_or(cx.now, |disabled| disabled.at))
        }
        Why::Admin => {
            let role = hit.account.and_then(|account| account.profile.role.value());
            text("finding-admin-why").with("role", role.map_or("", |role| &role.name))
        }
        Why::NoMfa => text("finding-no-mfa-why"),
        Why::Dormant(LastUse { at, ever: true }) => text("finding-dormant-why").with("since", at),
        Why::Dormant(LastUse { at, ever: false }) => {
            text("finding-dormant-never-why").with("since", at)
        }
        Why::Invited(at) => text("finding-invited-long-why").with("since", at),
        Why::InvitationFailed(at) => text("finding-invited-long-failed").with("since", at),
        Why::Gone(Some(at)) => text("finding-gone-why").with("since", at),
        Why::Gone(None) => text("finding-gone-undated"),
        Why::NoDeparture => Text::new("finding-no-departure-why"),
        Why::Alone(service) => Text::new("finding-alone-why").with("service", cx.label(service)),
        Why::Missing(requirement) => {
            let labels: Vec<&str> = requirement.any_of.iter().map(|id| cx.label(id)).collect();
            Text::new("finding-missing-service-why")
                .with("services", labels.join(", "))
                .with("count", labels.len())
        }
    }
}

/// Services whose picture cannot be trusted: never synced, stale, or whose last run did not end
/// well. Not knowing is never green.
pub fn service_findings(cx: &FindingContext<'_>) -> Vec<Finding> {
    let unknown = ServiceState::default();
    let mut findings = Vec::new();
    for info in cx.services {
        let state = cx.states.get(&info.id).unwrap_or(&unknown);
        let Some((rule, reason)) = freshness(state, cx) else {
            continue;
        };
        let Some(severity) = cx.policy.severity(rule) else {
            continue;
        };
        findings.push(Finding {
            rule,
            severity,
            subject: Subject::Service(info.id.clone()),
            user: None,
            reason: reason.with("service", info.label.as_str()),
            waiver: cx.waivers.of_service(rule, &info.id, cx.today).cloned(),
        });
    }
    findings.extend(unconfigured(cx));
    findings
}

/// Services whose accounts are known, and that nobody looks at any more.
fn unconfigured<'a>(cx: &'a FindingContext<'_>) -> impl Iterator<Item = Finding> + 'a {
    let rule = Rule::StaleService;
    cx.states.iter().filter_map(move |(id, state)| {
        if cx.services.iter().any(|info| info.id == *id) {
            return None;
        }
        let since = state.last_complete?;
        let reason = Text::new("finding-stale-service-unconfigured").with("since", since);
        Some(Finding {
            rule,
            severity: cx.policy.severity(rule)?,
            subject: Subject::Service(id.clone()),
            user: None,
            reason: reason.with("service", id.as_str()),
            waiver: cx.waivers.of_service(rule, id, cx.today).cloned(),
        })
    })
}

fn freshness(state: &ServiceState, cx: &FindingContext<'_>) -> Option<(Rule, Text)> {
    let detail = state.last_run.as_ref().and_then(|run| run.text.clone());
    let outcome = state.last_run.as_ref().map(|run| run.outcome);
    let Some(complete) = state.last_complete else {
        let text = match (outcome, detail) {
            (Some(Outcome::Failed | Outcome::Partial), Some(detail)) => {
                Text::new("finding-never-synced-failed").with("detail", detail)
            }
            _ => Text::new("finding-never-synced-why"),
        };
        return Some((Rule::NeverSynced, text));
    };
    let old = state.is_stale(cx.now, cx.policy.stale_after);
    let id = match (outcome, &state.paused) {
        (_, Some(_)) if old => "finding-stale-service-paused",
        (Some(Outcome::Failed), _) => "finding-stale-service-failed",
        (Some(Outcome::Partial), _) => "finding-stale-service-partial",
        (Some(Outcome::Held), _) => "finding-stale-service-held",
        _ if old => "finding-stale-service-why",
        _ => return None,
    };
    let mut text = Text::new(id).with("since", complete);
    if let Some(paused) = state.paused.as_ref().filter(|_| id.ends_with("paused")) {
        text = text
            .with("reason", paused.reason.as_str())
            .with("by", paused.by.as_str());
    }
    Some((Rule::StaleService, text))
}
