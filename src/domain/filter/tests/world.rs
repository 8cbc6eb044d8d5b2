//! Users and accounts to filter, and the snapshot that shows them.

use std::sync::Arc;

use jiff::civil::date;

use crate::domain::account::{Account, Email, Membership, Purpose, Role, State, Trust};
use crate::domain::filter::Now;
use crate::domain::findings::Rule;
use crate::domain::ids::{AccountKey, RemoteId, Revision, ServiceId, UserId};
use crate::domain::seen::Seen;
use crate::domain::snapshot::{AccountRow, CHUNK, Chunk, Flags, Snapshot, UserRow};
use crate::domain::text::fold;
use crate::domain::time::{DAY, Departure, Timestamp};
use crate::domain::user::{ExternalEmail, User, UserKind};

/// 2026-11-22, noon in UTC.
pub const NOW: Timestamp = Timestamp(1_795_348_800_000);

pub fn now() -> Now {
    Now {
        today: date(2026, 11, 22),
        instant: NOW,
    }
}

pub fn days_ago(days: i64) -> Timestamp {
    NOW.plus(-days * DAY)
}

pub fn person(id: u128, name: &str) -> User {
    User::new(UserId(uuid::Uuid::from_u128(id)), name, days_ago(400))
}

pub fn account(id: u32, service: &str) -> Account {
    let key = AccountKey::new(
        ServiceId::new(service).unwrap(),
        RemoteId::namespaced("user", id).unwrap(),
    );
    Account {
        observed_at: NOW,
        ..Account::new(key, days_ago(400))
    }
}

pub fn email(address: &str) -> Email {
    Email {
        address: address.to_owned(),
        trust: Trust::Verified,
        primary: true,
    }
}

pub type Person = (User, Vec<Account>, u32);

/// Ali left and has a gone account; a bot was never used; Léa arrives soon and shares a login; Zoé
/// is an owner of the forge without a second factor.
pub fn four() -> Snapshot {
    let mut ali = person(1, "Ali");
    ali.departure = Departure::On(date(2026, 11, 21));
    ali.email = Some(ExternalEmail {
        address: "Ali@home.example".into(),
        verified_at: None,
    });
    let mut ali_chat = account(1, "chat");
    ali_chat.profile.login = Seen::Value("isabelle.adjani".into());
    ali_chat.volatile.last_active = Seen::Value(Some(days_ago(91)));
    let mut ali_forge = account(1, "forge");
    ali_forge.state = State::Gone;
    ali_forge.profile.groups = Seen::Value(vec![Membership {
        kind: "team".into(),
        id: "7".into(),
        name: "Backend".into(),
        role: None,
    }]);

    let mut bot = person(2, "Bot CI");
    bot.kind = UserKind::Bot;
    let mut bot_forge = account(2, "forge");
    bot_forge.profile.purpose = Seen::Value(Purpose::Bot);
    bot_forge.volatile.last_active = Seen::Value(None);

    let mut lea = person(3, "Léa");
    lea.arrival = Some(date(2026, 12, 1));
    lea.departure = Departure::OpenEnded;
    let mut lea_chat = account(3, "chat");
    lea_chat.profile.created = Seen::Value(days_ago(2));
    lea_chat.profile.purpose = Seen::Value(Purpose::Shared);

    let mut zoe = person(4, "Zoé");
    zoe.departure = Departure::On(date(2026, 12, 31));
    let mut zoe_chat = account(4, "chat");
    zoe_chat.profile.mfa = Seen::Value(true);
    zoe_chat.profile.name = Seen::Value("Zoé Duroc".into());
    let mut zoe_forge = account(4, "forge");
    zoe_forge.profile.mfa = Seen::Value(false);
    zoe_forge.profile.emails = Seen::Value(vec![
        email("z@communs.example"),
        email("zd@elsewhere.example"),
    ]);
    zoe_forge.profile.role = Seen::Value(Role {
        name: "Owner".into(),
        admin: true,
    });
    zoe_forge.volatile.last_active = Seen::Value(Some(days_ago(89)));

    snapshot(&[
        (ali, vec![ali_chat, ali_forge], Rule::Gone.bit()),
        (bot, vec![bot_forge], 0),
        (lea, vec![lea_chat], 0),
        (zoe, vec![zoe_chat, zoe_forge], Rule::NoMfa.bit()),
    ])
}

/// The snapshot of some users, in the order given.
pub fn snapshot(people: &[Person]) -> Snapshot {
    let mut services: Vec<ServiceId> = Vec::new();
    let mut groups: Vec<Arc<str>> = Vec::new();
    let mut chunks = Vec::new();
    for people in people.chunks(CHUNK) {
        let mut chunk = Chunk::default();
        for (user, accounts, findings) in people {
            let row = UserRow {
                id: user.id,
                name: chunk.keep(&user.name),
                sort: chunk.keep(&fold(&user.name)),
                email: chunk.keep(user.email.as_ref().map_or("", |email| &email.address)),
                kind: user.kind,
                arrival: user.arrival,
                departure: user.departure,
                findings: *findings,
                first_account: u32::try_from(chunk.accounts.len()).unwrap(),
                accounts: u32::try_from(accounts.len()).unwrap(),
            };
            chunk.users.push(row);
            for account in accounts {
                let row = account_row(&mut chunk, account, &mut services, &mut groups);
                chunk.accounts.push(row);
            }
        }
        chunks.push(Arc::new(chunk));
    }
    Snapshot {
        unlinked: 0,
        revision: Revision(1),
        services: services.into(),
        groups: groups.into(),
        chunks: chunks.into(),
    }
}

fn account_row(
    chunk: &mut Chunk,
    account: &Account,
    services: &mut Vec<ServiceId>,
    groups: &mut Vec<Arc<str>>,
) -> AccountRow {
    let profile = &account.profile;
    let text = |seen: &Seen<String>| seen.value().cloned().unwrap_or_default();
    let emails: Vec<&str> = profile
        .emails
        .value()
        .into_iter()
        .flatten()
        .map(|email| email.address.as_str())
        .collect();
    let first_group = chunk.groups.len();
    for group in profile.groups.value().into_iter().flatten() {
        let name = format!("{}/{}/{}", account.key.service, group.kind, group.name);
        let at = number(groups, name.as_str().into());
        chunk.groups.push(u32::try_from(at).unwrap());
    }
    let last_active = profile_last_active(account);
    AccountRow {
        service: u16::try_from(number(services, account.key.service.clone())).unwrap(),
        state: account.state,
        flags: Flags {
            mfa: profile.mfa.value().copied(),
            admin: profile.is_admin(),
            bot: profile.purpose == Seen::Value(Purpose::Bot),
            shared: profile.purpose == Seen::Value(Purpose::Shared),
            never_active: account.volatile.last_active == Seen::Value(None),
        },
        remote: chunk.keep(account.key.remote.as_str()),
        login: chunk.keep(&text(&profile.login)),
        name: chunk.keep(&text(&profile.name)),
        emails: chunk.keep(&emails.join("\n")),
        role: chunk.keep(profile.role.value().map_or("", |role| &role.name)),
        last_active,
        created: profile.created.value().copied(),
        first_group: u32::try_from(first_group).unwrap(),
        groups: u32::try_from(chunk.groups.len() - first_group).unwrap(),
    }
}

fn profile_last_active(account: &Account) -> Option<Timestamp> {
    account.volatile.last_active.value().copied().flatten()
}

fn number<T: PartialEq>(known: &mut Vec<T>, item: T) -> usize {
    known.iter().position(|k| *k == item).unwrap_or_else(|| {
        known.push(item);
        known.len() - 1
    })
}
