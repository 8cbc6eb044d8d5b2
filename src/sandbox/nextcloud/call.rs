//! What every handler of the simulated Nextcloud works with: the request with its caller, and its
//! body.

use serde_json::{Map, Value, json};

use super::door::Caller;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Request, pairs};

/// One request with its caller.
pub(super) struct Call<'a> {
    pub request: &'a Request,
    pub clock: &'a Clock,
    pub caller: Caller,
}

/// The body, form or JSON; `name[]` fields become lists.
pub(super) fn body(request: &Request) -> Map<String, Value> {
    if let Some(Value::Object(map)) = request.json() {
        return map;
    }
    let mut map = Map::new();
    let text = String::from_utf8_lossy(&request.body);
    for (key, value) in pairs(&text)
        .into_iter()
        .chain(request.query.iter().cloned())
    {
        match key.strip_suffix("[]") {
            Some(name) => match map.entry(name.to_owned()).or_insert_with(|| json!([])) {
                Value::Array(list) => list.push(value.into()),
                other => *other = json!([value]),
            },
            None => {
                map.entry(key).or_insert(value.into());
            }
        }
    }
    map
}
