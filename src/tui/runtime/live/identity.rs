//! Who is who, for the screen: questions, both sides of one, and what a merge or an undo would do.

use std::collections::BTreeMap;

use crate::domain::account::Account;
use crate::domain::act::Undoing;
use crate::domain::act::takes_back::TakenBack;
use crate::domain::identity::merge::Choices;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::domain::user::User;
use crate::store::{Result, Store};
use crate::tui::shell::data::{Answer, Compared, Found, Merging, Party, Query};
use crate::workflows::Env;
use crate::workflows::acts::{self, takes_back};
use crate::workflows::identity;

/// Most questions that are at hand at once.
const QUESTIONS: usize = 5_000;
/// Most other accounts of one user that are read.
const OTHERS: usize = 50;

/// The likeliest questions; takes seconds for a million accounts.
pub fn questions(env: &Env) -> std::result::Result<Found, Text> {
    let queue = identity::questions(env, QUESTIONS).map_err(|error| error.text())?;
    Ok(Found {
        questions: queue.questions,
        total: queue.total,
    })
}

/// Both sides of each pair, as far as they are still there.
pub fn compare(store: &Store, pairs: &[(AccountKey, AccountKey)]) -> Result<Vec<Compared>> {
    let keys: Vec<AccountKey> = pairs
        .iter()
        .flat_map(|(a, b)| [a.clone(), b.clone()])
        .collect();
    let mut parties = parties(store, &keys)?.into_iter();
    let mut compared = Vec::new();
    while let (Some(a), Some(b)) = (parties.next(), parties.next()) {
        if let (Some(a), Some(b)) = (a, b) {
            compared.push(Compared { a, b });
        }
    }
    Ok(compared)
}

/// Accounts with their users and those users' other accounts, in the order of the keys.
fn parties(store: &Store, keys: &[AccountKey]) -> Result<Vec<Option<Party>>> {
    let accounts = store.accounts(keys)?;
    let owners: Vec<UserId> = accounts
        .iter()
        .flatten()
        .filter_map(|account| account.user)
        .collect();
    let found = store.users(&owners)?;
    let users: BTreeMap<UserId, User> = owners
        .into_iter()
        .zip(found)
        .filter_map(|(id, user)| Some((id, user?)))
        .collect();
    let others = |user: &User, key: &AccountKey| {
        let others = user.accounts.iter().filter(|other| *other != key);
        others.take(OTHERS).cloned().collect::<Vec<AccountKey>>()
    };
    let user_of = |account: &Account| account.user.and_then(|id| users.get(&id));
    let wanted: Vec<AccountKey> = accounts
        .iter()
        .flatten()
        .filter_map(|account| Some(others(user_of(account)?, &account.key)))
        .flatten()
        .collect();
    let listed = store.accounts(&wanted)?.into_iter().flatten();
    let listed: BTreeMap<AccountKey, Account> = listed
        .map(|account| (account.key.clone(), account))
        .collect();
    let party = |account: Account| {
        let user = user_of(&account).cloned();
        let keys = user.as_ref().map(|user| others(user, &account.key));
        let keys = keys.unwrap_or_default();
        Party {
            others: keys
                .iter()
                .filter_map(|key| listed.get(key))
                .cloned()
                .collect(),
            account,
            user,
        }
    };
    Ok(accounts
        .into_iter()
        .map(|account| account.map(party))
        .collect())
}

/// Answers what only the workflows can; `None` for every other question.
pub fn ask(env: &Env, query: &Query) -> Option<std::result::Result<Answer, Text>> {
    let answer = match query {
        Query::MergePreview(users) => merging(env, users)
            .map(|merging| Answer::MergePreview(users.clone(), Some(Box::new(merging)))),
        Query::History(user) => {
            identity::history(env, *user).map(|lines| Answer::History(*user, lines))
        }
        Query::TakesBack(seq) => takes_back(env, Undoing::Decision(*seq)).map(|said| {
            let lines = said.lines.iter().map(TakenBack::text).collect();
            Answer::TakesBack(*seq, lines)
        }),
        Query::Status
        | Query::Details(_)
        | Query::Runs
        | Query::Changes
        | Query::Awaited
        | Query::Audit
        | Query::Waivers
        | Query::Doctor
        | Query::Options(..)
        | Query::Compare(_) => return None,
    };
    Some(answer.map_err(|refusal| refusal.text()))
}

fn merging(env: &Env, users: &[UserId]) -> acts::Result<Merging> {
    let preview = identity::preview(env, users, &Choices::new())?;
    let mut accounts = Vec::new();
    for user in &preview.users {
        accounts.extend(env.store.accounts_of(user)?);
    }
    Ok(Merging { preview, accounts })
}
