//! From groups of accounts to users: who joins whom, who is new, what a user is called.
//!
//! Pure. An existing user never loses an account here, and two existing users become one only when
//! nothing that an operator wrote on them disagrees.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::account::Purpose;
use crate::domain::ids::{AccountKey, UserId};
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
    /// What it is for.
    pub purpose: Purpose,
}

/// Everything that assigning looks at.
#[expect(missing_debug_implementations, reason = "holds a closure")]
pub struct Input<'a> {
    /// All accounts, by number.
    pub accounts: &'a [Candidate],
    /// Accounts that are one user by the rules, each account at most once.
    pub groups: &'a [Vec<u32>],
    /// All users.
    pub users: &'a HashMap<UserId, User>,
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

/// Assigns every account of every group to a user.
pub fn assign(input: Input<'_>) -> Assigned {
    let mut out = Assigned::default();
    let mut changed: BTreeMap<UserId, User> = BTreeMap::new();
    let mut absorbed: BTreeSet<UserId> = BTreeSet::new();
    for group in input.groups {
        let members: Vec<&Candidate> = group
            .iter()
            .filter_map(|at| input.accounts.get(*at as usize))
            .collect();
        let fresh: Vec<&Candidate> = members
            .iter()
            .copied()
            .filter(|member| member.user.is_none())
            .collect();
        // UUIDv7: the smallest id is the oldest user.
        let owners: BTreeSet<UserId> = members
            .iter()
            .filter_map(|member| member.user)
            .filter(|id| !absorbed.contains(id))
            .collect();
        let mut owners = owners.into_iter();
        let Some(first) = owners.next() else {
            if !fresh.is_empty() {
                let user = create((input.new_id)(), &fresh, input.now);
                out.created += 1;
                out.linked += fresh.len();
                changed.insert(user.id, user);
            }
            continue;
        };
        let current = |changed: &BTreeMap<UserId, User>, id: UserId| {
            changed.get(&id).or_else(|| input.users.get(&id)).cloned()
        };
        let Some(before) = current(&changed, first) else {
            continue;
        };
        let mut keeper = before.clone();
        for other in owners {
            if let Some(second) = current(&changed, other)
                && agree(&keeper, &second)
            {
                absorb(&mut keeper, second);
                changed.remove(&other);
                absorbed.insert(other);
                out.joined.push((other, first));
            }
        }
        out.linked += fresh.len();
        keeper
            .accounts
            .extend(fresh.iter().map(|member| member.key.clone()));
        keeper.accounts.sort();
        keeper.accounts.dedup();
        if keeper != before {
            changed.insert(first, keeper);
        }
    }
    out.users = changed.into_values().collect();
    out
}

fn create(id: UserId, members: &[&Candidate], now: Timestamp) -> User {
    let mut accounts: Vec<AccountKey> = members.iter().map(|member| member.key.clone()).collect();
    accounts.sort();
    let titles: Vec<&str> = members.iter().map(|member| member.title.as_str()).collect();
    let all = |purpose| members.iter().all(|member| member.purpose == purpose);
    let kind = if all(Purpose::Bot) {
        UserKind::Bot
    } else if all(Purpose::Shared) {
        UserKind::Team
    } else {
        UserKind::Person
    };
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
mod tests {
    use super::*;
    use crate::domain::ids::{RemoteId, ServiceId};
    use uuid::Uuid;

    fn candidate(id: &str, user: Option<u128>, title: &str) -> Candidate {
        let key = AccountKey::new(ServiceId::new("s").unwrap(), RemoteId::new(id).unwrap());
        let user = user.map(|n| UserId(Uuid::from_u128(n)));
        Candidate {
            key,
            user,
            title: title.into(),
            purpose: Purpose::Personal,
        }
    }

    fn user(n: u128, accounts: &[&Candidate]) -> User {
        let mut user = create(UserId(Uuid::from_u128(n)), accounts, Timestamp(0));
        user.accounts.sort();
        user
    }

    fn run(accounts: &[Candidate], groups: &[Vec<u32>], users: &[User]) -> Assigned {
        let users = users.iter().map(|user| (user.id, user.clone())).collect();
        let mut next = 1_000;
        let new_id = &mut || {
            next += 1;
            UserId(Uuid::from_u128(next))
        };
        assign(Input {
            accounts,
            groups,
            users: &users,
            now: Timestamp(0),
            new_id,
        })
    }

    #[test]
    fn new_accounts_become_one_new_user() {
        let accounts = [
            candidate("a", None, "zoe"),
            candidate("b", None, "Zoé Martin"),
        ];
        let out = run(&accounts, &[vec![0, 1]], &[]);
        assert_eq!((out.created, out.linked, out.users.len()), (1, 2, 1));
        assert_eq!(out.users[0].name, "Zoé Martin");
    }

    #[test]
    fn a_new_account_joins_the_user_that_is_there() {
        let accounts = [
            candidate("a", Some(1), "Zoé Martin"),
            candidate("b", None, "zoe"),
        ];
        let out = run(&accounts, &[vec![0, 1]], &[user(1, &[&accounts[0]])]);
        assert_eq!((out.created, out.users.len()), (0, 1));
        assert_eq!(out.users[0].accounts.len(), 2);
        assert_eq!(out.users[0].id, UserId(Uuid::from_u128(1)));
    }

    #[test]
    fn two_users_become_one_and_the_older_id_stays() {
        let accounts = [
            candidate("a", Some(2), "Zoé"),
            candidate("b", Some(1), "Zoé Martin"),
        ];
        let users = [user(2, &[&accounts[0]]), user(1, &[&accounts[1]])];
        let out = run(&accounts, &[vec![0, 1]], &users);
        let id = |n| UserId(Uuid::from_u128(n));
        assert_eq!(out.joined, [(id(2), id(1))]);
        assert_eq!((out.users[0].id, out.users[0].accounts.len()), (id(1), 2));
    }

    #[test]
    fn users_whose_dates_disagree_stay_two() {
        let accounts = [
            candidate("a", Some(2), "Zoé"),
            candidate("b", Some(1), "Zoé"),
        ];
        let mut users = [user(2, &[&accounts[0]]), user(1, &[&accounts[1]])];
        users[0].departure = Departure::OpenEnded;
        users[1].departure = Departure::On(jiff::civil::date(2026, 1, 1));
        let out = run(&accounts, &[vec![0, 1]], &users);
        assert_eq!(out, Assigned::default());
    }

    #[test]
    fn nothing_is_written_when_nothing_changed() {
        let accounts = [
            candidate("a", Some(1), "Zoé"),
            candidate("b", Some(1), "Zoé"),
        ];
        let users = [user(1, &[&accounts[0], &accounts[1]])];
        assert_eq!(run(&accounts, &[vec![0, 1]], &users), Assigned::default());
    }

    #[test]
    fn the_name_is_the_one_that_most_accounts_offer() {
        assert_eq!(
            propose_name(&["zmartin", "Zoé Martin", "zoe martin"]),
            "Zoé Martin"
        );
        assert_eq!(propose_name(&["z@x.org", "zmartin"]), "zmartin");
        assert_eq!(propose_name(&["", " "]), "");
    }
}
