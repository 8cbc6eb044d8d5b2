//! Selectors and filters of the command line, answered from the store.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::error::CliError;
use crate::domain::account::Account;
use crate::domain::filter::{Filter, FilterError, Now, Owner, Scratch};
use crate::domain::findings::open_mask;
use crate::domain::ids::{AccountKey, UserId};
use crate::domain::text::{Text, fold};
use crate::domain::user::User;
use crate::store::Store;
use crate::workflows::report::View;

/// Most candidates that an ambiguous selector names.
const CANDIDATES: usize = 8;

/// Reads a filter; its words come from several arguments.
pub fn filter(words: &[String]) -> Result<Filter, CliError> {
    Filter::parse(&words.join(" ")).map_err(|error| filter_error(&error))
}

fn filter_error(error: &FilterError) -> CliError {
    CliError::usage(error.text.clone()).hint(Text::new("cli-hint-filter"))
}

fn now(view: &View) -> Now {
    Now {
        today: view.today,
        instant: view.now,
    }
}

/// The users that a filter finds, by name.
pub fn users(words: &[String], view: &View, store: &Store) -> Result<Vec<UserId>, CliError> {
    let filter = filter(words)?;
    let snapshot = view.snapshot(store)?;
    let compiled = filter.compile(&snapshot, now(view));
    let mut scratch = Scratch::default();
    let found = snapshot
        .rows()
        .filter(|(_, chunk, user)| compiled.row(&mut scratch, chunk, user).is_some())
        .map(|(_, _, user)| user.id);
    Ok(found.collect())
}

/// Hands out every account that a filter finds, by service and id.
pub fn each_account(
    filter: &Filter,
    view: &View,
    store: &Store,
    f: &mut dyn FnMut(&Account) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let compiled = filter.compile_for_accounts(now(view));
    let mut scratch = Scratch::default();
    let mut owners = Owners::new(view, store, filter.is_empty());
    let mut failed = None;
    store.each_account(None, &mut |account| {
        let looked = owners.of(&account).and_then(|owner| {
            if compiled.account(&mut scratch, &account, owner) {
                f(&account)?;
            }
            Ok(())
        });
        match looked {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(()), Err)
}

/// The accounts that a filter finds; `None` when it is empty and finds all.
pub fn accounts(
    words: &[String],
    view: &View,
    store: &Store,
) -> Result<Option<BTreeSet<AccountKey>>, CliError> {
    let filter = filter(words)?;
    if filter.is_empty() {
        return Ok(None);
    }
    let mut found = BTreeSet::new();
    each_account(&filter, view, store, &mut |account| {
        found.insert(account.key.clone());
        Ok(())
    })?;
    Ok(Some(found))
}

/// Users with their findings, each read once.
struct Owners<'a> {
    view: &'a View,
    store: &'a Store,
    /// Nobody asks for them.
    idle: bool,
    known: BTreeMap<UserId, Option<(User, u32)>>,
}

impl<'a> Owners<'a> {
    fn new(view: &'a View, store: &'a Store, idle: bool) -> Self {
        Owners {
            view,
            store,
            idle,
            known: BTreeMap::new(),
        }
    }

    fn of(&mut self, account: &Account) -> Result<Option<Owner<'_>>, CliError> {
        let Some(id) = account.user.filter(|_| !self.idle) else {
            return Ok(None);
        };
        if let Entry::Vacant(place) = self.known.entry(id) {
            let user = match self.store.user(id)? {
                Some(user) => {
                    let accounts = self.store.accounts_of(&user)?;
                    let findings = open_mask(&user, &accounts, &self.view.context());
                    Some((user, findings))
                }
                None => None,
            };
            place.insert(user);
        }
        let known = self.known.get(&id).and_then(Option::as_ref);
        Ok(known.map(|(user, findings)| Owner {
            user,
            findings: *findings,
        }))
    }
}

/// The one user that a selector names: an id, an account's handle, or exactly one user's name,
/// address or login.
pub fn user(selector: &str, store: &Store) -> Result<User, CliError> {
    if let Some(user) = exact(selector, store)? {
        return Ok(user);
    }
    let wanted = fold(selector);
    let mut found: BTreeMap<UserId, User> = BTreeMap::new();
    store.each_user(&mut |user| {
        let email = user.email.as_ref().map(|email| email.address.as_str());
        if [Some(user.name.as_str()), email]
            .into_iter()
            .flatten()
            .any(|t| fold(t) == wanted)
        {
            found.insert(user.id, user);
        }
        ControlFlow::Continue(())
    })?;
    let mut owners = BTreeSet::new();
    store.each_account(None, &mut |account| {
        if names(&account, &wanted) {
            owners.extend(account.user);
        }
        ControlFlow::Continue(())
    })?;
    for id in owners {
        if let Some(user) = store.user(id)? {
            found.insert(user.id, user);
        }
    }
    let mut found = found.into_values();
    match (found.next(), found.next()) {
        (Some(user), None) => Ok(user),
        (None, _) => Err(CliError::usage(
            Text::new("cli-unknown-user").with("text", selector),
        )),
        (Some(first), Some(second)) => {
            let all = [first, second].into_iter().chain(found);
            let ids: Vec<String> = all
                .take(CANDIDATES)
                .map(|user| format!("{} ({})", user.id, user.name))
                .collect();
            Err(
                CliError::usage(Text::new("cli-ambiguous").with("text", selector))
                    .hint(Text::new("cli-hint-candidates").with("ids", ids.join(", "))),
            )
        }
    }
}

/// The user of an id or of an account's handle; what changes something takes nothing else.
pub fn exact(selector: &str, store: &Store) -> Result<Option<User>, CliError> {
    if let Ok(id) = selector.parse::<UserId>() {
        return Ok(store.user(id)?);
    }
    let Some(key) = handle(selector) else {
        return Ok(None);
    };
    match store.account(&key)?.and_then(|account| account.user) {
        Some(id) => Ok(store.user(id)?),
        None => Ok(None),
    }
}

/// A handle, `service/remote-id`.
pub fn handle(text: &str) -> Option<AccountKey> {
    text.parse().ok()
}

/// Whether a folded text is the account's login, display name or one of its addresses.
fn names(account: &Account, wanted: &str) -> bool {
    let profile = &account.profile;
    let emails = profile
        .emails
        .value()
        .into_iter()
        .flatten()
        .map(|email| &email.address);
    let texts = [profile.login.value(), profile.name.value()]
        .into_iter()
        .flatten();
    texts.chain(emails).any(|text| fold(text) == *wanted)
}
