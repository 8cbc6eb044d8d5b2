//! Why the accounts of one user belong together, as the rules see it now.
//!
//! Nothing of it is stored: it is worked out again from the accounts when somebody looks.

use std::collections::BTreeSet;

use crate::config::{Config, ServiceConfig};
use crate::domain::account::Account;
use crate::domain::ids::AccountKey;
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::engine::{Engine, Settings};
use crate::domain::matching::rules::Rule;
use crate::domain::text::fold;

use super::identities::identity;

/// A link that a rule draws between two accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// One account.
    pub a: AccountKey,
    /// The other.
    pub b: AccountKey,
    /// The strongest rule that holds.
    pub rule: Rule,
    /// Addresses and ids that both have.
    pub values: Vec<String>,
}

/// The links among some accounts of one user.
pub fn evidence(config: &Config, accounts: &[Account]) -> Vec<Link> {
    let service = |account: &Account| -> Option<&ServiceConfig> {
        config
            .services
            .iter()
            .find(|service| service.id == account.key.service)
    };
    let identities = (0..)
        .zip(accounts)
        .map(|(number, account)| identity(number, account, service(account), &config.identity));
    let engine = Engine::build(identities, Decisions::default(), Settings::default());
    let links = engine.links().iter().filter_map(|edge| {
        let (a, b) = (
            accounts.get(edge.a as usize)?,
            accounts.get(edge.b as usize)?,
        );
        Some(Link {
            a: a.key.clone(),
            b: b.key.clone(),
            rule: edge.rule,
            values: common(a, b),
        })
    });
    links.collect()
}

/// What both accounts have: addresses and lasting ids.
fn common(a: &Account, b: &Account) -> Vec<String> {
    let of = |account: &Account| -> BTreeSet<String> {
        let emails = account.profile.emails.value().into_iter().flatten();
        let ids = account.profile.external_ids.value().into_iter().flatten();
        emails
            .map(|email| fold(&email.address))
            .chain(ids.map(|id| format!("{} {}", id.issuer, id.subject)))
            .collect()
    };
    of(a).intersection(&of(b)).cloned().collect()
}
