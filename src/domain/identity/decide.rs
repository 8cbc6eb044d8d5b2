//! The operators' decisions on users in hand: what each does, and what forbids it.

use super::merge::{Choices, MergePreview};
use super::standing::Standing;
use super::user_set::{Changed, UserSet};
use crate::domain::decision::{DecisionKind, UserBefore};
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::user::User;

/// Why a decision is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There are no two users.
    Nobody,
    /// Both are this user already.
    Same(UserId),
    /// The user has no account by which it could be named.
    NoAccount(UserId),
    /// The account has no user.
    NoUser(AccountKey),
    /// It is the only account of this user.
    Alone(UserId),
    /// This decision keeps them apart for ever.
    Never(u64),
    /// Both sides are this account.
    SameAccount(AccountKey),
}

/// Makes two or more users one.
pub fn merge(
    set: &mut UserSet,
    standing: &Standing,
    ids: &[UserId],
    choices: &Choices,
) -> Result<(DecisionKind, MergePreview, Changed), Refusal> {
    let users: Vec<&User> = ids.iter().filter_map(|id| set.user(*id)).collect();
    let mut named = Vec::new();
    for (at, one) in users.iter().enumerate() {
        let first = one.accounts.first().ok_or(Refusal::NoAccount(one.id))?;
        named.push((one.id, first.clone()));
        for other in users.iter().skip(at + 1) {
            if let Some(seq) = standing.never(one, other).filter(|_| one.id != other.id) {
                return Err(Refusal::Never(seq));
            }
        }
    }
    named.sort();
    named.dedup_by_key(|(id, _)| *id);
    let first = named.first().ok_or(Refusal::Nobody)?.0;
    let (preview, changed) = set.merge(ids, choices).ok_or(Refusal::Same(first))?;
    let mut named: Vec<AccountKey> = named.into_iter().map(|(_, key)| key).collect();
    let kind = if named.len() == 2
        && let (Some(b), Some(a)) = (named.pop(), named.pop())
    {
        DecisionKind::Same(a, b)
    } else {
        DecisionKind::Merge(named)
    };
    Ok((kind, preview, changed))
}

/// Says of two accounts that they are one user: merges their users, or confirms the user that they
/// have.
pub fn same(
    set: &mut UserSet,
    standing: &Standing,
    a: &AccountKey,
    b: &AccountKey,
) -> Result<(DecisionKind, User, Changed), Refusal> {
    let owner = |key: &AccountKey| {
        let user = set.owner(key).map(|user| user.id);
        user.ok_or_else(|| Refusal::NoUser(key.clone()))
    };
    let (one, other) = (owner(a)?, owner(b)?);
    if a == b {
        return Err(Refusal::SameAccount(a.clone()));
    }
    let kind = DecisionKind::Same(a.clone(), b.clone());
    if one == other {
        let user = set.user(one).cloned().ok_or(Refusal::Same(one))?;
        if standing.is_together(a, b) {
            return Err(Refusal::Same(one));
        }
        return Ok((kind, user, Changed::default()));
    }
    let (_, preview, changed) = merge(set, standing, &[one, other], &Choices::new())?;
    Ok((kind, preview.result, changed))
}

/// Takes an account out of its user into `born`.
pub fn detach(
    set: &mut UserSet,
    account: &AccountKey,
    born: User,
) -> Result<(DecisionKind, Changed), Refusal> {
    let owner = set
        .owner(account)
        .ok_or_else(|| Refusal::NoUser(account.clone()))?
        .id;
    let changed = set
        .split(std::slice::from_ref(account), born)
        .ok_or(Refusal::Alone(owner))?;
    Ok((DecisionKind::Detach(account.clone()), changed))
}

/// Keeps two accounts apart for ever. If they are of one user, the side of `a` leaves it: `leaving`
/// says which accounts go with it, into `born`.
pub fn never(
    set: &mut UserSet,
    a: &AccountKey,
    b: &AccountKey,
    leaving: impl FnOnce(&User) -> Vec<AccountKey>,
    born: impl FnOnce(&[AccountKey]) -> User,
) -> Result<(DecisionKind, Changed), Refusal> {
    if a == b {
        return Err(Refusal::SameAccount(a.clone()));
    }
    let kind = DecisionKind::Never(a.clone(), b.clone());
    let (one, other) = (set.owner(a), set.owner(b));
    let Some(user) = one.filter(|one| other.is_some_and(|other| other.id == one.id)) else {
        return Ok((kind, Changed::default()));
    };
    let (id, mut leaving) = (user.id, leaving(user));
    leaving.retain(|key| user.accounts.contains(key) && key != b && key != a);
    leaving.push(a.clone());
    leaving.sort();
    let born = born(&leaving);
    let changed = set.split(&leaving, born).ok_or(Refusal::Alone(id))?;
    Ok((kind, changed))
}

/// The users that a change touched, for the audit log.
pub fn touched(before: &[UserBefore]) -> impl Iterator<Item = UserId> + '_ {
    before.iter().map(|one| one.id)
}
