//! What can go wrong with an answer, for any protocol, and its carrying out on HTTP.

use serde_json::{Map, Value, json};

use super::relay::{Asked, Reply};

/// Larger than any provider lets a body be.
const HUGE: usize = 70 * 1024 * 1024;
/// Longer than any text of a service.
const LONG: usize = 2 * 1024 * 1024;
/// Control characters and a change of direction, as somebody would put into a name.
const HOSTILE: &str = "\u{1b}[2J\u{7}\u{202e}\r\n\u{0}";

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A refusal with this status; those that may carry a time to come back carry a late one.
    Status(u16),
    /// The connection ends instead of the answer.
    Cut,
    /// It ends in the middle of the answer.
    Half,
    /// The answer comes a byte at a time, for ever.
    Drip,
    /// A page for browsers, with this status.
    Html(u16),
    NotUtf8,
    HugeBody,
    LongField,
    /// Control characters in what people call themselves.
    HostileNames,
    /// Members that nobody knows.
    Unknown,
    /// One place has another type, or is missing; the number chooses.
    Field(u64),
    /// Each list gives its first page to every request.
    Again,
    /// The same, and there is always a next one.
    Endless,
    /// The service repeats what it was sent, with this status.
    Echo(u16),
    /// Done, and the answer is lost: requests that change something.
    LoseWrites,
}

/// Which answers it strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    None,
    Always(What),
    /// The nth answer, from 1.
    Nth(usize, What),
}

impl Damage {
    pub fn at(self, nth: usize) -> Option<What> {
        match self {
            Damage::Always(what) => Some(what),
            Damage::Nth(struck, what) if struck == nth => Some(what),
            Damage::None | Damage::Nth(..) => None,
        }
    }
}

/// A damaged answer; what concerns the connection is the relay's.
pub fn damaged(what: What, asked: &Asked, mut reply: Reply, secrets: &[String]) -> Reply {
    match what {
        What::Status(status) => {
            return Reply::new(status, "application/json", r#"{"message":"no"}"#).late();
        }
        What::Html(status) => {
            let page = "<!DOCTYPE html><html><body><h1>Une page</h1></body></html>";
            return Reply::new(status, "text/html; charset=utf-8", page);
        }
        What::NotUtf8 => {
            let middle = reply.body.len() / 2;
            reply.body.splice(middle..middle, [0xff, 0xfe, 0xc3]);
        }
        What::HugeBody => {
            reply.body = vec![b' '; HUGE];
        }
        What::LongField => change(&mut reply, |value| {
            each_text(value, &mut |name, text| {
                if is_name(name) {
                    text.push_str(&"x".repeat(LONG / 16));
                }
            });
        }),
        What::HostileNames => change(&mut reply, |value| {
            each_text(value, &mut |name, text| {
                if is_name(name) {
                    text.push_str(HOSTILE);
                }
            });
        }),
        What::Unknown => change(&mut reply, add_unknown),
        What::Field(seed) => change(&mut reply, |value| other_type(value, seed)),
        What::Endless => go_on(asked, &mut reply),
        What::Echo(status) => return echo(status, asked, reply, secrets),
        What::Cut | What::Half | What::Drip | What::Again | What::LoseWrites => {}
    }
    reply
}

fn change(reply: &mut Reply, act: impl FnOnce(&mut Value)) {
    if let Ok(mut value) = serde_json::from_slice(&reply.body) {
        act(&mut value);
        reply.body = value.to_string().into_bytes();
    }
}

/// Members that hold what people call themselves, never an id or a login.
fn is_name(member: &str) -> bool {
    const NAMES: [&str; 7] = [
        "display_name",
        "displayname",
        "display-name",
        "nickname",
        "first_name",
        "last_name",
        "note",
    ];
    NAMES.contains(&member)
}

fn each_text(value: &mut Value, act: &mut impl FnMut(&str, &mut String)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let Value::String(text) = member {
                    act(name, text);
                }
                each_text(member, act);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, act)),
        _ => {}
    }
}

/// Adds to records only: an object whose members are all objects may be a list by name.
fn add_unknown(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(add_unknown);
            let is_record = members.values().any(|member| !member.is_object());
            if is_record {
                let unknown = json!({"deep": [1, null, {"er": "x"}]});
                members.insert("zzUnknown".to_owned(), unknown);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(add_unknown),
        _ => {}
    }
}

/// A place: the way to it, and the way without numbers, which is the same for all entries.
type Place = (String, String);

fn places(value: &Value, way: &str, shape: &str, found: &mut Vec<Place>) {
    found.push((way.to_owned(), shape.to_owned()));
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let step = name.replace('~', "~0").replace('/', "~1");
                places(
                    member,
                    &format!("{way}/{step}"),
                    &format!("{shape}/{step}"),
                    found,
                );
            }
        }
        Value::Array(values) => {
            for (at, member) in values.iter().enumerate() {
                places(member, &format!("{way}/{at}"), &format!("{shape}/-"), found);
            }
        }
        _ => {}
    }
}

