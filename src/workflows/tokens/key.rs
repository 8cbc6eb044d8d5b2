//! Keys that check signatures, from the forms in which people have them.
//!
//! Owns the order in which forms are tried, JWK, JWKS and Hasura's own JSON; PEM and DER are read in
//! `public`. What can be read as a public key, or looks like one, is never a secret.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use zeroize::Zeroizing;

use super::public::{Curve, Key, is_der, pem, public};
use crate::domain::text::Text;
use crate::domain::token::json::{self, Object};

/// Most keys of one set.
const MAX_KEYS: usize = 64;

/// A key with what its file says of its use.
pub(super) struct Entry {
    pub kid: Option<String>,
    /// The only algorithm that it may check.
    pub alg: Option<String>,
    pub key: Key,
}

/// The keys of one file.
pub struct KeySet(pub(super) Vec<Entry>);

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeySet({})", self.0.len())
    }
}

impl KeySet {
    /// Reads a key: PEM, DER, JWK, JWKS, Hasura's `{"type", "key"}`, else the bytes are a secret
    /// (without one newline at their end).
    ///
    /// # Errors
    /// Why it is no key that checks signatures; never its content.
    pub fn read(bytes: &[u8]) -> Result<KeySet, Text> {
        let text = str::from_utf8(bytes).ok();
        if let Some(text) = text {
            let start = text.trim_start_matches('\u{feff}').trim_start();
            // First: a JSON may hold a PEM, with what it is for.
            if start.starts_with(['{', '[']) {
                return from_json(start);
            }
            if text.contains("-----BEGIN ") {
                return pem(text).map(KeySet::one);
            }
            if ["ssh-", "ecdsa-", "sk-ssh-", "---- BEGIN"]
                .iter()
                .any(|word| start.starts_with(word))
            {
                return Err(Text::new("token-key-ssh"));
            }
            let bare: String = text.split_ascii_whitespace().collect();
            if let Some(key) = STANDARD.decode(&bare).ok().and_then(|der| from_der(&der)) {
                return key;
            }
        }
        if let Some(key) = from_der(bytes) {
            return key;
        }
        let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let secret = line.strip_suffix(b"\r").unwrap_or(line);
        if secret.is_empty() {
            return Err(Text::new("token-key-empty"));
        }
        Ok(KeySet::one(Key::Secret(Zeroizing::new(secret.to_vec()))))
    }

    fn one(key: Key) -> KeySet {
        KeySet(vec![Entry {
            kid: None,
            alg: None,
            key,
        }])
    }

    /// Whether it holds what must stay secret.
    pub fn is_secret(&self) -> bool {
        self.0
            .iter()
            .any(|entry| matches!(entry.key, Key::Secret(_)))
    }
}

/// The key in some DER; `None` for what is none, and may be a secret. A DER without a key that we
/// know is refused: whoever signs with a public key of another kind must not find it taken for a
/// shared secret.
fn from_der(bytes: &[u8]) -> Option<Result<KeySet, Text>> {
    match public(bytes) {
        Some(key) => Some(Ok(KeySet::one(key))),
        None => is_der(bytes).then(|| Err(Text::new("token-key-pem"))),
    }
}

fn from_json(text: &str) -> Result<KeySet, Text> {
    let bad = || Text::new("token-key-json");
    let Ok((Value::Object(object), _)) = json::read(text.as_bytes()) else {
        return Err(bad());
    };
    if let Some(Value::Array(keys)) = object.get("keys") {
        // A set may hold kinds that nobody here needs.
        let known: Vec<Entry> = keys
            .iter()
            .take(MAX_KEYS)
            .filter_map(|key| jwk(key.as_object()?).ok())
            .collect();
        return match known.is_empty() {
            true => Err(bad()),
            false => Ok(KeySet(known)),
        };
    }
    if object.contains_key("kty") {
        return jwk(&object).map(|entry| KeySet(vec![entry]));
    }
    // Hasura's HASURA_GRAPHQL_JWT_SECRET.
    if let (Some(alg), Some(key)) = (member(&object, "type"), member(&object, "key")) {
        let KeySet(mut keys) = KeySet::read(key.as_bytes())?;
        keys.iter_mut()
            .for_each(|entry| entry.alg = Some(alg.to_owned()));
        return Ok(KeySet(keys));
    }
    Err(bad())
}

fn member<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

/// One JSON Web Key (RFC 7517, RFC 8037).
fn jwk(object: &Object) -> Result<Entry, Text> {
    let bad = || Text::new("token-key-json");
    let bytes = |name: &str| {
        let text = member(object, name).ok_or_else(bad)?;
        URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())
    };
    let key = match (member(object, "kty"), member(object, "crv")) {
        (Some("oct"), _) => Key::Secret(Zeroizing::new(bytes("k")?)),
        (Some("RSA"), _) => Key::Rsa {
            n: without_zeros(&bytes("n")?),
            e: without_zeros(&bytes("e")?),
        },
        (Some("EC"), Some(curve)) => {
            let curve = match curve {
                "P-256" => Curve::P256,
                "P-384" => Curve::P384,
                _ => return Err(Text::new("token-key-curve").with("curve", curve)),
            };
            let point = [vec![4], bytes("x")?, bytes("y")?].concat();
            Key::Ec(curve, point)
        }
        (Some("OKP"), Some("Ed25519")) => Key::Ed25519(bytes("x")?),
        (Some("OKP"), Some(curve)) => {
            return Err(Text::new("token-key-curve").with("curve", curve));
        }
        _ => return Err(bad()),
    };
    Ok(Entry {
        kid: member(object, "kid").map(str::to_owned),
        alg: member(object, "alg").map(str::to_owned),
        key,
    })
}

/// A big-endian number without its leading zeros.
fn without_zeros(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default().to_vec()
}
