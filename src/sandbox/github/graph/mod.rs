//! GitHub's GraphQL endpoint: from the request to the answer. The schema is in `schema`, the values
//! behind it in `nodes`, the pages in `page`.

mod nodes;
mod page;
mod schema;

use serde_json::{Map, Value, json};

use super::call::refusal;
use super::limits::{self, Excess, Resource};
use super::state::Github;
use crate::sandbox::clock::Clock;
use crate::sandbox::graphql::{At, Failure, check, parse, run};
use crate::sandbox::http::{Answer, Request};
use nodes::{Graph, Node};
pub(super) use page::cursor_of;
use schema::SCHEMA;

/// Answers one GraphQL request.
pub(super) fn answer(github: &mut Github, clock: &Clock, request: &Request) -> Answer {
    let Some(body) = request.json() else {
        return refusal(400, "Problems parsing JSON");
    };
    let Some(query) = body.get("query").and_then(Value::as_str) else {
        return errors(&[Failure::new(
            "A query attribute must be specified and must be a string.",
            At::default(),
        )]);
    };
    let variables = match body.get("variables") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(map)) => map.clone(),
        Some(_) => return refusal(400, "Variables must be a JSON object"),
    };
    let name = body.get("operationName").and_then(Value::as_str);
    let parsed = parse::document(query);
    let checked = parsed.and_then(|document| {
        let operation = check::operation(&document, name)?.clone();
        Ok((document, operation))
    });
    let (document, operation) = match checked {
        Ok(both) => both,
        Err(failure) => return errors(&[failure]),
    };
    let (failures, cost) = check::check(&SCHEMA, &document, &operation, &variables);
    if !failures.is_empty() {
        return errors(&failures);
    }
    if let Some(failure) = scopes_missing(github, query) {
        return with_null(&[failure]);
    }
    let now = clock.now().as_second();
    match github
        .limits
        .spend(Resource::Graphql, now, cost.points, cost.points)
    {
        Ok(()) => {}
        Err(Excess::Primary) => {
            let message = "API rate limit already exceeded for user ID 1200000.";
            return errors(&[Failure::new(message, At::default()).kind("RATE_LIMITED")]);
        }
        Err(excess) => return limits::refuse(excess),
    }
    let rate = github.limits.show(Resource::Graphql, now);
    let graph = Graph {
        github,
        clock,
        cost,
        rate,
        empty: request.empty,
    };
    let (data, failures) = run::run(&graph, &document, &operation, &variables, &Node::Query);
    let mut body = json!({"data": data});
    if let (false, Some(map)) = (failures.is_empty(), body.as_object_mut()) {
        map.insert(
            "errors".into(),
            failures.iter().map(Failure::to_json).collect(),
        );
    }
    Answer::json(200, &body)
}

/// GraphQL errors come under 200, without `data` when nothing ran.
fn errors(failures: &[Failure]) -> Answer {
    let errors: Vec<Value> = failures.iter().map(Failure::to_json).collect();
    Answer::json(200, &json!({"errors": errors}))
}

fn with_null(failures: &[Failure]) -> Answer {
    let errors: Vec<Value> = failures.iter().map(Failure::to_json).collect();
    Answer::json(200, &json!({"data": null, "errors": errors}))
}

/// One field without its scope spoils the whole query.
fn scopes_missing(github: &Github, query: &str) -> Option<Failure> {
    let asks = |field: &str| {
        query
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == field)
    };
    let has = |scopes: &[&str]| scopes.iter().any(|scope| github.has_scope(scope));
    let (field, scopes): (&str, &[&str]) = if asks("email") && !has(&["user:email", "read:user"]) {
        ("email", &["user:email", "read:user"])
    } else if asks("organization") && !has(&["read:org"]) {
        ("organization", &["read:org"])
    } else {
        return None;
    };
    let message = format!(
        "Your token has not been granted the required scopes to execute this query. The '{field}' \
         field requires one of the following scopes: {}, but your token has only been granted the: \
         {:?} scopes. Please modify your token's scopes at: https://github.com/settings/tokens.",
        format!("{scopes:?}").replace('"', "'"),
        github.scopes
    );
    Some(Failure::new(message, At { line: 1, column: 1 }).kind("INSUFFICIENT_SCOPES"))
}
