//! Reports: what an auditor asks, answered from the store alone.
//!
//! Opens no socket and writes nothing. The rules are `domain::findings`; the shapes of listings
//! and files belong to the command line.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::config::Config;
use crate::domain::findings::policy::Policy;
use crate::domain::findings::{
    Finding, FindingContext, Waivers, evaluate, open_mask, service_findings, unlinked,
};
use crate::domain::ids::ServiceId;
use crate::domain::service::{ServiceInfo, ServiceState};
use crate::domain::snapshot::Snapshot;
use crate::domain::time::Timestamp;
use crate::domain::user::User;
use crate::store::{Result, Store};

/// Users whose accounts are read together.
const PAGE: usize = 1_000;

/// What the rules look at besides users, read once.
#[derive(Debug, Clone)]
pub struct View {
    pub services: Vec<ServiceInfo>,
    /// What is remembered of them.
    pub states: BTreeMap<ServiceId, ServiceState>,
    pub waivers: Waivers,
    pub policy: Policy,
    pub now: Timestamp,
    /// The day in the organisation's zone.
    pub today: Date,
}

impl View {
    /// Reads what is remembered.
    pub fn read(config: &Config, store: &Store, now: Timestamp) -> Result<View> {
        Ok(View {
            services: config
                .services
                .iter()
                .map(|service| service.info())
                .collect(),
            states: store.service_states()?,
            waivers: store.waivers()?.into_iter().collect(),
            policy: config.policy.clone(),
            now,
            today: now.date(&config.organisation.timezone),
        })
    }

    /// The rules' view of it.
    pub fn context(&self) -> FindingContext<'_> {
        FindingContext {
            today: self.today,
            now: self.now,
            policy: &self.policy,
            services: &self.services,
            states: &self.states,
            waivers: &self.waivers,
        }
    }

    /// A snapshot with this view's findings.
    pub fn snapshot(&self, store: &Store) -> Result<Snapshot> {
        let cx = self.context();
        store.snapshot(&|user, accounts| open_mask(user, accounts, &cx))
    }
}

/// Everything that an audit found.
#[derive(Debug, Clone)]
pub struct AuditReport {
    /// What it was worked out from: its services and states are the report's coverage.
    pub view: View,
    pub users: u64,
    pub accounts: u64,
    /// Services first, then users by id.
    pub findings: Vec<Finding>,
}

/// Works out every finding, waived ones included.
pub fn audit(view: View, store: &Store) -> Result<AuditReport> {
    let cx = view.context();
    let mut findings = service_findings(&cx);
    let (mut users, mut accounts) = (0, 0);
    let mut failed = None;
    let mut page = Vec::with_capacity(PAGE);
    let mut judge = |page: &mut Vec<User>| -> Result<()> {
        for (user, of_user) in page.iter().zip(store.accounts_of_all(page)?) {
            users += 1;
            accounts += of_user.len() as u64;
            findings.extend(evaluate(user, &of_user, &cx));
        }
        page.clear();
        Ok(())
    };
    store.each_user(&mut |user| {
        page.push(user);
        if page.len() < PAGE {
            return ControlFlow::Continue(());
        }
        match judge(&mut page) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    judge(&mut page)?;
    store.each_unlinked(&mut |account| {
        accounts += 1;
        findings.extend(unlinked(&account, &cx));
        ControlFlow::Continue(())
    })?;
    Ok(AuditReport {
        users,
        accounts,
        findings,
        view,
    })
}
