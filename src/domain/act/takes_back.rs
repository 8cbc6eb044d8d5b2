//! What taking an act back would do, said beforehand: worked out by doing it on what is in hand.

use std::collections::BTreeSet;

use super::item::{Item, ItemKey};
use super::undo::{InHand, Refusal, undo};
use crate::domain::decision::{Decision, DecisionKind, UserBefore};
use crate::domain::findings::Subject;
use crate::domain::identity::merge::Field;
use crate::domain::identity::undo::chosen;
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::text::Text;
use crate::domain::user::User;

/// An undo as it would be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakesBack {
    /// The number of the act, or of the first of its batch.
    pub seq: u64,
    /// How many acts of the batch stand.
    pub acts: usize,
    /// What would change, and what would not.
    pub lines: Vec<TakenBack>,
    /// The users that it would touch.
    pub users: BTreeSet<UserId>,
    /// The services that it would touch.
    pub services: BTreeSet<ServiceId>,
}

/// One thing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBack {
    /// A field of a user gets its former value.
    Field {
        /// What the user is called.
        user: String,
        /// Which.
        field: Field,
        /// As it is, empty when nothing is said.
        now: String,
        /// As it will be.
        then: String,
    },
    /// A field stays as it is: a later act, where it is known, or somebody else wrote it since.
    FieldStays {
        /// What the user is called.
        user: String,
        /// Which.
        field: Field,
        /// Its value.
        now: String,
        /// The later act.
        by: Option<u64>,
    },
    /// A user that was merged into another is there again.
    UserBack {
        /// What it is called.
        user: String,
        /// Its accounts.
        accounts: Vec<AccountKey>,
    },
    /// A user that the act made is gone.
    UserGone {
        /// What it is called.
        user: String,
    },
    /// Accounts change hands.
    Accounts {
        /// The user that gets them.
        user: String,
        /// Which.
        accounts: Vec<AccountKey>,
    },
    /// Accounts of a service get their former ids.
    Ids {
        /// Which.
        service: ServiceId,
        /// How many.
        count: usize,
    },
    /// Two accounts are no longer said to be one user, or never to be one.
    Free(AccountKey, AccountKey),
    /// A waiver, a pause or a newcomer goes, comes back or is as before.
    Item {
        /// As it is.
        now: Item,
        /// As it will be.
        then: Item,
    },
    /// It stays as a later act left it.
    ItemStays {
        /// As it is.
        now: Item,
        /// The later act.
        by: u64,
    },
}

/// Works out what taking the act of a number back would do; changes nothing.
///
/// # Errors
/// Why it would not be taken back.
pub fn takes_back(hand: &InHand, decisions: &[Decision], seq: u64) -> Result<TakesBack, Refusal> {
    let all = chosen(decisions, seq);
    let standing: Vec<&Decision> = all
        .iter()
        .copied()
        .filter(|one| one.undone_by.is_none())
        .collect();
    let mut said = TakesBack {
        seq,
        acts: standing.len(),
        ..TakesBack::default()
    };
    if let Some(relinked) = relinked(&standing) {
        said.services.insert(relinked.0.clone());
        let users = standing.iter().flat_map(|one| &one.before);
        said.users.extend(users.map(|before| before.id));
        let (service, count) = relinked;
        said.lines.push(TakenBack::Ids { service, count });
        return Ok(said);
    }
    let mut then = hand.clone();
    undo(&mut then, decisions, seq)?;
    for UserBefore { id, .. } in then.users.changed().before {
        user_lines(id, hand.users.user(id), then.users.user(id), &mut said);
    }
    for decision in &standing {
        said.users
            .extend(decision.before.iter().map(|before| before.id));
        fields_that_stay(hand, &then, decisions, decision, &mut said);
        if decision.before.is_empty()
            && let DecisionKind::Same(a, b) | DecisionKind::Never(a, b) = &decision.kind
        {
            said.lines.push(TakenBack::Free(a.clone(), b.clone()));
        }
    }
    item_lines(hand, &then, decisions, &standing, &mut said);
    Ok(said)
}

fn relinked(standing: &[&Decision]) -> Option<(ServiceId, usize)> {
    standing.iter().find_map(|one| match &one.kind {
        DecisionKind::Relink(service, pairs) => Some((service.clone(), pairs.len())),
        _ => None,
    })
}

