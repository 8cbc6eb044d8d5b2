//! Who is who, for the screen: questions, both sides of one, merges, and their undoing.

use crate::domain::account::Account;
use crate::domain::identity::merge::Choices;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::Text;
use crate::domain::user::Source;
use crate::store::{Result, Store, UserWrite};
use crate::tui::shell::data::{
    Act, Answer, Compared, Done, Edit, Found, Merging, Party, Query, Undoing,
};
use crate::workflows::Env;
use crate::workflows::identity::{self, IdentityError};

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
    let mut compared = Vec::new();
    for (a, b) in pairs {
        if let (Some(a), Some(b)) = (party(store, a)?, party(store, b)?) {
            compared.push(Compared { a, b });
        }
    }
    Ok(compared)
}

fn party(store: &Store, key: &AccountKey) -> Result<Option<Party>> {
    let Some(account) = store.account(key)? else {
        return Ok(None);
    };
    let user = match account.user {
        Some(id) => store.user(id)?,
        None => None,
    };
    let mut others: Vec<Account> = Vec::new();
    let keys = user.iter().flat_map(|user| &user.accounts);
    for other in keys.filter(|other| *other != key).take(OTHERS) {
        others.extend(store.account(other)?);
    }
    Ok(Some(Party {
        account,
        user,
        others,
    }))
}

/// Answers what only the workflows can; `None` for every other question.
pub fn ask(env: &Env, query: &Query) -> Option<std::result::Result<Answer, Text>> {
    let answer = match query {
        Query::MergePreview(users) => merging(env, users)
            .map(|merging| Answer::MergePreview(users.clone(), Some(Box::new(merging)))),
        Query::History(user) => {
            identity::history(env, *user).map(|lines| Answer::History(*user, lines))
        }
        _ => return None,
    };
    Some(answer.map_err(said))
}

fn merging(env: &Env, users: &[UserId]) -> identity::Result<Merging> {
    let preview = identity::preview(env, users, &Choices::new())?;
    let mut accounts = Vec::new();
    for user in &preview.users {
        accounts.extend(env.store.accounts_of(user)?);
    }
    Ok(Merging { preview, accounts })
}

/// Takes a decision; `None` when the act is not one about identity. Blocks.
pub fn act(env: &Env, act: &Act) -> Option<std::result::Result<Done, Text>> {
    let numbered = |seq: u64| Done {
        decision: Some(seq),
        ..Done::default()
    };
    let end = match act {
        Act::Same { a, b } => identity::same(env, a, b, "").map(|taken| numbered(taken.seq)),
        Act::Never { a, b } => identity::never(env, a, b, "").map(numbered),
        Act::Merge { users, choices } => {
            identity::merge(env, users, choices, "").map(|taken| numbered(taken.seq))
        }
        Act::Detach { account } => {
            identity::detach(env, account, "").map(|taken| numbered(taken.seq))
        }
        Act::SameAll { pairs } => identity::same_all(env, pairs, "").map(|batch| Done {
            text: None,
            decision: (batch.count > 0).then_some(batch.first_seq),
            refused: batch.refused,
        }),
        Act::Undo(Undoing::Decision(seq)) => {
            identity::undo(env, Some(*seq)).map(|decision| numbered(decision.seq))
        }
        // Numbered by whoever keeps the jobs in order, before it comes here.
        Act::Undo(Undoing::Job(_)) => Err(IdentityError::Refused(Text::new(
            "identity-nothing-to-undo",
        ))),
        Act::Edit(user, change) => edit(env, *user, change),
        Act::Waive { .. } | Act::Unwaive { .. } | Act::Pause { .. } | Act::Resume { .. } => {
            return None;
        }
    };
    Some(end.map_err(said))
}

/// Writes what changed of a user, old and new to the audit log.
fn edit(env: &Env, id: UserId, change: &Edit) -> identity::Result<Done> {
    let based_on = env.store.revision()?;
    let Some(before) = env.store.user(id)? else {
        let text = Text::new("identity-no-such-user").with("id", id.to_string());
        return Err(IdentityError::Refused(text));
    };
    let mut after = before.clone();
    if after.kind != change.kind {
        (after.kind, after.kind_source) = (change.kind, Source::Operator);
    }
    after.arrival = change.arrival;
    after.departure = change.departure;
    after.note.clone_from(&change.note);
    if change.email.is_empty() {
        after.email = None;
    } else {
        after
            .set_email(&change.email)
            .ok_or_else(|| IdentityError::Refused(Text::new("tui-edit-email-wrong")))?;
    }
    let audit = identity::edits(&env.operator, &before, &after, "");
    if audit.is_empty() {
        return Ok(Done::default());
    }
    let text = Text::new("tui-edited").with("name", after.name.as_str());
    env.store.write_users(UserWrite {
        based_on: Some(based_on),
        users: vec![after],
        audit,
        ..UserWrite::default()
    })?;
    Ok(Done {
        text: Some(text),
        ..Done::default()
    })
}

fn said(error: IdentityError) -> Text {
    match error {
        IdentityError::Store(error) => error.text(),
        IdentityError::Refused(text) => text,
    }
}
