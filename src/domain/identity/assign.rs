//! From groups of accounts to users: who joins whom, who is new, what a user is called.
//!
//! Pure. An existing user never loses an account here. Groups that meet in one user ask for one
//! thing; where anything stands against it (what an operator decided or wrote, two accounts of one
//! service that no group has judged together, a program or a shared box among people), nothing of
//! it is done, so that no order matters: it is a question for the operator.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::standing::Standing;
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::matching::forest::Forest;
use crate::domain::text::fold;
use crate::domain::time::{Departure, Timestamp};
use crate::domain::user::{Source, User, UserKind};

/// An account, as far as assigning needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which account.
    pub key: AccountKey,
    /// The user it has, if it has one.
    pub user: Option<UserId>,
    /// The best name that it offers.
    pub title: String,
}

/// Everything that assigning looks at.
#[expect(missing_debug_implementations, reason = "holds closures")]
pub struct Input<'a> {
    /// All accounts, by number.
    pub accounts: &'a [Candidate],
    /// Accounts that are one user by the rules, each account at most once.
    pub groups: &'a [Vec<u32>],
    /// All users.
    pub users: &'a HashMap<UserId, User>,
    /// What operators decided.
    pub standing: &'a Standing,
    /// What some accounts stand for together.
    pub kind: &'a dyn Fn(&[u32]) -> UserKind,
    /// The present.
    pub now: Timestamp,
    /// Makes ids, ascending.
    pub new_id: &'a mut dyn FnMut() -> UserId,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assigned {
    /// New and changed users, whole.
    pub users: Vec<User>,
    /// Users that were absorbed, each with the one that keeps.
    pub joined: Vec<(UserId, UserId)>,
    /// How many users are new.
    pub created: usize,
    /// How many accounts got a user.
    pub linked: usize,
}

/// A user, or an account without one, that groups bring together with others.
struct Unit<'a> {
    user: Option<&'a User>,
    fresh: Option<u32>,
    accounts: Vec<AccountKey>,
    kind: UserKind,
}

/// Assigns every account to a user.
pub fn assign(input: Input<'_>) -> Assigned {
    let group_of: HashMap<&AccountKey, usize> = (0..)
        .zip(input.groups)
        .flat_map(|(at, group)| {
            let members = group
                .iter()
                .filter_map(|one| input.accounts.get(*one as usize));
            members.map(move |account| (&account.key, at))
        })
        .collect();
    let mut out = Assigned::default();
    for wish in wishes(&input) {
        let fresh = || wish.fresh.iter().copied();
        if wish.users.is_empty() {
            create(
                input.accounts,
                fresh().collect(),
                input.kind,
                input.now,
                input.new_id,
                &mut out,
            );
            continue;
        }
        let mut units: Vec<Unit<'_>> = wish
            .users
            .iter()
            .filter_map(|id| input.users.get(id))
            .map(|user| Unit {
                user: Some(user),
                fresh: None,
                accounts: user.accounts.clone(),
                kind: user.kind,
            })
            .collect();
        units.extend(fresh().filter_map(|number| {
            let account = input.accounts.get(number as usize)?;
            Some(Unit {
                user: None,
                fresh: Some(number),
                accounts: vec![account.key.clone()],
                kind: (input.kind)(&[number]),
            })
        }));
        if may_join(&units, input.standing, &group_of) {
            join(units, &mut out);
        } else {
            for number in fresh() {
                create(
                    input.accounts,
                    vec![number],
                    input.kind,
                    input.now,
                    input.new_id,
                    &mut out,
                );
            }
        }
    }
    out.users.sort_by_key(|user| user.id);
    out.joined.sort();
    out
}

/// What the groups that meet in one user ask for.
#[derive(Default)]
struct Wish {
    users: BTreeSet<UserId>,
    fresh: Vec<u32>,
}

/// What is asked for, without what is so already.
fn wishes(input: &Input<'_>) -> Vec<Wish> {
    let mut forest = Forest::new(input.groups.len());
    let mut seen: HashMap<UserId, u32> = HashMap::new();
    let member = |number: &u32| input.accounts.get(*number as usize);
    for (at, group) in (0..).zip(input.groups) {
        for user in group.iter().filter_map(member).filter_map(|one| one.user) {
            let first = *seen.entry(user).or_insert(at);
            forest.join(first, at);
        }
    }
    let mut wishes: BTreeMap<u32, Wish> = BTreeMap::new();
    for (at, group) in (0..).zip(input.groups) {
        let wish = wishes.entry(forest.root(at)).or_default();
        for number in group {
            match member(number).map(|account| account.user) {
                Some(Some(user)) => {
                    wish.users.insert(user);
                }
                Some(None) => wish.fresh.push(*number),
                None => {}
            }
        }
    }
    let asks = |wish: &Wish| !wish.fresh.is_empty() || wish.users.len() > 1;
    wishes.into_values().filter(asks).collect()
}

/// Whether nothing stands against making all of them one.
fn may_join(
    units: &[Unit<'_>],
    standing: &Standing,
    group_of: &HashMap<&AccountKey, usize>,
) -> bool {
    let mut services: BTreeMap<&ServiceId, Vec<(usize, Option<usize>)>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        for key in &unit.accounts {
            let place = (at, group_of.get(key).copied());
            services.entry(&key.service).or_default().push(place);
        }
    }
    let unjudged = services.values().any(|places| {
        places.iter().enumerate().any(|(at, (unit, group))| {
            let others = places.iter().skip(at + 1);
            others
                .into_iter()
                .any(|(other, there)| unit != other && group != there)
        })
    });
    if unjudged {
        return false;
    }
    units.iter().enumerate().all(|(at, one)| {
        units.iter().skip(at + 1).all(|other| {
            standing.between(&one.accounts, &other.accounts).is_none()
                && (is_alike(one.kind, other.kind) || said_together(one, other, standing))
                && one
                    .user
                    .zip(other.user)
                    .is_none_or(|(one, other)| agree(one, other))
        })
    })
}

