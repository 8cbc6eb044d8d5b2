//! What happened in the invented organisation before the demo begins: some syncs, changes between
//! them, a service that could not be read whole, and dates that somebody wrote down.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::domain::audit::AuditBody;
use crate::domain::clock::FixedClock;
use crate::domain::ids::UserId;
use crate::domain::time::{DAY, HOUR, SECOND};
use crate::domain::user::{User, UserKind};
use crate::sandbox::{Sandbox, Stay};
use crate::store::{Access, LockWait, Store, StoreError, UserWrite};
use crate::workflows::Env;
use crate::workflows::sync::{Listener, SyncRequest};
use crate::workflows::update::{settle, update};

/// From this many accounts on the demo has no past: its first sync is what is seen.
pub const LARGE: usize = 5_000;

/// One sync of all services, and what happened on them just before.
#[derive(Debug, Clone, Copy)]
struct Event {
    /// How long ago, in milliseconds.
    ago: i64,
    /// Commands of the simulated services, with their service, account and third word.
    before: &'static [(&'static str, [&'static str; 3])],
}

/// The past of a demo, oldest first.
const PAST: [Event; 3] = [
    Event {
        ago: 9 * DAY,
        before: &[],
    },
    Event {
        ago: 26 * HOUR,
        before: &[
            ("rename", ["github", "elolambert", "elodie-moulin"]),
            ("remove", ["nextcloud", "jamais.venu", ""]),
            ("enable", ["nextcloud", "gerard.evrard", ""]),
            ("disable", ["mattermost", "invitee.presse", ""]),
        ],
    },
    Event {
        ago: 6 * 60 * SECOND,
        before: &[
            ("disable", ["nextcloud", "anais.dormeuse", ""]),
            ("fault", ["github", "", "github:partial"]),
        ],
    },
];

/// Lives through it.
pub async fn live(
    context: &Context,
    sandbox: &Sandbox,
    cancel: CancellationToken,
    listener: Listener,
) -> Result<(), CliError> {
    let mut written_down = false;
    for event in &PAST {
        for (name, words) in event.before {
            // A very small organisation lacks some of these people.
            let _ = sandbox.command(name, &body(*words));
        }
        let clock = Arc::new(FixedClock(context.now().plus(-event.ago)));
        let dir = &context.config.paths.store;
        let store = Store::open(dir, Access::ReadWrite, clock.clone())?;
        let mut env = context.env(store.clone());
        env.clock = clock;
        let request = SyncRequest {
            services: context.config.services.clone(),
            dry_run: false,
            add_only: false,
            accept_removals: None,
            unless_younger: None,
            wait: LockWait::No,
        };
        update(&env, request, cancel.clone(), Arc::clone(&listener))
            .await
            .merge?;
        if cancel.is_cancelled() {
            break;
        }
        if !written_down {
            let audit = context.audit("import", Vec::new(), "");
            write_down(&store, audit, sandbox.stays(context.today()))?;
            settle(&env)?;
            written_down = true;
        }
    }
    // From now on every service answers.
    let _ = sandbox.command("fault", &json!({ "spec": "" }));
    Ok(())
}

fn body([service, account, third]: [&str; 3]) -> Value {
    json!({ "service": service, "account": account, "to": third, "spec": third })
}

/// What writes the dates down while the screen is open.
pub struct Dates {
    /// With a store that is open for writing.
    pub env: Env,
    /// Who writes them.
    pub audit: AuditBody,
    /// The day of the organisation.
    pub today: Date,
}

impl Dates {
    /// Waits until a first sync made users, then writes down when they came and leave; blocks.
    pub fn after_first_sync(
        self,
        sandbox: &Sandbox,
        closed: &CancellationToken,
    ) -> Result<(), CliError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let store = &self.env.store;
        let users = runtime.block_on(async {
            let mut commits = store.watch()?;
            while store.summary()?.is_none() {
                tokio::select! {
                    () = closed.cancelled() => return Ok(false),
                    heard = commits.changed() => heard?,
                }
            }
            Ok::<bool, StoreError>(true)
        })?;
        if users {
            write_down(store, self.audit, sandbox.stays(self.today))?;
            settle(&self.env)?;
        }
        Ok(())
    }
}

/// Gives the dates to the user that has most accounts of the person.
fn write_down(store: &Store, mut audit: AuditBody, stays: Vec<Stay>) -> Result<(), CliError> {
    let mut written: BTreeMap<UserId, User> = BTreeMap::new();
    for stay in stays {
        let mut shares: BTreeMap<UserId, usize> = BTreeMap::new();
        for key in &stay.accounts {
            if let Some(id) = store.account(key)?.and_then(|account| account.user) {
                *shares.entry(id).or_default() += 1;
            }
        }
        let most = shares.into_iter().max_by_key(|(_, share)| *share);
        let Some(mut user) = most.map(|(id, _)| store.user(id)).transpose()?.flatten() else {
            continue;
        };
        if user.kind == UserKind::Person {
            user.arrival = Some(stay.arrival);
            user.departure = stay.departure;
            written.insert(user.id, user);
        }
    }
    audit.new = format!("dates of {} people", written.len());
    store.write_users(UserWrite {
        users: written.into_values().collect(),
        audit: vec![audit],
        ..UserWrite::default()
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_told_in_order() {
        assert!(PAST.windows(2).all(|pair| match pair {
            [earlier, later] => earlier.ago > later.ago,
            _ => false,
        }));
    }
}
