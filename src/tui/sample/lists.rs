//! Made-up runs, totals, changes, audit entries and checks.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use uuid::Uuid;

use super::{NOW, lines, service};
use crate::domain::account::{Actor, State};
use crate::domain::audit::{ActorSource, AuditBody, AuditEntry};
use crate::domain::change::{Field, FieldChange, ObservedChange};
use crate::domain::check::{Check, CheckLine, CheckOutcome};
use crate::domain::findings::{Finding, Rule, Severity, Subject};
use crate::domain::ids::{AccountKey, RemoteId, RunId, ServiceId};
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::service::{LastRun, ServiceState};
use crate::domain::snapshot::{Snapshot, Summary};
use crate::domain::text::Text;
use crate::domain::time::{DAY, HOUR, SECOND};
use crate::tui::shell::data::{FirstFrame, Status};

fn run(id: &str, number: u128, ago: i64, outcome: Outcome, counts: Counts) -> RunRecord {
    RunRecord {
        id: RunId(Uuid::from_u128(number)),
        service: service(id),
        started: NOW.plus(-ago),
        ended: NOW.plus(-ago + 2_300),
        outcome,
        counts,
        requests: 14,
        reasons: match outcome {
            Outcome::Complete => Vec::new(),
            _ => vec![
                Text::new("error-net")
                    .with("service", id)
                    .with("target", "GET /users?page=2")
                    .with("detail", "connection reset"),
            ],
        },
        held: Vec::new(),
        by: "camille".to_owned(),
    }
}

/// The first days of newcomers who are awaited.
pub fn awaited() -> Vec<Date> {
    vec![date(2026, 12, 7), date(2027, 1, 4)]
}

/// The newest runs.
pub fn runs() -> Vec<RunRecord> {
    let counts = |fetched, inserted, updated, gone| Counts {
        fetched,
        inserted,
        updated,
        gone,
        ..Counts::default()
    };
    vec![
        run(
            "github",
            1,
            3 * 60 * SECOND,
            Outcome::Complete,
            counts(7, 0, 1, 0),
        ),
        run(
            "chat",
            2,
            3 * 60 * SECOND,
            Outcome::Complete,
            counts(6, 1, 0, 0),
        ),
        run(
            "mail",
            3,
            3 * 60 * SECOND,
            Outcome::Complete,
            counts(6, 0, 0, 0),
        ),
        run("cloud", 4, 2 * HOUR, Outcome::Partial, counts(4, 0, 2, 0)),
        run(
            "github",
            5,
            26 * HOUR,
            Outcome::Complete,
            counts(6, 1, 0, 1),
        ),
        run(
            "github",
            6,
            50 * HOUR,
            Outcome::Complete,
            counts(6, 5, 1, 0),
        ),
    ]
}

pub fn status(snapshot: &Snapshot) -> Status {
    let mut by_service: Vec<(ServiceId, [u64; 5])> = snapshot
        .services
        .iter()
        .map(|id| (id.clone(), [0; 5]))
        .collect();
    let mut findings = vec![0; Rule::ALL.len()];
    for (_, chunk, row) in snapshot.rows() {
        for account in chunk.accounts_of(row) {
            let state = State::ALL
                .iter()
                .position(|state| *state == account.state)
                .expect("made up");
            by_service[usize::from(account.service)].1[state] += 1;
        }
        for rule in Rule::ALL {
            findings[rule as usize] += u64::from(row.findings & rule.bit() != 0);
        }
    }
    let services: BTreeMap<ServiceId, ServiceState> = runs()
        .into_iter()
        .rev()
        .map(|run| {
            let complete = run.outcome == Outcome::Complete;
            let state = ServiceState {
                last_complete: Some(if complete {
                    run.started
                } else {
                    NOW.plus(-3 * DAY)
                }),
                last_run: Some(LastRun {
                    id: run.id,
                    at: run.started,
                    outcome: run.outcome,
                    text: run.reasons.first().cloned(),
                }),
                ..ServiceState::default()
            };
            (run.service, state)
        })
        .collect();
    Status {
        revision: snapshot.revision,
        summary: Some(Summary {
            users: snapshot.users() as u64,
            accounts: snapshot.accounts() as u64,
            by_service,
            findings,
        }),
        services,
        service_findings: vec![Finding {
            rule: Rule::StaleService,
            severity: Severity::Warning,
            subject: Subject::Service(service("cloud")),
            user: None,
            reason: Text::new("error-net")
                .with("service", "cloud")
                .with("target", "GET /users?page=2")
                .with("detail", "connection reset"),
            waiver: None,
        }],
    }
}

/// The first frame of a snapshot.
pub fn first_frame(snapshot: &Snapshot, take: usize) -> FirstFrame {
    FirstFrame {
        status: status(snapshot),
        lines: lines(snapshot, take),
    }
}

/// The newest observed changes, each with the name of its account.
pub fn changes() -> Vec<(ObservedChange, String)> {
    let change =
        |ago: i64, id: &str, remote: &str, (field, old, new): (Field, &str, &str)| ObservedChange {
            at: NOW.plus(-ago),
            run: RunId(Uuid::from_u128(9)),
            account: AccountKey::new(service(id), RemoteId::new(remote).expect("made up")),
            change: FieldChange {
                field,
                old: old.to_owned(),
                new: new.to_owned(),
            },
        };
    let changes = [
        (
            change(
                3 * 60 * SECOND,
                "github",
                "user:17",
                (Field::Role, "member", "owner"),
            ),
            "Zoé de l’Étoile",
        ),
        (
            change(
                2 * HOUR,
                "cloud",
                "user:infra",
                (Field::Group, "", "bureau"),
            ),
            "",
        ),
        (
            change(
                2 * HOUR,
                "chat",
                "user:k4",
                (Field::State, "active", "disabled"),
            ),
            "Amadou N’Diaye",
        ),
        (
            change(DAY, "mail", "user/noor", (Field::Appeared, "", "")),
            "noor",
        ),
    ];
    changes
        .map(|(change, name)| (change, name.to_owned()))
        .into()
}

/// The newest audit entries.
pub fn audit() -> Vec<AuditEntry> {
    let entry = |seq: u64, ago: i64, action: &str, target: &str, why: &str| AuditEntry {
        seq,
        at: NOW.plus(-ago),
        salt: [0; 16],
        body: Some(AuditBody {
            actor: Actor::Operator("camille".to_owned()),
            source: ActorSource::LoginUid,
            action: action.to_owned(),
            targets: vec![target.to_owned()],
            old: String::new(),
            new: String::new(),
            why: why.to_owned(),
        }),
        digest: [0; 32],
        link: [0; 32],
    };
    let mut erased = entry(1, 40 * DAY, "merge", "", "");
    erased.body = None;
    vec![
        entry(3, 3 * 60 * SECOND, "sync", "github", ""),
        entry(
            2,
            5 * DAY,
            "waive",
            "admin",
            "hands over until the end of the month",
        ),
        erased,
    ]
}

/// Checks of `doctor`.
pub fn checks() -> Vec<CheckLine> {
    let line = |id: Option<&str>, outcome, text: &'static str| CheckLine {
        service: id.map(service),
        check: Check {
            outcome,
            text: Text::new(text),
        },
    };
    vec![
        line(None, CheckOutcome::Good, "tui-todo-done"),
        line(Some("github"), CheckOutcome::Good, "tui-todo-done"),
        line(Some("github"), CheckOutcome::Remark, "tui-rule-admin-means"),
        line(
            Some("cloud"),
            CheckOutcome::Bad,
            "tui-rule-stale-service-means",
        ),
    ]
}
