//! The control endpoints below `/_sandbox/`: what was asked, and how to change the world.

use axum::http::Method;
use serde_json::{Value, json};

use super::faults::Faults;
use super::http::{Answer, Request};
use super::world::{SERVICES, World};

/// Answers a control request: `GET requests`, or `POST NAME` with a JSON object.
pub(super) fn answer(world: &mut World, request: &Request) -> Answer {
    match (&request.method, request.parts().as_slice()) {
        (&Method::GET, ["requests"]) => Answer::json(200, &world.log.show()),
        (&Method::GET, [] | [""]) => {
            Answer::json(200, &json!({"sandbox": true, "services": SERVICES}))
        }
        (&Method::POST, [name]) => {
            match command(world, name, &request.json().unwrap_or_default()) {
                Ok(()) => Answer::json(200, &json!({"done": true})),
                Err(error) => Answer::json(422, &json!({"done": false, "error": error})),
            }
        }
        _ => Answer::json(404, &json!({"error": "no such command"})),
    }
}

/// Changes the world. Accounts are named by login, services by id.
pub(super) fn command(world: &mut World, name: &str, body: &Value) -> Result<(), String> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (service, account) = (text("service"), text("account"));
    let changed = match name {
        "forget-requests" => {
            world.log.clear();
            true
        }
        "reset" => {
            world.reset();
            true
        }
        "advance-clock" => match body.get("seconds").and_then(Value::as_i64) {
            Some(seconds) => {
                world.clock.advance(seconds);
                true
            }
            None => false,
        },
        "fault" => {
            let faults =
                Faults::parse(text("spec"), &SERVICES).map_err(|error| error.to_string())?;
            world.faults.set(faults);
            true
        }
        "accept-invitation" => world.github.accept_invitation(account),
        "scopes" => match body.get("scopes").and_then(Value::as_array) {
            Some(scopes) => {
                let scopes = scopes
                    .iter()
                    .filter_map(|scope| scope.as_str().map(str::to_owned));
                world.github.scopes = scopes.collect();
                true
            }
            None => false,
        },
        "empty" => empty(world, service),
        "remove" => remove(world, service, account),
        "renumber" => match (service, text("to")) {
            ("nextcloud", "new") => world.nextcloud.renumber(false),
            ("nextcloud", "old") => world.nextcloud.renumber(true),
            _ => false,
        },
        "rename" => rename(world, service, account, text("to")),
        "disable" => disable(world, service, account, true),
        "enable" => disable(world, service, account, false),
        _ => return Err("no such command".to_owned()),
    };
    if changed {
        Ok(())
    } else {
        Err("nothing to change".to_owned())
    }
}

fn empty(world: &mut World, service: &str) -> bool {
    match service {
        "github" => world.github.clear(),
        "mattermost" => world.mattermost.clear(),
        "nextcloud" => world.nextcloud.clear(),
        "mail" => world.mail.clear(),
        _ => return false,
    }
    true
}

/// Removes one account for good; accounts are named by login.
fn remove(world: &mut World, service: &str, account: &str) -> bool {
    match service {
        "github" => {
            let row = world.github.row_of_login(account);
            row.is_some_and(|row| world.github.remove_anybody(row))
        }
        "mattermost" => {
            let row = world.mattermost.row_of_name(account);
            row.map(|row| world.mattermost.remove(row)).is_some()
        }
        "nextcloud" => {
            let row = world.nextcloud.row_of(account);
            row.map(|row| world.nextcloud.remove(row)).is_some()
        }
        "mail" => {
            let row = world.mail.row_of(account);
            row.map(|row| world.mail.remove(row)).is_some() || world.mail.remove_shared(account)
        }
        _ => false,
    }
}

fn rename(world: &mut World, service: &str, account: &str, to: &str) -> bool {
    match service {
        "github" => {
            let row = world.github.row_of_login(account);
            row.is_some_and(|row| world.github.rename(row, to))
        }
        "mattermost" => {
            let row = world.mattermost.row_of_name(account);
            row.is_some_and(|row| world.mattermost.rename(row, to))
        }
        _ => false,
    }
}

/// Blocks or unblocks as the service's own administrator would; GitHub has no such thing.
fn disable(world: &mut World, service: &str, account: &str, disabled: bool) -> bool {
    match service {
        "mattermost" => {
            let row = world.mattermost.row_of_name(account);
            row.map(|row| world.mattermost.set_active(row, !disabled, &world.clock))
                .is_some()
        }
        "nextcloud" => {
            let row = world.nextcloud.row_of(account);
            row.map(|row| world.nextcloud.set_enabled(row, !disabled))
                .is_some()
        }
        "mail" => {
            let row = world.mail.row_of(account);
            row.map(|row| world.mail.set_disabled(row, disabled))
                .is_some()
        }
        _ => false,
    }
}
