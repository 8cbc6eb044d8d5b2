//! JSON Web Tokens (RFC 7519, RFC 7515), taken apart without being believed.
//!
//! Owns the decoding and what is odd about a token by itself. Whether its signature is good is
//! asked of the workflows.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::json::{self, Object};
use crate::domain::text::Text;
use crate::domain::time::{DAY, SECOND, Timestamp};

/// Hasura's claims (its default namespace).
pub const HASURA: &str = "https://hasura.io/jwt/claims";
/// CouchDB's roles (its default claim).
pub const COUCHDB: &str = "_couchdb.roles";

/// Clocks may differ by so many milliseconds before a token counts as not yet valid.
const LEEWAY: i64 = 5 * 60 * SECOND;
/// A token that is good for longer is told, in milliseconds.
const LONG: i64 = 366 * DAY;
/// Seconds beyond this are milliseconds that somebody took for seconds (year 5138).
const ABSURD: f64 = 1e11;

/// A token of three or five parts, decoded.
#[derive(Clone, PartialEq)]
pub struct Jwt<'a> {
    pub header: Object,
    pub claims: Claims,
    /// What the signature is over.
    pub signed: &'a str,
    /// The signature; empty when there is none.
    pub signature: Vec<u8>,
    /// Keys that stand twice, of header and claims.
    pub twice: Vec<String>,
}

/// Without the token: a debug line must not open anything.
impl std::fmt::Debug for Jwt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jwt")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// The payload of a token.
#[derive(Debug, Clone, PartialEq)]
pub enum Claims {
    /// As it should be.
    Object(Object),
    /// JSON, but no object: no service should take it.
    Other(Value),
    /// A token inside a token.
    Nested,
    /// No JSON at all: a signed message, but no JWT.
    Bytes(usize),
    /// Five parts: nobody reads it without the recipient's key.
    Encrypted,
}

/// Something about a token that an operator should know; `rule` is stable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub rule: &'static str,
    /// In words.
    pub text: Text,
}