fn user_lines(id: UserId, before: Option<&User>, after: Option<&User>, said: &mut TakesBack) {
    let mut lines = Vec::new();
    match (before, after) {
        (None, Some(user)) => lines.push(TakenBack::UserBack {
            user: user.name.clone(),
            accounts: user.accounts.clone(),
        }),
        (Some(user), None) => lines.push(TakenBack::UserGone {
            user: user.name.clone(),
        }),
        (Some(now), Some(then)) => {
            for field in Field::ALL {
                if !field.same(now, then) {
                    lines.push(TakenBack::Field {
                        user: now.name.clone(),
                        field,
                        now: field.value(now),
                        then: field.value(then),
                    });
                }
            }
            let gained = then.accounts.iter();
            let gained: Vec<AccountKey> = gained
                .filter(|key| !now.accounts.contains(key))
                .cloned()
                .collect();
            if !gained.is_empty() {
                lines.push(TakenBack::Accounts {
                    user: now.name.clone(),
                    accounts: gained,
                });
            }
        }
        (None, None) => return,
    }
    if before != after {
        said.users.insert(id);
    }
    said.lines.extend(lines);
}

/// The fields that the act wrote and that do not change.
fn fields_that_stay(
    now: &InHand,
    then: &InHand,
    decisions: &[Decision],
    decision: &Decision,
    said: &mut TakesBack,
) {
    let Some(id) = decision.before.first().map(|before| before.id) else {
        return;
    };
    let (Some(present), Some(after)) = (now.users.user(id), then.users.user(id)) else {
        return;
    };
    let wrote = decision.after.first();
    for field in &decision.fields {
        let as_left = wrote.is_some_and(|wrote| field.same(present, wrote));
        let later = decisions.iter().rev().find(|one| {
            let wrote = one.fields.contains(field) && one.before.iter().any(|user| user.id == id);
            one.seq > decision.seq && one.undone_by.is_none() && wrote
        });
        if field.same(present, after) && (later.is_some() || !as_left) {
            said.lines.push(TakenBack::FieldStays {
                user: present.name.clone(),
                field: *field,
                now: field.value(present),
                by: later.map(|one| one.seq),
            });
        }
    }
}

fn item_lines(
    now: &InHand,
    then: &InHand,
    decisions: &[Decision],
    standing: &[&Decision],
    said: &mut TakesBack,
) {
    let mut seen: BTreeSet<ItemKey> = BTreeSet::new();
    for change in standing.iter().flat_map(|one| &one.items) {
        let key = change.key();
        if !seen.insert(key.clone()) {
            continue;
        }
        match &key {
            ItemKey::Waiver(_, Subject::User(id)) => said.users.extend([*id]),
            ItemKey::Waiver(_, Subject::Account(account)) => {
                said.users
                    .extend(now.users.owner(account).map(|user| user.id));
            }
            ItemKey::Waiver(_, Subject::Service(service))
            | ItemKey::Paused(service)
            | ItemKey::Refused(service) => said.services.extend([service.clone()]),
            ItemKey::Newcomer(_) => {}
        }
        let (now, then) = (now.item(&key), then.item(&key));
        if now != then {
            said.lines.push(TakenBack::Item { now, then });
            continue;
        }
        let wrote = |one: &&Decision| one.items.iter().any(|change| change.key() == key);
        let mut later = decisions.iter().rev().filter(|one| one.undone_by.is_none());
        let taken = |one: &&Decision| standing.iter().any(|gone| gone.seq == one.seq);
        if let Some(by) = later.find(wrote).filter(|one| !taken(one)) {
            said.lines.push(TakenBack::ItemStays { now, by: by.seq });
        }
    }
}

