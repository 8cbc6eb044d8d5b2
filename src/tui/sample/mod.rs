//! A made-up organisation, for tests and for looking at the screen: no room of the program.

mod details;
mod identity;
mod lists;

pub use details::{details, waiver};
pub use identity::{compared, found, history, merging, questions, takes_back};
pub use lists::{audit, awaited, changes, checks, first_frame, runs, status};

use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::domain::account::{State, Trust};
use crate::domain::findings::{Rule, Severity};
use crate::domain::ids::{Revision, ServiceId, UserId};
use crate::domain::service::{Environment, ServiceInfo};
use crate::domain::snapshot::{AccountRow, Chunk, Flags, Snapshot, UserLine, UserRow};
use crate::domain::text::fold;
use crate::domain::time::{DAY, Departure, Timestamp};
use crate::domain::user::UserKind;
use crate::tui::shell::data::Facts;

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

pub fn service(id: &str) -> ServiceId {
    ServiceId::new(id).expect("made up")
}

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
        zone: TimeZone::get("Europe/Paris").expect("made up"),
        sync_every: None,
        stale_after: DAY,
        severities,
    }
}

#[derive(Debug, Clone)]
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
    let first_account = u32::try_from(chunk.accounts.len()).expect("made up");
    let mut accounts = 0;
    for (at, state) in person.states.iter().enumerate() {
        let Some(state) = state else { continue };
        let first_group = u32::try_from(chunk.groups.len()).expect("made up");
        let group = [Some(0), Some(2), Some(1), None][at];
        chunk.groups.extend(group);
        let row = AccountRow {
            service: u16::try_from(at).expect("made up"),
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
    // The row keeps its place, whatever it is called.
    let mut snapshot = small_snapshot();
    let mut chunk = Chunk::clone(&snapshot.chunks[0]);
    let span = chunk.keep(name);
    let at = chunk
        .users
        .iter()
        .position(|row| chunk.text(row.name) == "Chloé Martin")
        .expect("made up");
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
