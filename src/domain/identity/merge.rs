//! What becomes of two or more users when they are merged: one, with what each of them lacks taken
//! from the others, and a choice where they disagree.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::text::Text;
use crate::domain::time::Departure;
use crate::domain::user::{Source, User, UserKind};

/// A field that an operator may write and on which users can disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// The name to show.
    Name,
    /// What it stands for.
    Kind,
    /// The address outside the services.
    Email,
    /// The first day.
    Arrival,
    /// The last day.
    Departure,
    /// Free words.
    Note,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 6] = [
        Field::Name,
        Field::Kind,
        Field::Email,
        Field::Arrival,
        Field::Departure,
        Field::Note,
    ];

    /// The word of the command line and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Kind => "kind",
            Field::Email => "email",
            Field::Arrival => "arrival",
            Field::Departure => "departure",
            Field::Note => "note",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.as_str() == word)
    }

    /// A user's value as JSON writes it; empty when nobody said.
    pub fn value(self, user: &User) -> String {
        match self {
            Field::Name => user.name.clone(),
            Field::Kind => user.kind.as_str().to_owned(),
            Field::Email => user
                .email
                .as_ref()
                .map(|email| email.address.clone())
                .unwrap_or_default(),
            Field::Arrival => user
                .arrival
                .map(|date| date.to_string())
                .unwrap_or_default(),
            Field::Departure => match user.departure {
                Departure::On(date) => date.to_string(),
                Departure::OpenEnded => "open-ended".to_owned(),
                Departure::Unset => String::new(),
            },
            Field::Note => user.note.clone(),
        }
    }

    /// Whether an operator wrote it, rather than a rule proposing it.
    pub fn is_written(self, user: &User) -> bool {
        match self {
            Field::Name => user.name_source == Source::Operator,
            Field::Kind => user.kind_source == Source::Operator,
            _ => !self.value(user).is_empty(),
        }
    }

    /// Takes another user's value, and who wrote it.
    pub fn copy(self, to: &mut User, from: &User) {
        match self {
            Field::Name => {
                to.name.clone_from(&from.name);
                to.name_source = from.name_source;
            }
            Field::Kind => {
                to.kind = from.kind;
                to.kind_source = from.kind_source;
            }
            Field::Email => to.email.clone_from(&from.email),
            Field::Arrival => to.arrival = from.arrival,
            Field::Departure => to.departure = from.departure,
            Field::Note => to.note.clone_from(&from.note),
        }
    }

    /// Whether two users have the same value, down to who wrote it.
    pub fn same(self, a: &User, b: &User) -> bool {
        match self {
            Field::Name => (&a.name, a.name_source) == (&b.name, b.name_source),
            Field::Kind => (a.kind, a.kind_source) == (b.kind, b.kind_source),
            Field::Email => a.email == b.email,
            Field::Arrival => a.arrival == b.arrival,
            Field::Departure => a.departure == b.departure,
            Field::Note => a.note == b.note,
        }
    }
}

/// Whose value is kept, by field; the oldest user's that has one where nothing is said.
pub type Choices = BTreeMap<Field, UserId>;

/// A field on which users disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which field.
    pub field: Field,
    /// Every user's value as JSON writes it, the oldest user first; only those that have one.
    pub values: Vec<(UserId, String)>,
    /// The user whose value is kept.
    pub kept: UserId,
}

/// What a merge would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePreview {
    /// The users, the oldest first.
    pub users: Vec<User>,
    /// The one that stays; the others lead to it.
    pub kept: UserId,
    /// How it will be.
    pub result: User,
    /// Where they disagree.
    pub conflicts: Vec<Conflict>,
    /// What speaks against it, such as mixed kinds or two accounts of one service.
    pub warnings: Vec<Text>,
}

/// Works out a merge; `None` without two different users. A choice of a user that is not among
/// them counts as none.
pub fn preview(users: &[User], choices: &Choices) -> Option<MergePreview> {
    let mut users = users.to_vec();
    // UUIDv7: the smallest id is the oldest user.
    users.sort_by_key(|user| user.id);
    users.dedup_by_key(|user| user.id);
    let (first, others) = users.split_first()?;
    if others.is_empty() {
        return None;
    }
    let mut result = first.clone();
    for other in others {
        result.accounts.extend(other.accounts.iter().cloned());
    }
    result.accounts.sort();
    result.accounts.dedup();
    let mut conflicts = Vec::new();
    for field in Field::ALL {
        let (from, conflict) = settle(field, &users, choices);
        if let Some(from) = from {
            field.copy(&mut result, from);
        }
        conflicts.extend(conflict);
    }
    let warnings = warnings(&users);
    Some(MergePreview {
        kept: first.id,
        result,
        conflicts,
        warnings,
        users,
    })
}

/// Whose value of a field is kept, and the disagreement, if there is one.
fn settle<'a>(
    field: Field,
    users: &'a [User],
    choices: &Choices,
) -> (Option<&'a User>, Option<Conflict>) {
    let chosen = choices
        .get(&field)
        .and_then(|id| users.iter().find(|user| user.id == *id));
    // What an operator wrote beats what a rule proposed.
    let written = users.iter().find(|user| field.is_written(user));
    // Of names that rules proposed, a full one beats a login.
    let is_full = |user: &&User| {
        let name = user.name.trim();
        field == Field::Name && name.contains(' ') && !name.contains('@')
    };
    let any = users
        .iter()
        .find(is_full)
        .or_else(|| users.iter().find(|user| !field.value(user).is_empty()));
    let kept = chosen.or(written).or(any);
    let mut values: Vec<(UserId, String)> = users
        .iter()
        .map(|user| (user.id, field.value(user)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let distinct: BTreeSet<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
    let conflict = kept.filter(|_| distinct.len() > 1).map(|kept| {
        values.sort_by_key(|(id, _)| *id);
        Conflict {
            field,
            values,
            kept: kept.id,
        }
    });
    (kept, conflict)
}

/// What a merge would make that rules never do.
fn warnings(users: &[User]) -> Vec<Text> {
    let mut warnings = Vec::new();
    let kinds: BTreeSet<&str> = users.iter().map(|user| user.kind.as_str()).collect();
    if kinds.len() > 1 {
        let kind = |kind: UserKind| {
            let of = users.iter().filter(|user| user.kind == kind);
            let names: Vec<&str> = of.map(|user| user.name.as_str()).collect();
            (!names.is_empty()).then(|| {
                Text::new(match kind {
                    UserKind::Person => "identity-kind-person",
                    UserKind::Team => "identity-kind-team",
                    UserKind::Product => "identity-kind-product",
                    UserKind::Bot => "identity-kind-bot",
                })
                .with("names", names.join(", "))
            })
        };
        let mut said = UserKind::ALL.into_iter().filter_map(kind);
        if let (Some(one), Some(other)) = (said.next(), said.next()) {
            warnings.push(
                Text::new("identity-warn-kinds")
                    .with("one", one)
                    .with("other", other),
            );
        }
    }
    let mut services: BTreeMap<&ServiceId, Vec<&AccountKey>> = BTreeMap::new();
    for key in users.iter().flat_map(|user| &user.accounts) {
        services.entry(&key.service).or_default().push(key);
    }
    for (service, keys) in services {
        let within = |user: &User| {
            user.accounts
                .iter()
                .filter(|key| key.service == *service)
                .count()
        };
        // Only what the merge itself brings together.
        if keys.len() > users.iter().map(within).max().unwrap_or_default() {
            warnings.push(
                Text::new("identity-warn-service")
                    .with("service", service.as_str())
                    .with("n", keys.len()),
            );
        }
    }
    warnings
}