/// Gives one place another type. Every kind of place is as likely, however many entries have it.
fn other_type(value: &mut Value, seed: u64) {
    let mut found = Vec::new();
    places(value, "", "", &mut found);
    let mut shapes: Vec<&String> = found.iter().map(|(_, shape)| shape).collect();
    shapes.sort_unstable();
    shapes.dedup();
    let Some(shape) = pick(&shapes, mix(seed)) else {
        return;
    };
    let ways: Vec<&String> = found
        .iter()
        .filter(|(_, s)| s == *shape)
        .map(|(w, _)| w)
        .collect();
    let Some(way) = pick(&ways, mix(seed ^ 0x5555)) else {
        return;
    };
    let choice = mix(seed ^ 0xAAAA) % 5;
    if choice == 0
        && let Some((above, name)) = way.rsplit_once('/')
        && let Some(Value::Object(members)) = value.pointer_mut(above)
        // Leaving a record out of a list by name is what a service says of somebody who left.
        && members.values().any(|member| !member.is_object())
    {
        members.remove(&name.replace("~1", "/").replace("~0", "~"));
        return;
    }
    if let Some(place) = value.pointer_mut(way) {
        *place = exchanged(place.take(), choice);
    }
}

fn exchanged(value: Value, choice: u64) -> Value {
    match (choice, value) {
        (1, Value::Null) => json!(17),
        (1, _) => Value::Null,
        (2, Value::String(_)) => json!(17),
        (2, Value::Number(number)) => json!(format!("n{number}")),
        (2, Value::Bool(_)) => json!("perhaps"),
        (3, Value::Object(members)) => json!([members]),
        (3, Value::Array(values)) => {
            let named = values.into_iter().enumerate();
            Value::Object(
                named
                    .map(|(at, value)| (format!("e{at}"), value))
                    .collect::<Map<_, _>>(),
            )
        }
        (_, other) => json!({"within": other}),
    }
}

fn pick<T>(from: &[T], number: u64) -> Option<&T> {
    let count = u64::try_from(from.len()).ok().filter(|count| *count > 0)?;
    from.get(usize::try_from(number % count).ok()?)
}

/// SplitMix64: the same on every machine.
pub fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// There is always a next page: in links, in cursors.
fn go_on(asked: &Asked, reply: &mut Reply) {
    let number = asked.number;
    change(reply, |value| next_cursor(value, number));
    let is_list = reply.body.first() == Some(&b'[');
    let is_linked = reply.headers.iter().any(|(name, _)| name == "link");
    if is_list || is_linked {
        reply.headers.retain(|(name, _)| name != "link");
        let path = asked.target.split('?').next().unwrap_or_default();
        let host = asked.header("host").unwrap_or_default();
        let link = format!("<http://{host}{path}?per_page=100&page={number}>; rel=\"next\"");
        reply.headers.push(("link".into(), link));
    }
}

fn next_cursor(value: &mut Value, number: usize) {
    match value {
        Value::Object(members) => {
            members
                .values_mut()
                .for_each(|member| next_cursor(member, number));
            if members.contains_key("hasNextPage") {
                members.insert("hasNextPage".to_owned(), json!(true));
                members.insert("endCursor".to_owned(), json!(format!("c{number}")));
            }
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| next_cursor(value, number)),
        _ => {}
    }
}

/// Everything that was sent, as a talkative server would repeat it.
pub fn confidences(asked: &str, secrets: &[String]) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let mut said = String::new();
    for secret in secrets {
        let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC);
        said.push_str(&format!("{secret} {} {percent} ", STANDARD.encode(secret)));
    }
    for word in asked.split_whitespace() {
        if let Ok(bytes) = STANDARD.decode(word)
            && let Ok(text) = String::from_utf8(bytes)
        {
            said.push_str(&text);
            said.push(' ');
        }
    }
    said.push_str(asked);
    said
}

fn echo(status: u16, asked: &Asked, mut reply: Reply, secrets: &[String]) -> Reply {
    let head: String = asked
        .headers
        .iter()
        .map(|(_, value)| format!("{value} "))
        .collect();
    let said = confidences(&head, secrets);
    if status == 200 {
        change(&mut reply, |value| {
            each_text(value, &mut |name, text| {
                if is_name(name) || name == "name" {
                    text.clone_from(&said);
                }
            });
        });
        return reply;
    }
    let body = json!({
        "message": said, "error": said, "errors": [{"message": said, "type": "X"}],
        "ocs": {"meta": {"status": "failure", "statuscode": 999, "message": said}, "data": []},
        "id": said, "detailed_error": said,
    });
    let mut refusal = Reply::new(status, "application/json", &body.to_string());
    let line: String = said.chars().filter(|c| matches!(c, ' '..='~')).collect();
    refusal.headers.push(("location".into(), line));
    refusal.late()
}
