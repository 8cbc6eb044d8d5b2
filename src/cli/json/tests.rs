//! The shapes that scripts rely on, field by field.

use jiff::civil::date;
use serde_json::json;

use super::super::exit::Exit;
use super::super::output::Row;
use super::*;
use crate::domain::account::*;
use crate::domain::audit::{AuditBody, AuditEntry};
use crate::domain::change::{Field, FieldChange, ObservedChange};
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::findings::{Finding, Rule, Severity, Subject};
use crate::domain::ids::*;
use crate::domain::run::*;
use crate::domain::seen::Seen;
use crate::domain::service::*;
use crate::domain::text::Text;
use crate::domain::time::{Departure, HOUR, Timestamp};
use crate::domain::user::{ExternalEmail, User};
use crate::words::{Lang, Words};

const AT: Timestamp = Timestamp(1_795_328_187_900);

fn key(text: &str) -> AccountKey {
    text.parse().unwrap()
}

fn user_id() -> UserId {
    "01999999-0000-7000-8000-000000000001".parse().unwrap()
}

/// An account of which the service shows everything.
pub fn full_account() -> Account {
    Account {
        user: Some(user_id()),
        profile: Profile {
            login: Seen::Value("zoe".into()),
            name: Seen::Value("Zoé".into()),
            emails: Seen::Value(vec![Email {
                address: "zoe@communs.example".into(),
                trust: Trust::Verified,
                primary: true,
            }]),
            role: Seen::Value(Role {
                name: "owner".into(),
                admin: true,
            }),
            groups: Seen::Value(vec![Membership {
                kind: "team".into(),
                id: "5".into(),
                name: "infra".into(),
                role: Some("maintainer".into()),
            }]),
            mfa: Seen::Value(false),
            created: Seen::Value(Timestamp(0)),
            url: Seen::Value("https://github.com/zoe".into()),
            ..Profile::default()
        },
        volatile: Volatile {
            last_active: Seen::Value(Some(AT)),
            quota_used: Seen::NotVisible,
        },
        ..Account::new(key("github/user:17"), AT)
    }
}

#[test]
fn an_account_as_documented() {
    let json = serde_json::to_value(AccountJson::new(&full_account(), Some(AT))).unwrap();
    assert_eq!(
        json,
        json!({
            "handle": "github/user:17", "service": "github", "id": "user:17",
            "login": "zoe", "name": "Zoé",
            "emails": [{"address": "zoe@communs.example", "verified": true, "primary": true}],
            "state": "active", "role": "owner", "admin": true, "groups": ["infra"],
            "memberships": [{"kind": "team", "id": "5", "name": "infra", "role": "maintainer"}],
            "mfa": false, "bot": false, "shared": false,
            "created": "1970-01-01T00:00:00Z", "last_active": "2026-11-22T06:16:27Z",
            "url": "https://github.com/zoe", "quota_used": null, "quota_limit": null,
            "first_seen": "2026-11-22T06:16:27Z", "last_seen": "2026-11-22T06:16:27Z",
            "gone_since": null, "disabled": null,
            "user": "01999999-0000-7000-8000-000000000001"
        })
    );
}

#[test]
fn what_a_service_does_not_show_is_null_and_what_we_did_is_told() {
    let account = Account {
        user: None,
        state: State::Disabled,
        profile: Profile::default(),
        volatile: Volatile::default(),
        disabled: Some(Disabled {
            by: Actor::Operator("alix".into()),
            at: AT,
            why: "left".into(),
        }),
        ..full_account()
    };
    let json = serde_json::to_value(AccountJson::new(&account, None)).unwrap();
    for field in [
        "login",
        "name",
        "role",
        "mfa",
        "created",
        "last_active",
        "url",
        "user",
    ] {
        assert_eq!(json[field], json!(null), "{field}");
    }
    assert_eq!(json["emails"], json!([]));
    assert_eq!(
        json["disabled"],
        json!({"by": "alix", "at": "2026-11-22T06:16:27Z", "why": "left"})
    );
}

#[test]
fn an_account_that_is_gone_was_last_seen_before_the_last_complete_fetch() {
    let account = Account {
        state: State::Gone,
        gone_since: Some(AT),
        last_seen: Some(Timestamp(0)),
        ..full_account()
    };
    let json = AccountJson::new(&account, Some(AT));
    assert_eq!(json.last_seen.as_deref(), Some("1970-01-01T00:00:00Z"));
    assert_eq!(json.gone_since.as_deref(), Some("2026-11-22T06:16:27Z"));
}