impl<'a> Jwt<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// Why it is none; says nothing of its content.
    pub fn parse(token: &'a str) -> Result<Jwt<'a>, Text> {
        let parts: Vec<&str> = token.split('.').collect();
        let (header, payload, signature) = match parts.as_slice() {
            [header, payload, signature] => (*header, Some(*payload), *signature),
            [header, _, _, _, _] => (*header, None, ""),
            _ => return Err(Text::new("token-bad-parts").with("n", parts.len())),
        };
        let bad = |part: &'static str| Text::new("token-bad-part").with("part", Text::new(part));
        let (header, mut twice) = match json::read(&decode(header, || bad("token-part-header"))?) {
            Ok((Value::Object(header), twice)) => (header, twice),
            _ => return Err(bad("token-part-header")),
        };
        let claims = match payload {
            None => Claims::Encrypted,
            Some(payload) => {
                let bytes = decode(payload, || bad("token-part-claims"))?;
                match json::read(&bytes) {
                    Ok((Value::Object(claims), more)) => {
                        twice.extend(more);
                        Claims::Object(claims)
                    }
                    Ok((other, _)) => Claims::Other(other),
                    Err(_) if str::from_utf8(&bytes).is_ok_and(Jwt::parse_header) => Claims::Nested,
                    Err(_) => Claims::Bytes(bytes.len()),
                }
            }
        };
        twice.sort();
        twice.dedup();
        Ok(Jwt {
            header,
            claims,
            signed: token.rsplit_once('.').map_or(token, |(signed, _)| signed),
            signature: decode(signature, || bad("token-part-signature"))?,
            twice,
        })
    }

    /// Whether a text begins as a token does; a nested one is not taken apart.
    fn parse_header(text: &str) -> bool {
        let header = text.split('.').next().unwrap_or_default();
        let header = URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
        matches!(json::read(&header), Ok((Value::Object(_), _)))
    }

    /// The algorithm that the header names.
    pub fn algorithm(&self) -> Option<&str> {
        self.header.get("alg").and_then(Value::as_str)
    }

    pub fn claim(&self, name: &str) -> Option<&Value> {
        match &self.claims {
            Claims::Object(claims) => claims.get(name),
            _ => None,
        }
    }

    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claim(name).and_then(Value::as_str)
    }

    /// A claim that is an instant (`NumericDate`: seconds, perhaps with a fraction).
    pub fn instant(&self, name: &str) -> Option<Timestamp> {
        self.claim(name).and_then(numeric_date)
    }

    /// `aud`: one text or a list of them.
    pub fn audience(&self) -> Vec<String> {
        self.claim("aud").map(texts).unwrap_or_default()
    }

    /// Hasura's claims, also where they are a text that holds JSON.
    pub fn hasura(&self) -> Option<Object> {
        match self.claim(HASURA)? {
            Value::Object(claims) => Some(claims.clone()),
            Value::String(text) => match json::read(text.as_bytes()) {
                Ok((Value::Object(claims), _)) => Some(claims),
                _ => None,
            },
            _ => None,
        }
    }

    /// CouchDB's roles: a list, or texts between commas.
    pub fn couchdb_roles(&self) -> Vec<String> {
        match self.claim(COUCHDB) {
            Some(Value::String(text)) => text
                .split(',')
                .map(str::trim)
                .filter(|role| !role.is_empty())
                .map(str::to_owned)
                .collect(),
            Some(value) => texts(value),
            None => Vec::new(),
        }
    }

    /// What is odd about it, worst first within each part.
    pub fn warnings(&self, now: Timestamp) -> Vec<Warning> {
        let mut found = Vec::new();
        let mut warn = |rule: &'static str, text: Text| found.push(Warning { rule, text });
        match self.algorithm() {
            Some(alg) if alg.eq_ignore_ascii_case("none") => {
                warn("unsigned", Text::new("token-warn-unsigned"));
            }
            None => warn("no-algorithm", Text::new("token-warn-no-algorithm")),
            Some(_) if self.signature.is_empty() && self.claims != Claims::Encrypted => {
                warn("no-signature", Text::new("token-warn-no-signature"));
            }
            Some(_) => {}
        }
        let own_keys: Vec<&str> = ["jwk", "jku", "x5u", "x5c"]
            .into_iter()
            .filter(|name| self.header.contains_key(*name))
            .collect();
        if !own_keys.is_empty() {
            let text = Text::new("token-warn-own-key").with("names", own_keys.join(", "));
            warn("own-key", text);
        }
        if self.header.contains_key("crit") {
            warn("critical", Text::new("token-warn-critical"));
        }
        if !self.twice.is_empty() {
            let text = Text::new("token-warn-twice").with("names", self.twice.join(", "));
            warn("twice", text);
        }
        match &self.claims {
            Claims::Object(_) => self.time_warnings(now, &mut warn),
            Claims::Other(_) => warn("not-an-object", Text::new("token-warn-not-an-object")),
            Claims::Bytes(n) => warn("not-json", Text::new("token-warn-not-json").with("n", *n)),
            Claims::Nested => warn("nested", Text::new("token-warn-nested")),
            Claims::Encrypted => warn("encrypted", Text::new("token-warn-encrypted")),
        }
        found
    }

    fn time_warnings(&self, now: Timestamp, warn: &mut impl FnMut(&'static str, Text)) {
        for name in ["exp", "nbf", "iat"] {
            match self.claim(name) {
                Some(value) if numeric_date(value).is_none() => {
                    warn(
                        "bad-time",
                        Text::new("token-warn-bad-time").with("name", name),
                    );
                }
                Some(value) if value.as_f64().is_some_and(|s| s > ABSURD) => {
                    let text = Text::new("token-warn-milliseconds").with("name", name);
                    warn("milliseconds", text);
                }
                _ => {}
            }
        }
        match self.instant("exp") {
            None if self.claim("exp").is_none() => {
                warn("no-end", Text::new("token-warn-no-end"));
            }
            None => {}
            Some(end) if end <= now => {
                warn("expired", Text::new("token-warn-expired").with("at", end));
            }
            Some(end) if end.since(now) > LONG => {
                warn("long", Text::new("token-warn-long").with("at", end));
            }
            Some(_) => {}
        }
        let begins = [self.instant("nbf"), self.instant("iat")];
        if let Some(begin) = begins.into_iter().flatten().max()
            && begin.since(now) > LEEWAY
        {
            warn("not-yet", Text::new("token-warn-not-yet").with("at", begin));
        }
        if let (Some(end), Some(begin)) = (self.instant("exp"), begins.into_iter().flatten().max())
            && end < begin
        {
            warn("ends-first", Text::new("token-warn-ends-first"));
        }
    }
}

fn decode(part: &str, bad: impl FnOnce() -> Text) -> Result<Vec<u8>, Text> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| bad())
}

fn numeric_date(value: &Value) -> Option<Timestamp> {
    let seconds = value.as_f64().filter(|seconds| seconds.is_finite())?;
    // Saturates: a date beyond the calendar's end is shown as that end.
    Some(Timestamp((seconds * 1_000.0) as i64))
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// The token in a text: without the white space around it and the words of an HTTP header.
///
/// # Errors
/// Why there is not exactly one.
pub fn only_token(text: &str) -> Result<&str, Text> {
    let mut text = text.trim();
    for word in ["authorization:", "bearer ", "token "] {
        if let Some((start, rest)) = text.split_at_checked(word.len())
            && start.eq_ignore_ascii_case(word)
        {
            text = rest.trim_start();
        }
    }
    if text.is_empty() {
        return Err(Text::new("token-empty"));
    }
    if text.contains(char::is_whitespace) || text.contains(char::is_control) {
        return Err(Text::new("token-several"));
    }
    Ok(text)
}
