//! When a disturbed fetch is to be believed.
//!
//! The rule: a fetch that calls itself complete has handed over everybody, and every membership,
//! that an undisturbed one hands over. It may call itself partial or failed whatever happened, and
//! it may leave a field, or all groups of an account, as not visible. Fewer readable groups than
//! before are told to the caller by their number, as groups named unread are by their ids.
//!
//! Damage that a service could mean changes no rule: types are exchanged and members left out, but
//! whole entries of a list are never taken away.

use super::stage::Fetched;
use crate::domain::account::{FetchedAccount, Membership};
use crate::domain::fetch::FetchEnd;

/// What is wrong with a fetch, against an undisturbed one.
pub fn complaints(truth: &Fetched, got: &Fetched) -> Vec<String> {
    let mut wrong = got.faults.clone();
    let Some(end) = &got.end else {
        wrong.push("did not end".to_owned());
        return wrong;
    };
    let FetchEnd::Complete { groups_readable } = end else {
        return wrong;
    };
    let fewer_groups = match truth.end {
        Some(FetchEnd::Complete {
            groups_readable: before,
        }) => *groups_readable < before,
        _ => false,
    };
    for (id, account) in &truth.accounts {
        let Some(found) = got.accounts.get(id) else {
            wrong.push(format!("complete without {id}"));
            continue;
        };
        let lost = lost_groups(account, found)
            .filter(|group| !got.unread.iter().any(|unread| group.is_in(unread)));
        if !fewer_groups {
            wrong.extend(lost.map(|group| format!("complete, {id} not in {}", group.id)));
        }
    }
    // A few show what is wrong.
    wrong.truncate(3);
    wrong
}

fn lost_groups<'a>(
    account: &'a FetchedAccount,
    found: &'a FetchedAccount,
) -> impl Iterator<Item = &'a Membership> {
    let before = account
        .profile
        .groups
        .value()
        .map_or(&[][..], Vec::as_slice);
    let after = found.profile.groups.value();
    before.iter().filter(move |group| {
        let held = |one: &Membership| one.kind == group.kind && one.id == group.id;
        after.is_some_and(|after| !after.iter().any(held))
    })
}

/// Whether a fetch handed everything over.
pub fn is_complete(fetched: &Fetched) -> bool {
    matches!(fetched.end, Some(FetchEnd::Complete { .. }))
}
