//! What happened in the invented organisation before the demo begins: some syncs, changes between
//! them, a service that could not be read whole, and dates that somebody wrote down.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::domain::clock::FixedClock;
use crate::domain::ids::UserId;
use crate::domain::time::{DAY, HOUR, SECOND};
use crate::domain::user::{User, UserKind};
use crate::sandbox::Sandbox;
use crate::sandbox::org::Stay;
use crate::store::{Access, LockWait, Store, UserWrite};
use crate::workflows::sync::{Listener, SyncRequest};
use crate::workflows::update::{settle, update};

/// From this many accounts on the demo has no past: one sync of them takes long enough.
const LARGE: usize = 5_000;

/// One sync of all services, and what happened on them just before.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// How long ago, in milliseconds.
    ago: i64,
    /// Commands of the simulated services, with their service, account and third word.
    before: &'static [(&'static str, [&'static str; 3])],
}

/// The past of a demo of that many accounts, oldest first.
pub fn of(accounts: usize) -> &'static [Event] {
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
    if accounts < LARGE {
        &PAST
    } else {
        &[Event {
            ago: 0,
            before: &[],
        }]
    }
}

/// Lives through it.
pub async fn live(
    context: &Context,
    sandbox: &Sandbox,
    past: &[Event],
    cancel: CancellationToken,
    listener: Listener,
) -> Result<(), CliError> {
    let mut written_down = false;
    for event in past {
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
            write_down(context, &store, sandbox.stays(context.today()))?;
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

/// Gives the dates to the user that has most accounts of the person.
fn write_down(context: &Context, store: &Store, stays: Vec<Stay>) -> Result<(), CliError> {
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
    let mut audit = context.audit("import", Vec::new(), "");
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
    fn the_past_is_told_in_order_and_a_large_organisation_has_none() {
        let past = of(600);
        assert!(past.windows(2).all(|pair| match pair {
            [earlier, later] => earlier.ago > later.ago,
            _ => false,
        }));
        assert_eq!(of(100_000).len(), 1);
    }
}
