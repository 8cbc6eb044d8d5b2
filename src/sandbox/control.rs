//! The control endpoints below `/_sandbox/`: what was asked, and how to change the world.

use axum::http::Method;
use serde_json::{Value, json};

use super::faults::Faults;
use super::http::{Answer, Request};
use super::world::{SERVICES, World};

/// Answers a control request. Bodies are JSON objects; unknown commands are 404, commands that
/// found nothing to change 422.
pub(super) fn answer(world: &mut World, request: &Request) -> Answer {
    let parts = request.parts();
    let body = request.json().unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (service, account) = (text("service"), text("account"));
    let done = match (&request.method, parts.as_slice()) {
        (&Method::GET, ["requests"]) => return Answer::json(200, &world.log.show()),
        (&Method::DELETE, ["requests"]) => {
            world.log.clear();
            true
        }
        (&Method::POST, ["reset"]) => {
            world.reset();
            true
        }
        (&Method::POST, ["advance-clock"]) => {
            let seconds = body.get("seconds").and_then(Value::as_i64);
            world.clock.advance(seconds.unwrap_or(0));
            seconds.is_some()
        }
        (&Method::POST, ["fault"]) => match Faults::parse(text("spec"), &SERVICES) {
            Ok(faults) => {
                if text("spec").is_empty() {
                    world.faults.clear();
                }
                world.faults.add(faults);
                true
            }
            Err(error) => return Answer::json(422, &json!({"error": error.to_string()})),
        },
        (&Method::POST, ["accept-invitation"]) => world.github.accept_invitation(account),
        (&Method::POST, ["scopes"]) => {
            let scopes = body.get("scopes").and_then(Value::as_array);
            world.github.scopes = scopes
                .into_iter()
                .flatten()
                .filter_map(|scope| scope.as_str().map(str::to_owned))
                .collect();
            scopes.is_some()
        }
        (&Method::POST, ["empty"]) => empty(world, service),
        (&Method::POST, ["remove"]) => remove(world, service, account),
        (&Method::POST, ["rename"]) => rename(world, service, account, text("to")),
        (&Method::POST, ["disable"]) => disable(world, service, account, true),
        (&Method::POST, ["enable"]) => disable(world, service, account, false),
        (&Method::GET, []) | (&Method::GET, [""]) => {
            return Answer::json(200, &json!({"sandbox": true, "services": SERVICES}));
        }
        _ => return Answer::json(404, &json!({"error": "no such command"})),
    };
    if done {
        Answer::json(200, &json!({"done": true}))
    } else {
        Answer::json(422, &json!({"error": "nothing to change", "done": false}))
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
