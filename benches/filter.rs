//! Filtering and judging generated organisations: `cargo bench --bench filter`.
//!
//! Figures are read beside those of other machines' tools; nothing fails on them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot be set up is no bench"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use divan::Bencher;
use jiff::civil::date;
use secretariat::domain::account::{Account, State};
use secretariat::domain::filter::{Filter, Hit, Now, Scratch, rank, search};
use secretariat::domain::findings::policy::Policy;
use secretariat::domain::findings::{FindingContext, Waivers, evaluate, open_mask};
use secretariat::domain::ids::{AccountKey, RemoteId, Revision, ServiceId, UserId};
use secretariat::domain::seen::Seen;
use secretariat::domain::snapshot::{AccountRow, CHUNK, Chunk, Flags, RowId, Snapshot, UserRow};
use secretariat::domain::text::fold;
use secretariat::domain::time::{DAY, Departure, Timestamp};
use secretariat::domain::user::{User, UserKind};

const FIRST: [&str; 24] = [
    "Zoé",
    "Camille",
    "Léa",
    "Marc",
    "Amadou",
    "Inès",
    "Jean-Luc",
    "Yuki",
    "Sophie",
    "Karim",
    "Anna",
    "Hugo",
    "Maëlys",
    "Olivier",
    "Fatou",
    "Thomas",
    "Chloé",
    "Nils",
    "Aïcha",
    "Pierre",
    "Wei",
    "Julie",
    "Mohamed",
    "Éléonore",
];
const LAST: [&str; 24] = [
    "Durand", "Le Gall", "N'Diaye", "Lefèvre", "Martin", "Yamada", "Bernard", "Öztürk", "Moreau",
    "Fontaine", "Garnier", "O'Connor", "Roussel", "Diallo", "Marchand", "Nguyen", "Perrin",
    "Schmidt", "Benali", "Étienne", "Colin", "Haddad", "Petit", "Vasseur",
];
const SERVICES: [&str; 4] = ["chat", "cloud", "forge", "mail"];
const NOW: Timestamp = Timestamp(1_795_348_800_000);

fn now() -> Now {
    Now {
        today: date(2026, 11, 22),
        instant: NOW,
    }
}

/// Numbers that look random and are the same on every machine (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len() as u64) as usize]
    }
}

/// Users sorted by name, with one to four accounts each, 2.5 on average.
fn organisation(users: usize) -> Snapshot {
    let mut dice = Dice(7);
    let mut names: Vec<(String, String)> = (0..users)
        .map(|number| {
            let name = format!("{} {} {number}", dice.pick(&FIRST), dice.pick(&LAST));
            (fold(&name), name)
        })
        .collect();
    names.sort();
    let chunks = names.chunks(CHUNK).map(|names| {
        let mut chunk = Chunk::default();
        for (sort, name) in names {
            add_user(&mut chunk, &mut dice, sort, name);
        }
        Arc::new(chunk)
    });
    Snapshot {
        unlinked: 0,
        revision: Revision(1),
        chunks: chunks.collect(),
        services: SERVICES.map(|id| ServiceId::new(id).unwrap()).into(),
        groups: (0..200)
            .map(|n| format!("forge/team/t{n}").into())
            .collect(),
    }
}

fn add_user(chunk: &mut Chunk, dice: &mut Dice, sort: &str, name: &str) {
    let accounts = 1 + dice.roll(4) as usize;
    let slug = sort.replace(' ', ".");
    let first_account = chunk.accounts.len() as u32;
    for service in 0..accounts {
        let login = if service % 2 == 0 {
            slug.clone()
        } else {
            sort.split(' ').map(|word| &word[..1]).collect::<String>() + &slug
        };
        let never = dice.roll(20) == 0;
        let row = AccountRow {
            service: service as u16,
            state: [State::Active, State::Active, State::Active, State::Gone]
                [dice.roll(4) as usize],
            flags: Flags {
                mfa: [Some(true), Some(false), None][dice.roll(3) as usize],
                admin: dice.roll(50) == 0,
                never_active: never,
                ..Flags::default()
            },
            remote: chunk.keep(&format!("user:{}", dice.roll(1 << 30))),
            login: chunk.keep(&login),
            name: chunk.keep(name),
            emails: chunk.keep(&format!("{slug}@communs.example")),
            role: chunk.keep(dice.pick(&["member", "owner", "guest"])),
            last_active: (!never).then(|| NOW.plus(-(dice.roll(400) as i64) * DAY)),
            created: Some(NOW.plus(-500 * DAY)),
            first_group: chunk.groups.len() as u32,
            groups: 2,
        };
        chunk
            .groups
            .extend([dice.roll(200) as u32, dice.roll(200) as u32]);
        chunk.accounts.push(row);
    }
    let row = UserRow {
        id: UserId(uuid::Uuid::from_u128(u128::from(dice.roll(u64::MAX)))),
        name: chunk.keep(name),
        sort: chunk.keep(sort),
        email: chunk.keep(""),
        kind: UserKind::Person,
        arrival: None,
        departure: Departure::Unset,
        findings: dice.roll(256) as u32,
        first_account,
        accounts: accounts as u32,
    };
    chunk.users.push(row);
}