/// A user with every field.
pub fn full_user() -> User {
    User {
        email: Some(ExternalEmail {
            address: "zoe@home.example".into(),
            verified_at: None,
        }),
        arrival: Some(date(2025, 1, 2)),
        departure: Departure::On(date(2026, 12, 31)),
        note: "part time".into(),
        accounts: vec![key("github/user:17")],
        ..User::new(user_id(), "Zoé", AT)
    }
}

#[test]
fn a_user_as_documented() {
    let account = AccountJson::new(&full_account(), None);
    let json = serde_json::to_value(UserJson::new(&full_user(), vec![], vec![account])).unwrap();
    assert_eq!(json["accounts"][0]["handle"], "github/user:17");
    let mut json = json;
    json.as_object_mut().unwrap().remove("accounts");
    assert_eq!(
        json,
        json!({
            "id": "01999999-0000-7000-8000-000000000001", "name": "Zoé", "kind": "person",
            "email": "zoe@home.example", "email_verified": false, "arrival": "2025-01-02",
            "departure": "2026-12-31", "note": "part time", "findings": []
        })
    );
}

#[test]
fn a_departure_is_a_date_open_ended_or_null() {
    assert_eq!(departure(Departure::Unset), None);
    assert_eq!(
        departure(Departure::OpenEnded).as_deref(),
        Some("open-ended")
    );
    assert_eq!(
        departure(Departure::On(date(2026, 1, 2))).as_deref(),
        Some("2026-01-02")
    );
}

fn run(outcome: Outcome) -> RunRecord {
    RunRecord {
        id: "01999999-0000-7000-8000-000000000002".parse().unwrap(),
        service: ServiceId::new("chat").unwrap(),
        started: AT,
        ended: AT.plus(1_500),
        outcome,
        counts: Counts {
            fetched: 7,
            inserted: 1,
            updated: 2,
            unchanged: 4,
            gone: 3,
            returned: 1,
            rekeyed: 0,
        },
        requests: 9,
        reasons: vec![Text::new("error-cancelled").with("service", "chat")],
        held: vec![Held {
            rule: "gone".into(),
            count: 3,
            of: 10,
            digest: Digest16::of(b"x"),
        }],
        by: "alix".into(),
    }
}

#[test]
fn a_run_as_documented() {
    let words = Words::new(Lang::En, &[]);
    let json = serde_json::to_value(RunJson::new(&run(Outcome::Held), &words)).unwrap();
    assert_eq!(
        json,
        json!({
            "service": "chat", "outcome": "held", "started": "2026-11-22T06:16:27Z",
            "fetched": 7, "inserted": 1, "updated": 2, "unchanged": 4, "gone": 3, "returned": 1,
            "rekeyed": 0, "requests": 9, "duration_ms": 1500,
            "error": "chat: stopped on request",
            "held": [{"rule": "gone", "count": 3, "of": 10}]
        })
    );
}

#[test]
fn a_failed_service_makes_the_run_partly_done_and_a_held_one_is_refused() {
    let exits = [
        Outcome::Complete,
        Outcome::Partial,
        Outcome::Failed,
        Outcome::Held,
    ]
    .map(exit_of);
    assert_eq!(exits, [Exit::Done, Exit::Partly, Exit::Partly, Exit::Held]);
}

#[test]
fn a_service_that_was_never_synced_is_stale() {
    let info = ServiceInfo {
        id: ServiceId::new("chat").unwrap(),
        kind: "mattermost".into(),
        label: "Chat".into(),
        url: "https://chat.example".into(),
        environment: Environment::default(),
        email_trust: Trust::Verified,
        sign_in: None,
        max_removals: None,
    };
    let words = Words::new(Lang::En, &[]);
    let at =
        |state: &ServiceState| ServiceJson::new(&info, state, [1, 2, 3, 4, 5], (AT, HOUR), &words);
    let never = at(&ServiceState::default());
    assert!(never.stale && never.last_complete.is_none());
    let fresh = ServiceState {
        last_complete: Some(AT.plus(-HOUR)),
        ..ServiceState::default()
    };
    assert_eq!(
        (at(&fresh).stale, at(&fresh).age_seconds),
        (false, Some(3_600))
    );
    let old = ServiceState {
        last_complete: Some(AT.plus(-HOUR - 1)),
        ..ServiceState::default()
    };
    assert!(at(&old).stale);
    assert_eq!(at(&old).accounts.gone, 4);
}