impl TakenBack {
    /// It as a sentence.
    pub fn text(&self) -> Text {
        let all = |accounts: &[AccountKey]| {
            let handles: Vec<String> = accounts.iter().map(AccountKey::handle).collect();
            handles.join(", ")
        };
        match self {
            TakenBack::Field {
                user,
                field,
                now,
                then,
            } => {
                let id = match (now.is_empty(), then.is_empty()) {
                    (_, true) => "undo-field-empty",
                    (true, false) => "undo-field-back",
                    (false, false) => "undo-field",
                };
                Text::new(id)
                    .with("name", user.as_str())
                    .with("field", field_text(*field))
                    .with("now", value(*field, now))
                    .with("then", value(*field, then))
            }
            TakenBack::FieldStays {
                user,
                field,
                now,
                by,
            } => {
                let text = match by {
                    Some(by) => Text::new("undo-field-stays-by").with("seq", *by),
                    None => Text::new("undo-field-stays"),
                };
                text.with("name", user.as_str())
                    .with("field", field_text(*field))
                    .with("now", value(*field, now))
            }
            TakenBack::UserBack { user, accounts } => Text::new("undo-user-back")
                .with("name", user.as_str())
                .with("accounts", all(accounts)),
            TakenBack::UserGone { user } => Text::new("undo-user-gone").with("name", user.as_str()),
            TakenBack::Accounts { user, accounts } => Text::new("undo-accounts")
                .with("name", user.as_str())
                .with("accounts", all(accounts)),
            TakenBack::Ids { service, count } => Text::new("undo-ids")
                .with("service", service.as_str())
                .with("n", *count),
            TakenBack::Free(a, b) => Text::new("undo-free")
                .with("a", a.handle())
                .with("b", b.handle()),
            TakenBack::Item { now, then } => item_text(now, then),
            TakenBack::ItemStays { now, by } => Text::new("undo-item-stays")
                .with("item", key_text(&now.key()))
                .with("seq", *by),
        }
    }
}

/// The message that names a field.
fn field_text(field: Field) -> Text {
    Text::new(match field {
        Field::Name => "user-field-name",
        Field::Kind => "user-field-kind",
        Field::Email => "user-field-email",
        Field::Arrival => "user-field-arrival",
        Field::Departure => "user-field-departure",
        Field::Note => "user-field-note",
    })
}

fn value(field: Field, value: &str) -> crate::domain::text::Arg {
    let id = match (field, value) {
        (Field::Kind, "person") => "kind-person",
        (Field::Kind, "team") => "kind-team",
        (Field::Kind, "product") => "kind-product",
        (Field::Kind, "bot") => "kind-bot",
        (Field::Departure, "open-ended") => "open-ended",
        _ => return value.into(),
    };
    Text::new(id).into()
}

fn item_text(now: &Item, then: &Item) -> Text {
    let id = match (now, then.is_empty(), now.is_empty()) {
        (Item::Waiver(..), true, _) => "undo-waiver-gone",
        (Item::Waiver(..), false, true) => "undo-waiver-back",
        (Item::Waiver(..), false, false) => "undo-waiver-before",
        (Item::Paused(..), true, _) => "undo-pause-gone",
        (Item::Paused(..), false, true) => "undo-pause-back",
        (Item::Paused(..), false, false) => "undo-pause-before",
        (Item::Refused(..), ..) => "undo-refused-back",
        (Item::Newcomer(..), true, _) => "undo-newcomer-gone",
        (Item::Newcomer(..), false, true) => "undo-newcomer-back",
        (Item::Newcomer(..), false, false) => "undo-newcomer-before",
    };
    let title = match (now, then) {
        (Item::Newcomer(_, Some(request)), _) | (_, Item::Newcomer(_, Some(request))) => {
            request.title().to_owned()
        }
        _ => String::new(),
    };
    let reason = match then {
        Item::Waiver(_, _, Some(waiver)) => waiver.reason.clone(),
        Item::Paused(_, Some(paused)) => paused.reason.clone(),
        _ => String::new(),
    };
    Text::new(id)
        .with("item", key_text(&now.key()))
        .with("name", title)
        .with("reason", reason)
}

/// What an item is called.
pub fn key_text(key: &ItemKey) -> Text {
    match key {
        ItemKey::Waiver(rule, subject) => Text::new("undo-waiver")
            .with("rule", rule.as_str())
            .with("subject", subject.word()),
        ItemKey::Paused(service) | ItemKey::Refused(service) => {
            Text::new("undo-service").with("service", service.as_str())
        }
        ItemKey::Newcomer(id) => Text::new("undo-newcomer").with("id", id.to_string()),
    }
}
