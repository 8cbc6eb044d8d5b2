//! The control endpoints below `/_sandbox/`: what was asked, and how to change the world. What a
//! single service can be told is declared by its kind and done by the service.

use axum::http::Method;
use serde_json::{Value, json};

use super::faults::Faults;
use super::http::{Answer, Request};
use super::simulated::{Command, Kind};
use super::world::World;

/// Answers a control request: `GET requests`, or `POST NAME` with a JSON object.
pub(super) fn answer(world: &mut World, request: &Request) -> Answer {
    match (&request.method, request.parts().as_slice()) {
        (&Method::GET, ["requests"]) => {
            Answer::json(200, &world.log.show(world.kinds().map(Kind::id)))
        }
        (&Method::GET, [] | [""]) => {
            let services: Vec<&str> = world.kinds().map(Kind::id).collect();
            Answer::json(200, &json!({"sandbox": true, "services": services}))
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
    let command = Command { name, body };
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
            let kinds: Vec<&Kind> = world.kinds().collect();
            let faults =
                Faults::parse(command.text("spec"), &kinds).map_err(|error| error.to_string())?;
            world.faults.set(faults);
            true
        }
        _ => {
            let id = addressee(world, &command)?;
            let found = world.service(id);
            found.is_some_and(|(service, clock)| service.command(clock, &command))
        }
    };
    if changed {
        Ok(())
    } else {
        Err("nothing to change".to_owned())
    }
}

/// The service that a command is for: the one that it names, or the only one that takes it.
fn addressee(world: &World, command: &Command<'_>) -> Result<&'static str, String> {
    let named = command.text("service");
    let takes = |kind: &&Kind| kind.commands.contains(&command.name);
    let mut taking = world
        .kinds()
        .filter(takes)
        .filter(|kind| named.is_empty() || kind.id() == named);
    match (taking.next(), taking.next()) {
        (Some(one), None) => Ok(one.id()),
        (Some(_), Some(_)) => Err("several services take this command: name one".to_owned()),
        (None, _) if named.is_empty() || !world.kinds().any(|kind| takes(&kind)) => {
            Err("no such command".to_owned())
        }
        (None, _) => Err(format!("{named} takes no such command")),
    }
}
