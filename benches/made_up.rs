//! A made-up store of any size, for the benches: four services, three accounts a user.

use std::path::Path;
use std::sync::Arc;

use secretariat::domain::account::{
    Account, Actor, Email, Membership, Profile, Role, State, Trust, Volatile,
};
use secretariat::domain::audit::{ActorSource, AuditBody};
use secretariat::domain::clock::FixedClock;
use secretariat::domain::diff::{Staged, StagedKind};
use secretariat::domain::ids::{AccountKey, RemoteId, RunId, ServiceId, UserId};
use secretariat::domain::run::{Counts, Outcome, RunRecord};
use secretariat::domain::seen::Seen;
use secretariat::domain::service::ServiceState;
use secretariat::domain::snapshot::{Summary, UserLine};
use secretariat::domain::time::Timestamp;
use secretariat::domain::user::User;
use secretariat::store::{Access, LockWait, Store, SyncEnd, UserWrite};
use tempfile::TempDir;
use uuid::Uuid;

/// The services' ids.
pub const SERVICES: [&str; 4] = ["chat", "cloud", "git", "mail"];
/// Accounts of one user, on the average.
pub const EACH: u32 = 3;
/// The present.
pub const NOW: Timestamp = Timestamp(1_795_000_000_000);

/// Opens a store at [`NOW`].
pub fn open(dir: &Path, access: Access) -> Store {
    Store::open(dir, access, Arc::new(FixedClock(NOW))).unwrap()
}

/// Spread over the names as hash values are, without being random.
pub fn mix(number: u32) -> u32 {
    number.wrapping_mul(0x9e37_79b1).rotate_left(13) ^ number
}

/// A name; many are shared.
pub fn name(number: u32) -> String {
    const FIRST: [&str; 8] = [
        "Zoé", "Adam", "Mireille", "Jean-Luc", "Fatou", "Noé", "Ingrid", "Paul",
    ];
    const LAST: [&str; 8] = [
        "Martin",
        "N’Diaye",
        "Lefèvre",
        "Nguyễn",
        "O’Brien",
        "García",
        "Müller",
        "Rossi",
    ];
    let mixed = mix(number);
    let pick = |list: [&'static str; 8], shift: u32| list[(mixed >> shift) as usize % 8];
    format!("{} {} {}", pick(FIRST, 3), pick(LAST, 9), mixed % 100_000)
}

/// The account with that number: three in a row belong to one user.
pub fn account(number: u32) -> Account {
    let person = number / EACH;
    let login = format!("user{}", mix(person));
    let group = |n: u32| Membership {
        kind: "team".to_owned(),
        id: n.to_string(),
        name: format!("team-{n}"),
        role: None,
    };
    Account {
        state: State::ALL[(mix(number) % 50) as usize / 12],
        profile: Profile {
            name: Seen::Value(name(person)),
            emails: Seen::Value(vec![Email {
                address: format!("{login}@example.org"),
                trust: Trust::Verified,
                primary: true,
            }]),
            login: Seen::Value(login),
            role: Seen::Value(Role {
                name: "member".to_owned(),
                admin: number.is_multiple_of(50),
            }),
            groups: Seen::Value((0..3).map(|n| group((mix(person) >> n) % 200)).collect()),
            mfa: Seen::Value(!number.is_multiple_of(4)),
            created: Seen::Value(Timestamp(1_600_000_000_000)),
            ..Profile::default()
        },
        volatile: Volatile {
            last_active: Seen::Value(Some(Timestamp(1_790_000_000_000))),
            quota_used: Seen::NotVisible,
        },
        ..Account::new(key(number), NOW)
    }
}

/// The service of an account.
pub fn service(number: u32) -> ServiceId {
    ServiceId::new(SERVICES[(number % 4) as usize]).unwrap()
}

/// The key of an account.
pub fn key(number: u32) -> AccountKey {
    AccountKey::new(
        service(number),
        RemoteId::namespaced("user", number).unwrap(),
    )
}

/// The user with that number, of a store of that size.
pub fn user(number: u32, size: u32) -> User {
    let last = (number * EACH + EACH).min(size);
    let mut accounts: Vec<AccountKey> = (number * EACH..last).map(key).collect();
    accounts.sort_unstable();
    User {
        accounts,
        ..User::new(
            UserId(Uuid::from_u128(u128::from(number) + 1)),
            name(number),
            NOW,
        )
    }
}

/// How a made-up sync ends.
pub fn end(service: &ServiceId, run: RunId) -> SyncEnd {
    SyncEnd {
        run: RunRecord {
            id: run,
            service: service.clone(),
            started: NOW,
            ended: NOW,
            outcome: Outcome::Complete,
            counts: Counts::default(),
            requests: 0,
            reasons: Vec::new(),
            held: Vec::new(),
            by: "timer".to_owned(),
        },
        state: ServiceState::default(),
        audit: body("sync"),
    }
}

/// An audit entry.
pub fn body(action: &str) -> AuditBody {
    AuditBody {
        actor: Actor::Rule("timer".to_owned()),
        source: ActorSource::Program,
        action: action.to_owned(),
        targets: Vec::new(),
        old: String::new(),
        new: String::new(),
        why: String::new(),
    }
}

/// Stages and commits every account, service by service, in batches as they come from a fetch.
pub fn commit_accounts(store: &Store, size: u32) {
    for (first, id) in (0..).zip(SERVICES) {
        let id = ServiceId::new(id).unwrap();
        let run = RunId(Uuid::now_v7());
        let mut session = store.begin_sync(&id, run, LockWait::No).unwrap();
        let numbers: Vec<u32> = (first..size).step_by(4).collect();
        for batch in numbers.chunks(1_000) {
            let rows = batch.iter().map(|number| Staged {
                account: account(*number),
                kind: StagedKind::Insert,
                changes: Vec::new(),
            });
            session.stage(rows.collect()).unwrap();
        }
        session.commit(end(&id, run)).unwrap();
    }
}

/// Links every account to its user, as a first merge does.
pub fn commit_users(store: &Store, size: u32) {
    let users: Vec<User> = (0..size.div_ceil(EACH)).map(|n| user(n, size)).collect();
    let lines = users
        .iter()
        .zip(0..)
        .map(|(user, n)| {
            let accounts: Vec<Account> = (n * EACH..(n * EACH + EACH).min(size))
                .map(account)
                .collect();
            UserLine::of(user, &accounts, 0)
        })
        .collect();
    let write = UserWrite {
        users,
        lines,
        audit: vec![body("merge")],
        ..UserWrite::default()
    };
    store.write_users(write).unwrap();
    store.write_summary(&Summary::default()).unwrap();
}

/// A store with that many accounts.
pub fn fill(size: u32) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), Access::ReadWrite);
    commit_accounts(&store, size);
    commit_users(&store, size);
    dir
}
