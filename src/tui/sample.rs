//! A made-up organisation, for tests and for looking at the screen: no room of the program.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::domain::account::{
    Account, Actor, Disabled, Email, Invitation, Membership, Profile, Role, State, Trust, Volatile,
};
use crate::domain::audit::{ActorSource, AuditBody, AuditEntry};
use crate::domain::change::{Field, FieldChange, ObservedChange};
use crate::domain::decision::{Decision, Verdict};
use crate::domain::findings::{Finding, Rule, Severity, Subject, Waiver};
use crate::domain::ids::{AccountKey, RemoteId, Revision, RunId, ServiceId, UserId};
use crate::domain::run::{Counts, Outcome, RunRecord};
use crate::domain::seen::Seen;
use crate::domain::service::{Environment, LastRun, ServiceInfo, ServiceState};
use crate::domain::snapshot::{AccountRow, Chunk, Flags, Snapshot, Summary, UserLine, UserRow};
use crate::domain::text::{Text, fold};
use crate::domain::time::{DAY, Departure, HOUR, SECOND, Timestamp};
use crate::domain::user::{ExternalEmail, Source as NameSource, User, UserKind};
use crate::tui::shell::data::{
    AccountDetails, CheckLine, CheckVerdict, Details, Facts, FirstFrame, Status,
};

/// The instant of every sample: 22 November 2026, 10:00 in Paris.
pub const NOW: Timestamp = Timestamp(1_795_338_000_000);

/// The day of [`NOW`].
pub const TODAY: Date = date(2026, 11, 22);

const SERVICES: [(&str, &str, &str, &str); 4] = [
    ("github", "github", "GitHub", "https://api.github.com"),
    (
        "chat",
        "mattermost",
        "Mattermost",
        "https://chat.communs.example",
    ),
    (
        "cloud",
        "nextcloud",
        "Nextcloud",
        "https://cloud.communs.example",
    ),
    ("mail", "cyrus", "Mail", "imap://imap.communs.example"),
];

/// A service's id.
pub fn service(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap()
}

/// The session's facts.
pub fn facts() -> Facts {
    let services = SERVICES.iter().map(|(id, kind, label, url)| ServiceInfo {
        id: service(id),
        kind: (*kind).to_owned(),
        label: (*label).to_owned(),
        url: (*url).to_owned(),
        environment: Environment::default(),
        email_trust: Trust::Asserted,
        sign_in: (*id == "cloud").then(|| service("chat")),
        max_removals: None,
    });
    let mut severities = [Severity::Warning; Rule::ALL.len()];
    for rule in Rule::ALL {
        severities[rule as usize] = match rule {
            Rule::DepartedActive | Rule::ReenabledOutside | Rule::NeverSynced => Severity::Critical,
            Rule::Admin | Rule::Alone | Rule::NoDeparture => Severity::Info,
            _ => Severity::Warning,
        };
    }
    Facts {
        organisation: "Atelier des Communs".to_owned(),
        services: services.collect(),
        read_only: false,
        demo: false,
        configured: true,
        operator: "camille".to_owned(),
        zone: TimeZone::get("Europe/Paris").unwrap(),
        sync_every: None,
        stale_after: DAY,
        severities,
    }
}

/// One made-up person.
pub struct Person {
    name: String,
    kind: UserKind,
    departure: Departure,
    findings: u32,
    states: [Option<State>; 4],
}

fn person(
    name: &str,
    kind: UserKind,
    departure: Departure,
    findings: &[Rule],
    states: [Option<State>; 4],
) -> Person {
    Person {
        name: name.to_owned(),
        kind,
        departure,
        findings: findings.iter().fold(0, |bits, rule| bits | rule.bit()),
        states,
    }
}

/// The people that tests know by name.
pub fn people() -> Vec<Person> {
    use Departure::{On, OpenEnded, Unset};
    use State::{Active, Disabled, Gone, Invited};
    let a = Some(Active);
    vec![
        person(
            "Zoé de l’Étoile",
            UserKind::Person,
            On(date(2026, 10, 31)),
            &[Rule::DepartedActive, Rule::NoMfa, Rule::Admin],
            [a, a, Some(Disabled), a],
        ),
        person(
            "Amadou N’Diaye",
            UserKind::Person,
            On(date(2027, 8, 31)),
            &[Rule::InvitedLong],
            [a, Some(Invited), None, a],
        ),
        person(
            "Chloé Martin",
            UserKind::Person,
            OpenEnded,
            &[],
            [a, a, a, a],
        ),
        person(
            "Noor Haddad",
            UserKind::Person,
            On(date(2026, 12, 5)),
            &[],
            [None, a, a, a],
        ),
        person(
            "山田 太郎",
            UserKind::Person,
            Unset,
            &[Rule::NoDeparture],
            [a, None, None, None],
        ),
        person(
            "Infra",
            UserKind::Team,
            Unset,
            &[Rule::Dormant],
            [None, None, a, a],
        ),
        person(
            "deploy-bot",
            UserKind::Bot,
            Unset,
            &[Rule::Alone],
            [a, None, None, None],
        ),
        person(
            "Ewa Łukasiewicz",
            UserKind::Person,
            OpenEnded,
            &[Rule::Gone],
            [Some(Gone), a, a, a],
        ),
        person(
            "Émile Œuvrard",
            UserKind::Person,
            Unset,
            &[Rule::NoDeparture],
            [a, a, a, None],
        ),
    ]
}

