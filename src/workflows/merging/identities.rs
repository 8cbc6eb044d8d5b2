//! Reads stored accounts as the matcher wants them.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use crate::config::{IdentitySettings, ServiceConfig};
use crate::domain::account::{Account, Purpose};
use crate::domain::identity::assign::Candidate;
use crate::domain::identity::standing::Standing;
use crate::domain::ids::{AccountKey, Revision, ServiceId};
use crate::domain::matching::decisions::Decisions;
use crate::domain::matching::identity::{Email, Identity, StableId};
use crate::store::Result;
use crate::workflows::Env;
use crate::workflows::identity::decision_log::DecisionLog;

/// All accounts, twice: for the matcher and for assigning, under the same numbers.
pub(in crate::workflows) struct Read {
    pub identities: Vec<Identity>,
    pub accounts: Vec<Candidate>,
    pub decisions: Decisions,
    pub standing: Standing,
    /// The revision that decisions were read at; accounts may be newer.
    pub revision: Revision,
}

/// Reads everything that merging needs.
pub(in crate::workflows) fn read(env: &Env) -> Result<Read> {
    let log = DecisionLog::open(&env.store)?;
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
        standing: log.standing,
        revision: log.revision,
    };
    env.store.each_account(None, &mut |account| {
        let number = u32::try_from(read.accounts.len()).unwrap_or(u32::MAX);
        let service = services.get(&account.key.service).copied();
        read.identities
            .push(identity(number, &account, service, &env.config.identity));
        read.accounts.push(Candidate {
            title: account
                .profile
                .title()
                .unwrap_or(account.key.remote.local())
                .to_owned(),
            user: account.user,
            key: account.key,
        });
        ControlFlow::Continue(())
    })?;
    read.decisions = decisions(&read.standing, &read.accounts);
    Ok(read)
}

pub(in crate::workflows) fn identity(
    number: u32,
    account: &Account,
    service: Option<&ServiceConfig>,
    settings: &IdentitySettings,
) -> Identity {
    let text = |seen: Option<&String>| seen.cloned().unwrap_or_default();
    let profile = &account.profile;
    let limit = service.map(ServiceConfig::trust);
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

/// What operators decided, by account number.
fn decisions(standing: &Standing, accounts: &[Candidate]) -> Decisions {
    let mut out = Decisions::default();
    let mut numbers: HashMap<&AccountKey, u32> = HashMap::new();
    let named: BTreeSet<&AccountKey> = standing
        .together()
        .map(|(a, b)| (a, b))
        .chain(standing.apart())
        .flat_map(|(a, b)| [a, b])
        .collect();
    for (number, account) in (0..).zip(accounts) {
        if named.contains(&account.key) {
            numbers.insert(&account.key, number);
        }
    }
    let both = |a, b| Some((*numbers.get(a)?, *numbers.get(b)?));
    for (a, b) in standing.together().filter_map(|(a, b)| both(a, b)) {
        out.link(a, b);
    }
    for (a, b) in standing.apart().filter_map(|(a, b)| both(a, b)) {
        out.never(a, b);
    }
    out
}