#[test]
fn a_finding_names_its_subject_as_waive_takes_it() {
    let finding = Finding {
        rule: Rule::NoMfa,
        severity: Severity::Warning,
        subject: Subject::Account(key("github/user:17")),
        user: Some(user_id()),
        reason: Text::new("no"),
        waiver: None,
    };
    let words = Words::new(Lang::En, &[]);
    let json = serde_json::to_value(FindingJson::new(&finding, Some("Zoé"), &words)).unwrap();
    assert_eq!(
        json,
        json!({
            "rule": "no-mfa", "severity": "warning", "subject_kind": "account",
            "subject": "github/user:17", "user": "01999999-0000-7000-8000-000000000001",
            "name": "Zoé", "reason": "no", "waived": null
        })
    );
}

#[test]
fn history_as_documented() {
    let change = ObservedChange {
        at: AT,
        run: run(Outcome::Complete).id,
        account: key("github/user:17"),
        change: FieldChange {
            field: Field::Role,
            old: "member".into(),
            new: "owner".into(),
        },
    };
    let json = serde_json::to_value(ChangeJson::new(&change, Some("Zoé".into()), None)).unwrap();
    assert_eq!(
        json,
        json!({
            "at": "2026-11-22T06:16:27Z", "run": "01999999-0000-7000-8000-000000000002",
            "account": "github/user:17", "name": "Zoé", "user": null, "field": "role",
            "old": "member", "new": "owner"
        })
    );

    let entry = AuditEntry {
        seq: 3,
        at: AT,
        salt: [0; 16],
        body: Some(AuditBody {
            actor: Actor::Rule("email".into()),
            source: ActorSource::Program,
            action: "merge".into(),
            targets: vec!["a".into()],
            old: String::new(),
            new: "b".into(),
            why: String::new(),
        }),
        digest: [0; 32],
        link: [0xab; 32],
    };
    let json = serde_json::to_value(AuditJson::from(&entry)).unwrap();
    assert_eq!(json["actor"], "rule:email");
    assert_eq!(json["link"], "ab".repeat(32));
    let erased = AuditJson::from(&AuditEntry {
        body: None,
        ..entry
    });
    assert_eq!(
        (erased.seq, erased.actor, erased.targets),
        (3, None, vec![])
    );

    let decision = Decision {
        seq: 4,
        evidence: vec!["said so".into()],
        undone_by: Some(5),
        ..Decision::new(
            DecisionKind::Never(key("a/1"), key("b/2")),
            Actor::Operator("alix".into()),
            AT,
        )
    };
    let json = serde_json::to_value(DecisionJson::from(&decision)).unwrap();
    assert_eq!(
        (&json["verdict"], &json["accounts"]),
        (&json!("never"), &json!(["a/1", "b/2"]))
    );
}

pub fn lines_up<R: Row>(row: &R) {
    assert_eq!(row.cells().len(), R::COLUMNS.len());
    let words = [Lang::En, Lang::Fr].map(|lang| Words::new(lang, &[]));
    for column in R::COLUMNS.iter().filter(|column| !column.csv_only) {
        for words in &words {
            assert!(
                words.has(&format!("col-{}", column.id)),
                "col-{}",
                column.id
            );
        }
    }
}

#[test]
fn every_row_lines_up_with_its_columns_and_every_column_has_a_title() {
    let words = Words::new(Lang::En, &[]);
    lines_up(&AccountJson::new(&full_account(), None));
    lines_up(&UserJson::new(&full_user(), vec![], vec![]));
    lines_up(&RunJson::new(&run(Outcome::Complete), &words));
    let member = MemberJson {
        account: "a/1".into(),
        name: "a".into(),
        state: "active",
        role: None,
        user: None,
    };
    lines_up(&MemberRow {
        service: "a".into(),
        kind: "team".into(),
        group: "g".into(),
        member,
    });
    lines_up(&GroupJson {
        service: "a".into(),
        kind: "team".into(),
        id: "1".into(),
        name: "g".into(),
        members: vec![],
    });
}