/// The id of the n-th person of [`snapshot_of`].
pub fn user_id(number: usize) -> UserId {
    UserId(Uuid::from_u128(
        0x0193_0000_0000_7000_8000_0000_0000_0000 + number as u128,
    ))
}

fn login(name: &str) -> String {
    let kept = fold(name).replace([' ', '’', '\''], "-");
    kept.replace(|c: char| c.is_control(), "")
}

/// A snapshot of some people, sorted by name, in chunks.
pub fn snapshot_of(mut people: Vec<Person>, chunk: usize) -> Snapshot {
    people.sort_by_key(|person| fold(&person.name));
    let services: Vec<ServiceId> = SERVICES.iter().map(|(id, ..)| service(id)).collect();
    let groups: Vec<Arc<str>> = [
        "github/team/core",
        "cloud/group/bureau",
        "chat/team/communs",
    ]
    .map(Arc::from)
    .to_vec();
    let mut chunks = Vec::new();
    for (at, piece) in people.chunks(chunk).enumerate() {
        let mut made = Chunk::default();
        for (row, person) in piece.iter().enumerate() {
            add(&mut made, person, at * chunk + row);
        }
        chunks.push(Arc::new(made));
    }
    Snapshot {
        unlinked: 0,
        revision: Revision(7),
        services: services.into(),
        groups: groups.into(),
        chunks: chunks.into(),
    }
}

fn add(chunk: &mut Chunk, person: &Person, number: usize) {
    let login = login(&person.name);
    let (name, sort) = (chunk.keep(&person.name), chunk.keep(&fold(&person.name)));
    let email = chunk.keep("");
    let first_account = u32::try_from(chunk.accounts.len()).unwrap();
    let mut accounts = 0;
    for (at, state) in person.states.iter().enumerate() {
        let Some(state) = state else { continue };
        let first_group = u32::try_from(chunk.groups.len()).unwrap();
        let group = [Some(0), Some(2), Some(1), None][at];
        chunk.groups.extend(group);
        let row = AccountRow {
            service: u16::try_from(at).unwrap(),
            state: *state,
            flags: Flags::default(),
            remote: chunk.keep(&format!("user:{number}")),
            login: chunk.keep(&login),
            name,
            emails: chunk.keep(&format!("{login}@communs.example")),
            role: chunk.keep("member"),
            last_active: Some(NOW.plus(-DAY * (number as i64 % 90))),
            created: None,
            first_group,
            groups: u32::from(group.is_some()),
        };
        chunk.accounts.push(row);
        accounts += 1;
    }
    chunk.users.push(UserRow {
        id: user_id(number),
        name,
        sort,
        email,
        kind: person.kind,
        arrival: None,
        departure: person.departure,
        findings: person.findings,
        first_account,
        accounts,
    });
}

/// The people that tests know by name.
pub fn small_snapshot() -> Snapshot {
    snapshot_of(people(), 4_096)
}

/// One person with a given name among the others.
pub fn snapshot_with_name(name: &str) -> Snapshot {
    let mut people = people();
    people[2].name = name.to_owned();
    // The row keeps its place, whatever it is called.
    let mut snapshot = snapshot_of(self::people(), 4_096);
    let mut chunk = Chunk::clone(&snapshot.chunks[0]);
    let span = chunk.keep(name);
    let at = chunk
        .users
        .iter()
        .position(|row| chunk.text(row.name) == "Chloé Martin")
        .unwrap();
    chunk.users[at].name = span;
    snapshot.chunks = vec![Arc::new(chunk)].into();
    snapshot
}

