//! Made-up details of a user and its accounts.

use jiff::civil::date;
use uuid::Uuid;

use super::{NOW, facts, login};
use crate::domain::account::{
    Account, Actor, Disabled, Email, Invitation, Membership, Profile, Role, State, Trust, Volatile,
};
use crate::domain::change::{Field, FieldChange, ObservedChange};
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::findings::{Finding, Rule, Subject, Waiver};
use crate::domain::ids::{AccountKey, RemoteId, RunId, ServiceId, UserId};
use crate::domain::matching::rules::Rule as LinkRule;
use crate::domain::seen::Seen;
use crate::domain::snapshot::Snapshot;
use crate::domain::text::Text;
use crate::domain::time::{DAY, HOUR};
use crate::domain::user::{ExternalEmail, Source as NameSource, User};
use crate::tui::shell::data::{AccountDetails, Details, Evidence};

/// Details of one user of a snapshot.
pub fn details(snapshot: &Snapshot, id: UserId) -> Option<Details> {
    let (_, chunk, row) = snapshot.rows().find(|(.., row)| row.id == id)?;
    let name = chunk.text(row.name).to_owned();
    let accounts: Vec<AccountDetails> = chunk
        .accounts_of(row)
        .iter()
        .map(|account| {
            let service = &snapshot.services[usize::from(account.service)];
            account_details(
                service,
                chunk.text(account.remote),
                chunk.text(account.login),
                &name,
                account.state,
            )
        })
        .collect();
    let keys: Vec<AccountKey> = accounts.iter().map(|a| a.account.key.clone()).collect();
    let findings = Rule::ALL
        .into_iter()
        .filter(|rule| row.findings & rule.bit() != 0);
    let facts = facts();
    let findings = findings.map(|rule| Finding {
        rule,
        severity: facts.severity(rule),
        subject: Subject::User(id),
        user: Some(id),
        reason: Text::new("tui-left").with("date", "2026-10-31"),
        waiver: (rule == Rule::Admin).then(|| waiver(id)),
    });
    let evidence: Vec<Evidence> = keys
        .windows(2)
        .map(|pair| Evidence {
            a: pair[0].clone(),
            b: pair[1].clone(),
            rule: LinkRule::SameAddress,
            values: vec![format!("{}@communs.example", login(&name))],
        })
        .collect();
    let decisions = match keys.as_slice() {
        [first, second, ..] => vec![Decision {
            seq: 4,
            evidence: vec!["asked on the phone".to_owned()],
            ..Decision::new(
                DecisionKind::Same(first.clone(), second.clone()),
                Actor::Operator("camille".to_owned()),
                NOW.plus(-40 * DAY),
            )
        }],
        _ => Vec::new(),
    };
    Some(Details {
        user: User {
            id,
            name: name.clone(),
            name_source: NameSource::Rule,
            kind: row.kind,
            kind_source: NameSource::Rule,
            email: Some(ExternalEmail {
                address: format!("{}@example.net", login(&name)),
                verified_at: Some(NOW.plus(-100 * DAY)),
            }),
            arrival: Some(date(2024, 9, 1)),
            departure: row.departure,
            note: "Works from Marseille; badge 112.".to_owned(),
            created: NOW.plus(-300 * DAY),
            accounts: keys,
        },
        accounts,
        findings: findings.collect(),
        evidence,
        decisions,
    })
}

pub fn waiver(id: UserId) -> Waiver {
    Waiver {
        rule: Rule::Admin,
        subject: Subject::User(id),
        by: "camille".to_owned(),
        at: NOW.plus(-5 * DAY),
        reason: "hands over until the end of the month".to_owned(),
        until: Some(date(2026, 11, 30)),
    }
}

fn account_details(
    service: &ServiceId,
    remote: &str,
    login: &str,
    name: &str,
    state: State,
) -> AccountDetails {
    let key = AccountKey::new(service.clone(), RemoteId::new(remote).expect("made up"));
    let admin = service.as_str() == "github" && login.starts_with("zoe");
    let group = |kind: &str, name: &str, role: Option<&str>| Membership {
        kind: kind.to_owned(),
        id: name.to_owned(),
        name: name.to_owned(),
        role: role.map(str::to_owned),
    };
    let groups = match service.as_str() {
        "github" => vec![
            group("repository", "site", Some("push")),
            group("team", "core", Some("maintainer")),
            group("team", "web", None),
        ],
        "mail" => vec![group("mailbox", "shared/contact", Some("lrs"))],
        _ => vec![group("group", "bureau", None)],
    };
    let role = if admin { "owner" } else { "member" };
    AccountDetails {
        account: Account {
            key: key.clone(),
            user: None,
            state,
            profile: Profile {
                login: Seen::Value(login.to_owned()),
                name: Seen::Value(name.to_owned()),
                emails: Seen::Value(vec![Email {
                    address: format!("{login}@communs.example"),
                    trust: Trust::Verified,
                    primary: true,
                }]),
                role: Seen::Value(Role {
                    name: role.to_owned(),
                    admin,
                }),
                groups: Seen::Value(groups),
                mfa: Seen::Value(service.as_str() != "github"),
                created: Seen::Value(NOW.plus(-700 * DAY)),
                url: Seen::Value(format!("https://{service}.communs.example/{login}")),
                invitation: Seen::Value((state == State::Invited).then_some(Invitation::Pending {
                    since: NOW.plus(-30 * DAY),
                })),
                quota_limit: Seen::Value(Some(5_000_000_000)),
                ..Profile::default()
            },
            volatile: Volatile {
                last_active: Seen::Value(Some(NOW.plus(-3 * DAY))),
                quota_used: match service.as_str() {
                    "mail" => Seen::Value(1_240_000_000),
                    _ => Seen::NotVisible,
                },
            },
            first_seen: NOW.plus(-300 * DAY),
            observed_at: NOW.plus(-3 * HOUR),
            gone_since: (state == State::Gone).then_some(NOW.plus(-2 * DAY)),
            last_seen: (state == State::Gone).then_some(NOW.plus(-3 * DAY)),
            disabled: (state == State::Disabled).then(|| Disabled {
                by: Actor::Operator("camille".to_owned()),
                at: NOW.plus(-20 * DAY),
                why: "on leave".to_owned(),
            }),
            formerly: Vec::new(),
        },
        disabling: vec![Text::new("tui-disable-exact")],
        changes: vec![ObservedChange {
            at: NOW.plus(-9 * DAY),
            run: RunId(Uuid::from_u128(5)),
            account: key,
            change: FieldChange {
                field: Field::Role,
                old: "member".to_owned(),
                new: role.to_owned(),
            },
        }],
    }
}
