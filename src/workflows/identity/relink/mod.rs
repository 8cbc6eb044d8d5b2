//! Relink: when a service's ids change wholesale, its old accounts are paired with its new ones and
//! moved as one operation, there and back.
//!
//! Which belong together is `domain::matching::relink`. Here: what hangs on an account (its user,
//! dates, notes, decisions, waivers, restore point, history) follows it to its new id, and the
//! users that the new ids had for a while lead to the old ones.

mod apply;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::domain::account::{Account, State};
use crate::domain::identity::merge::{self, Choices};
use crate::domain::identity::question::Side;
use crate::domain::identity::user_set::UserSet;
use crate::domain::ids::{AccountKey, ServiceId, UserId};
use crate::domain::matching::identity::{Identity, StableId};
use crate::domain::matching::relink::{self as matching, Common};
use crate::domain::run::Outcome;
use crate::domain::text::Text;
use crate::domain::time::DAY;
use crate::domain::user::User;
use crate::workflows::Env;
use crate::workflows::acts::refusal::Result;
use crate::workflows::identity::decision_log::{DecisionLog, user_set};
use crate::workflows::merging::identities::identity;

pub use apply::{apply, undo};

/// Who gives an account its ids, of now and of before.
const FORMERLY: &str = "formerly";

/// Accounts that went within this time of the last ones went with the same move.
const LATELY: i64 = 7 * DAY;

/// How many of the last runs are looked at.
const RUNS: usize = 1_000;

/// What relinking a service would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The service.
    pub service: ServiceId,
    /// Who takes whose place.
    pub pairs: Vec<Pair>,
    /// Old accounts that nobody replaces.
    pub unpaired_old: Vec<Side>,
    /// New accounts that replace nobody.
    pub unpaired_new: Vec<Side>,
    /// Where several could be meant: the value that they share, the old ones and the new ones.
    pub ambiguous: Vec<(String, Vec<Side>, Vec<Side>)>,
    /// Pairs that something stands against, and what.
    pub contested: Vec<(Side, Side, Text)>,
    /// How many removals the service's held sync waits with: without them nothing is old yet.
    pub held: Option<u64>,
}

/// An old account and the new one that takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The old one, with the user that stays.
    pub old: Side,
    /// The new one.
    pub new: Side,
    /// What both have.
    pub reason: Text,
    /// Groups that the old one was in and the new one is not: the service's own affair.
    pub lacking: Vec<String>,
}

/// A relink that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relinked {
    /// Its number, for undo.
    pub seq: u64,
    /// What was done.
    pub proposal: Proposal,
}

/// What relinking a service would do; writes nothing. Blocks.
pub fn propose(env: &Env, service: &ServiceId) -> Result<Proposal> {
    plan(env, service).map(|plan| plan.proposal)
}

/// A proposal with everything that it takes to do it.
struct Plan {
    log: DecisionLog,
    proposal: Proposal,
    pairs: Vec<(Account, Account)>,
    set: UserSet,
}

