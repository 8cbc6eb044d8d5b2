//! Whether a signature was made with a key (RFC 7518, RFC 8037).
//!
//! The key's kind decides which algorithms it may check: a public key that is taken for a shared
//! secret would let anybody sign.

use ring::{hmac, signature};

use super::key::{Entry, KeySet};
use super::public::{Curve, Key};
use crate::domain::text::Text;
use crate::domain::token::jwt::{Claims, Jwt};

/// Smallest RSA modulus, in bytes (RFC 7518, section 3.3).
const MIN_RSA: usize = 256;

/// What is known of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureCheck {
    /// Made with that key, over this very token.
    Good,
    /// Not made with that key, or over something else.
    Bad,
    /// Nobody knows, for this reason.
    NotChecked(Text),
    /// The key must not check this algorithm.
    Refused(Text),
}

impl SignatureCheck {
    /// The word of JSON.
    pub const fn as_str(&self) -> &'static str {
        match self {
            SignatureCheck::Good => "good",
            SignatureCheck::Bad => "bad",
            SignatureCheck::NotChecked(_) => "not-checked",
            SignatureCheck::Refused(_) => "refused",
        }
    }
}

/// A family of algorithms with the length of its digest in bits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Hs(u16),
    Rs(u16),
    Ps(u16),
    Es(Curve),
    Ed,
}

impl Algorithm {
    fn parse(name: &str) -> Option<Algorithm> {
        Some(match name {
            "HS256" => Algorithm::Hs(256),
            "HS384" => Algorithm::Hs(384),
            "HS512" => Algorithm::Hs(512),
            "RS256" => Algorithm::Rs(256),
            "RS384" => Algorithm::Rs(384),
            "RS512" => Algorithm::Rs(512),
            "PS256" => Algorithm::Ps(256),
            "PS384" => Algorithm::Ps(384),
            "PS512" => Algorithm::Ps(512),
            "ES256" => Algorithm::Es(Curve::P256),
            "ES384" => Algorithm::Es(Curve::P384),
            "EdDSA" | "Ed25519" => Algorithm::Ed,
            _ => return None,
        })
    }

    fn may_use(self, key: &Key) -> bool {
        match (self, key) {
            (Algorithm::Hs(_), Key::Secret(_))
            | (Algorithm::Rs(_) | Algorithm::Ps(_), Key::Rsa { .. })
            | (Algorithm::Ed, Key::Ed25519(_)) => true,
            (Algorithm::Es(wanted), Key::Ec(curve, _)) => wanted == *curve,
            _ => false,
        }
    }
}

/// Checks a token's signature with the keys of one file.
pub fn verify(token: &Jwt<'_>, keys: &KeySet) -> SignatureCheck {
    let not_checked = |id| SignatureCheck::NotChecked(Text::new(id));
    if token.claims == Claims::Encrypted {
        return not_checked("token-check-encrypted");
    }
    let Some(name) = token.algorithm() else {
        return SignatureCheck::Bad;
    };
    // Nothing was signed, so nothing can be good.
    if name.eq_ignore_ascii_case("none") || token.signature.is_empty() {
        return SignatureCheck::Bad;
    }
    if token.header.contains_key("crit") {
        return not_checked("token-check-critical");
    }
    let Some(algorithm) = Algorithm::parse(name) else {
        return SignatureCheck::NotChecked(Text::new("token-check-unknown").with("alg", name));
    };
    let kid = token.header.get("kid").and_then(|kid| kid.as_str());
    let named = |entry: &&Entry| entry.kid.is_some() && entry.kid.as_deref() == kid;
    let known = keys.0.iter().any(|entry| named(&entry));
    let usable: Vec<&Key> = keys
        .0
        .iter()
        .filter(|entry| !known || named(entry))
        .filter(|entry| entry.alg.as_deref().is_none_or(|alg| alg == name))
        .map(|entry| &entry.key)
        .filter(|key| algorithm.may_use(key))
        .collect();
    if usable.is_empty() {
        return SignatureCheck::Refused(Text::new("token-check-refused").with("alg", name));
    }
    let strong: Vec<&Key> = usable.into_iter().filter(|key| is_strong(key)).collect();
    if strong.is_empty() {
        return not_checked("token-check-short-rsa");
    }
    match strong.into_iter().any(|key| holds(token, algorithm, key)) {
        true => SignatureCheck::Good,
        false => SignatureCheck::Bad,
    }
}

/// Whether a secret is shorter than its digest, which RFC 7518 forbids (section 3.2).
pub fn is_short_secret(token: &Jwt<'_>, keys: &KeySet) -> bool {
    let Some(Algorithm::Hs(bits)) = token.algorithm().and_then(Algorithm::parse) else {
        return false;
    };
    keys.0.iter().any(
        |entry| matches!(&entry.key, Key::Secret(secret) if secret.len() * 8 < usize::from(bits)),
    )
}

fn is_strong(key: &Key) -> bool {
    !matches!(key, Key::Rsa { n, .. } if n.len() < MIN_RSA)
}

fn holds(token: &Jwt<'_>, algorithm: Algorithm, key: &Key) -> bool {
    let (signed, sig) = (token.signed.as_bytes(), token.signature.as_slice());
    match (algorithm, key) {
        (Algorithm::Hs(bits), Key::Secret(secret)) => {
            let digest = match bits {
                256 => hmac::HMAC_SHA256,
                384 => hmac::HMAC_SHA384,
                _ => hmac::HMAC_SHA512,
            };
            hmac::verify(&hmac::Key::new(digest, secret), signed, sig).is_ok()
        }
        (Algorithm::Rs(_) | Algorithm::Ps(_), Key::Rsa { n, e }) => {
            let how = match algorithm {
                Algorithm::Rs(256) => &signature::RSA_PKCS1_2048_8192_SHA256,
                Algorithm::Rs(384) => &signature::RSA_PKCS1_2048_8192_SHA384,
                Algorithm::Rs(_) => &signature::RSA_PKCS1_2048_8192_SHA512,
                Algorithm::Ps(256) => &signature::RSA_PSS_2048_8192_SHA256,
                Algorithm::Ps(384) => &signature::RSA_PSS_2048_8192_SHA384,
                _ => &signature::RSA_PSS_2048_8192_SHA512,
            };
            signature::RsaPublicKeyComponents { n, e }
                .verify(how, signed, sig)
                .is_ok()
        }
        (Algorithm::Es(_), Key::Ec(curve, point)) => {
            let how = match curve {
                Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
                Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
            };
            let key = signature::UnparsedPublicKey::new(how, point);
            key.verify(signed, sig).is_ok()
        }
        (Algorithm::Ed, Key::Ed25519(key)) => {
            let key = signature::UnparsedPublicKey::new(&signature::ED25519, key);
            key.verify(signed, sig).is_ok()
        }
        _ => false,
    }
}