/// Many people with made-up names.
pub fn crowd(count: usize) -> Vec<Person> {
    const FIRST: [&str; 16] = [
        "Alice",
        "Béatrice",
        "Camille",
        "Driss",
        "Élise",
        "Farid",
        "Gaëlle",
        "Hugo",
        "Inès",
        "Jonas",
        "Karim",
        "Lucie",
        "Maëlys",
        "Nadia",
        "Oscar",
        "Pauline",
    ];
    const LAST: [&str; 16] = [
        "Abadie", "Bernard", "Cohen", "Dubois", "Evrard", "Fontaine", "Garnier", "Haddad",
        "Ibáñez", "Jacob", "Kowalski", "Lefèvre", "Moreau", "Nguyễn", "Okafor", "Petit",
    ];
    let states = [
        Some(State::Active),
        Some(State::Invited),
        Some(State::Disabled),
        None,
    ];
    (0..count)
        .map(|n| {
            let hash = n.wrapping_mul(2_654_435_761) >> 7;
            let (first, last) = (FIRST[hash % 16], LAST[(hash >> 4) % 16]);
            let number = if n < 256 {
                String::new()
            } else {
                format!(" {n}")
            };
            let pick = |shift: usize| match (hash >> shift) % 10 {
                0..6 => states[0],
                6 => states[1],
                7 => states[2],
                _ => states[3],
            };
            let rule = Rule::ALL[(hash >> 9) % 10];
            Person {
                name: format!("{first} {last}{number}"),
                kind: UserKind::Person,
                departure: match hash % 3 {
                    0 => Departure::Unset,
                    1 => Departure::OpenEnded,
                    _ => Departure::On(date(2027, 1 + (hash % 12) as i8, 1)),
                },
                findings: if hash.is_multiple_of(4) {
                    rule.bit()
                } else {
                    0
                },
                states: [Some(State::Active), pick(3), pick(7), pick(11)],
            }
        })
        .collect()
}

/// A crowd in chunks of a given size.
pub fn snapshot_in_chunks(count: usize, chunk: usize) -> Snapshot {
    snapshot_of(crowd(count), chunk)
}

/// The first frame's lines of a snapshot.
pub fn lines(snapshot: &Snapshot, take: usize) -> Vec<UserLine> {
    let rows = snapshot.rows().take(take);
    rows.map(|(_, chunk, row)| UserLine {
        id: row.id,
        name: chunk.text(row.name).to_owned(),
        kind: row.kind,
        departure: row.departure,
        findings: row.findings,
        services: chunk
            .accounts_of(row)
            .iter()
            .map(|account| {
                let service = &snapshot.services[usize::from(account.service)];
                (service.clone(), account.state)
            })
            .collect(),
    })
    .collect()
}

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

/// Totals and services.
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
                .unwrap();
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
    let decisions = match keys.as_slice() {
        [first, second, ..] => vec![Decision {
            seq: 4,
            verdict: Verdict::Same(first.clone(), second.clone()),
            by: Actor::Rule("email-verified".to_owned()),
            at: NOW.plus(-40 * DAY),
            evidence: vec![format!("{}@communs.example", login(&name))],
            undone_by: None,
            before: Vec::new(),
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
        decisions,
    })
}

/// What was accepted.
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
    let key = AccountKey::new(service.clone(), RemoteId::new(remote).unwrap());
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
        disabling: vec![Text::new("tui-rule-gone-means")],
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

/// The newest observed changes.
pub fn changes() -> Vec<ObservedChange> {
    let change = |ago: i64, id: &str, remote: &str, field, old: &str, new: &str| ObservedChange {
        at: NOW.plus(-ago),
        run: RunId(Uuid::from_u128(9)),
        account: AccountKey::new(service(id), RemoteId::new(remote).unwrap()),
        change: FieldChange {
            field,
            old: old.to_owned(),
            new: new.to_owned(),
        },
    };
    vec![
        change(
            3 * 60 * SECOND,
            "github",
            "user:zoe",
            Field::Role,
            "member",
            "owner",
        ),
        change(2 * HOUR, "cloud", "user:infra", Field::Group, "", "bureau"),
        change(
            2 * HOUR,
            "chat",
            "user:amadou",
            Field::State,
            "active",
            "disabled",
        ),
        change(DAY, "mail", "user/noor", Field::Appeared, "", ""),
    ]
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
    let line = |id: Option<&str>, verdict, text: &'static str| CheckLine {
        service: id.map(service),
        verdict,
        text: Text::new(text),
    };
    vec![
        line(None, CheckVerdict::Good, "tui-todo-done"),
        line(Some("github"), CheckVerdict::Good, "tui-todo-done"),
        line(Some("github"), CheckVerdict::Remark, "tui-rule-admin-means"),
        line(
            Some("cloud"),
            CheckVerdict::Bad,
            "tui-rule-stale-service-means",
        ),
    ]
}
