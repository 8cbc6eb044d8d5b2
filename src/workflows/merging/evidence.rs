//! Why the accounts of one user belong together: as it was written down when a rule linked them.

use crate::config::Config;
use crate::domain::account::Account;
use crate::domain::identity::link::{Link, parse_rule};
use crate::domain::identity::question::seen;
use crate::domain::identity::standing::Standing;
use crate::domain::ids::AccountKey;
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::engine::{Engine, Settings};
use crate::domain::matching::rules::Rule;
use crate::store::{Result, Store};

use super::identities::identity;

/// The links among the accounts of one user, by account. Where a store of an older version wrote
/// none down, those that rules draw among these accounts now.
pub fn evidence(config: &Config, store: &Store, accounts: &[Account]) -> Result<Vec<Link>> {
    let keys: Vec<AccountKey> = accounts.iter().map(|account| account.key.clone()).collect();
    let written = store
        .reasons_of(&keys)?
        .into_iter()
        .filter_map(|(a, reason)| {
            let rule = parse_rule(&reason.rule)?;
            // A partner that left says nothing any more.
            keys.contains(&reason.partner).then_some(Link {
                a,
                b: reason.partner,
                rule,
                values: reason.values,
                at: Some(reason.at),
                holds: reason.lapsed.is_none(),
            })
        });
    let written: Vec<Link> = written.collect();
    Ok(if written.is_empty() && accounts.len() > 1 {
        drawn(config, accounts)
    } else {
        written
    })
}

fn drawn(config: &Config, accounts: &[Account]) -> Vec<Link> {
    let engine = engine(config, accounts, Decisions::default());
    let links = engine.links().iter().filter_map(|edge| {
        let (a, b) = (
            accounts.get(edge.a as usize)?,
            accounts.get(edge.b as usize)?,
        );
        Some(Link {
            a: a.key.clone(),
            b: b.key.clone(),
            rule: edge.rule,
            values: values(&engine, edge.a, edge.b),
            at: None,
            holds: true,
        })
    });
    links.collect()
}

/// What two accounts have in common, in a few words each.
pub(super) fn values(engine: &Engine, a: u32, b: u32) -> Vec<String> {
    let clues = engine.explain(a, b).map(|evidence| evidence.clues);
    clues.iter().flatten().filter_map(seen).collect()
}

/// What speaks for and against two accounts being one user's, for the record of a decision.
pub fn clues(config: &Config, a: &Account, b: &Account) -> Vec<String> {
    let both = [a.clone(), b.clone()];
    let engine = engine(config, &both, Decisions::default());
    let evidence = engine.explain(0, 1);
    evidence.map_or_else(Vec::new, |evidence| {
        let rule = evidence
            .rule
            .filter(|rule| *rule != Rule::Operator)
            .map(|rule| crate::domain::identity::link::rule_word(rule).to_owned());
        let brief = Some(evidence.brief()).filter(|brief| !brief.is_empty());
        rule.into_iter().chain(brief).collect()
    })
}

/// The two sides into which the accounts of one user fall when two of them are kept apart: those
/// that the rules and the operators hold together with the one, and with the other.
pub fn sides(
    config: &Config,
    accounts: &[Account],
    standing: &Standing,
    a: &AccountKey,
    b: &AccountKey,
) -> (Vec<AccountKey>, Vec<AccountKey>) {
    let number = |key: &AccountKey| {
        let at = accounts.iter().position(|account| account.key == *key);
        at.and_then(|at| u32::try_from(at).ok())
    };
    let mut decisions = Decisions::default();
    let both = |(one, other)| Some((number(one)?, number(other)?));
    let together = standing.together().map(|(one, other)| (one, other));
    let direct = |(one, other): &(&AccountKey, &AccountKey)| {
        !((*one == a && *other == b) || (*one == b && *other == a))
    };
    for (one, other) in together.filter(direct).filter_map(both) {
        decisions.link(one, other);
    }
    for (one, other) in standing.apart().filter_map(both) {
        decisions.never(one, other);
    }
    if let Some((one, other)) = both((a, b)) {
        decisions.never(one, other);
    }
    let engine = engine(config, accounts, decisions);
    let side = |key: &AccountKey| -> Vec<AccountKey> {
        let group = number(key).and_then(|number| engine.group(number));
        let members = (0..).zip(accounts);
        let of_side = members.filter(|(at, account)| {
            account.key == *key || (group.is_some() && engine.group(*at) == group)
        });
        of_side.map(|(_, account)| account.key.clone()).collect()
    };
    (side(a), side(b))
}

fn engine(config: &Config, accounts: &[Account], decisions: Decisions) -> Engine {
    let identities = (0..).zip(accounts).map(|(number, account)| {
        identity(
            number,
            account,
            config.service(&account.key.service),
            &config.identity,
        )
    });
    Engine::build(identities, decisions, Settings::default())
}