const USERS: [usize; 2] = [100_000, 1_000_000];

fn hits(snapshot: &Snapshot, filter: &str, from: Option<&[RowId]>) -> Vec<Hit> {
    let filter = Filter::parse(filter).unwrap().compile(snapshot, now());
    let mut all = Vec::new();
    let mut scratch = Scratch::default();
    search(snapshot, &filter, &mut scratch, from, &|| false, |hits| {
        all.extend_from_slice(hits);
    });
    all
}

macro_rules! searches {
    ($($name:ident: $filter:literal),* $(,)?) => {$(
        #[divan::bench(args = USERS, sample_count = 5, sample_size = 1)]
        fn $name(bencher: Bencher<'_, '_>, users: usize) {
            let snapshot = organisation(users);
            bencher.bench_local(|| hits(&snapshot, $filter, None).len());
        }
    )*};
}

searches! {
    everything: "",
    word_of_1: "j",
    word_of_2: "an",
    word_of_3: "mar",
    word_of_8: "marchand",
    two_words: "jul perr",
    word_without_hit: "zzqqxx",
    domain: "communs",
    keys: "service:forge -mfa:yes age>90d",
    key_and_word: "state:gone zoe",
    name_part: "name:lefèv",
    email_star: "email:*@communs.example",
    group: "group:t17",
    findings: "finding:no-mfa",
}

#[divan::bench(args = USERS, sample_count = 5, sample_size = 1)]
fn narrowed_from_2_to_3_letters(bencher: Bencher<'_, '_>, users: usize) {
    let snapshot = organisation(users);
    let rows: Vec<RowId> = hits(&snapshot, "ma", None)
        .iter()
        .map(|hit| hit.row)
        .collect();
    bencher.bench_local(|| hits(&snapshot, "mar", Some(&rows)).len());
}

#[divan::bench(args = USERS, sample_count = 5, sample_size = 1)]
fn ranking_of_a_common_word(bencher: Bencher<'_, '_>, users: usize) {
    let snapshot = organisation(users);
    let found = hits(&snapshot, "an", None);
    bencher
        .with_inputs(|| found.clone())
        .bench_local_refs(|hits| rank(hits));
}

/// What one first piece costs: the time to the first results.
#[divan::bench(sample_count = 20)]
fn first_piece_of_a_million(bencher: Bencher<'_, '_>) {
    let snapshot = organisation(1_000_000);
    let filter = Filter::parse("mar").unwrap();
    let mut scratch = Scratch::default();
    bencher.bench_local(|| {
        let filter = filter.compile(&snapshot, now());
        let pieces = std::cell::Cell::new(0);
        search(
            &snapshot,
            &filter,
            &mut scratch,
            None,
            &|| pieces.get() > 0,
            |_| {
                pieces.set(pieces.get() + 1);
            },
        )
    });
}

struct Judged {
    users: Vec<(User, Vec<Account>)>,
    policy: Policy,
}

fn judged(users: usize) -> Judged {
    let mut dice = Dice(11);
    let services = SERVICES.map(|id| ServiceId::new(id).unwrap());
    let people = (0..users).map(|number| {
        let id = UserId(uuid::Uuid::from_u128(number as u128));
        let user = User {
            departure: [Departure::OpenEnded, Departure::Unset][dice.roll(2) as usize],
            ..User::new(id, "", NOW)
        };
        let accounts = services.iter().take(2).map(|service| {
            let key = AccountKey::new(service.clone(), RemoteId::namespaced("u", number).unwrap());
            let mut account = Account::new(key, NOW);
            account.user = Some(user.id);
            account.profile.mfa = Seen::Value(dice.roll(3) > 0);
            let days = dice.roll(250) as i64;
            account.volatile.last_active = Seen::Value(Some(NOW.plus(-days * DAY)));
            account
        });
        let accounts = accounts.collect();
        (user, accounts)
    });
    Judged {
        users: people.collect(),
        policy: Policy::default(),
    }
}

fn judge<T>(judged: &Judged, rule: impl Fn(&User, &[Account], &FindingContext<'_>) -> T) -> Vec<T> {
    let states = BTreeMap::new();
    let waivers = Waivers::default();
    let cx = FindingContext {
        today: now().today,
        now: NOW,
        policy: &judged.policy,
        services: &[],
        states: &states,
        waivers: &waivers,
    };
    judged
        .users
        .iter()
        .map(|(user, accounts)| rule(user, accounts, &cx))
        .collect()
}

/// Two accounts each: 200,000 and 1,000,000 accounts.
#[divan::bench(args = [100_000, 500_000], sample_count = 3, sample_size = 1)]
fn findings_in_full(bencher: Bencher<'_, '_>, users: usize) {
    let all = judged(users);
    bencher.bench_local(|| judge(&all, evaluate).len());
}

/// The same as bits only.
#[divan::bench(args = [100_000, 500_000], sample_count = 3, sample_size = 1)]
fn findings_as_bits(bencher: Bencher<'_, '_>, users: usize) {
    let all = judged(users);
    bencher.bench_local(|| judge(&all, open_mask).len());
}

fn main() {
    divan::main();
}
