//! Keys that check signatures, from the forms in which people have them.
//!
//! Owns the reading of PEM and DER (public keys, certificates), JWK, JWKS and Hasura's own JSON.
//! Whatever can be read as a public key is one, and never a secret.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::domain::text::Text;
use crate::domain::token::json::{self, Object};

/// Most keys of one set.
const MAX_KEYS: usize = 64;

/// One key; its kind decides which algorithms it may check.
pub(super) enum Key {
    /// Shared by maker and reader.
    Secret(Zeroizing<Vec<u8>>),
    /// Modulus and exponent, big-endian, without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// An uncompressed point.
    Ec(Curve, Vec<u8>),
    /// 32 bytes.
    Ed25519(Vec<u8>),
}

/// The curves of ES256 and ES384.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    /// P-256
    P256,
    /// P-384
    P384,
}

/// A key with what its file says of its use.
pub(super) struct Entry {
    /// Its name.
    pub kid: Option<String>,
    /// The only algorithm that it may check.
    pub alg: Option<String>,
    /// The key.
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
            if let Some(key) = STANDARD.decode(&bare).ok().and_then(|der| public(&der)) {
                return Ok(KeySet::one(key));
            }
        }
        if let Some(key) = public(bytes) {
            return Ok(KeySet::one(key));
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
            n: unsigned(&bytes("n")?),
            e: unsigned(&bytes("e")?),
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

/// The first block of a PEM file.
fn pem(text: &str) -> Result<Key, Text> {
    // CouchDB writes the line ends of a PEM out.
    let text = text.replace("\\n", "\n");
    let bad = || Text::new("token-key-pem");
    let after = text.split_once("-----BEGIN ").ok_or_else(bad)?.1;
    let (label, rest) = after.split_once("-----").ok_or_else(bad)?;
    if label.ends_with("PRIVATE KEY") {
        return Err(Text::new("token-key-private"));
    }
    let (body, _) = rest.split_once("-----END ").ok_or_else(bad)?;
    let body: String = body.split_ascii_whitespace().collect();
    let der = STANDARD.decode(body).map_err(|_| bad())?;
    public(&der).ok_or_else(bad)
}

/// A public key in DER: `SubjectPublicKeyInfo`, PKCS #1, or a certificate.
fn public(der: &[u8]) -> Option<Key> {
    let whole = Der(der).only(SEQUENCE)?;
    spki(Der(der))
        .or_else(|| rsa(Der(der)))
        .or_else(|| certificate(whole))
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

fn spki(der: Der<'_>) -> Option<Key> {
    let mut fields = der.only(SEQUENCE)?;
    let mut algorithm = fields.next(SEQUENCE)?;
    let kind = algorithm.next(OID)?.0;
    let bits = fields.next(BIT_STRING)?.0.strip_prefix(&[0])?;
    if !fields.0.is_empty() {
        return None;
    }
    match kind {
        RSA | RSA_PSS => rsa(Der(bits)),
        EC => {
            let curve = match algorithm.next(OID)?.0 {
                P256 => Curve::P256,
                P384 => Curve::P384,
                _ => return None,
            };
            Some(Key::Ec(curve, bits.to_vec()))
        }
        ED25519 => Some(Key::Ed25519(bits.to_vec())),
        _ => None,
    }
}

fn rsa(der: Der<'_>) -> Option<Key> {
    let mut fields = der.only(SEQUENCE)?;
    let n = unsigned(fields.next(INTEGER)?.0);
    let e = unsigned(fields.next(INTEGER)?.0);
    fields.0.is_empty().then_some(Key::Rsa { n, e })
}

/// The key in a certificate, which is not checked: the operator says whose it is.
fn certificate(mut fields: Der<'_>) -> Option<Key> {
    let mut tbs = fields.next(SEQUENCE)?;
    if tbs.0.first() == Some(&VERSION) {
        tbs.next(VERSION)?;
    }
    tbs.next(INTEGER)?;
    for _ in ["algorithm", "issuer", "validity", "subject"] {
        tbs.next(SEQUENCE)?;
    }
    let (key, _) = tbs.split(SEQUENCE)?;
    spki(Der(key))
}

/// A big-endian number without its leading zeros.
fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default().to_vec()
}

/// What is left to read of a DER encoding (X.690).
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next element, which must be of this kind.
    fn next(&mut self, tag: u8) -> Option<Der<'a>> {
        let (whole, content) = self.split(tag)?;
        self.0 = self.0.get(whole.len()..)?;
        Some(content)
    }

    /// The content of the only element.
    fn only(mut self, tag: u8) -> Option<Der<'a>> {
        let content = self.next(tag)?;
        self.0.is_empty().then_some(content)
    }

    /// The next element with its head, and its content.
    fn split(&self, tag: u8) -> Option<(&'a [u8], Der<'a>)> {
        let (found, rest) = self.0.split_first()?;
        let (first, mut rest) = rest.split_first().filter(|_| *found == tag)?;
        let length = match *first {
            short @ 0..=0x7f => usize::from(short),
            long @ 0x81..=0x83 => {
                let (bytes, after) = rest.split_at_checked(usize::from(long & 0x7f))?;
                rest = after;
                let add = |length, byte: &u8| length << 8 | usize::from(*byte);
                bytes.iter().fold(0, add)
            }
            _ => return None,
        };
        let content = rest.get(..length)?;
        let head = self.0.len() - rest.len();
        Some((self.0.get(..head + length)?, Der(content)))
    }
}
