//! Reads stored accounts as the matcher wants them.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::assign::Candidate;
use crate::config::{IdentitySettings, ServiceConfig};
use crate::domain::account::{Account, Purpose};
use crate::domain::decision::{Decision, Verdict};
use crate::domain::ids::{AccountKey, ServiceId};
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::identity::{Email, Identity, StableId};
use crate::store::Result;
use crate::workflows::Env;

/// All accounts, twice: for the matcher and for assigning, under the same numbers.
pub(in crate::workflows) struct Read {
    pub identities: Vec<Identity>,
    pub accounts: Vec<Candidate>,
    pub decisions: Decisions,
    /// Accounts without a user.
    pub unlinked: usize,
    /// Whether something else than new accounts asks for a run.
    pub changed: bool,
}

/// Reads everything that merging needs.
pub(in crate::workflows) fn read(env: &Env) -> Result<Read> {
    let services: HashMap<ServiceId, &ServiceConfig> = env
        .config
        .services
        .iter()
        .map(|service| (service.id.clone(), service))
        .collect();
    let mut read = Read {
        identities: Vec::new(),
        accounts: Vec::new(),
        decisions: Decisions::default(),
        unlinked: 0,
        changed: true,
    };
    env.store.each_account(None, &mut |account| {
        let number = u32::try_from(read.accounts.len()).unwrap_or(u32::MAX);
        read.unlinked += usize::from(account.user.is_none());
        let service = services.get(&account.key.service).copied();
        read.identities
            .push(identity(number, &account, service, &env.config.identity));
        read.accounts.push(Candidate {
            title: account
                .profile
                .title()
                .unwrap_or(account.key.remote.local())
                .to_owned(),
            purpose: account.profile.purpose.value().copied().unwrap_or_default(),
            user: account.user,
            key: account.key,
        });
        ControlFlow::Continue(())
    })?;
    let decided = env.store.decisions()?;
    if !decided.is_empty() {
        read.decisions = decisions(&decided, &read.accounts);
    }
    Ok(read)
}

pub(super) fn identity(
    number: u32,
    account: &Account,
    service: Option<&ServiceConfig>,
    settings: &IdentitySettings,
) -> Identity {
    let text = |seen: Option<&String>| seen.cloned().unwrap_or_default();
    let profile = &account.profile;
    let limit = service.map(|service| service.email_trust);
    let emails = profile.emails.value().map_or(&[][..], Vec::as_slice);
    Identity {
        account: number,
        service: account.key.service.to_string(),
        environment: service
            .map(|service| service.environment.0.clone())
            .unwrap_or_default(),
        login: text(profile.login.value()),
        display_name: text(profile.name.value()),
        emails: emails
            .iter()
            .filter(|email| !settings.is_shared(&email.address))
            .map(|email| Email {
                trust: limit.map_or(email.trust, |limit| email.trust.min(limit)),
                ..email.clone()
            })
            .collect(),
        stable_ids: profile
            .external_ids
            .value()
            .into_iter()
            .flatten()
            .map(|id| StableId {
                issuer: id.issuer.clone(),
                subject: id.subject.clone(),
            })
            .chain(
                settings
                    .identifiers(account)
                    .into_iter()
                    .map(|(issuer, subject)| StableId { issuer, subject }),
            )
            .collect(),
        bot: profile.purpose.value() == Some(&Purpose::Bot),
        shared: profile.purpose.value() == Some(&Purpose::Shared),
    }
}

/// The operator's decisions that still stand, by account number.
fn decisions(decided: &[Decision], accounts: &[Candidate]) -> Decisions {
    let numbers: HashMap<&AccountKey, u32> = accounts
        .iter()
        .map(|account| &account.key)
        .zip(0..)
        .collect();
    let mut out = Decisions::default();
    for decision in decided
        .iter()
        .filter(|decision| decision.undone_by.is_none())
    {
        let number = |key: &AccountKey| numbers.get(key).copied();
        match &decision.verdict {
            Verdict::Same(a, b) => {
                if let (Some(a), Some(b)) = (number(a), number(b)) {
                    out.link(a, b);
                }
            }
            Verdict::Never(a, b) => {
                if let (Some(a), Some(b)) = (number(a), number(b)) {
                    out.never(a, b);
                }
            }
            Verdict::Merge(all) => {
                let known: Vec<u32> = all.iter().filter_map(number).collect();
                for (a, b) in known.iter().zip(known.iter().skip(1)) {
                    out.link(*a, *b);
                }
            }
            Verdict::Relink(..) => {}
            Verdict::Detach(key) => {
                let former = decision
                    .before
                    .iter()
                    .filter_map(|before| before.record.as_ref())
                    .find(|user| user.accounts.contains(key));
                if let (Some(number_of), Some(user)) = (number(key), former) {
                    let others: Vec<u32> = user
                        .accounts
                        .iter()
                        .filter(|other| *other != key)
                        .filter_map(number)
                        .collect();
                    out.separate(&[number_of], &others);
                }
            }
        }
    }
    out
}