fn plan(env: &Env, service: &ServiceId) -> Result<Plan> {
    let log = DecisionLog::open(&env.store)?;
    let sides = candidates(env, service)?;
    let (old, new) = (&sides.old, &sides.new);
    let found = matching::relink(&read(env, old), &read(env, new));
    let all = |accounts: &[Account], numbers: &[u32]| -> Vec<Side> {
        let known = numbers.iter().map(|number| accounts.get(*number as usize));
        known.flatten().map(side).collect()
    };
    // Disabled by us: whether it is still there cannot be seen from here.
    let gone = |number: &u32| {
        let account = old.get(*number as usize);
        account.is_some_and(|account| account.state == State::Gone)
    };
    let unpaired: Vec<u32> = found.unpaired_old.iter().copied().filter(gone).collect();
    let ambiguous = found.ambiguous.iter().map(|one| {
        let value = one.value.replace('\n', " ");
        (value, all(old, &one.old), all(new, &one.new))
    });
    let mut plan = Plan {
        proposal: Proposal {
            service: service.clone(),
            pairs: Vec::new(),
            unpaired_old: all(old, &unpaired),
            unpaired_new: all(new, &found.unpaired_new),
            ambiguous: ambiguous.collect(),
            contested: Vec::new(),
            held: held(env, service)?,
        },
        log,
        pairs: Vec::new(),
        set: UserSet::default(),
    };
    let accounts = || old.iter().chain(new).chain(&sides.older);
    let owners: BTreeSet<UserId> = accounts().filter_map(|account| account.user).collect();
    plan.set = user_set(env, owners)?;
    for pair in &found.pairs {
        if let (Some(from), Some(to)) = (old.get(pair.old as usize), new.get(pair.new as usize)) {
            plan.add(from, to, pair);
        }
    }
    // Of those who left long ago only what is certain: a namesake of theirs may have been hired.
    let rest: Vec<Account> = found
        .unpaired_new
        .iter()
        .filter_map(|number| new.get(*number as usize))
        .cloned()
        .collect();
    let found = matching::relink(&read(env, &sides.older), &read(env, &rest));
    let certain = found
        .pairs
        .iter()
        .filter(|pair| pair.common == Common::StableId);
    for pair in certain {
        let both = (
            sides.older.get(pair.old as usize),
            rest.get(pair.new as usize),
        );
        if let (Some(from), Some(to)) = both {
            let came = side(to);
            plan.proposal.unpaired_new.retain(|one| *one != came);
            plan.add(from, to, pair);
        }
    }
    Ok(plan)
}

impl Plan {
    /// Adds a pair, unless something stands against it.
    fn add(&mut self, from: &Account, to: &Account, pair: &matching::Pair) {
        // It may still be there, disabled, and a namesake hired.
        if from.state != State::Gone && pair.common == Common::Name {
            self.proposal.unpaired_new.push(side(to));
            return;
        }
        let taken = if lived_together(from, to) {
            Err(Text::new("relink-together"))
        } else {
            take_over(&mut self.set, &self.log, &from.key, &to.key)
        };
        match taken {
            Ok(()) => {
                self.proposal.pairs.push(Pair {
                    old: side(from),
                    new: side(to),
                    reason: reason(pair.common, &pair.value),
                    lacking: lacking(from, to),
                });
                self.pairs.push((from.clone(), to.clone()));
            }
            Err(text) => self.proposal.contested.push((side(from), side(to), text)),
        }
    }
}

fn read(env: &Env, accounts: &[Account]) -> Vec<Identity> {
    let numbered = (0..).zip(accounts);
    let identities = numbered.map(|(number, account)| {
        let config = env.config.service(&account.key.service);
        let mut read = identity(number, account, config, &env.config.identity);
        read.stable_ids.extend(ids(account));
        read
    });
    identities.collect()
}

/// The accounts of a service, as far as a relink looks at them.
#[derive(Default)]
struct Candidates {
    /// No longer listed, since lately; and those that we disabled, listed or not.
    old: Vec<Account>,
    /// No longer listed, since long ago.
    older: Vec<Account>,
    /// Those that came when the first of the old ones went, or after it was seen last.
    new: Vec<Account>,
}

fn candidates(env: &Env, service: &ServiceId) -> Result<Candidates> {
    let (mut gone, mut there) = (Vec::new(), Vec::new());
    env.store.each_account(Some(service), &mut |account| {
        if account.state == State::Gone {
            gone.push(account);
        } else {
            there.push(account);
        }
        ControlFlow::Continue(())
    })?;
    let Some(last) = gone.iter().filter_map(|account| account.gone_since).max() else {
        return Ok(Candidates::default());
    };
    let (mut old, older): (Vec<_>, Vec<_>) = gone.into_iter().partition(|account| {
        let since = account.gone_since;
        since.is_none_or(|since| last.since(since) <= LATELY)
    });
    let first = old.iter().filter_map(|account| account.gone_since).min();
    // Some may have come with a fetch between, which concluded nothing of the others.
    let seen = old.iter().filter_map(|account| account.last_seen).min();
    let runs = env.store.runs(Some(service), RUNS)?;
    let ended = runs.iter().find(|run| Some(run.started) == seen);
    let ended = ended.map(|run| run.ended);
    let (new, stayed): (Vec<_>, Vec<_>) = there.into_iter().partition(|account| {
        let seen = account.first_seen;
        first.is_some_and(|first| seen >= first) || ended.is_some_and(|ended| seen > ended)
    });
    let ours = |account: &Account| account.disabled.is_some();
    old.extend(stayed.into_iter().filter(ours));
    Ok(Candidates { old, older, new })
}