/// People stay among people, programs among programs; a team and a product share their boxes.
fn is_alike(one: UserKind, other: UserKind) -> bool {
    let class = |kind| match kind {
        UserKind::Person => 0,
        UserKind::Team | UserKind::Product => 1,
        UserKind::Bot => 2,
    };
    class(one) == class(other)
}

fn said_together(one: &Unit<'_>, other: &Unit<'_>, standing: &Standing) -> bool {
    one.accounts
        .iter()
        .any(|a| other.accounts.iter().any(|b| standing.is_together(a, b)))
}

/// Makes one user of all: the oldest, which is the first.
fn join(units: Vec<Unit<'_>>, out: &mut Assigned) {
    let mut units = units.into_iter();
    let Some(first) = units.next().and_then(|unit| unit.user) else {
        return;
    };
    let mut keeper = first.clone();
    for unit in units {
        match unit.user {
            Some(user) => {
                absorb(&mut keeper, user.clone());
                out.joined.push((user.id, first.id));
            }
            None => {
                out.linked += usize::from(unit.fresh.is_some());
                keeper.accounts.extend(unit.accounts);
            }
        }
    }
    keeper.accounts.sort();
    keeper.accounts.dedup();
    out.users.push(keeper);
}

fn create(
    accounts: &[Candidate],
    members: Vec<u32>,
    kind: &dyn Fn(&[u32]) -> UserKind,
    now: Timestamp,
    new_id: &mut dyn FnMut() -> UserId,
    out: &mut Assigned,
) {
    let known: Vec<&Candidate> = members
        .iter()
        .filter_map(|number| accounts.get(*number as usize))
        .collect();
    if known.is_empty() {
        return;
    }
    out.created += 1;
    out.linked += known.len();
    out.users.push(born(new_id(), &known, kind(&members), now));
}

/// A user that rules make of some accounts.
pub fn born(id: UserId, members: &[&Candidate], kind: UserKind, now: Timestamp) -> User {
    let mut accounts: Vec<AccountKey> = members.iter().map(|member| member.key.clone()).collect();
    accounts.sort();
    let titles: Vec<&str> = members.iter().map(|member| member.title.as_str()).collect();
    User {
        id,
        name: propose_name(&titles),
        name_source: Source::Rule,
        kind,
        kind_source: Source::Rule,
        email: None,
        arrival: None,
        departure: Departure::Unset,
        note: String::new(),
        created: now,
        accounts,
    }
}

/// The name that most accounts offer; among equals one that looks like a full name, then the
/// shortest, then the first in the alphabet.
pub fn propose_name(titles: &[&str]) -> String {
    let mut votes: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for title in titles
        .iter()
        .map(|title| title.trim())
        .filter(|title| !title.is_empty())
    {
        let vote = votes.entry(fold(title)).or_insert((0, title));
        vote.0 += 1;
        // Of two spellings, the one with more capitals and accents was written with more care.
        if care(title) > care(vote.1) {
            vote.1 = title;
        }
    }
    // A full name, else a login, else an address.
    let rank = |title: &str| match (title.contains('@'), title.split_whitespace().count()) {
        (true, _) => 0,
        (false, 0 | 1) => 1,
        (false, _) => 2,
    };
    votes
        .into_values()
        .max_by_key(|(count, title)| {
            (
                rank(title),
                *count,
                std::cmp::Reverse((title.chars().count(), *title)),
            )
        })
        .map_or_else(String::new, |(_, title)| title.to_owned())
}

fn care(title: &str) -> usize {
    title
        .chars()
        .filter(|c| c.is_uppercase() || !c.is_ascii())
        .count()
}

/// Whether two users can become one without losing what an operator wrote.
fn agree(a: &User, b: &User) -> bool {
    let same = |x: bool, y: bool, equal: bool| !(x && y) || equal;
    same(a.email.is_some(), b.email.is_some(), a.email == b.email)
        && same(
            a.arrival.is_some(),
            b.arrival.is_some(),
            a.arrival == b.arrival,
        )
        && same(
            a.departure != Departure::Unset,
            b.departure != Departure::Unset,
            a.departure == b.departure,
        )
        && same(!a.note.is_empty(), !b.note.is_empty(), a.note == b.note)
        && same(
            a.name_source == Source::Operator,
            b.name_source == Source::Operator,
            a.name == b.name,
        )
        && (a.kind == b.kind || a.kind_source == Source::Rule || b.kind_source == Source::Rule)
}

fn absorb(keeper: &mut User, other: User) {
    keeper.accounts.extend(other.accounts);
    keeper.email = keeper.email.take().or(other.email);
    keeper.arrival = keeper.arrival.or(other.arrival);
    if keeper.departure == Departure::Unset {
        keeper.departure = other.departure;
    }
    if keeper.note.is_empty() {
        keeper.note = other.note;
    }
    if other.name_source == Source::Operator && keeper.name_source == Source::Rule {
        keeper.name = other.name;
        keeper.name_source = Source::Operator;
    }
    if other.kind_source == Source::Operator && keeper.kind_source == Source::Rule {
        keeper.kind = other.kind;
        keeper.kind_source = Source::Operator;
    }
}

#[cfg(test)]
mod tests;