/// Whether a complete fetch listed both: then they are two accounts, not one with two ids.
fn lived_together(old: &Account, new: &Account) -> bool {
    old.last_seen.is_some_and(|last| new.first_seen < last)
}

fn ids(account: &Account) -> Vec<StableId> {
    let own = std::iter::once(&account.key.remote).chain(&account.formerly);
    own.map(|remote| StableId {
        issuer: FORMERLY.to_owned(),
        subject: remote.to_string(),
    })
    .collect()
}

fn side(account: &Account) -> Side {
    let title = account.profile.title();
    Side {
        account: account.key.clone(),
        user: account.user,
        title: title.unwrap_or(account.key.remote.local()).to_owned(),
    }
}

fn reason(common: Common, value: &str) -> Text {
    let (issuer, subject) = value.split_once('\n').unwrap_or(("", value));
    match common {
        Common::StableId if issuer == FORMERLY => Text::new("relink-former").with("id", subject),
        Common::StableId => Text::new("clue-stable-id")
            .with("issuer", issuer)
            .with("subject", subject),
        Common::Address => Text::new("clue-address").with("address", value),
        Common::Login => Text::new("clue-handle").with("handle", value),
        Common::LocalPart => Text::new("relink-local-part").with("local", value),
        Common::Name => Text::new("clue-same-name").with("name", value),
    }
}

fn lacking(old: &Account, new: &Account) -> Vec<String> {
    let (Some(before), Some(now)) = (old.profile.groups.value(), new.profile.groups.value()) else {
        return Vec::new();
    };
    let has = |name: &str| now.iter().any(|group| group.name == name);
    let lost = before.iter().filter(|group| !has(&group.name));
    lost.map(|group| group.name.clone()).collect()
}

/// The removals that the service's last sync was held with, if it was.
fn held(env: &Env, service: &ServiceId) -> Result<Option<u64>> {
    let last = env.store.runs(Some(service), 1)?.into_iter().next();
    let held = last.filter(|run| run.outcome == Outcome::Held);
    Ok(held.map(|run| run.held.iter().map(|one| one.count).sum()))
}

/// The user of the old account gets the new one in its place.
fn take_over(
    set: &mut UserSet,
    log: &DecisionLog,
    old: &AccountKey,
    new: &AccountKey,
) -> Result<(), Text> {
    let Some(mut user) = set.owner(old).cloned() else {
        return Ok(());
    };
    let swap = |user: &mut User| {
        user.accounts.retain(|key| key != old && key != new);
        user.accounts.push(new.clone());
        user.accounts.sort();
    };
    let other = set.owner(new).filter(|other| other.id != user.id).cloned();
    let Some(other) = other else {
        swap(&mut user);
        set.put(user);
        return Ok(());
    };
    let apart = log.standing.between(&user.accounts, &other.accounts);
    if let Some(apart) = apart {
        return Err(Text::new("relink-apart").with("seq", apart.seq));
    }
    if other.accounts.len() > 1 && user.accounts.len() > 1 {
        return Err(Text::new("relink-others").with("name", other.name));
    }
    // One of both has nothing else: what was known of the old account's user comes first.
    let has = |field: &merge::Field| !field.value(&user).is_empty();
    let choices: Choices = merge::Field::ALL
        .into_iter()
        .filter(has)
        .map(|field| (field, user.id))
        .collect();
    let Some(preview) = merge::preview(&[user, other], &choices) else {
        return Ok(());
    };
    for gone in preview.users.iter().filter(|one| one.id != preview.kept) {
        set.remove(gone.id, Some(preview.kept));
    }
    let mut result = preview.result;
    swap(&mut result);
    set.put(result);
    Ok(())
}
